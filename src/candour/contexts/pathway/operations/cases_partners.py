"""Partners and guests of one case: letting them in for a time, asking them, and what they answer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import CaseAdmission, CaseInformation, PanelCase, PanelCaseStep
from candour.contexts.pathway.models.choices import Admitted
from candour.contexts.pathway.operations.cases_taking import Taking, judged, refuse
from candour.contexts.pathway.queries import case_sides, panel_people, people
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Refusal, Refused


@transaction.atomic
def admit(
    *,
    case_id: UUID,
    person: UUID | None,
    kind: str,
    until_on: date,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> PanelCaseStep:
    """Let somebody of a partner body see the case, until a day. They see all of it, and nothing of any other."""
    on = localdate(at)
    taking = judged(
        case_id,
        "admit",
        actor=actor,
        at=at,
        seen=seen,
        given=given(somebody=person, rationale=rationale.strip()),
        also=lambda case: [*_ahead(until_on, on), *_no_partner(case, person, actor)],
    )
    row = let_in(taking, person=person, kind=kind, until_on=until_on, reason=rationale)
    return taking.take(rationale=rationale, codes={"admission": str(row.id), "person": str(person)})


def let_in(
    taking: Taking, *, person: UUID | None, kind: str, until_on: date, reason: str, item: UUID | None = None
) -> CaseAdmission:
    """The row that lets somebody in. Refuses whoever is not a partner of this panel."""
    if found := _no_partner(taking.case, person, taking.actor):
        raise Refused(tuple(found))
    assert person is not None  # refused above
    known = {one.person: one for one in panel_people.partners_of(taking.case.authority_id)}
    row = CaseAdmission(
        case=taking.case,
        person_id=person,
        organisation_id=known[person].organisation,
        kind=kind,
        item_id=item,
        reason=reason.strip()[:300],
        from_on=localdate(taking.at),
        until_on=until_on,
        admitted_at=taking.at,
        admitted_by_id=taking.actor.person_id,
    )
    row.save(force_insert=True)
    return row


@transaction.atomic
def end_admission(
    *, case_id: UUID, admission: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """From today they no longer see it."""
    on = localdate(at)
    taking = judged(case_id, "end_admission", actor=actor, at=at, seen=seen, given=given(rationale=rationale.strip()))
    rows = CaseAdmission.objects.select_for_update().filter(case=taking.case, until_on__gt=on)
    row = rows.filter(id=admission).first()
    if row is None:
        raise refuse("no_such_admission", _("They do not see this case now."))
    row.until_on, row.end_reason, row.ended_by_id = on, rationale.strip()[:300], actor.person_id
    row.save(update_fields=["until_on", "end_reason", "ended_by"])
    return taking.take(rationale=rationale, codes={"admission": str(row.id)})


@transaction.atomic
def ask_information(
    *,
    case_id: UUID,
    person: UUID | None,
    question: str,
    until_on: date,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> PanelCaseStep:
    """Ask a partner, who is let in to the case until a day if they do not see it yet: they answer on its page."""
    on = localdate(at)
    taking = judged(
        case_id,
        "ask_information",
        actor=actor,
        at=at,
        seen=seen,
        given=given(question=question.strip() and person),
        also=lambda case: [*_ahead(until_on, on), *_no_partner(case, person, None)],
    )
    assert person is not None  # judged above
    known = {one.person: one for one in panel_people.partners_of(taking.case.authority_id)}
    sees = CaseAdmission.objects.filter(case=taking.case, person_id=person, until_on__gt=on).exists()
    if not sees and person != actor.person_id:
        let_in(taking, person=person, kind=Admitted.PARTNER, until_on=until_on, reason=str(_("Asked what they know")))
    row = CaseInformation(
        case=taking.case,
        organisation_id=known[person].organisation,
        question=question.strip(),
        asked_at=at,
        asked_by_id=actor.person_id,
    )
    row.save(force_insert=True)
    return taking.take(codes={"question": str(row.id), "organisation": str(row.organisation_id)})


@transaction.atomic
def give_information(
    *, case_id: UUID, question: UUID, answer: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """What a body knows, as its own member writes it; or the panel for them, from a call or a letter."""
    taking = judged(case_id, "give_information", actor=actor, at=at, seen=seen, given=given(answer=answer.strip()))
    rows = CaseInformation.objects.select_for_update().filter(case=taking.case, answered_at=None)
    if not case_sides.is_panels(taking.case, actor):
        rows = rows.filter(organisation_id__in=actor.organisations)
    row = rows.filter(id=question).first()
    if row is None:
        raise refuse("no_such_question", _("This question does not wait for an answer of yours."))
    row.answer, row.answered_at, row.answered_by_id = answer.strip(), at, actor.person_id
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    return taking.take(codes={"question": str(row.id)})


def _ahead(until_on: date, on: date) -> list[Refusal]:
    if until_on > on:
        return []
    return [Refusal("until_on", _("The last day has to lie ahead."), _("Choose a later day."))]


def _no_partner(case: PanelCase, person: UUID | None, actor: Actor | None) -> list[Refusal]:
    """Nobody lets themself in, nor somebody who is no partner of this panel or has an interest in the person."""
    known = {one.person for one in panel_people.partners_of(case.authority_id)} - people.barred(case.individual_id)
    if person in known and (actor is None or person != actor.person_id):
        return []
    return [Refusal("no_such_partner", _("Choose somebody from the list of partners."), "")]
