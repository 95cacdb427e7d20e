"""Referring a person, in real browsers: anybody without JavaScript, in English and in Welsh, coming back with the code; and a
teacher who saves, comes back, sends, and reads what the police told them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candour.kernel.people.roles import OrganisationKind, Role
from tests.journeys.test_tell import Reporter

WORDS = "He talks of nothing but the attack.\nHe has drawn the hall with its exits marked."
GEIRIAU = "Nid yw’n siarad am ddim ond yr ymosodiad."
Records = Callable[[], AbstractContextManager[None]]


@pytest.fixture(scope="session", autouse=True)
def _desk(records: Records, doors: Any) -> None:
    """The shipped lists are not loaded here: somebody has to get what has no area."""
    from candour.contexts.pathway.tests import factories

    with records():
        factories.national_desk()


@pytest.fixture
def stranger(page_without_scripts: Page, doors: Any) -> Reporter:
    """Somebody at a computer, without JavaScript."""
    return Reporter(page_without_scripts, doors.public)


def _told(records: Records, reference: str, words: str) -> None:
    """The police decided, and told the referrer."""
    from django.utils.timezone import localdate

    from candour.contexts.pathway.models import Referral, Referrer

    with records():
        referral = Referral.objects.filter(reference=reference)
        referral.update(state="no_further_action", is_open=False)
        Referrer.objects.filter(referral__reference=reference).update(feedback=words, feedback_on=localdate())


def test_somebody_refers_a_person_and_comes_back(stranger: Reporter, records: Records) -> None:
    page = stranger.page
    stranger.opens("/tell/")
    page.get_by_role("link", name="refer them to the police").click()
    stranger.stands_at("Are you worried about somebody?")
    expect(page.get_by_role("region", name="If someone is in danger now")).to_contain_text("999")
    page.get_by_role("button", name="Start").click()
    stranger.types("Their name, or what you call them", "محمد")
    stranger.types("Or about how old are they?", "200")
    stranger.presses("Continue")
    stranger.reads("Enter the age as a number from 0 to 120")
    expect(page.get_by_label("Their name, or what you call them")).to_have_value("محمد")
    stranger.types("Or about how old are they?", "16")
    stranger.presses("Continue")
    stranger.types("Town or area", "Harrowdale")
    stranger.presses("Continue")
    stranger.presses("Continue")
    stranger.presses("Continue")
    stranger.reads("Say why you are worried. A few words are enough")
    stranger.types("Why you are worried, in your own words", WORDS)
    for _ in range(9):
        stranger.presses("Continue")
    stranger.stands_at("About you")
    stranger.chooses("Family or friend")
    stranger.presses("Continue")
    stranger.stands_at("Check your answers")
    for given in ("محمد", "16", "Harrowdale", "exits marked", "Family or friend"):
        stranger.reads(given)
    stranger.presses("Send")
    stranger.stands_at("The police have it")
    code, reference = page.locator("#code").inner_text(), page.locator("#reference").inner_text()
    page.reload()
    stranger.reads(code)
    assert code not in page.url
    stranger.presses("I have kept the code: finish")
    stranger.stands_at("Finished")
    page.go_back()
    expect(page.get_by_text(code)).to_have_count(0)

    stranger.opens("/refer/check/")
    stranger.types("Your code", code[:-1] + ("0" if code[-1] != "0" else "1"))
    stranger.presses("See where it stands")
    stranger.reads("The check characters do not fit")
    stranger.types("Your code", code.lower().replace("-", " "))
    stranger.presses("See where it stands")
    stranger.stands_at("Where your referral stands")
    stranger.reads(reference)
    stranger.reads("Nobody has looked at it yet.")
    expect(page.get_by_text("محمد")).to_have_count(0)
    _told(records, reference, "Thank you. We spoke to his family, and they have help.")
    page.reload()
    stranger.reads("The police have decided what to do.")
    stranger.reads("We spoke to his family")
    stranger.presses("Close")
    stranger.stands_at("It is closed")


def test_the_same_in_welsh_with_a_change_of_language_on_the_way(stranger: Reporter) -> None:
    page = stranger.page
    stranger.opens("/cy/refer/")
    stranger.stands_at("A ydych yn poeni am rywun?")
    page.get_by_role("button", name="Dechrau").click()
    stranger.types("Enw’r person, neu’r hyn rydych yn ei alw", "Mab fy nghymydog")
    page.get_by_role("navigation", name="Iaith").get_by_text("English", exact=True).click()
    stranger.stands_at("Who are you worried about?")
    expect(page.get_by_label("Their name, or what you call them")).to_have_value("Mab fy nghymydog")
    page.get_by_role("navigation", name="Language").get_by_text("Cymraeg", exact=True).click()
    for _ in range(3):
        stranger.presses("Parhau")
    stranger.types("Pam rydych yn poeni, yn eich geiriau eich hun", GEIRIAU)
    for _ in range(10):
        stranger.presses("Parhau")
    stranger.stands_at("Gwiriwch eich atebion")
    stranger.reads("Mab fy nghymydog")
    stranger.presses("Anfon")
    stranger.stands_at("Mae gan yr heddlu eich atgyfeiriad")
    code = page.locator("#code").inner_text()
    stranger.reads("/cy/refer/check/")
    stranger.opens("/cy/refer/check/")
    stranger.types("Eich cod", code)
    stranger.presses("Gweld sut mae pethau’n sefyll")
    stranger.reads("Nid oes neb wedi edrych arno eto.")


def test_the_way_out_forgets_what_was_typed(stranger: Reporter) -> None:
    page = stranger.page
    stranger.opens("/refer/why/")
    stranger.types("Why you are worried, in your own words", WORDS)
    stranger.presses("Continue")
    kept = {cookie["name"] for cookie in page.context.cookies()}
    assert "candour_public_referral_draft" in kept
    page.route(re.compile("weather|bbc"), lambda route: route.fulfill(body="elsewhere"))
    page.get_by_role("link", name="Leave this page quickly").click()
    assert "candour_public_referral_draft" not in {cookie["name"] for cookie in page.context.cookies()}


def test_a_teacher_saves_comes_back_sends_and_hears(
    new_page: Callable[..., Page],
    doors: Any,
    records: Records,
    somebody: Callable[..., Any],
    sign_in_as: Callable[..., None],
    axe: Callable[[Page], None],
) -> None:
    from candour.kernel.people.models import Organisation

    with records():
        school = Organisation.objects.create(name="Beech Hill School", kind=OrganisationKind.EDUCATION)
    teacher = somebody("Tess", Role.DUTY_BODY_REFERRER, organisation=school)
    page = new_page(java_script_enabled=True)
    sign_in_as(page, teacher)
    page.goto(f"{doors.delivery}/")
    page.get_by_role("link", name="Make a referral").first.click()
    axe(page)
    page.get_by_role("button", name="Begin a referral").click()
    page.get_by_label("Not yet").check()
    axe(page)
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("Saved. You find it here when you come back.")).to_be_visible()
    expect(page.get_by_role("link", name="No name yet")).to_be_visible()

    # Another day, another sign-in.
    page.context.clear_cookies()
    sign_in_as(page, teacher)
    page.goto(f"{doors.delivery}/referrals/make/")
    page.get_by_role("link", name="No name yet").click()
    expect(page.get_by_text("You have not talked to your safeguarding or Prevent lead yet.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Change Have you talked")).click()
    page.get_by_label("Yes, I talked to them").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name=re.compile("^Change Their name")).click()
    page.get_by_label("Their name, or what you call them").fill("Jordan Ellery")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say what raised your concern before you send it")
    page.locator(".govuk-error-summary a").click()
    page.get_by_label("Your concern, in your own words").fill(WORDS)
    page.get_by_role("button", name="Save and continue").click()
    axe(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The police have it. Its reference is")).to_be_visible()
    expect(page.get_by_role("heading", name="Jordan Ellery")).to_be_visible()
    axe(page)
    reference = page.locator("main section").first.get_attribute("id")
    assert reference is not None

    _told(records, reference, "Thank you, Tess. We are in touch with the school.")
    page.goto(f"{doors.delivery}/")
    page.get_by_role("link", name="Feedback on the referral of Jordan Ellery").click()
    expect(page.get_by_text("We are in touch with the school.")).to_be_visible()
    expect(page.get_by_text("No further action")).to_have_count(0)
    axe(page)
    page.goto(f"{doors.delivery}/referrals/make/")
    expect(page.get_by_text("Begun and not sent")).to_have_count(0)
