"""What somebody might try to write on panels and their cases: in another's name, without quorum, without consent, twice,
on another authority's panel, for a case that is only offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.authorisation.world_papers import blank_paper

if TYPE_CHECKING:
    from tests.authorisation.oracle import Row
    from tests.authorisation.proposals import Change, Proposal, Proposals

DAY = timedelta(days=1)
BY_ROW: dict[str, tuple[str, dict[str, Any]]] = {
    # table → who is named in it, and what else it needs
    "pathway_supportplan": ("written_by_id", {"version": 9}),
    "pathway_otherhelp": ("decided_by_id", {"answer": "asked"}),
    "pathway_casereview": ("entered_by_id", {"kind": "six"}),
    "pathway_consent": (
        "recorded_by_id", {"number": 9, "answer": "refused", "giver": "person", "capacity": "has", "young_view": ""}
    ),
}  # fmt: skip


def inserts(p: Proposals) -> Iterator[Proposal]:
    """Rows to insert, one at a time."""
    for relation in p.built.cases:
        yield from _about_case(p, relation)
    for name in ("council", "borough"):
        yield from _about_panel(p, name)
    for meeting in p.built.meetings.values():
        yield from _about_meeting(p, {"meeting_id": meeting, "item_id": None})
    for relation, item in p.built.items.items():
        row = p.world.by_id["pathway_agendaitem"][item]
        yield from _about_item(p, relation, {"meeting_id": row["meeting_id"], "item_id": item})
    yield from _about_actions(p)
    yield from _about_papers(p)
    yield from _about_calendars(p)


def _about_calendars(p: Proposals) -> Iterator[Proposal]:
    taken = p.world["pathway_calendaraddress"][0]["token_digest"]
    true: Row = {"made_at": p.world.now, "last_on": p.world.today, "ended_at": None}
    for told in (
        {}, {"ended_at": p.world.now}, {"made_at": p.world.now + DAY}, {"last_on": p.world.today + 367 * DAY},
        {"token_digest": bytes(taken)},
    ):  # fmt: skip
        for person in (p.me, p.other):
            yield p.row("pathway_calendaraddress", **{**true, "person_id": person, **told})


def _about_actions(p: Proposals) -> Iterator[Proposal]:
    for action in p.world["pathway_meetingaction"]:
        for by in (p.me, p.other):
            yield p.row("pathway_actionanswer", action_id=action["id"], said="done", said_by_id=by)
        yield p.row("pathway_actionanswer", action_id=action["id"], said="cannot", words="", said_by_id=p.me)


def _about_papers(p: Proposals) -> Iterator[Proposal]:
    """As whoever runs the panel attaches one, and with each thing that is not theirs to say."""
    today = p.world.today
    aside: Row = {"set_aside_on": today, "set_aside_by_id": p.me, "set_aside_words": "x"}
    shown: Row = {"state": "released", "kind": "pdf", "pages": ["1" * 64], "settled_on": today}
    for consent in p.world["pathway_consent"]:
        blank = {**blank_paper(today), "consent_id": consent["id"]}
        for by in (p.me, p.other):
            yield p.row("pathway_consentpaper", **blank, attached_by_id=by)
        for given in (aside, shown, {"kind": "pdf"}, {"wants_copy": True}, {"version": 2}, {"number": 1}):
            yield p.row("pathway_consentpaper", **{**blank, **given}, attached_by_id=p.me)


def _about_case(p: Proposals, relation: str) -> Iterator[Proposal]:
    me, other, today, built = p.me, p.other, p.world.today, p.built
    case = p.world.by_id["pathway_panelcase"][built.cases[relation]]
    about: dict[str, Any] = {"case_id": case["id"]}
    for by in (me, other):
        for table, (column, given) in BY_ROW.items():
            yield p.row(table, **about, **given, **{column: by})
        for step in ("declare_interest", "give_information", "close"):
            yield p.row("pathway_panelcasestep", **about, step=step, by_kind="staff", by_id=by)
        for person in (me, other, built.people["partner"]):
            yield p.row(
                "pathway_caseadmission", **about, person_id=person, organisation_id=built.bodies["school"], kind="guest",
                from_on=today, until_on=today + DAY, admitted_by_id=by,
            )  # fmt: skip
        for answered in (None, p.world.now):
            yield p.row(
                "pathway_caseinformation", **about, organisation_id=built.bodies["school"], asked_by_id=by,
                answered_at=answered,
            )  # fmt: skip
        for answer in ("waits", "declined"):
            yield p.row(
                "pathway_casemove", **about, to_authority_id=built.bodies["council"], offered_by_id=by, answer=answer
            )
        yield p.row(
            "pathway_planneed", **about, number=9, owner_body_id=built.bodies["school"], settled="", settled_on=None,
            added_by_id=by,
        )  # fmt: skip
        for stopped in (None, today):
            yield p.row(
                "pathway_commission", **about, need_id=uuid4(), intervention_id=uuid4(), sessions_wanted=3, from_on=today,
                organisation_id=built.bodies["provider"], authority_id=case["authority_id"], until_on=today,
                commissioned_by_id=by, stopped_on=stopped,
            )  # fmt: skip
    yield p.row("pathway_panelcasedeadline", **about)
    again: Row = {
        "referral_id": case["referral_id"], "individual_id": case["individual_id"], "continues_id": case["id"],
    }  # fmt: skip
    for authority in ("council", "borough"):
        for state in ("referred", "supported"):
            yield p.row(
                "pathway_panelcase",
                **again,
                force_id=case["force_id"],
                authority_id=built.bodies[authority],
                state=state,
            )
    for order in p.world["pathway_commission"]:
        if order["case_id"] == case["id"]:
            for by in (me, other):
                session: Row = {"commission_id": order["id"], "reported_by_id": by}
                yield p.row("pathway_session", **session, outcome="planned")
                yield p.row("pathway_session", **session, outcome="delivered", held_on=today, report="They met.")
                early = today - 20 * DAY
                yield p.row("pathway_session", **session, outcome="delivered", held_on=early, report="They met.")


def _about_panel(p: Proposals, name: str) -> Iterator[Proposal]:
    built = p.built
    panel = built.panels[name]
    yield p.row("pathway_panel", authority_id=built.bodies[name])
    yield p.row("pathway_quorumrule", panel_id=panel, least_present=2)
    for by in (p.me, p.other):
        yield p.row(
            "pathway_panelmember", panel_id=panel, person_id=built.people["receiver"], part="partner",
            organisation_id=built.bodies["service"], added_by_id=by,
        )  # fmt: skip
    for authority in ("council", "borough"):
        for state in ("planned", "held"):
            yield p.row(
                "pathway_meeting", reference=f"M-{uuid4().hex[:8]}", panel_id=panel, state=state,
                authority_id=built.bodies[authority],
            )  # fmt: skip


def _about_meeting(p: Proposals, about: dict[str, Any]) -> Iterator[Proposal]:
    meeting = about["meeting_id"]
    there = next(iter(p.built.present.values()))
    yield p.row("pathway_meetingdeadline", meeting_id=meeting)
    for by in (p.me, p.other):
        yield p.row("pathway_meetingstep", meeting_id=meeting, by_kind="staff", by_id=by)
        yield p.row("pathway_meetingread", meeting_id=meeting, person_id=by)
        stands = p.world.by_id["pathway_meeting"][meeting]
        true: Row = {f"was_{name}": stands[name] for name in ("held_on", "starts_at", "place")}
        lies: tuple[Row, ...] = (
            {"was_held_on": stands["held_on"] + DAY},
            {"was_starts_at": "09:15"},
            {"was_place": "x"},
        )
        earlier = [row["moved_at"] for row in p.world["pathway_meetingmove"] if row["meeting_id"] == meeting]
        for told in ({}, *lies, *({"moved_at": moment} for moment in earlier)):
            yield p.row("pathway_meetingmove", meeting_id=meeting, moved_by_id=by, **{**true, **told})
        for person in (p.built.people["receiver"], p.built.people["chair"], None):
            yield p.row(
                "pathway_attendance", meeting_id=meeting, person_id=person, organisation_id=p.built.bodies["service"],
                part="guest", entered_by_id=by,
            )  # fmt: skip
        for relation in ("of_council", "assigned"):
            yield p.row(
                "pathway_agendaitem", meeting_id=meeting, case_id=p.built.cases[relation], number=9, why="first",
                added_by_id=by,
            )  # fmt: skip
    yield from _kept(p, about, there)


def _about_item(p: Proposals, relation: str, about: dict[str, Any]) -> Iterator[Proposal]:
    case = p.built.cases[relation]
    yield from _kept(p, about, next(iter(p.built.present.values())))
    decision: Row = {"case_id": case, "decided": "adopt", "reached": "majority", "rationale": "Because."}
    for by in (p.me, p.other):
        back: Row = {"taken_back_on": p.world.today}  # a second decision that stands is refused in any case
        for given in (back, {}, back | {"rationale": ""}, back | {"taken_up_id": uuid4()}):
            yield p.row("pathway_itemdecision", **{**about, **decision, "recorded_by_id": by, **given})
    other_case = p.built.cases["assigned" if relation != "assigned" else "interest"]
    mixed = {"case_id": other_case, "recorded_by_id": p.me, "taken_back_on": p.world.today}
    yield p.row("pathway_itemdecision", **{**about, **decision, **mixed})
    for row in p.world["pathway_itemdecision"]:
        if row["item_id"] == about["item_id"]:
            for by in (p.me, p.other):
                yield p.row("pathway_dissent", decision_id=row["id"], attendance_id=uuid4(), entered_by_id=by)


def _kept(p: Proposals, about: dict[str, Any], there: Any) -> Iterator[Proposal]:
    for by in (p.me, p.other):
        yield p.row("pathway_paper", **about, added_by_id=by)
        yield p.row("pathway_meetingaction", **about, owner_id=there, entered_by_id=by)
        yield p.row("pathway_minutespart", **about, version=9, written_by_id=by)
        yield p.row("pathway_minutessignature", **about, version=9, signed_by_id=by)
        for kind in ("confidentiality", "interest"):
            yield p.row("pathway_declaration", **about, attendance_id=there, kind=kind, entered_by_id=by)


def changes(p: Proposals) -> Iterator[Change]:
    """Changes of rows that are there."""
    from tests.authorisation.proposals import Change

    today, now = p.world.today, p.world.now
    for table, given in (
        ("pathway_caseadmission", {"until_on": today + 20 * DAY}),
        ("pathway_caseinformation", {"answer": "x", "answered_at": now, "answered_by_id": p.me}),
        ("pathway_caseinformation", {"answer": "x", "answered_at": now, "answered_by_id": p.other}),
        ("pathway_casemove", {"answer": "declined", "answered_by_id": p.me}),
        ("pathway_casemove", {"answer": "declined", "answered_by_id": p.other}),
        ("pathway_casemove", {"answer": "accepted", "answered_by_id": p.me}),
        ("pathway_commission", {"stopped_on": today}),
        ("pathway_session", {"outcome": "missed", "reported_by_id": p.me}),
        ("pathway_session", {"outcome": "missed", "reported_by_id": p.other}),
        ("pathway_session", {"outcome": "delivered", "held_on": today, "report": "x", "reported_by_id": p.me}),
        ("pathway_session", {"outcome": "delivered", "held_on": today - 20 * DAY, "report": "x", "reported_by_id": p.me}),
        ("pathway_meeting", {"state": "signed"}),
        ("pathway_meeting", {"held_on": today + DAY}),
        ("pathway_meeting", {"starts_at": "09:15"}),
        ("pathway_meeting", {"place": "x"}),
        ("pathway_meeting", {"place": "x", "state": "held"}),
        ("pathway_meeting", {"place": "x", "state": "called"}),
        ("pathway_calendaraddress", {"ended_at": now}),
        ("pathway_calendaraddress", {"ended_at": None}),
        ("pathway_calendaraddress", {"last_on": today + 9 * DAY}),
        ("pathway_agendaitem", {"taken_off_on": today}),
        ("pathway_itemdecision", {"taken_back_on": today}),
        ("pathway_meetingaction", {"done_on": today}),
        ("pathway_attendance", {"left_at": now}),
        ("pathway_panel", {"ended_on": today}),
    ):  # fmt: skip
        for row in p.world[table]:
            yield Change(table, row["id"], dict(given))
    for by, why in ((p.me, "x"), (p.other, "x"), (p.me, "")):
        for row in p.world["pathway_consentpaper"]:
            aside: Row = {"set_aside_on": today, "set_aside_by_id": by, "set_aside_words": why}
            yield Change("pathway_consentpaper", row["id"], aside)
    for row in p.world["pathway_consentpaper"]:
        yield Change("pathway_consentpaper", row["id"], {"set_aside_on": None, "set_aside_words": ""})
        yield Change("pathway_consentpaper", row["id"], {"state": "taken_in"})
