"""The child process in which files are opened: ``python -I -m candour.kernel.documents.workshop``.

It reads one file from its standard input, writes frames to its standard output, and can do nothing else: little
memory and time, no files, no network. Whoever takes it over has one file, which they sent. It imports nothing of
Candour that knows a database or a key. ``sandbox`` starts it and believes nothing it says.

Words: ``check EXTENSION`` · ``render KIND FIRST COUNT`` · ``copy KIND`` · ``look`` (what it is kept from).
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import struct
import sys
from pathlib import Path

from candour.kernel.documents.checks import Unsafe, check
from candour.kernel.documents.kinds import OFFICE, PICTURES, Kind
from candour.kernel.documents.limits import LIMITS

FRAME = struct.Struct(">cI")
KIND, COUNT, PAGE, COPY, REFUSED, LOOKED, DONE = (bytes([letter]) for letter in b"KNPCRLD")

_NEW_USER, _NEW_NETWORK, _NEW_IPC = 0x1000_0000, 0x4000_0000, 0x0800_0000
_NO_NEW_PRIVILEGES = 38
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_EVERY_FILE_RIGHT = 0x1FFF
_READ_RIGHTS = 0b1101
"""Execute, read a file, read a folder."""


def main(words: list[str]) -> int:
    """Do one thing with one file."""
    limit()
    _load(words)
    with Path("/proc/self/status").open(encoding="ascii") as status:  # read at the end, when nothing opens
        kept_from = wall()
        try:
            _act(words, kept_from)
        except Unsafe as unsafe:
            _send(REFUSED, unsafe.code.encode())
        except MemoryError:
            _send(REFUSED, b"explodes")
        except RecursionError:
            _send(REFUSED, b"damaged")
        _send(DONE, re.findall(r"VmHWM:\s+(\d+)", status.read())[0].encode())
    return 0


def _act(words: list[str], kept_from: dict[str, bool]) -> None:
    data = sys.stdin.buffer.read(LIMITS.bytes_of_a_file + 1)
    match words:
        case ["check", extension]:
            _send(KIND, check(data, extension=extension).value.encode())
        case ["check"]:
            _send(KIND, check(data).value.encode())
        case ["render", kind, first, count]:
            _render(data, Kind(kind), int(first), int(count))
        case ["copy", kind]:
            from candour.kernel.documents import rendering

            _send(COPY, rendering.copy(data, Kind(kind)))
        case ["look"]:
            _send(LOOKED, json.dumps(kept_from).encode())
        case _:
            raise SystemExit(2)


def _render(data: bytes, kind: Kind, first: int, count: int) -> None:
    from candour.kernel.documents import rendering

    pages, made = rendering.render(data, kind, first=first, count=count)
    _send(COUNT, str(pages).encode())
    for page in made:
        _send(PAGE, page.packed())


def _send(mark: bytes, payload: bytes) -> None:
    sys.stdout.buffer.write(FRAME.pack(mark, len(payload)) + payload)
    sys.stdout.buffer.flush()


def limit() -> None:
    """Little memory, little time, nothing written, nothing left behind when it dies."""
    for what, most in (
        (resource.RLIMIT_DATA, LIMITS.child_memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))
    # Asked to end first, so that what ended it is known; a second later it is ended.
    resource.setrlimit(resource.RLIMIT_CPU, (LIMITS.child_cpu_seconds, LIMITS.child_cpu_seconds + 1))


def wall() -> dict[str, bool]:
    """Take away the network and the files, as far as this kernel lets an ordinary process do that to itself. Inside
    bubblewrap both are gone already; this is for where it is not installed."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return {
        "network": libc.unshare(_NEW_USER | _NEW_NETWORK | _NEW_IPC) == 0 or not _reaches_network(),
        "files": _lock_files(libc),
    }


def _load(words: list[str]) -> None:
    """What a decoder would look for later, when there are no files any more."""
    if words[0] not in {"render", "copy"} or words[1] in OFFICE or words[1] == Kind.TEXT:
        return
    from PIL import Image, ImageOps, JpegImagePlugin, WebPImagePlugin  # noqa: F401  loaded to be there

    match words[1]:
        case Kind.PDF:
            from candour.kernel.documents.rendering import pages  # noqa: F401
        case Kind.HEIC:
            import pi_heif  # noqa: F401
        case kind:
            Image.preinit()
            assert kind in PICTURES


def _reaches_network() -> bool:
    """Whether there is any interface beside the loopback."""
    try:
        interfaces = Path("/proc/self/net/dev").read_text(encoding="ascii").splitlines()[2:]
    except OSError:
        return True
    return any(not line.strip().startswith("lo:") for line in interfaces)


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def readable() -> list[str]:
    """The folders that a decoder may read: programs, libraries, fonts, this package. No data."""
    own = str(Path(__file__).resolve().parents[3])
    told = ("/usr", "/lib", "/lib64", "/etc/fonts", sys.prefix, sys.base_prefix, own)
    return sorted({folder for folder in told if Path(folder).exists()})


def _lock_files(libc: ctypes.CDLL) -> bool:
    handled = ctypes.c_uint64(_EVERY_FILE_RIGHT)
    ruleset = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(handled), ctypes.sizeof(handled), 0)
    if ruleset < 0:
        return False
    for folder in readable():
        opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        beneath = _Beneath(_READ_RIGHTS, opened)
        libc.syscall(_LANDLOCK_ADD, ruleset, 1, ctypes.byref(beneath), 0)
        os.close(opened)
    locked: bool = libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return locked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
