"""Plain text: what decodes, holds no controls, and does not begin as a program or a page."""

from __future__ import annotations

import codecs
import re

from candour.kernel.documents.checks.unsafe import Unsafe
from candour.kernel.documents.limits import Limits

_NAMED_SO = frozenset({"", "txt", "text", "md", "log", "csv"})
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BEGINS_AS_SOMETHING_ELSE = re.compile(
    r"\s*(?:<\s*(?:[a-z!?]|/)|\{\\rtf|%!PS|#!|MZ|From |Received:|MIME-Version:|BEGIN:|@echo\b)", re.IGNORECASE
)


def check(data: bytes, extension: str, limits: Limits) -> None:
    """Raises Unsafe unless this is text and was said to be."""
    text = decode(data)
    if text is None or _CONTROLS.search(text):
        raise Unsafe("kind")
    if extension not in _NAMED_SO or _BEGINS_AS_SOMETHING_ELSE.match(text[:4096]):
        raise Unsafe("kind")
    if len(data) > limits.text_bytes:
        raise Unsafe("too_long")


def decode(data: bytes) -> str | None:
    """The text, or None when these bytes are none. UTF-8; UTF-16 where it says so; else what Windows wrote once."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried: tuple[str, ...] = ("utf-16",)
    else:
        tried = ("utf-8-sig", "cp1252")
    for encoding in tried:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
