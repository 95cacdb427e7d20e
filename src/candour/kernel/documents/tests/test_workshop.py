"""What the child process does with a file, in the test's own process: its walls are put up around nothing here, and are
tried for real in ``test_sandbox``."""

from __future__ import annotations

import ctypes
import io
import json
import os
import resource
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from candour.kernel.documents import page, reasons, workshop
from candour.kernel.documents.checks import Unsafe
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.limits import LIMITS
from candour.kernel.documents.tests.rehearsal import pdf, picture

Frames = list[tuple[bytes, bytes]]


class Child:
    """The child process without its walls: what it reads, and the frames that it wrote."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        monkeypatch.setattr(workshop, "limit", lambda: None)
        monkeypatch.setattr(workshop, "wall", lambda: {"network": True, "files": False})
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)

    def does(self, *words: str, data: bytes = b"") -> Frames:
        """The frames before the last; the last says that it is done, and what it took."""
        written = io.BytesIO()
        self._monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        self._monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=written))
        assert workshop.main(list(words)) == 0
        *frames, (mark, kilobytes) = list(_frames(written.getvalue()))
        assert mark == workshop.DONE
        assert int(kilobytes) > 0
        return frames


def _frames(written: bytes) -> Frames:
    found: Frames = []
    place = 0
    while place < len(written):
        mark, length = workshop.FRAME.unpack_from(written, place)
        place += workshop.FRAME.size + length
        found.append((mark, written[place - length : place]))
    return found


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Child:
    return Child(monkeypatch)


class TestTheChild:
    def test_says_what_a_file_is(self, child: Child) -> None:
        assert child.does("check", "txt", data=b"words") == [(workshop.KIND, b"text")]
        assert child.does("check", data=picture()) == [(workshop.KIND, b"png")]

    @pytest.mark.parametrize(("kind", "data"), [("png", picture()), ("pdf", pdf()), ("text", b"words")])
    def test_shows_a_page(self, child: Child, kind: str, data: bytes) -> None:
        (count, number), (mark, payload) = child.does("render", kind, "0", "20", data=data)
        assert (count, number, mark) == (workshop.COUNT, b"1", workshop.PAGE)
        made = page.unpack(payload)
        assert made.text == ("words" if kind == "text" else "")
        assert bool(made.picture) == (kind != "text")

    def test_shows_some_pages_of_many(self, child: Child) -> None:
        frames = child.does("render", "pdf", "1", "1", data=pdf(3))
        assert [mark for mark, _ in frames] == [workshop.COUNT, workshop.PAGE]
        assert frames[0][1] == b"3"

    def test_copies(self, child: Child) -> None:
        assert child.does("copy", "text", data=b"words") == [(workshop.COPY, b"words")]

    def test_says_what_it_is_kept_from(self, child: Child) -> None:
        ((mark, told),) = child.does("look")
        assert (mark, json.loads(told)) == (workshop.LOOKED, {"network": True, "files": False})

    @pytest.mark.parametrize("words", [["check", "a", "b"], ["render", "pdf"], ["open"]])
    def test_does_nothing_else(self, child: Child, words: list[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            child.does(*words)
        assert ended.value.code == 2

    def test_reads_no_more_than_a_file_may_be(self, child: Child) -> None:
        data = bytes(LIMITS.bytes_of_a_file + 1_000)
        assert child.does("check", "txt", data=data) == [(workshop.REFUSED, b"too_big")]

    def test_has_what_a_decoder_needs_before_there_are_no_files(self, child: Child) -> None:
        """A picture of a telephone that is none: its decoder was there to say so."""
        assert child.does("render", "heic", "0", "20", data=b"words") == [(workshop.REFUSED, b"damaged")]
        assert "pi_heif" in sys.modules

    @pytest.mark.parametrize(
        ("error", "code"), [(Unsafe("macros"), "macros"), (MemoryError(), "explodes"), (RecursionError(), "damaged")]
    )
    def test_says_why_it_refuses(
        self, child: Child, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
    ) -> None:
        def check(*_given: object, **_named: object) -> Kind:
            raise error

        monkeypatch.setattr(workshop, "check", check)
        assert child.does("check", "txt", data=b"words") == [(workshop.REFUSED, code.encode())]
        assert code in reasons.REASONS


class TestLimit:
    def test_leaves_little_of_everything(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found: dict[int, tuple[int, int]] = {}
        monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
        workshop.limit()
        assert found == {
            resource.RLIMIT_DATA: (LIMITS.child_memory, LIMITS.child_memory),
            resource.RLIMIT_FSIZE: (0, 0),
            resource.RLIMIT_CORE: (0, 0),
            resource.RLIMIT_NOFILE: (64, 64),
            resource.RLIMIT_CPU: (LIMITS.child_cpu_seconds, LIMITS.child_cpu_seconds + 1),
        }


class Kernel:
    """What the C library would ask of the kernel, and a kernel that may be too old for it."""

    def __init__(self, *, has_namespaces: bool = True, has_landlock: bool = True, locks: bool = True) -> None:
        self.has_namespaces, self.has_landlock, self.locks = has_namespaces, has_landlock, locks
        self.gains_nothing = False
        self.allowed = 0
        self.ruleset = -1

    def prctl(self, what: int, *told: int) -> int:
        self.gains_nothing = (what, told) == (38, (1, 0, 0, 0))
        return 0

    def unshare(self, what: int) -> int:
        assert what == 0x1000_0000 | 0x4000_0000 | 0x0800_0000
        return 0 if self.has_namespaces else -1

    def syscall(self, what: int, *_told: object) -> int:
        if what == 444:
            self.ruleset = os.open("/dev/null", os.O_RDONLY) if self.has_landlock else -1
            return self.ruleset
        if what == 445:
            self.allowed += 1
            return 0
        assert what == 446
        assert self.gains_nothing, "the kernel refuses it to a process that could gain rights"
        return 0 if self.locks else -1


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


class TestTheWall:
    @pytest.fixture
    def reached(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """There is a network, as this process sees it."""
        monkeypatch.setattr(workshop, "_reaches_network", lambda: True)

    def _around(self, monkeypatch: pytest.MonkeyPatch, kernel: Kernel) -> dict[str, bool]:
        monkeypatch.setattr(ctypes, "CDLL", lambda *_given, **_named: kernel)
        return workshop.wall()

    def test_takes_the_network_and_the_files(self, monkeypatch: pytest.MonkeyPatch, reached: None) -> None:
        kernel = Kernel()
        assert self._around(monkeypatch, kernel) == {"network": True, "files": True}
        assert kernel.allowed == len(workshop.readable())
        assert not _is_open(kernel.ruleset)

    @pytest.mark.parametrize(
        ("kernel", "kept_from"),
        [
            (Kernel(has_namespaces=False), {"network": False, "files": True}),
            (Kernel(has_landlock=False), {"network": True, "files": False}),
            (Kernel(locks=False), {"network": True, "files": False}),
        ],
    )
    def test_says_what_an_older_kernel_left(
        self, monkeypatch: pytest.MonkeyPatch, reached: None, kernel: Kernel, kept_from: dict[str, bool]
    ) -> None:
        assert self._around(monkeypatch, kernel) == kept_from

    @pytest.mark.parametrize(
        ("interfaces", "reaches"), [("    lo: 1 2\n", False), ("    lo: 1 2\n  eth0: 3 4\n", True), (None, True)]
    )
    def test_knows_whether_there_is_a_network(
        self, monkeypatch: pytest.MonkeyPatch, interfaces: str | None, reaches: bool
    ) -> None:
        def read_text(_path: Path, **_named: object) -> str:
            if interfaces is None:
                raise FileNotFoundError
            return "head\nhead\n" + interfaces

        monkeypatch.setattr(Path, "read_text", read_text)
        assert workshop._reaches_network() == reaches

    def test_leaves_programs_to_read_and_no_data(self) -> None:
        folders = workshop.readable()
        assert "/usr" in folders
        assert not {"/", "/etc", "/home", "/root", "/tmp", "/var"} & set(folders)
