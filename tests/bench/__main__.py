"""Run every measurement and print one table. ``python -m tests.bench [name ...]`` runs only those."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from candour.command import keys, roles
from candour.kernel.doors import Door
from tests.bench import figures, house, pathway_rows, recommendation_rows, sealed_office, tree

MEASURES: dict[str, tuple[str, Door]] = {
    "ledger": ("tests.bench.ledger", Door.OFFICE),
    "pages": ("tests.bench.pages", Door.PUBLIC),
    "submissions": ("tests.bench.submissions", Door.PUBLIC),
    "steps": ("tests.bench.steps", Door.OFFICE),
    "files": ("tests.bench.files", Door.PUBLIC),
    "opening": ("tests.bench.opening", Door.OFFICE),
    "inbox": ("tests.bench.inbox", Door.OFFICE),
    "search": ("tests.bench.search", Door.OFFICE),
    "pathway": ("tests.bench.pathway", Door.DELIVERY),
    "recommendations": ("tests.bench.recommendations", Door.PUBLIC),
    "demonstration": ("tests.bench.demonstration", Door.OFFICE),
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
            elif name == "opening":
                found += _opening(standing, module, door)
            elif name == "search":
                found += _search(standing, module, door)
            elif name == "pathway":
                found += _pathway(standing, module, door)
            elif name == "recommendations":
                found += _recommendations(standing, module, door)
            elif name == "demonstration":
                found += _demonstration(module, door)
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


STORY = (
    "The school wrote letters to the police about my son and nobody told us why. We asked the headmaster three times "
    "what had been said, who had decided it, and on what ground; we were sent from one office to another, and in the "
    "end somebody at the council said that a referral had been made in March. He is fifteen, he had asked a question in "
    "a history lesson about the war, and his teacher was worried. We would have explained it. Instead two officers came "
    "to our house in the evening, when my mother was ill, and my other children were frightened. I want to know what is "
    "held about him, where it was sent, and how long it is kept; and I want the school to say that it was wrong. "
)
"""Some hundred and fifty words, as people write."""


def _opening(standing: house.House, module: str, door: Door) -> list[figures.Figure]:
    """One case with twenty messages, read by whoever works on it."""
    (written,) = sealed_office.write(standing, standing.caseworkers[0], [STORY], messages=20)
    return figures.read(standing.run(module, door, written.reference))


def _search(standing: house.House, module: str, door: Door) -> list[figures.Figure]:
    """The index of a million concerns: real ones for two people, the rest with words that stand for nothing."""
    if house.number(standing) < 1_000_000:  # else the inbox has been measured on them
        house.fill(standing, 1_000_000)
    sealed_office.fill_index(standing)
    many = standing.caseworkers[0]
    few = sealed_office.caseworker(standing, "few", FEW)
    texts = [f"{STORY} It was number{number}." for number in range(50)]
    texts[7] += " A zeppelin."
    sealed_office.write(standing, few, texts, messages=4)
    sealed_office.write(standing, many, [f"{STORY} An airship."], messages=4)
    sealed_office.write(standing, None, [f"{STORY} It was number{number}." for number in range(800)], messages=0)
    found = figures.read(standing.run(module, door, "index"))
    with standing.connect("candour_cluster") as superuser:
        superuser.execute("vacuum (analyze) concerns_searchentry, concerns_concern, concerns_assignment")
    found += figures.read(standing.run(module, door, "ask", house.TOKEN, FEW))
    rows, index = sealed_office.room(standing)
    report = figures.Report()
    report.at_most("search: room of a concern in the index", rows + index, 2_000, unit="bytes",
                   note=f"{rows:.0f} of rows and {index:.0f} of index, for {sealed_office.WORDS_EACH} words")  # fmt: skip
    return found + report.figures


def _pathway(standing: house.House, module: str, door: Door) -> list[figures.Figure]:
    """The lists of the pathway at ten thousand referrals and at a million."""
    pathway_rows.people(standing)
    pathway_rows.fill(standing, 10_000)
    small = standing.run(module, door, "cost").strip().splitlines()[-1]
    pathway_rows.fill(standing, 1_000_000)
    return figures.read(standing.run(module, door, "full", small))


def _recommendations(standing: house.House, module: str, door: Door) -> list[figures.Figure]:
    """The tracker, the API, downloads and the office's list at fifty thousand recommendations."""
    recommendation_rows.people(standing)
    recommendation_rows.fill(standing)
    found = figures.read(standing.run(module, door, "pages"))
    found += figures.read(standing.run(module, Door.OFFICE, "office"))
    report = figures.Report()
    for ending in ("csv", "ods"):
        made = json.loads(standing.run(module, door, ending).strip().splitlines()[-1])
        note = f"{made['bytes'] / 1e6:.0f} MB in {made['seconds']:.0f} s"
        report.at_most(f"whole register as {ending.upper()}, memory", made["megabytes"], 300, unit="MB", note=note)
        if ending == "ods":
            report.at_most(f"ODS of {recommendation_rows.ASKS:,} rows", made["seconds"], 60, unit="s")
    return found + report.figures


def _demonstration(module: str, door: Door) -> list[figures.Figure]:
    """The demonstration's years, by the owner, in a house of their own: nothing else is measured on what they leave."""
    with house.standing() as fresh:
        login = keys.password(fresh.cluster.home, roles.OWNER)
        with fresh.connect(roles.OWNER) as held:
            held.execute("delete from concerns_savedview")  # the demonstration brings its own, some of the same names
        owner = "candour.config.settings.owner"
        return figures.read(fresh.run(module, door, DJANGO_SETTINGS_MODULE=owner, CANDOUR_DB_PASSWORD=login))


FEW = "a-session-token-of-somebody-with-fifty-concerns"


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
