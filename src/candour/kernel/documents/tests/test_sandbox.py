"""The child process: what it shows, what it is kept from, and that nothing it says is believed."""

from __future__ import annotations

import io
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pi_heif
import pytest
from PIL import Image

from candour.kernel.documents import page, sandbox, workshop
from candour.kernel.documents.checks import Unsafe, check
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.limits import LIMITS, Limits
from candour.kernel.documents.page import NotAPage, Page
from candour.kernel.documents.sandbox import Crashed
from candour.kernel.documents.tests.rehearsal import pdf, picture


@pytest.fixture(params=["bubblewrap", "by itself"])
def isolated(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """With bubblewrap where it is installed, and without it."""
    sandbox._wrapper.cache_clear()
    if request.param == "by itself":
        monkeypatch.setattr(shutil, "which", lambda _name: None)
    yield request.param
    sandbox._wrapper.cache_clear()


class TestWhatItShows:
    def test_of_a_picture_is_its_pixels_upright(self, isolated: str) -> None:
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = 6, "camera of Amina"
        data = picture("JPEG", (900, 500), exif=exif.tobytes())
        assert sandbox.check([data], extension="jpg") is Kind.JPEG
        rendered = sandbox.render([data], Kind.JPEG, first=0)
        shown = Image.open(io.BytesIO(rendered.made[0].picture))
        assert shown.size == (500, 900)
        assert b"Amina" not in rendered.made[0].picture
        assert not shown.getexif()

    def test_of_a_large_picture_is_smaller(self, isolated: str) -> None:
        data = picture("PNG", (4_000, 3_000))
        rendered = sandbox.render([data], Kind.PNG, first=0)
        assert Image.open(io.BytesIO(rendered.made[0].picture)).size == (1_800, 1_350)

    @pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "I;16", "CMYK"])
    def test_of_a_picture_in_any_colours(self, mode: str) -> None:
        out = io.BytesIO()
        Image.new(mode, (20, 10)).save(out, "TIFF" if mode == "CMYK" else "PNG")
        if mode == "CMYK":
            out = io.BytesIO()
            Image.new(mode, (20, 10)).save(out, "JPEG")
        kind = sandbox.check([out.getvalue()], extension="png")
        assert sandbox.render([out.getvalue()], kind, first=0).made[0].picture

    def test_of_what_a_telephone_takes(self, isolated: str) -> None:
        """There is no encoder here: a HEIF of one uncompressed picture is not made; that the decoder is there is."""
        assert "libde265" in str(pi_heif.libheif_info()["decoders"])

    def test_of_a_pdf_is_its_pages_in_pictures_and_words(self, isolated: str) -> None:
        rendered = sandbox.render([pdf(2)], Kind.PDF, first=0)
        assert (rendered.pages, len(rendered.made)) == (2, 2)
        assert sandbox.render([pdf(2)], Kind.PDF, first=1).made[0] == rendered.made[1]

    def test_of_an_office_document_is_its_words(self, isolated: str) -> None:
        from tests.trust.hostile.archives import docx, odt, zipped

        assert sandbox.render([zipped(docx())], Kind.DOCX, first=0).made == [Page(text="hello")]
        assert sandbox.render([zipped(odt())], Kind.ODT, first=0).made == [Page(text="hello")]

    def test_of_a_workbook_is_every_sheet(self) -> None:
        from tests.trust.hostile.archives import xlsx, zipped

        space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        shared = f"<sst {space}><si><t>name</t></si><si><t>age</t></si></sst>"
        rows = "<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row><row><c t='inlineStr'><is><t>Amina</t></is></c><c><v>42</v></c></row>"
        sheet = f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>"
        book = xlsx() | {"xl/sharedStrings.xml": shared.encode(), "xl/worksheets/sheet1.xml": sheet.encode()}
        (found,) = sandbox.render([zipped(book)], Kind.XLSX, first=0).made
        assert found.text == "[1]\nname\tage\t\nAmina\t42"

    def test_of_a_text_is_cut_at_the_ends_of_lines(self) -> None:
        text = "".join(f"line {number}\n" for number in range(1_000))
        rendered = sandbox.render([text.encode()], Kind.TEXT, first=0)
        assert rendered.pages == len(rendered.made) > 1
        assert "\n".join(page.text for page in rendered.made) == text.rstrip()

    def test_of_words_that_turn_around_is_in_order(self) -> None:
        (found,) = sandbox.render(["photo \u202egnp.exe".encode()], Kind.TEXT, first=0).made
        assert found.text == "photo gnp.exe"

    def test_of_any_copy_is_clean(self, isolated: str) -> None:
        assert sandbox.copy([pdf()], Kind.PDF).startswith(b"%PDF-")
        assert sandbox.copy(["ä".encode("utf-16")], Kind.TEXT) == "ä".encode()
        assert sandbox.copy([picture("GIF")], Kind.GIF).startswith(b"\xff\xd8\xff")


OWN = Path(__file__).resolve().parents[5] / "pyproject.toml"
PORT = "PORT"
TRIES = {
    "a file of the house": f"open({str(OWN)!r}).read()",
    "a list of people": "open('/etc/passwd').read()",
    "a file to write": "open('/tmp/x', 'w').write('x')",
    "a network": "__import__('socket').create_connection(('127.0.0.1', PORT), 1)",
    "too much memory": "bytes(400 * 2**20)",
}


class TestWhatItIsKeptFrom:
    @pytest.mark.parametrize("what", sorted(TRIES))
    def test_is(self, isolated: str, what: str) -> None:
        """The same walls, and then somebody else's program where the decoder would run. Where a kernel is too old to
        take files away and bubblewrap is not installed, the doctor has to say so."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            program = (
                "from candour.kernel.documents import workshop\n"
                "workshop.limit(); workshop.wall()\n"
                f"try:\n    {TRIES[what].replace(PORT, str(listening.getsockname()[1]))}\n"
                "except (OSError, MemoryError):\n    print('kept')\n"
            )
            done = subprocess.run(
                [*sandbox._wrapper(), sys.executable, "-I", "-c", program],
                capture_output=True, text=True, check=False, timeout=60,
            )  # fmt: skip
        known = sandbox.isolation()
        is_kept = {"a file of the house": known.files, "a list of people": known.files, "a network": known.network}
        assert (done.stdout == "kept\n") == is_kept.get(what, True), done.stderr

    def test_is_known_to_the_doctor(self, isolated: str) -> None:
        found = sandbox.isolation()
        assert found.bubblewrap == bool(sandbox._wrapper())
        assert (found.network and found.files) or not found.bubblewrap


def _answering(*frames: tuple[bytes, bytes], then: str = "") -> list[str]:
    sent = b"".join(workshop.FRAME.pack(mark, len(payload)) + payload for mark, payload in frames)
    return [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({sent!r}); {then}",
    ]


class TestWhatIsNotBelieved:
    @pytest.fixture
    def said(self, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        """A child that says what the test wants."""
        programs: list[list[str]] = []
        original = subprocess.Popen

        def started(_words: list[str], **options: object) -> subprocess.Popen[bytes]:
            return original(programs[0], **options)  # type: ignore[call-overload, no-any-return]

        sandbox._wrapper()
        monkeypatch.setattr(subprocess, "Popen", started)
        return programs

    @pytest.mark.parametrize(
        "frames",
        [
            (),
            ((workshop.KIND, b"pdf"),),
            ((workshop.KIND, b"exe"), (workshop.DONE, b"1")),
            ((workshop.KIND, b"pdf"), (workshop.KIND, b"png"), (workshop.DONE, b"1")),
            ((workshop.REFUSED, b"<b>anything</b>"), (workshop.DONE, b"1")),
        ],
    )
    def test_a_kind_without_an_end_or_a_name(
        self, said: list[list[str]], frames: tuple[tuple[bytes, bytes], ...]
    ) -> None:
        said.append(_answering(*frames))
        with pytest.raises(Crashed):
            sandbox.check([b"x"], extension="")

    @pytest.mark.parametrize(
        ("count", "pages"),
        [
            (b"1", [b"<html>"]),
            (b"-1", [Page(text="a").packed()]),
            (b"9999999", [Page(text="a").packed()]),
            (b"x", [Page(text="a").packed()]),
            (b"1", []),
            (b"1", [Page(text="a").packed()] * 21),
            (b"1", [Page(picture=b"<svg onload=alert(1)>").packed()]),
        ],
    )
    def test_pages_that_are_none(self, said: list[list[str]], count: bytes, pages: list[bytes]) -> None:
        frames = [(workshop.COUNT, count), *((workshop.PAGE, made) for made in pages), (workshop.DONE, b"1")]
        said.append(_answering(*frames))
        with pytest.raises(Crashed):
            sandbox.render([b"x"], Kind.TEXT, first=0)

    def test_a_page_larger_than_any(self, said: list[list[str]]) -> None:
        said.append([sys.executable, "-I", "-c", "import os; os.write(1, b'P\\xff\\xff\\xff\\xff')"])
        with pytest.raises(Crashed):
            sandbox.render([b"x"], Kind.TEXT, first=0)

    def test_more_than_it_may_say(self, said: list[list[str]]) -> None:
        said.append(
            [sys.executable, "-I", "-c", "import os\nwhile True: os.write(1, b'P\\0\\x10\\0\\0' + bytes(2**20))"]
        )
        with pytest.raises(Crashed):
            sandbox.render([b"x"], Kind.TEXT, first=0)

    def test_that_it_will_end(self, said: list[list[str]]) -> None:
        said.append([sys.executable, "-I", "-c", "import time; time.sleep(60)"])
        with pytest.raises(Unsafe) as refused:
            sandbox.check([bytes(2**20)] * 4, extension="", limits=Limits(child_seconds=0.3))
        assert refused.value.code == "too_slow"

    def test_that_it_computes_for_long(self, said: list[list[str]]) -> None:
        spin = "import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 2))\nwhile True: pass"
        said.append([sys.executable, "-I", "-c", spin])
        with pytest.raises(Unsafe) as refused:
            sandbox.check([b"x"], extension="")
        assert refused.value.code == "too_slow"


class TestAPage:
    @pytest.mark.parametrize("data", [b"", b"\x01", b"\x02\0\0\0\0", b"\x01\0\0\0\x09abc", b"\x01\0\0\0\x01\xff"])
    def test_is_judged_when_it_is_read(self, data: bytes) -> None:
        with pytest.raises(NotAPage):
            page.unpack(data)

    def test_is_given_back(self) -> None:
        made = Page("words", b"RIFF\0\0\0\0WEBPVP8 ")
        assert page.unpack(made.packed()) == made


class TestChecks:
    """A few by themselves; the hundreds are in ``tests/trust``."""

    @pytest.mark.parametrize(("kind", "data"), [("png", picture()), ("gif", picture("GIF")), ("webp", picture("WEBP"))])
    def test_know_a_picture_by_its_bytes(self, kind: str, data: bytes) -> None:
        assert check(data, extension="txt") == kind

    def test_know_text(self) -> None:
        assert check("Grüße\n".encode(), extension="txt") is Kind.TEXT
        assert check("Grüße\n".encode("utf-16"), extension="") is Kind.TEXT
        assert check("caf\xe9".encode("cp1252"), extension="md") is Kind.TEXT
        with pytest.raises(Unsafe):
            check(b"just words", extension="pdf")
        with pytest.raises(Unsafe):
            check(b"\xff\xfeodd", extension="txt")

    def test_let_nothing_past_the_limit(self) -> None:
        with pytest.raises(Unsafe) as refused:
            check(bytes(LIMITS.bytes_of_a_file + 1))
        assert refused.value.code == "too_big"
