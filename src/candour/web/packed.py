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


class PackedFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """WhiteNoise, with packed answers from memory."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> Any:
        """The file. A part of it, which is asked for by its bytes, is always plain."""
        small = packed(Path(static_file.alternatives[-1][1])) if isinstance(static_file, StaticFile) else None
        is_taken = request.method in {"GET", "HEAD"} and takes(request.headers.get("Accept-Encoding", ""))
        if small is None or not is_taken or "Range" in request.headers:
            answered = WhiteNoiseMiddleware.serve(static_file, request)
            if small is not None:
                answered["Vary"] = "Accept-Encoding"
            return answered
        told = static_file.get_response("HEAD", request.META)  # no file is opened
        is_whole = int(told.status) == 200
        wanted = io.BytesIO(small) if is_whole and request.method == "GET" else ()
        answered = WhiteNoiseFileResponse(wanted, status=int(told.status))
        del answered["Content-Type"]
        for name, value in told.headers:
            answered[name] = value
        answered["Vary"] = "Accept-Encoding"
        if is_whole:
            answered["Content-Encoding"], answered["Content-Length"] = "gzip", str(len(small))
        return answered
