"""Having a file looked at by somebody else: ``workshop`` in a process of its own, in bubblewrap where that is there.

Everything it answers is taken as a hostile file would write it: sizes and numbers are limited, pages are judged anew.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO

from candour.kernel.documents import workshop
from candour.kernel.documents.checks.unsafe import Unsafe
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.limits import LIMITS, Limits
from candour.kernel.documents.page import NotAPage, Page, unpack

_WORKSHOP = "candour.kernel.documents.workshop"
_LAST_WORDS = 0.5
"""Seconds in which a child ends by itself, so that what ended it is known."""

_CODES = frozenset(
    {
        "empty", "too_big", "kind", "damaged", "two_files_in_one", "too_many_pixels", "explodes", "acts",
        "files_inside", "password", "names_inside", "archive", "macros", "links_outside", "entities", "too_long",
        "too_many_pages",
    }
)  # fmt: skip
"""What a refusal from inside may say; anything else it says is a crash."""


class Crashed(Unsafe):
    """The child process died or answered nonsense. The file is refused, and the reason is this."""

    def __init__(self) -> None:
        super().__init__("cannot_be_shown")


@dataclass
class Cost:
    """What the child processes took, as far as they lived to tell; for tests and figures."""

    processes: int = 0
    peak_kilobytes: int = 0


@dataclass(frozen=True)
class Isolation:
    """What a child process is kept from here."""

    bubblewrap: bool
    network: bool
    files: bool


@dataclass
class Rendered:
    """Some pages of a file, and how many it has in all."""

    pages: int = 0
    made: list[Page] = field(default_factory=list)


def check(data: Iterable[bytes], *, extension: str, limits: Limits = LIMITS, cost: Cost | None = None) -> Kind:
    """The kind of this file. Raises Unsafe with the code of the reason."""
    words = ["check", extension] if extension else ["check"]
    told = _only(workshop.KIND, _run(words, data, limits, cost))
    try:
        return Kind(told.decode("ascii", "replace"))
    except ValueError:
        raise Crashed from None


def render(
    data: Iterable[bytes], kind: Kind, *, first: int, limits: Limits = LIMITS, cost: Cost | None = None
) -> Rendered:
    """One batch of pages, from the ``first`` on, counted from 0. Raises Unsafe."""
    found = Rendered()
    for mark, payload in _run(["render", kind.value, str(first), str(limits.pages_of_a_batch)], data, limits, cost):
        if mark == workshop.COUNT:
            found.pages = _number(payload)
        elif mark == workshop.PAGE:
            found.made.append(_page(payload))
    most = max(limits.pdf_pages, limits.text_pages)
    if not 0 < found.pages <= most or not 0 < len(found.made) <= limits.pages_of_a_batch:
        raise Crashed
    return found


def copy(data: Iterable[bytes], kind: Kind, *, limits: Limits = LIMITS, cost: Cost | None = None) -> bytes:
    """A clean copy of the whole file. Raises Unsafe."""
    return _only(workshop.COPY, _run(["copy", kind.value], data, limits, cost))


def isolation() -> Isolation:
    """What a child process is kept from on this machine; asked of a child process."""
    is_wrapped = bool(_wrapper())
    try:
        kept_from = json.loads(_only(workshop.LOOKED, _run(["look"], [], LIMITS, None)))
    except (Unsafe, ValueError):
        return Isolation(is_wrapped, network=False, files=False)
    return Isolation(is_wrapped, is_wrapped or bool(kept_from["network"]), is_wrapped or bool(kept_from["files"]))


def _only(wanted: bytes, frames: Iterator[tuple[bytes, bytes]]) -> bytes:
    found = [payload for mark, payload in frames if mark == wanted]
    if len(found) != 1:
        raise Crashed
    return found[0]


def _number(payload: bytes) -> int:
    try:
        return int(payload[:10])
    except ValueError:
        raise Crashed from None


def _page(payload: bytes) -> Page:
    try:
        return unpack(payload)
    except NotAPage:
        raise Crashed from None


@lru_cache(maxsize=1)
def _wrapper() -> tuple[str, ...]:
    """The words that put a program into bubblewrap, or none where it is not there or may not make namespaces."""
    found = shutil.which("bwrap")
    if found is None:
        return ()
    words = [found, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", "/"]  # noqa: S108  inside, and its own
    for folder in workshop.readable():
        words += ["--ro-bind", folder, folder]
    tried = subprocess.run([*words, sys.executable, "-I", "-c", ""], capture_output=True, check=False, timeout=20)
    return tuple(words) if tried.returncode == 0 else ()


def _run(words: list[str], data: Iterable[bytes], limits: Limits, cost: Cost | None) -> Iterator[tuple[bytes, bytes]]:
    """The frames that the child writes. Raises Unsafe: what it refused, that it was too slow, or that it crashed."""
    process = subprocess.Popen(
        [*_wrapper(), sys.executable, "-I", "-m", _WORKSHOP, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
        close_fds=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        process.kill()

    watch = threading.Timer(limits.child_seconds, end)
    watch.start()
    is_done = False
    if cost is not None:
        cost.processes += 1
    try:
        with suppress(BrokenPipeError):
            for piece in data:
                process.stdin.write(piece)
        with suppress(BrokenPipeError):
            process.stdin.close()
        for mark, payload in _frames(process.stdout, limits):
            if mark == workshop.REFUSED:
                code = payload.decode("ascii", "replace")
                raise Unsafe(code) if code in _CODES else Crashed()
            if mark == workshop.DONE:
                is_done = True
                if cost is not None:
                    cost.peak_kilobytes = max(cost.peak_kilobytes, _number(payload))
                break
            yield mark, payload
    finally:
        watch.cancel()
        _bury(process, process.stdin, process.stdout)
    if is_late.is_set() or process.returncode in {-24, 152}:  # SIGXCPU, also as bubblewrap reports it
        raise Unsafe("too_slow")
    if not is_done:
        raise Crashed


def _frames(out: IO[bytes], limits: Limits) -> Iterator[tuple[bytes, bytes]]:
    left = limits.bytes_of_a_copy + limits.pages_of_a_batch * limits.bytes_of_a_page
    while len(head := out.read(workshop.FRAME.size)) == workshop.FRAME.size:
        mark, length = workshop.FRAME.unpack(head)
        left -= length
        if length > max(limits.bytes_of_a_page, limits.bytes_of_a_copy) or left < 0:
            raise Crashed
        payload = out.read(length)
        if len(payload) < length:
            return
        yield mark, payload


def _bury(process: subprocess.Popen[bytes], *pipes: IO[bytes]) -> None:
    for pipe in pipes:
        with suppress(BrokenPipeError):
            pipe.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_LAST_WORDS)
    process.kill()
    process.wait()
