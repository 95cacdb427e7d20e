"""When a time limit would fall due, asked before the record is written of which it is."""

from __future__ import annotations

from datetime import date

from candour.kernel.deadlines import calendar, terms
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.deadlines.models import PolicyTerm


def of(code: str, nation: str, on: date) -> tuple[PolicyTerm, date] | None:
    """The term in force and the last day, if it started on this day; None where no term is set."""
    try:
        term = terms.in_force(code, nation, on)
    except terms.NoSuchTerm:
        return None
    return term, calendar.due_on(on, term.term, nation, (), deadlines.holidays_added(nation))
