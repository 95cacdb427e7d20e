"""What is looked at before anything opens a file: its kind by its bytes, and whether it is one thing only, unpacks to a
sane size, and holds nothing that acts. Standard library alone; runs in the child process (``workshop``).

A scanner is asked afterwards: it answers OK to files that explode (security.md, threat 16).
"""

from __future__ import annotations

from candour.kernel.documents import kinds
from candour.kernel.documents.checks import pdf, pictures, plain, zipped
from candour.kernel.documents.checks.faces import has_second_face
from candour.kernel.documents.checks.unsafe import Unsafe
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.limits import LIMITS, Limits

__all__ = ["Unsafe", "check"]


def check(data: bytes, *, extension: str = "", limits: Limits = LIMITS) -> Kind:
    """The kind of file this is. ``extension`` is what the sender's name for it ended with; it can only speak against
    a file. Raises Unsafe with the code of the reason."""
    if not data:
        raise Unsafe("empty")
    if len(data) > limits.bytes_of_a_file:
        raise Unsafe("too_big")
    if data.startswith(b"PK\x03\x04"):
        return zipped.check(data, limits)
    kind = kinds.of_first_bytes(data)
    if kind is None:
        plain.check(data, extension, limits)
        return Kind.TEXT
    if has_second_face(data, kind):
        raise Unsafe("two_files_in_one")
    if kind is Kind.PDF:
        pdf.check(data, limits)
    else:
        pictures.check(data, kind, limits)
    return kind
