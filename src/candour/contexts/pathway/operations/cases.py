"""Panel cases: a referral becomes one, it gets another owner, what the panel decided is recorded.

All raise Refused with every reason; PanelCase.DoesNotExist for what is absent and for what may not be known. ``seen`` is the
number of the last entry that the page showed; None skips that check.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from candour.contexts.pathway.models import PanelCase, PanelCaseStep, Referral
from candour.contexts.pathway.operations.acts import given
from candour.contexts.pathway.operations.kinds import CASE
from candour.contexts.pathway.queries import limits, people
from candour.kernel.people.actor import Actor

HOLD_PANEL = "pathway.hold_panel"


def begin_case(
    *, referral: Referral, authority_id: UUID, owner_id: UUID, nation: str, actor: Actor, at: datetime
) -> PanelCase:
    """Begin a case of this authority's panel, owned by ``owner_id``, in the caller's transaction.

    ``nation`` is the authority's: law, names and forms follow it. The force may not change a case once it is the panel's, so
    the day of the first time limit is written with it.
    """
    on = localdate(at)
    found = limits.of(HOLD_PANEL, nation, on)
    case = PanelCase(
        referral=referral,
        individual_id=referral.individual_id,
        force_id=referral.force_id,
        authority_id=authority_id,
        nation=nation,
        referred_on=on,
        owner_id=owner_id,
        next_due_on=found[1] if found else None,
        is_synthetic=referral.is_synthetic,
    )
    CASE.begin(case, "receive", doer=actor, door=actor.door, at=at, codes={"referral": str(referral.id)})
    return case


@transaction.atomic
def reassign(
    *, case_id: UUID, person_id: UUID | None, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """Give it to a colleague who runs the same panel, with the reason."""
    case = CASE.lock(case_id)
    runs = people.who_run_the_panel(case.authority_id, on=localdate(at))
    supplied = given(
        assignee=person_id in {person for person, _name in runs} and person_id not in people.barred(case.individual_id),
        rationale=rationale.strip(),
    )
    facts = CASE.judged(case, "reassign", doer=actor, at=at, seen=seen, given=supplied)
    assert person_id is not None  # the procedure refuses without
    case.owner_id = person_id
    return CASE.take(
        case, "reassign", facts=facts, doer=actor, door=actor.door, at=at, rationale=rationale.strip(),
        codes={"to": str(person_id)}, changed=["owner"],
    )  # fmt: skip


@transaction.atomic
def conclude(*, case_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> PanelCaseStep:
    """Record what the panel decided and why, where its work was kept outside Candour."""
    return _simple("conclude", case_id, rationale, actor, at, seen)


@transaction.atomic
def reopen(*, case_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> PanelCaseStep:
    """The panel has it again, with its time limit."""
    return _simple("reopen", case_id, rationale, actor, at, seen)


def _simple(step: str, case_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None) -> PanelCaseStep:
    case = CASE.lock(case_id)
    facts = CASE.judged(case, step, doer=actor, at=at, seen=seen, given=given(rationale=rationale.strip()))
    return CASE.take(case, step, facts=facts, doer=actor, door=actor.door, at=at, rationale=rationale.strip())
