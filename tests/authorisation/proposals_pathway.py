"""What somebody might try to write on the pathway: honest, in another's name, on somebody else's referral, too late, twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from tests.authorisation import proposals_panels
from tests.authorisation.world_pathway import BARE

if TYPE_CHECKING:
    from tests.authorisation.oracle import Row
    from tests.authorisation.proposals import Change, Proposal, Proposals

TRIED = ("assigned", "elsewhere", "interest", "of_council", "linked", "from_public", "from_school", "from_school_begun")
ABOUT = (
    ("pathway_individualname", {"kind": "name"}),
    ("pathway_individualcontact", {"kind": "email"}),
    ("pathway_affiliation", {"kind": "school"}),
    ("pathway_equalityfact", {"stated": "not_asked", "value": ""}),
    ("pathway_need", {"known": "none"}),
)


def inserts(p: Proposals) -> Iterator[Proposal]:
    """Rows to insert, one at a time."""
    me, other = p.me, p.other
    yield p.row("pathway_codeterm", list="concern")
    yield p.row("pathway_codemapping", earlier_id=uuid4(), later_id=uuid4())
    yield p.row("pathway_policychoice")
    yield p.row("pathway_individual")
    for person in (me, other):
        yield p.row("pathway_referraldraft", person_id=person)
    yield from _arriving(p)
    for label in BARE:
        yield from _first_rows(p, p.built.referrals[label])
    individuals = [p.built.individuals[relation] for relation in TRIED]
    for individual in (*individuals, uuid4()):
        for by in (me, other, None):
            for table, given in ABOUT:
                yield p.row(table, individual_id=individual, added_by_id=by, **given)
        for person in (me, other):
            yield p.row("pathway_interest", individual_id=individual, person_id=person)
            yield p.row("pathway_interest", individual_id=individual, person_id=person, ended_at=p.world.now)
        ended: Row = {"person_id": me, "ended_at": p.world.now, "ended_by_id": me}
        yield p.row("pathway_interest", individual_id=individual, **ended)
    for relation in TRIED:
        yield from _about(p, p.built.referrals[relation])
    for request in [row["id"] for row in p.world["pathway_informationrequest"]]:
        for by in (me, other):
            yield p.row("pathway_informationreply", request_id=request, answered_by_id=by)
            yield p.row("pathway_informationstep", request_id=request, by_kind="staff", by_id=by)
        yield p.row("pathway_informationdeadline", request_id=request)
    for table, column, extra in (
        ("transfer", "transfer_id", ("pathway_transferupdate",)),
        ("policeled", "led_id", ()),
        ("panelcase", "case_id", ()),
    ):
        parent = "pathway_policeledcase" if table == "policeled" else f"pathway_{table}"
        for record in [row["id"] for row in p.world[parent]]:
            about: dict[str, Any] = {column: record}
            for by in (me, other):
                yield p.row(f"pathway_{table}step", by_kind="staff", by_id=by, **about)
                for more in extra:
                    yield p.row(more, by_id=by, **about)
            yield p.row(f"pathway_{table}deadline", **about)

    yield from _rights(p)
    yield from proposals_panels.inserts(p)


def _rights(p: Proposals) -> Iterator[Proposal]:
    """A code given by each side, in another's name, backwards, for both bodies at once; and what is asked by a code."""
    today = p.world.today
    for relation in ("assigned", "elsewhere", "interest", "of_council"):
        row = p.world.by_id["pathway_referral"][p.built.referrals[relation]]
        about: Row = {
            "referral_id": row["id"], "individual_id": row["individual_id"], "from_on": today, "until_on": today,
            "force_id": row["force_id"],
        }  # fmt: skip
        for by in (p.me, p.other):
            yield p.row("pathway_rightsaccess", **about, given_by_id=by)
        for given in (
            {"ended_on": today}, {"until_on": today - timedelta(days=1)}, {"authority_id": p.built.bodies["council"]},
            {"case_id": uuid4(), "force_id": None, "authority_id": p.built.bodies["council"]},
        ):  # fmt: skip
            yield p.row("pathway_rightsaccess", **about | {"given_by_id": p.me} | given)
        yield p.row("pathway_rightsaccess", **about | {"given_by_id": p.me, "force_id": p.built.bodies["force"]})
    for case in p.world["pathway_panelcase"]:
        of_case: Row = {
            "case_id": case["id"], "from_on": today, "until_on": today, "given_by_id": p.me,
            **{name: case[name] for name in ("referral_id", "individual_id", "authority_id")},
        }  # fmt: skip
        for given in (
            {}, {"authority_id": p.built.bodies["council"]}, {"individual_id": p.built.individuals["elsewhere"]},
            {"referral_id": p.built.referrals["unassigned"]},
        ):  # fmt: skip
            yield p.row("pathway_rightsaccess", **of_case | given)
    for access in p.world["pathway_rightsaccess"]:
        asked: Row = {"access_id": access["id"], "state": "received", "is_open": True, "answer": ""}
        for changed in ({}, {"state": "answered"}, {"answer": "Done."}, {"is_open": False}):
            yield p.row("pathway_rightsrequest", **asked | changed)
    for request in p.world["pathway_rightsrequest"]:
        step: Row = {"request_id": request["id"], "number": 1, "from_state": ""}
        yield p.row("pathway_rightsstep", **step, by_kind="person")
        yield p.row("pathway_rightsstep", **step | {"number": 2}, by_kind="person")
        for by in (p.me, p.other):
            yield p.row("pathway_rightsstep", **step, by_kind="staff", by_id=by)
        yield p.row("pathway_rightsdeadline", request_id=request["id"])


def _arriving(p: Proposals) -> Iterator[Proposal]:
    """A referral, as it arrives by each way, and in what is not the sender's to say."""
    fresh: Row = {"state": "received", "deconflicted": "", "outcome": "", "individual_id": uuid4()}
    force = {"force_id": p.built.bodies["force"]}
    for channel in ("public", "professional", "telephone"):
        for by in (p.me, p.other, None):
            yield p.row("pathway_referral", **fresh, **force, channel=channel, entered_by_id=by)
    honest = {"channel": "telephone", "entered_by_id": p.me}
    for given in (
        {"state": "assessment"}, {"assigned_to_id": p.me}, {"deconflicted": "clear"}, {"outcome": "close"},
    ):  # fmt: skip
        yield p.row("pathway_referral", **fresh | force | honest | given)
        yield p.row("pathway_referral", **fresh | force | {"channel": "public", "entered_by_id": None} | given)


def _first_rows(p: Proposals, referral: UUID) -> Iterator[Proposal]:
    """What whoever enters a referral writes with it: in one's own name, in another's, in nobody's."""
    for person in (p.me, p.other, None):
        yield p.row("pathway_referralcontent", referral_id=referral, written_by_id=person)
        for feedback in ("", "Well."):
            yield p.row("pathway_referrer", referral_id=referral, person_id=person, feedback=feedback)


def _about(p: Proposals, referral: UUID) -> Iterator[Proposal]:
    me, other = p.me, p.other
    about: dict[str, Any] = {"referral_id": referral}
    receive: Row = {"number": 1, "step": "receive", "from_state": ""}
    for by in (me, other):
        yield p.row("pathway_referralstep", **about, **receive, by_kind="staff", by_id=by)
        yield p.row("pathway_referralstep", **about, number=3, step="close", by_kind="staff", by_id=by)
        yield p.row("pathway_deconfliction", **about, checked_by_id=by)
        yield p.row("pathway_referralread", **about, person_id=by)
        yield p.row("pathway_individualcorrection", individual_id=_individual(p, referral), by_id=by)
        yield p.row(
            "pathway_assessment", **about, number=9, assessed_by_id=by, framework_id=uuid4(), type_of_concern_id=uuid4()
        )
        yield p.row(
            "pathway_decision", **about, decided_by_id=by, assessment_id=uuid4(), step_id=uuid4(), reasons='["x"]'
        )
        for state in ("asked", "answered"):
            yield p.row(
                "pathway_informationrequest",
                **about,
                asked_by_id=by,
                state=state,
                organisation_id=p.built.bodies["school"],
            )
    yield p.row("pathway_referralstep", **about, **receive, by_kind="referrer")
    yield p.row("pathway_referralstep", **about, number=2, step="take", by_kind="referrer")
    yield p.row("pathway_referraldeadline", **about)
    for force in ("force", "other_force"):
        body = p.built.bodies[force]
        for by in (me, other):
            for earlier in (p.built.referrals["unassigned"], referral):
                yield p.row(
                    "pathway_referrallink", **about, earlier_id=earlier, force_id=body, is_same=True, decided_by_id=by
                )
        runs: dict[str, Any] = {**about, "individual_id": _individual(p, referral), "force_id": body}
        for state in ("offered", "accepted"):
            yield p.row("pathway_transfer", **runs, state=state, organisation_id=p.built.bodies["service"])
        yield p.row("pathway_policeledcase", **runs, state="open")
        for state in ("referred", "supported"):
            yield p.row("pathway_panelcase", **runs, state=state, authority_id=p.built.bodies["council"])
    for clock in p.world["pathway_referraldeadline"]:
        if clock["referral_id"] == referral:
            yield p.row("pathway_referralpause", deadline_id=clock["id"])
    for assessment in p.world["pathway_assessment"]:
        if assessment["referral_id"] == referral:
            says = {"assessment_id": assessment["id"], "assessed_by_id": assessment["assessed_by_id"]}
            for by in (me, other):
                yield p.row("pathway_countersignature", **says, by_id=by)
            yield p.row("pathway_countersignature", **says | {"assessed_by_id": me}, by_id=me)


def _individual(p: Proposals, referral: UUID) -> UUID:
    found: UUID = p.world.by_id["pathway_referral"][referral]["individual_id"]
    return found


def changes(p: Proposals) -> Iterator[Change]:
    """Changes of rows that are there."""
    from tests.authorisation.proposals import Change

    yield from proposals_panels.changes(p)
    bodies = p.built.bodies
    for relation in (*TRIED, "unassigned", "sent_on"):
        referral = p.built.referrals[relation]
        sent: Row = {"force_id": bodies["other_force"], "from_force_id": bodies["force"]}
        for given in (
            {"state": "closed"}, sent, {"force_id": bodies["other_force"]}, {"individual_id": p.built.individuals["interest"]},
            {"assigned_to_id": p.me},
        ):  # fmt: skip
            yield Change("pathway_referral", referral, given)
    for relation in TRIED:
        yield Change("pathway_individual", p.built.individuals[relation], {"languages": "Welsh"})
    elsewhere = {"referral_id": p.built.referrals["elsewhere"]}
    for clock in p.world["pathway_referraldeadline"]:
        if clock["referral_id"] == p.built.referrals["assigned"]:
            yield Change("pathway_referraldeadline", clock["id"], elsewhere)
    for table in ("pathway_transfer", "pathway_panelcase", "pathway_policeledcase", "pathway_informationrequest"):
        for row in p.world[table]:
            yield Change(table, row["id"], {"state": "another"})
            if table == "pathway_panelcase":
                yield Change(table, row["id"], {"authority_id": bodies["borough"]})
    for interest in p.world["pathway_interest"]:
        ended: Row = {"ended_at": p.world.now + timedelta(0), "ended_by_id": p.me, "end_reason": "x"}
        yield Change("pathway_interest", interest["id"], ended)
