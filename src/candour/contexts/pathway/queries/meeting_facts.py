"""The facts about one meeting that its procedure judges: gathered once, for the guard and for the buttons alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from candour.contexts.pathway.models import Meeting, MeetingStep, QuorumRule
from candour.contexts.pathway.models.choices import Decided
from candour.contexts.pathway.procedure import case as case_law
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures import registry
from candour.kernel.procedures.facts import Doer, Facts

# What the person may see of the agenda, and, as bare numbers, what of it they may not.
_RECORDS = """
with standing as (
  select i.id, exists (select 1 from pathway_itemdecision d where d.item_id = i.id and d.taken_back_on is null) as decided,
         exists (select 1 from pathway_minutespart p where p.item_id = i.id) as minuted
    from pathway_agendaitem i where i.meeting_id = %(id)s and i.taken_off_on is null)
select (select count(*) from standing), (select count(*) from standing where not decided),
       (select count(*) from standing where not minuted),
       unseen.undecided, unseen.unminuted, unseen.unsigned,
       exists (select 1 from pathway_attendance a where a.meeting_id = %(id)s and a.left_at is null),
       exists (select 1 from pathway_meetingaction a where a.meeting_id = %(id)s and a.done_on is null
                and not exists (select 1 from pathway_actionanswer s where s.action_id = a.id and s.said = 'done')),
       exists (select 1 from pathway_panelmember p where p.panel_id = %(panel)s and p.person_id = %(me)s
                and p.part in ('chair', 'deputy') and p.from_on <= %(on)s and (p.until_on is null or p.until_on > %(on)s))
       or exists (select 1 from pathway_attendance a where a.meeting_id = %(id)s and a.person_id = %(me)s
                and a.part in ('chair', 'deputy'))
  from pathway_unseen_of(%(id)s) unseen
"""

# Who is here and counts for each case: nobody with an interest in it, no guest, and not whoever takes the minutes. The
# database asks the same of every decision. Where no item is given: who is here at all, and whether any of them is police.
_COUNTED = """
select i.id, a.id, a.part in ('chair', 'deputy') and a.organisation_id = m.authority_id,
       case when i.id is null then o.kind = %(police)s else a.organisation_id = c.force_id end, o.kind
  from pathway_attendance a
  join pathway_meeting m on m.id = a.meeting_id
  join people_organisation o on o.id = a.organisation_id
  left join pathway_agendaitem i on i.id = any(%(items)s)
  left join pathway_panelcase c on c.id = i.case_id
  left join lateral (select pathway_barred(c.individual_id) as people) barred on i.id is not null
 where a.meeting_id = %(id)s and a.left_at is null and a.part not in ('guest', 'secretary')
   and not exists (select 1 from pathway_declaration d
                    where d.attendance_id = a.id and d.item_id = i.id and d.kind = 'interest')
   and (a.person_id is null or barred.people is null or a.person_id <> all (barred.people))
 order by a.came_at, a.id
"""


@dataclass(frozen=True)
class Present:
    """Who counts for one case, or for the meeting as a whole, and whether that is enough."""

    attendances: tuple[UUID, ...]
    chaired: bool
    police_here: bool
    rule_met: bool

    @property
    def is_quorate(self) -> bool:
        """Whether the panel can decide."""
        return self.chaired and self.police_here and self.rule_met


def rule_of(panel_id: UUID, on: date) -> QuorumRule | None:
    """What the panel asks for beyond the statutory minimum on this day; None where nothing more is asked."""
    running = Q(in_force_until=None) | Q(in_force_until__gt=on)
    rows = QuorumRule.objects.filter(running, panel_id=panel_id, in_force_from__lte=on)
    return rows.order_by("-in_force_from").first()


def present_for(meeting: Meeting, item: UUID | None, rule: QuorumRule | None) -> Present:
    """Who is here and counts for the case of this item; without one, who is here at all."""
    return present_by_item(meeting, [item] if item else [], rule)[item]


def present_by_item(meeting: Meeting, items: Collection[UUID], rule: QuorumRule | None) -> dict[UUID | None, Present]:
    """The same for each of these items; for none of them, under None. One query."""
    asked: dict[str, Any] = {"id": meeting.id, "items": list(items), "police": OrganisationKind.POLICE_FORCE.value}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, asked)
        rows = cursor.fetchall()
    keys: list[UUID | None] = list(items) or [None]
    return {key: _present([row for row in rows if row[0] == key], rule) for key in keys}


def _present(rows: Sequence[Any], rule: QuorumRule | None) -> Present:
    kinds = {row[4] for row in rows}
    return Present(
        attendances=tuple(row[1] for row in rows),
        chaired=any(row[2] for row in rows),
        police_here=any(row[3] for row in rows),
        rule_met=rule is None or (len(rows) >= rule.least_present and set(rule.kinds) <= kinds),
    )


def can_follow(state: str) -> frozenset[str]:
    """What a panel can decide on a case that stands there: the names of the steps that may follow, and “noted”."""
    law = registry.get(case_law.CASE.name, case_law.CASE.version)
    steps = {step.name for step in law.steps_from(state)}
    return frozenset(steps & set(Decided.values)) | {Decided.NOTE.value}


def of(
    meeting: Meeting,
    doer: Doer,
    *,
    on: date | None = None,
    timeline: Sequence[MeetingStep] | None = None,
    present: Present | None = None,
) -> Facts:
    """Everything the guard asks of ``meeting`` as ``doer`` may see it. At most four queries. ``on`` is today; the day of the
    meeting where it is left out. ``present`` says for which case it is asked whether the panel is quorate."""
    history = (
        procedures.history_facts(MeetingStep, meeting.id, door=Door.DELIVERY)
        if timeline is None
        else tuple(procedures.fact_of(row) for row in timeline)
    )
    today = on or meeting.held_on
    me = doer.person_id if isinstance(doer, Actor) else None
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS, {"id": meeting.id, "panel": meeting.panel_id, "me": me, "on": today})
        row: Any = cursor.fetchone()
    standing, undecided, unminuted, unseen_undecided, unseen_unminuted, unsigned, anybody, acting, own_chair = row
    here = present or present_for(meeting, None, rule_of(meeting.panel_id, meeting.held_on))
    records = {
        kind
        for kind, exists in {
            "item": undecided > 0,
            "decided": standing > undecided,
            "present": anybody,
            "open_action": acting,
            "own_chair": own_chair,
            "correctable": any(fact.moved and not fact.corrected for fact in history),
        }.items()
        if exists
    }
    return Facts(
        subject=meeting.id,
        state=meeting.state,
        records=frozenset(records),
        history=history,
        fields={
            "has_come": meeting.held_on <= today,
            "undecided": undecided + unseen_undecided,
            "unminuted": unminuted + unseen_unminuted,
            "unsigned_unseen": unsigned,
            "chaired": here.chaired,
            "police_here": here.police_here,
            "rule_met": here.rule_met,
            # What only the form says takes the place of these.
            "fits": True,
            "followed": False,
            "was_unanimous": False,
            "lies_ahead": True,
        },
    )
