"""The real clamd, with one signature of our own: it needs no download and knows one file."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.trust.hostile import EICAR

STREAM_MAX = 30


@contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """A running clamd; gives its address as ``CANDOUR_CLAMD`` takes it. Fails where it is not installed."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    assert program, "these tests ask a real clamd: apt-get install clamav-daemon"
    signatures = folder / "signatures"
    signatures.mkdir(parents=True)
    (signatures / "own.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n", encoding="ascii")
    socket = folder / "clamd.sock"
    configuration = folder / "clamd.conf"
    configuration.write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {signatures}\nForeground yes\nTemporaryDirectory {folder}\n"
        f"StreamMaxLength {STREAM_MAX}M\nMaxScanSize 100M\nMaxFileSize 30M\nAlertExceedsMax yes\n"
        f"LogFile {folder / 'log'}\n",
        encoding="ascii",
    )
    words = [program, f"--config-file={configuration}"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not socket.exists():
            assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
            assert time.monotonic() < until, "clamd does not start"
            time.sleep(0.05)
        yield f"unix:{socket}"
    finally:
        process.terminate()
        process.wait(20)
