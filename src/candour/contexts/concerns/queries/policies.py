"""The office's time limits and bank holidays, as everybody in the office may read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from candour.contexts.concerns import procedure
from candour.kernel.deadlines import calendar, terms
from candour.kernel.deadlines.models import BankHoliday, PolicyTerm

CODES = tuple(
    dict.fromkeys((*procedure.concern.CONCERN.terms, *procedure.enquiry.ENQUIRY.terms, "concerns.override_review"))
)
"""The time limits of concerns, in the order in which they come."""


def terms_by_code(on: date) -> list[tuple[str, list[PolicyTerm], list[PolicyTerm]]]:
    """For each time limit: what is in force on this day, and what will be later."""
    now = list(terms.all_in_force(on).filter(code__in=CODES).order_by("nation"))
    later = list(PolicyTerm.objects.filter(code__in=CODES, in_force_from__gt=on).order_by("in_force_from", "nation"))
    later = [row for row in later if row.in_force_until is None or row.in_force_until > row.in_force_from]
    return [
        (code, [row for row in now if row.code == code], [row for row in later if row.code == code]) for code in CODES
    ]


def holidays_added() -> list[BankHoliday]:
    """The bank holidays that the office added, the latest first."""
    return list(BankHoliday.objects.order_by("-held_on", "nation"))


def holidays_ahead(on: date) -> Iterator[tuple[str, list[tuple[date, str]]]]:
    """The published bank holidays from this day on, by nation."""
    for nation in ("england", "scotland", "northern_ireland"):
        listed = calendar.holidays_of(nation)
        yield nation, [(day, name) for day, name in sorted(listed.items()) if day >= on]
