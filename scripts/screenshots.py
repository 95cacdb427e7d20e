"""Picture every page of a running demonstration office, as a desktop and as a small phone show it.

    .venv/bin/candour run --demonstration
    .venv/bin/python -m scripts.screenshots FOLDER [--only WORD]
    .venv/bin/python -m scripts.screenshots --both-sides docs/pictures/both-sides.png

Walks as the journeys walk (``tests/journeys/tour``). What is sent on the way changes the demonstration's data;
remove ``.candour`` to begin again.
"""

from __future__ import annotations

import argparse
import base64
import os
import sys
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

HOME = Path(os.environ.get("CANDOUR_HOME", ".candour"))
"""Of the office that runs; read before the settings of the tests put another in its place."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candour.config.settings.test")
django.setup()

from tests.journeys import tour  # noqa: E402  needs Django to be ready
from tests.journeys.conftest import FLAGS, chromium  # noqa: E402

WIDTHS = {1280: 900, 375: 740}
BESIDE = """<style>body{margin:0;display:flex;gap:24px;padding:24px;background:#c5d3d0}
img{display:block;height:800px;border-radius:6px;box-shadow:0 2px 14px #0006}</style>"""


def both_sides(browser: Browser, house: tour.House, path: Path) -> None:
    """A reporter's mailbox beside the same concern at the office, in one picture."""
    walk = tour.Walker(house, browser, lambda _page, _what: None)
    about = tour.case("open, new message", 3)
    reporter, worker, sheet = walk.page(), walk.staff(about.owner), walk.page()
    reporter.set_viewport_size({"width": 540, "height": 1000})
    tour.unlock(reporter, house, about.receipt)
    worker.set_viewport_size({"width": 1100, "height": 1000})
    worker.goto(house.office + about.address)
    for page in (reporter, worker):
        page.evaluate("scrollTo(0, 0)")
    drawn = "".join(
        f'<img alt="" src="data:image/png;base64,{base64.b64encode(page.screenshot()).decode()}">'
        for page in (reporter, worker)
    )
    sheet.set_viewport_size({"width": 432 + 880 + 72, "height": 848})
    sheet.set_content(BESIDE + drawn)
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.screenshot(path=path)
    walk.close()


def main() -> int:
    """Take the pictures; 1 when a tour could not be finished."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="where the pictures go")
    parser.add_argument("--both-sides", type=Path, metavar="FILE", help="the one picture of the README, and no other")
    parser.add_argument("--port", type=int, default=int(os.environ.get("CANDOUR_PORT", "8000")))
    parser.add_argument("--home", type=Path, default=HOME)
    parser.add_argument("--only", default="", help="tours whose name contains this")
    given = parser.parse_args()
    if not given.folder and not given.both_sides:
        parser.error("say into which folder, or --both-sides")
    house = tour.House.at_ports_from(given.port, home=given.home)

    def picture(page: Page, what: str) -> None:
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=given.folder / f"{what}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
        print(what)

    unfinished = 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        if given.both_sides:
            both_sides(browser, house, given.both_sides)
        for one in tour.TOURS:
            if given.folder and given.only in one.__name__:
                given.folder.mkdir(parents=True, exist_ok=True)
                walk = tour.Walker(house, browser, picture)
                try:
                    one(walk)
                except Exception as error:  # noqa: BLE001  the other tours are still worth their pictures
                    unfinished += 1
                    print(f"{one.__name__} stopped: {error}", file=sys.stderr)
                finally:
                    walk.close()
        browser.close()
    return 1 if unfinished else 0


if __name__ == "__main__":
    sys.exit(main())
