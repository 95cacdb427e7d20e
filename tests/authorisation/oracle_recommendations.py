"""The second opinion on recommendations: who may see and write what. Written from product.md ("Who sees what",
"recommendations") and the words of the context's README; imports nothing of Candour."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from tests.authorisation.oracle import Knowledge, Row
from tests.authorisation.oracle_shared import Judge, has

READS = has(
    "commissioner", "deputy_commissioner", "head_of_office", "reviewer", "investigator", "analyst", "concerns_caseworker"
)  # fmt: skip
"""The office sees all recommendations; whoever looks after accounts, keys or the ledger sees none."""
WORKS = has("commissioner", "head_of_office", "reviewer")
SIGNS = has("commissioner", "head_of_office")

OWED = frozenset({"asked", "accepted", "not_verified"})
"""Where something is still to come from the body: it may ask for more time, and is asked again."""
BEING_DONE = frozenset({"accepted", "not_verified", "claimed"})

STEPS_OF_BODY = frozenset(
    {
        "accept", "accept_in_part", "accept_in_principle", "reject", "note", "pass_on", "update", "claim",
        "ask_extension",
    }
)  # fmt: skip
STEPS_OF_OFFICE = frozenset(
    {
        "ask_again", "reconsider", "extend", "refuse_extension", "remind", "close_as_done", "close_as_exceeded",
    }
)  # fmt: skip
STEPS_OF_JUDGES = frozenset({"verify", "find_not_verified"})
STEPS_OF_SIGNERS = frozenset(
    {
        "ask", "write_letter", "give_notice", "close_as_superseded", "close_as_not_applicable", "close_as_refused",
        "reopen",
    }
)  # fmt: skip

MOVES_OF_BODY = frozenset(
    {
        ("asked", "accepted"), ("asked", "rejected"), ("asked", "noted"), ("asked", "elsewhere"),
        ("accepted", "claimed"), ("not_verified", "claimed"),
    }
)  # fmt: skip
JUDGEMENTS = frozenset({("claimed", "verified"), ("claimed", "not_verified")})
STATES = frozenset(
    {"asked", "accepted", "rejected", "noted", "elsewhere", "claimed", "verified", "not_verified", "closed"}
)
MOVES_OF_OFFICE = (
    JUDGEMENTS
    | {("verified", "claimed")}
    | {(state, "closed") for state in STATES - {"closed"}}
    | {(state, "asked") for state in STATES - {"asked", "claimed", "verified"}}
)


def _found(k: Knowledge, table: str, key: Any) -> Row | None:
    return k.world.by_id[f"recommendations_{table}"].get(key)


# -- what may be seen


def own(k: Knowledge, row: Row) -> bool:
    """Addressed to a body for which somebody answers recommendations, in their own right or as cover."""
    return row["organisation_id"] in k.organisations_as("recommendation_owner")


def published(k: Knowledge, row: Row) -> bool:
    return row["published_at"] is not None


def sees_addressee(k: Knowledge, row: Row) -> bool:
    """Everybody when it is published, the body from the moment when it is asked, the office always."""
    judge: Judge = {"public": published, "delivery": own, "office": READS}[k.visitor.door]
    return judge(k, row)


def sees_recommendation(k: Knowledge, row: Row) -> bool:
    if k.visitor.door != "delivery":
        return sees_addressee(k, row)
    return any(a["recommendation_id"] == row["id"] and own(k, a) for a in k.world["recommendations_addressee"])


def sees_report(k: Knowledge, row: Row) -> bool:
    if k.visitor.door != "delivery":
        return sees_addressee(k, row)
    return any(
        r["report_id"] == row["id"] and sees_recommendation(k, r) for r in k.world["recommendations_recommendation"]
    )


def of_addressee(k: Knowledge, row: Row) -> bool:
    found = _found(k, "addressee", row["addressee_id"])
    return found is not None and sees_addressee(k, found)


def of_recommendation(k: Knowledge, row: Row) -> bool:
    found = _found(k, "recommendation", row["recommendation_id"])
    return found is not None and sees_recommendation(k, found)


def of_report(k: Knowledge, row: Row) -> bool:
    found = _found(k, "report", row["report_id"])
    return found is not None and sees_report(k, found)


def both_ends(k: Knowledge, row: Row) -> bool:
    """A link tells of two recommendations: only whoever may see both reads it."""
    other = _found(k, "recommendation", row["to_id"])
    return of_recommendation(k, row) and other is not None and sees_recommendation(k, other)


def notice(k: Knowledge, row: Row) -> bool:
    """A correction quotes the record of a body: one body does not read what another answered."""
    if row["addressee_id"] is None:
        return of_recommendation(k, row)
    found = _found(k, "addressee", row["addressee_id"])
    belongs = found is not None and found["recommendation_id"] == row["recommendation_id"]
    return of_recommendation(k, row) and belongs and of_addressee(k, row)


def of_task(k: Knowledge, row: Row) -> bool:
    found = _found(k, "plannedtask", row["task_id"])
    return found is not None and of_addressee(k, found)


def of_request(k: Knowledge, row: Row) -> bool:
    found = _found(k, "extensionrequest", row["request_id"])
    return found is not None and of_addressee(k, found)


# -- what a body writes: about its own, at its time


def stands(*states: str, base: Judge = of_addressee) -> Judge:
    """What is asked stands at one of these states: nothing is written about what is over, or has not come yet."""

    def judge(k: Knowledge, row: Row) -> bool:
        found = _found(k, "addressee", row["addressee_id"])
        return found is not None and base(k, row) and found["state"] in states

    return judge


def sends(k: Knowledge, row: Row) -> bool:
    """While it is asked: what another person of the body prepared and gave to be signed, as that person chose it."""
    names_a_body = (row["kind"] == "pass_on") == (row["for_body"] != "")
    prepared = any(
        d["addressee_id"] == row["addressee_id"]
        and d["by_id"] == row["prepared_by_id"]
        and d["kind"] == row["kind"]
        and d["submitted_at"] is not None
        for d in k.world["recommendations_responsedraft"]
    )
    return stands("asked")(k, row) and prepared and row["prepared_by_id"] != row["by_id"] and names_a_body


def plans(k: Knowledge, row: Row) -> bool:
    """In a response to the very thing that is asked."""
    found = _found(k, "response", row["response_id"])
    return stands("asked")(k, row) and found is not None and found["addressee_id"] == row["addressee_id"]


def reports_on_task(k: Knowledge, row: Row) -> bool:
    found = _found(k, "plannedtask", row["task_id"])
    return found is not None and stands(*BEING_DONE)(k, found)


def prepares(k: Knowledge, row: Row) -> bool:
    """One draft for each; submitted when it says something."""
    exists = any(d["addressee_id"] == row["addressee_id"] for d in k.world["recommendations_responsedraft"])
    return of_addressee(k, row) and not exists and _is_filled(row)


def _is_filled(row: Row) -> bool:
    return row["submitted_at"] is None or (row["kind"] != "" and row["reasons"] != "")


def prepared_on(k: Knowledge, row: Row) -> bool:
    """Whoever changes it is its author from then on."""
    again = any(
        d["addressee_id"] == row["addressee_id"] and d["id"] != row["id"]
        for d in k.world["recommendations_responsedraft"]
    )
    return of_addressee(k, row) and row["by_id"] == k.actor and _is_filled(row) and not again


def starts_clock(k: Knowledge, row: Row) -> bool:
    """By answering or claiming, the office's time begins; the body's own is never set by the body."""
    codes = {"recommendations.verify", "recommendations.extension", "recommendations.decide"}
    return of_addressee(k, row) and row["code"] in codes and row["met_on"] is None and row["cancelled_on"] is None


def ends_clock(k: Knowledge, row: Row) -> bool:
    return of_addressee(k, row) and row["code"] in {"recommendations.response", "recommendations.extension"}


def body_moves(k: Knowledge, row: Row) -> bool:
    """It answers once while it is asked, and claims what it promised; it neither verifies nor closes."""
    before = k.world.by_id["recommendations_addressee"][row["id"]]
    moved = before["state"] != row["state"]
    answers = before["response"] != row["response"]
    lawful = not moved or (before["state"], row["state"]) in MOVES_OF_BODY
    return own(k, row) and lawful and (not answers or (moved and before["state"] == "asked"))


# -- what the office writes


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def independent_since(k: Knowledge) -> date:
    """A role that ended after this day makes somebody partial. Without a policy every role that was ever held does."""
    today = k.world.today
    terms = [
        t
        for t in k.world["deadlines_policyterm"]
        if t["code"] == "recommendations.independence"
        and t["nation"] == ""
        and t["in_force_from"] <= today
        and (t["in_force_until"] is None or t["in_force_until"] > today)
    ]
    if not terms:
        return date.min
    term = max(terms, key=lambda t: t["in_force_from"])
    if term["unit"] == "months":
        return _months_before(today, term["value"])
    return today - timedelta(days=term["value"] * (2 if term["unit"] == "working_days" else 1))


def independent(k: Knowledge, addressee: Any) -> bool:
    """Whoever asks holds no role in the body and held none lately, nor stood in for somebody who does."""
    found, since, today = _found(k, "addressee", addressee), independent_since(k), k.world.today

    def lately(row: Row) -> bool:
        return bool(row["starts_on"] <= today and (row["ends_on"] is None or row["ends_on"] > since))

    there = {
        row["id"]: row
        for row in k.world["people_roleholding"]
        if found is not None and row["organisation_id"] == found["organisation_id"] and lately(row)
    }
    held = any(row["person_id"] == k.actor for row in there.values())
    covered = any(
        c["covered_by_id"] == k.actor and c["holding_id"] in there and lately(c) for c in k.world["people_cover"]
    )
    return k.actor is not None and k.visitor.door == "office" and not held and not covered


def judges(k: Knowledge, row: Row) -> bool:
    """A claim of this very body, while it waits for the office. "Not verified" says what is missing and until when."""
    claim = _found(k, "claim", row["claim_id"])
    of_same = claim is not None and claim["addressee_id"] == row["addressee_id"]
    whole = {
        "verified": row["missing"] == "" and row["next_on"] is None,
        "not_verified": row["missing"] != "" and row["next_on"] is not None,
    }[row["outcome"]]
    waits = stands("claimed", base=WORKS)(k, row)
    return waits and of_same and whole and independent(k, row["addressee_id"])


def closes(k: Knowledge, row: Row) -> bool:
    """Done is what was verified, refused what was refused; by what supersedes it everybody can read."""
    found = _found(k, "addressee", row["addressee_id"])
    if found is None or not WORKS(k, row) or not found["is_open"]:
        return False
    reason, successor = row["reason"], row["superseded_by_id"]
    if reason in {"close_as_done", "close_as_exceeded"}:
        return found["state"] == "verified" and successor is None
    if not SIGNS(k, row):
        return False
    if reason == "close_as_refused":
        return found["state"] in {"rejected", "noted"} and successor is None
    if reason != "close_as_superseded":
        return successor is None
    later = _found(k, "recommendation", successor)
    linked = any(
        link["recommendation_id"] == successor
        and link["to_id"] == found["recommendation_id"]
        and link["kind"] == "supersedes"
        for link in k.world["recommendations_link"]
    )
    return later is not None and later["published_at"] is not None and linked


def decides_extension(k: Knowledge, row: Row) -> bool:
    """Once, while something is still to come."""
    request = _found(k, "extensionrequest", row["request_id"])
    decided = any(d["request_id"] == row["request_id"] for d in k.world["recommendations_extensiondecision"])
    whole = row["is_granted"] == (row["until"] is not None)
    return request is not None and stands(*OWED, base=WORKS)(k, request) and whole and not decided


def escalates(k: Knowledge, row: Row) -> bool:
    """A reminder is anybody's who works on it; a letter is signed, and public notice is given of what is public."""
    found = _found(k, "addressee", row["addressee_id"])
    signed = row["kind"] == "remind" or SIGNS(k, row)
    public = row["kind"] != "give_notice" or (found is not None and found["published_at"] is not None)
    return stands(*OWED, base=WORKS)(k, row) and signed and public


def takes_step(k: Knowledge, row: Row) -> bool:
    """Each side its own; some only whoever signs, and judging only whoever is independent."""
    if row["by_kind"] != "staff":
        return False
    if k.visitor.door == "delivery":
        return of_addressee(k, row) and row["step"] in STEPS_OF_BODY
    judged = row["step"] in STEPS_OF_JUDGES and independent(k, row["addressee_id"])
    signed = row["step"] in STEPS_OF_SIGNERS and SIGNS(k, row)
    return WORKS(k, row) and (row["step"] in STEPS_OF_OFFICE or judged or signed)


def _not_before(k: Knowledge, row: Row, table: str, column: str) -> bool:
    """What hangs from something is published with it or after it."""
    found = _found(k, table, row[column])
    return row["published_at"] is None or (found is not None and found["published_at"] is not None)


def unpublished(k: Knowledge, row: Row) -> bool:
    return row["published_at"] is None


def issues(k: Knowledge, row: Row) -> bool:
    """The history of earlier reviews is loaded, and written by nobody at a door."""
    return SIGNS(k, row) and row["certainty"] == "" and _not_before(k, row, "report", "report_id")


def publishes(k: Knowledge, row: Row) -> bool:
    return SIGNS(k, row) and published(k, row) and _not_before(k, row, "report", "report_id")


def asks(k: Knowledge, row: Row) -> bool:
    """A body once for the whole, or once for a part of this very recommendation; nothing is answered yet."""
    part = _found(k, "part", row["part_id"])
    fits = row["part_id"] is None or (part is not None and part["recommendation_id"] == row["recommendation_id"])
    what = ("recommendation_id", "organisation_id", "part_id")
    again = any(all(a[name] == row[name] for name in what) for a in k.world["recommendations_addressee"])
    new = row["state"] == "asked" and row["is_open"] and row["response"] == ""
    return SIGNS(k, row) and fits and new and not again and _not_before(
        k, row, "recommendation", "recommendation_id"
    )  # fmt: skip


def office_moves(k: Knowledge, row: Row) -> bool:
    """It asks, judges and closes, and answers nothing for a body; what is published stays so."""
    before = k.world.by_id["recommendations_addressee"][row["id"]]
    move = (before["state"], row["state"])
    judged = move not in JUDGEMENTS or independent(k, row["id"])
    lawful = move[0] == move[1] or (move in MOVES_OF_OFFICE and judged)
    stays = before["published_at"] is None or before["published_at"] == row["published_at"]
    return WORKS(k, row) and lawful and stays and _not_before(k, row, "recommendation", "recommendation_id")


def links(k: Knowledge, row: Row) -> bool:
    what = ("recommendation_id", "kind", "to_id")
    again = any(all(found[name] == row[name] for name in what) for found in k.world["recommendations_link"])
    return WORKS(k, row) and row["recommendation_id"] != row["to_id"] and not again


# -- in the making


def being_drafted(k: Knowledge, row: Row) -> bool:
    """What the gate looks at is changed while it is drafted, and not any more when it is checked."""
    found = _found(k, "draft", row["draft_id"])
    return WORKS(k, row) and found is not None and found["state"] == "drafting"


def draft_stays(k: Knowledge, row: Row) -> bool:
    before = k.world.by_id["recommendations_draft"][row["id"]]
    words = ("report_id", "number", "text", "measure", "deliver_by", "tags")
    return WORKS(k, row) and (before["state"] == "drafting" or all(before[name] == row[name] for name in words))
