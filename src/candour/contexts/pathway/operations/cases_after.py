"""What follows closure: the reviews after six and twelve months, a further one, ending them, opening again; and what can
be done with a case whatever its state: another owner, a declared interest, a correction."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import CaseReview, Interest, PanelCase, PanelCaseStep
from candour.contexts.pathway.models.choices import Looked
from candour.contexts.pathway.operations.cases_taking import CASE, judged, refuse
from candour.contexts.pathway.procedure import case as law
from candour.contexts.pathway.queries import people
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Refusal

REVIEWS = {
    "review_after_six": Looked.SIX,
    "review_after_twelve": Looked.TWELVE,
    "review_further": Looked.FURTHER,
}


@transaction.atomic
def review_after(
    *,
    case_id: UUID,
    step: str,
    held_on: date,
    concern_found: bool,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> PanelCaseStep:
    """A review after closure: ``step`` says which. Where a new concern was found the case is opened again instead."""
    taking = judged(
        case_id,
        step,
        actor=actor,
        at=at,
        seen=seen,
        given=given(rationale=rationale.strip()),
        fields={"concern_found": concern_found},
        also=lambda case: _held_wrongly(case, held_on, localdate(at)),
    )
    row = CaseReview(
        case=taking.case,
        kind=REVIEWS[step],
        held_on=held_on,
        found=rationale.strip(),
        concern_found=concern_found,
        entered_at=at,
        entered_by_id=actor.person_id,
    )
    row.save(force_insert=True)
    return taking.take(rationale=rationale, codes={"review": str(row.id)})


@transaction.atomic
def extend_reviews(
    *, case_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """One more review, twelve months from now: two years after closure at the latest."""
    return _with_words(case_id, "extend_reviews", rationale, actor, at, seen)


@transaction.atomic
def end(*, case_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> PanelCaseStep:
    """The reviews after closure are done."""
    return _with_words(case_id, "end", rationale, actor, at, seen)


@transaction.atomic
def reopen(*, case_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> PanelCaseStep:
    """A new concern: the panel looks again. Why it was closed stays on the record."""
    taking = judged(case_id, "reopen", actor=actor, at=at, seen=seen, given=given(rationale=rationale.strip()))
    taking.case.closed_on = None
    return taking.take(rationale=rationale, changed=["closed_on"])


@transaction.atomic
def reassign(
    *, case_id: UUID, assignee: UUID | None, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """Give it to a colleague who runs the same panel."""
    taking = judged(
        case_id,
        "reassign",
        actor=actor,
        at=at,
        seen=seen,
        given=given(rationale=rationale.strip(), assignee=assignee),
    )
    known = {person for person, _name in people.who_run_the_panel(taking.case.authority_id, on=localdate(at))}
    if assignee not in known - people.barred(taking.case.individual_id):
        raise refuse(
            "no_such_colleague",
            _("Choose somebody who chairs or coordinates this panel."),
            _("Look at the list again."),
        )
    taking.case.owner_id = assignee
    return taking.take(rationale=rationale, codes={"owner": str(assignee)}, changed=["owner"])


@transaction.atomic
def declare_interest(
    *, case_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """From now on everything about this person is not there for whoever declares it. Somebody else has to own the case
    first: nobody may leave it without an owner."""
    taking = judged(
        case_id, "declare_interest", actor=actor, at=at, seen=seen, given=given(rationale=rationale.strip())
    )
    if taking.case.owner_id == actor.person_id:
        raise refuse(
            "owner",
            _("You own this case, and it must not be without an owner."),
            _("Give it to a colleague first, then declare your interest."),
        )
    row = taking.take()
    Interest(
        individual_id=taking.case.individual_id,
        person_id=actor.person_id,
        reason=rationale.strip(),
        declared_at=at,
    ).save(force_insert=True)
    return row


@transaction.atomic
def correct(
    *, case_id: UUID, entry: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """Take back the last step that changed the state: a dated correction with its reason; the earlier entry stays. What was
    answered about consent is not taken back: what is right is recorded after it."""
    taking = judged(
        case_id,
        "correct",
        actor=actor,
        at=at,
        seen=seen,
        given=given(rationale=rationale.strip()),
        also=_of_consent,
    )
    row = CASE.correct(taking.case, facts=taking.facts, actor=actor, at=at, entry=entry, reason=rationale)
    closed_on = _closed_since(taking.case)
    if taking.case.closed_on != closed_on:
        taking.case.closed_on = closed_on
        taking.case.save(update_fields=["closed_on"])
    return row


def _of_consent(case: PanelCase) -> list[Refusal]:
    """A case that stood as supported after its consent was withdrawn would be support without consent."""
    last = procedures.last_correctable(PanelCaseStep, case.id)
    if last is None or last.step not in {"record_consent", "record_refusal", "withdraw_consent"}:
        return []
    return [
        Refusal(
            "consent_stands",
            _("What was answered about consent stays as it was recorded."),
            _("Record what is right: that consent is given, or withdrawn. Say there how the mistake came about."),
        )
    ]


def _closed_since(case: PanelCase) -> date | None:
    """The day on which it was closed, where it stands closed now."""
    if case.state not in {law.CLOSED, law.AFTER, law.ENDED}:
        return None
    corrected = PanelCaseStep.objects.filter(corrects=OuterRef("pk"))
    taken = PanelCaseStep.objects.filter(~Exists(corrected), case=case, step="close").order_by("-number")
    return taken.values_list("taken_on", flat=True).first()


def _held_wrongly(case: PanelCase, held_on: date, on: date) -> list[Refusal]:
    if held_on > on:
        return [Refusal("held_on", _("A review cannot be recorded before it was held."), "")]
    if case.closed_on is not None and held_on < case.closed_on:
        return [Refusal("held_on", _("A review after closure is not held before the case was closed."), "")]
    return []


def _with_words(
    case_id: UUID, step: str, rationale: str, actor: Actor, at: datetime, seen: int | None
) -> PanelCaseStep:
    taking = judged(case_id, step, actor=actor, at=at, seen=seen, given=given(rationale=rationale.strip()))
    return taking.take(rationale=rationale)
