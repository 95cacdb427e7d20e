"""The shell around every page: the public site on both sizes of screen, the way out, the warning before sign-out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from candour.kernel.people.roles import Role
from tests.journeys.conftest import Doors

PUBLIC = ["/", "/about/", "/how-it-works/", "/privacy/", "/cookies/", "/accessibility/", "/contact/", "/nothing-here/"]


def complaints(page: Page) -> list[str]:
    """What the browser itself complains about, its policy's refusals among it; a 404 page is one on purpose."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


class TestPublicSite:
    @pytest.mark.parametrize("address", PUBLIC)
    def test_is_accessible_and_fits_on_a_desktop_and_on_a_phone(
        self, doors: Doors, page: Page, phone: Page, axe: Callable[[Page], None], address: str
    ) -> None:
        for one in (page, phone):
            heard = complaints(one)
            one.goto(doors.public + address)
            one.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            axe(one)
            assert one.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            assert [said for said in heard if "404" not in said] == []

    def test_leaves_no_cookie_behind(self, doors: Doors, page: Page) -> None:
        for address in PUBLIC:
            page.goto(doors.public + address)
        assert page.context.cookies() == []

    def test_the_skip_link_comes_first_and_leads_to_the_text(self, doors: Doors, page: Page) -> None:
        page.goto(doors.public + "/about/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main-content")).to_be_focused()

    def test_every_page_of_the_menu_is_reached_without_scripts(self, doors: Doors, page_without_scripts: Page) -> None:
        page_without_scripts.goto(doors.public)
        for name in ("How it works", "About"):
            page_without_scripts.get_by_role("navigation", name="Main menu").get_by_role("link", name=name).click()
            expect(page_without_scripts.get_by_role("heading", level=1)).to_be_visible()


class TestSession:
    def signed_in(
        self, doors: Doors, page: Page, somebody: Callable[..., Any], sign_in_as: Callable[..., None]
    ) -> None:
        sign_in_as(page, somebody("Ada", Role.SYSTEM_ADMINISTRATOR))
        page.clock.install()
        page.goto(doors.office + "/account/")

    def test_warns_before_it_ends_and_stays_when_asked(
        self,
        doors: Doors,
        page: Page,
        axe: Callable[[Page], None],
        somebody: Callable[..., Any],
        sign_in_as: Callable[..., None],
    ) -> None:
        self.signed_in(doors, page, somebody, sign_in_as)
        warning = page.get_by_role("dialog", name="You will be signed out soon")
        page.clock.fast_forward("12:50")
        expect(warning).to_be_hidden()
        page.clock.fast_forward("00:20")
        expect(warning).to_be_visible()
        axe(page)
        warning.get_by_role("button", name="Stay signed in").click()
        expect(warning).to_be_hidden()
        page.clock.fast_forward("12:50")
        expect(warning).to_be_hidden()

    def test_goes_to_sign_in_when_nobody_answers(
        self, doors: Doors, page: Page, somebody: Callable[..., Any], sign_in_as: Callable[..., None]
    ) -> None:
        self.signed_in(doors, page, somebody, sign_in_as)
        with page.expect_request("**/sign-in/"):  # the server's own clock has not moved, and lets them in again
            page.clock.fast_forward("15:05")

    def test_an_unknown_reference_says_nothing_of_what_exists(
        self, doors: Doors, page: Page, axe: Callable[[Page], None], somebody: Callable[..., Any],
        sign_in_as: Callable[..., None],
    ) -> None:  # fmt: skip
        self.signed_in(doors, page, somebody, sign_in_as)
        page.get_by_label("Find by reference").fill("c-0000-0000")
        page.get_by_role("button", name="Find").click()
        expect(page.get_by_text("Nothing that you may see has the reference")).to_be_visible()
        axe(page)


class TestWayOut:
    OUTSIDE = "https://www.bbc.co.uk/weather"

    def outside(self, page: Page) -> list[str]:
        """Play the other site, without a network; what it was told about where the visitor came from."""
        told: list[str] = []

        def answer(route: Route) -> None:
            told.append(route.request.headers.get("referer", ""))
            route.fulfill(body="<title>Weather</title>", content_type="text/html")

        page.context.route(self.OUTSIDE, answer)
        return told

    def begun(self, doors: Doors, page: Page) -> None:
        page.goto(doors.public + "/tell/")
        page.get_by_role("button", name="Start").or_(page.get_by_role("link", name="Start")).first.click()
        expect(page.get_by_role("link", name="Leave this page quickly")).to_be_visible()
        assert page.title() == "Form"
        assert page.context.cookies() != []

    def test_forgets_the_draft_without_scripts(self, doors: Doors, page_without_scripts: Page) -> None:
        told = self.outside(page_without_scripts)
        self.begun(doors, page_without_scripts)
        page_without_scripts.get_by_role("link", name="Leave this page quickly").click()
        page_without_scripts.wait_for_url(self.OUTSIDE)
        assert page_without_scripts.context.cookies(doors.public) == []
        assert told == [""]

    def test_pressing_escape_three_times_leaves_no_way_back(self, doors: Doors, page: Page) -> None:
        self.begun(doors, page)
        here = page.url
        led: list[str] = []

        def answer(route: Route) -> None:  # the real answer, short of going to the other site
            response = route.fetch(max_redirects=0)
            led.append(response.headers["location"])
            route.fulfill(response=response, status=200, body="<title>Weather</title>")

        page.route("**/leave/", answer)
        for _ in range(3):
            page.keyboard.press("Escape")
        page.wait_for_url("**/leave/")
        assert led == [self.OUTSIDE]
        assert page.context.cookies(doors.public) == []
        page.go_back()
        assert page.url != here
