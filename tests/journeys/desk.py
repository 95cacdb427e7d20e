"""Somebody at work at the delivery door, and what several stories of the pathway have them do there, page by page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from playwright.sync_api import Locator, Page, expect

from candour.contexts.pathway.tests.board import Somebody
from tests import somebody
from tests.journeys.test_tell import Reporter

DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
"""A day is named, whichever it is."""


class Worker:
    """Somebody of some body, in a browser in which they are signed in at the delivery door."""

    def __init__(
        self, page: Page, address: str, who: Somebody | somebody.Somebody, judge: Callable[[Page], None]
    ) -> None:
        self.page, self.address = page, address
        self.name, self.body = who.person.name, who.at_body.name
        self._judge = judge

    def is_judged(self) -> None:
        """The page is accessible, and within its window."""
        self._judge(self.page)

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

    def finds(self, *, who: Worker | None, then: str, by: str | re.Pattern[str] = DAY) -> None:
        """The first lines of the page name who is responsible now, what comes next, and by when."""
        name = "nobody yet" if who is None else "you" if who is self else who.name
        self.finds_it_with(f"{name}, {(who or self).body}", then=then, by=by)

    def finds_it_with(self, who: str, *, then: str, by: str | re.Pattern[str] = DAY) -> None:
        """The same, where whoever is responsible is called otherwise than by name and body."""
        expect(self._fact("Responsible now:")).to_have_text(who)
        expect(self._fact("Next:")).to_have_text(then)
        expect(self._fact("By:")).to_contain_text(by)

    def _fact(self, name: str) -> Locator:
        told = self.page.get_by_text(name, exact=True)
        return self.page.locator(".pathway-facts > div").filter(has=told).locator("dd")


# From a worry to the panel.


def refers(stranger: Reporter, council: str, name: str, age: int, worry: str, who: str = "") -> tuple[str, str]:
    """Without an account, at the public door. Returns the reference and the code."""
    stranger.opens("/refer/")
    stranger.presses("Start")
    stranger.types("Their name, or what you call them", name)
    stranger.types("Or about how old are they?", str(age))
    for _ in range(2):
        stranger.presses("Continue")
    stranger.page.get_by_label("Local authority").select_option(council)
    stranger.presses("Continue")
    stranger.types("Why you are worried, in your own words", worry)
    for _ in range(9):
        stranger.presses("Continue")
    stranger.types("Your name", who)
    stranger.presses("Continue")
    stranger.presses("Send")
    stranger.stands_at("The police have it")
    kept = stranger.page.locator("#reference").inner_text(), stranger.page.locator("#code").inner_text()
    stranger.presses("I have kept the code: finish")
    return kept


def assesses(officer: Worker, found: str, proposes: str) -> None:
    """From the page of a referral that nobody has: taken on, checked and assessed."""
    officer.page.locator("button.govuk-button", has_text="Take it on").click()
    officer.does("Record a deconfliction check", "Record it", lambda: officer.ticks("Nothing stands against going on"))

    def fill() -> None:
        officer.types("What did you find?", found)
        officer.page.locator("input[name=type_of_concern]").first.check()
        officer.types("What do you conclude?", "Drawn to violence, and can be drawn away from it.")
        officer.ticks(proposes)

    officer.does("Record an assessment", "Record the assessment", fill)


# A panel and its meetings, as whoever coordinates it has them.


def founds_a_panel(coordinator: Worker, name: str, since: date, members: Mapping[Worker, str]) -> None:
    """A panel of the coordinator's own authority; ``members`` says as what each of them sits on it."""
    coordinator.opens("/panels/")
    coordinator.follows("Found a panel")
    coordinator.page.get_by_label("Authority").select_option(index=0)
    coordinator.types("Name of the panel", name)
    coordinator.presses("Found it")
    for person, part in members.items():
        coordinator.follows("Put somebody on the panel")
        coordinator.picks("Who", f"{person.name} ({person.body})")
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


def opens_the_meeting(coordinator: Worker, meeting: str, *parts: str) -> None:
    """Its day has come: it is opened, and everybody who is expected (as one of these ``parts``) comes in."""
    coordinator.opens(meeting)
    coordinator.follows("Open the meeting")
    coordinator.presses("Open it")
    come_in(coordinator, *parts)


def come_in(coordinator: Worker, *parts: str) -> None:
    """Those of the expected who are one of these on the panel come into the room; everybody, where nothing is said."""
    coordinator.follows("Enter who is here")
    for box in coordinator.page.locator("main .govuk-checkboxes__item").all():
        if not parts or box.inner_text().strip().endswith(parts):
            box.get_by_role("checkbox").check()
    coordinator.presses("They are here")


def decides(coordinator: Worker, what: str, why: str) -> None:
    """The panel decides on the only case of its agenda, and the coordinator goes on to the step that follows from it."""
    coordinator.follows("Record a decision")
    coordinator.ticks(what, "All agreed")
    coordinator.types("Why?", why)
    coordinator.presses("Record the decision")
    coordinator.follows("On the case now")
