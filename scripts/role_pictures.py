"""The one picture on each page of ``docs/roles``, from a demonstration office that runs.

.venv/bin/candour run --demonstration
.venv/bin/python -m scripts.role_pictures docs/pictures/roles
"""

from __future__ import annotations

import argparse
import io
import os
import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from scripts.screenshots import HOME  # isort: skip  makes Django ready
from candour.contexts.pathway.demonstration import codes
from tests.journeys import tour
from tests.journeys.conftest import FLAGS, chromium

VIEW = {"width": 1100, "height": 760}
COLOURS = 96
"""Enough for pages of flat colour; a picture is then some 40 kB."""

Shown = Callable[[tour.Walker], Page]


def _staff(key: str, path: str = "/", *, first: str = "") -> Shown:
    """A page as this person sees it; ``first``: what the whole address of the link to follow matches."""

    def show(walk: tour.Walker) -> Page:
        page = walk.staff(key)
        root = re.match(r"https?://[^/]+", page.url)
        assert root is not None
        page.goto(root.group() + path)
        if first:
            links = page.locator("main a").all()
            tour.follow(page, next(one for one in links if re.fullmatch(first, one.get_attribute("href") or "")))
        return page

    return show


def _public(path: str) -> Shown:
    def show(walk: tour.Walker) -> Page:
        page = walk.page()
        page.goto(walk.house.public + path)
        return page

    return show


def _record(walk: tour.Walker) -> Page:
    page = _public("/my-record/")(walk)
    page.locator("input[name=code]").fill(codes()[0][0])
    tour.send(page, "Open")
    return page


def _referral(walk: tour.Walker) -> Page:
    page = _staff("imran.sadiq", "/referrals/?list=open")(walk)
    row = page.locator("main tbody tr").filter(has_text="Samuel Brightwater").first
    tour.follow(page, row.locator("a").first)
    return page


PICTURES: dict[str, Shown] = {
    "anyone": _public("/"),
    "person-or-parent": _record,
    "duty-body-referrer": _staff("joanne.prescott", "/referrals/mine/"),
    "police-case-officer": _referral,
    "police-supervisor": _staff("helen.marsh"),
    "panel-coordinator": _staff("dean.hollis", "/cases/", first="/cases/K-[^/]+/"),
    "panel-chair": _staff("priya.ramanathan", "/panels/", first="/panels/M-[^/]+/"),
    "panel-partner": _staff("femi.lawal", "/requests/", first="/requests/Q-[^/]+/"),
    "intervention-provider": _staff("yusuf.demir", "/support/", first="/support/[^/]+/"),
    "receiving-service": _staff("leroy.baptiste", "/transfers/"),
    "recommendation-owner": _staff("adaeze.winterbourne", "/recommendations/"),
    "body-contact": _staff("helen.marsh", "/enquiries/", first="/enquiries/[^/]+/"),
    "organisation-administrator": _staff("karen.bright", "/people/"),
    "concerns-caseworker": _staff("sian.llewelyn-rhys", first="/concerns/C-[^/]+/"),
    "head-of-office": _staff("margaret.ashworth"),
    "commissioner": _staff("devinder.gill"),
    "reviewer": _staff("james.okafor", "/recommendations/drafts/"),
    "identity-officer": _staff("eluned.pritchard", "/identities/"),
    "system-administrator": _staff("piotr.zielinski", "/people/organisations/"),
    "auditor": _public("/ledger/"),
}
"""Name of a page of ``docs/roles`` → what its picture shows."""


def main() -> int:
    """Take them all, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", choices=[[], *PICTURES], help="these only")
    parser.add_argument("--port", type=int, default=int(os.environ.get("CANDOUR_PORT", "8000")))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        walk = tour.Walker(tour.House.at_ports_from(given.port, home=HOME), browser, lambda _page, _what: None)
        for name in given.names or PICTURES:
            page = PICTURES[name](walk)
            page.set_viewport_size({"width": VIEW["width"], "height": VIEW["height"]})
            page.evaluate("scrollTo(0, 0)")
            drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            drawn.quantize(COLOURS).save(given.folder / f"{name}.png", optimize=True)
            print(name)
        walk.close()
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
