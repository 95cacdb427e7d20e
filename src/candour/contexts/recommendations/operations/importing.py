"""Importing a register: drafts, all of the file or nothing, each begun by the step that begins every draft."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from candour.contexts.recommendations.models import Draft, DraftAddressee, DraftPart
from candour.contexts.recommendations.operations import kinds
from candour.contexts.recommendations.queries import register_import
from candour.contexts.recommendations.queries.register_import import Judged, Planned
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation
from candour.kernel.procedures import acts


class NotImported(Exception):
    """Something stands against the file; nothing was made. ``judged`` says what."""

    def __init__(self, judged: Judged) -> None:
        super().__init__()
        self.judged = judged


@transaction.atomic
def apply(*, data: bytes, actor: Actor, at: datetime) -> list[Draft]:
    """Draft every recommendation of the file. Nothing is issued: each draft passes the quality gate like any other.

    The file is judged anew, because what it names may have changed since the dry run. Raises NotImported with every
    fault, and Refused where the procedure lets this person draft nothing.
    """
    judged = register_import.judge(data, on=localdate(at))
    if not judged.may_be_made:
        raise NotImported(judged)
    import_id = uuid4()
    drafts = [_draft(planned, import_id, actor, at) for planned in judged.planned]
    ledger.append(
        verb="recommendations.register.import",
        subject=import_id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"drafts": len(drafts), "file": hashlib.sha256(data).hexdigest()},
    )
    return drafts


def _draft(planned: Planned, import_id: UUID, actor: Actor, at: datetime) -> Draft:
    assert planned.report is not None, "a file with a fault is not imported"
    draft = Draft(
        report=planned.report,
        number=planned.number,
        text=planned.text,
        measure=planned.measure,
        deliver_by=planned.deliver_by,
        tags=[str(term.pk) for term in planned.tags],
        is_synthetic=planned.report.is_synthetic,
    )
    kinds.drafts().begin(
        draft,
        "draft",
        doer=actor,
        door=actor.door,
        at=at,
        given=acts.given(text=planned.text),
        codes={"report": str(planned.report.pk), "import": str(import_id)},
    )
    parts = DraftPart.objects.bulk_create(
        DraftPart(draft=draft, letter=part.letter, text=part.text) for part in planned.parts
    )
    asked = _asked(draft, planned.bodies, None)
    for part, made in zip(planned.parts, parts, strict=True):
        asked += _asked(draft, part.bodies, made)
    DraftAddressee.objects.bulk_create(asked)
    return draft


def _asked(draft: Draft, bodies: Iterable[Organisation], part: DraftPart | None) -> list[DraftAddressee]:
    return [DraftAddressee(draft=draft, organisation=body, part=part) for body in bodies]
