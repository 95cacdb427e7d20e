"""Every page of the three doors, with demonstration data, as the people who use it: accessible, and within a phone.

The tours say where to go; each page reached is judged at 1280 and at 375 pixels. An address of a door that no tour
reaches, and that is not listed below with its reason, fails the last test.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, Page

from candour.kernel.doors import Door
from tests.journeys import tour
from tests.journeys.conftest import AXE, STANDARDS

WIDTHS = {1280: 900, 375: 740}
TABLET = (768, 1024)
"""Between the two: only whether a page is wider than the screen."""

_TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
FEWEST = 230
"""Pages with their states that the tours reach at least; a tour that silently stops short fails here."""

NO_PAGE = {
    # Files and answers to machines.
    "healthz", "still-here", "publication:robots", "publication:security-text", "publication:favicon",
    "robots", "security-text", "favicon", "publication:drawing", "ledger-checkpoint", "ledger-export", "ledger-verifier",
    "ledger-proof", "ledger-consistency", "concerns:download", "panels:pack", "panels:calendar",
    "panels:calendar_feed",
    "answering:pack", "drafts:published_text", "published:text", "register:template", "tracker-csv", "tracker-json",
    "tracker:ods", "tracker:feed", "tracker:report-feed", "tracker:body-feed", "tracker:figure-text", "tracker:plot",
    "open_api:index", "open_api:openapi", "open_api:nothing", "open_api:recommendations", "open_api:recommendation",
    "open_api:reports", "open_api:bodies", "open_api:figures", "open_api:changes", "open_api:withheld",
    "answering:evidence_picture", "issued:evidence_picture",
    # The house of these tours has no scanner: no file is given out there, and no page stands before it.
    "answering:evidence_original", "issued:evidence_original",
    # Only sent to: they lead on to a page that is reached.
    "leave", "accounts:sign_out", "accounts:step_up", "accounts:set_language", "accounts:sign_out_everywhere",
    "accounts:end_cover", "identities:read_picture",
    "concerns:narrow_view", "concerns:remove_view", "concerns:end_watch", "concerns:end_campaign",
    "concerns:end_template", "concerns:finish", "concerns:write", "concerns:agree", "concerns:close",
    "concerns:remove-file", "concerns:file_picture", "concerns:file_again", "refer:finish", "refer:close",
    "my_record:close", "issued:asked",
    "cases:paper_picture", "cases:paper_original",
    # Of an identity provider, which a demonstration has none of: judged in test_services_outside.py.
    "accounts:provider_begin", "accounts:provider_go", "accounts:provider_callback", "accounts:provider_finish",
    "accounts:enrol_provider", "accounts:link_provider", "accounts:unlink_provider",
}  # fmt: skip
"""Addresses at which no page stands by itself."""

ELSEWHERE = {
    # Each view of accounts is at both doors in the list of addresses, and answers 404 where it is not meant.
    (Door.DELIVERY, "accounts:organisations"),
    (Door.DELIVERY, "accounts:organisation"),
    (Door.DELIVERY, "accounts:add_organisation"),
    (Door.OFFICE, "accounts:enrol_codes"),
    (Door.OFFICE, "accounts:add_codes"),
}


class Judge:
    """Walks each tour once, and keeps what was found on the way."""

    def __init__(self, house: tour.House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.source = AXE.read_text(encoding="utf-8")
        self.wrong: list[str] = []
        self.judged = 0
        self.seen: set[tuple[Door, str]] = set()
        self.walked: dict[str, list[str]] = {}

    def look(self, page: Page, what: str) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.evaluate(self.source)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            self.judged += 1
            found = page.evaluate(
                "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
                STANDARDS,
            )
            assert found["passes"], f"axe judged nothing on {what}"
            self.wrong += [
                f"{what} at {width}: {one['id']}, {one['help']}: {one['nodes'][0]['target']}"
                for one in found["violations"]
            ]
            if page.evaluate(_TOO_WIDE):
                self.wrong.append(f"{what} at {width}: wider than the screen")
        page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
        if page.evaluate(_TOO_WIDE):
            self.wrong.append(f"{what} on a tablet: wider than the screen")
        page.set_viewport_size({"width": 1280, "height": 900})

    def walk(self, name: str) -> list[str]:
        """What is wrong on this tour."""
        if name not in self.walked:
            before = len(self.wrong)
            walker = tour.Walker(self.house, self.browser, self.look)
            try:
                next(one for one in tour.TOURS if one.__name__ == name)(walker)
            finally:
                walker.close()
                self.seen |= walker.seen
            self.walked[name] = self.wrong[before:]
        return self.walked[name]


@pytest.fixture(scope="module")
def judge(house: tour.House, browser: Browser) -> Judge:
    return Judge(house, browser)


TOURS = [one.__name__ for one in tour.TOURS]


class TestEveryPage:
    @pytest.mark.parametrize("name", TOURS)
    def test_is_accessible_and_fits_a_phone(self, judge: Judge, name: str) -> None:
        if wrong := judge.walk(name):
            pytest.fail("\n".join(wrong))

    def test_no_address_is_left_out(self, judge: Judge) -> None:
        for name in TOURS:
            judge.walk(name)
        meant = {(door, name) for door in Door for name in names_of(door) if name not in NO_PAGE} - ELSEWHERE
        meant |= {(Door.PUBLIC, f"cy {name}") for door, name in meant if door is Door.PUBLIC}
        if missing := sorted(f"{door.value} {name}" for door, name in meant - judge.seen):
            pytest.fail("no tour reaches " + ", ".join(missing))

    def test_the_exceptions_are_addresses_too(self) -> None:
        every = {(door, name) for door in Door for name in names_of(door)}
        assert {name for _door, name in every} >= NO_PAGE
        assert every >= ELSEWHERE

    def test_as_many_pages_were_judged_as_there_are(self, judge: Judge) -> None:
        for name in TOURS:
            judge.walk(name)
        assert judge.judged >= FEWEST * len(WIDTHS)


def names_of(door: Door) -> set[str]:
    """The name of every address in the door's own list; one without a name is named by its route."""
    found: set[str] = set()

    def add(entries: Iterable[URLPattern | URLResolver], prefix: str, namespace: str) -> None:
        for entry in entries:
            if isinstance(entry, URLPattern):
                found.add(f"{namespace}{entry.name or prefix + str(entry.pattern)}")
            else:
                inner = entry.namespace
                add(
                    entry.url_patterns,
                    prefix + str(entry.pattern),
                    f"{namespace}{inner}:" if inner else namespace,
                )

    add(get_resolver(f"candour.config.urls.{door.value}").url_patterns, "", "")
    return {name for name in found if not name.endswith(".well-known/security.txt")}
