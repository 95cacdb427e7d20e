"""Telling the Commissioner and coming back, through a real browser that runs no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candour.kernel.people.roles import Role
from candour.kernel.visitors import receipts

WORDS = "Nobody told us that our son was referred.\nWe heard it from his friend."


class Reporter:
    """A browser at the public door, and what somebody does with it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def opens(self, path: str) -> None:
        self.page.goto(self.address + path)

    def presses(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()

    def chooses(self, words: str) -> None:
        self.page.get_by_role("radio", name=re.compile(f"^{re.escape(words)}")).check()

    def types(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)

    def reads(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def stands_at(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    def fills_in_the_form(self) -> None:
        """Every page, most answers given."""
        self.opens("/tell/")
        self.page.get_by_role("button", name="Start").click()
        self.chooses("A concern about how")
        self.presses("Continue")
        self.chooses("A child or relative")
        self.presses("Continue")
        self.chooses("England")
        self.page.get_by_label("If in England, which region?").select_option("Yorkshire and the Humber")
        self.presses("Continue")
        self.chooses("School, college")
        self.types("Its name, if you know it", "Beech Hill School")
        self.presses("Continue")
        self.chooses("Making or receiving")
        self.presses("Continue")
        self.types("Tell us in your own words", WORDS)
        self.presses("Continue")
        self.types("What effect did it have, on you or on others?", "He stays at home.")
        self.presses("Continue")
        self.chooses("No, I stay anonymous")
        self.presses("Continue")
        self.presses("Continue")
        self.chooses("I am not sure")
        self.presses("Continue")
        self.types("In which language do you want to read our answer?", "اردو")
        self.presses("Continue")
        self.stands_at("Check your answers")

    def keeps_the_receipt(self) -> str:
        self.stands_at("This is your receipt")
        return self.page.locator("#code").inner_text()

    def comes_back_with(self, receipt: str) -> None:
        self.opens("/check/")
        self.types("Your receipt", receipt)
        self.presses("Open my mailbox")


@pytest.fixture
def reporter(page_without_scripts: Page, doors: Any) -> Reporter:
    """Somebody at a computer, without JavaScript."""
    return Reporter(page_without_scripts, doors.public)


@pytest.fixture
def accessible(new_page: Callable[..., Page], axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """Judges the page that a browser without scripts is at, in a twin that has its cookies and runs the judge."""
    twin = new_page()

    def judge(page: Page) -> None:
        twin.context.clear_cookies()
        twin.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # what it gave is what it takes
        twin.set_viewport_size({"width": 1280, "height": 900})
        twin.goto(page.url)
        axe(twin)
        twin.set_viewport_size({"width": 375, "height": 740})
        assert twin.evaluate("document.documentElement.scrollWidth") <= 375, f"{page.url} is too wide for a phone"
        axe(twin)

    return judge


def _acknowledge(
    reference: str, somebody: Callable[..., Any], records: Callable[[], AbstractContextManager[None]]
) -> None:
    from candour.contexts.concerns.models import Concern
    from candour.contexts.concerns.operations import handling
    from candour.contexts.concerns.tests import factories

    worker = somebody("Amina", Role.CONCERNS_CASEWORKER)
    with records():
        concern = Concern.objects.get(reference=reference)
        handling.acknowledge(
            concern_id=concern.id,
            text="We have it, and are reading it.",
            actor=factories.actor(worker),
            at=factories.now(),
        )


def test_somebody_tells_is_answered_and_writes_back(
    reporter: Reporter, somebody: Callable[..., Any], records: Callable[[], AbstractContextManager[None]]
) -> None:
    page = reporter.page
    reporter.fills_in_the_form()
    reporter.reads("Nobody told us that our son was referred.")
    page.get_by_role("link", name="Change May we tell").click()
    reporter.chooses("No, do not tell")
    reporter.presses("Continue")
    reporter.stands_at("Check your answers")
    reporter.reads("No, do not tell the body")
    reporter.presses("Send")
    receipt = reporter.keeps_the_receipt()
    page.reload()
    assert reporter.keeps_the_receipt() == receipt
    reporter.types("Type it from your copy", receipt.lower().replace("-", " "))
    reporter.presses("Compare")
    reporter.reads("without a mistake")
    reporter.presses("I have kept it: finish")
    reporter.stands_at("Finished")
    page.go_back()
    assert receipt not in page.content()

    reporter.comes_back_with(receipt[:-1] + ("A" if receipt[-1] != "A" else "B"))
    reporter.reads("The check characters do not fit")
    reporter.comes_back_with(receipts.new().shown)
    reporter.reads("We cannot find it")
    reporter.comes_back_with(receipt.lower().replace("-", ""))
    reporter.stands_at("Your mailbox")
    reporter.reads("Nobody has looked at it yet")
    page.get_by_text("How this day was counted").click()
    reporter.reads("So the last day is")
    reference = page.locator(".govuk-caption-l").inner_text()

    _acknowledge(reference, somebody, records)
    page.reload()
    reporter.reads("We have it, and are reading it.")
    reporter.reads("You said that the body must not be told")
    reporter.types("Your message", "Thank you. The letter came in March.")
    reporter.presses("Send message")
    reporter.stands_at("Your message is sent")
    page.get_by_role("button", name="Back to the mailbox").click()
    reporter.reads("The letter came in March.")
    reporter.chooses("Yes, you may tell")
    reporter.presses("Save this answer")
    page.get_by_role("button", name="Back to the mailbox").click()
    reporter.reads("You agreed that the body may be told")
    page.get_by_role("link", name="Withdraw what you told us").click()
    reporter.presses("Withdraw it")
    page.get_by_role("button", name="Back to the mailbox").click()
    reporter.reads("You withdrew this")
    reporter.presses("Close the mailbox")
    reporter.stands_at("The mailbox is closed")
    reporter.opens("/check/mailbox/")
    reporter.stands_at("Come back with your receipt")
    assert all(receipt.replace("-", "") not in str(cookie) for cookie in page.context.cookies())


def test_pressing_send_in_two_tabs_sends_once(reporter: Reporter) -> None:
    reporter.fills_in_the_form()
    second = reporter.page.context.new_page()
    second.goto(reporter.page.url)
    reporter.presses("Send")
    receipt = reporter.keeps_the_receipt()
    other = Reporter(second, reporter.address)
    other.presses("Send")
    assert other.keeps_the_receipt() == receipt


def test_the_way_out_forgets_everything(reporter: Reporter) -> None:
    page = reporter.page
    reporter.fills_in_the_form()
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather", content_type="text/plain"))
    page.get_by_role("button", name="Leave this page quickly").or_(
        page.get_by_role("link", name="Leave this page quickly")
    ).click()
    page.wait_for_url("https://www.bbc.co.uk/**")
    assert not [cookie for cookie in page.context.cookies() if "draft" in str(cookie.get("name"))]
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("Beech Hill School")


def test_every_page_is_accessible(reporter: Reporter, accessible: Callable[[Page], None]) -> None:
    page = reporter.page
    reporter.fills_in_the_form()
    accessible(page)
    for slug in (
        "", "kind/", "connection/", "where/", "body/", "stage/", "what-happened/", "effect/", "about-you/", "nudge/",
        "agreement/", "needs/", "delete/", "finished/", "deleted/",
    ):  # fmt: skip
        reporter.opens(f"/tell/{slug}")
        accessible(page)
    reporter.opens("/tell/check-answers/")
    reporter.presses("Send")
    receipt = reporter.keeps_the_receipt()
    accessible(page)
    for path in ("/check/", "/check/closed/"):
        reporter.opens(path)
        accessible(page)
    reporter.comes_back_with(receipt)
    reporter.types("Your message", "One more thing.")
    reporter.presses("Send message")
    accessible(page)
    for path in ("/check/mailbox/", "/check/mailbox/withdraw/", "/check/mailbox/noted/", "/check/mailbox/withdrawn/"):
        reporter.opens(path)
        accessible(page)
    page.context.clear_cookies()
    reporter.opens("/tell/answers-gone/")
    accessible(page)
