"""What somebody might try to write about sealed identities and erasing: honest, in another's name, for the other side, twice,
too late, for somebody else's eyes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from tests.authorisation.proposals import Proposal, Proposals


def about(p: Proposals, concern: UUID) -> Iterator[Proposal]:
    """Rows about one concern."""
    me, other, now = p.me, p.other, p.world.now
    keys, sealed = p.built.keys, {row["concern_id"] for row in p.world["concerns_sealedidentity"]}
    if concern not in sealed:
        yield p.row("concerns_sealedidentity", concern_id=concern)
    for side in ("officers", "deputies"):
        yield p.row("concerns_identitypart", identity_id=concern, side=side, key_id=keys[side])
    for person in (None, me, other):
        yield p.row("concerns_identitypiece", identity_id=concern, kind="passage", added_by_id=person)
    soon = now + timedelta(days=3)
    asked = {"concern_id": concern, "reader_id": other, "state": "asked", "is_open": True, "expires_at": soon}
    for given in (
        {}, {"requested_by_id": other}, {"state": "opened"}, {"opened_on": p.world.today}, {"is_open": False},
        {"expires_at": now + timedelta(days=9)},
    ):  # fmt: skip
        yield p.row("concerns_opening", **asked | {"requested_by_id": me} | given)
    yield p.row("concerns_erasure", concern_id=concern, requested_by_id=me)
    yield p.row("concerns_erasure", concern_id=concern, requested_by_id=other)
    yield p.row("concerns_erasure", concern_id=concern, requested_by_id=me, decided_by_id=other)
    yield p.row("concerns_erasure", concern_id=concern, requested_by_id=other, decided_by_id=me)


def general(p: Proposals) -> Iterator[Proposal]:
    """Keys, holders, and everything that hangs on a request."""
    me, other, now = p.me, p.other, p.k.moment
    yield p.row("concerns_identitykey", side="officers", retired_on=p.world.today)
    for key in p.built.keys.values():
        for given in ({}, {"person_id": other}, {"enrolled_at": now}, {"ended_on": p.world.today}):
            yield p.row("concerns_keyholder", **{"key_id": key, "person_id": me, "tries": 0, "memory": 1} | given)
    for holder in (*p.built.key_holders.values(), uuid4()):
        yield p.row("concerns_holderwrap", holder_id=holder)
    for row in p.world["concerns_opening"]:
        for person in (me, other):
            yield p.row("concerns_openingstep", opening_id=row["id"], by_kind="staff", by_id=person)
        yield p.row("concerns_readerkey", opening_id=row["id"], number=1)
        yield p.row("concerns_readerkey", opening_id=row["id"], number=2)
        says = {"opening_id": row["id"], "asked_by_id": row["requested_by_id"], "reader_id": row["reader_id"]}
        for side in ("officers", "deputies"):
            honest = {**says, "side": side, "by_id": me, "decided_at": now}
            for change in (
                {}, {"by_id": other}, {"asked_by_id": other}, {"reader_id": other},
                {"decided_at": now + timedelta(minutes=5)}, {"decided_at": now - timedelta(minutes=5)},
            ):  # fmt: skip
                yield p.row("concerns_openingdecision", **honest | change)
    for decision in p.world["concerns_openingdecision"]:
        yield p.row("concerns_releasedpart", decision_id=decision["id"])
