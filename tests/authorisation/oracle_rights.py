"""The second opinion on the rights of a person or parent: the codes that were given, and what is asked by them. Imports
nothing of Candour."""

from __future__ import annotations

from uuid import UUID

from tests.authorisation.oracle import Knowledge, Row, digest_of_hex
from tests.authorisation.oracle_pathway import child, owns, sees_case, sees_referral
from tests.authorisation.oracle_shared import Commands, May, by_actor


def opened(k: Knowledge) -> UUID | None:
    """The access whose code was typed at the public door, while it opens anything."""
    wanted = digest_of_hex(k.visitor.mailbox)
    for row in k.world["pathway_rightsaccess"]:
        runs = row["ended_on"] is None and row["from_on"] <= k.world.today <= row["until_on"]
        if wanted is not None and bytes(row["code_digest"]) == wanted and runs:
            found: UUID = row["id"]
            return found
    return None


def by_code(k: Knowledge, row: Row) -> bool:
    return opened(k) is not None and row["id"] == opened(k)


def asked_by_code(k: Knowledge, row: Row) -> bool:
    return opened(k) is not None and row["access_id"] == opened(k)


def asks(k: Knowledge, row: Row) -> bool:
    return asked_by_code(k, row) and row["state"] == "received" and bool(row["is_open"]) and row["answer"] == ""


def gives(k: Knowledge, row: Row) -> bool:
    """Whoever has the referral or the case gives a code of it, in their own name, and it runs; one body answers for it."""
    own = owns(k, row) and row["given_by_id"] == k.actor and row["ended_on"] is None
    forwards = row["until_on"] >= row["from_on"]
    of_force = row["case_id"] is None and row["force_id"] is not None and row["authority_id"] is None
    of_panel = row["case_id"] is not None and row["force_id"] is None and row["authority_id"] is not None
    return own and forwards and ((of_force and _of_own_referral(k, row)) or (of_panel and _of_own_case(k, row)))


def _of_own_referral(k: Knowledge, row: Row) -> bool:
    found = k.world.by_id["pathway_referral"].get(row["referral_id"])
    told = ("individual_id", "force_id")
    return found is not None and all(found[name] == row[name] for name in told) and sees_referral(k, found)


def _of_own_case(k: Knowledge, row: Row) -> bool:
    """A case that a panel took on has a referral that its people never saw."""
    found = k.world.by_id["pathway_panelcase"].get(row["case_id"])
    told = ("referral_id", "individual_id", "authority_id")
    return found is not None and all(found[name] == row[name] for name in told) and sees_case(k, found)


access_seen = child("pathway_rightsaccess", "access_id", owns)


def of_request(k: Knowledge, row: Row) -> bool:
    found = k.world.by_id["pathway_rightsrequest"].get(row["request_id"])
    return found is not None and access_seen(k, found)


def request_by_code(k: Knowledge, row: Row) -> bool:
    found = k.world.by_id["pathway_rightsrequest"].get(row["request_id"])
    return found is not None and asked_by_code(k, found)


def first_of_person(k: Knowledge, row: Row) -> bool:
    by_person = row["by_kind"] == "person" and row["by_id"] is None
    return request_by_code(k, row) and row["number"] == 1 and row["from_state"] == "" and by_person


_ANSWERED = ("state", "is_open", "next_due_on", "outcome", "answer", "answered_on", "answered_by_id")
_KEPT = ("released", "note", "until_on", "owner_id", "ended_on", "ended_by_id", "end_reason")

RIGHTS: dict[str, dict[str, Commands]] = {
    "pathway_rightsaccess": {
        "public": {
            "select": May(
                by_code, ("id", "capacity", "regime", "nation", "released", "note", "until_on", "case_id")
            )
        },
        "delivery": {"select": May(owns), "insert": May(gives), "update": May(owns, _KEPT)},
    },
    "pathway_rightsrequest": {
        "public": {
            "select": May(
                asked_by_code,
                (
                    "id", "reference", "access_id", "kind", "text", "asked_on", "state", "procedure_version", "is_open",
                    "next_due_on", "outcome", "answer", "answered_on",
                ),
            ),
            "insert": May(asks),
        },
        "delivery": {"select": May(access_seen), "update": May(access_seen, _ANSWERED)},
    },
    "pathway_rightsstep": {
        "public": {"insert": May(first_of_person)},
        "delivery": {"select": May(of_request), "insert": May(by_actor("by_id", of_request))},
    },
    "pathway_rightsdeadline": {
        "public": {"select": May(request_by_code), "insert": May(request_by_code)},
        "delivery": {
            "select": May(of_request),
            "insert": May(of_request),
            "update": May(of_request, ("met_on", "met_by", "cancelled_on", "cancelled_by")),
        },
    },
}  # fmt: skip
