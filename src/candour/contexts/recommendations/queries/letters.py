"""The words with which a body is asked again, as they are drafted: what is late, since when, and who signs.

They are content, not the words of a page: whoever sends them edits them, and they stay as they were sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.formats import date_format

from candour.contexts.recommendations.models import rules
from candour.kernel.people.actor import Actor

COMMISSIONER = "Independent Prevent Commissioner"
OFFICE = "Office of the Independent Prevent Commissioner"


@dataclass(frozen=True)
class About:
    """What a letter is about: ``what`` is response or delivery, ``due_on`` the day that counts."""

    reference: str
    place: str
    report: str
    body: str
    what: str
    due_on: date
    text: str = ""
    reminded: Sequence[date] = ()
    written: Sequence[date] = ()

    @property
    def named(self) -> str:
        """The recommendation as a reader finds it."""
        number = f"recommendation {self.place}" if self.place else "a recommendation"
        return f"{number} of “{self.report}” ({self.reference})"


def office() -> str:
    """The name of the office, as this installation has it."""
    return str(getattr(settings, "OFFICE_NAME", OFFICE))


def signature(actor: Actor) -> str:
    """Under which name somebody signs: that of their office, never their own. Whoever stands in signs for it."""
    for role, name in ((rules.COMMISSIONER, COMMISSIONER), (rules.HEAD, f"Head of office, {office()}")):
        held = [holding for holding in actor.holdings if holding.role == role]
        if held:
            return name if any(holding.covering is None for holding in held) else f"For the {name}"
    return office()


def reminder(about: About, on: date) -> str:
    """The words of a reminder, sent by Candour itself or by somebody."""
    if about.due_on < on:
        return (
            f"{_waited(about)} on {about.named} was due on {_day(about.due_on)} and has not come."
            f" {_wanted(about)}, or ask for more time and say why."
        )
    return (
        f"{_waited(about)} on {about.named} is due on {_day(about.due_on)}."
        f" If you will not be able to keep that day, ask for more time before it has passed, and say why."
    )


def letter(about: About, on: date) -> str:
    """A letter, as it is drafted for whoever signs it."""
    return "\n\n".join(
        (
            f"To {about.body}",
            f"{about.named[0].upper()}{about.named[1:]}",
            _quoted(about.text),
            f"{_waited(about)} was due on {_day(about.due_on)}. {_ago(about, on)} {_reminded(about.reminded)}",
            f"{_wanted(about)} within two weeks of this letter. If there is a reason why you cannot, tell me what it is and"
            " by which day you will. If I hear neither, I may say in public that it is late.",
        )
    )


def notice(about: About, on: date) -> str:
    """A public notice, as it is drafted."""
    written = f" The Commissioner’s office wrote to it on {_days(about.written)}." if about.written else ""
    late = "has not responded to" if about.what == "response" else "has not shown that it delivered"
    return (
        f"{about.body} {late} {about.named}. It was due on {_day(about.due_on)}. {_ago(about, on)}"
        f"{written} Nothing more has been received by today, {_day(on)}."
    )


def _waited(about: About) -> str:
    return "Your response" if about.what == "response" else "Delivery, with the evidence for it,"


def _wanted(about: About) -> str:
    return "Please send your response" if about.what == "response" else "Please deliver, and say what shows it"


def _quoted(text: str) -> str:
    return f"“{text.strip()}”"


def _ago(about: About, on: date) -> str:
    days = (on - about.due_on).days
    return f"That is {days} day{'' if days == 1 else 's'} ago."


def _reminded(days: Sequence[date]) -> str:
    return f"You were reminded on {_days(days)}." if days else ""


def _days(days: Sequence[date]) -> str:
    said = [_day(one) for one in sorted(set(days))]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _day(on: date) -> str:
    return date_format(on, "j F Y")
