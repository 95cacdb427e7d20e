"""Plots of the tracker as SVG files of their own: no script, no style, the same bytes for the same numbers.

A plot is never shown without its table and adds nothing to it. The number of asks stands in each part that is wide enough.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from textwrap import shorten
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.queries.progress import ORDER, Bars, Line

WIDTH = 520
"""In its own units: on a telephone its words are still read, on a wide page they are as large as the text."""
MOST_BARS = 40
"""Bars of one picture; the table has them all."""

_TOP, _ROW, _BAR, _KEY = 44, 56, 26, 24
_VERSION = "2"
"""Rises with every change of how a plot looks, so that all are drawn again."""

_FILLS: dict[codes.Standing, tuple[str, str]] = {
    codes.Standing.VERIFIED: ("#0f4645", "#ffffff"),
    codes.Standing.CLAIMED: ("#f2b84b", "#16211f"),
    codes.Standing.NOT_VERIFIED: ("#c2500f", "#ffffff"),
    codes.Standing.ACCEPTED: ("#3c8c86", "#ffffff"),
    codes.Standing.IN_PART: ("#8fc1bb", "#16211f"),
    codes.Standing.IN_PRINCIPLE: ("#c3dfdb", "#16211f"),
    codes.Standing.AWAITING: ("#d9dddc", "#16211f"),
    codes.Standing.NOTED: ("#a9aeb8", "#16211f"),
    codes.Standing.ELSEWHERE: ("#7d8796", "#ffffff"),
    codes.Standing.REJECTED: ("#8a1418", "#ffffff"),
    codes.Standing.CLOSED: ("#3f4654", "#ffffff"),
}
"""Fill and ink. Neighbours differ in lightness, for readers who see no colours."""


def digest(bars: Bars) -> str:
    """SHA-256 of everything that the picture shows, in the language of the moment. 64 hex digits."""
    told: list[object] = [_VERSION, title(bars), [str(one.label) for one in ORDER]]
    told += [[line.name, line.overdue, [line.counts[one] for one in ORDER]] for line in bars.lines]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def size(lines: Sequence[Line]) -> tuple[int, int]:
    """Width and height of a picture of these bars, so that a page can leave room for it."""
    shown = min(len(lines), MOST_BARS)
    return WIDTH, _TOP + shown * _ROW + (24 if len(lines) > MOST_BARS else 0) + len(_present(lines)) * _KEY + 12


def _present(lines: Sequence[Line]) -> list[codes.Standing]:
    """The standings that the picture has, which its key explains."""
    return [one for one in ORDER if any(line.counts[one] for line in lines[:MOST_BARS])]


def title(bars: Bars) -> str:
    """What the picture is about."""
    if bars.kind == "reports":
        return _("What became of recommendations, by report")
    if bars.kind == "bodies":
        return _("What became of recommendations, by body")
    return _("What became of recommendations: %(name)s") % {"name": bars.name}


def svg(bars: Bars) -> str:
    """The picture."""
    width, height = size(bars.lines)
    about = title(bars)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label={quoteattr(about)} font-family="system-ui, Arial, sans-serif" font-size="16">'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(0, 22, shorten(about, 58, placeholder="…"), weight=True),
    ]
    y = _TOP
    for line in bars.lines[:MOST_BARS]:
        parts.append(_bar(line, y))
        y += _ROW
    left = len(bars.lines) - MOST_BARS
    if left > 0:
        said = ngettext("and %(count)s more, in the table", "and %(count)s more, in the table", left) % {"count": left}
        parts.append(_text(0, y + 8, said))
        y += 24
    for place, one in enumerate(_present(bars.lines)):
        top = y + 4 + place * _KEY
        parts.append(f'<rect x="0.5" y="{top}" width="16" height="16" fill="{_FILLS[one][0]}" stroke="#16211f"/>')
        parts.append(_text(24, top + 14, str(one.label)))
    return "".join([*parts, "</svg>"])


def _bar(line: Line, y: int) -> str:
    said = ngettext("%(count)s request", "%(count)s requests", line.total) % {"count": line.total}
    if line.overdue:
        said += ", " + ngettext("%(count)s overdue", "%(count)s overdue", line.overdue) % {"count": line.overdue}
    parts = [_text(0, y + 14, f"{shorten(line.name, 40, placeholder='…')} ({said})")]
    x, top = 0.0, y + 22
    for one in ORDER:
        count = line.counts[one]
        if not count:
            continue
        wide = WIDTH * count / line.total
        fill, ink = _FILLS[one]
        parts.append(
            f'<rect x="{x:.1f}" y="{top}" width="{wide:.1f}" height="{_BAR}" fill="{fill}" stroke="#ffffff">'
            f"<title>{escape(f'{one.label}: {count}')}</title></rect>"
        )
        if wide >= 10 + 9 * len(str(count)):
            parts.append(_text(x + wide / 2, top + 19, str(count), ink=ink, middle=True))
        x += wide
    return "".join(parts)


def _text(x: float, y: float, said: str, *, ink: str = "#16211f", weight: bool = False, middle: bool = False) -> str:
    how = (' font-weight="700"' if weight else "") + (' text-anchor="middle"' if middle else "")
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}"{how}>{escape(said)}</text>'
