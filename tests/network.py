"""No test reaches another machine: a test that needs the network would fail on somebody else's desk."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

_NEAR = {"127.0.0.1", "::1", "localhost", ""}


class NetworkBlocked(AssertionError):
    """A test tried to reach another machine."""


def _host(address: Any) -> str:
    return str(address[0]) if isinstance(address, tuple) else ""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Sockets of this machine (Unix sockets and loopback) work; any other address raises NetworkBlocked."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(call: Any) -> Any:
        def checked(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and _host(address) not in _NEAR:
                raise NetworkBlocked(f"a test tried to connect to {address!r}")
            return call(self, address)

        return checked

    def resolved(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and name not in _NEAR:
            raise NetworkBlocked(f"a test tried to look up {host!r}")
        return resolve(host, *arguments, **options)

    patch.setattr(socket.socket, "connect", guarded(connect))
    patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    patch.setattr(socket, "getaddrinfo", resolved)
    yield
    patch.undo()
