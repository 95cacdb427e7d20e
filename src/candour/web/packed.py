"""Static files packed for browsers that take them so.

WhiteNoise serves a packed file that lies beside the plain one. Candour serves its files from the package itself, where nothing
is collected and nothing is written. So each is packed when it is asked for first, and kept in memory: together less than a
megabyte. The same file gives the same bytes on every machine.
"""

from __future__ import annotations

import gzip
import io
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from whitenoise.middleware import WhiteNoiseFileResponse, WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

_SHRINKS = frozenset({".css", ".js", ".mjs", ".json", ".svg", ".txt", ".html", ".webmanifest"})
"""What becomes smaller. Pictures and fonts are packed already."""
_SMALL = 512
"""Bytes: what is smaller travels in one packet in any case."""
_TAKEN = re.compile(r"(?:^|,)\s*gzip\s*(?:;\s*q\s*=\s*(?P<weight>[0-9.]+)\s*)?(?:,|$)", re.IGNORECASE)


@cache
def packed(path: Path) -> bytes | None:
    """The file as gzip, with no time and no name in it; None where packing gains nothing."""
    if path.suffix.lower() not in _SHRINKS or path.stat().st_size < _SMALL:
        return None
    whole = path.read_bytes()
    small = gzip.compress(whole, compresslevel=9, mtime=0)
    return small if len(small) < len(whole) else None


def takes(said: str) -> bool:
    """Whether a browser that says this of itself takes gzip. A weight of nought means that it does not."""
    found = _TAKEN.search(said)
    return found is not None and (found["weight"] is None or bool(found["weight"].strip("0.")))


class PackedFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, with packed answers from memory."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> Any:
        """The file. A part of it, which is asked for by its bytes, is always plain."""
        answered = WhiteNoiseMiddleware.serve(static_file, request)
        if not isinstance(static_file, StaticFile):
            return answered
        small = packed(Path(static_file.alternatives[-1][1]))
        if small is None:
            return answered
        answered["Vary"] = "Accept-Encoding"
        if answered.status_code != 200 or not takes(request.headers.get("Accept-Encoding", "")):
            return answered
        answered.close()
        given = WhiteNoiseFileResponse(() if request.method == "HEAD" else io.BytesIO(small))
        for name, value in answered.items():
            given[name] = value
        given["Content-Encoding"], given["Content-Length"] = "gzip", str(len(small))
        return given
