"""A caseworker who does not take the hands off the keyboard: single keys, and kept texts put in at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from candour.contexts.concerns.demonstration import keeping
from tests.journeys import tour


@pytest.fixture
def desk(house: tour.House, browser: Browser) -> Iterator[Page]:
    """The list of concerns, before a caseworker of the demonstration."""
    walker = tour.Walker(house, browser, lambda _page, _what: None)
    page = walker.staff(keeping.NIAMH.key)
    page.goto(f"{house.office}/concerns/")
    yield page
    walker.close()


class TestSingleKeys:
    def test_walk_through_the_list_tick_and_open(self, desk: Page) -> None:
        references = desk.locator(".concerns-inbox__reference")
        desk.keyboard.press("j")
        expect(references.nth(0)).to_be_focused()
        desk.keyboard.press("j")
        desk.keyboard.press("x")
        expect(desk.locator(".concerns-tick").nth(1)).to_be_checked()
        desk.keyboard.press("k")
        expect(references.nth(0)).to_be_focused()
        first = references.nth(0).inner_text()
        desk.keyboard.press("o")
        desk.wait_for_url(f"**/concerns/{first}/")
        desk.keyboard.press("j")
        expect(desk.get_by_role("heading", name="What you can do")).to_be_focused()
        desk.keyboard.press("u")
        desk.wait_for_url(f"**/concerns/#{first}")
        expect(desk.locator(f"#{first}")).to_be_in_viewport()

    def test_are_looked_up_switched_off_and_stay_off(self, desk: Page) -> None:
        desk.keyboard.press("?")
        desk.get_by_label("Use single keys").uncheck()
        desk.get_by_role("dialog").get_by_role("button", name="Close").click()
        desk.reload()
        desk.keyboard.press("j")
        expect(desk.locator(".concerns-inbox__reference").nth(0)).not_to_be_focused()

    def test_do_nothing_while_somebody_types(self, desk: Page) -> None:
        box = desk.locator("#find-reference")
        box.focus()
        desk.keyboard.type("jkox?")
        expect(box).to_have_value("jkox?")
        expect(desk.locator("#keys-help")).to_be_hidden()


class TestKeptText:
    def test_takes_the_place_of_the_draft_and_of_nothing_that_was_typed(self, desk: Page, house: tour.House) -> None:
        about = tour.case("campaign, nobody works on it", 2)
        desk.goto(f"{house.office}{about.address}acknowledge/")
        letter, texts = desk.locator("textarea[name=text]"), desk.locator("select[name=template]")
        texts.select_option(label="Many have written about the same – English")
        desk.get_by_role("button", name="Put it in").click()
        expect(letter).to_have_value(
            re.compile(rf"^Thank you for telling us\. Many people .*{about.reference}", re.DOTALL)
        )
        letter.fill("My own words.")
        desk.get_by_role("button", name="Put it in").click()
        expect(letter).to_have_value(re.compile(r"^My own words\.\n\nThank you", re.DOTALL))
