"""A panel meets: in real Chromium, on a page as wide as a tablet, with a network that goes when it is least wanted."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from candour.contexts.pathway.models import ItemDecision, Meeting, PanelCase
from candour.contexts.pathway.operations import meeting_notices, meetings, meetings_agenda, meetings_room
from candour.contexts.pathway.tests import board as people
from candour.contexts.pathway.tests import sitting
from candour.contexts.pathway.tests.board import Board
from candour.kernel.doors import Door
from candour.kernel.people.roles import Role

Records = Callable[[], AbstractContextManager[None]]
TABLET = {"width": 820, "height": 1180}
WHY = "School and family ask for help, and he says that he wants it."
KEPT_NOWHERE = """async () => [
  localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length]"""


@pytest.fixture
def story(new_panel: Callable[..., Board]) -> Board:
    """A panel of this story alone, on the doors' own database."""
    return new_panel()


@pytest.fixture
def judge(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """A page is accessible, and within its window, on a tablet held either way and on a telephone."""

    def look(page: Page) -> None:
        for width in (1180, TABLET["width"], 375):
            page.set_viewport_size({"width": width, "height": 900})
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})

    return look


def _cases(story: Board, records: Records, *names: str) -> list[PanelCase]:
    with records():
        return [story.case(name=name) for name in names]


def _opened(story: Board, records: Records, here: str, *cases: PanelCase) -> Meeting:
    with records():
        return sitting.opened(story, *cases, here=here)


def _decisions(records: Records, meeting: Meeting) -> list[str]:
    with records():
        return list(ItemDecision.objects.filter(meeting=meeting).values_list("rationale", flat=True))


def _fill(page: Page) -> None:
    page.get_by_label("Adopt it", exact=True).check()
    page.get_by_label("All agreed").check()
    page.get_by_label("Why?").fill(WHY)


def test_from_the_agenda_to_the_signature(
    doors: Any,
    new_page: Callable[..., Page],
    sign_in_as: Callable[..., None],
    judge: Callable[[Page], None],
    records: Records,
    story: Board,
) -> None:
    cases = _cases(story, records, "Alex Rowan", "Robin Vale")
    with records():
        meeting = sitting.planned(story)
    page, chair = new_page(viewport=TABLET), new_page(viewport=TABLET)
    sign_in_as(page, story.coordinator.person)
    sign_in_as(chair, story.chair.person, stepped_up=True)

    # One press puts every case that is due on the agenda.
    page.goto(f"{doors.delivery}/")
    page.get_by_role("link", name="Fill the agenda of").first.click()
    page.get_by_role("button", name="Put a case on the agenda").click()
    page.get_by_role("button", name="Put them on the agenda").click()
    expect(page.locator(".panel-item")).to_have_count(len(cases))
    judge(page)
    page.get_by_role("button", name="Open the meeting").click()
    page.get_by_role("button", name="Open it").click()

    # Nobody is entered yet: not quorate, said in words before and refused after.
    expect(page.get_by_text("Not quorate for this case").first).to_be_visible()
    page.goto(f"{doors.delivery}/panels/{meeting.reference}/decide/")
    expect(page.get_by_role("heading", name="This is not possible now")).to_be_visible()
    expect(page.get_by_text("Needed first: The police of the person’s area are here")).to_be_visible()
    page.goto(f"{doors.delivery}/panels/{meeting.reference}/enter_attendance/")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    judge(page)
    page.get_by_role("button", name="They are here").click()
    expect(page.get_by_role("heading", name="Agenda", exact=True)).to_be_visible()
    expect(page.get_by_text("Not quorate for this case")).to_have_count(0)

    # Each case is decided, and what follows on the case is one press away.
    for number in range(len(cases)):
        item = page.locator(".panel-item").nth(number)
        item.get_by_role("button", name="Record a decision").click()
        _fill(page)
        if not number:
            judge(page)
        page.get_by_role("button", name="Record the decision").click()
        expect(page.get_by_role("button", name="On the case now: Adopt it")).to_have_count(number + 1)
    judge(page)
    href = page.get_by_role("button", name="On the case now: Adopt it").first.get_attribute("href")
    assert href
    assert re.fullmatch(r"/cases/K-\w{4}-\w{4}/adopt/", href)
    page.get_by_role("button", name="Draft the minutes").click()
    page.get_by_role("button", name="Draft them").click()
    expect(page.get_by_text("The minutes are drafted, and the chair reads them.")).to_be_visible()

    # The chair signs.
    chair.goto(f"{doors.delivery}/")
    chair.get_by_role("link", name="Sign the minutes of").first.click()
    chair.get_by_role("button", name="Sign the minutes off").click()
    chair.get_by_role("button", name="Sign the minutes").click()
    expect(chair.get_by_text("The chair has signed the minutes.")).to_be_visible()
    expect(chair.get_by_text(f"signed by {story.chair.person.name}").first).to_be_visible()
    judge(chair)


def test_the_network_goes_in_mid_entry(
    doors: Any,
    new_page: Callable[..., Page],
    sign_in_as: Callable[..., None],
    judge: Callable[[Page], None],
    records: Records,
    story: Board,
) -> None:
    first, second = _cases(story, records, "Alex Rowan", "Robin Vale")
    meeting = _opened(story, records, "chair police", first, second)
    page = new_page(viewport=TABLET)
    sign_in_as(page, story.coordinator.person)
    address = f"{doors.delivery}/panels/{meeting.reference}/"
    answer = page.goto(address)
    assert answer is not None
    assert "no-store" in answer.headers["cache-control"]
    page.locator(".panel-item").first.get_by_role("button", name="Record a decision").click()
    _fill(page)

    # Gone: said plainly, the text stands there, nothing is kept on the device, nothing has reached the office.
    page.context.set_offline(True)
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Not saved yet: there is no connection.")).to_be_visible()
    expect(page.get_by_label("Why?")).to_have_value(WHY)
    assert page.evaluate(KEPT_NOWHERE) == [0, 0, 0, 0, 0]
    assert _decisions(records, meeting) == []
    judge(page)

    # Back: it is sent by itself, once.
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="On the case now: Adopt it")).to_be_visible(timeout=15_000)
    assert _decisions(records, meeting) == [WHY]
    assert page.url == address

    # The answer is lost on its way: sent again, it is told that it was stored, and nothing is stored twice.
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    page.locator(".panel-item").nth(1).get_by_role("button", name="Record a decision").click()
    _fill(page)
    page.route("**/decide/**", lose)
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Not saved yet: there is no connection.")).to_be_visible()
    expect(page.get_by_text("You did this already")).to_be_visible(timeout=15_000)
    assert len(lost) == 1
    assert _decisions(records, meeting) == [WHY, WHY]


def test_the_room_works_without_a_script(
    doors: Any, new_page: Callable[..., Page], sign_in_as: Callable[..., None], records: Records, story: Board
) -> None:
    (case,) = _cases(story, records, "Alex Rowan")
    meeting = _opened(story, records, "chair police", case)
    page = new_page(viewport=TABLET, java_script_enabled=False)
    sign_in_as(page, story.coordinator.person)
    page.goto(f"{doors.delivery}/panels/{meeting.reference}/")
    page.locator(".panel-item").first.get_by_role("button", name="Record a decision").click()
    _fill(page)
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_role("button", name="On the case now: Adopt it")).to_be_visible()


def test_an_interest_declared_in_the_room_hides_the_case(
    doors: Any, new_page: Callable[..., Page], sign_in_as: Callable[..., None], records: Records, story: Board
) -> None:
    case, other = _cases(story, records, "Alex Rowan", "Robin Vale")
    meeting = _opened(story, records, "chair police", case, other)
    page, chair = new_page(viewport=TABLET), new_page(viewport=TABLET)
    sign_in_as(page, story.coordinator.person)
    sign_in_as(chair, story.chair.person)
    address = f"{doors.delivery}/panels/{meeting.reference}/"
    chair.goto(address)
    expect(chair.get_by_role("link", name="Alex Rowan")).to_be_visible()
    page.goto(address)
    page.locator(".panel-item").first.get_by_role("link", name="Enter a declaration").click()
    page.get_by_label("Charles Chair").check()
    page.get_by_label("For an interest: which").fill("His aunt is my neighbour.")
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_text("declared an interest and takes no part")).to_be_visible()
    expect(page.locator(".panel-item").first.get_by_text("Not quorate for this case")).to_be_visible()
    chair.reload()
    expect(chair.get_by_text("Alex Rowan")).to_have_count(0)
    expect(chair.get_by_text("neighbour")).to_have_count(0)
    expect(chair.get_by_text(case.reference)).to_have_count(0)
    expect(chair.get_by_role("link", name="Robin Vale")).to_be_visible()
    found = chair.goto(f"{doors.delivery}/cases/{case.reference}/")
    assert found is not None
    assert found.status == 404


def test_somebody_whose_session_ends_loses_nothing(
    doors: Any, new_page: Callable[..., Page], sign_in_as: Callable[..., None], records: Records, story: Board
) -> None:
    (case,) = _cases(story, records, "Alex Rowan")
    meeting = _opened(story, records, "chair police", case)
    page = new_page(viewport=TABLET)
    sign_in_as(page, story.coordinator.person)
    page.goto(f"{doors.delivery}/panels/{meeting.reference}/")
    page.locator(".panel-item").first.get_by_role("button", name="Record a decision").click()
    _fill(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Not saved: you are signed out.")).to_be_visible()
    expect(page.get_by_label("Why?")).to_have_value(WHY)
    sign_in_as(page, story.coordinator.person)
    page.wait_for_timeout(1_100)  # a second press within a second is taken for a slip of the finger
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_role("button", name="On the case now: Adopt it")).to_be_visible()
    assert _decisions(records, meeting) == [WHY]


def test_whoever_was_given_something_to_do_says_what_became_of_it(
    doors: Any,
    new_page: Callable[..., Page],
    sign_in_as: Callable[..., None],
    judge: Callable[[Page], None],
    records: Records,
    story: Board,
) -> None:
    (case,) = _cases(story, records, "Alex Rowan")
    meeting = _opened(story, records, "chair police partner", case)
    with records():
        owner = sitting.place_of(meeting, story.partner)
        act = {"item": sitting.item_of(meeting, case).id, "what": "Ring the school", "due_on": people.today()}
        story.coordinator.does(meetings_room.add_action, meeting_id=meeting.id, owner=owner, **act)
    page, coordinator = new_page(viewport=TABLET), new_page(viewport=TABLET)
    sign_in_as(page, story.partner.person)
    sign_in_as(coordinator, story.coordinator.person)

    # One click from the home page; nothing of the case, to which nobody let them in.
    page.goto(f"{doors.delivery}/")
    page.get_by_role("link", name="Do what was agreed at a meeting on").click()
    expect(page.get_by_text("Ring the school")).to_be_visible()
    expect(page.get_by_text("Rowan")).to_have_count(0)
    judge(page)
    page.get_by_role("button", name="Tell the panel").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    judge(page)
    page.get_by_label("It cannot be done").check()
    page.get_by_label("What was done, or why can it not be done?").fill("The school is closed until Monday.")
    page.get_by_role("button", name="Tell the panel").click()
    expect(page.get_by_role("link", name="Do what was agreed at a meeting on")).to_have_count(0)

    # The panel is told on its home page, and reads who said it.
    coordinator.goto(f"{doors.delivery}/")
    coordinator.get_by_role("link", name="Say what follows, it cannot be done").click()
    expect(coordinator.get_by_text("The school is closed until Monday.")).to_be_visible()
    judge(coordinator)


def test_a_guest_knows_when_and_where_and_nothing_else(
    doors: Any,
    new_page: Callable[..., Page],
    sign_in_as: Callable[..., None],
    judge: Callable[[Page], None],
    records: Records,
    story: Board,
) -> None:
    case, other = _cases(story, records, "Alex Rowan", "Robin Vale")
    with records():
        meeting = sitting.planned(story, case, other, days=5)
        Meeting.objects.filter(id=meeting.id).update(place=f"Room 1, or https://meet.example.invalid/{'long-' * 12}")
        guest = people.somebody(story.as_door, "Gwen Guest", story.partner.at_body, Role.PANEL_PARTNER.value)
        given = {"item": sitting.item_of(meeting, case).id, "person": guest.person.id, "reason": "Teaches him."}
        story.coordinator.does(meetings_agenda.invite_guest, meeting_id=meeting.id, **given)
        story.coordinator.does(meetings.call, meeting_id=meeting.id)
    with story.as_door(Door.DELIVERY):
        meeting_notices.sweep()
    page = new_page(viewport=TABLET)
    sign_in_as(page, guest.person)
    page.goto(f"{doors.delivery}/notifications/")
    expect(page.get_by_text("A panel meets, and you are expected").first).to_be_visible()
    judge(page)
    page.get_by_role("link", name="10:00, Room 1").click()
    expect(page.get_by_role("heading", name="Invited as a guest")).to_be_visible()
    expect(page.get_by_role("link", name="Alex Rowan")).to_be_visible()
    expect(page.get_by_text("Robin Vale")).to_have_count(0)
    judge(page)
