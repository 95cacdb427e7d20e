"""A whole office, run by ``candour run`` in a process of its own, for tests that look at it from outside."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from candour.kernel.sealing import boxes, keyfile

READY = "Stop with Ctrl-C."


def office_key(home: Path) -> dict[str, str]:
    """What tells a process where the office key of this home lies: beside it, made when it is first asked for."""
    file = home.with_name(f"{home.name}.office-key")
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        keyfile.write(file, boxes.new_pair())
    return {"CANDOUR_OFFICE_KEY": str(file)}


def free_ports() -> int:
    """The first of three neighbouring ports that nobody uses now."""
    for first in range(20_000 + os.getpid() % 10_000, 60_000, 3):
        with socket.socket() as a, socket.socket() as b, socket.socket() as c:
            try:
                for offset, tried in enumerate((a, b, c)):
                    tried.bind(("127.0.0.1", first + offset))
            except OSError:
                continue
            return first
    raise RuntimeError("no three free ports")


@dataclass
class House:
    """A running office. ``noted`` is what its supervisor says about its processes."""

    home: Path
    first_port: int
    process: subprocess.Popen[str]
    output: Path

    @property
    def noted(self) -> dict[str, Any]:
        noted: dict[str, Any] = json.loads((self.home / "run.json").read_text(encoding="utf-8"))
        return noted

    def address(self, door: str, path: str = "/") -> str:
        """The address of a page: on localhost, because passkeys refuse an IP address."""
        return f"http://localhost:{self.first_port + ('public', 'delivery', 'office').index(door)}{path}"

    def status(self, door: str, path: str = "/healthz") -> int | None:
        """The HTTP status of a page; None when nobody answers."""
        try:
            with urllib.request.urlopen(self.address(door, path), timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def said(self) -> str:
        """Everything the supervisor printed."""
        return self.output.read_text(encoding="utf-8")

    def await_ready(self, within: float = 90) -> None:
        """Wait until the supervisor says that everything runs."""
        until(lambda: READY in self.said() or self.process.poll() is not None, within, self.said)
        assert self.process.poll() is None, self.said()

    def stop(self) -> float:
        """Ask it to stop, as Ctrl-C does, and say how many seconds it took."""
        begun = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        return time.monotonic() - begun


def until(happened: Any, within: float, otherwise: Any = lambda: "it did not happen") -> None:
    """Wait until ``happened()`` is true, looking every 50 ms; fail with ``otherwise()`` after ``within`` seconds."""
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.05)


@contextmanager
def house(home: Path, *, demonstration: bool = False, **environment: str) -> Iterator[House]:
    """An office in ``home``, stopped at the end. ``environment`` adds variables."""
    home.mkdir(parents=True, exist_ok=True)
    first_port = free_ports()
    told = {name: value for name, value in os.environ.items() if not name.startswith(("CANDOUR_", "DJANGO_"))}
    told.pop("DATABASE_URL", None)
    told |= {"CANDOUR_HOME": str(home), "CANDOUR_PORT": str(first_port), "PYTHONUNBUFFERED": "1"}
    told |= ({} if demonstration else office_key(home)) | environment
    output = home.with_name(f"{home.name}.output")
    with output.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "candour.command", "run", *(["--demonstration"] if demonstration else [])],
            env=told,
            stdout=written,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
    running = House(home, first_port, process, output)
    try:
        yield running
    finally:
        try:
            running.stop()
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
