"""How far reports and bodies have come: asks counted by where they stand, for tables and for plots.

An *ask* is one body asked for one recommendation, or for a part of it. Earlier reviews have none: what is told of them is
what a source says, and is counted nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries.standing import standing_of

ORDER: tuple[codes.Standing, ...] = (
    codes.Standing.VERIFIED, codes.Standing.CLAIMED, codes.Standing.NOT_VERIFIED, codes.Standing.ACCEPTED,
    codes.Standing.IN_PART, codes.Standing.IN_PRINCIPLE, codes.Standing.AWAITING, codes.Standing.NOTED,
    codes.Standing.ELSEWHERE, codes.Standing.REJECTED, codes.Standing.CLOSED,
)  # fmt: skip
"""From what is done to what will not be: the order of the parts of a bar and of the columns of a table."""

OVERDUE = f"""
a.is_open and ((a.state in ('{answer.ACCEPTED}', '{answer.NOT_VERIFIED}') and a.deliver_by < %(today)s)
               or (a.state = '{answer.ASKED}' and exists (
                   select 1 from recommendations_addresseedeadline d
                    where d.addressee_id = a.id and d.code = '{answer.RESPOND}' and d.met_on is null
                      and d.cancelled_on is null and d.paused_on is null and d.due_on < %(today)s)))
"""
"""What a body owes and is late with. What the office is late with is no debt of the body's."""

_CELLS = """
select p.slug, p.title, o.id, o.name, a.state, a.response, count(*), count(*) filter (where {overdue})
  from recommendations_addressee a
  join recommendations_recommendation r on r.id = a.recommendation_id
  join recommendations_report p on p.id = r.report_id
  join people_organisation o on o.id = a.organisation_id
 where a.published_at is not null {narrowed}
 group by 1, 2, 3, 4, 5, 6
"""


@dataclass(frozen=True)
class Cell:
    """So many asks of one report, one body and one standing."""

    report: str
    title: str
    body: UUID
    name: str
    standing: codes.Standing
    asks: int
    overdue: int


@dataclass
class Line:
    """One line of a table: a report or a body, its asks by where they stand."""

    key: str
    name: str
    counts: dict[codes.Standing, int] = field(default_factory=lambda: dict.fromkeys(ORDER, 0))
    overdue: int = 0

    @property
    def total(self) -> int:
        """All asks."""
        return sum(self.counts.values())

    @property
    def accepted(self) -> int:
        """Promised, wholly or in part, and not yet said to be delivered."""
        return sum(
            self.counts[one] for one in (codes.Standing.ACCEPTED, codes.Standing.IN_PART, codes.Standing.IN_PRINCIPLE)
        )

    def add(self, cell: Cell) -> None:
        """Count this cell in."""
        self.counts[cell.standing] += cell.asks
        self.overdue += cell.overdue


@dataclass(frozen=True)
class Bars:
    """What a plot shows: its kind and, where it is about one report or body, its name; and its bars."""

    kind: str
    name: str
    lines: tuple[Line, ...]


def cells(on: date, *, report: UUID | None = None, body: UUID | None = None) -> list[Cell]:
    """What the present door may see, counted. One query."""
    narrowed = ("and r.report_id = %(report)s" if report else "") + ("and a.organisation_id = %(body)s" if body else "")
    with connection.cursor() as cursor:
        cursor.execute(_CELLS.format(overdue=OVERDUE, narrowed=narrowed), {"today": on, "report": report, "body": body})
        return [
            Cell(slug, title, body_id, name, standing_of(state, response), asks, overdue)
            for slug, title, body_id, name, state, response, asks, overdue in cursor.fetchall()
        ]


def every_cell() -> list[Cell]:
    """Everything that is published, for the office's worker, which sees no row of its own."""
    with connection.cursor() as cursor:
        cursor.execute("select report, title, body, name, standing, asks, overdue from recommendations_cells()")
        return [
            Cell(slug, title, body, name, codes.Standing(standing), asks, overdue)
            for slug, title, body, name, standing, asks, overdue in cursor.fetchall()
        ]


def by_report(counted: Iterable[Cell]) -> list[Line]:
    """A line for each report, by title."""
    return _lines(counted, lambda cell: (cell.report, cell.title))


def by_body(counted: Iterable[Cell]) -> list[Line]:
    """A line for each body, by name."""
    return _lines(counted, lambda cell: (str(cell.body), cell.name))


def altogether(counted: Iterable[Cell]) -> Line:
    """One line for all."""
    line = Line("", "")
    for cell in counted:
        line.add(cell)
    return line


def _lines(counted: Iterable[Cell], of: Callable[[Cell], tuple[str, str]]) -> list[Line]:
    found: dict[str, Line] = {}
    for cell in counted:
        key, name = of(cell)
        found.setdefault(key, Line(key, name)).add(cell)
    return sorted(found.values(), key=lambda line: (line.name.casefold(), line.key))


def plots(counted: Sequence[Cell]) -> dict[str, Bars]:
    """Every plot of the tracker by its name: all reports, all bodies, each report by body, each body by report."""
    if not counted:
        return {}
    found = {
        "reports": Bars("reports", "", tuple(by_report(counted))),
        "bodies": Bars("bodies", "", tuple(by_body(counted))),
    }
    of_report: dict[str, list[Cell]] = {}
    of_body: dict[UUID, list[Cell]] = {}
    for cell in counted:
        of_report.setdefault(cell.report, []).append(cell)
        of_body.setdefault(cell.body, []).append(cell)
    for slug, own in of_report.items():
        found[f"report:{slug}"] = Bars("report", own[0].title, tuple(by_body(own)))
    for body, own in of_body.items():
        found[f"body:{body}"] = Bars("body", own[0].name, tuple(by_report(own)))
    return found
