"""What comes next with a body that was asked: by whom, and by which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.models import Addressee
from candour.contexts.recommendations.procedure import answer

Words = str | Promise


@dataclass(frozen=True)
class Next:
    """One thing that waits. ``is_ours``: the office has to do it, and not the body."""

    what: Words
    due_on: date | None
    is_ours: bool = False

    def is_late(self, on: date) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < on


WHAT: dict[str, Words] = {
    answer.RESPOND: _("Respond"),
    answer.VERIFY: _("Look at what the body claims"),
    answer.DECIDE_EXTENSION: _("Decide on more time"),
    answer.DECIDE: _("Close it, or ask again"),
    "delivery": _("Deliver, and say what shows it"),
}
"""What has to be done by the day of each clock, and by the record's own."""
OURS = (answer.VERIFY, answer.DECIDE_EXTENSION, answer.DECIDE)


def next_of(addressee: Addressee, due: Mapping[str, date]) -> list[Next]:
    """What waits, the earliest first; nothing where it is closed."""
    found = [Next(WHAT[code], day, is_ours=code in OURS) for code, day in due.items()]
    if addressee.state in answer.BEING_DELIVERED:
        found.append(Next(WHAT["delivery"], addressee.deliver_by))
    return sorted(found, key=lambda one: one.due_on or date.max)


def is_body_late(addressee: Addressee, due: Mapping[str, date], on: date) -> bool:
    """Whether the body has let a day pass: to respond, or to deliver."""
    return any(one.is_late(on) and not one.is_ours for one in next_of(addressee, due))
