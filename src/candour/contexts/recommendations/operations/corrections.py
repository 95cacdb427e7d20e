"""Correcting what was issued: a dated notice beside it, never a changed text."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.models import Correction, Recommendation
from candour.contexts.recommendations.models.issued import LONG_TEXT, TEXT
from candour.contexts.recommendations.operations.locking import one_at_a_time
from candour.contexts.recommendations.submission import Notice
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused


@transaction.atomic
def correct(
    *,
    recommendation_id: UUID,
    said: Notice,
    actor: Actor,
    at: datetime,
    addressee_id: UUID | None = None,
    seen: int | None = None,
) -> Correction:
    """Put a dated notice beside a recommendation, or beside the record of one body. Whoever may read that reads the
    notice from this moment.

    ``seen`` is how many notices the page showed: one that is sent twice is not stored twice.
    """
    held = Recommendation.objects.get(pk=recommendation_id)
    one_at_a_time(held.pk)
    if seen is not None and seen != held.corrections.count():
        raise Refused((_moved_on(),))
    if found := _refusals(held, addressee_id, said):
        raise Refused(tuple(found))
    new = Correction(
        recommendation=held,
        addressee_id=addressee_id,
        about=said.about.strip(),
        was=said.was.strip(),
        instead=said.instead.strip(),
        reason=said.reason.strip(),
        made_on=localdate(at),
        at=at,
        by_id=actor.person_id,
    )
    new.save(force_insert=True)
    ledger.append(
        verb="recommendations.correction.add",
        subject=held.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"correction": str(new.id), **({"addressee": str(addressee_id)} if addressee_id else {})},
    )
    return new


def _refusals(held: Recommendation, addressee_id: UUID | None, said: Notice) -> list[Refusal]:
    found = []
    wanted = (
        ("about", said.about, 200, _("It is not said what was wrong."), _("Name it as a reader finds it on the page.")),
        ("was", said.was, LONG_TEXT, _("It is not said what stood there."), _("Copy it from the page.")),
        ("instead", said.instead, LONG_TEXT, _("It is not said what is right."), _("Write what should stand there.")),
        (
            "reason",
            said.reason,
            TEXT,
            _("It has no reason."),
            _("Say how the mistake came about, and how it was found."),
        ),
    )
    for code, text, most, missing, mend in wanted:
        if not text.strip():
            found.append(Refusal(code, missing, mend))
        elif len(text) > most:
            found.append(Refusal("too_long", _("One of the texts is too long."), _("Shorten it.")))
    if said.was.strip() and said.was.strip() == said.instead.strip():
        found.append(Refusal("same", _("What stood there and what is right are the same."), _("Say what differs.")))
    if addressee_id is not None and not held.addressees.filter(pk=addressee_id).exists():
        found.append(Refusal("addressee", _("This body was not asked."), _("Choose one of those that were.")))
    return found


def _moved_on() -> Refusal:
    return Refusal(
        "moved_on",
        _("Another notice was put beside this since you opened the page. Nothing was stored yet."),
        _("Read it first. What you typed is still below: check it and send it again."),
    )
