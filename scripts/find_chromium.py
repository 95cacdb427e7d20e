"""Say plainly what is missing before the journeys start, rather than fail in each of them."""

from __future__ import annotations

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """0 when a browser is there; otherwise 1, and how to get one."""
    told = os.environ.get("CANDOUR_CHROMIUM")
    if told and os.access(told, os.X_OK):
        return 0
    if any(shutil.which(name) for name in NAMES):
        return 0
    who = "" if os.geteuid() == 0 else "As root: "
    print(
        f"The journeys need Chromium, which is not installed. {who}apt-get install chromium fonts-dejavu-core\n"
        "Or set CANDOUR_CHROMIUM to a Chromium or Chrome that is somewhere else.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
