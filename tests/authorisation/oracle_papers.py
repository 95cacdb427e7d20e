"""The second opinion on the signed paper of an answer about consent. Imports nothing of Candour."""

from __future__ import annotations

from tests.authorisation.oracle import Knowledge, Row
from tests.authorisation.oracle_pathway import authorities, forces, has_case, offered, sees_case


def _case_of_paper(k: Knowledge, row: Row) -> Row | None:
    consent = k.world.by_id["pathway_consent"].get(row["consent_id"])
    return k.world.by_id["pathway_panelcase"].get(consent["case_id"]) if consent else None


def _let_in_as_partner(k: Knowledge, case: Row) -> bool:
    return any(
        row["case_id"] == case["id"]
        and row["kind"] == "partner"
        and row["person_id"] == k.actor
        and row["from_on"] <= k.world.today < row["until_on"]
        and row["organisation_id"] in k.organisations
        for row in k.world["pathway_caseadmission"]
    )


def sees_paper(k: Knowledge, row: Row) -> bool:
    """Whoever sees the answer and is more than a guest; one that was set aside is the panel's alone."""
    case = _case_of_paper(k, row)
    if case is None or not sees_case(k, case):
        return False
    if row["set_aside_on"] is not None:
        return has_case(k, case)
    of_a_body = case["authority_id"] in authorities(k) or case["force_id"] in forces(k) or case["id"] in offered(k)
    return of_a_body or _let_in_as_partner(k, case)


def runs_case_of_paper(k: Knowledge, row: Row) -> bool:
    case = _case_of_paper(k, row)
    return case is not None and has_case(k, case)


def attaches(k: Knowledge, row: Row) -> bool:
    """The panel, in their own name, a file about which nothing has been decided, after those that are there."""
    place = (row["consent_id"], row["number"])
    if any((other["consent_id"], other["number"]) == place for other in k.world["pathway_consentpaper"]):
        return False
    untouched = row["state"] == "taken_in" and not (row["reason"] or row["kind"] or row["pages"] or row["copy"])
    blank = untouched and row["settled_on"] is None and row["set_aside_on"] is None
    return blank and row["version"] == 1 and not row["wants_copy"] and runs_case_of_paper(k, row)


def sets_aside(k: Knowledge, row: Row) -> bool:
    """In their own name, with a reason."""
    whole = row["set_aside_on"] is not None and row["set_aside_by_id"] == k.actor and row["set_aside_words"] != ""
    return whole and runs_case_of_paper(k, row)
