"""The office looks at what a body claims: it finds it verified or not, and may look again.

A verdict is about one claim, the last: it names the evidence that was looked at and how. Whoever gives it holds no role in
the body and held none lately; the database refuses the row otherwise (``models/judged.py``).

All raise Refused with every reason, and Addressee.DoesNotExist for absent and forbidden alike. ``seen`` is the number of
the last entry of the history that the page showed; None skips that check.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Addressee, AddresseeStep, Claim, Verdict
from candour.contexts.recommendations.operations import judging
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import acts
from candour.kernel.procedures.facts import Refusal


@transaction.atomic
def verify(
    *, addressee_id: UUID, claim_id: UUID | None, looked_at: str, method: str, actor: Actor, at: datetime,
    seen: int | None = None,
) -> Verdict:  # fmt: skip
    """Find that it was done as the body claims."""
    held = judging.lock(addressee_id, at)
    claim, wrong = _claim(held, claim_id)
    given = acts.given(looked_at=looked_at.strip(), method=method.strip())
    taken = judging.passed(held, "verify", actor=actor, at=at, seen=seen, given=given, wrong=wrong)
    found = Verdict(outcome=codes.Outcome.VERIFIED, looked_at=looked_at.strip(), method=method.strip())
    _keep(found, claim, taken)
    taken.take(codes={"verdict": str(found.id), "claim": str(found.claim_id)})
    return found


@transaction.atomic
def find_not_verified(
    *, addressee_id: UUID, claim_id: UUID | None, looked_at: str, method: str, missing: str, next_on: date | None,
    actor: Actor, at: datetime, seen: int | None = None,
) -> Verdict:  # fmt: skip
    """Find that it could not be seen to be done: what is missing, and by when it is expected. That day counts from now on."""
    held = judging.lock(addressee_id, at)
    claim, wrong = _claim(held, claim_id)
    given = acts.given(looked_at=looked_at.strip(), method=method.strip(), missing=missing.strip(), next_on=next_on)
    wrong += judging.day_ahead(next_on, at)
    taken = judging.passed(held, "find_not_verified", actor=actor, at=at, seen=seen, given=given, wrong=wrong)
    found = Verdict(
        outcome=codes.Outcome.NOT_VERIFIED,
        looked_at=looked_at.strip(),
        method=method.strip(),
        missing=missing.strip(),
        next_on=next_on,
    )
    _keep(found, claim, taken)
    held.deliver_by = next_on
    taken.take(codes={"verdict": str(found.id), "claim": str(found.claim_id)}, changed=["deliver_by"])
    return found


@transaction.atomic
def reconsider(
    *, addressee_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> AddresseeStep:
    """Look again at what was verified: the claim stands where it stood before the verdict, which stays."""
    held = judging.lock(addressee_id, at)
    given = acts.given(rationale=rationale.strip())
    return judging.passed(held, "reconsider", actor=actor, at=at, seen=seen, given=given).take(rationale=rationale)


def _keep(found: Verdict, claim: Claim | None, taken: judging.Passed) -> None:
    """Insert the verdict. Whoever has a claim that is not the last one, or none, was refused before."""
    assert claim is not None
    found.addressee, found.claim = taken.record, claim
    found.found_on, found.at, found.by_id = localdate(taken.at), taken.at, taken.actor.person_id
    found.save(force_insert=True)


def _claim(held: Addressee, claim_id: UUID | None) -> tuple[Claim | None, list[Refusal]]:
    """The claim that was read, and what is wrong with it: it has to be the last one."""
    last = Claim.objects.filter(addressee=held).order_by("number").last()
    if last is not None and claim_id in {None, last.id}:
        return last, []
    return None, [
        Refusal(
            "claim_replaced",
            _("The body has made another claim since the one that you read. A verdict is about the last one."),
            _("Go back, read the last claim and its evidence, then say what you found."),
        )
    ]
