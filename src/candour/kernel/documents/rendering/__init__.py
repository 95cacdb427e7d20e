"""Safe copies: pictures and text made anew from what a file shows. Runs in the child process (``workshop``)."""

from __future__ import annotations

from collections.abc import Iterator

from candour.kernel.documents.kinds import OFFICE, Kind
from candour.kernel.documents.limits import LIMITS, Limits
from candour.kernel.documents.page import Page

__all__ = ["copy", "render"]


def render(
    data: bytes, kind: Kind, *, first: int = 0, count: int | None = None, limits: Limits = LIMITS
) -> tuple[int, Iterator[Page]]:
    """How many pages there are, and ``count`` of them from the ``first`` on (counted from 0). Raises Unsafe."""
    if kind is Kind.PDF:
        from candour.kernel.documents.rendering import pages

        return pages.render(data, first, count, limits)
    if kind in OFFICE:
        from candour.kernel.documents.rendering import office

        return _cut(office.text_of(data, kind, limits), first, count, limits)
    if kind is Kind.TEXT:
        from candour.kernel.documents.checks import plain

        return _cut(plain.decode(data) or "", first, count, limits)
    from candour.kernel.documents.rendering import pictures

    return 1, iter([Page(picture=pictures.render(data, kind, limits))][first:])


def copy(data: bytes, kind: Kind, *, limits: Limits = LIMITS) -> bytes:
    """A whole file of the same content without what was noted in it about its maker. Raises Unsafe; ValueError for a
    kind that has no such copy."""
    if kind is Kind.PDF:
        from candour.kernel.documents.rendering import pages

        return pages.copy(data, limits)
    if kind is Kind.TEXT:
        from candour.kernel.documents.checks import plain

        return (plain.decode(data) or "").encode()
    if kind in OFFICE:
        raise ValueError("an office document has no clean copy")
    from candour.kernel.documents.rendering import pictures

    return pictures.copy(data, kind, limits)


def _cut(text: str, first: int, count: int | None, limits: Limits) -> tuple[int, Iterator[Page]]:
    cut = list(_pages_of(text, limits))
    until = None if count is None else first + count
    return len(cut), (Page(text=page) for page in cut[first:until])


def _pages_of(text: str, limits: Limits) -> Iterator[str]:
    """Pieces of readable length, cut at the end of a line where there is one."""
    place = given = 0
    while place < len(text) or not given:
        if given == limits.text_pages - 1 and len(text) - place > limits.characters_of_a_page:
            raise _too_long()
        until = min(len(text), place + limits.characters_of_a_page)
        if until < len(text):
            line = text.rfind("\n", place + 1, until)
            until = line + 1 if line > place else until
        yield text[place:until].rstrip()
        place, given = until, given + 1


def _too_long() -> Exception:
    from candour.kernel.documents.checks.unsafe import Unsafe

    return Unsafe("too_long")
