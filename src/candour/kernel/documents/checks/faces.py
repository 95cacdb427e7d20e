"""Files that are two files: a picture that is also an archive, a PDF that begins as a web page."""

from __future__ import annotations

import io
import re
import zipfile

from candour.kernel.documents.kinds import Kind

_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
"""Archives that open wherever they begin."""

_MARKUP = re.compile(rb"<\s*(?:html|script|svg|!doctype|\?php|iframe|body)\b", re.IGNORECASE)
_LOOKED_AT = 2048


def has_second_face(data: bytes, kind: Kind) -> bool:
    """Whether a file of this kind would also be believed to be something else. What a camera appends to a picture (a
    second picture, a moment of film) is not meant: nothing else opens it."""
    if any(mark in data for mark in _ARCHIVES) or zipfile.is_zipfile(io.BytesIO(data)):
        return True
    first, last = data[:_LOOKED_AT], data[-_LOOKED_AT:]
    if kind is Kind.PDF:
        return False
    return b"%PDF-" in first or bool(_MARKUP.search(first) or _MARKUP.search(last))
