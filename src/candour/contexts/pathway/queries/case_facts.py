"""The facts about one panel case that its procedure judges: gathered once, for the guard and for the buttons alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from candour.contexts.pathway.models import PanelCase, PanelCaseStep
from candour.contexts.pathway.procedure.basis import PANEL
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Doer, Facts

SIX, TWELVE, FURTHER = "pathway.post_closure_6", "pathway.post_closure_12", "pathway.post_closure_further"

# A decision from which a step followed that was taken back later may be taken up again.
_RECORDS = """
select
  (select count(*) from pathway_planneed n where n.case_id = %(id)s and n.settled = ''),
  exists (select 1 from pathway_supportplan p where p.case_id = %(id)s),
  (select c.answer from pathway_consent c where c.case_id = %(id)s order by c.number desc limit 1),
  exists (select 1 from pathway_agendaitem i join pathway_meeting m on m.id = i.meeting_id
           where i.case_id = %(id)s and i.taken_off_on is null and m.state in ('planned', 'called', 'held')
             and not exists (select 1 from pathway_itemdecision d where d.item_id = i.id and d.taken_back_on is null)),
  array(select d.decided::text from pathway_itemdecision d where d.case_id = %(id)s and d.taken_back_on is null
         and (d.taken_up_id is null
         or exists (select 1 from pathway_panelcasestep s where s.corrects_id = d.taken_up_id))),
  exists (select 1 from pathway_casemove m where m.case_id = %(id)s and m.answer = 'waits'),
  exists (select 1 from pathway_casemove m where m.case_id = %(id)s and m.answer = 'waits'
           and m.to_authority_id = any(%(authorities)s)),
  exists (select 1 from pathway_caseadmission a where a.case_id = %(id)s and a.until_on > %(on)s),
  exists (select 1 from pathway_commission k where k.case_id = %(id)s and k.stopped_on is null
           and (k.until_on >= %(on)s or k.sessions_wanted >
             (select count(*) from pathway_session s where s.commission_id = k.id and s.outcome = 'delivered'))),
  exists (select 1 from pathway_caseinformation q where q.case_id = %(id)s and q.answered_at is null
           and (q.organisation_id = any(%(bodies)s) or %(runs)s)),
  exists (select 1 from pathway_panelcasedeadline d where d.case_id = %(id)s and d.code = %(twelve)s
           and d.met_on is not null)
  and not exists (select 1 from pathway_panelcasedeadline d where d.case_id = %(id)s and d.code = %(further)s
           and d.cancelled_on is null),
  (select coalesce(json_object_agg(d.code, d.due_on), '{}') from pathway_panelcasedeadline d
    where d.case_id = %(id)s and d.met_on is null and d.cancelled_on is null),
  exists (select 1 from pathway_consentpaper f join pathway_consent c on c.id = f.consent_id
           where c.case_id = %(id)s and f.set_aside_on is null)
"""


def of(
    case: PanelCase, doer: Doer, *, on: date | None = None, timeline: Sequence[PanelCaseStep] | None = None
) -> Facts:
    """Everything the guard asks of ``case`` as ``doer`` may see it. Two queries; one with the page's own ``timeline``.

    ``on`` is the day on which admissions and commissions count as running; the day of the last entry where it is left
    out, which is never later than today. Who declared an interest never gets here: the database shows them no case.
    """
    history = (
        procedures.history_facts(PanelCaseStep, case.id, door=Door.DELIVERY)
        if timeline is None
        else tuple(procedures.fact_of(row) for row in timeline)
    )
    actor = doer if isinstance(doer, Actor) else None
    found = _records(case.id, actor, on or case.referred_on)
    needs, plan, consent, on_agenda, decided, waits, to_me, admitted, commissioned, asked, may_extend, due, papers = (
        found
    )
    present = {
        "plan": plan, "agenda_item": on_agenda, "admission": admitted, "running_commission": commissioned,
        "asked_of_me": asked, "open_need": needs > 0, "running_consent": consent == "given",
        "consent_answer": consent is not None, "attached_paper": papers,
        **{f"decided_{what}": True for what in decided},
    }  # fmt: skip
    records = {kind for kind, exists in present.items() if exists}
    if procedures.staff_may_correct(history):
        records.add("correctable")
    return Facts(
        subject=case.id,
        state=case.state,
        records=frozenset(records),
        history=history,
        fields={
            "needs_open": needs,
            "move_waits": waits,
            "offered_to_me": to_me,
            "runs_six": SIX in due,
            "runs_twelve": TWELVE in due,
            "runs_further": FURTHER in due,
            "may_extend": may_extend,
            "reviews_open": len({SIX, TWELVE, FURTHER} & due.keys()),
            "concern_found": False,  # what the form of a review says takes its place
        },
        due={code: date.fromisoformat(day) for code, day in due.items()},
    )


def _records(
    case: UUID, actor: Actor | None, on: date
) -> tuple[int, bool, str | None, bool, list[str], bool, bool, bool, bool, bool, bool, dict[str, str], bool]:
    held = actor.holdings if actor is not None else ()
    authorities = [holding.organisation_id for holding in held if holding.role in PANEL]
    asked: dict[str, Any] = {
        "id": case, "on": on, "twelve": TWELVE, "further": FURTHER, "authorities": authorities, "runs": bool(authorities),
        "bodies": list(actor.organisations) if actor is not None else [],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS, asked)
        row = cursor.fetchone()
    assert row is not None  # a select without from always has its one row
    return row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10], row[11], row[12]
