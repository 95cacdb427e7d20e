"""The pathway of the world: a referral for each relation that somebody can have to one, and what hangs from it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.authorisation import world_calendars, world_panels
from tests.authorisation.oracle import digest_of_hex
from tests.authorisation.world_made import CLOCK, made, reference

if TYPE_CHECKING:
    from tests.authorisation.world import Builder

REFERRALS: dict[str, dict[str, Any]] = {
    # relation → who has it, and how it came
    "unassigned": {"force": "force"},
    "assigned": {"force": "force", "officer": "officer", "state": "assessment"},
    "elsewhere": {"force": "other_force", "officer": "other_officer", "state": "assessment"},
    "sent_on": {"force": "other_force", "from_force": "force"},
    "of_council": {"force": "other_force", "authority": "council"},
    "of_borough": {"force": "other_force", "authority": "borough"},
    "linked": {"force": "other_force"},
    "rejected": {"force": "other_force"},
    "unlinked": {"force": "other_force"},
    "linked_and_interest": {"force": "other_force"},
    "interest": {"force": "force", "officer": "colleague_officer", "state": "assessment"},
    "interest_ended": {"force": "force"},
    "from_public": {"force": "force", "channel": "public"},
    "from_school": {"force": "other_force", "channel": "professional", "by": "referrer"},
    "from_school_begun": {"force": "force", "channel": "professional", "by": "referrer", "begun": True},
}
"""Each with its own individual. ``begun``: somebody has acted on it since it was entered."""

BARE = {"bare_from_public": None, "bare_from_school": "referrer"}
"""Entered a moment ago by whom (nobody: the public form), and nothing hangs from them yet: who enters one writes its first rows."""

WORKED_ON = ("assigned", "elsewhere", "interest", "of_council")
"""Those with an assessment, a request and everything that a decision can create."""


def pathway(b: Builder, suffix: str) -> None:
    """Everything. ``suffix`` tells the copies of a large world apart."""
    terms = made(b, "pathway_codeterm", list="concern", code=f"other{suffix}", valid_from=b.today)
    later = made(b, "pathway_codeterm", list="concern", code=f"later{suffix}", valid_from=b.today)
    made(b, "pathway_codemapping", earlier_id=terms, later_id=later)
    made(b, "pathway_policychoice", code=f"countersign{suffix}")
    for name in ("referrer", "other_referrer"):
        made(b, "pathway_referraldraft", person_id=b.built.people[name])
    for relation, given in REFERRALS.items():
        _referral(b, relation + suffix, given)
    for label, by in BARE.items():
        _bare(b, label + suffix, by)
    r = {relation: b.built.referrals[relation + suffix] for relation in REFERRALS}
    world_panels.panels(b)
    if not b.built.calendars:
        world_calendars.calendars(b)
    for relation in WORKED_ON:
        _worked_on(b, r[relation], relation, terms)
    for relation, facts in (
        ("assigned", {}), ("elsewhere", {}), ("interest", {}),
        ("unassigned", {"ended_on": b.today}), ("from_public", {"until_on": b.today - timedelta(days=1)}),
    ):  # fmt: skip
        _rights(b, relation, suffix, facts)
    for earlier, is_same, ended in (
        ("linked", True, None), ("rejected", False, None), ("unlinked", True, b.now), ("linked_and_interest", True, None),
    ):  # fmt: skip
        made(
            b, "pathway_referrallink", referral_id=r["assigned"], earlier_id=r[earlier], force_id=b.built.bodies["force"],
            is_same=is_same, decided_by_id=b.built.people["officer"], ended_at=ended, explanation="[]",
        )  # fmt: skip
    for relation, name, ended in (
        ("interest", "officer", None), ("interest_ended", "officer", b.now), ("linked_and_interest", "colleague_officer", None),
        ("of_council", "coordinator", None), ("interest", "supervisor", None), ("interest", "referrer", None),
        ("of_council", "mentor_with_interest", None), ("assigned", "chair", None),
    ):  # fmt: skip
        made(
            b, "pathway_interest", individual_id=b.built.individuals[relation + suffix], person_id=b.built.people[name],
            ended_at=ended,
        )  # fmt: skip


def _referral(b: Builder, label: str, given: dict[str, Any]) -> None:
    p, bodies, add = b.built.people, b.built.bodies, partial(made, b)
    individual = add("pathway_individual", reference=reference(b, "P"))
    for table, facts in (
        ("pathway_individualname", {"kind": "name"}),
        ("pathway_individualcontact", {"kind": "email"}),
        ("pathway_affiliation", {"kind": "school"}),
        ("pathway_equalityfact", {"stated": "not_asked", "value": ""}),
        ("pathway_need", {"known": "not_asked"}),
    ):
        add(table, individual_id=individual, **facts)
    channel = given.get("channel", "telephone")
    by = p[given["by"]] if "by" in given else (None if channel == "public" else p["supervisor"])
    referral = add(
        "pathway_referral",
        reference=reference(b, "R"),
        individual_id=individual,
        channel=channel,
        force_id=bodies[given["force"]],
        from_force_id=bodies[given["from_force"]] if "from_force" in given else None,
        authority_id=bodies[given["authority"]] if "authority" in given else None,
        entered_by_id=by,
        state=given.get("state", "received"),
        assigned_to_id=p[given["officer"]] if "officer" in given else None,
        is_open=True,
        deconflicted="",
        outcome="",
        nation="england",
        urgency="routine",
        sector="education",
    )
    b.built.referrals[label], b.built.individuals[label] = referral, individual
    add("pathway_referralcontent", referral_id=referral, written_by_id=by)
    secret = secrets.token_hex(32)
    is_online = channel == "public"
    if is_online:
        b.built.codes[label] = secret
    add(
        "pathway_referrer", referral_id=referral, person_id=p[given["by"]] if "by" in given else None, feedback="",
        code_digest=digest_of_hex(secret) if is_online else None,
    )  # fmt: skip
    who = {"by_kind": "referrer", "by_id": None} if is_online else {"by_kind": "staff", "by_id": by}
    add(
        "pathway_referralstep",
        referral_id=referral,
        number=1,
        step="receive",
        from_state="",
        to_state="received",
        **who,
    )
    if given.get("begun") or "officer" in given:
        add(
            "pathway_referralstep",
            referral_id=referral,
            number=2,
            step="take",
            from_state="received",
            to_state="screening",
            by_kind="staff",
            by_id=p["officer"],
        )
    clock = add("pathway_referraldeadline", referral_id=referral, **CLOCK)
    add("pathway_referralpause", deadline_id=clock, until_on=b.today + timedelta(days=1))


def _bare(b: Builder, label: str, by: str | None) -> None:
    individual = made(b, "pathway_individual", reference=reference(b, "P"))
    b.built.individuals[label] = individual
    b.built.referrals[label] = made(
        b, "pathway_referral", reference=reference(b, "R"), individual_id=individual, force_id=b.built.bodies["force"],
        channel="professional" if by else "public", entered_by_id=b.built.people[by] if by else None, state="received",
        is_open=True, deconflicted="", outcome="", nation="england", urgency="routine", sector="education",
    )  # fmt: skip


def _worked_on(b: Builder, referral: UUID, relation: str, term: UUID) -> None:
    p, bodies, add = b.built.people, b.built.bodies, partial(made, b)
    given = REFERRALS[relation]
    officer = p[given.get("officer", "other_officer")]
    about = {"referral_id": referral}
    individual = next(row for row in b.built.referrals if b.built.referrals[row] == referral)
    person = b.built.individuals[individual]
    for name in ("officer", "other_officer", "coordinator"):
        add("pathway_referralread", **about, person_id=p[name])
    add("pathway_individualcorrection", individual_id=person, by_id=officer)
    add("pathway_deconfliction", **about, result="clear", checked_by_id=officer)
    assessment = add(
        "pathway_assessment", **about, number=1, framework_id=term, type_of_concern_id=term, assessed_by_id=officer,
        proposes="transfer",
    )  # fmt: skip
    if relation not in {"assigned", "elsewhere"}:
        add("pathway_countersignature", assessment_id=assessment, assessed_by_id=officer, by_id=p["supervisor"])
    step = add(
        "pathway_referralstep",
        **about,
        number=9,
        step="transfer",
        from_state="screening",
        to_state="assessment",
        by_kind="staff",
        by_id=officer,
    )
    add(
        "pathway_decision", **about, assessment_id=assessment, step_id=step, outcome="transfer", reasons='["other"]',
        decided_by_id=officer,
    )  # fmt: skip
    request = add(
        "pathway_informationrequest", **about, reference=reference(b, "Q"), state="asked", is_open=True,
        force_id=bodies[given["force"]], nation="england", organisation_id=bodies["school"], asked_by_id=officer,
    )  # fmt: skip
    add("pathway_informationreply", request_id=request, answered_by_id=p["partner"])
    add("pathway_informationstep", request_id=request, number=1, by_kind="staff", by_id=officer)
    add("pathway_informationdeadline", request_id=request, **CLOCK)
    authority = bodies[given["authority"]] if "authority" in given else None
    runs: dict[str, Any] = {**about, "individual_id": person, "is_open": True, "owner_id": officer, "nation": "england"}
    force = bodies[given["force"]]
    transfer = add(
        "pathway_transfer", **runs, reference=reference(b, "T"), force_id=force, authority_id=authority,
        organisation_id=bodies["service"], state="offered", arm="usual", came_to="",
    )  # fmt: skip
    add("pathway_transferupdate", transfer_id=transfer, by_id=p["receiver"])
    add("pathway_transferstep", transfer_id=transfer, number=1, by_kind="staff", by_id=officer)
    add("pathway_transferdeadline", transfer_id=transfer, **CLOCK)
    led = add(
        "pathway_policeledcase", **runs, reference=reference(b, "L"), force_id=force, state="open",
    )  # fmt: skip
    add("pathway_policeledstep", led_id=led, number=1, by_kind="staff", by_id=officer)
    add("pathway_policeleddeadline", led_id=led, code="pathway.police_led_review", **CLOCK)
    case = add(
        "pathway_panelcase", **runs, reference=reference(b, "K"), force_id=force, state="referred",
        authority_id=authority or bodies["borough"],
    )  # fmt: skip
    add("pathway_panelcasestep", case_id=case, number=1, by_kind="staff", by_id=officer)
    add("pathway_panelcasedeadline", case_id=case, code="pathway.hold_panel", **CLOCK)
    world_panels.of_case(b, relation, case, given.get("authority", "borough"), term)


def _rights(b: Builder, relation: str, suffix: str, facts: dict[str, Any]) -> None:
    """A code that the force gave to the person, and what was asked by it."""
    secret = secrets.token_hex(32)
    b.built.codes[f"{relation} to the person"] = secret
    access = made(
        b, "pathway_rightsaccess", individual_id=b.built.individuals[relation + suffix],
        referral_id=b.built.referrals[relation + suffix], force_id=b.built.bodies[REFERRALS[relation]["force"]],
        code_digest=digest_of_hex(secret), owner_id=b.built.people["officer"], given_by_id=b.built.people["officer"],
        from_on=b.today - timedelta(days=9), nation="england", regime="dpa_part_3", capacity="person",
        released=["state"], note="", end_reason="", **{"until_on": b.today + timedelta(days=9), **facts},
    )  # fmt: skip
    request = made(
        b, "pathway_rightsrequest", access_id=access, reference=reference(b, "G"), state="received", is_open=True,
        answer="", outcome="", kind="question", nation="england",
    )  # fmt: skip
    made(
        b, "pathway_rightsstep", request_id=request, number=1, step="ask", from_state="", to_state="received",
        by_kind="person",
    )  # fmt: skip
    made(b, "pathway_rightsdeadline", request_id=request, **CLOCK)
