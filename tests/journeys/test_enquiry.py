"""A body is asked and answers: from the caseworker's words to the body's page and back, and nothing else crosses."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.operations import barriers, handling, notices
from candour.contexts.concerns.tests import factories as make
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import OrganisationKind, Role

Records = Callable[[], AbstractContextManager[None]]
QUESTION = "Please describe how parents are told before a referral is made, and who decides it.\n\nTotals are enough."
ANSWER = "Our safeguarding lead decides.\n\nIn the last year parents were told first in 9 of 11 cases."


class Story:
    """A caseworker with a concern that may be put to a school, and the school's contact."""

    def __init__(self, concern: Concern, worker: Any, school: Any, contact: Any) -> None:
        self.concern, self.worker, self.school, self.contact = concern, worker, school, contact


@pytest.fixture
def story(records: Records, somebody: Callable[..., Any]) -> Story:
    worker = somebody("Amina", Role.CONCERNS_CASEWORKER)
    with records():
        school = Organisation.objects.create(
            name=f"Hillside School {secrets.token_hex(2)}", kind=OrganisationKind.EDUCATION
        )
    contact = somebody("Rhian", Role.BODY_CONTACT, organisation=school)
    with records():
        make.terms()
        concern = make.concern(reporter="Kezia Oyelaran")
        call: dict[str, Any] = {"concern_id": concern.id, "actor": make.actor(worker), "at": make.now()}
        handling.acknowledge(text="We have it.", **call)
        barriers.take(**call)
        Concern.objects.filter(id=concern.id).update(agreement=codes.Agreement.AGREED)
    return Story(concern, worker, school, contact)


def _asks(page: Page, story: Story, question: str) -> None:
    page.get_by_label("Which body do you ask?").select_option(label=story.school.name)
    page.get_by_label("In a few words, what is it about?").fill("How parents are told")
    page.get_by_label("What do you ask?").fill(question)
    page.get_by_role("button", name="Send the enquiry").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_body_is_asked_and_answers(
    doors: Any,
    new_page: Callable[..., Page],
    sign_in_as: Callable[..., None],
    axe: Callable[[Page], None],
    records: Records,
    story: Story,
    scripts: bool,
) -> None:
    judge = axe if scripts else lambda _page: None
    office, body = (new_page(java_script_enabled=scripts, viewport={"width": 1280, "height": 900}) for _ in range(2))
    sign_in_as(office, story.worker)
    sign_in_as(body, story.contact)

    # Before anything is sent the body's page says that nothing is asked.
    body.goto(f"{doors.delivery}/")
    expect(body.get_by_role("heading", name="Nothing needs you today")).to_be_visible()
    judge(body)

    # The caseworker writes the person's name into the enquiry, is warned, and takes it out.
    office.goto(f"{doors.office}/concerns/{story.concern.reference}/put_to_body/")
    judge(office)
    _asks(office, story, f"Did you write to Ms Oyelaran? {QUESTION}")
    expect(office.get_by_role("alert")).to_contain_text("part of the name of the person who told us")
    judge(office)
    office.get_by_label("What do you ask?").fill(QUESTION)
    office.get_by_role("button", name="Send the enquiry").click()
    expect(office.locator("main")).to_contain_text("The body")
    expect(office.locator("main")).to_contain_text("How parents are told")

    # The contact is told, sees by when, and answers.
    with records():
        assert notices.sweep_delivery() >= 1
    body.goto(f"{doors.delivery}/")
    expect(body.locator("table")).to_contain_text("How parents are told")
    expect(body.locator("header")).to_contain_text("1")
    judge(body)
    body.get_by_role("link", name="Notices").click()
    expect(body.locator("main")).to_contain_text("The Commissioner’s office asks your organisation something")
    judge(body)
    body.locator("main").get_by_role("link").first.click()
    expect(body.get_by_role("heading", name="What to do")).to_be_visible()
    expect(body.locator("main")).to_contain_text("Answer by")
    judge(body)
    body.get_by_role("button", name="Send the answer").click()
    expect(body.locator("main")).to_contain_text("There is a problem")
    judge(body)
    body.get_by_label("Your answer").fill(ANSWER)
    body.get_by_role("button", name="Send the answer").click()
    expect(body.locator("main")).to_contain_text("Your answer is with the Commissioner’s office")
    expect(body.get_by_role("heading", name="Nothing to do now")).to_be_visible()
    judge(body)
    seen = [body.content()]
    body.get_by_role("link", name="See all of it on one page for print").click()
    judge(body)
    seen.append(body.content())
    for page in seen:
        for secret in (story.concern.reference, "Oyelaran", "Amina"):
            assert secret not in page

    # The caseworker reads it, asks again, is answered, and finishes.
    with records():
        notices.sweep_office()
    office.goto(f"{doors.office}/")
    expect(office.locator("main")).to_contain_text("The body answered")
    judge(office)
    office.goto(f"{doors.office}/concerns/{story.concern.reference}/")
    expect(office.locator("main")).to_contain_text("9 of 11 cases")
    office.get_by_role("link", name="E-").first.click()
    judge(office)
    office.get_by_role("button", name="Ask again").click()
    judge(office)
    office.get_by_label("What do you still need?").fill("Please add the year before.")
    office.get_by_role("button", name="Ask again").click()
    expect(office.locator("main")).to_contain_text("Asked again.")
    body.goto(f"{doors.delivery}/enquiries/")
    judge(body)
    body.get_by_role("link", name="How parents are told").click()
    expect(body.locator("main")).to_contain_text("Please add the year before.")
    body.get_by_label("Your answer").fill("The year before: 6 of 10.")
    body.get_by_role("button", name="Send the answer").click()
    office.reload()
    expect(office.locator("main")).to_contain_text("6 of 10")
    office.get_by_role("button", name="Finish").click()
    judge(office)
    office.get_by_role("button", name="Finish").click()
    expect(office.locator("main")).to_contain_text("Finished.")
    body.reload()
    expect(body.get_by_role("heading", name="Nothing more to do")).to_be_visible()


def test_on_a_phone(
    doors: Any, phone: Page, sign_in_as: Callable[..., None], axe: Callable[[Page], None], story: Story
) -> None:
    """Every page of a contact fits a small screen, with nothing to push sideways."""
    sign_in_as(phone, story.contact)
    for path in ("/", "/enquiries/", "/notifications/"):
        phone.goto(f"{doors.delivery}{path}")
        axe(phone)
        assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_for_another_bodys_contact_nothing_is_there(
    doors: Any,
    page: Page,
    sign_in_as: Callable[..., None],
    somebody: Callable[..., Any],
    records: Records,
    story: Story,
) -> None:
    from candour.contexts.concerns.models import Enquiry

    with records():
        enquiry = Enquiry.objects.create(
            organisation=story.school, subject="x", question="y", sent_on=make.now().date(), state="sent",
            procedure_version=1,
        )  # fmt: skip
        other = Organisation.objects.create(name="Another school", kind=OrganisationKind.EDUCATION)
    sign_in_as(page, somebody("Bob", Role.BODY_CONTACT, organisation=other))
    answer = page.goto(f"{doors.delivery}/enquiries/{enquiry.reference}/")
    assert answer is not None
    assert answer.status == 404
    page.goto(f"{doors.delivery}/enquiries/")
    expect(page.locator("main")).to_contain_text("The Commissioner has not asked you anything")
