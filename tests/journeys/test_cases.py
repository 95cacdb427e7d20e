"""A panel's cases: consent refused and looked at again, withdrawn in mid-support, support that is not given, a review that
nobody held, and a move that the other area takes on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from candour.contexts.pathway.models import Commission, PanelCase, PanelCaseDeadline
from candour.contexts.pathway.operations import sessions
from candour.contexts.pathway.tests import board as making
from candour.contexts.pathway.tests.board import Board, Somebody, authority, somebody, today
from candour.contexts.pathway.tests.panelling import closed, ordered, planned, supported, with_need
from candour.kernel.access import context
from candour.kernel.doors import Door
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import Role

Records = Callable[[], AbstractContextManager[None]]
WIDTHS = (1280, 375)


@pytest.fixture
def as_door(records: Records) -> Callable[..., AbstractContextManager[None]]:
    """Work at the doors' own database, as the owner."""

    @contextmanager
    def step_in(_door: Door, *, session: str = "", mailbox: str = "") -> Iterator[None]:
        with records(), transaction.atomic():
            context.tell(context.SESSION, session)
            context.tell(context.MAILBOX, mailbox)
            yield

    return step_in


@pytest.fixture
def panel(records: Records, as_door: Callable[..., AbstractContextManager[None]]) -> Board:
    """A panel of this story alone."""
    with records():
        made = making.board(as_door)
        for body in (made.authority, made.force, made.provider.at_body, made.partner.at_body):
            Organisation.objects.filter(id=body.id).update(name=f"{body.name} {secrets.token_hex(2)}")
            body.refresh_from_db()
        return made


@pytest.fixture
def at_work(
    doors: Any, new_page: Callable[..., Page], sign_in_as: Callable[..., None]
) -> Callable[[Somebody, str], Page]:
    """``at_work(somebody, path)``: a page of the delivery door on which they are signed in."""

    def open_for(who: Somebody, path: str) -> Page:
        page = new_page()
        sign_in_as(page, who.person)
        page.goto(f"{doors.delivery}{path}")
        return page

    return open_for


@pytest.fixture
def judge(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """A page is accessible, and within its window, on a desk and on a telephone."""

    def look(page: Page) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})

    return look


AtWork = Callable[[Somebody, str], Page]
Judge = Callable[[Page], None]


def _answer(page: Page, words: str) -> None:
    """Fill in how somebody answered, and send it."""
    page.get_by_label("The person themself").check()
    page.get_by_label("The name of whoever answered").fill("Alex Rowan")
    page.get_by_label("How were they asked").fill(words)
    page.get_by_role("button", name="Record it").click()


def test_consent_is_refused_and_the_panel_looks_again(
    panel: Board, records: Records, at_work: AtWork, judge: Judge
) -> None:
    with records():
        case = planned(panel, panel.stands(panel.case(), "awaiting_consent"))
        panel.meeting("planned")
    page = at_work(panel.coordinator, f"/cases/{case.reference}/")
    judge(page)
    expect(page.get_by_text("Consent has not been asked for yet")).to_be_visible()
    page.get_by_role("link", name="Record that consent is refused").click()
    judge(page)
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    judge(page)
    _answer(page, "At home. They do not want strangers in the house.")
    expect(page.get_by_text("Recorded. The panel looks at it once more.")).to_be_visible()
    expect(page.get_by_text("There is no consent now: no support is given.")).to_be_visible()
    judge(page)

    # Looked at again, lawfully and without consent; the panel does not adopt it, and answers the question of s.36(6).
    page.get_by_role("button", name="Put it before the panel again").click()
    judge(page)
    page.get_by_label("Room 1").check()
    page.get_by_role("button", name="Put it on the agenda").click()
    expect(page.get_by_text("It stands on the agenda again.")).to_be_visible()
    with records():
        panel.decided(case, "not_adopt")
    page.reload()
    page.get_by_role("link", name="Take it up").click()
    expect(page.get_by_label("The rationale, in words")).to_have_value("As discussed.")
    page.get_by_label("Considered, and not needed").check()
    page.get_by_label("Who was asked for what").fill("They have a doctor whom they trust.")
    page.get_by_role("button", name="Take up the decision").click()
    expect(page.get_by_text("Recorded: it is not adopted.")).to_be_visible()
    judge(page)


def test_consent_is_withdrawn_in_the_middle_of_the_support(
    panel: Board, records: Records, at_work: AtWork, judge: Judge
) -> None:
    with records():
        case = supported(panel)
        order = ordered(panel, case)
        panel.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
    provider = at_work(panel.provider, "/")
    expect(provider.get_by_text("Say what became of the session with Alex, 30")).to_be_visible()
    page = at_work(panel.coordinator, f"/cases/{case.reference}/withdraw_consent/")
    judge(page)
    _answer(page, "They rang: they have had enough.")
    expect(page.get_by_text("All that was commissioned has stopped")).to_be_visible()
    judge(page)
    provider.get_by_role("link", name="Say what became of the session with Alex, 30").click()
    judge(provider)
    provider.get_by_label("Delivered").check()
    provider.get_by_label("What happened?").fill("They came this morning, before they rang.")
    provider.get_by_role("button", name="Send the report").click()
    expect(provider.get_by_text("hold no further session. Consent was withdrawn.")).to_be_visible()
    expect(provider.get_by_role("button", name="Plan a session")).to_have_count(0)
    judge(provider)


def test_seven_sessions_commissioned_and_one_held_cannot_be_overlooked(
    doors: Any, panel: Board, records: Records, at_work: AtWork, judge: Judge
) -> None:
    with records():
        case = supported(panel)
        order = ordered(panel, case, sessions_wanted=7)
    provider = at_work(panel.provider, "/support/")
    judge(provider)
    provider.get_by_role("link", name="Alex, 30").click()
    provider.get_by_role("button", name="Plan a session").click()
    judge(provider)
    on = today()
    for part, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        provider.get_by_label(part).fill(str(value))
    provider.get_by_role("button", name="Plan it").click()
    provider.get_by_role("link", name="Say what became of it").click()
    provider.get_by_label("Delivered").check()
    provider.get_by_label("What happened?").fill("We met, and talked.")
    provider.get_by_role("button", name="Send the report").click()
    expect(provider.get_by_text("7 sessions commissioned, 1 held").first).to_be_visible()
    judge(provider)
    with records():
        Commission.objects.filter(id=order.id).update(
            from_on=today() - timedelta(days=80), until_on=today() + timedelta(days=10)
        )
    page = at_work(panel.coordinator, "/")
    expect(page.get_by_text("7 sessions commissioned, 1 held")).to_be_visible()
    judge(page)
    page.get_by_role("link", name=f"Fewer sessions than commissioned in {case.reference}").click()
    expect(page.get_by_text("Spread evenly, 6 would have been held by now.")).to_be_visible()
    expect(page.get_by_text("We met, and talked.")).to_have_count(1)
    judge(page)


def test_a_review_after_closure_that_nobody_held_stays_visible(
    panel: Board, records: Records, at_work: AtWork, judge: Judge
) -> None:
    with records():
        case = closed(panel, supported(panel))
        for code, days in (("pathway.post_closure_6", 240), ("pathway.post_closure_12", 57)):
            PanelCaseDeadline.objects.filter(case=case, code=code).update(due_on=today() - timedelta(days=days))
        PanelCase.objects.filter(id=case.id).update(next_due_on=today() - timedelta(days=240))
    page = at_work(panel.chair, "/")
    expect(page.get_by_text("240 days late")).to_be_visible()
    expect(page.get_by_role("link", name=f"Twelve-month review of {case.reference}")).to_be_visible()
    page.get_by_role("link", name=f"Six-month review of {case.reference}").click()
    expect(page.get_by_text("Six-month review after closure was due on")).to_be_visible()
    expect(page.get_by_text("The panel has not looked again yet.")).to_be_visible()
    judge(page)
    page.get_by_role("button", name="Record the six-month review").click()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("What was found?").fill("School and family were asked. Nothing new.")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("The six-month review is recorded.")).to_be_visible()
    expect(page.get_by_text("Twelve-month review after closure was due on")).to_be_visible()
    judge(page)


def test_the_old_area_keeps_a_case_until_the_new_one_takes_it_on(
    panel: Board, records: Records, at_work: AtWork, judge: Judge, as_door: Callable[..., AbstractContextManager[None]]
) -> None:
    with records():
        case = supported(panel)
        with_need(panel, case)
        south_council = authority(f"Southshire Council {secrets.token_hex(2)}", nation="scotland")
        south = somebody(as_door, "Siân South", south_council, Role.PANEL_COORDINATOR.value)
    page = at_work(panel.coordinator, f"/cases/{case.reference}/offer_move/")
    page.get_by_label("To which area did they move?").select_option(label=south_council.name)
    page.get_by_label("What does the other panel have to know?").fill("They live with an aunt now.")
    judge(page)
    page.get_by_role("button", name="Ask the other panel").click()
    expect(page.get_by_text("The case stays yours until it is taken on.").last).to_be_visible()
    judge(page)

    there = at_work(south, "/")
    expect(there.get_by_text("Needs somebody now")).to_be_visible()
    there.get_by_role("link", name=f"Answer another area: take on {case.reference}").click()
    expect(there.get_by_text("They live with an aunt now.").first).to_be_visible()
    judge(there)
    there.get_by_role("button", name="Take it on from another area").click()
    expect(there.get_by_label("Siân South")).to_be_checked()
    judge(there)
    there.get_by_role("button", name="Take it on").click()
    expect(there.get_by_text("It is your panel’s now, with an owner.")).to_be_visible()
    expect(there.get_by_text(f"PMAP case · {south_council.name}")).to_be_visible()
    expect(there.get_by_text("Somebody to talk to")).to_be_visible()
    judge(there)

    page.reload()
    expect(page.get_by_text("Moved to another area").first).to_be_visible()
    judge(page)
