"""The words of office documents, read in the test's own process."""

from __future__ import annotations

import zipfile

import pytest

from candour.kernel.documents import rendering
from candour.kernel.documents.checks import Unsafe
from candour.kernel.documents.kinds import OFFICE, Kind
from candour.kernel.documents.tests.refusals import limits, words_of
from tests.trust.hostile.archives import CONTENT, WORDS, docx, odt, xlsx, zipped

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TABLE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def text_of(entries: dict[str, bytes], kind: Kind) -> str:
    """What is shown of it."""
    count, made = rendering.render(zipped(entries), kind)
    assert count == 1
    return next(made).text


def refused(data: bytes, kind: Kind, text_bytes: int = 1_000) -> str:
    """The code with which it is refused."""
    with pytest.raises(Unsafe) as raised:
        rendering.render(data, kind, limits=limits(text_bytes=text_bytes))
    return words_of(raised)


class TestADocument:
    def test_is_its_paragraphs_tables_and_notes(self) -> None:
        body = "<w:p><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:delText>gone</w:delText><w:x>not shown</w:x></w:p>"
        body += "<w:tbl><w:tr><w:tc><w:t>a</w:t></w:tc><w:tc><w:t>b</w:t></w:tc></w:tr></w:tbl>"
        entries = docx() | {
            "word/document.xml": f"<w:document {WORD}>{body}</w:document>".encode(),
            "word/footnotes.xml": f"<w:footnotes {WORD}><w:p><w:t>note</w:t></w:p></w:footnotes>".encode(),
            "word/header1.xml": f"<w:hdr {WORD}><w:p><w:t>head</w:t></w:p></w:hdr>".encode(),
            "word/styles.xml": f"<w:styles {WORD}><w:t>style</w:t></w:styles>".encode(),
        }
        assert text_of(entries, Kind.DOCX) == "one\ttwo\ngone\na\tb\t\n\nnote\n\n\nhead"

    def test_may_be_of_the_strict_kind(self) -> None:
        strict = WORDS.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        assert text_of(docx() | {"word/document.xml": strict}, Kind.DOCX) == "hello"


class TestAWorkbook:
    def test_is_every_sheet_in_order(self) -> None:
        def sheet(rows: str) -> bytes:
            return f"<worksheet {SHEET}><sheetData>{rows}</sheetData>outside</worksheet>".encode()

        entries = xlsx() | {
            "xl/sharedStrings.xml": f"<sst {SHEET}>before<si><t>na</t><t>me</t></si></sst>".encode(),
            "xl/worksheets/sheet1.xml": sheet(
                "<row><c t='s'><v>0</v></c><c t='s'><v>7</v></c><c t='s'><v>x</v></c></row><row><c><v>4</v></c></row>"
            ),
            "xl/worksheets/sheet10.xml": sheet("<row><c t='inlineStr'><is><t>last</t></is></c></row>"),
            "xl/worksheets/sheet2.xml": sheet("<row><c><v>second</v></c></row>"),
        }
        assert text_of(entries, Kind.XLSX) == "[1]\nname\t7\tx\t\n4\t\n\n[2]\nsecond\t\n\n[3]\nlast"

    def test_may_have_no_shared_words(self) -> None:
        assert text_of(xlsx(), Kind.XLSX) == ""

    def test_of_too_many_shared_words_is_too_long(self) -> None:
        shared = f"<sst {SHEET}><si><t>{'word' * 30}</t></si></sst>".encode()
        assert refused(zipped(xlsx(xl_0_sharedStrings__xml=shared)), Kind.XLSX, text_bytes=100) == "too_long"


class TestAnOpenDocument:
    def test_is_its_paragraphs(self) -> None:
        told = f'<a {TEXT}>outside<text:h>Head</text:h><text:p>a<text:s text:c="2"/>b<text:s/>c<text:s text:c="x"/>d'
        told += f'<text:tab/>e<text:line-break/>f<text:span>g</text:span><text:s text:c="{10**9}"/>.</text:p></a>'
        found = text_of(odt() | {"content.xml": told.encode()}, Kind.ODT)
        assert found == "Head\na  b c d\te\nfg" + 50 * " " + "."

    def test_is_its_tables(self) -> None:
        rows = "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell><table:table-cell/>"
        rows += "<table:table-cell><text:p>2</text:p></table:table-cell></table:table-row>"
        told = f'<a {TEXT} {TABLE}><table:table table:name="Sheet">{rows}</table:table></a>'
        assert text_of(odt() | {"content.xml": told.encode()}, Kind.ODS) == "[Sheet]\n1 \t\t2"


class TestAnyOfThem:
    @pytest.mark.parametrize(
        ("kind", "data"),
        [
            (Kind.DOCX, b"words"),
            (Kind.DOCX, zipped(odt())),
            (Kind.ODT, zipped(odt() | {"content.xml": b"<a><b></a>"})),
            (Kind.ODT, zipped(odt(), method=zipfile.ZIP_STORED).replace(b"hello", b"jello")),
        ],
    )
    def test_that_is_broken_is_damaged(self, kind: Kind, data: bytes) -> None:
        assert refused(data, kind) == "damaged"

    def test_of_too_many_words_is_too_long(self) -> None:
        long = CONTENT.replace(b"hello", b"hello" * 30)
        assert refused(zipped(odt() | {"content.xml": long}), Kind.ODT, text_bytes=100) == "too_long"

    @pytest.mark.parametrize("kind", sorted(OFFICE))
    def test_has_no_clean_copy(self, kind: Kind) -> None:
        with pytest.raises(ValueError, match="no clean copy"):
            rendering.copy(b"", kind)
