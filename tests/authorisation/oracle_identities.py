"""The second opinion on sealed identities and erasing. Written from "who sees what" and the threat model (9, 19): two people
of two sides open, one named reader reads, for a quarter of an hour. Imports nothing of Candour.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.authorisation.oracle import OVERSEES, Knowledge, Row
from tests.authorisation.oracle_shared import CLOSED, Commands, May, by_actor, knows, own_mailbox

ROLE_OF = {"officers": "identity_officer", "deputies": "deputy_commissioner"}
OPENERS = frozenset(ROLE_OF.values())
KEEPERS = OPENERS | OVERSEES
QUARTER = timedelta(minutes=15)
assert CLOSED == {}


def acts_for(k: Knowledge, side: str) -> bool:
    return ROLE_OF[side] in k.roles


def key_of_my_side(k: Knowledge, key: UUID) -> bool:
    row = k.world.by_id["concerns_identitykey"].get(key)
    return row is not None and row["retired_on"] is None and acts_for(k, row["side"])


def holds(k: Knowledge, key: UUID) -> bool:
    """Enrolled, not ended, and still in the role of that side."""
    return key_of_my_side(k, key) and any(
        row["key_id"] == key and row["person_id"] == k.actor and row["enrolled_at"] and row["ended_on"] is None
        for row in k.world["concerns_keyholder"]
    )


def opening_of(k: Knowledge, opening: UUID) -> Row | None:
    return k.world.by_id["concerns_opening"].get(opening)


def sees_opening(k: Knowledge, row: Row | None) -> bool:
    if row is None or k.visitor.door != "office":
        return False
    return k.knows(row["concern_id"]) or (bool(k.roles & OPENERS) and row["concern_id"] not in k.excluded)


def may_decide(k: Knowledge, row: Row | None) -> bool:
    """It runs, is not one's own, not for one's own eyes, and one has no declared interest."""
    return (
        row is not None
        and k.visitor.door == "office"
        and k.actor is not None
        and row["state"] in {"asked", "half_agreed"}
        and row["expires_at"] > k.world.now
        and k.actor not in {row["requested_by_id"], row["reader_id"]}
        and row["concern_id"] not in k.excluded
    )


def decisions(k: Knowledge, opening: UUID) -> list[Row]:
    return [row for row in k.world["concerns_openingdecision"] if row["opening_id"] == opening]


def may_read(k: Knowledge, row: Row | None) -> bool:
    """The named reader, both sides having agreed, within the quarter of an hour."""
    if row is None or row["reader_id"] != k.actor or row["state"] != "opened" or not k.knows(row["concern_id"]):
        return False
    made = decisions(k, row["id"])
    return {one["side"] for one in made} == set(ROLE_OF) and max(
        one["decided_at"] for one in made
    ) > k.world.now - QUARTER


def openings_about(k: Knowledge, concern: UUID) -> list[Row]:
    return [row for row in k.world["concerns_opening"] if row["concern_id"] == concern]


# -- rows


def in_force(k: Knowledge, row: Row) -> bool:
    return row["retired_on"] is None


def signed_in(k: Knowledge, row: Row) -> bool:
    return k.actor is not None


def keeps(k: Knowledge, row: Row) -> bool:
    return bool(k.roles & KEEPERS)


def asks_for_key(k: Knowledge, row: Row) -> bool:
    """For oneself, of one's own side, not let in by oneself, and one key of one side for each person."""
    own = k.actor is not None and row["person_id"] == k.actor and key_of_my_side(k, row["key_id"])
    fresh = row["enrolled_at"] is None and row["ended_on"] is None and row["enrolled_by_id"] != row["person_id"]
    has_one = any(
        other["person_id"] == row["person_id"] and other["ended_on"] is None for other in k.world["concerns_keyholder"]
    )
    return own and fresh and not has_one


def changes_holder(k: Knowledge, row: Row) -> bool:
    own = k.actor is not None and row["person_id"] == k.actor
    return own or holds(k, row["key_id"]) or "head_of_office" in k.roles


def own_wrap(k: Knowledge, row: Row) -> bool:
    holder = k.world.by_id["concerns_keyholder"].get(row["holder_id"])
    return holder is not None and holder["person_id"] == k.actor and holds(k, holder["key_id"])


def lets_in(k: Knowledge, row: Row) -> bool:
    holder = k.world.by_id["concerns_keyholder"].get(row["holder_id"])
    taken = any(other["holder_id"] == row["holder_id"] for other in k.world["concerns_holderwrap"])
    return holder is not None and holder["person_id"] != k.actor and holds(k, holder["key_id"]) and not taken


def part_to_open(k: Knowledge, row: Row) -> bool:
    """One's own side's half, while somebody asks whom one may answer."""
    asked = any(may_decide(k, opening) for opening in openings_about(k, row["identity_id"]))
    return acts_for(k, row["side"]) and asked


def _about(row: Row) -> Row:
    return {"concern_id": row["identity_id"]}


def new_part(k: Knowledge, row: Row) -> bool:
    taken = any(
        other["identity_id"] == row["identity_id"] and other["side"] == row["side"]
        for other in k.world["concerns_identitypart"]
    )
    allowed = own_mailbox(k, _about(row)) if k.visitor.door == "public" else knows(k, _about(row))
    return allowed and not taken


def piece_to_read(k: Knowledge, row: Row) -> bool:
    return any(may_read(k, opening) for opening in openings_about(k, row["identity_id"]))


def sealed_file_to_read(k: Knowledge, row: Row) -> bool:
    """A sealed file, for whom two people opened the identity, as long as that lasts."""
    return row["is_sealed"] and any(may_read(k, opening) for opening in openings_about(k, row["concern_id"]))


def piece_of_reporter(k: Knowledge, row: Row) -> bool:
    return own_mailbox(k, _about(row)) and row["added_by_id"] is None


def piece_of_staff(k: Knowledge, row: Row) -> bool:
    return knows(k, _about(row)) and k.actor is not None and row["added_by_id"] == k.actor


def new_identity(k: Knowledge, row: Row) -> bool:
    return own_mailbox(k, row) if k.visitor.door == "public" else knows(k, row)


def told_to_reporter(k: Knowledge, row: Row) -> bool:
    return own_mailbox(k, row) and row["opened_on"] is not None


def asks_to_open(k: Knowledge, row: Row) -> bool:
    own = k.knows(row["concern_id"]) and row["requested_by_id"] == k.actor
    fresh = row["state"] == "asked" and row["opened_on"] is None
    in_time = row["expires_at"] <= k.world.now + timedelta(hours=73)
    runs = any(other["is_open"] for other in openings_about(k, row["concern_id"]))
    return own and fresh and in_time and not (runs and row["is_open"])


def of_seen_opening(k: Knowledge, row: Row) -> bool:
    return sees_opening(k, opening_of(k, row["opening_id"]))


def makes_ready(k: Knowledge, row: Row) -> bool:
    opening = opening_of(k, row["opening_id"])
    taken = any(
        other["opening_id"] == row["opening_id"] and other["number"] == row["number"]
        for other in k.world["concerns_readerkey"]
    )
    reads = opening is not None and opening["reader_id"] == k.actor and opening["state"] == "asked"
    return k.handles and sees_opening(k, opening) and reads and not taken


def agrees(k: Knowledge, row: Row) -> bool:
    """In one's own name, for one's own side, on a request that says what the decision says, and now."""
    opening = opening_of(k, row["opening_id"])
    own = k.actor is not None and row["by_id"] == k.actor and acts_for(k, row["side"])
    soon = timedelta(minutes=1)
    fresh = k.moment - 2 * soon <= row["decided_at"] <= k.moment + soon
    made = decisions(k, row["opening_id"])
    taken = any(other["side"] == row["side"] or other["by_id"] == row["by_id"] for other in made)
    says = opening is not None and (row["asked_by_id"], row["reader_id"]) == (
        opening["requested_by_id"],
        opening["reader_id"],
    )
    return own and may_decide(k, opening) and fresh and says and not taken


def _decision(k: Knowledge, row: Row) -> Row | None:
    return k.world.by_id["concerns_openingdecision"].get(row["decision_id"])


def released_to_me(k: Knowledge, row: Row) -> bool:
    made = _decision(k, row)
    return made is not None and may_read(k, opening_of(k, made["opening_id"]))


def releases(k: Knowledge, row: Row) -> bool:
    made = _decision(k, row)
    taken = any(other["decision_id"] == row["decision_id"] for other in k.world["concerns_releasedpart"])
    mine = made is not None and made["by_id"] == k.actor and sees_opening(k, opening_of(k, made["opening_id"]))
    return mine and not taken


def asks_to_erase(k: Knowledge, row: Row) -> bool:
    """In one's own name, undecided, and one at a time."""
    own = k.knows(row["concern_id"]) and row["requested_by_id"] == k.actor
    waits = any(
        other["concern_id"] == row["concern_id"] and other["decided_by_id"] is None
        for other in k.world["concerns_erasure"]
    )
    return own and row["decided_by_id"] is None and not waits


def erasure_waits(k: Knowledge, row: Row) -> bool:
    return k.knows(row["concern_id"]) and row["decided_by_id"] is None


def erased_by_second_person(k: Knowledge, row: Row) -> bool:
    mine = k.actor is not None and row["decided_by_id"] == k.actor
    return k.knows(row["concern_id"]) and k.oversees and mine and row["requested_by_id"] != k.actor


def steps_aside(k: Knowledge, row: Row) -> bool:
    """Somebody of a side who is asked and knows the person: about a concern of which they see a request."""
    mine = k.actor is not None and row["person_id"] == k.actor and row["declared_by_id"] == k.actor
    asked = any(sees_opening(k, opening) for opening in openings_about(k, row["concern_id"]))
    return mine and bool(k.roles & OPENERS) and row["concern_id"] not in k.excluded and asked


IDENTITIES: dict[str, dict[str, Commands]] = {
    "concerns_identitykey": {
        "public": {"select": May(in_force, ("id", "side", "public", "retired_on"))},
        "office": {"select": May(signed_in)},
    },
    "concerns_keyholder": {
        "office": {
            "select": May(keeps),
            "insert": May(asks_for_key),
            "update": May(changes_holder, ("tries", "tried_at", "enrolled_at", "enrolled_by_id", "ended_on")),
        },
    },
    "concerns_holderwrap": {"office": {"select": May(own_wrap), "insert": May(lets_in)}},
    "concerns_sealedidentity": {
        "public": {"select": May(own_mailbox), "insert": May(new_identity)},
        "office": {"select": May(knows), "insert": May(new_identity)},
    },
    "concerns_identitypart": {
        "public": {"insert": May(new_part)},
        "office": {"select": May(part_to_open), "insert": May(new_part)},
    },
    "concerns_identitypiece": {
        "public": {"insert": May(piece_of_reporter)},
        "office": {"select": May(piece_to_read), "insert": May(piece_of_staff)},
    },
    "concerns_opening": {
        "public": {"select": May(told_to_reporter, ("id", "concern_id", "opened_on"))},
        "office": {
            "select": May(sees_opening),
            "insert": May(asks_to_open),
            "update": May(sees_opening, ("state", "is_open", "opened_on")),
        },
    },
    "concerns_openingstep": {
        "office": {"select": May(of_seen_opening), "insert": May(by_actor("by_id", of_seen_opening))},
    },
    "concerns_readerkey": {"office": {"select": May(of_seen_opening), "insert": May(makes_ready)}},
    "concerns_openingdecision": {"office": {"select": May(of_seen_opening), "insert": May(agrees)}},
    "concerns_releasedpart": {
        "office": {"select": May(released_to_me), "insert": May(releases), "delete": May(released_to_me)},
    },
    "concerns_erasure": {
        "office": {
            "select": May(knows),
            "insert": May(asks_to_erase),
            "update": May(
                erasure_waits,
                ("decided_by_id", "decided_at", "is_refused", "decision_reason"),
                erased_by_second_person,
            ),
        },
    },
}


# -- pages

Arguments = dict[str, Any]


def opening_page(k: Knowledge, given: Arguments) -> bool:
    return sees_opening(k, opening_of(k, given["opening_id"]))


def act_page(k: Knowledge, given: Arguments) -> bool:
    return opening_page(k, given) and given["name"] in {"agree", "refuse", "step_aside", "withdraw", "finish"}


def ask_page(k: Knowledge, given: Arguments) -> bool:
    found = next((row for row in k.world["concerns_concern"] if row["reference"] == given["reference"]), None)
    sealed = {row["concern_id"] for row in k.world["concerns_sealedidentity"]}
    return found is not None and k.knows(found["id"]) and found["id"] in sealed


def let_in_page(k: Knowledge, given: Arguments) -> bool:
    """Somebody who asks for the key that one holds."""
    row = k.world.by_id["concerns_keyholder"].get(given["holder_id"])
    waits = row is not None and row["enrolled_at"] is None and row["ended_on"] is None
    return row is not None and waits and row["person_id"] != k.actor and holds(k, row["key_id"])


def end_page(k: Knowledge, given: Arguments) -> bool:
    row = k.world.by_id["concerns_keyholder"].get(given["holder_id"])
    runs = row is not None and row["ended_on"] is None
    return row is not None and runs and ("head_of_office" in k.roles or row["person_id"] == k.actor)
