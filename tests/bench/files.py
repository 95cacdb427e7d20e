"""Taking in a file of ten megabytes, encrypted, hashed and on the disk, against the bare work of the same libraries."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
import time
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402  after setup
from nacl import bindings  # noqa: E402  after setup

from candour.kernel.documents import storage  # noqa: E402  after setup
from candour.kernel.documents.arrivals import Arrival  # noqa: E402  after setup
from tests.bench import figures  # noqa: E402  after setup

SIZE = 10 * 2**20
ARRIVES_IN = 64 * 1024
"""Bytes at once, as a form's body is read."""

BARE_CHUNK = 256 * 1024
ROUNDS = 15
KEY = secrets.token_bytes(32)


def _bare(data: bytes, folder: Path) -> float:
    """Libsodium's stream, SHA-256, write, fsync: nothing else."""
    path = folder / secrets.token_hex(8)
    began = time.perf_counter()
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    with path.open("wb") as file:
        file.write(bindings.crypto_secretstream_xchacha20poly1305_init_push(state, KEY))
        for place in range(0, SIZE, BARE_CHUNK):
            piece = data[place : place + BARE_CHUNK]
            file.write(bindings.crypto_secretstream_xchacha20poly1305_push(state, piece, None, 0))
        hashlib.sha256(data).digest()
        file.flush()
        os.fsync(file.fileno())
    took = time.perf_counter() - began
    path.unlink()
    return took


def _ours(data: bytes) -> float:
    """From the first byte of a form's file until it has its place."""
    began = time.perf_counter()
    with Arrival("file.bin") as arrival:
        for place in range(0, SIZE, ARRIVES_IN):
            arrival.write(data[place : place + ARRIVES_IN])
        arrival.end()
        kept = arrival.keep(KEY)
    took = time.perf_counter() - began
    storage.remove(kept.address)
    return took


def main() -> None:
    """Alternate the two so that a drifting machine touches both alike; the median of the rounds' ratios counts."""
    pairs = []
    settings.DOCUMENTS_ARRIVING.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.DOCUMENTS_ARRIVING.parent) as folder:
        for _ in range(ROUNDS):
            data = secrets.token_bytes(SIZE)
            pairs.append((_bare(data, Path(folder)), _ours(data)))
    report = figures.Report()
    ratio = figures.median([bare / ours for bare, ours in pairs])
    bare, ours = (figures.median([pair[side] for pair in pairs]) * 1000 for side in (0, 1))
    report.at_least("a file of 10 MB, share of bare libsodium", ratio, 0.6, note=f"{ours:.0f} ms against {bare:.0f} ms")
    report.hand_over()


if __name__ == "__main__":
    main()
