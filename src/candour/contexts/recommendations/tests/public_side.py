"""A reader of the public tracker, for tests: the public door's role, and nobody signed in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from candour.contexts.recommendations.models import (
    Addressee,
    AddresseeDeadline,
    Claim,
    Closing,
    Correction,
    Escalation,
    ExtensionDecision,
    ExtensionRequest,
    PlannedTask,
    Reported,
    ReportNote,
    Response,
    TaskReport,
    Update,
    Verdict,
    Withheld,
)
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.kernel.doors import Door
from tests.somebody import now

_RESPONDED = {"reject": answer.REJECTED, "note": answer.NOTED, "pass_on": answer.ELSEWHERE}


class Reader:
    """Somebody who reads the tracker."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def get(self, path: str, **headers: str) -> Any:
        """A page, as the public door answers it; a download is read to its end."""
        own = {
            "DOOR": Door.PUBLIC,
            "ROOT_URLCONF": "candour.config.urls.public",
            "MIDDLEWARE": settings.PUBLIC_MIDDLEWARE,
            "CONTENT_SECURITY_POLICY": settings.PUBLIC_CONTENT_SECURITY_POLICY,
        }
        with override_settings(**own), self.desk.as_door(Door.PUBLIC):
            answered = Client(SERVER_NAME="localhost").get(path, headers=headers)
            if answered.streaming:
                answered.read_to_its_end = b"".join(answered.streaming_content)  # type: ignore[attr-defined]
        return answered

    def text(self, path: str) -> str:
        """The words of a page that is there."""
        answered = self.get(path)
        assert answered.status_code == 200, (path, answered.status_code)
        return str(answered.content.decode())

    def file(self, path: str) -> bytes:
        """A download."""
        answered = self.get(path)
        assert answered.status_code == 200, (path, answered.status_code)
        return bytes(answered.read_to_its_end)


def settle() -> None:
    """What happens at the end of a transaction happens now: what was changed gets its new mark."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
        cursor.execute("select set_config('candour.recommendations_changed', '', true)")


def responds(desk: Desk, held: Addressee, kind: str = "accept", on: date | None = None, **fields: str) -> Response:
    """The body answers, as its records show it afterwards."""
    made = Response.objects.create(
        addressee=held,
        number=held.responses.count() + 1,
        kind=kind,
        reasons=fields.pop("reasons", "Because it is right."),
        plan=fields.pop("plan", "We will do it."),
        for_body="Another" if kind == "pass_on" else "",
        sent_on=on or today(),
        at=now(),
        prepared_by=desk.owner(held.organisation.name, "Preparer").person,
        by=desk.owner(held.organisation.name).person,
    )
    AddresseeDeadline.objects.filter(addressee=held, code=answer.RESPOND).update(met_on=today())
    held.response, held.state = kind, _RESPONDED.get(kind, answer.ACCEPTED)
    held.next_due_on = held.deliver_by if held.state == answer.ACCEPTED else None
    held.save()
    return made


def claims(desk: Desk, held: Addressee, evidence: str = "The new guidance.") -> Claim:
    """The body says that it is delivered."""
    held.state, held.next_due_on = answer.CLAIMED, today() + timedelta(days=30)
    held.save()
    return Claim.objects.create(
        addressee=held,
        number=held.claims.count() + 1,
        against_measure="It is done everywhere.",
        evidence=evidence,
        claimed_on=today(),
        at=now(),
        by=desk.owner(held.organisation.name).person,
    )


def finds(desk: Desk, claim: Claim, outcome: str = "verified") -> Verdict:
    """The office looks at a claim."""
    held, missing = claim.addressee, outcome == "not_verified"
    held.state = outcome
    held.save()
    return Verdict.objects.create(
        addressee=held,
        claim=claim,
        outcome=outcome,
        looked_at="Forty case files.",
        method="A sample.",
        missing="Two regions." if missing else "",
        next_on=today() + timedelta(days=60) if missing else None,
        found_on=today(),
        at=now(),
        by=desk.of_office("reviewer").person,
    )


def has_its_whole_story(desk: Desk, held: Addressee) -> None:
    """Everything that can happen to what a body was asked, happened."""
    office, owner = desk.of_office("reviewer").person, desk.owner(held.organisation.name).person
    extension = ExtensionRequest.objects.create(
        addressee=held, number=1, what="response", until=today() + timedelta(days=90), reasons="An election.",
        asked_on=today(), at=now(), by=owner,
    )  # fmt: skip
    ExtensionDecision.objects.create(
        request=extension, is_granted=True, until=today() + timedelta(days=80), reasons="Short enough.",
        decided_on=today(), at=now(), by=office,
    )  # fmt: skip
    for kind, text in (("remind", ""), ("write_letter", "Dear Sir or Madam"), ("give_notice", "It is late.")):
        Escalation.objects.create(
            addressee=held, kind=kind, about="response", text=text, signed_as="The Commissioner",
            sent_on=today(), at=now(), by=office,
        )  # fmt: skip
    response = responds(desk, held, "accept_in_part")
    task = PlannedTask.objects.create(
        addressee=held,
        response=response,
        number=1,
        text="Write the guidance.",
        due_on=today(),
        owner="Prevent team",
        by=owner,
    )
    TaskReport.objects.create(
        task=task, number=1, state="done", text="Written.", reported_on=today(), at=now(), by=owner
    )
    Update.objects.create(addressee=held, text="Half of it is done.", written_on=today(), at=now(), by=owner)
    finds(desk, claims(desk, held, "A first draft."), "not_verified")
    finds(desk, claims(desk, held, "The printed guidance."))
    later = desk.recommendation(text="The later one.")
    Closing.objects.create(
        addressee=held,
        reason="close_as_superseded",
        text="Wider now.",
        superseded_by=later,
        closed_on=today(),
        at=now(),
        by=office,
    )
    held.state, held.is_open, held.next_due_on = answer.CLOSED, False, None
    held.save()
    Correction.objects.create(
        recommendation=held.recommendation, addressee=held, about="A date", was="June", instead="July", reason="Misread.",
        made_on=today(), at=now(), by=office,
    )  # fmt: skip


def earlier_review(desk: Desk) -> Any:
    """A review before this office, as the history loader leaves it."""
    report = desk.report(
        "earlier", title="An earlier review", is_earlier=True, published_on=date(2023, 2, 8), source="A newspaper"
    )
    one = desk.recommendation(
        report,
        number="",
        text="A theme that a source tells of.",
        measure="",
        certainty="found_theme",
        issued_on=date(2023, 2, 8),
    )
    Reported.objects.create(
        recommendation=one,
        addressee="Home Office",
        response="accepted",
        status="delivered",
        as_of=date(2024, 2, 20),
        source="gov.uk",
    )
    ReportNote.objects.create(
        report=report, text="The whole set", addressee="Home Office", response="all accepted", status="",
        recommendations=34, recommendations_done=30, tasks=120, tasks_done=115, as_of=date(2024, 2, 20), source="Hansard",
    )  # fmt: skip
    Withheld.objects.create(
        report_title=report.title, published="2023-02-08", certainty="known_number_uncertain", rows=3
    )
    return one
