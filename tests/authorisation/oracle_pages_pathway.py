"""The second opinion on the pathway's pages at the delivery door. Imports nothing of Candour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.authorisation.oracle import Knowledge, Row
from tests.authorisation.oracle_papers import sees_paper
from tests.authorisation.oracle_pathway import PANEL as PANEL_ROLES
from tests.authorisation.oracle_pathway import POLICE as POLICE_ROLES
from tests.authorisation.oracle_pathway import (
    authorities,
    excluded,
    forces,
    hangs,
    has_case,
    has_referral,
    owns,
    sees_case,
    sees_individual,
    sees_referral,
    sees_transfer,
    to_partner,
    to_service,
)
from tests.authorisation.oracle_shared import Judge

Arguments = dict[str, Any]

POLICE = frozenset(POLICE_ROLES)
PANEL = frozenset(PANEL_ROLES)
READERS = POLICE | PANEL
PARTNERS = frozenset({"panel_partner"})
PROVIDERS = frozenset({"intervention_provider"})
SERVICE = frozenset({"receiving_service"})
REFERRERS = frozenset({"duty_body_referrer"})
WATCHES = PANEL | {"police_supervisor"}

REFERRAL_STEPS = frozenset(
    {
        "take", "assign", "reassign", "route", "deconflict", "decide_match", "end_match", "request_information",
        "record_assessment", "assess_again", "countersign", "refer_to_panel", "transfer", "open_police_led", "close",
        "tell_referrer", "review_necessity", "reopen", "declare_interest", "end_interest", "correct",
    }
)  # fmt: skip
ADDED = frozenset({"name", "contact", "tie", "need", "fact"})
DETAILS = frozenset({"display_name", "born_on", "languages", "interpreter", "communication_needs"})
CASE_STEPS = frozenset(
    {
        "gather", "put_before_panel", "reassess", "adopt", "not_adopt", "defer", "review_plan", "close", "record_consent",
        "record_refusal", "withdraw_consent", "write_plan", "add_need", "settle_need", "commission", "stop_commission",
        "review_after_six", "review_after_twelve", "review_further", "extend_reviews", "end", "reopen", "ask_information",
        "admit", "end_admission", "offer_move", "reassign", "correct", "attach_paper", "set_aside_paper",
    }
)  # fmt: skip
CASE_STEPS_OF_ANYBODY = frozenset({"give_information", "declare_interest", "accept_move", "decline_move"})
OF_SERVICE = frozenset({"accept", "begin", "update", "complete", "decline"})
OF_OWNER = frozenset({"chase", "lapse", "offer_elsewhere", "offer_again", "take_back", "reassign"})


def _row(k: Knowledge, table: str, given: Arguments) -> Row | None:
    return next((row for row in k.world[table] if row["reference"] == given["reference"]), None)


def _named(table: str, sees: Judge, given: Arguments, k: Knowledge) -> bool:
    row = _row(k, table, given)
    return row is not None and sees(k, row)


def referral(k: Knowledge, given: Arguments) -> bool:
    return _named("pathway_referral", sees_referral, given, k)


def referral_step(k: Knowledge, given: Arguments) -> bool:
    """A step is for the force that has it."""
    return given["name"] in REFERRAL_STEPS and _named("pathway_referral", has_referral, given, k)


def person(k: Knowledge, given: Arguments) -> bool:
    return _named("pathway_individual", sees_individual, given, k)


def person_added(k: Knowledge, given: Arguments) -> bool:
    return person(k, given) and given["what"] in ADDED


def person_detail(k: Knowledge, given: Arguments) -> bool:
    return person(k, given) and given["field"] in DETAILS


def person_ended(k: Knowledge, given: Arguments) -> bool:
    """What was added is ended; whether the row is theirs is asked when it is sent."""
    return person_added(k, given)


def request(k: Knowledge, given: Arguments) -> bool:
    """The partner that was asked, and the force that asks."""
    row = _row(k, "pathway_informationrequest", given)
    return row is not None and (to_partner(k, row) or (row["force_id"] in forces(k) and hangs(k, row)))


def request_step(k: Knowledge, given: Arguments) -> bool:
    return request(k, given) and given["name"] in {"answer", "decline", "ask_again", "take_back"}


def led(k: Knowledge, given: Arguments) -> bool:
    return _named("pathway_policeledcase", has_referral, given, k)


def led_step(k: Knowledge, given: Arguments) -> bool:
    return led(k, given) and given["name"] in {"review", "reassign", "exit"}


def case(k: Knowledge, given: Arguments) -> bool:
    return _named("pathway_panelcase", sees_case, given, k)


def case_step(k: Knowledge, given: Arguments) -> bool:
    """A step is the panel's; a partner's answer, an interest, and another area's answer are asked of whoever sees it."""
    if given["name"] in CASE_STEPS_OF_ANYBODY:
        return case(k, given)
    return given["name"] in CASE_STEPS and _named("pathway_panelcase", has_case, given, k)


def _paper(k: Knowledge, given: Arguments) -> Row | None:
    """The paper of this address, where it is of this case and may be seen."""
    row, of = k.world.by_id["pathway_consentpaper"].get(given["paper"]), _row(k, "pathway_panelcase", given)
    consent = k.world.by_id["pathway_consent"][row["consent_id"]] if row else None
    if row is None or of is None or consent is None or consent["case_id"] != of["id"] or not sees_paper(k, row):
        return None
    return row


def paper(k: Knowledge, given: Arguments) -> bool:
    return _paper(k, given) is not None


def paper_picture(k: Knowledge, given: Arguments) -> bool:
    """One page was drawn of those that are released."""
    row = _paper(k, given)
    return row is not None and len(row["pages"]) >= given["number"] > 0


def paper_original(k: Knowledge, given: Arguments) -> bool:
    row = _paper(k, given)
    return row is not None and row["state"] == "released"


def commission(k: Knowledge, given: Arguments) -> bool:
    """The provider from whom it was commissioned, and the panel that did; nobody with an interest in the person."""
    row = k.world.by_id["pathway_commission"].get(given["commission"])
    of_case = k.world.by_id["pathway_panelcase"].get(row["case_id"]) if row else None
    if row is None or of_case is None or excluded(k, of_case["individual_id"]):
        return False
    return row["organisation_id"] in k.organisations_as("intervention_provider") or row["authority_id"] in authorities(
        k
    )


def session(k: Knowledge, given: Arguments) -> bool:
    row = k.world.by_id["pathway_session"].get(given["session"])
    return row is not None and row["commission_id"] == given["commission"] and commission(k, given)


def transfer(k: Knowledge, given: Arguments) -> bool:
    return _named("pathway_transfer", sees_transfer, given, k)


def transfer_step(k: Knowledge, given: Arguments) -> bool:
    """Each side has its own steps."""
    row = _row(k, "pathway_transfer", given)
    if row is None:
        return False
    mine = (owns(k, row) and given["name"] in OF_OWNER) or (to_service(k, row) and given["name"] in OF_SERVICE)
    return mine and sees_transfer(k, row)


def _theirs(k: Knowledge, row: Row) -> bool:
    """Given by one's own force or panel, about somebody in whom one has no interest."""
    return owns(k, row)


def rights_given(k: Knowledge, given: Arguments) -> bool:
    """A referral that the own force has, or a case of the own panel."""
    if given["reference"].startswith("R-"):
        return _named("pathway_referral", has_referral, given, k)
    return _named("pathway_panelcase", has_case, given, k)


def rights_code(k: Knowledge, given: Arguments) -> bool:
    """A code that was ended is not there any more: nothing of it can be changed."""
    row = k.world.by_id["pathway_rightsaccess"].get(given["access"])
    return row is not None and row["ended_on"] is None and _theirs(k, row)


def rights_asked(k: Knowledge, given: Arguments) -> bool:
    row = _row(k, "pathway_rightsrequest", given)
    access = k.world.by_id["pathway_rightsaccess"].get(row["access_id"]) if row else None
    return access is not None and _theirs(k, access)


def rights_step(k: Knowledge, given: Arguments) -> bool:
    return given["name"] in {"answer", "extend"} and rights_asked(k, given)


def draft(k: Knowledge, given: Arguments) -> bool:
    """A draft is its author's alone."""
    row = k.world.by_id["pathway_referraldraft"].get(given["draft"])
    return row is not None and row["person_id"] == k.actor


def draft_page(k: Knowledge, given: Arguments) -> bool:
    return given["slug"] == "why" and draft(k, given)


PATHWAY_PAGES: dict[str, tuple[frozenset[str], Callable[[Knowledge, Arguments], bool] | None]] = {
    "referrals/mine/": (REFERRERS, None),
    "referrals/make/": (REFERRERS, None),
    "referrals/make/<uuid:draft>/check-answers/": (REFERRERS, draft),
    "referrals/make/<uuid:draft>/delete/": (REFERRERS, draft),
    "referrals/make/<uuid:draft>/<slug:slug>/": (REFERRERS, draft_page),
    "referrals/": (POLICE, None),
    "referrals/new/": (POLICE, None),
    "referrals/<str:reference>/": (READERS, referral),
    "referrals/<str:reference>/together/": (POLICE, referral),
    "referrals/<str:reference>/<slug:name>/": (POLICE, referral_step),
    "people/<str:reference>/": (READERS, person),
    "people/<str:reference>/add/<slug:what>/": (READERS, person_added),
    "people/<str:reference>/end/<slug:what>/<uuid:row_id>/": (READERS, person_ended),
    "people/<str:reference>/correct/<slug:field>/": (READERS, person_detail),
    "requests/": (PARTNERS, None),
    "requests/<str:reference>/": (POLICE | PARTNERS, request),
    "requests/<str:reference>/<slug:name>/": (POLICE | PARTNERS, request_step),
    "police-led/": (POLICE, None),
    "police-led/<str:reference>/": (POLICE, led),
    "police-led/<str:reference>/<slug:name>/": (POLICE, led_step),
    "cases/": (PANEL | PARTNERS, None),
    "cases/<str:reference>/": (READERS | PARTNERS, case),
    "cases/<str:reference>/<slug:name>/": (READERS | PARTNERS, case_step),
    "cases/<str:reference>/papers/<uuid:paper>/": (READERS | PARTNERS, paper),
    "cases/<str:reference>/papers/<uuid:paper>/pages/<int:number>/": (READERS | PARTNERS, paper_picture),
    "cases/<str:reference>/papers/<uuid:paper>/original/": (READERS | PARTNERS, paper_original),
    "support/": (PROVIDERS, None),
    "support/<uuid:commission>/": (PROVIDERS | PANEL, commission),
    "support/<uuid:commission>/plan/": (PROVIDERS | PANEL, commission),
    "support/<uuid:commission>/sessions/<uuid:session>/": (PROVIDERS | PANEL, session),
    "transfers/": (READERS | SERVICE, None),
    "transfers/board/": (WATCHES, None),
    "transfers/<str:reference>/": (READERS | SERVICE, transfer),
    "transfers/<str:reference>/<slug:name>/": (READERS | SERVICE, transfer_step),
    "rights/": (READERS, None),
    "rights/give/<str:reference>/": (READERS, rights_given),
    "rights/codes/<uuid:access>/": (READERS, rights_code),
    "rights/codes/<uuid:access>/end/": (READERS, rights_code),
    "rights/<str:reference>/": (READERS, rights_asked),
    "rights/<str:reference>/<slug:name>/": (READERS, rights_step),
}
"""Address at the delivery door → the roles that may come, and what is judged of the record that it names."""

REFERRING: dict[str, tuple[int, ...]] = {
    "refer/": (200,),
    "refer/check-answers/": (200, 302),
    "refer/sent/": (200, 302),
    "refer/finish/": (405,),
    "refer/finished/": (200,),
    "refer/delete/": (200, 302),
    "refer/deleted/": (200,),
    "refer/answers-gone/": (200,),
    "refer/check/": (200,),
    "refer/check/standing/": (302,),
    "refer/check/close/": (405,),
    "refer/check/closed/": (200,),
    "refer/<slug:slug>/": (200, 302, 404),
}
"""Addresses of the public form, open to anybody → what they answer to somebody without a draft and without a code."""
