"""The real clamd and the fake one have the same conversations: what the tests believe of a scanner is so."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from candour.kernel.documents import scanner
from candour.kernel.documents.scanner import Verdict
from candour.kernel.documents.tests.clamd import running
from tests.trust import clamav
from tests.trust.hostile import EICAR

pytestmark = pytest.mark.slow

STREAM_MAX = clamav.STREAM_MAX * 2**20
PIECE = bytes(2**20)


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Both, running."""
    own, real = tmp_path_factory.mktemp("fake"), tmp_path_factory.mktemp("real")
    with running(own, stream_max=STREAM_MAX) as fake, clamav.clamd(real) as address:
        yield {"fake": f"unix:{fake.path}", "real": address}


def conversation(address: str, *said: bytes) -> bytes:
    """What it answers to these bytes, byte for byte."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        connection.connect(address.removeprefix("unix:"))
        try:
            for piece in said:
                connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = b""
        while not answer.endswith(b"\0") and (piece := connection.recv(4096)):
            answer += piece
    return answer


def stream(*pieces: bytes) -> tuple[bytes, ...]:
    return (b"zINSTREAM\0", *(struct.pack(">I", len(piece)) + piece for piece in pieces), struct.pack(">I", 0))


CONVERSATIONS: dict[str, tuple[tuple[bytes, ...], bytes]] = {
    "there": ((b"zPING\0",), b"PONG\0"),
    "clean": (stream(b"some words"), b"stream: OK\0"),
    "clean in pieces": (stream(b"some", b" ", b"words"), b"stream: OK\0"),
    "nothing": (stream(), b"stream: OK\0"),
    "found": (stream(EICAR), b"stream: Eicar-Test.UNOFFICIAL FOUND\0"),
    "found across pieces": (stream(EICAR[:20], EICAR[20:]), b"stream: Eicar-Test.UNOFFICIAL FOUND\0"),
    "too long": (stream(*[PIECE] * (clamav.STREAM_MAX + 1)), b"INSTREAM size limit exceeded. ERROR\0"),
    "nonsense": ((b"zNONSENSE\0",), b"UNKNOWN COMMAND\0"),
}


@pytest.mark.parametrize("which", ["fake", "real"])
@pytest.mark.parametrize("what", sorted(CONVERSATIONS))
def test_both_say_the_same(addresses: dict[str, str], what: str, which: str) -> None:
    said, answer = CONVERSATIONS[what]
    assert conversation(addresses[which], *said) == answer


@pytest.mark.parametrize("which", ["fake", "real"])
def test_is_asked_as_an_office_asks(addresses: dict[str, str], which: str, settings: Settings, tmp_path: Path) -> None:
    settings.CLAMD = addresses[which]
    assert scanner.answers()
    known = scanner.known()
    assert known is not None
    assert known.version.startswith("ClamAV ")
    assert scanner.scan([b"some words"]) is Verdict.CLEAN
    assert scanner.scan([EICAR]) is Verdict.FOUND
    assert scanner.scan([PIECE] * (clamav.STREAM_MAX + 1)) is Verdict.UNSURE
