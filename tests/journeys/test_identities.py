"""A confidential reporter: their name is sealed, refused to one, opened by two for one reader, and they see the day.

Five people, each in a browser of their own, in a demonstration office; who tells it runs no JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from candour.contexts.concerns.demonstration import cast
from tests.journeys import tour
from tests.journeys.tour.identities import agree, proved, request_of

NAME, LATIN = "Peredur Nightingale", "I am the only one who teaches Latin there."
OFFICER, DEPUTY, CASEWORKER = "eluned.pritchard", "kaveh.moradi", "ama.boateng"


@pytest.fixture
def walk(house: tour.House, browser: Any) -> Iterator[tour.Walker]:
    """The demonstration's people, each one click away."""
    walker = tour.Walker(house, browser, lambda _page, _what: None)
    yield walker
    walker.close()


def tells_confidentially(page: Page, house: tour.House) -> str:
    """The whole form, with a name that is to be locked away; the receipt."""
    page.goto(f"{house.public}/tell/kind/")
    while "check-answers" not in page.url:
        if "what-happened" in page.url:
            page.get_by_label("Tell us in your own words").fill("The school never told us why.")
        if "about-you" in page.url:
            expect(page.get_by_text("It cannot protect what your own words give away")).to_be_visible()
            page.get_by_label("Yes, but locked away").check()
            page.get_by_label("Your name").fill(NAME)
            page.get_by_label("Anything else that shows who you are").fill(LATIN)
        tour.send(page)
    tour.send(page, "Send")
    return page.locator(".candour-receipt").first.inner_text()


class TestAConfidentialReporter:
    def test_is_opened_by_two_for_one_reader_and_refused_to_one(
        self, walk: tour.Walker, house: tour.House, browser: Browser
    ) -> None:
        outside = browser.new_context(java_script_enabled=False).new_page()
        receipt = tells_confidentially(outside, house)
        tour.unlock(outside, house, receipt)
        expect(outside.get_by_text("Nobody has opened it")).to_be_visible()
        reference = re.search(r"C-\w{4}-\w{4}", outside.inner_text("main"))
        assert reference is not None

        caseworker = proved(walk, CASEWORKER)
        address = f"{house.office}/concerns/{reference[0]}/"
        caseworker.goto(address)
        caseworker.get_by_role("button", name="Take it on").click()
        expect(caseworker.get_by_text("Confidential: identity sealed")).to_be_visible()
        assert NAME not in caseworker.content()
        tour.follow(caseworker, caseworker.get_by_role("link", name="Ask to open it"))
        caseworker.get_by_label("Somebody could come to serious harm").check()
        caseworker.get_by_label("The reason, in words").fill("They write that they may be hurt tonight.")
        tour.send(caseworker, re.compile("Ask two people"))

        officer = proved(walk, OFFICER)
        path = request_of(walk, officer, reference[0])
        officer.goto(f"{house.office}{path}agree/")
        agree(officer, OFFICER)
        expect(officer.locator("main").get_by_text("One of two agreed")).to_be_visible()
        assert NAME not in officer.content()
        for page in (officer, caseworker):  # one is not enough, neither for herself nor for the reader
            page.goto(f"{house.office}{path}read/")
            expect(page.get_by_role("heading", name="Nothing was opened")).to_be_visible()
        officer.goto(f"{house.office}{path}agree/")
        agree(officer, OFFICER)  # nor the same person twice
        expect(officer.get_by_role("heading", name="This was not done")).to_be_visible()

        deputy = proved(walk, DEPUTY)
        deputy.goto(f"{house.office}{path}agree/")
        agree(deputy, DEPUTY)
        caseworker.goto(f"{house.office}{path}read/")
        expect(caseworker.get_by_text(NAME)).to_be_visible()
        expect(caseworker.get_by_text(LATIN)).to_be_visible()
        for page in (officer, deputy, proved(walk, cast.HEAD.key)):
            page.goto(f"{house.office}{path}read/")
            assert NAME not in page.content()
        caseworker.goto(f"{house.office}{path}finish/")
        tour.send(caseworker, re.compile("close it"))
        caseworker.goto(f"{house.office}{path}read/")
        assert NAME not in caseworker.content()
        caseworker.goto(address)
        expect(caseworker.get_by_text("Second side agreed: identity opened")).to_be_visible()

        outside.goto(f"{house.public}/check/mailbox/")
        expect(outside.get_by_text("Who you are was sealed. It was opened on:")).to_be_visible()
