"""The story: somebody tells the Commissioner, and is answered.

Four people, each in a browser of their own: who tells it (without JavaScript), a caseworker, the contact of the body
that it is about, and the contact of another body. It is told twice: in the demonstration, as ``candour run
--demonstration`` starts it, and in an office without one, where everybody enrols and signs in with a passkey.
What each side must not see is asserted beside what it must.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from candour.contexts.concerns.demonstration import cast
from candour.contexts.concerns.tests import factories as make
from candour.kernel.doors import Door
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import Role
from tests.journeys import tour
from tests.journeys.conftest import Doors
from tests.journeys.test_sign_in import enrol, invited, sign_in

NAME = "Ffion Quillfeather"
HAPPENED = "The lodger of our neighbour read the referral aloud in the bakery."
EFFECT = "My daughter has not gone to orchestra since."
REASON = "Within scope: handling of referral papers by a duty body."
CLOSING = "Answered in full, nothing is outstanding from the triangle."
QUESTION = "How does your organisation keep referral papers, and who may take them away?"
REPLY = "Papers stay in one locked room. Since May nobody takes them away."
ANSWER = "We asked how papers are kept, and the rule has been changed. Thank you for telling us."
WRITTEN_AGAIN = "One thing is missing: when does the rule apply?"
HIDDEN_FROM_BODIES = (NAME, "Ffion", HAPPENED, "bakery", EFFECT, "orchestra")


class Person:
    """Somebody in front of a browser at one door."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def opens(self, path: str) -> int:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer.status

    def presses(self, words: str) -> None:
        self.main.get_by_role("button", name=words, exact=True).first.click()

    def follows(self, words: str) -> None:
        link = self.main.get_by_role("link", name=words, exact=True)
        link.or_(self.main.get_by_role("button", name=words, exact=True)).first.click()

    def ticks(self, words: str) -> None:
        self.main.get_by_role("radio", name=words).or_(self.main.get_by_role("checkbox", name=words)).first.check()

    def types(self, label: str, words: str) -> None:
        self.main.get_by_label(label).first.fill(words)

    def sees(self, *words: str) -> None:
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one)

    def never_sees(self, *words: str) -> None:
        """Neither on the page nor anywhere in what the browser was sent."""
        content = self.page.content()
        assert [one for one in words if one in content] == [], self.page.url

    def stands_at(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)


@dataclass
class Story:
    """Who takes part, and the name of the body that it is about."""

    reporter: Person
    worker: Person
    colleague: Person
    contact: Person
    stranger: Person
    body: str


@pytest.fixture
def in_the_demonstration(house: tour.House, browser: Any, new_page: Callable[..., Page]) -> Iterator[Story]:
    """One click makes each of them who they are."""
    walk = tour.Walker(house, browser, lambda _page, _what: None)
    council = next(one for one in cast.BODIES if one.key == "aldermoor")
    yield Story(
        reporter=Person(new_page(java_script_enabled=False), house.public),
        worker=Person(walk.staff("niamh.oconnor"), house.office),
        colleague=Person(walk.staff("rahima.begum"), house.office),
        contact=Person(walk.staff("priya.ramanathan"), house.delivery),
        stranger=Person(walk.staff("helen.marsh"), house.delivery),
        body=council.name,
    )
    walk.close()


@pytest.fixture
def with_passkeys(
    doors: Doors,
    records: Callable[[], AbstractContextManager[None]],
    somebody: Callable[..., Any],
    new_page: Callable[..., Page],
    passkey: Callable[[Page], Any],
) -> Story:
    """Each enrols by the link that was sent to them, signs out, and signs in again with password and passkey."""
    with records():
        make.terms()
        council = Organisation.objects.create(name="Borough of Beech Hill", kind="local_authority")
        other = Organisation.objects.create(name="Thornfield Constabulary", kind="police_force")

    def signed_in(name: str, role: str, door: Door, organisation: Organisation | None = None) -> Person:
        person = somebody(name, role, organisation=organisation)
        page = new_page()
        passkey(page)
        link = invited(records, person, door)
        enrol(page, re.sub(r"http://localhost:\d+", doors.of(door), link))
        page.get_by_role("banner").get_by_role("button", name="Sign out", exact=True).click()
        sign_in(page, doors.of(door), person.email)
        page.get_by_role("button", name="Use your passkey").click()
        page.wait_for_url(doors.of(door) + "/")
        return Person(page, doors.of(door))

    return Story(
        reporter=Person(new_page(java_script_enabled=False), doors.public),
        worker=signed_in("Wanda", Role.CONCERNS_CASEWORKER, Door.OFFICE),
        colleague=signed_in("Colin", Role.CONCERNS_CASEWORKER, Door.OFFICE),
        contact=signed_in("Beatrix", Role.BODY_CONTACT, Door.DELIVERY, council),
        stranger=signed_in("Stanley", Role.BODY_CONTACT, Door.DELIVERY, other),
        body=council.name,
    )


def gives_a_name(reporter: Person) -> None:
    reporter.ticks("Yes, the caseworkers may know who I am")
    reporter.types("Your name", NAME)


def tells(reporter: Person) -> str:
    """From the home page through every page of the form. Returns the receipt."""
    reporter.opens("/")
    reporter.presses("Tell the Commissioner")
    reporter.stands_at("Tell the Commissioner")
    reporter.sees("999", "What it cannot protect", "There is one exception.")
    reporter.presses("Start")
    answers: list[Callable[[], None]] = [
        lambda: reporter.ticks("A concern about how"),
        lambda: reporter.ticks("A child or relative"),
        lambda: reporter.ticks("England"),
        lambda: reporter.ticks("Council"),
        lambda: reporter.ticks("How information was kept"),
        lambda: reporter.types("Tell us in your own words", HAPPENED),
        lambda: reporter.types("What effect did it have", EFFECT),
        lambda: gives_a_name(reporter),
        lambda: reporter.types("Email address", "ffion@example.org"),
        lambda: reporter.ticks("I am not sure: ask me later"),
        lambda: None,
    ]
    for number, give in enumerate(answers, 1):
        reporter.sees(f"Question {number} of {len(answers)}")
        assert reporter.page.title() == "Form", "the tab says nothing"
        give()
        reporter.presses("Continue")
    reporter.stands_at("Check your answers")
    reporter.sees(HAPPENED, EFFECT, NAME, "Nothing has been sent yet")
    reporter.presses("Send")
    reporter.stands_at("This is your receipt")
    receipt = reporter.page.locator("#code").inner_text()
    reporter.presses("I have kept it: finish")
    reporter.stands_at("Finished")
    reporter.never_sees(receipt)
    return receipt


def comes_back(reporter: Person, receipt: str) -> str:
    """Open the mailbox. Returns the reference."""
    reporter.opens("/check/")
    reporter.types("Your receipt", receipt)
    reporter.presses("Open my mailbox")
    reporter.stands_at("Your mailbox")
    return reporter.page.locator(".govuk-caption-l").inner_text()


def told(story: Story) -> None:
    """The whole of it, once."""
    reporter, worker, contact = story.reporter, story.worker, story.contact
    receipt = tells(reporter)
    reference = comes_back(reporter, receipt)
    assert re.fullmatch(r"C-[0-9A-Z]{4}-[0-9A-Z]{4}", reference)
    case = f"/concerns/{reference}/"
    reporter.sees("Received", "Nobody has looked at it yet", "What happens next:")
    reporter.page.get_by_text("How this day was counted").click()
    reporter.sees("working days", "So the last day is")
    reporter.never_sees(HAPPENED)  # whoever finds the receipt does not find the words
    reporter.presses("Close the mailbox")

    # The office: found by its reference; nothing of the words until somebody takes it on.
    worker.opens("/")
    worker.page.get_by_label("Find by reference").fill(reference.lower().replace("-", ""))
    worker.page.get_by_role("button", name="Find", exact=True).click()
    worker.stands_at(reference)
    worker.sees("Nobody works on it yet")
    worker.never_sees(*HIDDEN_FROM_BODIES, receipt)
    worker.follows("Acknowledge")
    worker.presses("Send and acknowledge")
    worker.presses("Take it on")
    worker.sees(HAPPENED, EFFECT, NAME)
    worker.never_sees(receipt)

    # A colleague who does not work on it sees that it is there, and no more.
    story.colleague.opens(case)
    story.colleague.stands_at(reference)
    story.colleague.never_sees(*HIDDEN_FROM_BODIES)

    worker.follows("Code it")
    worker.ticks("Information shared too widely")
    worker.presses("Save the coding")
    worker.follows("Decide that we can look at it")
    worker.types("What brings it within", REASON)
    worker.presses("Decide: we can look at it")
    worker.presses("Start work")
    worker.follows("Write to the person")
    worker.types("Message to the person", "I am reading what you told us.")
    worker.presses("Send")

    # Not before she agrees.
    assert worker.main.get_by_role("link", name="Put it to the body", exact=True).count() == 0
    worker.opens(case + "put_to_body/")
    worker.sees("This is not possible now", "The person agrees, or two people authorised it")
    worker.opens(case)
    worker.follows("Ask whether the body may be told")
    worker.types("Message to the person", f"May I ask {story.body} how it keeps papers? I would not name you.")
    worker.presses("Send and ask")

    comes_back(reporter, receipt)
    reporter.sees("A caseworker is looking at this", "We asked whether the body may be told", "I would not name you")
    reporter.never_sees(REASON)
    reporter.ticks("Yes, you may tell the body")
    reporter.presses("Save this answer")
    reporter.stands_at("noted")

    # What would show who told it is stopped once; then the question crosses, and nothing else.
    worker.opens(case)
    worker.follows("Put it to the body")
    worker.main.get_by_label("Which body do you ask?").select_option(label=story.body)
    worker.types("In a few words", "How papers are kept")
    worker.types("What do you ask?", f"{NAME} says: {HAPPENED}")
    worker.presses("Send the enquiry")
    worker.sees("This was not done")
    worker.types("What do you ask?", QUESTION)
    worker.presses("Send the enquiry")
    worker.sees("Sent. The body sees it in its own page", QUESTION)

    contact.opens("/")
    contact.sees("How papers are kept")
    contact.never_sees(reference, *HIDDEN_FROM_BODIES)
    contact.main.get_by_role("link", name=re.compile("How papers are kept")).first.click()
    enquiry = contact.page.url[len(contact.address) :]
    contact.sees(QUESTION, "Answer by")
    contact.never_sees(reference, *HIDDEN_FROM_BODIES, REASON)
    assert contact.opens(case) == 404
    contact.never_sees(reference, *HIDDEN_FROM_BODIES)
    assert story.stranger.opens(enquiry) == 404
    story.stranger.never_sees("How papers are kept", QUESTION)
    story.stranger.opens("/")
    story.stranger.never_sees("How papers are kept", reference)
    contact.opens(enquiry)
    contact.types("Your answer", REPLY)
    contact.presses("Send the answer")
    contact.sees("Your answer is with the Commissioner’s office", "Nothing to do now")
    contact.opens(enquiry + "print/")
    contact.never_sees(reference, *HIDDEN_FROM_BODIES)

    worker.opens("/")
    worker.sees("The body answered")
    worker.opens(case)
    worker.sees(REPLY)
    worker.main.get_by_role("link", name=re.compile("Finish this enquiry")).click()
    worker.follows("Finish")
    worker.presses("Finish")
    worker.opens(case)
    worker.follows("Answer")
    worker.types("Answer", ANSWER)
    worker.presses("Send the answer")
    worker.follows("Close")
    worker.ticks("Answered")
    worker.types("The reason", CLOSING)
    worker.presses("Close it")
    worker.sees("Closed. A new message opens it again.")

    # She comes back: the answer, and nothing of what the office keeps to itself.
    comes_back(reporter, receipt)
    reporter.sees("Closed", "We have finished.", ANSWER, "I am reading what you told us.", "You told us")
    reporter.never_sees(REASON, CLOSING, REPLY, QUESTION, HAPPENED, EFFECT, "O'Connor", "Wanda")
    reporter.sees("If you write, we open it again")
    reporter.types("Your message", WRITTEN_AGAIN)
    reporter.presses("Send message")
    comes_back(reporter, receipt)
    reporter.sees("A caseworker is looking at this", WRITTEN_AGAIN, "Our answer")

    worker.opens("/")
    worker.sees(reference)
    worker.opens(case)
    worker.sees(WRITTEN_AGAIN, "Opened again")
    expect(worker.page.get_by_role("heading", level=1)).to_contain_text("Open")
    contact.opens(enquiry)
    contact.never_sees(WRITTEN_AGAIN, ANSWER, reference)


class TestTheStory:
    def test_in_the_demonstration(self, in_the_demonstration: Story) -> None:
        told(in_the_demonstration)

    def test_with_passkeys(self, with_passkeys: Story) -> None:
        told(with_passkeys)
