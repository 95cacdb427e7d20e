"""Who walks, through which house, and the few things done on every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import override
from playwright.sync_api import Browser, Locator, Page

from candour.contexts.concerns.demonstration import cast
from candour.kernel.doors import Door
from candour.web import languages

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch " * 3
"""Words that no screen was made for."""


@dataclass(frozen=True)
class House:
    """A demonstration office that runs: its doors, and the folder in which it keeps its mail."""

    public: str
    delivery: str
    office: str
    home: Path

    @classmethod
    def at_ports_from(cls, first: int, *, home: Path) -> House:
        """The house on this machine whose doors are at ``first`` and the two ports after it."""
        public, delivery, office = (f"http://localhost:{first + number}" for number in range(3))
        return cls(public, delivery, office, home)

    def of(self, door: Door) -> str:
        """The address of a door, without a slash at the end."""
        return str(getattr(self, door.value))


Look = Callable[[Page, str], None]


@dataclass
class Walker:
    """Goes to pages and has them looked at. ``seen`` holds a door and the name of an address for each page reached."""

    house: House
    browser: Browser
    look: Look
    seen: set[tuple[Door, str]] = field(default_factory=set)
    signed_in: dict[str, Page] = field(default_factory=dict)

    def page(self) -> Page:
        """A page of a browser that nobody used before."""
        context = self.browser.new_context(
            locale="en-GB", timezone_id="Europe/London", viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(10_000)
        return context.new_page()

    def see(self, page: Page, what: str) -> None:
        """The page as it stands. ``what`` names it: letters, digits and dashes."""
        at = urlsplit(page.url)
        door = next(one for one in Door if self.house.of(one).endswith(f":{at.port}"))
        language = languages.of_path(at.path) if door is Door.PUBLIC else settings.LANGUAGE_CODE
        try:
            with override(language):
                name = resolve(at.path, urlconf=f"candour.config.urls.{door.value}").view_name
        except Resolver404:
            name = "nothing-here"
        self.seen.add((door, f"cy {name}" if language == languages.WELSH else name))
        self.look(page, f"{door.value}-{what}")

    def open(self, page: Page, door: Door, path: str, what: str) -> Page:
        """Go to an address of a door, and see what is there."""
        page.goto(self.house.of(door) + path)
        self.see(page, what)
        return page

    def staff(self, key: str) -> Page:
        """A page on which this person of the demonstration is signed in, by one click."""
        if key not in self.signed_in:
            member = next(one for one in cast.MEMBERS if one.key == key)
            page = self.page()
            page.goto(f"{self.house.of(member.door)}/sign-in/demonstration/")
            follow(page, page.get_by_role("button", name=f"Sign in as {member.name}", exact=True))
            page.wait_for_url(self.house.of(member.door) + "/")
            self.signed_in[key] = page
        return self.signed_in[key]

    def close(self) -> None:
        """Close every browser context that was opened."""
        for context in self.browser.contexts:
            context.close()


def follow(page: Page, to: Locator) -> None:
    """Press what leads to another page, and be there."""
    with page.expect_navigation():
        to.click()


def send(page: Page, name: str | re.Pattern[str] = "Continue") -> None:
    """Press a button of the page's own text."""
    follow(page, page.get_by_role("main").get_by_role("button", name=name).first)


def prove(page: Page) -> None:
    """Show that it is really them, where the page asks for a fresh proof."""
    if page.get_by_role("heading", name="Confirm that it is you").count():
        send(page, re.compile("Confirm"))


def send_nothing(page: Page) -> None:
    """Empty every box of the page's form and send it."""
    form = page.locator("main form[method=post]").last
    for box in form.locator("textarea:visible, input[type=text]:visible").all():
        box.fill("")
    follow(page, form.locator("button").last)
