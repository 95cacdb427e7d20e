"""Those who stand around a recommendation, each in a browser of their own, for the stories that are told of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from playwright.sync_api import Page, expect

from candour.contexts.recommendations.models import Addressee, Recommendation
from candour.contexts.recommendations.operations import reference
from candour.contexts.recommendations.tests.followed import Followed
from candour.kernel.doors import Door
from candour.kernel.people.roles import Role
from tests.journeys.desk import Worker
from tests.somebody import Somebody

Records = Callable[[], AbstractContextManager[None]]


class Reader:
    """Somebody of the public, who may run no JavaScript."""

    def __init__(self, page: Page, address: str, judge: Callable[[Page], None]) -> None:
        self.page, self.address, self.judge = page, address, judge

    def opens(self, path: str) -> None:
        self.page.goto(self.address + path)

    def is_judged(self) -> None:
        self.judge(self.page)

    def reads(self, *words: str) -> None:
        for told in words:
            expect(self.page.get_by_role("main")).to_contain_text(told)

    def reads_nothing_of(self, *words: str) -> None:
        for hidden in words:
            expect(self.page.locator("body")).not_to_contain_text(hidden)


class Stage:
    """The doors' own database with the office and bodies of one story alone, and browsers for whoever takes part."""

    def __init__(
        self,
        doors: Any,
        new_page: Callable[..., Page],
        sign_in_as: Callable[..., None],
        judge: Callable[[Page], None],
        records: Records,
        as_door: Callable[..., AbstractContextManager[None]],
    ) -> None:
        self.doors, self.records = doors, records
        self._new_page, self._sign_in_as, self.judge = new_page, sign_in_as, judge
        with records():
            reference.load()
            self.desk = Followed(as_door)
        self.mark = secrets.token_hex(3)

    def named(self, words: str) -> str:
        """A name that no other story has."""
        return f"{words} {self.mark}"

    def slug(self, words: str) -> str:
        """The same as an address."""
        return f"{words}-{self.mark}"

    def person(self, role: Role, name: str) -> Somebody:
        """Somebody of the office."""
        with self.records():
            return self.desk.of_office(role, name)

    def reviewer(self) -> Somebody:
        """Somebody of the office who follows recommendations."""
        return self.person(Role.REVIEWER, "Reviewer")

    def head(self) -> Somebody:
        """Who signs for the office."""
        return self.person(Role.HEAD_OF_OFFICE, "Somebody")

    def owner(self, body: str, name: str) -> Somebody:
        """Somebody who answers recommendations for a body of the story."""
        with self.records():
            return self.desk.owner(body, name)

    def at_work(self, who: Somebody, *, stepped_up: bool = False, **options: Any) -> Worker:
        """A browser in which they are signed in at their door."""
        page = self._new_page(**{"viewport": {"width": 1280, "height": 900}, **options})
        self._sign_in_as(page, who.person, stepped_up=stepped_up)
        return Worker(page, self.doors.office if who.door is Door.OFFICE else self.doors.delivery, who, self.judge)

    def reader(self, **options: Any) -> Reader:
        """Somebody at the public door."""
        page = self._new_page(**{"viewport": {"width": 1280, "height": 900}, **options})
        return Reader(page, self.doors.public, self.judge)

    def recommendation(self, slug: str, title: str, text: str) -> Recommendation:
        """One that was issued and published in a report of the story."""
        with self.records():
            return self.desk.recommendation(self.desk.report(self.slug(slug), title=title), text=text)

    def days_go_by(self, reference: str, days: int) -> None:
        """The clocks of one body go on by so many days: everything that was done lies that much earlier."""
        with self.records():
            self.desk.passes(Addressee.objects.get(reference=reference), days)
