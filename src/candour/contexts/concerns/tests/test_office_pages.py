"""The office's pages as the middleware serves them, in the role of the office door."""

from __future__ import annotations

import html
import json
import re
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from candour.contexts.concerns import procedure
from candour.contexts.concerns.models import (
    Concern,
    ConcernEnquiry,
    ConcernStep,
    Enquiry,
    EnquiryReply,
    Message,
    Narrative,
    NarrativeRead,
)
from candour.contexts.concerns.operations import barriers, handling, overrides
from candour.contexts.concerns.queries import caseworkers, inbox
from candour.contexts.concerns.queries.inbox import Filters
from candour.contexts.concerns.tests import factories as make
from candour.kernel.deadlines.models import BankHoliday, PolicyTerm
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(settings, as_door):
    """A client at the office door, in the role of that door, signed in as whoever works at the desk that is given."""
    settings.ROOT_URLCONF = "candour.config.urls.office"
    settings.SESSION_COOKIE_NAME = "candour_office_session"

    @contextmanager
    def signed_in(desk, **how):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = make.session(desk.person, **how)
        with as_door(Door.OFFICE):
            yield client

    return signed_in


def text(response):
    """The page without what differs at every request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html.unescape(response.content.decode()))


class TestInbox:
    def test_shows_open_concerns_by_their_time_limit(self, browser, desk):
        later, sooner = make.concern(), make.concern()
        Concern.objects.filter(id=sooner.id).update(next_due_on=localdate() - timedelta(days=3))
        closed = make.concern()
        Concern.objects.filter(id=closed.id).update(state="closed", is_open=False)
        with browser(desk) as client:
            page = text(client.get("/concerns/"))
        assert page.index(sooner.reference) < page.index(later.reference)
        assert "3 days late" in page
        assert closed.reference not in page

    @pytest.mark.parametrize(
        ("asked", "changed"),
        [
            ("state=open", {"state": "open"}),
            ("kind=feedback", {"kind": "feedback"}),
            ("sector=police", {"sector": "police"}),
            ("stage=panel", {"stage": "panel"}),
            ("region=wales", {"region": "wales"}),
            ("due=late", {"next_due_on": "2020-01-01"}),
            ("due=week", {"next_due_on": localdate()}),
            ("unread=yes", {"unread_for_office": True}),
            ("state=closed", {"state": "closed", "is_open": False}),
            ("state=all", {"state": "withdrawn", "is_open": False}),
        ],
    )
    def test_is_narrowed_by_what_the_address_says(self, browser, desk, asked, changed):
        wanted, other = make.concern(), make.concern()
        Concern.objects.update(unread_for_office=False, next_due_on=localdate() + timedelta(days=30))
        if asked == "state=all":
            other.delete()
        Concern.objects.filter(id=wanted.id).update(**changed)
        with browser(desk) as client:
            page = text(client.get(f"/concerns/?{asked}"))
        assert wanted.reference in page
        assert other.reference not in page

    def test_is_narrowed_by_who_works_on_it(self, browser, desk, colleague):
        mine, theirs, free = (make.concern() for _ in range(3))
        desk.brings(mine, "taken")
        colleague.brings(theirs, "taken")
        with browser(desk) as client:
            assert _references(client, "assigned=me") == {mine.reference}
            assert _references(client, "assigned=nobody") == {free.reference}
            assert _references(client, f"assigned={colleague.person.id}") == {theirs.reference}

    def test_takes_nonsense_in_the_address_for_nothing(self, browser, desk):
        concern = make.concern()
        with browser(desk) as client:
            page = client.get("/concerns/?state=gone&kind=1&assigned=x&due=y&unread=maybe&after=2020-99-99_zz")
        assert page.status_code == 200
        assert concern.reference in text(page)

    def test_says_what_to_do_when_there_is_nothing(self, browser, desk):
        with browser(desk) as client:
            for address in ("", "?assigned=me", "?assigned=nobody", "?due=late", "?unread=yes", "?kind=feedback"):
                assert "concerns-empty" in text(client.get(f"/concerns/{address}")), address

    def test_turns_pages_without_losing_or_repeating_one(self, browser, desk):
        made = [make.concern() for _ in range(6)]
        Concern.objects.filter(id__in=[made[0].id, made[1].id]).update(next_due_on=None)
        for filters in (Filters(), Filters(state="all")):
            found: list[str] = []
            after = ""
            while True:
                with desk.open(), pytest.MonkeyPatch.context() as patch:
                    patch.setattr(inbox, "PAGE", 2)
                    page = inbox.page(actor=desk.actor(), filters=filters, after=after, on=localdate())
                found += [row.reference for row in page.rows]
                after = page.after
                if not after:
                    break
            assert sorted(found) == sorted(concern.reference for concern in made)

    def test_links_to_the_next_page(self, browser, desk, monkeypatch):
        monkeypatch.setattr(inbox, "PAGE", 1)
        for _ in range(2):
            make.concern()
        with browser(desk) as client:
            first = text(client.get("/concerns/"))
            assert 'rel="next"' in first
            after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
            second = text(client.get("/concerns/" + after))
        assert "Back to the first page" in second
        assert 'rel="next"' not in second

    def test_stops_counting_at_a_thousand(self, desk, monkeypatch):
        monkeypatch.setattr(inbox, "CAPPED_AT", 1)
        for _ in range(3):
            make.concern()
        with desk.open():
            assert inbox.frame(actor=desk.actor(), on=localdate()).counts[0] == "1+"
            assert inbox.count(actor=desk.actor(), filters=Filters(kind="concern"), on=localdate()) == "1+"

    def test_asks_at_most_fifteen_questions(self, browser, desk):
        for _ in range(60):
            make.concern()
        with browser(desk) as client, CaptureQueriesContext(connection) as asked:
            assert client.get("/concerns/?sector=&due=week").status_code == 200
        assert len(asked) <= 15

    def test_is_not_there_for_other_roles(self, browser, as_door):
        from candour.contexts.concerns.tests.desk import Desk

        with browser(Desk(as_door, make.person("An analyst", "analyst"))) as client:
            assert client.get("/concerns/").status_code == 404


def _references(client, asked):
    page = text(client.get(f"/concerns/?{asked}"))
    return set(Concern.objects.values_list("reference", flat=True)) & {
        word[:11] for word in page.split("/concerns/") if word.startswith("C-")
    }


class TestCase:
    def test_keeps_what_was_written_from_whoever_does_not_work_on_it(self, browser, desk):
        concern = make.concern(reporter="Jo Example")
        with browser(desk) as client:
            page = text(client.get(f"/concerns/{concern.reference}/"))
        assert make.STORY not in page
        assert "Jo Example" not in page
        assert "A caseworker can take it on" in page
        assert not NarrativeRead.objects.filter(concern=concern).exists()

    def test_shows_it_to_whoever_does_and_records_that(self, browser, desk):
        concern = desk.brings(make.concern(reporter="Jo Example"), "taken")
        with browser(desk) as client:
            page = text(client.get(f"/concerns/{concern.reference}/"))
            client.get(f"/concerns/{concern.reference}/")
        assert make.STORY in page
        assert "Jo Example" in page
        assert NarrativeRead.objects.filter(concern=concern, person=desk.person).count() == 1

    def test_finds_a_reference_typed_in_another_way(self, browser, desk):
        concern = make.concern()
        with browser(desk) as client:
            typed = concern.reference.lower().replace("-", "")
            assert client.get(f"/concerns/{typed}/").status_code == 200

    def test_answers_alike_for_absent_forbidden_and_misspelt(self, browser, desk):
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

    def test_shows_a_correction_with_the_earlier_entry(self, browser, desk):
        concern = desk.brings(make.concern(), "answered")
        mistaken = ConcernStep.objects.get(concern=concern, step="answer")
        desk.does(handling.correct, concern, entry=mistaken.id, rationale="Meant for another.")
        with browser(desk) as client:
            page = text(client.get(f"/concerns/{concern.reference}/"))
        assert "Meant for another." in page
        assert "Corrected: this was taken back later." in page

    def test_shows_requests_and_emergency_access(self, browser, desk, colleague):
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

    def test_shows_those_who_oversee_who_read_it_and_who_declared(self, browser, desk, colleague, head):
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

    def test_asks_at_most_25_questions_with_100_events_of_every_kind(self, browser, desk, colleague):
        concern = desk.brings(make.concern(), "taken")
        desk.codes(concern)
        desk.does(handling.pause_clock, concern, rationale="we wait")
        desk.does(handling.resume_clock, concern)
        told = {"ground": "child_at_risk", "rationale": "Danger.", "is_safe_to_tell": True}
        desk.does(overrides.request_override, concern, **told)
        decided = {"authorise": True, "rationale": "Yes.", "text": "We told them.", "stepped_up": True}
        colleague.does(overrides.decide_override, concern, **decided)
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

    def test_prints(self, browser, desk):
        concern = desk.brings(make.concern(), "taken")
        with browser(desk) as client:
            page = text(client.get(f"/concerns/{concern.reference}/print/"))
        assert make.STORY in page
        assert "What you can do" not in page


def _put_to_body(concern, desk):
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


class TestStep:
    def test_every_step_of_the_office_has_its_page(self):
        from candour.contexts.concerns.views import steps

        wanted = {step.name for step in procedure.CONCERN.steps if step.source and step.for_staff}
        assert set(steps.PAGES) == wanted

    def test_shows_a_form_or_every_reason(self, browser, desk):
        from candour.contexts.concerns.views import steps

        for concern in (make.concern(), desk.brings(make.concern(), "open")):
            with browser(desk) as client:
                for name in steps.PAGES:
                    page = client.get(f"/concerns/{concern.reference}/{name}/")
                    assert page.status_code == 200, name
                    assert ("not possible now" in text(page)) != ('name="seen"' in text(page)), name

    def test_is_not_there_when_the_procedure_has_none(self, browser, desk):
        concern = make.concern()
        with browser(desk) as client:
            for name in ("receive", "reply", "nonsense"):
                assert client.get(f"/concerns/{concern.reference}/{name}/").status_code == 404

    def test_acknowledges_with_the_text_that_was_sent(self, browser, desk):
        concern = make.concern()
        with browser(desk) as client:
            form = text(client.get(f"/concerns/{concern.reference}/acknowledge/"))
            assert concern.reference in form
            assert "We will tell you by" in form
            sent = client.post(f"/concerns/{concern.reference}/acknowledge/", {"seen": "1", "text": "We have it."})
        assert sent.status_code == 302
        assert Message.objects.get(concern=concern).text == "We have it."

    def test_keeps_what_was_typed_and_says_every_reason_when_refused(self, browser, desk, colleague):
        concern = colleague.brings(make.concern(), "taken")
        with browser(desk) as client:
            page = client.post(f"/concerns/{concern.reference}/write/", {"seen": "3", "text": "Long typed words."})
        assert page.status_code == 409
        assert "Long typed words." in text(page)
        assert "This was not done" in text(page)
        assert "concerns.step.refused" in _verbs()

    def test_says_what_happened_since_the_page_was_opened(self, browser, desk):
        concern = desk.brings(make.concern(), "taken")
        with browser(desk) as client:
            desk_says = {"seen": "3", "text": "Only once."}
            assert client.post(f"/concerns/{concern.reference}/write/", desk_says).status_code == 302
            page = client.post(f"/concerns/{concern.reference}/write/", desk_says)
            assert page.status_code == 409
            assert "You did this already" in text(page)
            assert "What happened since you opened this page" in text(page)
            assert 'name="seen" value="4"' in text(page)
        assert Message.objects.filter(concern=concern, text="Only once.").count() == 1

    def test_does_not_send_a_letter_with_open_gaps(self, browser, desk):
        concern = desk.brings(make.concern(), "open")
        with browser(desk) as client:
            form = client.get(f"/concerns/{concern.reference}/answer/")
            draft = text(form).split("<textarea")[1].split(">", 1)[1].split("</textarea")[0]
            page = client.post(f"/concerns/{concern.reference}/answer/", {"text": draft.replace("&#39;", "'")})
            assert page.status_code == 200
            assert "Replace what stands in brackets" in text(page)
        concern.refresh_from_db()
        assert concern.state == "open"

    def test_asks_for_a_fresh_proof(self, browser, desk):
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

    def test_leaves_a_concern_in_which_an_interest_was_declared(self, browser, desk):
        concern = desk.brings(make.concern(), "taken")
        with browser(desk) as client:
            sent = client.post(f"/concerns/{concern.reference}/declare_interest/", {"rationale": "I know them."})
            assert sent["Location"] == "/concerns/"
            assert client.get(f"/concerns/{concern.reference}/").status_code == 404
            assert concern.reference not in text(client.get("/concerns/"))

    def test_refuses_text_that_is_too_long_and_keeps_it(self, browser, desk):
        concern = desk.brings(make.concern(), "taken")
        with browser(desk) as client:
            page = client.post(f"/concerns/{concern.reference}/write/", {"text": "long " * 4_100})
        assert page.status_code == 200
        assert "20000 characters" in text(page) or "20,000 characters" in text(page)
        assert "long long long" in text(page)

    def test_lists_caseworkers_with_what_they_have(self, browser, desk, colleague, head):
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

    def test_says_the_count_of_very_many(self):
        assert caseworkers.Caseworker(uuid4(), "Busy", 1_001).open_words == "1,000+"

    def test_records_coding_and_signposting_from_the_page(self, browser, desk):
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

    def test_decides_as_second_person(self, browser, desk, colleague):
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

    def test_refusing_an_override_sends_nothing_and_needs_no_letter(self, browser, desk, colleague):
        concern = desk.brings(make.concern(), "taken")
        told = {"ground": "child_at_risk", "rationale": "Tonight.", "is_safe_to_tell": True}
        desk.does(overrides.request_override, concern, **told)
        with browser(colleague, stepped_up=True) as client:
            given = {"decision": "refuse", "rationale": "Not imminent.", "text": "We will tell: [name the body]"}
            assert client.post(f"/concerns/{concern.reference}/decide_override/", given).status_code == 302
        assert not Message.objects.filter(concern=concern, kind="told_without").exists()


ENTRY = {
    "channel": "phone", "what_happened": "She telephoned about the school.", "kind": "concern", "connection": "parent",
    "name": "Jo Example", "contact": "01632 960001", "agreement": "agreed", "token": "one",
}  # fmt: skip


class TestAssisted:
    def test_reads_back_before_anything_is_stored(self, browser, desk):
        with browser(desk) as client:
            page = text(client.post("/concerns/new/", ENTRY))
        assert "Read it back" in page
        assert "She telephoned about the school." in page
        assert not Concern.objects.exists()

    def test_lets_one_change_something(self, browser, desk):
        with browser(desk) as client:
            page = text(client.post("/concerns/new/", {**ENTRY, "go": "change"}))
        assert "She telephoned about the school.</textarea>" in page

    def test_stores_it_once_and_shows_the_receipt_once(self, browser, desk):
        with browser(desk) as client:
            page = text(client.post("/concerns/new/", {**ENTRY, "go": "record"}))
            again = text(client.post("/concerns/new/", {**ENTRY, "go": "record"}))
        concern = Concern.objects.get()
        assert (concern.channel, concern.entered_by_id, concern.level) == ("phone", desk.person.id, "named")
        assert Narrative.objects.get().what_happened == "She telephoned about the school."
        assert "candour-receipt" in page
        assert "This was recorded already" in again
        assert concern.reference in again

    def test_needs_words(self, browser, desk):
        with browser(desk) as client:
            page = client.post("/concerns/new/", {**ENTRY, "what_happened": " ", "go": "record"})
        assert "There is a problem" in text(page)

    def test_is_refused_to_whoever_takes_none_in(self, browser, as_door):
        from candour.contexts.concerns.tests.desk import Desk

        with browser(Desk(as_door, make.person("The Commissioner", procedure.COMMISSIONER))) as client:
            page = client.post("/concerns/new/", {**ENTRY, "go": "record"})
        assert page.status_code == 409
        assert "She telephoned about the school." in text(page)
        assert not Concern.objects.exists()


class TestEmergencies:
    def test_are_listed_and_reviewed_by_somebody_else(self, browser, desk, head):
        concern = make.concern()
        access = desk.does(barriers.open_in_emergency, concern, rationale="A child in danger.", stepped_up=True)
        with browser(head) as client:
            page = text(client.get("/emergency-access/"))
            assert "A child in danger." in page
            assert "End the access now" in text(client.get(f"/emergency-access/{access.id}/"))
            sent = client.post(f"/emergency-access/{access.id}/", {"note": "It was needed.", "end_now": "on"})
            assert sent.status_code == 302
            page = text(client.get("/emergency-access/"))
            assert "It was needed." in page
            again = client.post(f"/emergency-access/{access.id}/", {"note": "Again."})
            assert again.status_code == 409

    def test_one_s_own_waits_for_another(self, browser, head):
        access = head.does(barriers.open_in_emergency, make.concern(), rationale="Danger.", stepped_up=True)
        with browser(head) as client:
            assert "somebody else reviews it" in text(client.get("/emergency-access/"))
            assert client.get(f"/emergency-access/{access.id}/").status_code == 404

    def test_are_not_for_caseworkers(self, browser, desk):
        with browser(desk) as client:
            assert client.get("/emergency-access/").status_code == 404


class TestPolicies:
    def test_are_read_by_all_and_changed_by_the_head(self, browser, desk, head):
        with browser(desk) as client:
            page = text(client.get("/policies/"))
            assert "10 working days" in page
            assert "Add a bank holiday" not in page
            assert client.get("/policies/concerns.triage/").status_code == 404
        with browser(head) as client:
            assert client.get("/policies/no.such/").status_code == 404
            assert client.get("/policies/concerns.triage/").status_code == 200
            ahead = localdate() + timedelta(days=40)
            when = {f"in_force_from_{number}": part for number, part in enumerate((ahead.day, ahead.month, ahead.year))}
            when |= {
                "in_force_from_day": ahead.day,
                "in_force_from_month": ahead.month,
                "in_force_from_year": ahead.year,
            }
            told = {"value": "7", "unit": "working_days", "nation": "", "source": "Decision 4", **when}
            sent = client.post("/policies/concerns.triage/", told)
            assert sent.status_code == 302, text(sent)
            assert "7 working days" in text(client.get("/policies/"))
        assert PolicyTerm.objects.filter(code="concerns.triage").count() == 2

    def test_take_a_bank_holiday_and_say_why_not(self, browser, head):
        with browser(head) as client:
            assert client.get("/policies/holidays/new/").status_code == 200
            day = localdate() + timedelta(days=(2 - localdate().weekday()) % 7 + 7)
            told = {"on_day": day.day, "on_month": day.month, "on_year": day.year, "name": "Mourning", "nation": ""}
            assert client.post("/policies/holidays/new/", {**told, "source": "Gazette"}).status_code == 302
            again = client.post("/policies/holidays/new/", {**told, "source": "Gazette"})
            assert "not a working day already" in text(again)
            assert "Mourning" in text(client.get("/policies/"))
        assert BankHoliday.objects.count() == 1


class TestDirectory:
    def test_lists_bodies_and_narrows_to_a_nation(self, browser, desk):
        make.bodies()
        with browser(desk) as client:
            assert "Scottish Public Services Ombudsman" in text(client.get("/directory/"))
            assert "Scottish Public Services Ombudsman" not in text(client.get("/directory/?nation=wales"))
            assert client.get("/directory/?nation=atlantis").status_code == 200


class TestSearch:
    def test_leads_to_a_concern_however_it_is_typed(self, browser, desk):
        concern = make.concern()
        bare = concern.reference.replace("-", "")
        with browser(desk) as client:
            for typed in (concern.reference, concern.reference.lower(), bare, f" {bare[:5]} {bare[5:]} "):
                sent = client.get("/search/", {"reference": typed})
                assert sent.status_code == 302, typed
                assert sent["Location"] == f"/concerns/{concern.reference}/"

    def test_answers_alike_for_absent_and_forbidden(self, browser, desk):
        concern = make.concern()
        desk.does(barriers.declare_interest, concern, rationale="I know them.")
        with browser(desk) as client:
            forbidden = text(client.get("/search/", {"reference": concern.reference}))
            absent = text(client.get("/search/", {"reference": "C-0000-0000"}))
        assert forbidden.replace(concern.reference, "C-0000-0000") == absent


def _verbs():
    return {json.loads(bytes(entry))["verb"] for entry in Entry.objects.values_list("entry", flat=True)}
