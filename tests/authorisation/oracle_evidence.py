"""The second opinion on the evidence files of a body. Written from the words of the context's README; imports nothing of
Candour."""

from __future__ import annotations

from tests.authorisation.oracle import Knowledge, Row
from tests.authorisation.oracle_recommendations import BEING_DONE, READS, of_addressee
from tests.authorisation.oracle_shared import Commands, May, by_actor


def _came_with(k: Knowledge, row: Row) -> Row | None:
    """The one update or the one claim with which it came; None where it is neither, or both."""
    if (row["update_id"] is None) == (row["claim_id"] is None):
        return None
    table, key = ("update", row["update_id"]) if row["claim_id"] is None else ("claim", row["claim_id"])
    return k.world.by_id[f"recommendations_{table}"].get(key)


def attaches(k: Knowledge, row: Row) -> bool:
    """Whoever says something attaches to what they say today: how it goes, or a claim before it waits for the office. Nothing
    has been decided about the file, and it comes after those that are there."""
    said = _came_with(k, row)
    asked = k.world.by_id["recommendations_addressee"].get(row["addressee_id"])
    if said is None or asked is None or not of_addressee(k, row) or said["addressee_id"] != row["addressee_id"]:
        return False
    judged = any(v["claim_id"] == said["id"] for v in k.world["recommendations_verdict"])
    is_time = asked["state"] in (BEING_DONE if row["claim_id"] is None else BEING_DONE - {"claimed"})
    day = said["written_on"] if row["claim_id"] is None else said["claimed_on"]
    place = (row["addressee_id"], row["number"])
    taken = any((o["addressee_id"], o["number"]) == place for o in k.world["recommendations_evidencefile"])
    untouched = row["state"] == "taken_in" and not (row["reason"] or row["kind"] or row["pages"] or row["copy"])
    blank = untouched and row["settled_on"] is None and row["set_aside_on"] is None
    whole = blank and row["version"] == 1 and not row["wants_copy"]
    return said["by_id"] == k.actor and day == row["taken_in_on"] and is_time and not judged and not taken and whole


def stands(k: Knowledge, row: Row) -> bool:
    return of_addressee(k, row) and row["set_aside_on"] is None


def sets_aside(k: Knowledge, row: Row) -> bool:
    """The body, in the name of whoever does it, with a reason."""
    whole = row["set_aside_on"] is not None and row["set_aside_by_id"] == k.actor and row["set_aside_words"] != ""
    return whole and of_addressee(k, row)


EVIDENCE: dict[str, dict[str, Commands]] = {
    # The public reads what the body says of its evidence, and never the files: no privilege. The office looks, and does nothing.
    "recommendations_evidencefile": {
        "delivery": {
            "select": May(of_addressee),
            "insert": May(by_actor("attached_by_id", attaches)),
            "update": May(stands, ("set_aside_on", "set_aside_by_id", "set_aside_words"), after=sets_aside),
        },
        "office": {"select": May(READS)},
    },
}
