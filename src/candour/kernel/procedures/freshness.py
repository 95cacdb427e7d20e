"""Whether a page still shows what is so: nobody decides on what they have not read, and a button pressed twice acts once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.kernel.procedures.facts import Doer, Facts, Refusal, Refused, person_of


def check(facts: Facts, step: str, doer: Doer, seen: int | None) -> None:
    """Refuse where more has happened than the page showed. ``seen`` is the number of the last entry of the history that
    it was drawn from; None skips the check. Raises Refused with one reason."""
    if seen is None or len(facts.history) == seen:
        return
    last = facts.history[-1]
    again = last.step == step and last.by == person_of(doer)
    raise Refused((_done_already() if again else _moved_on(),))


def _done_already() -> Refusal:
    return Refusal(
        "done_already",
        _("You did this already: it is the last entry of the timeline. It was not done a second time."),
        _("If you mean to do it again, check what you typed and send it again."),
    )


def _moved_on() -> Refusal:
    return Refusal(
        "moved_on",
        _("Something has happened here since you opened this page. Nothing was stored yet."),
        _("Read what is new in the timeline. What you typed is still below: check it and send it again."),
    )
