"""Recommendations of the world: in the making, issued, published; what each body was asked, and all that hangs from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.authorisation.world_evidence import evidence
from tests.authorisation.world_made import CLOCK, made, reference

if TYPE_CHECKING:
    from tests.authorisation.world import Builder

DAY = timedelta(days=1)
UNMOVED = {"moved_to": None, "moved_because": ""}

REPORTS: dict[str, dict[str, Any]] = {
    "published": {"is_published": True},
    "issued": {"is_published": False},
    "of_force": {"is_published": False},
    "earlier": {"is_published": True, "is_earlier": True},
}
RECOMMENDATIONS: dict[str, tuple[str, bool]] = {
    # name → its report, and whether it is published
    "first": ("published", True),
    "second": ("published", True),
    "third": ("published", True),
    "fourth": ("published", True),
    "fifth": ("published", True),
    "added": ("published", False),
    "issued": ("issued", False),
    "of_force": ("of_force", False),
    "theme": ("earlier", True),
}
ASKED: tuple[tuple[str, str, str, str], ...] = (
    # recommendation, body, part, where it stands
    ("first", "department", "", "accepted"),
    ("first", "council", "a", "closed"),
    ("first", "force", "b", "claimed"),
    ("second", "department", "", "asked"),
    ("second", "council", "", "rejected"),
    ("second", "borough", "", "not_verified"),
    ("third", "department", "", "claimed"),
    ("third", "council", "", "asked"),
    ("fourth", "department", "", "not_verified"),
    ("fourth", "council", "", "claimed"),
    ("fourth", "force", "", "asked"),
    ("fifth", "department", "", "closed"),
    ("fifth", "council", "", "verified"),
    ("added", "department", "", "noted"),
    ("issued", "department", "", "asked"),
    ("issued", "council", "", "accepted"),
    ("of_force", "force", "", "verified"),
)
OWNERS = {
    # body → who prepared there, and who signed
    "department": ("owner", "co_owner"),
    "council": ("two_bodies_owner", "council_owner"),
    "force": ("two_bodies_owner", "force_owner"),
    "borough": ("other_contact", "other_administrator"),
}
RESPONSES = {"rejected": "reject", "noted": "note"}
PREPARED: tuple[tuple[str, str, bool], ...] = (
    # what a body was asked, who wrote the draft last, and whether it waits for a signature
    ("second to department", "owner", True),
    ("issued to department", "co_owner", False),
    ("third to council", "two_bodies_owner", True),
    ("fourth to force", "force_owner", False),
)
LINKS = (
    ("second", "supersedes", "first"),
    ("added", "supersedes", "first"),
    ("third", "derives_from", "added"),
    ("issued", "repeats", "second"),
    ("of_force", "conflicts", "issued"),
)
DRAFTS = ("drafting", "checking", "passed", "withdrawn")
WORKED_THERE: tuple[tuple[str, str, int, int | None], ...] = (
    # who of the office, for which body, from and until how many days ago
    ("judge_lately", "department", 900, 180),
    ("judge_long_ago", "department", 1_500, 730),
    ("judge_long_ago", "force", 1_500, 366),
)


def recommendations(b: Builder) -> None:
    """Everything."""
    _people(b)
    _lists(b)
    for name, facts in REPORTS.items():
        _report(b, name, **facts)
    for name, (report, is_published) in RECOMMENDATIONS.items():
        _recommendation(b, name, report, is_published=is_published)
    for asked in ASKED:
        _asked(b, *asked)
    for name, kind, to in LINKS:
        made(
            b, "recommendations_link", recommendation_id=b.built.recommendations[name], kind=kind,
            to_id=b.built.recommendations[to], made_on=b.today, by_id=b.built.people["reviewer"],
        )  # fmt: skip
    for label, by, waits in PREPARED:
        made(
            b, "recommendations_responsedraft", addressee_id=b.built.addressees[label], kind="accept", tasks="[]",
            saved_at=noon(b), submitted_at=noon(b) if waits else None, by_id=b.built.people[by],
        )  # fmt: skip
    _history(b)
    for state in DRAFTS:
        draft(b, state)


def noon(b: Builder) -> datetime:
    """A moment that is the same in every world of a day."""
    return datetime.combine(b.today - DAY, time(12), UTC)


def _days_ago(b: Builder, days: int | None) -> date | None:
    return None if days is None else b.today - days * DAY


def _people(b: Builder) -> None:
    """Who stands in for whom, who answers for two bodies, and who of the office worked for a body."""
    b.hold("two_bodies_owner", "force", "recommendation_owner")
    b.cover("owner_deputy", "owner", "deputy", b.today - 9 * DAY, None)
    b.cover("owner_cover_over", "owner", "leave", b.today - 9 * DAY, b.today)
    b.cover("judge_who_covered", "council_owner", "leave", b.today - 90 * DAY, b.today - 60 * DAY)
    for name, body, since, until in WORKED_THERE:
        b.add(
            "people_roleholding", person_id=b.built.people[name], organisation_id=b.built.bodies[body],
            role="recommendation_owner", area="", starts_on=_days_ago(b, since), ends_on=_days_ago(b, until),
        )  # fmt: skip


def _lists(b: Builder) -> None:
    """How long independence takes: now, before, later, in one nation alone; tags, figures and plots."""
    for nation, value, since, until in (
        ("", 12, 400, None), ("", 1, 900, None), ("", 1, 300, 100), ("", 1, -9, None), ("scotland", 1, 100, None),
    ):  # fmt: skip
        b.add(
            "deadlines_policyterm", code="recommendations.independence", unit="months", value=value, nation=nation,
            in_force_from=_days_ago(b, since), in_force_until=_days_ago(b, until),
        )  # fmt: skip
    made(b, "recommendations_tagterm", list="contest", code="prevent", valid_from=b.today, valid_until=None)
    made(b, "recommendations_figure", scope="", counted_on=b.today, counts="{}")
    made(b, "recommendations_drawn", name="progress", language="en", drawn_at=noon(b))
    b.add("recommendations_changed", id=1, mark=UUID(int=1))
    made(b, "recommendations_withheld", report_title="A review", certainty="unsure", rows=3)


def _report(b: Builder, name: str, *, is_published: bool, is_earlier: bool = False) -> None:
    at = noon(b)
    b.built.reports[name] = report = made(
        b, "recommendations_report", slug=name, title=f"Report {name}", precision="day", is_earlier=is_earlier,
        published_on=b.today - DAY if is_published else None, published_at=at if is_published else None, issued_at=at,
    )  # fmt: skip
    if is_published and not is_earlier:
        made(
            b, "recommendations_publishedtext", report_id=report, recommendation_id=None, digest="a" * 64,
            published_on=b.today - DAY,
        )  # fmt: skip
    if not is_earlier:
        made(b, "recommendations_reportdraft", slug=name, title=f"Report {name}", issued_as_id=report)


def _recommendation(b: Builder, name: str, report: str, *, is_published: bool) -> None:
    add = partial(made, b)
    b.built.recommendations[name] = found = add(
        "recommendations_recommendation", reference=reference(b, "N"), report_id=b.built.reports[report], number=name,
        place=len(b.built.recommendations) + 1, certainty="found_theme" if name == "theme" else "", issued_on=b.today - DAY,
        published_at=noon(b) if is_published else None,
    )  # fmt: skip
    for letter in ("a", "b"):
        add("recommendations_part", recommendation_id=found, letter=letter)
    term = b.connection.execute("select id from recommendations_tagterm limit 1").fetchone()
    assert term is not None
    add("recommendations_tag", recommendation_id=found, term_id=term[0])
    add(
        "recommendations_correction",
        recommendation_id=found,
        made_on=b.today,
        at=noon(b),
        by_id=b.built.people["reviewer"],
    )


def _asked(b: Builder, name: str, body: str, part: str, state: str) -> None:
    p, add, at = b.built.people, partial(made, b), noon(b)
    recommendation = b.built.recommendations[name]
    found = b.connection.execute(
        "select p.id, r.published_at from recommendations_recommendation r"
        " left join recommendations_part p on p.recommendation_id = r.id and p.letter = %s where r.id = %s",
        [part, recommendation],
    ).fetchone()
    assert found is not None
    addressee = add(
        "recommendations_addressee", reference=reference(b, "A"), recommendation_id=recommendation, part_id=found[0],
        organisation_id=b.built.bodies[body], asked_on=b.today - DAY, deliver_by=b.today + 90 * DAY, state=state,
        response=RESPONSES.get(state, "" if state == "asked" else "accept"), is_open=state != "closed", nation="england",
        published_at=found[1],
    )  # fmt: skip
    label = f"{name} to {body}"
    b.built.addressees[label] = addressee
    about = {"addressee_id": addressee}
    add("recommendations_addresseestep", **about, number=1, step="ask", by_kind="staff", by_id=p["head"], taken_at=at)
    for code in ("response", "verify", "extension"):
        add("recommendations_addresseedeadline", **about, code=f"recommendations.{code}", **CLOCK, **UNMOVED)
    add(
        "recommendations_correction", recommendation_id=recommendation, **about, made_on=b.today, at=at,
        by_id=p["reviewer"],
    )  # fmt: skip
    add(
        "recommendations_escalation",
        **about,
        kind="remind",
        about="response",
        sent_on=b.today,
        at=at,
        by_id=p["reviewer"],
    )
    prepared, signed = (p[who] for who in OWNERS[body])
    by_body = {"at": at, "by_id": signed}
    for number in (1, 2):
        request = add(
            "recommendations_extensionrequest", **about, **by_body, number=number, what="response", until=b.today,
            asked_on=b.today,
        )  # fmt: skip
        if number == 1:
            add(
                "recommendations_extensiondecision", request_id=request, is_granted=True, until=b.today,
                decided_on=b.today, at=at, by_id=p["reviewer"],
            )  # fmt: skip
    response = add(
        "recommendations_response", **about, **by_body, number=1, kind=RESPONSES.get(state, "accept"), for_body="",
        sent_on=b.today - DAY, prepared_by_id=prepared,
    )  # fmt: skip
    task = add("recommendations_plannedtask", **about, response_id=response, number=1, due_on=b.today, by_id=signed)
    add("recommendations_taskreport", task_id=task, number=1, state="started", reported_on=b.today, **by_body)
    update = add("recommendations_update", **about, **by_body, written_on=b.today)
    claim = add("recommendations_claim", **about, **by_body, number=1, claimed_on=b.today)
    _judged(b, label, addressee, claim)
    evidence(b, label, addressee, {"update": update, "claim": claim}, by_body)


def _judged(b: Builder, label: str, addressee: UUID, claim: UUID) -> None:
    by_office = {"addressee_id": addressee, "at": noon(b), "by_id": b.built.people["reviewer"]}
    made(
        b, "recommendations_verdict", **by_office, claim_id=claim, outcome="verified", missing="", next_on=None,
        found_on=b.today,
    )  # fmt: skip
    because = {"first to council": "second"}.get(label)
    made(
        b, "recommendations_closing", **by_office, closed_on=b.today,
        reason="close_as_superseded" if because else "close_as_done",
        superseded_by_id=b.built.recommendations[because] if because else None,
    )  # fmt: skip


def _history(b: Builder) -> None:
    """What public sources say; also of what is not published, where a mistake might put it."""
    for name in ("theme", "issued"):
        made(b, "recommendations_reported", recommendation_id=b.built.recommendations[name], as_of=b.today)
    for name in ("earlier", "issued"):
        made(b, "recommendations_reportnote", report_id=b.built.reports[name], as_of=b.today)


def draft(b: Builder, name: str) -> UUID:
    """A recommendation in the making, with its report and all that the quality gate looks at."""
    p, add = b.built.people, partial(made, b)
    state = name if name in DRAFTS else "drafting"
    report = add("recommendations_reportdraft", slug=f"draft-{name}", title=f"canary {name}", issued_as_id=None)
    found: UUID = add(
        "recommendations_draft", reference=reference(b, "D"), report_id=report, number="1", text=f"canary {name}",
        deliver_by=b.today, tags="[]", state=state, is_open=state != "withdrawn", nation="",
    )  # fmt: skip
    b.built.recommended[name] = found
    about = {"draft_id": found}
    part = add("recommendations_draftpart", **about, letter=name[0])
    add("recommendations_draftaddressee", **about, organisation_id=b.built.bodies["department"], part_id=part)
    add(
        "recommendations_draftlink",
        **about,
        kind="derives_from" if state == "drafting" else "repeats",
        to_id=b.built.recommendations["first"],
    )
    add("recommendations_consideration", **about, aspect="cost", number=1, at=noon(b), by_id=p["reviewer"])
    add(
        "recommendations_draftstep",
        **about,
        number=1,
        step="draft",
        by_kind="staff",
        by_id=p["reviewer"],
        taken_at=noon(b),
    )
    return found
