"""The pages of the police's side, through the delivery door's own role."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.contexts.pathway.models import InformationRequest, PoliceLedCase, Referral
from candour.contexts.pathway.operations import assessing, deciding, information, matches, reference, referrals
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.desk import ASSESSMENT, REASONS, Browser, Desk, ledger_verbs, text
from candour.contexts.pathway.views.steps import PAGES
from candour.kernel.people.roles import OrganisationKind
from tests.database import AsDoor

pytestmark = pytest.mark.django_db
BEFORE = timedelta(days=200)


def counted() -> AbstractContextManager[Any]:
    return CaptureQueriesContext(connection)


@pytest.fixture
def partner(as_door: AsDoor) -> Desk:
    """Somebody in a health body who answers requests."""
    health = make.body("Westmoor Health", OrganisationKind.HEALTH)
    return Desk(as_door, make.holder("Hana Frost", "panel_partner", health))


@pytest.fixture
def full(officer: Desk, supervisor: Desk, coordinator: Desk, partner: Desk) -> Referral:
    """A referral on which everything was done: matched, asked, assessed, countersigned, referred."""
    reference.load()
    before = make.referral(at=make.now() - BEFORE)
    referral = make.referral()
    given: dict[str, Any] = {"earlier_id": before.id, "is_same": True, "rationale": "The same school."}
    officer.does(matches.decide_match, referral, **given)
    officer.does(referrals.take, referral)
    health = make.body("Westmoor Health", OrganisationKind.HEALTH)
    officer.does(
        information.request_information, referral, organisation_id=health.id, about="Jordan", question="Known?"
    )
    request = InformationRequest.objects.get()
    partner.acts(information.answer, request_id=request.id, text="Seen twice.", has_nothing=False)
    officer.assesses(referral)
    supervisor.does(assessing.countersign, referral)
    given = {"authority_id": make.authority().id, "reasons": [REASONS["refer_to_panel"]], "rationale": "Support helps."}
    officer.does(deciding.refer_to_panel, referral, **given)
    referral.refresh_from_db()
    return referral


class TestInbox:
    def test_shows_what_waits_and_who_has_nobody(self, officer: Desk, browser: Browser, referral: Referral) -> None:
        with browser(officer) as client, counted() as queries:
            page = client.get("/referrals/")
        said = text(page)
        assert page.status_code == 200
        assert referral.reference in said and "Nobody" in said  # noqa: PT018 - one row says both
        assert len(queries) <= 8

    def test_costs_the_same_with_more_rows_and_pages_on(self, officer: Desk, browser: Browser) -> None:
        for number in range(53):
            make.referral(f"Person {number}")
        with browser(officer) as client, counted() as queries:
            page = client.get("/referrals/")
            assert len(queries) <= 15
            address = text(page).split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
            second = text(client.get(f"/referrals/{address}"))
        first = text(page)
        assert first.count('class="govuk-link candour-reference"') == 50
        assert second.count('class="govuk-link candour-reference"') == 3

    @pytest.mark.parametrize(
        ("query", "is_there"),
        [
            ("assigned=nobody", True), ("assigned=me", False), ("due=late", False), ("state=all", True),
            ("sector=education", False), ("urgency=routine", True), ("list=tell", False), ("after=nonsense", True),
        ],
    )  # fmt: skip
    def test_is_narrowed_by_its_address(
        self, officer: Desk, browser: Browser, referral: Referral, query: str, is_there: bool
    ) -> None:
        with browser(officer) as client:
            said = text(client.get(f"/referrals/?{query}"))
        assert (referral.reference in said) is is_there

    def test_another_force_sees_none_of_it(self, elsewhere: Desk, browser: Browser, referral: Referral) -> None:
        with browser(elsewhere) as client:
            assert referral.reference not in text(client.get("/referrals/"))
            assert client.get(f"/referrals/{referral.reference}/").status_code == 404


class TestCase:
    def test_shows_everything_in_a_bounded_number_of_queries(
        self, officer: Desk, browser: Browser, full: Referral
    ) -> None:
        with browser(officer) as client, counted() as queries:
            page = client.get(f"/referrals/{full.reference}/")
        said = text(page)
        for words in (
            "Ola Grant",
            "The same school.",
            "Seen twice.",
            ASSESSMENT["conclusion"],
            "Support helps.",
            "Westmoor Council",
        ):
            assert words in said
        assert len(queries) <= 30
        assert "pathway.referral.read" in ledger_verbs()

    def test_the_coordinator_reads_it_and_cannot_act(self, coordinator: Desk, browser: Browser, full: Referral) -> None:
        with browser(coordinator) as client:
            said = text(client.get(f"/referrals/{full.reference}/"))
            assert client.get(f"/referrals/{full.reference}/reopen/").status_code == 404
        assert ASSESSMENT["conclusion"] in said
        assert "Another body works on it" in said

    def test_does_not_invite_to_decide_otherwise_than_proposed(
        self, officer: Desk, browser: Browser, referral: Referral
    ) -> None:
        officer.assesses(referral, "close")
        with browser(officer) as client:
            said = text(client.get(f"/referrals/{referral.reference}/"))
        assert "a supervisor countersigns the assessment" in said

    def test_the_timeline_of_all_that_are_read_together(self, officer: Desk, browser: Browser, full: Referral) -> None:
        with browser(officer) as client:
            said = text(client.get(f"/referrals/{full.reference}/together/"))
        assert all(one in said for one in Referral.objects.values_list("reference", flat=True))


class TestSteps:
    @pytest.mark.parametrize("name", sorted(PAGES))
    def test_every_step_has_its_page(self, supervisor: Desk, browser: Browser, referral: Referral, name: str) -> None:
        with browser(supervisor) as client:
            assert client.get(f"/referrals/{referral.reference}/{name}/").status_code == 200

    def test_every_step_of_the_law_has_a_page(self, referral: Referral) -> None:
        from candour.contexts.pathway.procedure import REFERRAL

        assert set(PAGES) == {step.name for step in REFERRAL.steps if step.source}

    def test_is_taken_through_the_pages(
        self, officer: Desk, supervisor: Desk, browser: Browser, referral: Referral
    ) -> None:
        reference.load()
        address = f"/referrals/{referral.reference}"
        today = make.today()
        check = {"checked_on_day": today.day, "checked_on_month": today.month, "checked_on_year": today.year}
        with browser(officer) as client:
            assert client.post(f"{address}/take/", {"seen": 1}).status_code == 302
            assert client.post(f"{address}/deconflict/", {"seen": 2, "result": "clear", **check}).status_code == 302
            assessed = {**ASSESSMENT, "proposes": "close", "seen": 3}
            assert client.post(f"{address}/record_assessment/", assessed).status_code == 302
            refused = client.post(
                f"{address}/close/", {"reasons": ["close.no_ideology"], "rationale": "None.", "seen": 4}
            )
            assert refused.status_code == 409
            assert "A supervisor countersigned" in text(refused)
            assert "is not one" in text(refused)
        with browser(supervisor) as client:
            assert client.post(f"{address}/countersign/", {"seen": 4}).status_code == 302
        with browser(officer) as client:
            stale = client.post(f"{address}/close/", {"reasons": [REASONS["close"]], "rationale": "Done.", "seen": 4})
            assert stale.status_code == 409
            assert "Something has happened here" in text(stale)
            assert (
                client.post(
                    f"{address}/close/", {"reasons": [REASONS["close"]], "rationale": "Done.", "seen": 5}
                ).status_code
                == 302
            )
        referral.refresh_from_db()
        assert referral.state == "no_further_action"
        assert "pathway.step.refused" in ledger_verbs()


class TestOtherPages:
    def test_an_officer_enters_what_a_caller_says(self, officer: Desk, browser: Browser) -> None:
        area, today = make.authority(), make.today()
        day = {"received_on_day": today.day, "received_on_month": today.month, "received_on_year": today.year}
        answers = {
            "channel": "telephone",
            "urgency": "routine",
            "why_concerned": "He said so.",
            "name": "Kim Roe",
            "authority": str(area.id),
            **day,
        }
        with browser(officer) as client:
            assert client.get("/referrals/new/").status_code == 200
            sent = client.post("/referrals/new/", answers)
            assert sent.status_code == 302
            assert "Kim Roe" in text(client.get(sent.headers["Location"]))
            assert client.post("/referrals/new/", {}).status_code == 200

    def test_the_persons_page_adds_ends_and_puts_right(
        self, officer: Desk, browser: Browser, referral: Referral
    ) -> None:
        reference.load()
        address = f"/people/{referral.individual.reference}"
        today = make.today()
        with browser(officer) as client:
            for what in ("name", "contact", "tie", "need", "fact"):
                assert client.get(f"{address}/add/{what}/").status_code == 200
            assert client.post(f"{address}/add/name/", {"kind": "alias", "name": "Jo"}).status_code == 302
            wrong = {"characteristic": "sex", "stated": "not_asked", "value": "x"}
            assert client.post(f"{address}/add/fact/", wrong).status_code == 409
            row = client.get(f"{address}/")
            end = text(row).split(f"{address}/end/name/")[1].split('"')[0]
            day = {"since_day": today.day, "since_month": today.month, "since_year": today.year}
            assert client.post(f"{address}/end/name/{end}", day).status_code == 302
            assert (
                client.post(
                    f"{address}/correct/born_on/",
                    {"value_day": 1, "value_month": 2, "value_year": 2010, "reason": "Passport."},
                ).status_code
                == 302
            )
            assert client.get(f"{address}/correct/languages/").status_code == 200
            assert "Passport." in text(client.get(f"{address}/"))
            assert client.get(f"{address}/add/nothing/").status_code == 404

    def test_a_partner_answers_and_the_police_ask_again(
        self, officer: Desk, partner: Desk, browser: Browser, referral: Referral
    ) -> None:
        officer.does(referrals.take, referral)
        health = make.body("Westmoor Health", OrganisationKind.HEALTH)
        officer.does(
            information.request_information, referral, organisation_id=health.id, about="Jordan", question="Known?"
        )
        asked = InformationRequest.objects.get()
        with browser(partner) as client:
            assert asked.reference in text(client.get("/requests/"))
            assert asked.reference in text(client.get("/"))
            assert "Known?" in text(client.get(f"/requests/{asked.reference}/"))
            assert client.get(f"/referrals/{referral.reference}/").status_code == 404
            assert client.get(f"/requests/{asked.reference}/answer/").status_code == 200
            assert client.post(f"/requests/{asked.reference}/answer/", {"text": "", "seen": 1}).status_code == 409
            assert client.post(f"/requests/{asked.reference}/answer/", {"text": "Yes.", "seen": 1}).status_code == 302
        with browser(officer) as client:
            assert "Yes." in text(client.get(f"/requests/{asked.reference}/"))
            assert client.post(f"/requests/{asked.reference}/ask_again/", {"rationale": "When?"}).status_code == 302

    def test_a_police_led_case_is_reviewed(
        self, officer: Desk, supervisor: Desk, browser: Browser, referral: Referral
    ) -> None:
        officer.assesses(referral, "open_police_led")
        supervisor.does(assessing.countersign, referral)
        given: dict[str, Any] = {
            "person_id": officer.person.id,
            "reason": "Refused.",
            "reasons": [REASONS["open_police_led"]],
            "rationale": "So.",
        }
        officer.does(deciding.open_police_led, referral, **given)
        led = PoliceLedCase.objects.get()
        with browser(supervisor) as client:
            assert led.reference in text(client.get("/police-led/"))
            for name in ("review", "reassign", "exit"):
                assert client.get(f"/police-led/{led.reference}/{name}/").status_code == 200
            assert client.post(f"/police-led/{led.reference}/review/", {"rationale": "Needed."}).status_code == 302
            assert "Needed." in text(client.get(f"/police-led/{led.reference}/"))


class TestHome:
    def test_says_what_needs_the_supervisor(
        self, officer: Desk, supervisor: Desk, browser: Browser, referral: Referral
    ) -> None:
        with browser(supervisor) as client:
            assert referral.reference in text(client.get("/"))
        officer.assesses(referral, "close")
        with browser(supervisor) as client:
            assert "Countersign" in text(client.get("/"))
        supervisor.does(assessing.countersign, referral)
        officer.does(deciding.close, referral, reasons=[REASONS["close"]], rationale="Done.")
        with browser(officer) as client:
            assert "Tell the referrer of" in text(client.get("/"))

    def test_the_national_desk_cannot_overlook_what_has_no_area(
        self, as_door: Callable[..., Any], browser: Browser
    ) -> None:
        desk = Desk(as_door, make.holder("Nia Desk", "police_case_officer", make.national_desk()))
        referral = make.referral(authority_id=None)
        with browser(desk) as client:
            said = text(client.get("/"))
        assert "Needs somebody now" in said
        assert referral.reference in said
