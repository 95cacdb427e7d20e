"""Moving area. The old area keeps the case, with its owner, until the new one has taken it on: in one transaction the new
case begins with its own owner, takes over needs and plan, and the old one ends. Nobody falls between the two."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import CaseMove, PanelCase, PanelCaseStep, PlanNeed, SupportPlan
from candour.contexts.pathway.models.choices import Moved
from candour.contexts.pathway.operations.cases_taking import CASE, judged, refuse
from candour.contexts.pathway.queries import people
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Refusal

_NO_SUCH_AREA = Refusal(
    "no_such_area",
    _("Choose another authority, in which somebody can receive it."),
    _("An authority that is not in the list has nobody in Candour who runs its panel: ring them first."),
)


@transaction.atomic
def offer_move(
    *, case_id: UUID, new_area: UUID | None, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """Ask the panel of another area to take it on. Its chair and coordinator see the case until they have answered."""
    area = people.panels().filter(id=new_area).first() if new_area else None
    taking = judged(
        case_id,
        "offer_move",
        actor=actor,
        at=at,
        seen=seen,
        given=given(new_area=new_area, rationale=rationale.strip()),
        also=lambda case: [] if area is not None and area.id != case.authority_id else [_NO_SUCH_AREA],
    )
    assert area is not None  # judged above
    row = CaseMove(
        case=taking.case,
        to_authority=area,
        reason=rationale.strip(),
        offered_on=localdate(at),
        offered_by_id=actor.person_id,
    )
    row.save(force_insert=True)
    return taking.take(rationale=rationale, codes={"area": str(area.id)})


@transaction.atomic
def accept_move(
    *, case_id: UUID, assignee: UUID | None, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCase:
    """Take it on, with a named owner. The new panel looks at it, and asks for consent, as its own law says; the needs that
    are open and the last plan come with it. Returns the new case."""
    taking = judged(case_id, "accept_move", actor=actor, at=at, seen=seen)
    old, on = taking.case, localdate(at)
    move = _waiting(old)
    owners = {person for person, _name in people.who_run_the_panel(move.to_authority_id, on=on)}
    if assignee not in owners - people.barred(old.individual_id):
        raise refuse("no_owner", _("Choose who owns it from now on: somebody who chairs or coordinates your panel."))
    new = PanelCase(
        referral_id=old.referral_id,
        individual_id=old.individual_id,
        force_id=move.to_authority.police_force_id or old.force_id,
        authority=move.to_authority,
        nation=move.to_authority.nation,
        referred_on=on,
        continues=old,
        owner_id=assignee,
        is_synthetic=old.is_synthetic,
    )
    CASE.begin(new, "receive", doer=actor, door=actor.door, at=at, codes={"continues": str(old.id)})
    _copy(old, new, actor, at)
    taking.take(codes={"continued_by": str(new.id)})
    move.answer, move.answered_on, move.answered_by_id, move.new_case = Moved.ACCEPTED, on, actor.person_id, new
    move.save(update_fields=["answer", "answered_on", "answered_by", "new_case"])
    return new


@transaction.atomic
def decline_move(
    *, case_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """Do not take it on. It stays where it is, with its owner, who reads why."""
    taking = judged(case_id, "decline_move", actor=actor, at=at, seen=seen, given=given(rationale=rationale.strip()))
    move = _waiting(taking.case)
    row = taking.take(rationale=rationale)
    move.answer, move.answered_on, move.answered_by_id = Moved.DECLINED, localdate(at), actor.person_id
    move.answer_reason = rationale.strip()
    move.save(update_fields=["answer", "answered_on", "answered_by", "answer_reason"])
    return row


def _waiting(case: PanelCase) -> CaseMove:
    return CaseMove.objects.select_related("to_authority").get(case=case, answer=Moved.WAITS)


def _copy(old: PanelCase, new: PanelCase, actor: Actor, at: datetime) -> None:
    plan = SupportPlan.objects.filter(case=old).order_by("-version").first()
    if plan is not None:
        SupportPlan(
            case=new,
            version=1,
            consent_how=plan.consent_how,
            consent_by=plan.consent_by,
            nature=plan.nature,
            providers=plan.providers,
            how_and_when=plan.how_and_when,
            written_at=at,
            written_by_id=actor.person_id,
        ).save(force_insert=True)
    needs = PlanNeed.objects.filter(case=old, settled="").order_by("number")
    PlanNeed.objects.bulk_create(
        PlanNeed(
            case=new,
            number=number,
            what=need.what,
            owner_name=need.owner_name,
            owner_body_id=need.owner_body_id,
            due_on=need.due_on,
            added_at=at,
            added_by_id=actor.person_id,
            copied_from=need,
        )
        for number, need in enumerate(needs, start=1)
    )
