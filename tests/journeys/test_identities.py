"""A confidential reporter: their name is sealed, refused to one, opened by two for one reader, and they see the day.

Five people, each in a browser of their own, in a demonstration office; who tells it runs no JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from candour.contexts.concerns.demonstration import cast
from tests.journeys import tour
from tests.journeys.tour.identities import agree, proved, request_of

NAME, LATIN = "Peredur Nightingale", "I am the only one who teaches Latin there."
PAYSLIP: FilePayload = {
    "name": "slip-cyflog.txt", "mimeType": "text/plain", "buffer": b"Salary of the teacher of Latin",
}  # fmt: skip
POSTER: FilePayload = {"name": "poster.txt", "mimeType": "text/plain", "buffer": b"A poster in the hall"}
OFFICER, DEPUTY, CASEWORKER = "eluned.pritchard", "kaveh.moradi", "ama.boateng"


@pytest.fixture
def walk(house: tour.House, browser: Any) -> Iterator[tour.Walker]:
    """The demonstration's people, each one click away."""
    walker = tour.Walker(house, browser, lambda _page, _what: None)
    yield walker
    walker.close()


def tells_confidentially(page: Page, house: tour.House) -> str:
    """The whole form in Welsh, with a name that is to be locked away and two files, one of which shows nobody; the receipt."""
    page.goto(f"{house.public}/cy/tell/kind/")
    while "check-answers" not in page.url:
        if "what-happened" in page.url:
            page.get_by_label("Dywedwch wrthym yn eich geiriau eich hun").fill("Ni ddywedodd yr ysgol pam.")
        if "about-you" in page.url:
            expect(page.get_by_text("Ni all ddiogelu’r hyn y mae eich geiriau eich hun yn ei ddatgelu")).to_be_visible()
            page.get_by_label("Hoffwn, ond dan glo").check()
            page.get_by_label("Eich enw").fill(NAME)
            page.get_by_label("Unrhyw beth arall sy’n dangos pwy ydych chi").fill(LATIN)
        tour.send(page, "Parhau")
    tour.follow(page, page.get_by_role("link", name="Ychwanegu ffeiliau"))
    for file, answer in ((PAYSLIP, "Gallent, neu nid wyf yn siŵr"), (POSTER, "Na allent")):
        page.get_by_label("Dewiswch ffeiliau").set_input_files(file)
        page.get_by_label(answer).check()
        tour.send(page, "Ychwanegu’r ffeiliau hyn")
    expect(page.get_by_role("definition").filter(has_text="Dan glo gyda’ch enw")).to_have_count(1)
    page.get_by_role("button", name="Parhau", exact=True).click()
    tour.send(page, "Anfon")
    return page.locator(".candour-receipt").first.inner_text()


def expect_file_locked(page: Page) -> None:
    """The one file can be read, once the worker has been; of the other it is said that there is one, and no more."""
    assert NAME not in page.content()
    link = page.get_by_role("link", name="poster.txt")
    for _ in range(45):
        if link.count() and page.get_by_text("Being checked").count() == 0:
            break
        page.wait_for_timeout(2_000)
        page.reload()
    expect(link.first).to_be_visible()
    expect(page.get_by_text("A locked file")).to_be_visible()
    assert "slip-cyflog" not in page.content()


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
        expect_file_locked(caseworker)
        tour.follow(caseworker, caseworker.get_by_role("link", name="Ask to open it", exact=True))
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
        expect(caseworker.get_by_text("slip-cyflog.txt").first).to_be_visible()
        tour.follow(caseworker, caseworker.get_by_role("link", name="Read the safe copy slip-cyflog.txt"))
        expect(caseworker.get_by_text("Salary of the teacher of Latin")).to_be_visible()
        copy = caseworker.url
        for page in (officer, deputy, proved(walk, cast.HEAD.key)):
            page.goto(f"{house.office}{path}read/")
            assert NAME not in page.content()
            page.goto(copy)
            assert "Salary" not in page.content()
        caseworker.goto(f"{house.office}{path}finish/")
        tour.send(caseworker, re.compile("close it"))
        for gone in (f"{house.office}{path}read/", copy):
            caseworker.goto(gone)
            assert NAME not in caseworker.content()
            assert "Salary" not in caseworker.content()
        caseworker.goto(address)
        expect(caseworker.get_by_text("Second side agreed: identity opened")).to_be_visible()

        outside.goto(f"{house.public}/check/mailbox/")
        expect(outside.get_by_text("Who you are was sealed. It was opened on:")).to_be_visible()
