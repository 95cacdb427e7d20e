"""``kill -9`` in the middle of taking files in: what lies in its place is whole, and what is not whole is not there."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from candour.kernel.documents import blobs

pytestmark = pytest.mark.slow

KILLS = 60
KEY = bytes(range(32))
TAKES = """
import django, os, sys
from pathlib import Path
from django.conf import settings
home = Path(sys.argv[1])
settings.configure(
    STORAGES={"documents": {"BACKEND": "candour.kernel.documents.storage.Folder", "OPTIONS": {"location": str(home / "kept")}}},
    DOCUMENTS_ARRIVING=home / "arriving",
)
django.setup()
from candour.kernel.documents import arrivals
number = int(sys.argv[2])
while True:
    kept = arrivals.take("a", os.urandom(1_500_000), key=bytes(range(32)))
    print(kept.address, flush=True)
"""


def test_leaves_whole_files_or_none(tmp_path: Path) -> None:
    random_seconds = random.Random(11)
    acknowledged: set[str] = set()
    for number in range(KILLS):
        words = [sys.executable, "-c", TAKES, str(tmp_path), str(number)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            acknowledged.add(process.stdout.readline().strip())
            time.sleep(random_seconds.uniform(0.0, 0.08))
            process.send_signal(signal.SIGKILL)
            rest = process.stdout.read().split("\n")
        acknowledged |= {line for line in rest[:-1] if len(line) == 64}
    found = {path.name for path in (tmp_path / "kept").rglob("*") if path.is_file()}
    assert len(acknowledged) >= KILLS
    assert acknowledged <= found
    for path in (tmp_path / "kept").rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                assert sum(len(piece) for piece in blobs.read(file, key=KEY, address=path.name)) == 1_500_000
