"""Evidence files: attached with what a body says, set aside where one was the wrong file, read, given out.

What happens to a file in between is ``kernel.documents``'; the work is the delivery door's worker's. A file is on the disk
before its row is; whatever a transaction that fails leaves there is swept later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.dateformat import format as formatted
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.models import Addressee, Claim, EvidenceFile, Update
from candour.contexts.recommendations.operations import body
from candour.contexts.recommendations.queries import answering
from candour.kernel.documents import operations as documents
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.keyed import Keyed
from candour.kernel.documents.operations import NotReadable, NotReleased
from candour.kernel.documents.page import Page
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused

__all__ = ["NotReadable", "NotReleased"]

EVIDENCE = Keyed("recommendations.evidence", Door.DELIVERY, "recommendations_evidence")
"""These files, as the delivery door's worker gets at them."""


def keep(
    held: Addressee, of: Update | Claim, attached: Sequence[Arrival], *, actor: Actor, at: datetime
) -> list[EvidenceFile]:
    """Keep these files with what the body says, in the caller's transaction and before its step is taken; the record is
    locked. Raises OSError where the disk refuses."""
    last: int = EvidenceFile.objects.filter(addressee=held).aggregate(last=Max("number"))["last"] or 0
    rows = []
    for number, arrival in enumerate(attached, start=last + 1):
        row = EvidenceFile(addressee=held, number=number, attached_by_id=actor.person_id)
        if isinstance(of, Claim):
            row.claim = of
        else:
            row.update = of
        documents.take_in_keyed(row, arrival=arrival, actor=actor, at=at)
        rows.append(row)
    return rows


@transaction.atomic
def set_aside(*, addressee_id: UUID, file: UUID, rationale: str, actor: Actor, at: datetime) -> EvidenceFile:
    """A file was the wrong one: the body says so, once and with a reason, at any time. It stays, and so does what the office
    found; body and office see both.

    Raises EvidenceFile.DoesNotExist where the record has no such file.
    """
    held = body.lock(addressee_id, actor)
    row = EvidenceFile.objects.get(addressee=held, id=file)
    why, found = rationale.strip(), []
    if row.set_aside_on is not None:
        found.append(_set_aside_before(row))
    if not why:
        found.append(Refusal("rationale", _("Say what is wrong with the file.")))
    if found:
        raise Refused(tuple(found))
    row.set_aside_on, row.set_aside_by_id, row.set_aside_words = localdate(at), actor.person_id, why
    row.save(update_fields=["set_aside_on", "set_aside_by", "set_aside_words"])
    ledger.append(
        verb="recommendations.evidence.set_aside",
        subject=held.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"file": str(row.id), "number": row.number},
    )
    return row


def _set_aside_before(row: EvidenceFile) -> Refusal:
    assert row.set_aside_on is not None
    assert row.set_aside_by_id is not None  # a constraint: all of it, or none
    name = answering.names_of([row.set_aside_by_id]).get(row.set_aside_by_id, body.FORMER)
    return Refusal(
        "set_aside_before",
        format_lazy(
            _("{name} already set this file aside on {day}."),
            name=name,
            day=formatted(row.set_aside_on, "j F Y"),
        ),
        _("Their reason stands beside the file. Nothing more has to be done."),
    )


def read_page(file: EvidenceFile, *, number: int, actor: Actor, at: datetime) -> Page:
    """A page of the safe copy; the reading is recorded. Raises NotReadable."""
    return documents.read_page(file, number=number, key=bytes(file.key), actor=actor, at=at)


def open_original(file: EvidenceFile, *, actor: Actor, at: datetime) -> bytes:
    """The file itself, after a fresh proof of identity; recorded. Raises NotReleased."""
    return documents.open_original(file, key=bytes(file.key), actor=actor, at=at)
