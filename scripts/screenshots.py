"""Picture every page of a running demonstration office, as a desktop and as a small phone show it.

    .venv/bin/candour run --demonstration
    .venv/bin/python -m scripts.screenshots FOLDER [--only WORD]

Walks as the journeys walk (``tests/journeys/tour.py``). What is sent on the way changes the demonstration's data;
remove ``.candour`` to begin again.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import django
from playwright.sync_api import Page, sync_playwright

WIDTHS = {1280: 900, 375: 740}


def main() -> int:
    """Take the pictures; 1 when a tour could not be finished."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=int(os.environ.get("CANDOUR_PORT", "8000")))
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("CANDOUR_HOME", ".candour")))
    parser.add_argument("--only", default="", help="tours whose name contains this")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candour.config.settings.test")
    django.setup()
    from tests.journeys import tour
    from tests.journeys.conftest import FLAGS, chromium

    given.folder.mkdir(parents=True, exist_ok=True)
    house = tour.House(*(f"http://localhost:{given.port + number}" for number in range(3)), home=given.home)

    def picture(page: Page, what: str) -> None:
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=given.folder / f"{what}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
        print(what)

    unfinished = 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for one in tour.TOURS:
            if given.only in one.__name__:
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
