"""One page of a safe copy: a picture, its words, or either. Packed for the way out of the child process and for the
blob that keeps it. Standard library alone."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

_SHAPE = struct.Struct(">BI")
_VERSION = 1
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What could turn words around or hide them."""

WEBP = "image/webp"


class NotAPage(ValueError):
    """These bytes are no page."""


@dataclass(frozen=True)
class Page:
    """A page. ``picture`` is WebP or empty; ``text`` may be empty."""

    text: str = field(default="", repr=False)
    picture: bytes = field(default=b"", repr=False)

    def packed(self) -> bytes:
        """As bytes."""
        words = self.text.encode("utf-8", "replace")
        return _SHAPE.pack(_VERSION, len(words)) + words + self.picture


def unpack(data: bytes) -> Page:
    """The page in these bytes, judged anew: what made them may have been taken over. Raises NotAPage."""
    try:
        version, length = _SHAPE.unpack_from(data)
        words = data[_SHAPE.size : _SHAPE.size + length].decode()
    except (struct.error, UnicodeDecodeError):
        raise NotAPage from None
    picture = data[_SHAPE.size + length :]
    if version != _VERSION or _SHAPE.size + length > len(data):
        raise NotAPage
    if picture and not (picture[:4] == b"RIFF" and picture[8:12] == b"WEBP"):
        raise NotAPage
    return Page(_CONTROLS.sub("", words), picture)
