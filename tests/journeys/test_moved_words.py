"""Somebody signs a message in their mailbox. The caseworker moves the name out of everything, and they see that it was done.

In a demonstration office; who tells it runs no JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import tour

NAME, CASEWORKER = "Peredur Nightingale", "ama.boateng"
MARK = "[moved to the sealed identity]"


@pytest.fixture
def walk(house: tour.House, browser: Any) -> Iterator[tour.Walker]:
    """The demonstration's people, each one click away."""
    walker = tour.Walker(house, browser, lambda _page, _what: None)
    yield walker
    walker.close()


def tells(page: Page, house: tour.House) -> str:
    """The whole form, without a name; the receipt."""
    page.goto(f"{house.public}/tell/kind/")
    while "check-answers" not in page.url:
        if "what-happened" in page.url:
            page.get_by_label("Tell us in your own words").fill(f"The school never told us why.\n{NAME}")
        tour.send(page)
    tour.send(page, "Send")
    return page.locator(".candour-receipt").first.inner_text()


class TestANameInAMessage:
    def test_is_moved_with_the_one_in_the_story_and_the_person_sees_the_mark(
        self, walk: tour.Walker, house: tour.House, browser: Browser
    ) -> None:
        outside = browser.new_context(java_script_enabled=False).new_page()
        receipt = tells(outside, house)
        tour.unlock(outside, house, receipt)
        reference = re.search(r"C-\w{4}-\w{4}", outside.inner_text("main"))
        assert reference is not None
        outside.get_by_label("Your message").fill(f"Please hurry. Yours, {NAME}.")
        tour.send(outside, "Send message")
        expect(outside.get_by_role("heading", name="Your message is sent")).to_be_visible()

        caseworker = walk.staff(CASEWORKER)
        address = f"{house.office}/concerns/{reference[0]}/"
        caseworker.goto(address)
        caseworker.get_by_role("button", name="Take it on").click()
        mail = caseworker.get_by_role("region", name="Messages with the person")
        expect(mail.get_by_text(f"Yours, {NAME}.")).to_be_visible()
        tour.follow(caseworker, mail.get_by_role("link", name=re.compile("Move words to the sealed identity")))
        expect(caseworker.get_by_text(f"Yours, {NAME}.")).to_be_visible()
        caseworker.get_by_label("Which words show who somebody is?").fill("No such name")
        tour.send(caseworker, "Look where they stand")
        expect(caseworker.get_by_role("alert")).to_contain_text("stand in no text")
        caseworker.get_by_label("Which words show who somebody is?").fill(NAME)
        tour.send(caseworker, "Look where they stand")
        expect(caseworker.get_by_role("heading", name="What was told at first")).to_be_visible()
        expect(caseworker.get_by_role("heading", name=re.compile("Message of the person"))).to_be_visible()
        expect(caseworker.locator("main mark")).to_have_count(2)
        tour.send(caseworker, "Move them to the sealed identity")
        assert caseworker.url == address
        expect(mail.get_by_text(f"Yours, {MARK}.")).to_be_visible()
        expect(caseworker.get_by_text("Identifying passage moved")).to_be_visible()
        for page in ("", "print/", "seal_passage/"):
            caseworker.goto(address + page)
            assert NAME not in caseworker.content()

        outside.goto(f"{house.public}/check/mailbox/")
        expect(outside.get_by_text(f"Yours, {MARK}.")).to_be_visible()
        expect(outside.get_by_text("there were words that show who you are")).to_be_visible()
        assert NAME not in outside.content()
