"""The second opinion on panels and their cases: who may see and write what. Written from product.md ("Who sees what",
"panel") and domain.md; imports nothing of Candour."""

from __future__ import annotations

from uuid import UUID

from tests.authorisation.oracle import Knowledge, Row
from tests.authorisation.oracle_papers import attaches, runs_case_of_paper, sees_paper, sets_aside
from tests.authorisation.oracle_pathway import (
    authorities,
    child,
    excluded,
    forces,
    has_case,
    has_value,
    nobody,
    of_case,
    offered,
    read_as_one,
    sees_case,
)
from tests.authorisation.oracle_shared import Commands, Judge, May, both, by_actor, either

runs_case = child("pathway_panelcase", "case_id", has_case)
"""A case of the panel that one runs."""


def has_steps_of(k: Knowledge, row: Row) -> bool:
    """Police and panel, and the panel that takes it on or declines."""
    case = k.world.by_id["pathway_panelcase"].get(row["case_id"])
    if case is None or not sees_case(k, case):
        return False
    return case["force_id"] in forces(k) or case["authority_id"] in authorities(k) or case["id"] in offered(k)


def step_of_case(k: Knowledge, row: Row) -> bool:
    own = row["step"] in {"declare_interest", "give_information"} and of_case(k, row)
    return has_steps_of(k, row) or own


def begins(k: Knowledge, row: Row) -> bool:
    """A referral of the own force becomes one; the panel to which one is offered takes it on as its own."""
    if excluded(k, row["individual_id"]) or row["state"] != "referred":
        return False
    if row["continues_id"] is None:
        return row["force_id"] in forces(k)
    return row["authority_id"] in authorities(k) and row["continues_id"] in offered(k)


def may_change(k: Knowledge, row: Row) -> bool:
    """The panel that has it, and the one to which it is offered."""
    mine = row["authority_id"] in authorities(k) or row["id"] in offered(k)
    return mine and not excluded(k, row["individual_id"])


# -- what hangs from a case


def admits(k: Knowledge, row: Row) -> bool:
    return runs_case(k, row) and row["admitted_by_id"] == k.actor and row["person_id"] != k.actor


def may_answer(k: Knowledge, row: Row) -> bool:
    """The body that is asked, or whoever runs the panel for it, once."""
    asked = row["organisation_id"] in k.organisations or runs_case(k, row)
    return of_case(k, row) and row["answered_at"] is None and asked


def to_own_area(k: Knowledge, row: Row) -> bool:
    """Offered to the own authority; a declared interest keeps out here too."""
    case = k.world.by_id["pathway_panelcase"].get(row["case_id"])
    barred = case is not None and excluded(k, case["individual_id"])
    return row["to_authority_id"] in authorities(k) and not barred


def sees_move(k: Knowledge, row: Row) -> bool:
    return of_case(k, row) or to_own_area(k, row)


def offers(k: Knowledge, row: Row) -> bool:
    waits = any(m["case_id"] == row["case_id"] and m["answer"] == "waits" for m in k.world["pathway_casemove"])
    return runs_case(k, row) and row["offered_by_id"] == k.actor and row["answer"] == "waits" and not waits


def answers_move(k: Knowledge, row: Row) -> bool:
    return to_own_area(k, row) and row["answer"] == "waits"


def answered_move(k: Knowledge, row: Row) -> bool:
    named = row["answer"] != "accepted" or row["new_case_id"] is not None
    again = row["answer"] == "waits" and sum(
        m["case_id"] == row["case_id"] and m["answer"] == "waits" and m["id"] != row["id"]
        for m in k.world["pathway_casemove"]
    )
    return to_own_area(k, row) and row["answered_by_id"] == k.actor and named and not again


def as_provider(k: Knowledge, row: Row) -> bool:
    """Commissioned from the own organisation, and no interest lies against the person."""
    case = k.world.by_id["pathway_panelcase"].get(row["case_id"])
    barred = case is not None and excluded(k, case["individual_id"])
    return row["organisation_id"] in k.organisations_as("intervention_provider") and not barred


sees_commission = either(as_provider, of_case)


def commissions(k: Knowledge, row: Row) -> bool:
    return runs_case(k, row) and row["commissioned_by_id"] == k.actor and row["stopped_on"] is None


def _order(k: Knowledge, row: Row) -> Row | None:
    return k.world.by_id["pathway_commission"].get(row["commission_id"])


def sees_session(k: Knowledge, row: Row) -> bool:
    found = _order(k, row)
    return found is not None and sees_commission(k, found)


def may_report(k: Knowledge, row: Row) -> bool:
    """The provider; or the panel, for a body that has no page of its own."""
    found = _order(k, row)
    return found is not None and (as_provider(k, found) or runs_case(k, found))


def told_whole(k: Knowledge, row: Row) -> bool:
    """A delivered session has its day and its report, and consent on that day; any other has no day."""
    if row["outcome"] != "delivered":
        return row["held_on"] is None
    found = _order(k, row)
    given = found is not None and any(
        c["case_id"] == found["case_id"]
        and c["answer"] == "given"
        and row["held_on"]
        and c["answered_on"] <= row["held_on"]
        for c in k.world["pathway_consent"]
    )
    return bool(given and row["report"])


def plans(k: Knowledge, row: Row) -> bool:
    return may_report(k, row) and row["reported_by_id"] == k.actor and told_whole(k, row)


# -- panels and meetings


def seats(k: Knowledge) -> frozenset[UUID]:
    """Panels on which this person sits today, for a body in which they hold a role today."""
    today = k.world.today
    return frozenset(
        row["panel_id"]
        for row in k.world["pathway_panelmember"]
        if row["person_id"] == k.actor
        and row["from_on"] <= today
        and (row["until_on"] is None or row["until_on"] > today)
        and row["organisation_id"] in k.organisations
        and k.visitor.door == "delivery"
    )


def runs(k: Knowledge, row: Row) -> bool:
    return row["authority_id"] in authorities(k)


def sees_panel(k: Knowledge, row: Row) -> bool:
    return runs(k, row) or row["id"] in seats(k)


of_panel = child("pathway_panel", "panel_id", sees_panel)
of_own_panel = child("pathway_panel", "panel_id", runs)


def sees_meeting(k: Knowledge, row: Row) -> bool:
    return runs(k, row) or row["panel_id"] in seats(k)


def calls(k: Knowledge, row: Row) -> bool:
    """Of a panel of the own authority."""
    return runs(k, row) and of_own_panel(k, row) and row["state"] == "planned"


of_meeting = child("pathway_meeting", "meeting_id", sees_meeting)
of_own_meeting = child("pathway_meeting", "meeting_id", runs)
on_case = child("pathway_agendaitem", "item_id", of_case)


def of_all_or_case(k: Knowledge, row: Row) -> bool:
    return row["item_id"] is None or on_case(k, row)


seen_there = both(of_meeting, of_all_or_case)
kept_there = both(of_own_meeting, of_all_or_case)


def on_agenda(k: Knowledge, row: Row) -> bool:
    return of_own_meeting(k, row) and runs_case(k, row)


def puts_on(k: Knowledge, row: Row) -> bool:
    twice = row["taken_off_on"] is None and any(
        i["meeting_id"] == row["meeting_id"] and i["case_id"] == row["case_id"] and i["taken_off_on"] is None
        for i in k.world["pathway_agendaitem"]
    )
    return on_agenda(k, row) and row["added_by_id"] == k.actor and not twice


def comes_in(k: Knowledge, row: Row) -> bool:
    present = row["left_at"] is None and any(
        a["meeting_id"] == row["meeting_id"] and a["person_id"] == row["person_id"] and a["left_at"] is None
        for a in k.world["pathway_attendance"]
        if row["person_id"] is not None
    )
    return of_own_meeting(k, row) and row["entered_by_id"] == k.actor and not present


def declares(k: Knowledge, row: Row) -> bool:
    in_a_case = row["kind"] != "interest" or row["item_id"] is not None
    again = row["kind"] == "confidentiality" and any(
        d["attendance_id"] == row["attendance_id"] and d["kind"] == "confidentiality"
        for d in k.world["pathway_declaration"]
    )
    return kept_there(k, row) and row["entered_by_id"] == k.actor and in_a_case and not again


def quorate(k: Knowledge, row: Row) -> bool:
    """At a held meeting, on what is on its agenda: the authority in the chair and the person's police, without those who
    have an interest in the person."""
    item = k.world.by_id["pathway_agendaitem"].get(row["item_id"])
    meeting = k.world.by_id["pathway_meeting"].get(row["meeting_id"])
    case = k.world.by_id["pathway_panelcase"].get(row["case_id"])
    if item is None or meeting is None or case is None or meeting["state"] != "held":
        return False
    if item["meeting_id"] != meeting["id"] or item["case_id"] != case["id"] or item["taken_off_on"] is not None:
        return False
    here = [
        a
        for a in k.world["pathway_attendance"]
        if a["meeting_id"] == meeting["id"] and a["left_at"] is None and a["part"] not in {"guest", "secretary"}
        and not _keeps_out(k, a, item["id"], case["individual_id"])
    ]  # fmt: skip
    chaired = any(a["part"] in {"chair", "deputy"} and a["organisation_id"] == meeting["authority_id"] for a in here)
    return chaired and any(a["organisation_id"] == case["force_id"] for a in here)


def _keeps_out(k: Knowledge, attendance: Row, item: UUID, individual: UUID) -> bool:
    declared = any(
        d["attendance_id"] == attendance["id"] and d["item_id"] == item and d["kind"] == "interest"
        for d in k.world["pathway_declaration"]
    )
    person = read_as_one(k, {individual})
    stands = any(
        i["individual_id"] in person and i["person_id"] == attendance["person_id"] and i["ended_at"] is None
        for i in k.world["pathway_interest"]
    )
    return declared or (attendance["person_id"] is not None and stands)


def decides(k: Knowledge, row: Row) -> bool:
    again = any(d["item_id"] == row["item_id"] and d["taken_back_on"] is None for d in k.world["pathway_itemdecision"])
    honest = row["recorded_by_id"] == k.actor and row["taken_up_id"] is None and row["rationale"] != ""
    fresh = row["taken_back_on"] is not None or not again
    return of_own_meeting(k, row) and on_case(k, row) and honest and quorate(k, row) and fresh


of_decision = child("pathway_itemdecision", "decision_id", on_case)


def dissents(k: Knowledge, row: Row) -> bool:
    decision = k.world.by_id["pathway_itemdecision"].get(row["decision_id"])
    return (
        decision is not None and of_own_meeting(k, decision) and of_decision(k, row) and row["entered_by_id"] == k.actor
    )


def given(k: Knowledge, row: Row) -> bool:
    """What one was given to do at a meeting, for a body in which one holds a role today; a declared interest keeps out. To
    see it one need see neither the meeting nor the case."""
    there = k.world.by_id["pathway_attendance"].get(row["owner_id"])
    if there is None or k.actor is None or there["person_id"] != k.actor or k.visitor.door != "delivery":
        return False
    item = k.world.by_id["pathway_agendaitem"].get(row["item_id"])
    case = k.world.by_id["pathway_panelcase"].get(item["case_id"]) if item else None
    barred = case is not None and excluded(k, case["individual_id"])
    return there["organisation_id"] in k.organisations and not barred


sees_action = either(seen_there, given)
of_action = child("pathway_meetingaction", "action_id", sees_action)


def answers_action(k: Knowledge, row: Row) -> bool:
    """Its owner alone, in their own name, once, in words, while the panel has not closed it."""
    action = k.world.by_id["pathway_meetingaction"].get(row["action_id"])
    again = any(a["action_id"] == row["action_id"] for a in k.world["pathway_actionanswer"])
    if action is None or action["done_on"] is not None or again:
        return False
    return given(k, action) and row["said_by_id"] == k.actor and row["words"] != ""


def moves(k: Knowledge, row: Row) -> bool:
    """Whoever runs the panel, in their own name, once at a time; and what is said of where the meeting was is true."""
    meeting = k.world.by_id["pathway_meeting"].get(row["meeting_id"])
    if meeting is None or not runs(k, meeting) or k.actor is None or row["moved_by_id"] != k.actor:
        return False
    again = any(
        m["meeting_id"] == row["meeting_id"] and m["moved_at"] == row["moved_at"]
        for m in k.world["pathway_meetingmove"]
    )
    return not again and all(meeting[name] == row[f"was_{name}"] for name in WHEN_AND_WHERE)


WHEN_AND_WHERE = ("held_on", "starts_at", "place")


def stays_where_it_was(k: Knowledge, row: Row) -> bool:
    """A meeting that was opened is held where it is; until then whoever runs the panel may move it."""
    before = k.world.by_id["pathway_meeting"][row["id"]]
    is_moved = any(str(before[name]) != str(row[name]) for name in WHEN_AND_WHERE)
    free = {"planned", "called"}
    return runs(k, row) and (not is_moved or (before["state"] in free and row["state"] in free))


def sees_reading(k: Knowledge, row: Row) -> bool:
    return of_own_meeting(k, row) or row["person_id"] == k.actor


def _only_seen(of: Judge, insert: Judge, **more: May) -> dict[str, Commands]:
    return {"delivery": {"select": May(of), "insert": May(insert), **more}}


def _kept(by: str) -> dict[str, Commands]:
    return _only_seen(seen_there, by_actor(by, kept_there))


PANELS: dict[str, dict[str, Commands]] = {
    "pathway_panelcase": {
        "delivery": {
            "select": May(sees_case),
            "insert": May(begins),
            "update": May(
                sees_case,
                ("state", "is_open", "next_due_on", "owner_id", "exit_reason_id", "closed_on"),
                after=may_change,
            ),
        },
    },
    "pathway_panelcasestep": _only_seen(of_case, by_actor("by_id", step_of_case)),
    "pathway_panelcasedeadline": _only_seen(of_case, has_steps_of, update=May(has_steps_of)),
    "pathway_caseadmission": _only_seen(
        of_case, admits, update=May(runs_case, ("until_on", "ended_by_id", "end_reason"))
    ),
    "pathway_caseinformation": _only_seen(
        of_case,
        both(by_actor("asked_by_id", runs_case), nobody("answered_at")),
        update=May(
            may_answer, ("answer", "answered_at", "answered_by_id"), after=by_actor("answered_by_id", of_case)
        ),
    ),
    "pathway_casemove": _only_seen(
        sees_move, offers,
        update=May(
            answers_move, ("answer", "answered_on", "answered_by_id", "answer_reason", "new_case_id"), after=answered_move
        ),
    ),
    "pathway_consent": _only_seen(of_case, by_actor("recorded_by_id", runs_case)),
    "pathway_consentpaper": _only_seen(
        sees_paper, by_actor("attached_by_id", attaches),
        update=May(
            both(runs_case_of_paper, nobody("set_aside_on")), ("set_aside_on", "set_aside_by_id", "set_aside_words"),
            after=sets_aside,
        ),
    ),
    "pathway_supportplan": _only_seen(of_case, by_actor("written_by_id", runs_case)),
    "pathway_planneed": _only_seen(
        of_case, by_actor("added_by_id", runs_case),
        update=May(runs_case, ("settled", "settled_on", "settled_by_id", "settled_words")),
    ),
    "pathway_otherhelp": _only_seen(of_case, by_actor("decided_by_id", runs_case)),
    "pathway_casereview": _only_seen(of_case, by_actor("entered_by_id", runs_case)),
    "pathway_commission": _only_seen(
        sees_commission, commissions, update=May(runs_case, ("stopped_on", "stop_reason"))
    ),
    "pathway_session": _only_seen(
        sees_session, plans,
        update=May(
            both(may_report, has_value("outcome", "planned")),
            ("outcome", "held_on", "report", "reported_at", "reported_by_id"),
            after=plans,
        ),
    ),
    "pathway_panel": _only_seen(sees_panel, runs, update=May(runs, ("name", "ended_on"))),
    "pathway_panelmember": _only_seen(
        of_panel, by_actor("added_by_id", of_own_panel), update=May(of_own_panel, ("until_on",))
    ),
    "pathway_quorumrule": _only_seen(of_panel, of_own_panel, update=May(of_own_panel, ("in_force_until",))),
    "pathway_meeting": _only_seen(
        sees_meeting, calls,
        update=May(
            runs, ("state", "is_open", "next_due_on", *WHEN_AND_WHERE, "called_on"), after=stays_where_it_was
        ),
    ),
    "pathway_meetingstep": _only_seen(of_meeting, by_actor("by_id", of_own_meeting)),
    "pathway_meetingdeadline": _only_seen(of_meeting, of_own_meeting, update=May(of_own_meeting)),
    "pathway_meetingmove": _only_seen(of_meeting, moves),
    "pathway_meetingread": _only_seen(sees_reading, by_actor("person_id", of_meeting)),
    "pathway_agendaitem": _only_seen(of_case, puts_on, update=May(on_agenda, ("number", "taken_off_on", "off_words"))),
    "pathway_attendance": _only_seen(of_meeting, comes_in, update=May(of_own_meeting, ("left_at",))),
    "pathway_paper": _kept("added_by_id"),
    "pathway_declaration": _only_seen(seen_there, declares),
    "pathway_itemdecision": _only_seen(
        on_case, decides,
        update=May(both(of_own_meeting, on_case), ("taken_up_id", "taken_back_on", "taken_back_words")),
    ),
    "pathway_dissent": _only_seen(of_decision, dissents),
    "pathway_actionanswer": _only_seen(of_action, answers_action),
    "pathway_meetingaction": _only_seen(
        sees_action, by_actor("entered_by_id", kept_there), update=May(kept_there, ("done_on", "done_words"))
    ),
    "pathway_minutespart": _kept("written_by_id"),
    "pathway_minutessignature": _kept("signed_by_id"),
}  # fmt: skip
