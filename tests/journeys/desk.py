"""Somebody at work at the delivery door, and what several stories of the pathway have them do there, page by page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Locator, Page, expect

DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
"""A day is named, whichever it is."""


class Worker:
    """A browser at the delivery door in which somebody is signed in."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def opens(self, path: str) -> None:
        self.page.goto(self.address + path)

    def follows(self, words: str) -> None:
        """A link, or a button that leads on, by the words at its beginning."""
        named = re.compile(f"^{re.escape(words)}")
        self.page.get_by_role("link", name=named).or_(self.page.get_by_role("button", name=named)).first.click()

    def types(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)

    def ticks(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def picks(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def dates(self, label: str, day: date) -> None:
        asked = self.page.get_by_role("group", name=label)
        for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            asked.get_by_label(part, exact=True).fill(str(value))

    def presses(self, words: str) -> None:
        """Send a form that is taken as it is."""
        self.page.get_by_role("button", name=words, exact=True).click()
        expect(self.page.locator(".govuk-error-summary")).to_have_count(0)

    def is_refused(self, button: str, *reasons: str) -> None:
        """Send a form that is not taken, with every one of these reasons at the top of the page."""
        self.page.get_by_role("button", name=button, exact=True).click()
        for reason in reasons:
            expect(self.page.locator(".govuk-error-summary")).to_contain_text(reason)

    def reads(self, *words: str) -> None:
        for told in words:
            expect(self.page.get_by_role("main")).to_contain_text(told)

    def reads_nothing_of(self, *words: str) -> None:
        for hidden in words:
            expect(self.page.locator("body")).not_to_contain_text(hidden)

    def does(self, step: str, button: str, fill: Callable[[], None] = lambda: None) -> None:
        """A step, from the page of a record: follow it, fill its form in, send it."""
        self.page.get_by_role("region", name="What you can do").get_by_text(step, exact=True).first.click()
        fill()
        self.presses(button)

    def finds(self, *, who: str, then: str, by: str | re.Pattern[str] = DAY) -> None:
        """The first lines of the page name who is responsible now, what comes next, and by when."""
        expect(self._fact("Responsible now:")).to_have_text(who)
        expect(self._fact("Next:")).to_have_text(then)
        expect(self._fact("By:")).to_contain_text(by)

    def _fact(self, name: str) -> Locator:
        told = self.page.get_by_text(name, exact=True)
        return self.page.locator(".pathway-facts > div").filter(has=told).locator("dd")


# A panel and its meetings, as whoever coordinates it has them.


def founds_a_panel(coordinator: Worker, name: str, since: date, members: dict[str, str]) -> None:
    """A panel of the coordinator's own authority; ``members`` says as what each person, named with their body, sits on it."""
    coordinator.opens("/panels/")
    coordinator.follows("Found a panel")
    coordinator.page.get_by_label("Authority").select_option(index=0)
    coordinator.types("Name of the panel", name)
    coordinator.presses("Found it")
    for person, part in members.items():
        coordinator.follows("Put somebody on the panel")
        coordinator.picks("Who", person)
        coordinator.ticks(part)
        coordinator.dates("From which day", since)
        coordinator.presses("Put them on the panel")


def plans_a_meeting(coordinator: Worker, panel: str, day: date, place: str) -> str:
    """A meeting of that panel; its address."""
    coordinator.opens("/panels/")
    coordinator.follows(panel)
    coordinator.follows("Plan a meeting")
    coordinator.dates("Day", day)
    coordinator.types("Place", place)
    coordinator.presses("Plan it")
    return coordinator.page.url.removeprefix(coordinator.address)


def opens_the_meeting(coordinator: Worker, meeting: str) -> None:
    """Its day has come: it is opened, and everybody who is expected is there."""
    coordinator.opens(meeting)
    coordinator.follows("Open the meeting")
    coordinator.presses("Open it")
    coordinator.follows("Enter who is here")
    for box in coordinator.page.locator("main input[name=expected]").all():
        box.check()
    coordinator.presses("They are here")


def decides(coordinator: Worker, what: str, why: str) -> None:
    """The panel decides on the only case of its agenda, and the coordinator goes on to the step that follows from it."""
    coordinator.follows("Record a decision")
    coordinator.ticks(what, "All agreed")
    coordinator.types("Why?", why)
    coordinator.presses("Record the decision")
    coordinator.follows("On the case now")
