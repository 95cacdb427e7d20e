"""The ledger's trees at a million entries: putting entries in, proving, exporting, verifying; and the lag of a real
sequencer at five hundred entries a second."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from candour.command import keys, roles
from candour.kernel.ledger import canonical, export, sequencing, verifier
from candour.kernel.ledger.log import INNER, Log
from candour.kernel.ledger.notes import Signer
from tests.bench import figures
from tests.bench.house import House

ENTRIES = 1_000_000
PROOFS = 500
A_SECOND = 500
SECONDS = 20
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def _entry(entry_id: uuid.UUID, drawn: random.Random) -> bytes:
    return canonical.encode(
        entry_id=entry_id, verb="concerns.concern.answer", subject=uuid.UUID(int=drawn.getrandbits(128), version=4),
        actor=uuid.UUID(int=drawn.getrandbits(128), version=4), door="office", at=NOW,
        codes={"from": "open", "to": "answered", "version": 1},
    )  # fmt: skip


def _fill(standing: House) -> None:
    """A million entries that wait, written through the trigger as a door writes them."""
    drawn = random.Random(6962)
    with standing.connect(roles.SUPERUSER) as superuser, superuser.cursor() as cursor:
        cursor.execute(
            "truncate ledger_entry, ledger_pending, ledger_innerleaf, ledger_innernode, ledger_innercheckpoint"
        )
        with cursor.copy("copy ledger_entry (id, entry) from stdin (format binary)") as copy:
            copy.set_types(["uuid", "bytea"])
            for _ in range(ENTRIES):
                entry_id = uuid.UUID(int=drawn.getrandbits(128), version=4)
                copy.write_row((entry_id, _entry(entry_id, drawn)))
        cursor.execute("vacuum (analyze) ledger_entry, ledger_pending")


def _sequencing(standing: House, report: figures.Report) -> None:
    with standing.connect(roles.SEQUENCER) as connected:
        cursor = connected.cursor()
        began, taken = time.perf_counter(), 0
        while True:
            with connected.transaction():
                found = sequencing.integrate(cursor, 20_000)
            taken += found
            if found < 20_000:
                break
        report.at_least("sequencing", taken / (time.perf_counter() - began), 50_000, unit="/s", note=f"of {taken:,}")
    with standing.connect(roles.SUPERUSER) as superuser:
        superuser.execute("vacuum (analyze) ledger_pending, ledger_innerleaf, ledger_innernode")


def _proofs(standing: House, report: figures.Report) -> None:
    drawn = random.Random(2)
    with standing.connect(roles.AUDITOR) as auditor:
        log = Log(INNER, auditor.cursor())
        times = []
        for number in range(PROOFS):
            began = time.perf_counter()
            if number % 2:
                log.inclusion(drawn.randrange(ENTRIES), ENTRIES)
            else:
                log.consistency(drawn.randrange(1, ENTRIES), ENTRIES)
            times.append(time.perf_counter() - began)
    report.at_most("proof in a tree of 1 M, p95", figures.percentile(times, 0.95) * 1000, 20, unit="ms")


def _export_and_verify(standing: House, report: figures.Report, folder: Path) -> None:
    signers = sequencing.Signers(Signer.make("bench/inner"), Signer.make("bench/public"))
    with standing.connect(roles.SEQUENCER) as connected, connected.transaction():
        sequencing.sign(connected.cursor(), INNER, signers, NOW)
    path = folder / "inner.txt"
    began = time.perf_counter()
    with standing.connect(roles.AUDITOR) as auditor, auditor.transaction(), path.open("wb") as file:
        for piece in export.export(auditor.cursor(), INNER):
            file.write(piece)
    took = time.perf_counter() - began
    report.at_most("export of 1 M", took, 10, unit="s", note=f"{path.stat().st_size / 2**20:,.0f} MB")
    times: dict[str, list[float]] = {"verify": [], "hashlib": []}
    for _ in range(3):  # in turn, so that a drifting machine touches both alike; processor time, for it is all they use
        began = time.process_time()
        with path.open("rb") as file:
            verified = verifier.verify_export(file, [signers.inner.public])
        times["verify"].append(time.process_time() - began)
        assert verified.size == ENTRIES
        entries = path.read_bytes().split(b"\n\n", 1)[1].split(b"\n")[:-1]
        began = time.process_time()
        root = _plainly(entries)
        times["hashlib"].append(time.process_time() - began)
        assert root == verified.checkpoints[-1].root
        del entries
    ratio = figures.median([a / b for a, b in zip(times["verify"], times["hashlib"], strict=True)])
    note = f"{figures.median(times['verify']):.2f} s against {figures.median(times['hashlib']):.2f} s"
    report.at_most("verify 1 M from the export, times plain hashlib", ratio, 2, note=note)


def _plainly(entries: list[bytes]) -> bytes:
    """The root with hashlib alone, from entries that are in memory already: the floor."""
    sha256 = hashlib.sha256
    row = [sha256(b"\x00" + entry).digest() for entry in entries]
    while len(row) > 1:
        alone = row[-1:] if len(row) % 2 else []
        pairs = iter(row)
        row = [sha256(b"\x01" + a + b).digest() for a, b in zip(pairs, pairs, strict=False)] + alone
    return row[0]


@contextmanager
def _sequencer(standing: House, folder: Path) -> Iterator[None]:
    """The real process."""
    home = standing.cluster.home
    told = {
        **os.environ,
        "CANDOUR_HOME": str(home),
        "CANDOUR_DB_HOST": str(standing.cluster.socket_directory),
        "CANDOUR_DB_PASSWORD": keys.password(home, roles.SEQUENCER),
        "CANDOUR_LEDGER_CHECKPOINTS": str(folder / "checkpoints"),
    }
    process = subprocess.Popen([sys.executable, "-m", "candour.command.sequencer"], env=told)
    try:
        yield
        assert process.poll() is None, "the sequencer ended"
    finally:
        process.terminate()
        process.wait(20)


def _lag(standing: House, report: figures.Report, folder: Path) -> None:
    written: dict[uuid.UUID, float] = {}
    drawn, ended = random.Random(3), threading.Event()

    def write() -> None:
        with standing.connect("candour_office") as office:
            began = time.perf_counter()
            for number in range(A_SECOND * SECONDS):
                time.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
                entry_id = uuid.UUID(int=drawn.getrandbits(128), version=4)
                office.execute(
                    "insert into ledger_entry (id, entry) values (%s, %s)", [entry_id, _entry(entry_id, drawn)]
                )
                written[entry_id] = time.perf_counter()
        ended.set()

    lags: list[float] = []
    with standing.connect(roles.SUPERUSER) as superuser:
        for tree in ("inner", "public"):  # what the measurements before signed, they signed with keys of their own
            superuser.execute(f"truncate ledger_{tree}leaf, ledger_{tree}node, ledger_{tree}checkpoint".encode())
    with _sequencer(standing, folder), standing.connect(roles.AUDITOR) as auditor:
        writer = threading.Thread(target=write)
        writer.start()
        seen, until = 0, time.perf_counter() + SECONDS + 30
        while len(lags) < A_SECOND * SECONDS and time.perf_counter() < until:
            rows = auditor.execute(
                "select position, entry_id from ledger_innerleaf where position >= %s order by position", [seen]
            ).fetchall()
            at = time.perf_counter()
            for position, entry_id in rows:
                seen = position + 1
                if entry_id is not None:
                    while entry_id not in written:
                        time.sleep(0.001)
                    lags.append(at - written[entry_id])
            time.sleep(0.02)
        writer.join()
    rate = A_SECOND * SECONDS / (SECONDS or 1)
    report.equals(
        "entries without a place at the end", A_SECOND * SECONDS - len(lags), 0, note=f"of {A_SECOND * SECONDS:,}"
    )
    report.at_most(
        "lag to a place in the tree, longest", max(lags), 2, unit="s",
        note=f"{rate:,.0f} entries a second; median {figures.median(lags):.2f} s",
    )  # fmt: skip


def measure(standing: House) -> list[figures.Figure]:
    """All of it, in this process, with the logins of those who do it."""
    report = figures.Report()
    with tempfile.TemporaryDirectory(prefix="candour-bench-tree-") as name:
        folder = Path(name)
        _fill(standing)
        _sequencing(standing, report)
        _proofs(standing, report)
        _export_and_verify(standing, report, folder)
        _lag(standing, report, folder)
    return report.figures
