"""The page of one concern, served at the office door in its role."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from candour.contexts.concerns.models import (
    Concern,
    ConcernEnquiry,
    ConcernStep,
    Enquiry,
    EnquiryReply,
    NarrativeRead,
)
from candour.contexts.concerns.operations import barriers, handling, overrides
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, text
from candour.kernel.people.models import Organisation

pytestmark = pytest.mark.django_db


class TestCase:
    def test_keeps_what_was_written_from_whoever_does_not_work_on_it(self, browser: Browser, desk: Desk) -> None:
        concern = make.concern(reporter="Jo Example")
        with browser(desk) as client:
            page = text(client.get(f"/concerns/{concern.reference}/"))
        assert make.STORY not in page
        assert "Jo Example" not in page
        assert "A caseworker can take it on" in page
        assert not NarrativeRead.objects.filter(concern=concern).exists()

    def test_shows_it_to_whoever_does_and_records_that(self, browser: Browser, desk: Desk) -> None:
        concern = desk.brings(make.concern(reporter="Jo Example"), "taken")
        with browser(desk) as client:
            page = text(client.get(f"/concerns/{concern.reference}/"))
            client.get(f"/concerns/{concern.reference}/")
        assert make.STORY in page
        assert "Jo Example" in page
        assert NarrativeRead.objects.filter(concern=concern, person=desk.person).count() == 1

    def test_finds_a_reference_typed_in_another_way(self, browser: Browser, desk: Desk) -> None:
        concern = make.concern()
        with browser(desk) as client:
            typed = concern.reference.lower().replace("-", "")
            assert client.get(f"/concerns/{typed}/").status_code == 200

    def test_answers_alike_for_absent_forbidden_and_misspelt(self, browser: Browser, desk: Desk) -> None:
        concern = make.concern()
        desk.does(barriers.declare_interest, concern, rationale="I know them.")
        with browser(desk) as client:
            pages = [
                client.get(f"/concerns/{name}/{rest}")
                for name in (concern.reference, "C-0000-0000", "nonsense")
                for rest in ("", "write/", "print/")
            ]
        assert {page.status_code for page in pages} == {404}
        assert len({page.content for page in pages}) == 1

    def test_shows_a_correction_with_the_earlier_entry(self, browser: Browser, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "answered")
        mistaken = ConcernStep.objects.get(concern=concern, step="answer")
        desk.does(handling.correct, concern, entry=mistaken.id, rationale="Meant for another.")
        with browser(desk) as client:
            page = text(client.get(f"/concerns/{concern.reference}/"))
        assert "Meant for another." in page
        assert "Corrected: this was taken back later." in page

    def test_shows_requests_and_emergency_access(self, browser: Browser, desk: Desk, colleague: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        desk.does(
            overrides.request_override,
            concern,
            ground="child_at_risk",
            rationale="A child may be hurt.",
            is_safe_to_tell=False,
        )
        colleague.does(barriers.open_in_emergency, concern, rationale="Danger.", stepped_up=True)
        with browser(colleague) as client:
            page = text(client.get(f"/concerns/{concern.reference}/"))
        assert "A child may be hurt." in page
        assert "You read this by emergency access" in page
        assert make.STORY in page

    def test_shows_those_who_oversee_who_read_it_and_who_declared(
        self, browser: Browser, desk: Desk, colleague: Desk, head: Desk
    ) -> None:
        concern = desk.brings(make.concern(), "taken")
        with browser(desk) as client:
            client.get(f"/concerns/{concern.reference}/")
        colleague.does(barriers.declare_interest, concern, rationale="A cousin of mine.")
        with browser(head) as client:
            page = text(client.get(f"/concerns/{concern.reference}/"))
        assert "A cousin of mine." in page
        assert "Who read what was written" in page
        with browser(desk) as client:
            page = text(client.get(f"/concerns/{concern.reference}/"))
        assert "A cousin of mine." not in page

    def test_asks_at_most_25_questions_with_100_events_of_every_kind(
        self, browser: Browser, desk: Desk, colleague: Desk
    ) -> None:
        concern = desk.brings(make.concern(), "taken")
        desk.codes(concern)
        desk.does(handling.pause_clock, concern, rationale="we wait")
        desk.does(handling.resume_clock, concern)
        desk.does(
            overrides.request_override, concern, ground="child_at_risk", rationale="Danger.", is_safe_to_tell=True
        )
        colleague.does(
            overrides.decide_override, concern, authorise=True, rationale="Yes.", text="We told them.", stepped_up=True
        )
        bodies = [body.id for body in make.bodies()]
        desk.does(handling.signpost, concern, bodies=bodies, text="There.", rationale="So.")
        _put_to_body(concern, desk)
        while concern.steps.count() < 100:
            desk.does(handling.write, concern, text="Another message.")
        with browser(desk) as client, CaptureQueriesContext(connection) as asked:
            page = client.get(f"/concerns/{concern.reference}/")
        assert page.status_code == 200
        assert text(page).count('class="moj-timeline__item') == 100
        assert "Because." in text(page)
        assert len(asked) <= 25, "\n".join(one["sql"][:150] for one in asked)

    def test_prints(self, browser: Browser, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        with browser(desk) as client:
            page = text(client.get(f"/concerns/{concern.reference}/print/"))
        assert make.STORY in page
        assert "What you can do" not in page


def _put_to_body(concern: Concern, desk: Desk) -> None:
    """An enquiry with its answer, and the entry of the history as if the step had been taken."""
    body = Organisation.objects.create(name="Beech Hill School", kind="education")
    enquiry = Enquiry.objects.create(
        organisation=body,
        subject="A referral",
        question="Why?",
        sent_on=localdate(),
        state="replied",
        procedure_version=1,
    )
    ConcernEnquiry.objects.create(concern=concern, enquiry=enquiry)
    EnquiryReply.objects.create(
        enquiry=enquiry, text="Because.", answered_at=make.now(), answered_by=desk.person, answered_as="The head"
    )
    state = Concern.objects.get(id=concern.id).state
    ConcernStep.objects.create(
        concern=concern, number=concern.steps.count() + 1, step="put_to_body", from_state=state, to_state=state,
        by=desk.person, by_kind="staff", taken_on=localdate(), taken_at=make.now(), ledger_entry=uuid4(),
    )  # fmt: skip
