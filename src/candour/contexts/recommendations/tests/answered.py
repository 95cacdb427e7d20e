"""Responses and what follows them, for tests: two owners of one body, who prepare and sign off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from candour.contexts.recommendations.models import Addressee, ExtensionDecision, ExtensionRequest, Response, Verdict
from candour.contexts.recommendations.operations import delivering, kinds, preparing, responding
from candour.contexts.recommendations.queries.written import Task, Written
from candour.contexts.recommendations.tests.asked import Desk, today
from tests.somebody import Somebody, now

BODY = "Home Office"


def owners(desk: Desk, body: str = BODY) -> tuple[Somebody, Somebody]:
    """Two people who answer for a body."""
    return desk.owner(body, "Ann"), desk.owner(body, "Ben")


def task(text: str = "Write the guidance", days: int = 30, owner: str = "Guidance team") -> Task:
    """A task of a plan."""
    return Task(text, today() + timedelta(days=days), owner)


def written(kind: str = "accept", **fields: Any) -> Written:
    """A response that lacks nothing."""
    given: dict[str, Any] = {
        "reasons": "We agree that this is needed.",
        "plan": "We write it, then we train.",
        **fields,
    }
    if kind == "pass_on":
        given.setdefault("for_body", "The Department for Education")
    return Written(kind=kind, **given)


def prepared(desk: Desk, held: Addressee, kind: str = "accept", body: str = BODY, **fields: Any) -> int:
    """A response that waits for a signature; its version."""
    first, _ = owners(desk, body)
    draft = first.does(preparing.write, addressee_id=held.id, version=0, written=written(kind, **fields), submit=True)
    return draft.version


def answered(desk: Desk, held: Addressee, kind: str = "accept", body: str = BODY, **fields: Any) -> Response:
    """A response that was sent."""
    version = prepared(desk, held, kind, body, **fields)
    sent = owners(desk, body)[1].does(responding.sign, addressee_id=held.id, version=version)
    held.refresh_from_db()
    return sent


def claimed(desk: Desk, held: Addressee) -> None:
    """Accepted, and said to be delivered."""
    answered(desk, held)
    owners(desk)[0].does(
        delivering.claim,
        addressee_id=held.id,
        against_measure="Every force has it.",
        evidence="The register of training.",
    )
    held.refresh_from_db()


def by_office(desk: Desk, held: Addressee, step: str, given: tuple[str, ...], **changed: Any) -> None:
    """A step of the office, by its procedure."""

    def take(*, actor: Any, at: datetime) -> None:
        kind = kinds.answers(at)
        record = kind.lock(held.id)
        facts = kind.judged(record, step, doer=actor, at=at, given=given)
        for name, value in changed.items():
            setattr(record, name, value)
        words = "The reason of the office." if "rationale" in given else ""
        kind.take(record, step, facts=facts, doer=actor, door=actor.door, at=at, rationale=words, changed=list(changed))

    desk.of_office().does(take)
    held.refresh_from_db()


def closed(desk: Desk, held: Addressee) -> None:
    """Closed by the office."""
    by_office(desk, held, "close_as_not_applicable", ("rationale",))


def found_not_verified(desk: Desk, held: Addressee) -> Verdict:
    """A claim at which the office looked, and which it did not find verified."""
    next_on = today() + timedelta(days=60)
    found = Verdict.objects.create(
        addressee=held,
        claim=held.claims.latest("number"),
        outcome="not_verified",
        looked_at="The register of training.",
        method="Read, and three forces asked.",
        missing="Two forces have no training.",
        next_on=next_on,
        found_on=today(),
        at=now(),
        by=desk.of_office().person,
    )
    by_office(desk, held, "find_not_verified", ("looked_at", "method", "missing", "next_on"), deliver_by=next_on)
    return found


def extension_decided(desk: Desk, held: Addressee, *, granted: bool) -> ExtensionDecision:
    """A request for more time that the office decided."""
    asked = ExtensionRequest.objects.filter(addressee=held).latest("number")
    if granted:
        by_office(desk, held, "extend", ("reasons", "until"), deliver_by=asked.until)
    else:
        by_office(desk, held, "refuse_extension", ("reasons",))
    return ExtensionDecision.objects.create(
        request=asked,
        is_granted=granted,
        until=asked.until if granted else None,
        reasons="The office's reasons.",
        decided_on=today(),
        at=now(),
        by=desk.of_office().person,
    )
