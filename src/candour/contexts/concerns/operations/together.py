"""Writing to everybody who told the same thing, and closing what was answered: one step for each, and a report of every one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.operations import handling, several
from candour.contexts.concerns.operations.several import Outcome
from candour.contexts.concerns.queries import placeholders
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused

_ACTS: Mapping[str, Callable[..., object]] = {
    "acknowledge": handling.acknowledge,
    "write": handling.write,
    "answer": handling.answer,
}
STEPS = tuple(_ACTS)
"""The steps that can be taken together: those whose text can be the same for everybody."""

_GAP = re.compile(r"\[[^\]\n]+\]")


@transaction.atomic
def send(
    *,
    concerns: Sequence[Concern],
    step: str,
    text: str,
    language: str,
    seen: Mapping[UUID, int],
    actor: Actor,
    at: datetime,
) -> list[Outcome]:
    """Send one text into the mailbox of each concern whose state and caseworker allow it, with its own reference and
    dates filled in.

    Only concerns named in ``seen`` (id and the number of the last entry that the preview knew) are written to; one in
    which something happened since is left out and reported. Raises Refused for a text with unknown placeholders or with
    a gap, and KeyError for a step that is none of ``STEPS``.
    """
    act = _ACTS[step]
    if strange := placeholders.unknown(text):
        said = _("This is no placeholder: %(strange)s") % {"strange": " ".join(strange)}
        raise Refused((Refusal("template.placeholder", said, _("Correct the text.")),))
    if gaps := _GAP.findall(text):
        raise Refused((_gap(gaps),))
    on = localdate(at)

    def one(concern: Concern) -> None:
        filled = placeholders.fill(text, placeholders.values_for(concern, language=language, on=on))
        if left := _GAP.findall(filled):
            raise Refused((_gap(left),))
        act(concern_id=concern.id, text=filled, actor=actor, at=at, seen=seen[concern.id])

    chosen = [concern for concern in concerns if concern.id in seen]
    return several.each(chosen, one, step=step, actor=actor, at=at)


@transaction.atomic
def close(
    *,
    concerns: Sequence[Concern],
    close_reason: str,
    rationale: str,
    seen: Mapping[UUID, int],
    actor: Actor,
    at: datetime,
) -> list[Outcome]:
    """Close each concern whose state and caseworker allow it, with one reason for all.

    As with ``send``, only concerns named in ``seen`` are closed, and one in which something happened since is left out
    and reported: a person who wrote a moment ago is not closed upon.
    """

    def one(concern: Concern) -> None:
        handling.close(
            concern_id=concern.id,
            close_reason=close_reason,
            rationale=rationale,
            actor=actor,
            at=at,
            seen=seen[concern.id],
        )

    chosen = [concern for concern in concerns if concern.id in seen]
    return several.each(chosen, one, step="close", actor=actor, at=at)


def _gap(gaps: Sequence[str]) -> Refusal:
    said = _("A gap would be left in the letter: %(gaps)s") % {"gaps": " ".join(gaps)}
    return Refusal("letter.gap", said, _("Write to this person by themselves, or write the text without it."))
