"""How old a person was on a day, as far as that is known."""

from __future__ import annotations

from datetime import date

from candour.contexts.pathway.models import Individual

ADULT = 18
OLDEST = 120
"""In years. Who is said to be older was typed wrongly."""


def is_under_18(person: Individual, on: date) -> bool | None:
    """Whether they were under 18 on this day; None where it is not known, or an age that somebody gave does not settle
    it."""
    if person.born_on is not None:
        return _years(person.born_on, on) < ADULT
    if person.age_about is None or person.age_on is None:
        return None
    passed = _years(person.age_on, on)
    if person.age_about + passed >= ADULT:
        return False
    return True if person.age_about + passed + 1 < ADULT else None  # a birthday may have been since


def _years(start: date, on: date) -> int:
    return on.year - start.year - ((on.month, on.day) < (start.month, start.day))
