"""A concern at the office, through a real browser: from a telephone call or a receipt to an answer, and its barriers.

Every page on the way is judged by axe; none needs JavaScript (the first story runs without it).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.tests import factories as make
from candour.kernel.people.roles import Role
from candour.kernel.visitors import receipts

Records = Callable[[], AbstractContextManager[None]]


class AtWork:
    """A member of the office in front of a browser."""

    def __init__(self, page: Page, address: str, axe: Callable[[Page], None]) -> None:
        self.page, self._address, self._axe = page, address, axe

    def opens(self, path: str) -> None:
        self.page.goto(self._address + path)
        self._axe(self.page)

    def opens_case(self, concern: Concern) -> None:
        self.opens(f"/concerns/{concern.reference}/")

    def does(self, step: str, **answers: str) -> None:
        """Follow the step from the case page, fill its form in by the labels, and send it."""
        self.page.get_by_role("link", name=step, exact=True).or_(
            self.page.get_by_role("button", name=step, exact=True)
        ).first.click()
        if answers:
            self._axe(self.page)
            self.answers(**answers)

    def answers(self, *, send: str, **answers: str) -> None:
        for name, value in answers.items():
            field = self.page.locator(f"[name={name}]").first
            if field.evaluate("one => one.type") in {"radio", "checkbox"}:
                self.page.get_by_label(value, exact=True).check()
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        self.page.get_by_role("button", name=send, exact=True).click()

    def sees(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)

    def sees_not(self, words: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(words)


@pytest.fixture
def at_work(doors: Any, new_page: Any, somebody: Any, sign_in_as: Any, axe: Any) -> Callable[..., AtWork]:
    """``at_work("Ada", Role.CONCERNS_CASEWORKER)``: signed in at the office, with a browser of their own."""

    def begin(name: str, *roles: str, scripts: bool = True, width: int = 1280, stepped_up: bool = True) -> AtWork:
        page = new_page(java_script_enabled=scripts, viewport={"width": width, "height": 900})
        person = somebody(name, *roles)
        sign_in_as(page, person, stepped_up=stepped_up)
        return AtWork(page, doors.office, axe if scripts else lambda _page: None)

    return begin


@pytest.fixture
def told(records: Records) -> Callable[..., tuple[Concern, receipts.Receipt]]:
    """A concern as the public form leaves it, with the receipt that its reporter keeps."""

    def tell(**fields: Any) -> tuple[Concern, receipts.Receipt]:
        receipt = receipts.new()
        with records():
            make.terms()
            return make.concern(receipt=receipt, **fields), receipt

    return tell


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_received_to_answered_and_open_again(
    scripts: bool, doors: Any, at_work: Any, told: Any, new_page: Any
) -> None:
    concern, receipt = told(reporter="Jo Example")
    ada = at_work("Ada", Role.CONCERNS_CASEWORKER, scripts=scripts)

    ada.opens("/concerns/?assigned=nobody&unread=yes")
    ada.page.get_by_role("link", name=concern.reference).click()
    ada.sees("Nobody works on it yet")
    ada.sees_not(make.STORY)
    ada.does("Acknowledge", send="Send and acknowledge")
    ada.sees("Acknowledged. The message is in the person’s mailbox.")
    ada.does("Take it on")
    ada.sees(make.STORY)
    ada.sees("Jo Example")
    ada.does("Code it", issues="Reason not recorded or not given", sector="Police", send="Save the coding")
    ada.sees("The coding is saved.")
    ada.does("Decide that we can look at it", rationale="It is about a referral.", send="Decide: we can look at it")
    ada.does("Start work")
    ada.does("Write to the person", text="When did the school write to you?", send="Send")
    ada.does("Answer", text="We found that the reason was never written down.", send="Send the answer")
    ada.does("Close", close_reason="Answered", rationale="Answered in full.", send="Close it")
    ada.sees("Closed. A new message opens it again.")
    ada.opens_case(concern)
    ada.sees("Closed because:")

    jo = AtWork(new_page(), doors.public, lambda _page: None)
    jo.page.goto(doors.public + "/check/")
    jo.page.get_by_label("Your receipt").fill(receipt.shown)
    jo.page.locator("main form button[type=submit]").first.click()
    jo.sees("We found that the reason was never written down.")
    jo.page.locator("[name=text]").fill("But who decided it?")
    jo.page.locator("form:has([name=text]) button[type=submit]").click()

    ada.opens_case(concern)
    ada.sees("But who decided it?")
    ada.sees("Opened again")
    expect(ada.page.get_by_role("heading", level=1)).to_contain_text("Open")


def test_a_mistaken_step_is_taken_back_and_stays_in_the_timeline(at_work: Any, told: Any) -> None:
    concern, _ = told()
    ada = at_work("Ada", Role.CONCERNS_CASEWORKER)
    ada.opens_case(concern)
    ada.does("Acknowledge", send="Send and acknowledge")
    ada.does("Correct a mistaken step", rationale="This one belongs to a colleague.", send="Take the step back")
    ada.sees("Taken back. The earlier entry stays in the timeline.")
    expect(ada.page.get_by_role("heading", level=1)).to_contain_text("Received")
    ada.sees("Corrected: this was taken back later.")
    ada.sees("This one belongs to a colleague.")


def test_after_a_declared_interest_the_concern_is_not_there(at_work: Any, told: Any) -> None:
    concern, _ = told()
    ada = at_work("Ada", Role.CONCERNS_CASEWORKER)
    ada.opens_case(concern)
    ada.does("Take it on")
    ada.does("Declare an interest", rationale="I taught at that school.", send="Declare it and leave this concern")
    ada.sees("From now on this concern is not there for you.")
    answer = ada.page.goto(f"{ada._address}/concerns/{concern.reference}/")
    absent = ada.page.request.get(f"{ada._address}/concerns/C-0000-0000/")
    assert (answer.status, absent.status) == (404, 404)
    assert answer.text() == absent.text()
    ada.page.goto(ada._address + "/concerns/")
    ada.page.get_by_label("Find by reference").fill(concern.reference)
    ada.page.get_by_role("button", name="Find").click()
    ada.sees("Nothing that you may see has the reference")

    head = at_work("Margaret", Role.HEAD_OF_OFFICE)
    head.opens_case(concern)
    head.sees("I taught at that school.")
    expect(head.page.locator(".concerns-head__facts")).to_contain_text("nobody")


def test_a_body_is_told_without_agreement_only_by_two_people(at_work: Any, told: Any) -> None:
    concern, _ = told()
    ada = at_work("Ada", Role.CONCERNS_CASEWORKER)
    ada.opens_case(concern)
    ada.does("Acknowledge", send="Send and acknowledge")
    ada.does("Take it on")
    ada.does(
        "Ask to tell a body without agreement",
        ground="A child at risk",
        rationale="The child may be taken abroad tonight.",
        safe="Yes: they are told when it is authorised",
        send="Ask a second person to decide",
    )
    ada.opens(f"/concerns/{concern.reference}/decide_override/")
    ada.sees("This is not possible now")

    ben = at_work("Ben", Role.CONCERNS_CASEWORKER)
    ben.opens_case(concern)
    ben.does(
        "Decide as second person",
        decision="Authorise: the body may be told without agreement",
        rationale="The risk is real and near.",
        text="We told the school tonight, because a child may be at risk.",
        send="Record the decision",
    )
    ben.sees("Authorised by Ben")
    ada.opens_case(concern)
    ada.sees("We told the school tonight")
    ada.does("Put it to the body")
    ada.sees("Which body do you ask?")


def test_emergency_access_opens_what_was_written_and_is_reviewed(at_work: Any, told: Any) -> None:
    concern, _ = told()
    ada = at_work("Ada", Role.CONCERNS_CASEWORKER)
    ada.opens_case(concern)
    ada.page.get_by_role("link", name="read it in an emergency", exact=True).click()
    ada.answers(rationale="The caller said that it is tonight.", send="Open it until midnight")
    ada.sees(make.STORY)
    ada.sees("You read this by emergency access")

    head = at_work("Margaret", Role.HEAD_OF_OFFICE)
    head.opens("/emergency-access/")
    head.sees("The caller said that it is tonight.")
    head.page.get_by_role("link", name=re.compile(f"Review {concern.reference}")).click()
    head.answers(note="It was needed.", end_now="End the access now", send="Record the review")
    head.sees("It was needed.")
    ada.opens_case(concern)
    ada.sees_not(make.STORY)


def test_a_telephone_call_is_typed_read_back_and_given_a_receipt(doors: Any, at_work: Any, new_page: Any) -> None:
    ada = at_work("Ada", Role.CONCERNS_CASEWORKER)
    ada.opens("/concerns/new/")
    ada.answers(
        channel="Telephone call",
        what_happened="She says that nobody told her why her son was referred.",
        body_name="Beech Hill School",
        send="Check it and read it back",
    )
    ada.sees("Nothing is stored yet.")
    ada._axe(ada.page)
    ada.page.get_by_role("button", name="It is right: record it").click()
    ada._axe(ada.page)
    receipt = ada.page.locator(".candour-receipt").inner_text()
    ada.page.get_by_role("link", name="Go to the concern").click()
    ada.sees("Telephone call")

    caller = new_page()
    caller.goto(doors.public + "/check/")
    caller.get_by_label("Your receipt").fill(receipt)
    caller.locator("main form button[type=submit]").first.click()
    expect(caller.locator("body")).to_contain_text("We have what you told us")


def test_two_officers_at_once_and_a_stale_page(at_work: Any, told: Any) -> None:
    concern, _ = told()
    ada, ben = at_work("Ada", Role.CONCERNS_CASEWORKER), at_work("Ben", Role.CONCERNS_CASEWORKER)
    for one in (ada, ben):
        one.opens(f"/concerns/{concern.reference}/acknowledge/")
    ada.answers(send="Send and acknowledge")
    ben.answers(text="Ben’s own words, which must not be lost.", send="Send and acknowledge")
    ben.sees("This was not done")
    ben.sees("Ada already did “Acknowledge”")
    expect(ben.page.locator("[name=text]")).to_have_value("Ben’s own words, which must not be lost.")
    ben._axe(ben.page)


def test_every_page_is_fit_for_a_small_phone(at_work: Any, told: Any) -> None:
    concern, _ = told(story="A_very_long_word_without_a_space_" * 20)
    ada = at_work("Ada", Role.CONCERNS_CASEWORKER, Role.HEAD_OF_OFFICE, width=375)
    ada.opens_case(concern)
    ada.does("Acknowledge", send="Send and acknowledge")
    ada.does("Take it on")
    case = f"/concerns/{concern.reference}"
    steps = ("acknowledge", "assign", "code", "signpost", "write", "correct", "request_override", "declare_interest")
    pages = ["/concerns/", "/concerns/?due=late&kind=feedback", "/concerns/new/", f"{case}/", f"{case}/print/"]
    pages += [f"{case}/{step}/" for step in steps]
    pages += [
        "/directory/",
        "/policies/",
        "/policies/concerns.triage/",
        "/policies/holidays/new/",
        "/emergency-access/",
    ]
    for path in pages:
        ada.opens(path)
        wider = ada.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{path} is {wider} pixels too wide"


def test_the_head_of_office_adds_a_bank_holiday_and_running_limits_move(at_work: Any, told: Any) -> None:
    from datetime import timedelta

    from candour.kernel.deadlines import calendar

    concern, _ = told()
    day = localdate() + timedelta(days=1)
    while not calendar.is_working_day(day, "england"):
        day += timedelta(days=1)
    head = at_work("Margaret", Role.HEAD_OF_OFFICE)
    head.opens("/policies/")
    head.page.get_by_role("link", name="Add a bank holiday").or_(
        head.page.get_by_role("button", name="Add a bank holiday")
    ).first.click()
    head._axe(head.page)
    head.answers(
        on_day=str(day.day),
        on_month=str(day.month),
        on_year=str(day.year),
        name="Day of national mourning",
        source="Royal proclamation",
        send="Add it and count again",
    )
    head.sees("every running time limit was counted again")
    head.opens_case(concern)
    head.page.get_by_text("How it was counted").first.click()
    head.sees("Day of national mourning")
