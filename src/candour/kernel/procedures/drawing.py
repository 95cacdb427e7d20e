"""A procedure as a picture and as a table. The picture is never shown without the table: it adds nothing to it.

The picture is one column of cards, a state each, so that it stays readable on a telephone: under the state's name the
steps that lead out of it. A step to the next card goes down; every other one goes to a lane at the right, one lane for
each state it leads to, which enters that state's card. States in which a record can end have a double frame.

The same table always gives the same picture, byte for byte: whole numbers, presentation attributes, no styles, no
script. Words are those of the reader's language at the time of drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from textwrap import shorten, wrap
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from candour.kernel.procedures.facts import Words
from candour.kernel.procedures.requirements import role_words
from candour.kernel.procedures.table import Procedure, State, Step

WIDTH = 360
"""The width of the picture in its own units: about a telephone's width in CSS pixels, so text keeps its size."""

_MARGIN, _GAP, _LANE, _LINE, _PAD = 6, 34, 10, 19, 10
_TITLE = 26
_CHARACTER = 7
"""The width of one character of the steps' text, generously."""

_INK, _LINES, _PAPER, _CARD = "#0b0c0c", "#505a5f", "#ffffff", "#f3f2f1"


# --- the table --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """One step as a table shows it. ``target`` is empty where the state stays as it is."""

    name: str
    label: Words
    who: tuple[Words, ...]
    target: Words
    needs: tuple[Words, ...]
    unchecked: tuple[Words, ...]
    """Those of the needs that cannot be checked from an extract."""
    starts: tuple[str, ...]
    meets: tuple[str, ...]
    cancels: tuple[str, ...]
    basis: Words
    grave: bool
    second_person: bool


@dataclass(frozen=True)
class Row:
    """One state as a table shows it, with the steps that lead out of it. The row without a name is the beginning."""

    name: str
    label: Words
    plain: Words
    is_end: bool
    moves: tuple[Move, ...]


def rows(procedure: Procedure) -> list[Row]:
    """The table: what begins the record, then each state, what it means, and who does what there on what basis."""
    beginning = tuple(_move(procedure, step) for step in procedure.steps if not step.source)
    shown = (
        [Row("", _("The beginning"), _("Nothing is recorded yet."), is_end=False, moves=beginning)] if beginning else []
    )
    for state in procedure.states:
        moves = tuple(_move(procedure, step) for step in procedure.steps_from(state.name))
        shown.append(Row(state.name, state.label, state.plain, state.is_end, moves))
    return shown


def _move(procedure: Procedure, step: Step) -> Move:
    return Move(
        name=step.name,
        label=step.label,
        who=tuple(role_words(code) for code in step.by),
        target=procedure.state(step.target).label if step.target else "",
        needs=tuple(requirement.sentence for requirement in step.requires),
        unchecked=tuple(need.sentence for need in step.requires if not need.checkable_from_extract),
        starts=step.starts,
        meets=step.meets,
        cancels=step.cancels,
        basis=step.basis,
        grave=step.grave,
        second_person=step.second_person_from is not None,
    )


# --- the picture ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Out:
    """A step on a card: its lines of text, where it leads, the height of its middle, and whether to the next card."""

    lines: tuple[str, ...]
    target: str
    middle: int
    is_down: bool


@dataclass(frozen=True)
class _Card:
    state: State
    top: int
    bottom: int
    outs: tuple[_Out, ...]

    @property
    def leads_on(self) -> bool:
        """Whether a step leads to the next card."""
        return any(out.is_down for out in self.outs)

    @property
    def entry(self) -> int:
        """The height at which lanes enter."""
        return self.top + _TITLE // 2


@dataclass(frozen=True)
class _Lane:
    target: str
    x: int
    top: int
    bottom: int


def svg(procedure: Procedure) -> str:
    """The picture as an SVG document with a title and a description that says everything in words."""
    width = WIDTH - 2 * _MARGIN - _LANE * (_lanes_at_most(procedure) + 1)
    cards = _cards(procedure, width)
    lanes = {lane.target: lane for lane in _lanes(cards, _MARGIN + width)}
    height = cards[-1].bottom + _MARGIN
    slug = f"{procedure.name.replace('.', '-').replace('_', '-')}-v{procedure.version}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="{slug}-title {slug}-desc" font-family="system-ui, sans-serif" fill="{_INK}">',
        f'<title id="{slug}-title">{escape(_title(procedure))}</title>',
        f'<desc id="{slug}-desc">{escape(description(procedure))}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="{_PAPER}"/>',
        *_opening(procedure, width),
        *(_vertical(lane) for lane in lanes.values()),
        *(line for card in cards for line in _across(card, lanes, _MARGIN + width)),
        *(line for card in cards for line in _drawn(card, width)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def description(procedure: Procedure) -> str:
    """The picture in words: for each state, which step leads where."""
    sentences = []
    for row in rows(procedure):
        leading = [move for move in row.moves if move.target]
        said = "; ".join(_("{step} leads to {state}").format(step=move.label, state=move.target) for move in leading)
        sentences.append(f"{row.label}: {said or _('nothing leads on')}.")
    return " ".join(sentences)


def _title(procedure: Procedure) -> str:
    return _("{procedure}: states and steps").format(procedure=procedure.label or procedure.name)


def _lanes_at_most(procedure: Procedure) -> int:
    """How many states are entered from elsewhere than the card above them: no picture needs more lanes."""
    names = [state.name for state in procedure.states]
    following = dict(pairwise(names))
    moves = [(source, step.target) for step in procedure.steps for source in step.source if step.target]
    return len({target for source, target in moves if following.get(source) != target})


def _cards(procedure: Procedure, width: int) -> list[_Card]:
    cards: list[_Card] = []
    top = _MARGIN + _GAP
    names = [state.name for state in procedure.states]
    for number, state in enumerate(procedure.states):
        following = names[number + 1] if number + 1 < len(names) else ""
        steps = [step for step in procedure.steps_from(state.name) if step.target]
        steps.sort(key=lambda step: step.target == following)  # a step that goes down stands lowest
        outs, bottom = _outs(procedure, steps, following, top + _TITLE, width)
        cards.append(_Card(state, top, bottom, outs))
        top = bottom + _GAP
    return cards


def _outs(
    procedure: Procedure, steps: list[Step], following: str, top: int, width: int
) -> tuple[tuple[_Out, ...], int]:
    outs = []
    for step in steps:
        target = step.target or ""  # only steps that lead somewhere come here
        text = f"{step.label} → {procedure.state(target).label}"
        lines = tuple(wrap(text, (width - 2 * _PAD) // _CHARACTER))
        outs.append(_Out(lines, target, top + _LINE * len(lines) // 2, target == following))
        top += _LINE * len(lines)
    return tuple(outs), top + (_PAD if steps else 0)


def _lanes(cards: list[_Card], edge: int) -> Iterator[_Lane]:
    """A lane for each state that is entered from elsewhere than the card above; short ones nearest the cards."""
    entry = {card.state.name: card.entry for card in cards}
    wanted: dict[str, list[int]] = {}
    for card in cards:
        for out in card.outs:
            if not out.is_down:
                wanted.setdefault(out.target, [entry[out.target]]).append(out.middle)
    placed: list[list[tuple[int, int]]] = []
    for target, heights in sorted(wanted.items(), key=lambda item: (max(item[1]) - min(item[1]), item[0])):
        top, bottom = min(heights), max(heights)
        column = next(
            (
                number
                for number, taken in enumerate(placed)
                if all(bottom < t - _LINE or top > b + _LINE for t, b in taken)
            ),
            len(placed),
        )
        if column == len(placed):
            placed.append([])
        placed[column].append((top, bottom))
        yield _Lane(target, edge + _LANE * (column + 1), top, bottom)


def _opening(procedure: Procedure, width: int) -> Iterator[str]:
    labels = ", ".join(str(step.label) for step in procedure.steps if not step.source)
    yield _text(_MARGIN + 34, _MARGIN + 18, shorten(labels, width // _CHARACTER, placeholder="…"))
    yield from _down(_MARGIN + 4, _MARGIN + _GAP)


def _text(x: int, y: int, words: str, more: str = 'font-size="13"') -> str:
    return f'<text x="{x}" y="{y}" {more}>{escape(words)}</text>'


def _frame(x: int, y: int, width: int, height: int, more: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" stroke="{_INK}" {more}/>'


def _down(top: int, bottom: int) -> Iterator[str]:
    x = _MARGIN + 20
    yield f'<path d="M{x} {top}V{bottom - 6}" stroke="{_INK}" stroke-width="2" fill="none"/>'
    yield f'<path d="M{x - 5} {bottom - 8}H{x + 5}L{x} {bottom}Z"/>'


def _vertical(lane: _Lane) -> str:
    return f'<path d="M{lane.x} {lane.top}V{lane.bottom}" stroke="{_LINES}" stroke-width="2" fill="none"/>'


def _across(card: _Card, lanes: dict[str, _Lane], edge: int) -> Iterator[str]:
    """From each step to its lane, and from the card's own lane into the card. A white border bridges other lanes."""
    for out in card.outs:
        if not out.is_down:
            lane = lanes[out.target]
            yield from _bridge(edge, lane.x, out.middle)
            yield f'<circle cx="{lane.x}" cy="{out.middle}" r="3" fill="{_LINES}"/>'
    own = lanes.get(card.state.name)
    if own is not None:
        yield from _bridge(edge + 6, own.x, card.entry)
        yield f'<path d="M{edge + 8} {card.entry - 5}V{card.entry + 5}L{edge} {card.entry}Z" fill="{_INK}"/>'


def _bridge(start: int, end: int, height: int) -> Iterator[str]:
    yield f'<path d="M{start} {height}H{end - 4}" stroke="{_PAPER}" stroke-width="6" fill="none"/>'
    yield f'<path d="M{start} {height}H{end}" stroke="{_LINES}" stroke-width="2" fill="none"/>'


def _drawn(card: _Card, width: int) -> Iterator[str]:
    x, height = _MARGIN, card.bottom - card.top
    yield _frame(x, card.top, width, height, f'fill="{_CARD}" stroke-width="2"')
    if card.state.is_end:
        yield _frame(x + 4, card.top + 4, width - 8, height - 8, 'fill="none"')
    yield _text(x + _PAD, card.top + 19, str(card.state.label), 'font-size="15" font-weight="700"')
    for out in card.outs:
        first = out.middle - _LINE * len(out.lines) // 2 + 14
        for number, line in enumerate(out.lines):
            yield _text(x + _PAD, first + _LINE * number, line)
    if card.leads_on:
        yield from _down(card.bottom, card.bottom + _GAP)
