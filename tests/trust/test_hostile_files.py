"""Every hostile file goes the whole way, past a real scanner: it is refused, or what is shown of it is safe; in time and
in little memory. Without a scanner, or when it goes away, nothing is released."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from candour.kernel.documents import arrivals, blobs, names, operations, page, storage
from candour.kernel.documents.kinds import CAN_BE_COPIED
from candour.kernel.documents.models import State
from candour.kernel.documents.tests import rehearsal
from candour.kernel.documents.tests.rehearsal import NOON, Desk, Sheet, pdf, picture
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from tests.trust import clamav, hostile
from tests.trust.hostile import CANARY, REFUSED, SAFE, SCANNED, Case

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

LEAST = 300
SECONDS, KILOBYTES = 10.0, 300 * 1000
WORKSHOP = b"candour.kernel.documents.workshop"


@pytest.fixture
def desk(db: None, tmp_path: Path, settings: Settings) -> Iterator[Desk]:
    """A table of files and a folder for them."""
    folder = tmp_path / "documents" / "kept"
    settings.STORAGES = settings.STORAGES | {
        "documents": {"BACKEND": "candour.kernel.documents.storage.Folder", "OPTIONS": {"location": str(folder)}}
    }
    settings.DOCUMENTS_ARRIVING = tmp_path / "documents" / "arriving"
    settings.CLAMD = ""
    with rehearsal.desk() as made:
        yield made


class Watch:
    """The most memory that any child process ever held, as the kernel says; looked at while they live."""

    def __init__(self) -> None:
        self.peak = 0
        self.seen = 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_given: object) -> None:
        self._ending.set()
        self._thread.join(5)

    def _look(self) -> None:
        while not self._ending.wait(0.04):
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    if WORKSHOP in (process / "cmdline").read_bytes():
                        self._note((process / "status").read_text(encoding="ascii"))
                except (OSError, UnicodeDecodeError):
                    continue

    def _note(self, status: str) -> None:
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                self.seen += 1
                self.peak = max(self.peak, int(line.split()[1]))


def shown(desk: Desk, row: Sheet) -> bytes:
    """All that anybody is ever shown or given of a file, the original excepted."""
    key = desk.key_of(row)
    found = b""
    for address in row.pages:
        with storage.opened(address) as file:
            packed = b"".join(blobs.read(file, key=key, address=address))
        made = page.unpack(packed[4:])
        found += made.text.encode() + made.picture
    if row.copy:
        with storage.opened(row.copy) as file:
            found += b"".join(blobs.read(file, key=key, address=row.copy))
    return found


def judged(desk: Desk, case: Case, row: Sheet) -> str:
    """What is wrong with what became of it; empty when nothing is."""
    if row.state not in {State.RELEASED, State.REFUSED}:
        return f"stands at {row.state}"
    if row.state == State.RELEASED and case.must != SAFE:
        return "was released"
    if row.state == State.REFUSED and case.must != SAFE and case.codes and row.reason not in case.codes:
        return f"was refused because of {row.reason}"
    if CANARY.encode() in shown(desk, row):
        return "tells what it should not"
    return ""


def test_every_hostile_file_is_refused_or_made_safe(
    desk: Desk, tmp_path: Path, settings: Settings, record_testsuite_property: Callable[[str, object], None]
) -> None:
    faults: list[str] = []
    became: Counter[str] = Counter()
    slowest = 0.0
    with clamav.clamd(tmp_path / "clamd") as settings.CLAMD, Watch() as watch:
        for case in hostile.corpus():
            name = names.clean(case.name)
            begun = time.monotonic()
            with arrivals.Arrival(case.name) as arrival:
                arrival.write(case.data)
                arrival.end()
                refused = arrival.refused
            if refused:
                became[f"refused on arrival: {refused}"] += 1
                continue
            row = desk.take_in(case.data, name)
            row = desk.process(row)
            took = time.monotonic() - begun
            slowest = max(slowest, took)
            became[f"{row.state} {row.reason}".strip()] += 1
            if fault := judged(desk, case, row):
                faults.append(f"{case.label}: {fault}")
            if took > SECONDS:
                faults.append(f"{case.label}: took {took:.1f} s")
    record_testsuite_property("hostile files", sum(became.values()))
    record_testsuite_property("what became of them", dict(became))
    record_testsuite_property("slowest, seconds", round(slowest, 2))
    record_testsuite_property("largest child process, MB", watch.peak // 1000)
    assert not faults
    assert sum(became.values()) >= LEAST
    assert watch.seen > LEAST
    assert watch.peak < KILOBYTES


def test_a_clean_copy_of_what_is_safe_tells_nothing_either(desk: Desk, tmp_path: Path, settings: Settings) -> None:
    faults = []
    with clamav.clamd(tmp_path / "clamd") as settings.CLAMD:
        for case in hostile.corpus():
            if case.must != SAFE or len(case.data) > 2**20:
                continue
            row = desk.process(desk.take_in(case.data, case.name, wants_copy=True))
            if row.state == State.RELEASED and row.kind in CAN_BE_COPIED and not row.copy:
                faults.append(f"{case.label}: no copy")
            if CANARY.encode() in shown(desk, row):
                faults.append(f"{case.label}: tells what it should not")
    assert not faults


HONEST: dict[str, bytes] = {
    "a.png": picture(), "a.jpg": picture("JPEG"), "a.gif": picture("GIF"), "a.webp": picture("WEBP"), "a.pdf": pdf(3),
    "a.txt": b"words", "b.txt": "Grüße\n".encode("utf-16"),
}  # fmt: skip


def test_without_a_scanner_nothing_is_released(desk: Desk) -> None:
    for name, data in HONEST.items():
        row = desk.process(desk.take_in(data, name))
        assert (row.state, row.reason) == (State.CHECKED, "no_scanner"), name
        assert row.is_readable
    for case in hostile.corpus():
        if case.must == SCANNED:
            row = desk.process(desk.take_in(case.data, case.name))
            assert row.state != State.RELEASED, case.label


def test_a_scanner_that_goes_away_releases_nothing_more(desk: Desk, tmp_path: Path, settings: Settings) -> None:
    who = Actor(uuid4(), "Amina Rahman", Door.OFFICE, stepped_up_at=NOON)
    with clamav.clamd(tmp_path / "clamd") as settings.CLAMD:
        before = [desk.process(desk.take_in(data, name)) for name, data in HONEST.items()]
    after = [desk.process(desk.take_in(data, name)) for name, data in HONEST.items()]
    assert {row.state for row in before} == {State.RELEASED}
    assert {(row.state, row.reason) for row in after} == {(State.CHECKED, "scanner_down")}
    for row in after:
        with pytest.raises(operations.NotReleased):
            operations.open_original(row, key=desk.key_of(row), actor=who, at=NOON)
    (tmp_path / "again").mkdir()
    with clamav.clamd(tmp_path / "again" / "clamd") as settings.CLAMD:
        assert set(desk.pending(has_scanner=True)) == {row.id for row in after}
        assert {desk.process(row).state for row in after} == {State.RELEASED}


def test_there_are_hostile_files_enough() -> None:
    cases = Counter(case.must for case in hostile.corpus())
    assert sum(cases.values()) >= LEAST
    assert cases[REFUSED] >= LEAST
