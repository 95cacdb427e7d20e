"""The support plan, its needs, and what is commissioned for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import Commission, PanelCase, PanelCaseStep, PlanNeed, SupportPlan
from candour.contexts.pathway.operations.cases_taking import judged, refuse
from candour.contexts.pathway.queries import support
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Refusal


@dataclass(frozen=True)
class PlanWords:
    """What s.36(5) asks a support plan to say."""

    consent_how: str
    consent_by: str
    nature: str
    providers: str
    how_and_when: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is missing."""
        return all(
            words.strip()
            for words in (self.consent_how, self.consent_by, self.nature, self.providers, self.how_and_when)
        )


@transaction.atomic
def write_plan(
    *, case_id: UUID, words: PlanWords, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """A version of the plan; the one before it stays."""
    taking = judged(case_id, "write_plan", actor=actor, at=at, seen=seen, given=given(plan_words=words.is_whole))
    last: int | None = SupportPlan.objects.filter(case=taking.case).aggregate(last=Max("version"))["last"]
    row = SupportPlan(
        case=taking.case,
        version=(last or 0) + 1,
        consent_how=words.consent_how.strip(),
        consent_by=words.consent_by.strip(),
        nature=words.nature.strip(),
        providers=words.providers.strip(),
        how_and_when=words.how_and_when.strip(),
        written_at=at,
        written_by_id=actor.person_id,
    )
    row.save(force_insert=True)
    return taking.take(codes={"plan": str(row.id), "plan_version": row.version})


@transaction.atomic
def add_need(
    *,
    case_id: UUID,
    what: str,
    owner_name: str,
    owner_body: UUID,
    due_on: date,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> PanelCaseStep:
    """A need with its owner and its day."""
    is_whole = all((what.strip(), owner_name.strip()))
    is_ahead = due_on >= localdate(at)
    taking = judged(
        case_id,
        "add_need",
        actor=actor,
        at=at,
        seen=seen,
        given=given(need=is_whole),
        also=lambda _case: [] if is_ahead else [_OVER],
    )
    last: int | None = PlanNeed.objects.filter(case=taking.case).aggregate(last=Max("number"))["last"]
    row = PlanNeed(
        case=taking.case,
        number=(last or 0) + 1,
        what=what.strip(),
        owner_name=owner_name.strip(),
        owner_body_id=owner_body,
        due_on=due_on,
        added_at=at,
        added_by_id=actor.person_id,
    )
    row.save(force_insert=True)
    return taking.take(codes={"need": str(row.id)})


@transaction.atomic
def settle_need(
    *, case_id: UUID, need: UUID, settled: str, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """Say what became of a need. It stays in the plan."""
    taking = judged(case_id, "settle_need", actor=actor, at=at, seen=seen, given=given(rationale=rationale.strip()))
    row = PlanNeed.objects.select_for_update().filter(case=taking.case, id=need, settled="").first()
    if row is None:
        raise refuse("no_such_need", _("This need is not open in this case."), _("Choose one of the open needs."))
    row.settled, row.settled_on, row.settled_words = settled, localdate(at), rationale.strip()
    row.settled_by_id = actor.person_id
    row.save(update_fields=["settled", "settled_on", "settled_by", "settled_words"])
    return taking.take(rationale=rationale, codes={"need": str(row.id), "settled": settled})


@dataclass(frozen=True)
class Order:
    """What is commissioned, from whom, and what they have to know. The provider reads all of it and nothing else."""

    need: UUID
    intervention: UUID
    organisation: UUID
    about: str
    contact: str
    brief: str
    sessions_wanted: int
    from_on: date
    until_on: date

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is missing."""
        return all(text.strip() for text in (self.about, self.contact, self.brief)) and self.sessions_wanted > 0


@transaction.atomic
def commission(*, case_id: UUID, order: Order, actor: Actor, at: datetime, seen: int | None = None) -> PanelCaseStep:
    """Commission sessions for a need. The provider has them on their own page from now on."""
    taking = judged(
        case_id,
        "commission",
        actor=actor,
        at=at,
        seen=seen,
        given=given(order=order.is_whole),
        also=lambda case: _wrong_with(case, order, localdate(at)),
    )
    row = Commission(
        case=taking.case,
        need_id=order.need,
        intervention_id=order.intervention,
        organisation_id=order.organisation,
        authority_id=taking.case.authority_id,
        about=order.about.strip(),
        contact=order.contact.strip(),
        brief=order.brief.strip(),
        sessions_wanted=order.sessions_wanted,
        from_on=order.from_on,
        until_on=order.until_on,
        commissioned_at=at,
        commissioned_by_id=actor.person_id,
        is_synthetic=taking.case.is_synthetic,
    )
    row.save(force_insert=True)
    return taking.take(codes={"commission": str(row.id)})


@transaction.atomic
def stop_commission(
    *, case_id: UUID, commission: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """Stop what was commissioned. The provider reads the reason."""
    taking = judged(case_id, "stop_commission", actor=actor, at=at, seen=seen, given=given(rationale=rationale.strip()))
    unfinished = Commission.objects.filter(support.unfinished(localdate(at)), case=taking.case)
    row = unfinished.select_for_update().filter(id=commission).first()
    if row is None:
        raise refuse("no_such_commission", _("This is not running in this case."), _("Choose one that is running."))
    row.stopped_on, row.stop_reason = localdate(at), rationale.strip()[:500]
    row.save(update_fields=["stopped_on", "stop_reason"])
    return taking.take(rationale=rationale, codes={"commission": str(row.id)})


_OVER = Refusal("due_on", _("The day by which a need is seen to cannot be over."), _("Choose today or a later day."))


def _wrong_with(case: PanelCase, order: Order, on: date) -> list[Refusal]:
    found = []
    if not PlanNeed.objects.filter(case=case, id=order.need, settled="").exists():
        found.append(
            Refusal("no_such_need", _("This need is not open in this case."), _("Choose one of the open needs."))
        )
    if order.until_on < order.from_on:
        found.append(Refusal("until_on", _("Support cannot end before it begins."), _("Look at the two days again.")))
    if order.until_on < on:
        found.append(Refusal("over", _("Support that is over cannot be commissioned."), _("Choose a later last day.")))
    return found
