"""The page of every step, served at the office door in its role."""

from __future__ import annotations

from uuid import uuid4

import pytest

from candour.contexts.concerns import procedure
from candour.contexts.concerns.models import ConcernExclusion, Message
from candour.contexts.concerns.operations import barriers, overrides
from candour.contexts.concerns.queries import caseworkers
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, ledger_verbs, text
from candour.contexts.concerns.views import steps

pytestmark = pytest.mark.django_db


class TestStep:
    def test_every_step_of_the_office_has_its_page(self) -> None:
        wanted = {step.name for step in procedure.concern.CONCERN.steps if step.source and step.for_staff}
        assert set(steps.PAGES) == wanted

    def test_shows_a_form_or_every_reason(self, browser: Browser, desk: Desk) -> None:
        for concern in (make.concern(), desk.brings(make.concern(), "open")):
            with browser(desk) as client:
                for name in steps.PAGES:
                    page = client.get(f"/concerns/{concern.reference}/{name}/")
                    assert page.status_code == 200, name
                    assert ("not possible now" in text(page)) != ('name="seen"' in text(page)), name

    def test_is_not_there_when_the_procedure_has_none(self, browser: Browser, desk: Desk) -> None:
        concern = make.concern()
        with browser(desk) as client:
            for name in ("receive", "reply", "nonsense"):
                assert client.get(f"/concerns/{concern.reference}/{name}/").status_code == 404

    def test_acknowledges_with_the_text_that_was_sent(self, browser: Browser, desk: Desk) -> None:
        concern = make.concern()
        with browser(desk) as client:
            form = text(client.get(f"/concerns/{concern.reference}/acknowledge/"))
            assert concern.reference in form
            assert "We will tell you by" in form
            sent = client.post(f"/concerns/{concern.reference}/acknowledge/", {"seen": "1", "text": "We have it."})
        assert sent.status_code == 302
        assert make.texts(concern) == ["We have it."]

    def test_keeps_what_was_typed_and_says_every_reason_when_refused(
        self, browser: Browser, desk: Desk, colleague: Desk
    ) -> None:
        concern = colleague.brings(make.concern(), "taken")
        with browser(desk) as client:
            page = client.post(f"/concerns/{concern.reference}/write/", {"seen": "3", "text": "Long typed words."})
        assert page.status_code == 409
        assert "Long typed words." in text(page)
        assert "This was not done" in text(page)
        assert "concerns.step.refused" in ledger_verbs()

    def test_says_what_happened_since_the_page_was_opened(self, browser: Browser, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        with browser(desk) as client:
            desk_says = {"seen": "3", "text": "Only once."}
            assert client.post(f"/concerns/{concern.reference}/write/", desk_says).status_code == 302
            page = client.post(f"/concerns/{concern.reference}/write/", desk_says)
            assert page.status_code == 409
            assert "You did this already" in text(page)
            assert "What happened since you opened this page" in text(page)
            assert 'name="seen" value="4"' in text(page)
        assert make.texts(concern).count("Only once.") == 1

    def test_does_not_send_a_letter_with_open_gaps(self, browser: Browser, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "open")
        with browser(desk) as client:
            form = client.get(f"/concerns/{concern.reference}/answer/")
            draft = text(form).split("<textarea")[1].split(">", 1)[1].split("</textarea")[0]
            page = client.post(f"/concerns/{concern.reference}/answer/", {"text": draft.replace("&#39;", "'")})
            assert page.status_code == 200
            assert "Replace what stands in brackets" in text(page)
        concern.refresh_from_db()
        assert concern.state == "open"

    def test_asks_for_a_fresh_proof(self, browser: Browser, desk: Desk) -> None:
        concern = make.concern()
        with browser(desk) as client:
            page = client.post(
                f"/concerns/{concern.reference}/open_in_emergency/", {"rationale": "A child is in danger."}
            )
            assert "Confirm that it is you" in text(page)
        with browser(desk, stepped_up=True) as client:
            sent = client.post(
                f"/concerns/{concern.reference}/open_in_emergency/", {"rationale": "A child is in danger."}
            )
            assert sent.status_code == 302
            assert make.STORY in text(client.get(f"/concerns/{concern.reference}/"))

    def test_leaves_a_concern_in_which_an_interest_was_declared(self, browser: Browser, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        with browser(desk) as client:
            sent = client.post(f"/concerns/{concern.reference}/declare_interest/", {"rationale": "I know them."})
            assert sent["Location"] == "/concerns/"
            assert client.get(f"/concerns/{concern.reference}/").status_code == 404
            assert concern.reference not in text(client.get("/concerns/"))

    def test_refuses_text_that_is_too_long_and_keeps_it(self, browser: Browser, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        with browser(desk) as client:
            page = client.post(f"/concerns/{concern.reference}/write/", {"text": "long " * 4_100})
        assert page.status_code == 200
        assert "20000 characters" in text(page) or "20,000 characters" in text(page)
        assert "long long long" in text(page)

    def test_lists_caseworkers_with_what_they_have(
        self, browser: Browser, desk: Desk, colleague: Desk, head: Desk
    ) -> None:
        colleague.brings(make.concern(), "taken")
        concern = make.concern()
        with browser(head) as client:
            page = text(client.get(f"/concerns/{concern.reference}/assign/"))
            assert colleague.person.name in page
            assert "1 open" in page
            sent = client.post(f"/concerns/{concern.reference}/assign/", {"person": str(desk.person.id), "seen": "1"})
            assert sent.status_code == 302
        concern.refresh_from_db()
        assert concern.assigned_to_id == desk.person.id

    def test_says_the_count_of_very_many(self) -> None:
        assert caseworkers.Caseworker(uuid4(), "Busy", 1_001).open_words == "1,000+"

    def test_records_coding_and_signposting_from_the_page(self, browser: Browser, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        issue = make.terms("delay")[0]
        body = make.bodies("ico")[0]
        with browser(desk) as client:
            coded = {"issues": [str(issue.id)], "sector": "health", "stage": "", "region": "", "seen": "3"}
            assert client.post(f"/concerns/{concern.reference}/code/", coded).status_code == 302
            assert "checked" in text(client.get(f"/concerns/{concern.reference}/code/"))
            pointed = {"bodies": [str(body.id)], "text": "Go there.", "rationale": "Data.", "seen": "4"}
            assert client.post(f"/concerns/{concern.reference}/signpost/", pointed).status_code == 302
            page = text(client.get(f"/concerns/{concern.reference}/"))
        assert body.name in page
        assert issue.label in page

    def test_decides_as_second_person(self, browser: Browser, desk: Desk, colleague: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        with browser(desk) as client:
            asked = {"ground": "imminent_harm", "rationale": "Tonight.", "safe": "yes", "seen": "3"}
            assert client.post(f"/concerns/{concern.reference}/request_override/", asked).status_code == 302
        with browser(colleague, stepped_up=True) as client:
            page = text(client.get(f"/concerns/{concern.reference}/decide_override/"))
            assert "Tonight." in page
            told = {"decision": "authorise", "rationale": "I agree.", "text": "We told the school.", "seen": "4"}
            assert client.post(f"/concerns/{concern.reference}/decide_override/", told).status_code == 302
        assert Message.objects.filter(concern=concern, kind="told_without").exists()

    def test_refusing_an_override_sends_nothing_and_needs_no_letter(
        self, browser: Browser, desk: Desk, colleague: Desk
    ) -> None:
        concern = desk.brings(make.concern(), "taken")
        desk.does(
            overrides.request_override, concern, ground="child_at_risk", rationale="Tonight.", is_safe_to_tell=True
        )
        with browser(colleague, stepped_up=True) as client:
            given = {"decision": "refuse", "rationale": "Not imminent.", "text": "We will tell: [name the body]"}
            assert client.post(f"/concerns/{concern.reference}/decide_override/", given).status_code == 302
        assert not Message.objects.filter(concern=concern, kind="told_without").exists()

    def test_ends_a_declared_interest(self, browser: Browser, desk: Desk, head: Desk) -> None:
        concern = make.concern()
        desk.does(barriers.declare_interest, concern, rationale="The wrong concern.")
        declared = ConcernExclusion.objects.get(concern=concern)
        with browser(head) as client:
            assert "End a declared interest" in text(client.get(f"/concerns/{concern.reference}/"))
            assert "The wrong concern." in text(client.get(f"/concerns/{concern.reference}/end_interest/"))
            told = {"declaration": str(declared.id), "rationale": "A mistake.", "seen": "2"}
            assert client.post(f"/concerns/{concern.reference}/end_interest/", told).status_code == 302
            page = text(client.get(f"/concerns/{concern.reference}/"))
        assert "Declared interest ended" in page
