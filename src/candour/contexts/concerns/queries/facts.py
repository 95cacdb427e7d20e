"""The facts about one concern that its procedure judges: gathered once, for the guard and for the buttons alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from candour.contexts.concerns.models import Concern, ConcernDeadline, ConcernStep
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Facts

# An authorisation to tell a body without agreement is for one enquiry: the next body needs another.
_OFFICE_RECORDS = """
select
  exists (select 1 from concerns_concerncode c where c.concern_id = %(id)s and c.removed_on is null),
  exists (select 1 from concerns_harmoverride o where o.concern_id = %(id)s and o.authorised_by_id is null),
  exists (select 1 from concerns_harmoverride o
           where o.concern_id = %(id)s and o.authorised_by_id is not null and not o.is_refused
             and not exists (select 1 from concerns_concernenquiry e where e.override_id = o.id)),
  exists (select 1 from concerns_concernpause p join concerns_concerndeadline d on d.id = p.deadline_id
           where d.concern_id = %(id)s and p.until_on is null and d.met_on is null and d.cancelled_on is null),
  exists (select 1 from concerns_concernlink l where l.concern_id = %(id)s and l.ended_on is null),
  exists (select 1 from concerns_erasure x where x.concern_id = %(id)s and x.decided_by_id is null),
  exists (select 1 from concerns_opening o where o.concern_id = %(id)s and o.is_open
           and (o.expires_at > now() and o.state <> 'opened' or exists (
               select 1 from concerns_openingdecision d
                where d.opening_id = o.id and d.decided_at > now() - interval '15 minutes'))),
  exists (select 1 from concerns_concerndocument f
           where f.concern_id = %(id)s and f.direction = 'from_reporter' and not f.is_sealed),
  (select coalesce(json_object_agg(d.code, d.due_on), '{}') from concerns_concerndeadline d
    where d.concern_id = %(id)s and d.met_on is null and d.cancelled_on is null)
"""


def of(concern: Concern, actor: Actor | None, *, timeline: Sequence[ConcernStep] | None = None) -> Facts:
    """Everything the guard asks of ``concern`` as ``actor`` may see it; None is the reporter, through their mailbox.

    ``timeline`` spares a page that has read it already (``procedures.queries.timeline``) from reading it again.

    A reporter's side sees neither names nor the office's own records, and no step of theirs asks for them. Two
    queries for either. A person with a declared interest never gets here: the database shows
    them no concern.
    """
    if actor is None:
        return Facts(
            subject=concern.id,
            state=concern.state,
            history=procedures.history_facts(ConcernStep, concern.id, door=Door.PUBLIC),
            fields={"agreement": concern.agreement, "level": concern.level},
            due=_due(concern.id),
        )
    found, due = _office_records(concern.id)
    has_codes, override_waits, override_given, is_paused, is_linked, erasure_waits, opening_runs, has_file = found
    present = {
        "coding": has_codes, "override_waiting": override_waits, "pause": is_paused, "linked": is_linked,
        "erasure_waiting": erasure_waits, "movable_file": has_file,
    }  # fmt: skip
    if timeline is None:
        history = procedures.history_facts(ConcernStep, concern.id, door=Door.OFFICE)
    else:
        history = tuple(procedures.fact_of(row) for row in timeline)
    records = {kind for kind, exists in present.items() if exists}
    if procedures.staff_may_correct(history):
        records.add("correctable")
    told = concern.agreement != "agreed" and override_given
    return Facts(
        subject=concern.id,
        state=concern.state,
        records=frozenset(records),
        history=history,
        fields={
            "agreement": concern.agreement,
            "level": concern.level,
            "assigned_to": concern.assigned_to_id,
            "may_tell": "override" if told else concern.agreement,
            "override_waiting": override_waits,
            "erasure_waiting": erasure_waits,
            "opening_runs": opening_runs,
            "is_paused": is_paused,
        },
        due={code: date.fromisoformat(day) for code, day in due.items()},
    )


def _due(concern_id: UUID) -> dict[str, date]:
    rows = ConcernDeadline.objects.filter(concern_id=concern_id, met_on__isnull=True, cancelled_on__isnull=True)
    return dict(rows.values_list("code", "due_on"))


def _office_records(concern_id: UUID) -> tuple[tuple[bool, ...], dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_OFFICE_RECORDS, {"id": concern_id})
        row = cursor.fetchone()
    assert row is not None  # a select without from always has its one row
    return row[:-1], row[-1]
