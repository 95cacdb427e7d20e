"""What goes wrong on an ordinary day: signed out in the middle of a letter, two people at once, no mouse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import tour

LETTER = "A long letter, written with care, that nobody wants to write twice."


@pytest.fixture
def walk(house: tour.House, browser: Any) -> Iterator[tour.Walker]:
    """The demonstration's people, each one click away."""
    walker = tour.Walker(house, browser, lambda _page, _what: None)
    yield walker
    walker.close()


def signed_out(page: Page) -> None:
    """As after 15 minutes away: the server knows the browser no more."""
    page.context.clear_cookies(name=re.compile("session"))


class TestSignedOutInTheMiddle:
    def test_a_letter_of_the_office_is_shown_again(
        self, walk: tour.Walker, house: tour.House, axe: Callable[[Page], None]
    ) -> None:
        about = tour.case("open")
        page = walk.staff(about.owner)
        page.goto(f"{house.office}{about.address}write/")
        page.get_by_label("Message to the person").fill(LETTER)
        signed_out(page)
        tour.send(page, "Send")
        expect(page.get_by_role("heading", name="You were signed out before this was sent")).to_be_visible()
        expect(page.get_by_text(LETTER)).to_be_visible()
        axe(page)

    def test_an_answer_of_a_body_is_shown_again(self, walk: tour.Walker, house: tour.House) -> None:
        page = walk.staff("joanne.prescott")
        page.goto(f"{house.delivery}/")
        tour.follow(page, page.get_by_role("main").get_by_role("link", name=re.compile("E-")).first)
        page.get_by_label("Your answer").fill(LETTER)
        signed_out(page)
        tour.send(page, "Send the answer")
        expect(page.get_by_text(LETTER)).to_be_visible()

    def test_a_message_of_a_reporter_is_kept(self, walk: tour.Walker, house: tour.House) -> None:
        page = walk.page()
        receipt = tour.case("open").receipt
        tour.unlock(page, house, receipt)
        page.get_by_label("Your message").fill(LETTER)
        page.context.clear_cookies(name="candour_public_mailbox")
        tour.send(page, "Send message")
        expect(page.get_by_role("heading", name="Your message has not been sent yet")).to_be_visible()
        expect(page.get_by_label("Your message")).to_have_value(LETTER)
        page.get_by_label("Your receipt").fill(receipt)
        tour.send(page, "Send message")
        expect(page.get_by_role("heading", name="Your message is sent")).to_be_visible()


class TestTwoAtOnce:
    def test_the_second_is_told_who_was_first(self, walk: tour.Walker, house: tour.House) -> None:
        about = tour.case("acknowledged, nobody works on it", 2)
        first, second = walk.staff("niamh.oconnor"), walk.staff("ama.boateng")
        for page in (first, second):
            page.goto(house.office + about.address)
        for page in (first, second):
            tour.send(page, "Take it on")
        expect(first.get_by_text("It is yours.")).to_be_visible()
        expect(second.get_by_role("alert")).to_contain_text("Needed first: Nobody is working on it")
        expect(second.get_by_role("main")).to_contain_text("Taken on, Niamh O'Connor")


class TestWithoutAMouse:
    def test_the_form_is_filled_in_and_sent_from_the_keyboard(self, walk: tour.Walker, house: tour.House) -> None:
        page = walk.page()
        page.goto(f"{house.public}/tell/kind/")

        def tab_to(what: str) -> None:
            for _ in range(40):
                page.keyboard.press("Tab")
                if page.evaluate("what => document.activeElement.matches(what)", what):
                    return
            raise AssertionError(f"the keyboard does not reach {what} on {page.url}")

        def press(key: str) -> None:
            with page.expect_navigation():
                page.keyboard.press(key)

        tab_to("input[type=radio]")
        page.keyboard.press("Space")
        tab_to("main button")
        press("Enter")
        page.goto(f"{house.public}/tell/what-happened/")
        tab_to("textarea")
        page.keyboard.type(LETTER)
        tab_to("main button")
        press("Enter")
        page.goto(f"{house.public}/tell/check-answers/")
        expect(page.get_by_text(LETTER)).to_be_visible()
        tab_to("main button")
        press("Enter")
        expect(page.get_by_role("heading", name="This is your receipt")).to_be_visible()

    def test_an_error_takes_the_keyboard_to_the_box(self, walk: tour.Walker, house: tour.House) -> None:
        page = walk.page()
        page.goto(f"{house.public}/tell/what-happened/")
        tour.send(page)
        summary = page.get_by_role("alert")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        summary.get_by_role("link").first.press("Enter")
        expect(page.get_by_label("Tell us in your own words")).to_be_focused()
