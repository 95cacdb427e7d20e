"""The signed paper of an answer about consent: attached with the answer or later, read, given out, set aside.

What happens to a file in between is ``kernel.documents``'; the work is the delivery door's worker's. A file is on the disk
before its row is; whatever a transaction that fails leaves there is swept later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import Consent, ConsentPaper, PanelCase, PanelCaseStep
from candour.contexts.pathway.operations.cases_taking import judged
from candour.kernel.documents import operations as documents
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.keyed import Keyed
from candour.kernel.documents.operations import NotReadable, NotReleased
from candour.kernel.documents.page import Page
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Refusal

__all__ = ["NotReadable", "NotReleased"]

PAPERS = Keyed("pathway.papers", Door.DELIVERY, "pathway_papers")
"""These files, as the delivery door's worker gets at them."""

MOST_OF_AN_ANSWER = 20
"""More files than any form of consent has pages. Those that were set aside count too: they stay."""


def keep(consent: Consent, attached: Sequence[Arrival], *, actor: Actor, at: datetime) -> list[ConsentPaper]:
    """Keep these files as papers of an answer, in the caller's transaction. Raises OSError where the disk refuses."""
    last: int = ConsentPaper.objects.filter(consent=consent).aggregate(last=Max("number"))["last"] or 0
    rows = []
    for number, arrival in enumerate(attached, start=last + 1):
        row = ConsentPaper(consent=consent, number=number, attached_by_id=actor.person_id)
        documents.take_in_keyed(row, arrival=arrival, actor=actor, at=at)
        rows.append(row)
    return rows


@transaction.atomic
def attach_paper(
    *,
    case_id: UUID,
    answer: UUID,
    attached: Sequence[Arrival],
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> PanelCaseStep:
    """Attach a paper that came in later to an answer that is recorded. Refuses an answer of another case, and more files
    than one answer has. Raises OSError where the disk refuses."""
    taking = judged(
        case_id,
        "attach_paper",
        actor=actor,
        at=at,
        seen=seen,
        given=given(paper=attached),
        also=lambda case: _no_room_at(case, answer, len(attached)),
    )
    consent = Consent.objects.get(case=taking.case, id=answer)
    kept = keep(consent, attached, actor=actor, at=at)
    return taking.take(codes={"consent": str(consent.id), "papers": len(kept)})


def _no_room_at(case: PanelCase, answer: UUID, more: int) -> list[Refusal]:
    found = Consent.objects.filter(case=case, id=answer).annotate(has=Count("papers")).first()
    if found is None:
        return [
            Refusal("answer", _("The paper belongs to an answer of this case."), _("Choose the answer that it is of."))
        ]
    if found.has + more <= MOST_OF_AN_ANSWER:
        return []
    return [
        Refusal(
            "too_many_papers",
            _("This answer has as many files as one answer can have."),
            _("Put the pages of a paper into one PDF, and attach that."),
        )
    ]


@transaction.atomic
def set_aside_paper(
    *, case_id: UUID, paper: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """A file was the wrong one. It stays, with the day, the name and the reason beside it; from now on the panel alone sees
    it. The reason is not in the history, which guests read: it can say whose paper it was."""
    taking = judged(
        case_id,
        "set_aside_paper",
        actor=actor,
        at=at,
        seen=seen,
        given=given(rationale=rationale.strip()),
        also=lambda case: _not_there(case, paper),
    )
    row = _standing(taking.case, paper)
    assert row is not None  # the case is locked, and what was asked a moment ago still holds
    row.set_aside_on, row.set_aside_by_id, row.set_aside_words = localdate(at), actor.person_id, rationale.strip()
    row.save(update_fields=["set_aside_on", "set_aside_by", "set_aside_words"])
    return taking.take(codes={"paper": str(row.id)})


def _standing(case: PanelCase, paper: UUID) -> ConsentPaper | None:
    return ConsentPaper.objects.filter(consent__case=case, id=paper, set_aside_on=None).first()


def _not_there(case: PanelCase, paper: UUID) -> list[Refusal]:
    if _standing(case, paper) is not None:
        return []
    return [
        Refusal(
            "no_such_paper",
            _("This file is not among the papers of this case that stand."),
            _("Choose one of those that were attached."),
        )
    ]


def read_page(paper: ConsentPaper, *, number: int, actor: Actor, at: datetime) -> Page:
    """A page of the safe copy; the reading is recorded. Raises NotReadable."""
    return documents.read_page(paper, number=number, key=bytes(paper.key), actor=actor, at=at)


def open_original(paper: ConsentPaper, *, actor: Actor, at: datetime) -> bytes:
    """The file itself, after a fresh proof of identity; recorded. Raises NotReleased."""
    return documents.open_original(paper, key=bytes(paper.key), actor=actor, at=at)
