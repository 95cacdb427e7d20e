"""Child processes that cannot outlive us, each in a process group of its own."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec nothing may be imported.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def spawn(
    arguments: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str],
    at_parents_death: signal.Signals = signal.SIGTERM,
    folder: str = "/",
) -> subprocess.Popen[bytes]:
    """Start a program with its output appended to ``log``. If we die, however we die, it gets a signal.

    It leads a group of its own, so that Ctrl-C in a terminal reaches us alone and we stop things in order. Its input
    is empty and it inherits no descriptors: a server that keeps a pipe open would keep its reader waiting for ever.
    """
    parent = os.getpid()

    def tie() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, at_parents_death)
            if os.getppid() != parent:  # we died before the tie was made
                os._exit(1)

    with log.open("ab") as output:
        return subprocess.Popen(
            list(arguments),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            preexec_fn=tie,  # noqa: PLW1509  the caller has no threads, and no other way sets the tie
        )


def stop(
    child: subprocess.Popen[bytes],
    first: signal.Signals = signal.SIGTERM,
    *,
    patience: float,
    last: signal.Signals = signal.SIGKILL,
) -> None:
    """Ask, wait ``patience`` seconds, then insist; at the end nothing of its group is left."""
    if child.poll() is None:
        child.send_signal(first)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.send_signal(last)
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
    sweep(child)


def sweep(child: subprocess.Popen[bytes]) -> None:
    """Kill whatever a dead child left running in its group."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def stop_all(running: Sequence[subprocess.Popen[bytes]], *, patience: float) -> None:
    """Ask all at once, give them ``patience`` seconds together, then insist."""
    for child in running:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    for child in running:
        stop(child, patience=max(0.05, deadline - time.monotonic()))
