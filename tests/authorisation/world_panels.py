"""Panels, their meetings, and all that hangs from the panel cases of the world."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.authorisation.world_made import CLOCK, made, reference
from tests.authorisation.world_papers import papers

if TYPE_CHECKING:
    from tests.authorisation.world import Builder

DAY = timedelta(days=1)

ADMISSIONS: tuple[tuple[str, str, str, int, int] | tuple[str, str, str, int, int, str], ...] = (
    # case, who, for which body, from and until in days from today; as a partner where nothing else is said
    ("of_council", "partner", "school", -9, 9),
    ("of_council", "contact_deputy", "council", -9, 9),
    ("of_council", "partner_former", "school", -9, 9),
    ("of_council", "partner_elsewhere", "school", -9, 9),
    ("assigned", "other_referrer", "council", -9, 9),
    ("assigned", "partner", "school", -9, 0),
    ("elsewhere", "partner", "school", 1, 9),
    ("interest", "referrer", "school", -9, 9),
    ("assigned", "partner_elsewhere", "council", -9, 9, "guest"),
    ("of_council", "other_referrer", "council", -9, 9, "guest"),
    ("of_council", "other_referrer", "council", -9, 0),
    ("of_council", "other_referrer", "council", 1, 9),
    ("of_council", "other_referrer", "school", -9, 9),
)
"""One that ends today is over; a body in which nobody holds a role any more, or never did, lets nobody in. A guest whose
admission as a partner is over, has not begun, or is for such a body is a guest."""

GIVEN_TO = ("colleague_officer", "other_officer", "contact_deputy", "partner_elsewhere")
"""Besides the chair. One sits on the panel, one on none, one declared an interest, one has no role in the body any more."""

MOVES: tuple[tuple[str, str, str], ...] = (
    ("assigned", "council", "waits"), ("interest", "council", "accepted"), ("elsewhere", "council", "declined"),
    ("of_council", "borough", "waits"),
)  # fmt: skip
"""Case, to which authority, and what it answered."""


def panels(b: Builder) -> None:
    """A panel of each authority with its people, and two meetings of it: one that was held, one to come."""
    p, bodies, add = b.built.people, b.built.bodies, partial(made, b)
    for authority, chair in (("council", "chair"), ("borough", "borough_chair")):
        panel = add("pathway_panel", authority_id=bodies[authority], nation="england")
        b.built.panels[authority] = panel
        members: list[tuple[str, str, dict[str, Any]]] = [(chair, authority, {})]
        if authority == "council":
            members += [
                ("partner", "school", {}), ("contact_deputy", "council", {"until_on": b.today}), ("partner_former", "school", {}),
                ("colleague_officer", "force", {}), ("supervisor", "force", {"from_on": b.today + DAY}),
                ("partner_elsewhere", "school", {}),
            ]  # fmt: skip
        for name, body, facts in members:
            add(
                "pathway_panelmember", panel_id=panel, person_id=p[name], organisation_id=bodies[body], part="partner",
                added_by_id=p[chair], **{"from_on": b.today - 9 * DAY, **facts},
            )  # fmt: skip
        add("pathway_quorumrule", panel_id=panel, least_present=3, kinds=[], in_force_from=b.today)
        for state in ("held", "planned"):
            meeting = add(
                "pathway_meeting", reference=reference(b, "M"), panel_id=panel, authority_id=bodies[authority], nation="england",
                kind="ordinary", state=state, is_open=True, held_on=b.today, starts_at="10:00",
            )  # fmt: skip
            b.built.meetings[f"{authority} {state}"] = meeting
            add("pathway_meetingstep", meeting_id=meeting, number=1, by_kind="staff", by_id=p[chair])
            add("pathway_meetingdeadline", meeting_id=meeting, **CLOCK)
            was = {"was_held_on": b.today - DAY, "was_starts_at": "09:00", "was_place": "Elsewhere"}
            add("pathway_meetingmove", meeting_id=meeting, **was, moved_at=b.now, moved_by_id=p[chair])
            for name in (chair, "partner"):
                add("pathway_meetingread", meeting_id=meeting, person_id=p[name])
        _in_the_room(b, authority, chair)


def _in_the_room(b: Builder, authority: str, chair: str) -> None:
    p, bodies, add = b.built.people, b.built.bodies, partial(made, b)
    meeting = b.built.meetings[f"{authority} held"]
    for name, body, part in (
        (chair, authority, "chair"), ("colleague_officer", "force", "police"), ("other_officer", "other_force", "police"),
        ("contact_deputy", "council", "partner"), ("partner_elsewhere", "school", "guest"),
    ):  # fmt: skip
        b.built.present[f"{authority} {name}"] = add(
            "pathway_attendance", meeting_id=meeting, person_id=p[name], organisation_id=bodies[body], part=part,
            entered_by_id=p[chair],
        )  # fmt: skip
    there = b.built.present[f"{authority} {chair}"]
    for_all = {"meeting_id": meeting, "item_id": None}
    add("pathway_paper", **for_all, added_by_id=p[chair])
    add("pathway_declaration", **for_all, attendance_id=there, kind="confidentiality", entered_by_id=p[chair])
    actions = [
        add("pathway_meetingaction", **for_all, owner_id=b.built.present[f"{authority} {name}"], entered_by_id=p[chair])
        for name in (chair, *GIVEN_TO)
    ]
    add("pathway_actionanswer", action_id=actions[0], said="done", said_by_id=p[chair])
    closed = {"owner_id": b.built.present[f"{authority} {GIVEN_TO[0]}"], "done_on": b.today}
    add("pathway_meetingaction", **for_all, **closed, entered_by_id=p[chair])
    add("pathway_minutespart", **for_all, version=1, written_by_id=p[chair])
    add("pathway_minutessignature", **for_all, version=1, signed_by_id=p[chair])


def of_case(b: Builder, relation: str, case: UUID, authority: str, term: UUID) -> None:
    """What hangs from one panel case."""
    p, bodies, add = b.built.people, b.built.bodies, partial(made, b)
    chair = "chair" if authority == "council" else "borough_chair"
    by = p[chair]
    b.built.cases[relation] = case
    about: dict[str, Any] = {"case_id": case}
    for which, who, body, from_on, until_on, *kind in ADMISSIONS:
        if which == relation:
            add(
                "pathway_caseadmission", **about, person_id=p[who], organisation_id=bodies[body],
                kind=kind[0] if kind else "partner",
                from_on=b.today + from_on * DAY, until_on=b.today + until_on * DAY, admitted_by_id=by,
            )  # fmt: skip
    for body, answered in (("school", None), ("council", b.now)):
        add(
            "pathway_caseinformation", **about, organisation_id=bodies[body], asked_by_id=by, answered_at=answered,
            answered_by_id=p["partner"] if answered else None,
        )  # fmt: skip
    for which, to, answer in MOVES:
        if which == relation:
            add(
                "pathway_casemove", **about, to_authority_id=bodies[to], offered_by_id=by, answer=answer,
                new_case_id=case if answer == "accepted" else None,
            )  # fmt: skip
    consent = add(
        "pathway_consent", **about, number=1, answer="given", giver="person", is_under_18=False, capacity="has",
        young_view="", answered_on=b.today - 9 * DAY, recorded_by_id=by,
    )  # fmt: skip
    papers(b, consent, by)
    add("pathway_supportplan", **about, version=1, written_by_id=by)
    need = add(
        "pathway_planneed",
        **about,
        number=1,
        owner_body_id=bodies[authority],
        settled="",
        settled_on=None,
        added_by_id=by,
    )
    add("pathway_otherhelp", **about, answer="asked", decided_by_id=by)
    add("pathway_casereview", **about, kind="plan", entered_by_id=by)
    for body in ("provider", "other_provider")[: 2 if relation == "of_council" else 1]:
        order = add(
            "pathway_commission", **about, need_id=need, intervention_id=term, organisation_id=bodies[body],
            authority_id=bodies[authority], sessions_wanted=7, from_on=b.today - 5 * DAY, until_on=b.today + 9 * DAY,
            commissioned_by_id=by,
        )  # fmt: skip
        add("pathway_session", commission_id=order, outcome="planned", held_on=None, reported_by_id=p["mentor"])
        add(
            "pathway_session", commission_id=order, outcome="delivered", held_on=b.today, report="They met.",
            reported_by_id=p["mentor"],
        )  # fmt: skip
    _on_the_agenda(b, relation, case, authority, by)


def _on_the_agenda(b: Builder, relation: str, case: UUID, authority: str, by: UUID) -> None:
    p, add = b.built.people, partial(made, b)
    meeting = b.built.meetings[f"{authority} held"]
    item = add("pathway_agendaitem", meeting_id=meeting, case_id=case, number=1, why="first", added_by_id=by)
    b.built.items[relation] = item
    of_item = {"meeting_id": meeting, "item_id": item}
    there = b.built.present[f"{authority} {'chair' if authority == 'council' else 'borough_chair'}"]
    add("pathway_paper", **of_item, added_by_id=by)
    decision = add(
        "pathway_itemdecision", **of_item, case_id=case, decided="adopt", reached="unanimous", present=[there],
        recorded_by_id=by,
    )  # fmt: skip
    add("pathway_dissent", decision_id=decision, attendance_id=there, entered_by_id=by)
    for owner in (there, *(b.built.present[f"{authority} {name}"] for name in GIVEN_TO)):
        action = add("pathway_meetingaction", **of_item, owner_id=owner, entered_by_id=by)
    add("pathway_actionanswer", action_id=action, said="cannot", said_by_id=p[GIVEN_TO[-1]])
    add("pathway_minutespart", **of_item, version=1, written_by_id=by)
    add("pathway_minutessignature", **of_item, version=1, signed_by_id=by)
    if relation == "of_council":
        declared = b.built.present[f"{authority} contact_deputy"]
        add("pathway_declaration", **of_item, attendance_id=declared, kind="interest", entered_by_id=p["chair"])
