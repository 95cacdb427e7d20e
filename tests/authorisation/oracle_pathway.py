"""The second opinion on the pathway: who may see and write what of a referral, and of what hangs from it.

Written by hand from product.md ("Who sees what") and domain.md; imports nothing of Candour.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.authorisation.oracle import Knowledge, Row, digest_of_hex
from tests.authorisation.oracle_shared import Judge, either

POLICE = ("police_case_officer", "police_supervisor")
PANEL = ("panel_chair", "panel_coordinator")
WORKS = frozenset((*POLICE, *PANEL))


def forces(k: Knowledge) -> frozenset[UUID]:
    """Where this person is a Prevent officer or supervisor."""
    return k.organisations_as(POLICE[0]) | k.organisations_as(POLICE[1])


def authorities(k: Knowledge) -> frozenset[UUID]:
    """Whose panel this person chairs or coordinates."""
    return k.organisations_as(PANEL[0]) | k.organisations_as(PANEL[1])


def works(k: Knowledge, row: Row) -> bool:
    return bool(k.roles & WORKS)


def refers(k: Knowledge, row: Row) -> bool:
    return "duty_body_referrer" in k.roles


def read_as_one(k: Knowledge, found: set[Any]) -> set[Any]:
    """These individuals, and everybody of whom an officer says that they are the same person, and so on."""
    pairs = [
        {k.world.by_id["pathway_referral"][row[end]]["individual_id"] for end in ("referral_id", "earlier_id")}
        for row in k.world["pathway_referrallink"]
        if row["is_same"] and row["ended_at"] is None
    ]
    while any(pair & found and not pair <= found for pair in pairs):
        found = found.union(*(pair for pair in pairs if pair & found))
    return found


def excluded(k: Knowledge, individual: Any) -> bool:
    """A declared interest that has not ended, in this individual or in one that somebody said is the same."""
    if "excluded" not in k._memory:
        found = {
            row["individual_id"]
            for row in k.world["pathway_interest"]
            if row["person_id"] == k.actor and row["ended_at"] is None and k.visitor.door == "delivery"
        } | _declared_at_a_meeting(k)
        found = read_as_one(k, found)
        k._memory["excluded"] = found
    return individual in k._memory["excluded"]


def _declared_at_a_meeting(k: Knowledge) -> set[Any]:
    """In whom this person declared an interest in the room: it counts at once, as their own declaration does."""
    if k.actor is None or k.visitor.door != "delivery":
        return set()
    found = set()
    for row in k.world["pathway_declaration"]:
        there = k.world.by_id["pathway_attendance"][row["attendance_id"]]
        if row["kind"] == "interest" and there["person_id"] == k.actor:
            case = k.world.by_id["pathway_agendaitem"][row["item_id"]]["case_id"]
            found.add(k.world.by_id["pathway_panelcase"][case]["individual_id"])
    return found


def _is_linked(k: Knowledge, referral: Any) -> bool:
    """The own force decided that this earlier referral is of the same person, and has not taken that back."""
    return any(
        row["earlier_id"] == referral and row["is_same"] and row["ended_at"] is None and row["force_id"] in forces(k)
        for row in k.world["pathway_referrallink"]
    )


def sees_referral(k: Knowledge, row: Row) -> bool:
    admitted = (
        row["force_id"] in forces(k)
        or row["from_force_id"] in forces(k)
        or row["authority_id"] in authorities(k)
        or _is_linked(k, row["id"])
    )
    return admitted and not excluded(k, row["individual_id"])


def has_referral(k: Knowledge, row: Row) -> bool:
    return row["force_id"] in forces(k) and not excluded(k, row["individual_id"])


def left_behind(k: Knowledge, row: Row) -> bool:
    """Still the own force's, or sent on to another one in whose hands nobody has taken it yet."""
    sent = row["from_force_id"] in forces(k) and row["state"] == "received" and row["assigned_to_id"] is None
    return has_referral(k, row) or sent


def _referral(k: Knowledge, row: Row, column: str = "referral_id") -> Row | None:
    return k.world.by_id["pathway_referral"].get(row[column])


def hangs(k: Knowledge, row: Row) -> bool:
    """From a referral that may be seen."""
    found = _referral(k, row)
    return found is not None and sees_referral(k, found)


def police_write(k: Knowledge, row: Row) -> bool:
    """On a referral that the own force has."""
    found = _referral(k, row)
    return found is not None and has_referral(k, found)


def untouched(k: Knowledge, row: Row) -> bool:
    """Entered by whoever asks (by nobody, at the public door), and nobody has acted on it since."""
    found = _referral(k, row)
    acted = any(s["referral_id"] == row["referral_id"] and s["number"] > 1 for s in k.world["pathway_referralstep"])
    return found is not None and found["entered_by_id"] == k.actor and not acted


def signed_in(k: Knowledge, row: Row) -> bool:
    return k.actor is not None


def nobody(column: str) -> Judge:
    return lambda k, row: row[column] is None


def has_value(column: str, value: Any) -> Judge:
    return lambda k, row: bool(row[column] == value)


def mine(column: str) -> Judge:
    return lambda k, row: k.actor is not None and row[column] == k.actor


# -- the person


def sees_individual(k: Knowledge, row: Row) -> bool:
    """Of whom a referral or a case may be seen."""
    of_referral = any(r["individual_id"] == row["id"] and sees_referral(k, r) for r in k.world["pathway_referral"])
    of_case = any(c["individual_id"] == row["id"] and sees_case(k, c) for c in k.world["pathway_panelcase"])
    return (of_referral or of_case) and not excluded(k, row["id"])


def of_individual(k: Knowledge, row: Row) -> bool:
    found = k.world.by_id["pathway_individual"].get(row["individual_id"])
    return found is not None and sees_individual(k, found)


def nobody_referred(k: Knowledge, row: Row) -> bool:
    return not any(r["individual_id"] == row["individual_id"] for r in k.world["pathway_referral"])


def writes_about(k: Knowledge, row: Row) -> bool:
    by_worker = works(k, row) and (of_individual(k, row) or nobody_referred(k, row))
    by_referrer = refers(k, row) and nobody_referred(k, row)
    return (by_worker or by_referrer) and mine("added_by_id")(k, row)


def declares_interest(k: Knowledge, row: Row) -> bool:
    """One's own, in somebody one could otherwise see, and one at a time."""
    runs = row["ended_at"] is None and any(
        r["individual_id"] == row["individual_id"] and r["person_id"] == row["person_id"] and r["ended_at"] is None
        for r in k.world["pathway_interest"]
    )
    by_another = row["ended_by_id"] is None or row["ended_by_id"] != row["person_id"]
    return mine("person_id")(k, row) and of_individual(k, row) and not runs and by_another


def sees_interest(k: Knowledge, row: Row) -> bool:
    return mine("person_id")(k, row) or (works(k, row) and of_individual(k, row))


def ends_interest(k: Knowledge, row: Row) -> bool:
    return works(k, row) and of_individual(k, row) and row["person_id"] != k.actor


# -- what arrives


def by_code(k: Knowledge, row: Row) -> bool:
    return row["code_digest"] is not None and bytes(row["code_digest"]) == digest_of_hex(k.visitor.mailbox)


def referral_by_code(k: Knowledge, row: Row) -> bool:
    return any(f["referral_id"] == row["id"] and by_code(k, f) for f in k.world["pathway_referrer"])


def arrives(k: Knowledge, row: Row) -> bool:
    return (
        row["state"] == "received"
        and row["assigned_to_id"] is None
        and row["deconflicted"] == ""
        and row["outcome"] == ""
        and (row["channel"] == "public") == (row["entered_by_id"] is None)
    )


def entered_by_staff(k: Knowledge, row: Row) -> bool:
    by_form = refers(k, row) and row["channel"] == "professional"
    by_police = bool(k.roles & set(POLICE)) and row["channel"] in {"telephone", "email", "other"}
    return arrives(k, row) and mine("entered_by_id")(k, row) and (by_form or by_police)


def writes_referrer(k: Knowledge, row: Row) -> bool:
    by_police = bool(k.roles & set(POLICE)) and row["person_id"] is None
    return untouched(k, row) and row["feedback"] == "" and (mine("person_id")(k, row) or by_police)


def first_step(k: Knowledge, row: Row) -> bool:
    return bool(row["number"] == 1 and row["step"] == "receive" and row["from_state"] == "")


def clock_seen(k: Knowledge, row: Row) -> bool:
    found = k.world.by_id["pathway_referraldeadline"].get(row["deadline_id"])
    forwards = row["until_on"] is None or row["until_on"] >= row["from_on"]
    return found is not None and hangs(k, found) and forwards


def sees_link(k: Knowledge, row: Row) -> bool:
    """The own force's decision, on a referral that may be seen."""
    return row["force_id"] in forces(k) and hangs(k, row)


def decides_match(k: Knowledge, row: Row) -> bool:
    taken = row["ended_at"] is None and any(
        all(r[column] == row[column] for column in ("referral_id", "earlier_id", "force_id")) and r["ended_at"] is None
        for r in k.world["pathway_referrallink"]
    )
    two = row["referral_id"] != row["earlier_id"]
    return sees_link(k, row) and police_write(k, row) and mine("decided_by_id")(k, row) and two and not taken


def sees_reading(k: Knowledge, row: Row) -> bool:
    """One's own; those of others for a supervisor who may see the referral."""
    return mine("person_id")(k, row) or (hangs(k, row) and "police_supervisor" in k.roles)


# -- what the police do with it


def sees_assessment(k: Knowledge, row: Row) -> bool:
    found = k.world.by_id["pathway_assessment"].get(row["assessment_id"])
    return found is not None and hangs(k, found)


def countersigns(k: Knowledge, row: Row) -> bool:
    """A supervisor of the force that has it, who is not the assessor, once."""
    found = k.world.by_id["pathway_assessment"].get(row["assessment_id"])
    if found is None or not sees_assessment(k, row):
        return False
    referral = _referral(k, found)
    assert referral is not None
    is_theirs = referral["force_id"] in k.organisations_as("police_supervisor")
    done = any(r["assessment_id"] == row["assessment_id"] for r in k.world["pathway_countersignature"])
    apart = row["by_id"] != row["assessed_by_id"]
    return is_theirs and mine("by_id")(k, row) and apart and not done


def to_partner(k: Knowledge, row: Row) -> bool:
    return row["organisation_id"] in k.organisations_as("panel_partner")


def sees_request(k: Knowledge, row: Row) -> bool:
    return to_partner(k, row) or hangs(k, row)


def _request(k: Knowledge, row: Row) -> Row | None:
    return k.world.by_id["pathway_informationrequest"].get(row["request_id"])


def of_request(k: Knowledge, row: Row) -> bool:
    found = _request(k, row)
    return found is not None and sees_request(k, found)


def replies(k: Knowledge, row: Row) -> bool:
    found = _request(k, row)
    return found is not None and to_partner(k, found) and mine("answered_by_id")(k, row)


# -- what a decision creates


def owns(k: Knowledge, row: Row) -> bool:
    """The force or the panel authority that has it."""
    admitted = row["force_id"] in forces(k) or row["authority_id"] in authorities(k)
    return admitted and not excluded(k, row["individual_id"])


def to_service(k: Knowledge, row: Row) -> bool:
    return row["organisation_id"] in k.organisations_as("receiving_service")


def admitted(k: Knowledge) -> frozenset[UUID]:
    """Cases to which this person is let in today, for a body in which they hold a role today."""
    today = k.world.today
    return frozenset(
        row["case_id"]
        for row in k.world["pathway_caseadmission"]
        if row["person_id"] == k.actor
        and row["from_on"] <= today < row["until_on"]
        and row["organisation_id"] in k.organisations
        and k.visitor.door == "delivery"
    )


def offered(k: Knowledge) -> frozenset[UUID]:
    """Cases that another area offers to a panel that this person runs, until it answers."""
    return frozenset(
        row["case_id"]
        for row in k.world["pathway_casemove"]
        if row["answer"] == "waits" and row["to_authority_id"] in authorities(k)
    )


def sees_case(k: Knowledge, row: Row) -> bool:
    """The force that referred it, the authority whose panel has it, those who are let in, the area it is offered to."""
    let_in = row["id"] in admitted(k) or row["id"] in offered(k)
    return owns(k, row) or (let_in and not excluded(k, row["individual_id"]))


def has_case(k: Knowledge, row: Row) -> bool:
    return row["authority_id"] in authorities(k) and not excluded(k, row["individual_id"])


def child(table: str, column: str, sees: Judge) -> Judge:
    """Hangs from a record of another table that may be seen."""

    def judge(k: Knowledge, row: Row) -> bool:
        found = k.world.by_id[table].get(row[column])
        return found is not None and sees(k, found)

    return judge


sees_transfer = either(to_service, owns)
of_transfer = child("pathway_transfer", "transfer_id", sees_transfer)
of_led = child("pathway_policeledcase", "led_id", has_referral)
of_case = child("pathway_panelcase", "case_id", sees_case)
