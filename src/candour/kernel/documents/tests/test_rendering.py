"""Safe copies, made in the test's own process: what is shown of each kind, and what is refused while it is made."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageFile

from candour.kernel.documents import rendering
from candour.kernel.documents.checks import Unsafe
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.page import Page
from candour.kernel.documents.rendering import pages as pdf_pages
from candour.kernel.documents.tests import rehearsal
from candour.kernel.documents.tests.refusals import limits, words_of
from candour.kernel.documents.tests.rehearsal import picture
from candour.kernel.documents.tests.test_checks import HEIC, ispe
from tests.trust.hostile.pdfs import pdf, stream
from tests.trust.hostile.pictures import png


@pytest.fixture(autouse=True)
def _own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The renderer sets Pillow's limit for its whole process, which here is that of other tests too."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


def shown(data: bytes, kind: Kind, **less: Any) -> list[Page]:
    """Every page."""
    count, made = rendering.render(data, kind, limits=limits(**less))
    found = list(made)
    assert len(found) == count
    return found


def refused(data: bytes, kind: Kind, **less: Any) -> str:
    """The code with which the renderer refuses."""
    with pytest.raises(Unsafe) as raised:
        shown(data, kind, **less)
    return words_of(raised)


def opened(data: bytes) -> Image.Image:
    """The picture in these bytes."""
    return Image.open(io.BytesIO(data))


class TestAText:
    def test_is_cut_where_a_line_ends_or_where_it_must(self) -> None:
        assert [page.text for page in shown(b"one\ntwo\nthree", Kind.TEXT, characters_of_a_page=9)] == [
            "one\ntwo",
            "three",
        ]
        assert [page.text for page in shown(b"abcdefg", Kind.TEXT, characters_of_a_page=3)] == ["abc", "def", "g"]

    def test_has_one_page_at_least(self) -> None:
        assert shown(b"", Kind.TEXT) == [Page()]

    def test_is_given_out_in_batches(self) -> None:
        count, made = rendering.render(b"abcdef", Kind.TEXT, first=1, count=1, limits=limits(characters_of_a_page=2))
        assert (count, [page.text for page in made]) == (3, ["cd"])

    def test_of_too_many_pages_is_too_long(self) -> None:
        assert refused(b"abcdefg", Kind.TEXT, characters_of_a_page=3, text_pages=2) == "too_long"

    def test_is_copied_in_one_coding(self) -> None:
        assert rendering.copy("ä".encode("utf-16"), Kind.TEXT) == "ä".encode()


class TestAPicture:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
    def test_is_its_pixels(self, kind: str) -> None:
        (page,) = shown(picture(kind), Kind(kind.lower()))
        assert (opened(page.picture).format, opened(page.picture).size, page.text) == ("WEBP", (60, 40), "")
        assert opened(rendering.copy(picture(kind), Kind(kind.lower()))).format == "JPEG"

    def test_has_no_second_page(self) -> None:
        count, made = rendering.render(picture(), Kind.PNG, first=1)
        assert (count, list(made)) == (1, [])

    def test_is_upright_and_small_and_forgets_its_camera(self) -> None:
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = 6, "camera of Amina"
        (page,) = shown(picture("JPEG", exif=exif.tobytes()), Kind.JPEG, longest_side=30)
        assert opened(page.picture).size == (20, 30)
        assert b"Amina" not in page.picture

    @pytest.mark.parametrize(("mode", "colour"), [("RGBA", (255, 255, 255)), ("LA", (255, 255, 255)), ("P", (0, 0, 0))])
    @pytest.mark.parametrize("longest_side", [10, 100])
    def test_lies_on_white_where_it_is_transparent(
        self, mode: str, colour: tuple[int, int, int], longest_side: int
    ) -> None:
        out = io.BytesIO()
        Image.new(mode, (20, 10)).save(out, "PNG")
        (page,) = shown(out.getvalue(), Kind.PNG, longest_side=longest_side)
        assert opened(page.picture).convert("RGB").getpixel((3, 3)) == colour

    def test_of_few_colours_lies_on_white_where_one_is_none(self) -> None:
        out = io.BytesIO()
        Image.new("P", (20, 10), 0).save(out, "GIF", transparency=0)
        (page,) = shown(out.getvalue(), Kind.GIF, longest_side=10)
        assert opened(page.picture).convert("RGB").getpixel((3, 3)) == (255, 255, 255)

    @pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
    def test_of_too_many_pixels_is_refused(self) -> None:
        assert refused(picture(), Kind.PNG, pixels=60 * 40 - 1) == "too_many_pixels"
        assert refused(picture(), Kind.PNG, pixels=1_000) == "too_many_pixels"

    def test_that_takes_too_much_memory_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = picture()
        monkeypatch.setattr(ImageFile.ImageFile, "load", _no_memory)
        assert refused(data, Kind.PNG) == "too_many_pixels"

    @pytest.mark.parametrize(
        ("kind", "data"),
        [
            (Kind.PNG, b"words"),
            (Kind.PNG, picture("JPEG")),
            (Kind.PNG, png(400, 400, bytes(10))),
            (Kind.JPEG, picture("JPEG")[:300]),
            (Kind.HEIC, HEIC + ispe(16, 16) + bytes(range(256))),
        ],
    )
    def test_that_is_none_is_damaged(self, kind: Kind, data: bytes) -> None:
        assert refused(data, kind) == "damaged"
        with pytest.raises(Unsafe):
            rendering.copy(data, kind)


def _no_memory(*_given: object) -> None:
    raise MemoryError


LOCKED = b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"
ATTACHED = b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/EF<</F 10 0 R>>>>]>>>>"
SCRIPTED = b"/Names<</JavaScript<</Names[(a)10 0 R]>>>>"


class TestAPdf:
    def test_is_its_pages_in_pictures_and_words(self) -> None:
        text = stream(b"BT /F 20 Tf 20 100 Td (Good morning) Tj ET")
        page = b"/Contents 10 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
        (found,) = shown(pdf(text, page=page), Kind.PDF, longest_side=50)
        assert found.text == "Good morning"
        assert opened(found.picture).size == (50, 50)

    def test_is_given_out_in_batches(self) -> None:
        count, made = rendering.render(rehearsal.pdf(3), Kind.PDF, first=2, count=20, limits=limits(longest_side=20))
        assert (count, len(list(made))) == (3, 1)

    def test_is_copied_page_by_page(self) -> None:
        copied = rendering.copy(pdf(trailer=b"/Info<</Author(Amina)>>", pages=2), Kind.PDF)
        assert len(pypdfium2.PdfDocument(copied)) == 2
        assert b"Amina" not in copied

    @pytest.mark.parametrize(
        ("code", "data"),
        [
            ("damaged", b"%PDF-1.7\n%%EOF\n"),
            ("damaged", pdf(pages=0)),
            ("password", pdf(LOCKED, trailer=b"/Encrypt 10 0 R/ID[<41><41>]")),
            ("acts", pdf(b"<</S/JavaScript/JS(app.alert(1))>>", catalog=SCRIPTED)),
            ("acts", pdf(stream(b"<xdp/>"), catalog=b"/AcroForm<</Fields[]/XFA 10 0 R>>")),
            ("files_inside", pdf(stream(b"words", b"/Type/EmbeddedFile"), catalog=ATTACHED)),
            ("too_many_pages", pdf(pages=4)),
            ("too_many_pixels", pdf().replace(b"[0 0 200 200]", b"[0 0 900000 900000]")),
        ],
    )
    def test_is_judged_once_more_as_a_reader_sees_it(self, code: str, data: bytes) -> None:
        assert refused(data, Kind.PDF, pdf_pages=3, longest_side=20) == code

    def test_whose_pages_break_is_damaged(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pypdfium2.PdfPage, "render", _broken)
        assert refused(pdf(), Kind.PDF) == "damaged"

    def test_that_cannot_be_copied_is_damaged(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pypdfium2.PdfDocument, "import_pages", _broken)
        with pytest.raises(Unsafe) as raised:
            rendering.copy(pdf(), Kind.PDF)
        assert words_of(raised) == "damaged"

    def test_has_pages_of_so_many_words(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_pages, "_MOST_WORDS", 4)
        text = stream(b"BT /F 20 Tf 20 100 Td (Good morning) Tj ET")
        page = b"/Contents 10 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
        assert shown(pdf(text, page=page), Kind.PDF, longest_side=20)[0].text == "Good"


def _broken(*_given: object, **_named: object) -> Iterator[None]:
    raise pypdfium2.PdfiumError("broken")
