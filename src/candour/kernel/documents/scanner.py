"""clamd, asked over its socket. Only the exact words ``stream: OK`` are OK.

Whatever else it says (a size limit, an error, nothing in time) leaves the file in quarantine, and says so: a scanner
that did not look is not a scanner that found nothing (security.md, rule 14).
"""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.conf import settings

from candour.kernel.documents.limits import LIMITS

_LENGTH = struct.Struct(">I")
_OK = b"stream: OK"
_FOUND = re.compile(rb"stream: [^\x00\n]{1,300} FOUND")
_LONGEST_ANSWER = 4096
_CONNECT_SECONDS = 3.0
_DATED = re.compile(r"ClamAV [^/]+/\d+/(.+)")


class Verdict(StrEnum):
    """What came of asking. ``CLEAN`` alone lets a file out."""

    CLEAN = "clean"
    FOUND = "malware"
    DOWN = "scanner_down"
    UNSURE = "scanner_unsure"
    """It answered, but neither that the file is clean nor that it is not."""
    NONE = "no_scanner"


@dataclass(frozen=True)
class Known:
    """What the scanner says of itself; ``signatures_of`` is None where it has none that are dated."""

    version: str
    signatures_of: datetime | None


def is_configured() -> bool:
    """Whether this installation has a scanner at all."""
    return bool(settings.CLAMD)


def answers() -> bool:
    """Whether it is there now."""
    try:
        return is_configured() and _ask(b"PING") == b"PONG"
    except OSError:
        return False


def known() -> Known | None:
    """Its version and the date of its signatures; None when it does not answer."""
    try:
        told = _ask(b"VERSION").decode("ascii", "replace").strip()
    except OSError:
        return None
    dated = _DATED.match(told)
    try:
        made = datetime.strptime(dated[1], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC) if dated else None
    except ValueError:
        made = None
    return Known(told, made)


def scan(data: Iterable[bytes], *, seconds: float = LIMITS.scanner_seconds) -> Verdict:
    """What the scanner says of this file. Never raises for a scanner that fails: the answer says that it did."""
    if not is_configured():
        return Verdict.NONE
    try:
        with _connected(seconds) as connection:
            said = _stream(connection, data)
    except OSError:
        return Verdict.DOWN
    if said == _OK:
        return Verdict.CLEAN
    return Verdict.FOUND if _FOUND.fullmatch(said) else Verdict.UNSURE


def _stream(connection: socket.socket, data: Iterable[bytes]) -> bytes:
    try:
        connection.sendall(b"zINSTREAM\0")
        for piece in data:
            if piece:
                connection.sendall(_LENGTH.pack(len(piece)) + piece)
        connection.sendall(_LENGTH.pack(0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it stopped listening: what it says about why is read below
    return _answer(connection)


def _ask(command: bytes) -> bytes:
    with _connected(_CONNECT_SECONDS) as connection:
        connection.sendall(b"z" + command + b"\0")
        return _answer(connection)


def _answer(connection: socket.socket) -> bytes:
    """One answer, which ends with a zero byte. Raises OSError when it does not come, or does not end."""
    said = b""
    while not said.endswith(b"\0"):
        piece = connection.recv(1024)
        said += piece
        if not piece or len(said) > _LONGEST_ANSWER:
            raise ConnectionError("the scanner did not finish what it said")
    return said[:-1]


@contextmanager
def _connected(seconds: float) -> Iterator[socket.socket]:
    """A connection that ends after so many seconds whatever the scanner does, or trickles out."""
    connection = _connect()
    connection.settimeout(seconds)
    end = threading.Timer(seconds, _end, [connection])
    end.start()
    try:
        yield connection
    finally:
        end.cancel()
        connection.close()


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _connect() -> socket.socket:
    kind, _, place = settings.CLAMD.partition(":")
    if kind != "unix":
        host, _, port = place.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=_CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_CONNECT_SECONDS)
    try:
        connection.connect(place)
    except OSError:
        connection.close()
        raise
    return connection
