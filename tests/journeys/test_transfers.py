"""Somebody below the threshold is passed to a service: it takes them on, or it never does and they come back.

And the person's own side: a code, what it shows, a withdrawal of consent, the answer.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candour.contexts.pathway import tasks
from candour.contexts.pathway.models import Transfer
from candour.contexts.pathway.tests import granting
from candour.contexts.pathway.tests.transferring import House
from candour.kernel.people.models import Organisation

Records = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def story(records: Records, as_door: Callable[..., AbstractContextManager[None]]) -> House:
    """A force, an authority and two services of this story alone, on the doors' own database."""
    with records():
        made = House(as_door)
        for body in (made.force, made.authority, made.service, made.other_service):
            Organisation.objects.filter(id=body.id).update(name=f"{body.name} {secrets.token_hex(2)}")
            body.refresh_from_db()
        return made


def _offered(story: House, records: Records) -> Transfer:
    with records():
        return story.offer(story.referral())


def test_a_service_takes_somebody_on_and_completes_it(
    doors: Any,
    new_page: Callable[..., Page],
    sign_in_as: Callable[..., None],
    judge: Callable[[Page], None],
    records: Records,
    story: House,
) -> None:
    made = _offered(story, records)
    service, owner = new_page(), new_page()
    sign_in_as(service, story.youth_worker.person)
    sign_in_as(owner, story.officer.person)

    # The service finds it on its home page, and on its page everything it needs and nothing of the referral.
    service.goto(f"{doors.delivery}/")
    service.get_by_role("link", name="Answer: can your service help?").click()
    expect(service.get_by_role("heading", name="Daniel W., 15")).to_be_visible()
    expect(service.get_by_text("Whitmore")).to_have_count(0)
    judge(service)

    # It accepts, begins, says how it goes, completes; a form without words says what is missing.
    service.get_by_role("button", name="Accept").click()
    service.get_by_role("button", name="Accept").click()
    expect(service.get_by_role("heading", name="There is a problem")).to_be_visible()
    judge(service)
    service.get_by_label("Who in your service takes it on").fill("Grace Mensah calls his mother on Tuesday.")
    service.get_by_role("button", name="Accept").click()
    expect(service.get_by_text("Accepted. Thank you")).to_be_visible()
    for step, label, words in (
        ("Say that it has begun", "What has begun", "He came, and talked about football."),
        ("Say how it goes", "How does it go?", "Four sessions so far."),
        ("Complete", "What was done", "Twelve sessions. He trains again, and has friends there."),
    ):
        service.get_by_role("button", name=step).click()
        service.get_by_label(label).fill(words)
        service.locator("main form button").click()
    expect(service.get_by_text("You completed it")).to_be_visible()
    judge(service)

    # The owner reads it all on theirs.
    owner.goto(f"{doors.delivery}/transfers/")
    judge(owner)
    owner.get_by_role("link", name="Daniel W., 15").click()
    expect(owner.get_by_text("Twelve sessions. He trains again, and has friends there.")).to_be_visible()
    judge(owner)
    assert made.reference in owner.url


def test_a_person_whom_a_service_never_took_on_comes_back_and_stays_visible(
    doors: Any,
    new_page: Callable[..., Page],
    sign_in_as: Callable[..., None],
    judge: Callable[[Page], None],
    records: Records,
    story: House,
) -> None:
    made = _offered(story, records)
    with records():
        story.passes(made)
    service, owner, watcher = new_page(), new_page(), new_page()
    sign_in_as(service, story.youth_worker.person)
    sign_in_as(owner, story.officer.person)
    sign_in_as(watcher, story.supervisor.person)

    # Too late: said in words, before anything noted it.
    service.goto(f"{doors.delivery}/transfers/{made.reference}/accept/")
    expect(service.get_by_text("Ask the owner to offer it again.")).to_be_visible()
    judge(service)

    # The worker's minute; then it stands before everything else on its owner's home page.
    with records():
        tasks.lapse()
    owner.goto(f"{doors.delivery}/")
    expect(owner.get_by_role("heading", name="What needs you")).to_be_visible()
    expect(owner.get_by_text("Needs somebody now")).to_be_visible()
    judge(owner)
    owner.get_by_role("link", name="Never taken on").click()
    expect(owner.get_by_text("Nobody has this person now.")).to_be_visible()
    expect(owner.get_by_text("by Candour itself")).to_be_visible()
    judge(owner)

    # On the board, drawn and counted; each number leads to its list.
    watcher.goto(f"{doors.delivery}/transfers/board/")
    judge(watcher)
    expect(watcher.get_by_role("img", name=re.compile(f"{re.escape(story.service.name)}.*Lapsed 1"))).to_be_visible()
    watcher.get_by_role("link", name=f"1 Lapsed, {story.service.name}").click()
    expect(watcher.get_by_role("link", name="Daniel W., 15")).to_be_visible()
    judge(watcher)

    # The owner asks another service: this one ends, the next begins with the same owner.
    owner.get_by_role("button", name="Offer it to another service").click()
    judge(owner)
    owner.get_by_label("Which service is asked instead?").select_option(label=story.other_service.name)
    owner.get_by_label("Why this service?").fill("They have a place this month.")
    owner.get_by_role("button", name="Offer it there").click()
    expect(owner.get_by_text("This is the new transfer.")).to_be_visible()
    expect(owner.get_by_text("Asked before")).to_be_visible()
    with records():
        following = Transfer.objects.get(follows=made)
        assert (following.owner_id, following.organisation_id) == (story.officer.person.id, story.other_service.id)

    # What happened before is not forgotten with it.
    watcher.goto(f"{doors.delivery}/transfers/board/")
    expect(watcher.get_by_role("link", name=f"1 Lapsed, {story.service.name}")).to_be_visible()
    expect(watcher.get_by_role("link", name=f"1 Waiting, {story.other_service.name}")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_parent_sees_what_was_released_and_withdraws_consent(
    doors: Any,
    new_page: Callable[..., Page],
    sign_in_as: Callable[..., None],
    judge: Callable[[Page], None],
    records: Records,
    story: House,
    scripts: bool,
) -> None:
    look: Callable[[Page], None] = judge if scripts else lambda _page: None
    with records():
        case = granting.case(story)
    owner, parent = (new_page(java_script_enabled=scripts) for _ in range(2))
    sign_in_as(owner, story.coordinator.person)

    # The coordinator makes a code; it is shown once.
    owner.goto(f"{doors.delivery}/rights/give/{case.reference}/")
    look(owner)
    owner.get_by_label("A parent or guardian").check()
    owner.get_by_label("What do you want to tell them?").fill("Call Tomos Rhys on 01632 960 200, any weekday.")
    owner.get_by_role("button", name="Make the code").click()
    code = owner.locator("#code").inner_text()
    look(owner)

    # The parent opens what was released, and nothing else.
    parent.goto(f"{doors.public}/my-record/")
    look(parent)
    parent.get_by_label("Your code").fill(code.lower())
    parent.get_by_role("button", name="Open").click()
    expect(parent.get_by_role("heading", name="Your child’s record")).to_be_visible()
    expect(parent.get_by_text("Call Tomos Rhys on 01632 960 200")).to_be_visible()
    expect(parent.get_by_text("Whitmore")).to_have_count(0)
    assert code not in parent.url
    look(parent)

    # They ask for a copy, and withdraw consent.
    parent.get_by_label("Get a copy of what is held about me").check()
    parent.get_by_label("Tell us more").fill("Everything that you hold about my son.")
    parent.get_by_role("button", name="Send").click()
    expect(parent.get_by_role("heading", name="It is sent")).to_be_visible()
    look(parent)
    parent.get_by_role("button", name="Go back").click()
    look(parent)
    parent.get_by_role("link", name="Withdraw consent to support").click()
    look(parent)
    parent.get_by_role("button", name="Withdraw consent").click()
    expect(parent.get_by_role("heading", name="Your withdrawal is sent")).to_be_visible()

    # The coordinator sees it before everything else, and answers.
    owner.goto(f"{doors.delivery}/")
    owner.get_by_role("link", name="Withdraw consent to support").click()
    expect(owner.get_by_text("No support without consent.")).to_be_visible()
    look(owner)
    owner.get_by_role("button", name="Answer").click()
    look(owner)
    owner.get_by_label("Done as asked").check()
    owner.get_by_label("Your answer").fill("We stopped today. Nobody calls you any more.")
    owner.get_by_role("button", name="Send the answer").click()
    owner.goto(f"{doors.delivery}/rights/")
    look(owner)

    # The parent reads it, and closes the page.
    parent.goto(f"{doors.public}/my-record/open/")
    expect(parent.get_by_text("We stopped today. Nobody calls you any more.")).to_be_visible()
    look(parent)
    parent.get_by_role("button", name="Close").click()
    expect(parent.get_by_role("heading", name="It is closed")).to_be_visible()
    look(parent)
