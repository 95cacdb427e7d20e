"""A scanner that speaks clamd's protocol byte for byte, for tests where there is none. ``tests/trust/test_scanner.py``
has the same conversations with the real one and compares what both say."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The scanners' test file, in two parts so that a scanner lets this source be."""

Mood = Literal["well", "silent", "gone", "cut", "odd"]


class FakeClamd:
    """Listens on a Unix socket. ``mood`` says how it fares: ``silent`` never answers, ``gone`` closes at once, ``cut``
    ends in the middle of its answer, ``odd`` says something that looks well and is not."""

    def __init__(self, path: Path, *, stream_max: int = 30 * 2**20, mood: Mood = "well") -> None:
        self.path, self.stream_max, self.mood = path, stream_max, mood
        self.asked: list[bytes] = []
        self._ending = threading.Event()
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        self._listening.listen(8)
        self._listening.settimeout(0.05)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._ending.set()
        self._thread.join(10)
        self._listening.close()
        self.path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while not self._ending.is_set():
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(5)
                try:
                    self._answer(connection)
                except OSError:
                    continue

    def _answer(self, connection: socket.socket) -> None:
        if self.mood == "gone":
            return
        command = b""
        while not command.endswith(b"\0"):
            piece = connection.recv(1)
            if not piece:
                return
            command += piece
        self.asked.append(command)
        said = {b"zPING\0": b"PONG", b"zVERSION\0": b"ClamAV 1.4.6", b"zINSTREAM\0": b""}.get(
            command, b"UNKNOWN COMMAND"
        )
        if command == b"zINSTREAM\0":
            said = self._scan(connection)
        if self.mood == "silent":
            self._ending.wait(20)
            return
        if self.mood == "odd" and said == b"stream: OK":
            said = b"stream: OK but I did not look"
        connection.sendall(said[:5] if self.mood == "cut" else said + b"\0")

    def _scan(self, connection: socket.socket) -> bytes:
        seen = b""
        while length := struct.unpack(">I", _exactly(connection, 4))[0]:
            if len(seen) + length > self.stream_max:
                return b"INSTREAM size limit exceeded. ERROR"
            seen += _exactly(connection, length)
        return b"stream: Eicar-Test.UNOFFICIAL FOUND" if EICAR in seen else b"stream: OK"


def _exactly(connection: socket.socket, length: int) -> bytes:
    found = b""
    while len(found) < length:
        piece = connection.recv(min(65_536, length - len(found)))
        if not piece:
            raise ConnectionError
        found += piece
    return found


@contextmanager
def running(folder: Path, *, stream_max: int = 30 * 2**20, mood: Mood = "well") -> Iterator[FakeClamd]:
    """One for the length of a block."""
    made = FakeClamd(folder / "clamd.sock", stream_max=stream_max, mood=mood)
    try:
        yield made
    finally:
        made.stop()
