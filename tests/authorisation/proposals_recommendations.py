"""What somebody might try to write on recommendations: in another's name, for another body, about what is closed, as signed by
whom it was not prepared, published before its report, judged by whoever worked there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from tests.authorisation import proposals_evidence
from tests.authorisation.world_recommendations import UNMOVED

if TYPE_CHECKING:
    from tests.authorisation.oracle import Row, World
    from tests.authorisation.proposals import Change, Proposal, Proposals
    from tests.authorisation.world_built import Built

DAY = timedelta(days=1)

TRIED = (
    "first to department", "second to department", "third to department", "fourth to department", "fifth to department",
    "issued to department", "second to council", "third to council", "fifth to council", "fourth to force", "first to force",
    "fourth to council", "of_force to force", "first to council",
)  # fmt: skip
"""Each state, of each body that somebody answers for, published and not."""
STEPS = (
    "ask", "accept", "update", "claim", "ask_extension", "ask_again", "verify", "find_not_verified", "extend", "remind",
    "write_letter", "close_as_done", "close_as_refused", "reopen", "invented",
)  # fmt: skip
STATES = ("asked", "accepted", "rejected", "claimed", "verified", "not_verified", "closed")
CLOCKS = ("response", "verify", "extension", "decide")
REASONS = ("close_as_done", "close_as_exceeded", "close_as_not_applicable", "close_as_refused")
KINDS = ("remind", "write_letter", "give_notice")
FRESH: Row = {"state": "asked", "response": "", "is_open": True, "published_at": None}


def inserts(p: Proposals) -> Iterator[Proposal]:
    """Rows to insert, one at a time."""
    for label in TRIED:
        yield from _of_body(p, p.built.addressees[label])
        yield from _of_office(p, p.built.addressees[label])
    yield from proposals_evidence.inserts(p)
    yield from _issued(p)
    yield from _in_the_making(p)
    for table in ("tagterm", "figure", "drawn", "withheld"):
        yield p.row(f"recommendations_{table}")
    for recommendation in p.built.recommendations.values():
        yield p.row("recommendations_reported", recommendation_id=recommendation)
    yield p.row("recommendations_reportnote", report_id=p.built.reports["earlier"])


def _of_body(p: Proposals, addressee: UUID) -> Iterator[Proposal]:
    about, now, people = {"addressee_id": addressee}, p.world.now, p.built.people
    own = [r["id"] for r in p.world["recommendations_response"] if r["addressee_id"] == addressee]
    elsewhere = [r["id"] for r in p.world["recommendations_response"] if r["addressee_id"] != addressee][:1]
    tasks = [r["id"] for r in p.world["recommendations_plannedtask"] if r["addressee_id"] == addressee]
    for by in (p.me, p.other):
        said: dict[str, Any] = {**about, "by_id": by, "at": now}
        for prepared in (people["owner"], people["two_bodies_owner"], people["co_owner"], people["force_owner"], p.me):
            for kind in ("accept", "note"):
                yield p.row(
                    "recommendations_response", **said, number=9, kind=kind, for_body="", prepared_by_id=prepared
                )
        yield p.row(
            "recommendations_response", **said, number=9, kind="accept", for_body="Another", prepared_by_id=p.other
        )
        for response in (*own, *elsewhere, uuid4()):
            yield p.row("recommendations_plannedtask", **about, response_id=response, number=9, by_id=by)
        for task in (*tasks, uuid4()):
            yield p.row("recommendations_taskreport", task_id=task, number=9, state="done", at=now, by_id=by)
        yield p.row("recommendations_update", **said)
        yield p.row("recommendations_claim", **said, number=9)
        yield p.row("recommendations_extensionrequest", **said, number=9, what="delivery")
        for submitted in (None, now):
            for kind in ("accept", ""):
                yield p.row(
                    "recommendations_responsedraft", **about, kind=kind, submitted_at=submitted, tasks="[]", by_id=by
                )
        for step in STEPS:
            yield p.row("recommendations_addresseestep", **about, step=step, by_kind="staff", by_id=by)
    yield p.row("recommendations_addresseestep", **about, step="claim", by_kind="system", by_id=p.me)
    yield p.row("recommendations_addresseestep", **about, step="remind", by_kind="system", by_id=p.me)
    yield p.row("recommendations_addresseestep", **about, step="remind", by_kind="system", by_id=None)
    for code in CLOCKS:
        for met in (None, p.world.today):
            yield p.row(
                "recommendations_addresseedeadline", **about, **UNMOVED, code=f"recommendations.{code}", met_on=met
            )
    yield p.row(
        "recommendations_addresseedeadline",
        **about,
        **UNMOVED,
        code="recommendations.verify",
        cancelled_on=p.world.today,
    )


def _of_office(p: Proposals, addressee: UUID) -> Iterator[Proposal]:
    about, now, today = {"addressee_id": addressee}, p.world.now, p.world.today
    claims = p.world["recommendations_claim"]
    own = [row["id"] for row in claims if row["addressee_id"] == addressee]
    elsewhere = [row["id"] for row in claims if row["addressee_id"] != addressee][:1]
    built = p.built.recommendations
    for by in (p.me, p.other):
        done: dict[str, Any] = {**about, "by_id": by, "at": now}
        for claim in (*own, *elsewhere):
            for outcome, missing, following in (
                ("verified", "", None), ("not_verified", "Much.", today), ("verified", "Much.", None),
                ("not_verified", "", today),
            ):  # fmt: skip
                yield p.row(
                    "recommendations_verdict",
                    **done,
                    claim_id=claim,
                    outcome=outcome,
                    missing=missing,
                    next_on=following,
                )
        for reason in REASONS:
            yield p.row("recommendations_closing", **done, reason=reason)
        for successor in (built["second"], built["added"], built["third"], None):
            yield p.row("recommendations_closing", **done, reason="close_as_superseded", superseded_by_id=successor)
        for kind in KINDS:
            yield p.row("recommendations_escalation", **done, kind=kind, about="response")
    for request in p.world["recommendations_extensionrequest"]:
        if request["addressee_id"] == addressee:
            for by in (p.me, p.other):
                for granted, until in ((True, today), (False, None), (True, None)):
                    yield p.row(
                        "recommendations_extensiondecision", request_id=request["id"], is_granted=granted, until=until,
                        by_id=by, at=now,
                    )  # fmt: skip


def _issued(p: Proposals) -> Iterator[Proposal]:
    built, now, bodies = p.built, p.world.now, p.built.bodies
    for name in ("published", "issued"):
        about_text = {"report_id": built.reports[name], "recommendation_id": built.recommendations["added"]}
        yield p.row("recommendations_publishedtext", **about_text, digest="b" * 64)
    for published in (None, now):
        yield p.row("recommendations_report", published_at=published)
        for report in built.reports.values():
            for certainty in ("", "found"):
                yield p.row(
                    "recommendations_recommendation", report_id=report, certainty=certainty, published_at=published
                )
    for name, recommendation in built.recommendations.items():
        about: dict[str, Any] = {"recommendation_id": recommendation}
        yield p.row("recommendations_part", **about, letter="z")
        yield p.row("recommendations_tag", **about, term_id=uuid4())
        for by in (p.me, p.other):
            for to in (built.recommendations["third"], built.recommendations["of_force"]):
                yield p.row("recommendations_link", **about, kind="repeats", to_id=to, by_id=by)
            for addressee in (None, built.addressees["first to department"], built.addressees["of_force to force"]):
                yield p.row("recommendations_correction", **about, addressee_id=addressee, by_id=by)
        if name in {"first", "issued", "added"}:
            yield from _asked(p, about, bodies["school"])
    yield p.row(
        "recommendations_addressee", recommendation_id=built.recommendations["second"], organisation_id=bodies["department"],
        part_id=None, **FRESH,
    )  # fmt: skip


def _asked(p: Proposals, about: dict[str, Any], body: UUID) -> Iterator[Proposal]:
    """A body that was not asked yet: for the whole, for a part, for a part of another; answered already, published early."""
    table = "recommendations_addressee"
    asked: Row = {**about, "organisation_id": body, "part_id": None, **FRESH}
    own = next(r["id"] for r in p.world["recommendations_part"] if r["recommendation_id"] == about["recommendation_id"])
    other = next(
        r["id"] for r in p.world["recommendations_part"] if r["recommendation_id"] != about["recommendation_id"]
    )
    for given in (
        {}, {"part_id": own}, {"part_id": other}, {"published_at": p.world.now}, {"state": "verified"}, {"response": "note"},
        {"is_open": False},
    ):  # fmt: skip
        yield p.row(table, **{**asked, **given})


def _in_the_making(p: Proposals) -> Iterator[Proposal]:
    yield p.row("recommendations_reportdraft", issued_as_id=None)
    yield p.row("recommendations_draft", report_id=uuid4(), state="drafting", issued_as_id=None)
    for draft in p.built.recommended.values():
        about = {"draft_id": draft}
        yield p.row("recommendations_draftpart", **about, letter="z")
        yield p.row("recommendations_draftaddressee", **about, organisation_id=uuid4(), part_id=None)
        yield p.row("recommendations_draftlink", **about, kind="conflicts", to_id=uuid4())
        for by in (p.me, p.other):
            yield p.row("recommendations_consideration", **about, aspect="law", number=9, by_id=by)
            yield p.row("recommendations_draftstep", **about, step="revise", by_kind="staff", by_id=by)


def changes(p: Proposals) -> Iterator[Change]:
    """Changes of rows that are there."""
    from tests.authorisation.proposals import Change

    today, now, built = p.world.today, p.world.now, p.built
    given: Row
    yield from proposals_evidence.changes(p)
    for addressee in built.addressees.values():
        for state in STATES:
            yield Change("recommendations_addressee", addressee, {"state": state})
        for given in (
            {"state": "accepted", "response": "accept"}, {"response": "note"}, {"is_open": False}, {"published_at": now},
            {"published_at": None}, {"deliver_by": today + 900 * DAY}, {"state": "closed", "is_open": False},
        ):  # fmt: skip
            yield Change("recommendations_addressee", addressee, given)
    for clock in p.world["recommendations_addresseedeadline"]:
        for given in ({"met_on": today}, {"cancelled_on": today}, {"due_on": today + 900 * DAY}):
            yield Change("recommendations_addresseedeadline", clock["id"], given)
    for prepared in p.world["recommendations_responsedraft"]:
        for given in (
            {"by_id": p.me}, {"by_id": p.other}, {"by_id": p.me, "submitted_at": now, "reasons": ""},
            {"by_id": p.me, "addressee_id": built.addressees["of_force to force"]},
        ):  # fmt: skip
            yield Change("recommendations_responsedraft", prepared["id"], given)
    for report in built.reports.values():
        for given in ({"published_at": now, "published_on": today}, {"published_at": None}, {"title": "Another"}):
            yield Change("recommendations_report", report, given)
    for recommendation in built.recommendations.values():
        for given in ({"published_at": now}, {"published_at": None}, {"text": "Another."}):
            yield Change("recommendations_recommendation", recommendation, given)
    for draft in built.recommended.values():
        for given in ({"text": "Another."}, {"deliver_by": today + DAY}, {"state": "checking"}, {"is_open": False}):
            yield Change("recommendations_draft", draft, given)


def moves(built: Built, world: World) -> list[tuple[str, str, Any]]:
    """Where somebody might hang what they may change: on another body, on what passed the gate, under another's name."""
    passed = built.recommended["passed"]
    return [
        ("recommendations_responsedraft", "addressee_id", built.addressees["of_force to force"]),
        ("recommendations_responsedraft", "addressee_id", built.addressees["first to department"]),
        ("recommendations_responsedraft", "by_id", built.people["owner"]),
        ("recommendations_draftpart", "draft_id", passed),
        ("recommendations_draftaddressee", "draft_id", passed),
        ("recommendations_draftlink", "draft_id", passed),
    ]
