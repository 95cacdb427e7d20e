"""Codes that invented persons and parents were given, and what they asked by them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

from candour.contexts.pathway import codes, models, procedure, references
from candour.contexts.pathway.models.rights import Capacity, Released
from candour.kernel.doors import Door
from candour.kernel.people.models import Person
from candour.kernel.procedures.invention import History, Moment, Rows, new_id
from candour.kernel.procedures.models import StepTaken
from candour.kernel.procedures.references import ALPHABET
from candour.kernel.visitors import receipts
from candour.kernel.visitors.receipts import Receipt

_HOLDS = timedelta(days=365)
_RELEASED = sorted((Released.STATE, Released.SINCE, Released.NEXT, Released.BODY))
NOTE = "You can ring me on weekdays between nine and four. Nothing is decided without you being told."
ASKED = {
    "question": "What does a panel do, and may I come to it?",
    "rectification": "You wrote that he left his school in May. He never left it; please put that right.",
}
ANSWER = "You are right. It is put right in the record, and we told the school so on the same day."


def code_of(name: str) -> Receipt:
    """The code that this invented person was given: the same in every demonstration, and of no use anywhere else."""
    rng = Random(f"code of {name}")  # noqa: S311  an invented code, the same every time, no secret
    drawn = "".join(rng.choice(ALPHABET) for _ in range(receipts.LENGTH))
    return Receipt(drawn + receipts.check_characters(drawn))


def add(case: Any, given: str) -> None:
    """Give a code for the referral of this casefile, or for its panel case, with a request that waits or is answered.

    ``given``: "referral" or "case", and after a colon what was asked.
    """
    of, _colon, asked = given.partition(":")
    panel_case = next(
        (row for row in case.rows.by_model.get(models.PanelCase, ()) if row.referral_id == case.referral.id), None
    )
    is_case = of == "case" and panel_case is not None
    owner: Person = case.world.coordinator if is_case else case.world.officer
    on = case.came + timedelta(days=12)
    access = case.rows.add(
        models.RightsAccess(
            id=new_id(case.rng), individual=case.individual, referral=case.referral, case=panel_case if is_case else None,
            force=None if is_case else case.referral.force, authority=case.referral.authority if is_case else None,
            nation=case.referral.nation, regime=codes.Regime.UK_GDPR if is_case else case.referral.regime,
            code_digest=code_of(case.path.name).mailbox_digest, capacity=Capacity.PARENT, released=_RELEASED, note=NOTE,
            owner=owner, given_by=owner, given_at=datetime.combine(on, time(11), UTC), from_on=on, until_on=on + _HOLDS,
            is_synthetic=True,
        )
    )  # fmt: skip
    if asked:
        _ask(case, access, asked, owner, on + timedelta(days=3))


def _ask(case: Any, access: models.RightsAccess, what: str, owner: Person, on: Any) -> None:
    drawn = "".join(case.rng.choice(ALPHABET) for _ in range(8))
    request = case.rows.add(
        models.RightsRequest(
            id=new_id(case.rng), reference=f"{references.RIGHTS}-{drawn[:4]}-{drawn[4:]}", access_given=access, kind=what,
            text=ASKED[what], nation=access.nation, asked_on=on, is_synthetic=True,
        )
    )  # fmt: skip
    request.procedure_version = procedure.RIGHTS.version
    history = _History(case, request)
    begun = "ask_police" if access.regime == codes.Regime.PART_3 else "ask"
    history.take(begun, Moment(on), by=None, door=Door.PUBLIC, outsider=StepTaken.Kind.PERSON)
    if what == "rectification":
        told = on + timedelta(days=9)
        request.outcome, request.answer, request.answered_on, request.answered_by = "done", ANSWER, told, owner
        history.take("answer", Moment(told, datetime.combine(told, time(15), UTC)), by=owner.id, door=Door.DELIVERY)


class _History(History):
    """The history of a request."""

    def __init__(self, case: Any, request: models.RightsRequest) -> None:
        rows: Rows = case.rows
        super().__init__(
            procedure=procedure.RIGHTS, record=request, step_model=models.RightsStep, clock_model=models.RightsDeadline,
            pause_model=models.ReferralPause, terms=case.world.terms, nation=request.nation, rows=rows, rng=case.rng,
        )  # fmt: skip
