"""The pages about rights: of whoever has the record, and of whoever holds the code."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from candour.contexts.pathway.models import RightsAccess, RightsRequest
from candour.contexts.pathway.tests import granting as make
from candour.contexts.pathway.tests.conftest import Browser, Outside
from candour.contexts.pathway.tests.test_transfer_pages import gets, text
from candour.contexts.pathway.tests.transferring import House, now
from candour.kernel.visitors import mailbox_pass, receipts
from candour.kernel.visitors.receipts import Receipt
from candour.web import cookies

OPEN = "/my-record/open/"


def until(days: int = 30) -> dict[str, str]:
    day = now().date() + timedelta(days=days)
    return {"until_0": str(day.day), "until_1": str(day.month), "until_2": str(day.year),
            "until_day": str(day.day), "until_month": str(day.month), "until_year": str(day.year)}  # fmt: skip


def opens(client: Client, receipt: Receipt) -> Any:
    return client.post("/my-record/", {"code": receipt.shown}, follow=True)


class TestOfTheBody:
    def test_a_code_is_given_and_shown_once(self, house: House, browser: Browser) -> None:
        case = make.case(house)
        address = f"/rights/give/{case.reference}/"
        with browser(house.coordinator) as client:
            assert "For whom is it?" in gets(client, address)
            shown = client.post(address, {"capacity": "parent", "released": ["state"], "note": "", **until()})
            found = re.search(r'id="code">([0-9A-Z-]+)<', shown.content.decode())
            assert found, text(shown)
            assert shown["Cache-Control"] == "no-store"
            assert found[1] not in client.get("/rights/").content.decode()
        access = RightsAccess.objects.get()
        assert bytes(access.code_digest) == receipts.read(found[1]).mailbox_digest

    def test_a_day_too_far_is_refused_in_words(self, house: House, browser: Browser) -> None:
        address = f"/rights/give/{make.case(house).reference}/"
        with browser(house.coordinator) as client:
            shown = client.post(address, {"capacity": "parent", "note": "", **until(900)})
        assert shown.status_code == 409
        assert "two years from now" in text(shown)

    def test_the_list_shows_what_was_asked_and_the_codes(self, house: House, browser: Browser) -> None:
        receipt = make.given(house)[1]
        several = [make.asked(house, receipt, text=f"Question {number}") for number in range(8)]
        with browser(house.chair) as client:
            shown = gets(client, "/rights/")
        assert all(made.reference in shown for made in several)
        with browser(house.officer) as client:
            assert "Nothing was asked" in gets(client, "/rights/")

    def test_a_request_is_answered(self, house: House, browser: Browser) -> None:
        made = make.asked(house, make.given(house)[1], "withdrawal")
        page = f"/rights/{made.reference}/"
        with browser(house.coordinator) as client:
            shown = gets(client, page)
            assert "No support without consent." in shown
            assert make.QUESTION in shown
            assert "There is a problem" in text(client.post(f"{page}answer/", {"text": ""}))
            done = client.post(f"{page}answer/", {"text": "We stopped.", "outcome": "done", "seen": "1"}, follow=True)
            assert "Answered. The person reads it" in text(done)
            again = client.post(f"{page}answer/", {"text": "We stopped.", "outcome": "done", "seen": "1"})
        assert again.status_code == 409
        assert "We stopped." in text(again)

    def test_more_time_is_taken(self, house: House, browser: Browser) -> None:
        made = make.asked(house, make.given(house)[1], "access")
        with browser(house.coordinator) as client:
            gets(client, f"/rights/{made.reference}/extend/")
            done = client.post(f"/rights/{made.reference}/extend/", {"reason": "Three bodies."}, follow=True)
        assert "Why it takes longer" in text(done)

    def test_a_code_is_changed_and_ended(self, house: House, browser: Browser) -> None:
        access = make.given(house)[0]
        page = f"/rights/codes/{access.id}/"
        with browser(house.chair) as client:
            assert "Call Tomos" in gets(client, page)
            client.post(page, {"released": ["since"], "note": "", **until()})
            assert client.post(page, {"released": ["since"], "note": "", **until(900)}).status_code == 409
            client.post(f"{page}end/", {"reason": "It was lost."})
            assert client.get(page).status_code == 404
        access.refresh_from_db()
        assert (access.released, access.end_reason) == (["since"], "It was lost.")

    def test_is_not_there_for_another_body(self, house: House, browser: Browser) -> None:
        access, receipt = make.given(house)
        made = make.asked(house, receipt)
        case = make.case(house)
        with browser(house.officer) as client:
            for address in (
                f"/rights/{made.reference}/",
                f"/rights/{made.reference}/answer/",
                f"/rights/{made.reference}/other/",
                f"/rights/codes/{access.id}/",
                f"/rights/give/{case.reference}/",
            ):
                assert client.get(address).status_code == 404, address


class TestOfTheHolder:
    def test_the_code_opens_what_was_released(self, house: House, outside: Outside) -> None:
        receipt = make.given(house)[1]
        with outside() as client:
            assert "Your record under Prevent" in text(client.get("/my-record/"))
            shown = opens(client, receipt)
        said = text(shown)
        assert shown.redirect_chain == [(OPEN, 302)]
        assert "Your child’s record" in said
        assert "Call Tomos on 01632 960 200." in said
        assert "Northmarch Council" in said
        assert "Whitmore" not in said
        assert receipt.code not in shown.content.decode()

    def test_a_miss_gets_the_same_answer_and_does_the_same_work(
        self, house: House, outside: Outside, django_assert_num_queries: Any
    ) -> None:
        hit, miss = make.given(house)[1], receipts.new()
        with outside() as client:
            answers = []
            for receipt in (hit, miss):
                with django_assert_num_queries(0):
                    answers.append(client.post("/my-record/", {"code": receipt.shown}))
            first, second = answers
            assert (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (302, OPEN)
            sizes = {len(answer.cookies[cookies.MY_RECORD].value) for answer in answers}
            assert len(sizes) == 1
            missed = client.get(OPEN)
            assert "This code opens nothing" in text(missed)
            assert '<a href="#id_code">This code opens nothing' in missed.content.decode()
            assert 'href="/check/"' in missed.content.decode()
            assert 'href="/refer/check/"' in missed.content.decode()

    def test_a_slip_of_the_pen_is_said_before_anything_is_looked_up(self, house: House, outside: Outside) -> None:
        with outside() as client:
            assert "Enter your code" in text(client.post("/my-record/", {"code": ""}))
            assert "This has 3" in text(client.post("/my-record/", {"code": "ABC"}))

    def test_without_a_code_nothing_is_shown(self, house: House, outside: Outside) -> None:
        with outside() as client:
            for address in (OPEN, f"{OPEN}withdraw/", f"{OPEN}asked/"):
                assert client.get(address)["Location"] == "/my-record/"

    def test_it_closes_after_a_quarter_of_an_hour(self, house: House, outside: Outside) -> None:
        receipt = make.given(house)[1]
        with outside() as client:
            earlier = now() - timedelta(minutes=16)
            client.cookies[cookies.MY_RECORD] = mailbox_pass.make(receipt.mailbox_secret, at=earlier)
            assert "This was closed after 15 minutes" in text(client.get(OPEN))

    def test_something_is_asked_and_its_day_shown(self, house: House, outside: Outside) -> None:
        receipt = make.given(house)[1]
        with outside() as client:
            opens(client, receipt)
            assert "There is a problem" in text(client.post(f"{OPEN}ask/", {"what": "access", "text": ""}))
            done = client.post(f"{OPEN}ask/", {"what": "access", "text": "A copy, please."}, follow=True)
            assert "It is sent" in text(done)
            shown = text(client.get(OPEN))
        made = RightsRequest.objects.get()
        assert "A copy, please." in shown
        assert made.reference in shown
        assert "How this day was counted" in shown

    def test_what_was_typed_survives_a_page_that_closed(self, house: House, outside: Outside) -> None:
        receipt = make.given(house)[1]
        typed = {"what": "access", "text": "A copy, please."}
        with outside() as client:
            shown = client.post(f"{OPEN}ask/", typed)
            assert "It has not been sent yet" in text(shown)
            assert "A copy, please." in text(shown)
            wrong = client.post(f"{OPEN}ask/", {**typed, "code": receipts.new().shown})
            assert "This code opens nothing" in text(wrong)
            done = client.post(f"{OPEN}ask/", {**typed, "code": receipt.shown}, follow=True)
            assert "It is sent" in text(done)

    def test_consent_is_withdrawn_after_asking_once(self, house: House, outside: Outside) -> None:
        receipt = make.given(house)[1]
        with outside() as client:
            opens(client, receipt)
            assert "Withdraw consent to support?" in text(client.get(f"{OPEN}withdraw/"))
            assert not RightsRequest.objects.values_list("id")
            done = client.post(f"{OPEN}withdraw/", {"text": "", "sure": "1"}, follow=True)
        assert "Your withdrawal is sent" in text(done)
        made = RightsRequest.objects.get()
        assert (made.kind, made.text) == ("withdrawal", "I withdraw my consent.")

    def test_there_is_nothing_to_withdraw_without_a_case(self, house: House, outside: Outside) -> None:
        receipt = make.given(house, house.referral())[1]
        with outside() as client:
            assert "Consent to support" not in text(opens(client, receipt))
            assert client.get(f"{OPEN}withdraw/")["Location"] == OPEN

    def test_too_much_in_a_day_is_said(self, house: House, outside: Outside) -> None:
        receipt = make.given(house)[1]
        for number in range(10):
            make.asked(house, receipt, text=f"Question {number}")
        with outside() as client:
            opens(client, receipt)
            assert "Send this one tomorrow" in text(client.post(f"{OPEN}ask/", {"what": "access", "text": "More."}))
            assert client.post(f"{OPEN}withdraw/", {"text": "", "sure": "1"})["Location"] == OPEN

    def test_it_is_closed(self, house: House, outside: Outside) -> None:
        receipt = make.given(house)[1]
        with outside() as client:
            opens(client, receipt)
            assert "It is closed" in text(client.post("/my-record/close/", follow=True))
            assert client.get(OPEN)["Location"] == "/my-record/"

    def test_what_was_typed_goes_along_into_the_other_language(self, house: House, outside: Outside) -> None:
        receipt = make.given(house)[1]
        typed = {"what": "access", "text": "Copi, os gwelwch yn dda.", "toggle": "1"}
        with outside() as client:
            opens(client, receipt)
            for address in (f"/cy{OPEN}ask/", f"/cy{OPEN}withdraw/"):
                assert "Copi, os gwelwch yn dda." in text(client.post(address, typed))
            shown = client.post("/cy/my-record/", {"code": "ABC", "toggle": "1"})
            assert "ABC" in shown.content.decode()
        assert not RightsRequest.objects.exists()
