"""Somebody lets their calendar program read when their panels meet: in real Chromium, and as a calendar program asks."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candour.contexts.pathway.operations import meetings
from candour.contexts.pathway.tests import sitting
from candour.contexts.pathway.tests.board import Board, today

Records = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def story(new_panel: Callable[..., Board]) -> Board:
    """A panel of this story alone, on the doors' own database."""
    return new_panel()


def _fetch(address: str, etag: str = "") -> tuple[int, str, str]:
    """As a calendar program does, without cookies: status, what came, and its ETag."""
    asked = urllib.request.Request(address, headers={"If-None-Match": etag} if etag else {})
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            whole = answer.read().replace(b"\r\n ", b"").decode()
            return answer.status, whole, answer.headers["ETag"]
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers.get("ETag", "")


def test_a_calendar_follows_a_meeting_until_its_address_is_ended(
    doors: Any,
    new_page: Callable[..., Page],
    sign_in_as: Callable[..., None],
    judge: Callable[[Page], None],
    records: Records,
    story: Board,
) -> None:
    with records():
        case = story.case(name="Alex Rowan")
        meeting = sitting.planned(story, case, days=9)
        story.coordinator.does(meetings.call, meeting_id=meeting.id)
    partner, coordinator = new_page(), new_page()
    sign_in_as(partner, story.partner.person, stepped_up=True)
    sign_in_as(coordinator, story.coordinator.person)

    # Made, and shown once.
    partner.goto(f"{doors.delivery}/panels/")
    partner.get_by_role("link", name="Your meetings in your calendar").click()
    expect(partner.get_by_text("You have no address.")).to_be_visible()
    judge(partner)
    partner.get_by_role("button", name="Make an address").click()
    address = partner.get_by_label("Copy it into your calendar program now").input_value()
    assert re.fullmatch(re.escape(doors.delivery) + r"/calendar/[\w-]{43}/meetings\.ics", address)
    judge(partner)
    partner.get_by_role("link", name="I have copied it").click()
    expect(partner.get_by_text("You have an address.")).to_be_visible()
    assert address.split("/")[-2] not in partner.content()
    judge(partner)

    # Read by a program that signs in nowhere.
    status, before, etag = _fetch(address)
    assert (status, "LOCATION:Room 1" in before, "SEQUENCE:0" in before) == (200, True, True)
    assert "Rowan" not in before
    assert case.reference not in before
    assert _fetch(address, etag)[0] == 304

    # The meeting is moved, and the calendar follows.
    coordinator.goto(f"{doors.delivery}/panels/{meeting.reference}/")
    coordinator.get_by_role("link", name="Move it to another time or place").click()
    judge(coordinator)
    day = today() + timedelta(days=16)
    for box, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        coordinator.get_by_label(box, exact=True).fill(str(value))
    coordinator.get_by_label("Time").fill("14:30")
    coordinator.get_by_label("Place").fill("Room 2")
    coordinator.get_by_label("Why is it moved?").fill("The hall is closed.")
    coordinator.get_by_role("button", name="Move it").click()
    expect(coordinator.get_by_text("Before, it was to be on")).to_be_visible()
    judge(coordinator)
    status, after, _etag = _fetch(address, etag)
    assert (status, "LOCATION:Room 2" in after, "SEQUENCE:1" in after) == (200, True, True)
    assert re.findall(r"UID:[0-9a-f]{32}", before) == re.findall(r"UID:[0-9a-f]{32}", after)

    # Ended: from that moment on it is an address that never was.
    partner.get_by_role("button", name="End it").click()
    expect(partner.get_by_text("The address opens nothing any more.")).to_be_visible()
    judge(partner)
    status, gone, _etag = _fetch(address)
    assert (status, gone) == _fetch(f"{doors.delivery}/no/such/address/")[:2]
    assert status == 404
