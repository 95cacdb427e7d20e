"""Run every measurement and print one table. ``python -m tests.bench [name ...]`` runs only those."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from candour.kernel.doors import Door
from tests.bench import figures, house, tree

MEASURES: dict[str, tuple[str, Door]] = {
    "ledger": ("tests.bench.ledger", Door.OFFICE),
    "pages": ("tests.bench.pages", Door.PUBLIC),
    "submissions": ("tests.bench.submissions", Door.PUBLIC),
    "steps": ("tests.bench.steps", Door.OFFICE),
    "files": ("tests.bench.files", Door.PUBLIC),
    "inbox": ("tests.bench.inbox", Door.OFFICE),
}


def main(wanted: list[str]) -> int:
    """Measure; 1 when a limit is missed or nothing was measured."""
    names = wanted or [*MEASURES, "tree"]
    found: list[figures.Figure] = []
    with house.standing() as standing:
        for name in names:
            print(f"… {name}", flush=True)
            before = len(found)
            if name == "tree":
                found += tree.measure(standing)
                print(figures.table(found[before:]), flush=True)
                continue
            module, door = MEASURES[name]
            if name == "inbox":
                found += _inbox(standing, module, door)
            else:
                found += figures.read(standing.run(module, door))
            if name == "submissions":
                found += _stored(standing)
            print(figures.table(found[before:]), flush=True)
    print(f"\n{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, fsync on, warm.")
    results = Path(".candour")
    results.mkdir(exist_ok=True)
    written = results / "bench.json"
    written.write_text(json.dumps([asdict(figure) for figure in found], indent=1), encoding="utf-8")
    print(f"\nWritten to {written}")
    return 0 if found and all(figure.meets for figure in found) else 1


def _stored(standing: house.House) -> list[figures.Figure]:
    """What the submissions left behind, counted by the owner: the public door could not count them."""
    with standing.connect("candour_owner") as owner:
        twice = owner.execute(
            "select count(*) - count(distinct mailbox_digest), count(*) from concerns_concern where channel = 'online'"
        ).fetchone()
        bare = owner.execute(
            "select count(*) from concerns_concernstep s where not exists"
            " (select 1 from ledger_entry e where e.id = s.ledger_entry)"
        ).fetchone()
    assert twice is not None
    assert bare is not None
    report = figures.Report()
    report.equals("submissions stored twice", twice[0], 0, note=f"of {twice[1]:,} stored")
    report.equals("submissions without ledger entry", bare[0], 0)
    return report.figures


def _inbox(standing: house.House, module: str, door: Door) -> list[figures.Figure]:
    """The inbox at ten thousand and at a million; then without its policy, which only a superuser can take off."""
    house.fill(standing, 10_000)
    small = standing.run(module, door, "cost").strip().splitlines()[-1]
    house.fill(standing, 1_000_000)
    large = figures.read(standing.run(module, door, "full", small))
    with_policy = float(standing.run(module, door, "cost").strip().splitlines()[-1])
    with standing.cluster.connect("candour_cluster") as superuser:
        superuser.execute("alter table concerns_concern disable row level security")
        without = float(standing.run(module, door, "cost").strip().splitlines()[-1])
        superuser.execute("alter table concerns_concern enable row level security")
    report = figures.Report()
    report.at_most("inbox, row security on against off", with_policy / without, 1.2, note=f"{without:.1f} CPU-ms off")
    return large + report.figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
