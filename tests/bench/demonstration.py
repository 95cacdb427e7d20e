"""How long the demonstration's three invented years take to load, beside the people and the referrals written by hand."""

from __future__ import annotations

import gc
import time
from datetime import UTC, datetime

import django

django.setup()

from django.utils.timezone import localdate  # noqa: E402  after setup

from candour.contexts.concerns import demonstration as concerns  # noqa: E402  after setup
from candour.contexts.pathway import demonstration as pathway  # noqa: E402  after setup
from candour.contexts.pathway.demonstration import country  # noqa: E402  after setup
from tests.bench import figures  # noqa: E402  after setup


def main() -> None:
    """Load all three as ``candour demo`` does, and say what the last one took."""
    today = localdate(datetime.now(UTC))
    gc.disable()  # as the command does
    concerns.build(today)
    pathway.build(today)
    began, worked = time.perf_counter(), time.process_time()
    made = country.build(today)
    taken, worked = time.perf_counter() - began, time.process_time() - worked
    report = figures.Report()
    report.at_most(
        f"demonstration: {made:,} referrals loaded", taken, 30, unit="s", note=f"{worked:.1f} CPU-s of it ours"
    )
    report.hand_over()


if __name__ == "__main__":
    main()
