"""The office's other pages: assisted entry, emergency access, policies, directory, search, served at the office door in its role."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localdate

from candour.contexts.concerns import procedure
from candour.contexts.concerns.models import (
    Concern,
)
from candour.contexts.concerns.operations import barriers
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, text
from candour.kernel.deadlines.models import BankHoliday, PolicyTerm
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


ENTRY = {
    "channel": "phone", "what_happened": "She telephoned about the school.", "kind": "concern", "connection": "parent",
    "name": "Jo Example", "contact": "01632 960001", "agreement": "agreed", "token": "one",
}  # fmt: skip


class TestAssisted:
    def test_reads_back_before_anything_is_stored(self, browser: Browser, desk: Desk) -> None:
        with browser(desk) as client:
            page = text(client.post("/concerns/new/", ENTRY))
        assert "Read it back" in page
        assert "She telephoned about the school." in page
        assert not Concern.objects.exists()

    def test_lets_one_change_something(self, browser: Browser, desk: Desk) -> None:
        with browser(desk) as client:
            page = text(client.post("/concerns/new/", {**ENTRY, "go": "change"}))
        assert "She telephoned about the school.</textarea>" in page

    def test_stores_it_once_and_shows_the_receipt_once(self, browser: Browser, desk: Desk) -> None:
        with browser(desk) as client:
            page = text(client.post("/concerns/new/", {**ENTRY, "go": "record"}))
            again = text(client.post("/concerns/new/", {**ENTRY, "go": "record"}))
        concern = Concern.objects.get()
        assert (concern.channel, concern.entered_by_id, concern.level) == ("phone", desk.person.id, "named")
        assert make.told().what_happened == "She telephoned about the school."
        assert "candour-receipt" in page
        assert "This was recorded already" in again
        assert concern.reference in again

    def test_needs_words(self, browser: Browser, desk: Desk) -> None:
        with browser(desk) as client:
            page = client.post("/concerns/new/", {**ENTRY, "what_happened": " ", "go": "record"})
        assert "There is a problem" in text(page)

    def test_is_refused_to_whoever_takes_none_in(self, browser: Browser, as_door: AsDoor) -> None:

        with browser(Desk(as_door, make.person("The Commissioner", procedure.roles.COMMISSIONER))) as client:
            assert "This is not possible now" in text(client.get("/concerns/new/"))
            assert "Enter a concern for somebody" not in text(client.get("/concerns/"))
            page = client.post("/concerns/new/", {**ENTRY, "go": "record"})
        assert page.status_code == 409
        assert "She telephoned about the school." in text(page)
        assert not Concern.objects.exists()


class TestEmergencies:
    def test_are_listed_and_reviewed_by_somebody_else(self, browser: Browser, desk: Desk, head: Desk) -> None:
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

    def test_one_s_own_waits_for_another(self, browser: Browser, head: Desk) -> None:
        access = head.does(barriers.open_in_emergency, make.concern(), rationale="Danger.", stepped_up=True)
        with browser(head) as client:
            assert "somebody else reviews it" in text(client.get("/emergency-access/"))
            assert client.get(f"/emergency-access/{access.id}/").status_code == 404

    def test_are_not_for_caseworkers(self, browser: Browser, desk: Desk) -> None:
        with browser(desk) as client:
            assert client.get("/emergency-access/").status_code == 404


class TestPolicies:
    def test_are_read_by_all_and_changed_by_the_head(self, browser: Browser, desk: Desk, head: Desk) -> None:
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

    def test_take_a_bank_holiday_and_say_why_not(self, browser: Browser, head: Desk) -> None:
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
    def test_lists_bodies_and_narrows_to_a_nation(self, browser: Browser, desk: Desk) -> None:
        make.bodies()
        with browser(desk) as client:
            assert "Scottish Public Services Ombudsman" in text(client.get("/directory/"))
            assert "Scottish Public Services Ombudsman" not in text(client.get("/directory/?nation=wales"))
            assert client.get("/directory/?nation=atlantis").status_code == 200

    def test_is_kept_by_the_head(self, browser: Browser, desk: Desk, head: Desk) -> None:
        (body,) = make.bodies("ico")
        with browser(desk) as client:
            assert client.get("/directory/new/").status_code == 404
            assert client.get(f"/directory/{body.id}/").status_code == 404
        with browser(head) as client:
            told = {"name": "A new body", "looks_at": "New matters.", "nations": ["wales"], "website": "n.example"}
            assert "There is a problem" in text(client.post("/directory/new/", {**told, "website": "javascript:1"}))
            assert client.post("/directory/new/", told).status_code == 302
            assert "A new body" in text(client.get("/directory/?nation=wales"))
            assert body.looks_at in text(client.get(f"/directory/{body.id}/"))
            changed = {"name": body.name, "looks_at": "Data.", "is_ended": "on"}
            assert client.post(f"/directory/{body.id}/", changed).status_code == 302
            assert "Taken out of the directory" in text(client.get("/directory/"))
            assert client.get(f"/directory/{uuid4()}/").status_code == 404


class TestSearch:
    def test_leads_to_a_concern_however_it_is_typed(self, browser: Browser, desk: Desk) -> None:
        concern = make.concern()
        bare = concern.reference.replace("-", "")
        with browser(desk) as client:
            for typed in (concern.reference, concern.reference.lower(), bare, f" {bare[:5]} {bare[5:]} "):
                sent = client.get("/search/", {"reference": typed})
                assert sent.status_code == 302, typed
                assert sent["Location"] == f"/concerns/{concern.reference}/"

    def test_answers_alike_for_absent_and_forbidden(self, browser: Browser, desk: Desk) -> None:
        concern = make.concern()
        desk.does(barriers.declare_interest, concern, rationale="I know them.")
        with browser(desk) as client:
            forbidden = text(client.get("/search/", {"reference": concern.reference}))
            absent = text(client.get("/search/", {"reference": "C-0000-0000"}))
        assert forbidden.replace(concern.reference, "C-0000-0000") == absent
