"""Office documents before anything believes them: each refusal, and what is let past."""

from __future__ import annotations

import zipfile

import pytest

from candour.kernel.documents.checks import check
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.tests.refusals import refusal
from tests.trust.hostile import archives
from tests.trust.hostile.archives import CONTENT, TYPES, WORDS, docx, odt, xlsx, zipped
from tests.trust.hostile.office import ENTITIES, RELATIONS

ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def words(inside: bytes) -> bytes:
    """A document whose only paragraph holds this."""
    return zipped(docx() | {"word/document.xml": WORDS.replace(b"<w:t>hello</w:t>", inside)})


def locked(data: bytes) -> bytes:
    """The same, whose entries say that they are locked with a password."""
    made = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(mark)
        while place != -1:
            made[place + offset] |= 1
            place = made.find(mark, place + 4)
    return bytes(made)


class TestAnHonestDocument:
    @pytest.mark.parametrize(
        ("entries", "kind"),
        [
            (docx(), Kind.DOCX),
            (xlsx(), Kind.XLSX),
            (odt(), Kind.ODT),
            (odt() | {"mimetype": ODS}, Kind.ODS),
            (docx() | {"mimetype": b"something else"}, Kind.DOCX),
            (docx() | {"mimetype": archives.ODT}, Kind.DOCX),
            (docx(word_0_media_0_a__png=b"pixels"), Kind.DOCX),
            (docx(word_0_custom=b"<?xml version='1.0'?><a>words</a>"), Kind.DOCX),
            (xlsx(xl_0_embeddings_0_b__docx=zipped(docx())), Kind.XLSX),
            (docx(word_0_rels_0_a__rels=RELATIONS % (b"hyperlink", b"https://example.org/")), Kind.DOCX),
            (docx(word_0_big__xml=b"<a>" + bytes(range(97, 123)) * 4_000 + b"</a>"), Kind.DOCX),
        ],
    )
    def test_is_known_by_what_it_holds(self, entries: dict[str, bytes], kind: Kind) -> None:
        assert check(zipped(entries), extension="txt") is kind

    @pytest.mark.parametrize(
        "inside", [b'<w:fldSimple w:instr="PAGE"/>', b"<w:instrText>DATE</w:instrText><w:t>DDE</w:t>"]
    )
    def test_may_have_fields_that_run_nothing(self, inside: bytes) -> None:
        assert check(words(inside)) is Kind.DOCX

    def test_may_say_that_it_has_no_scripts(self) -> None:
        content = CONTENT.replace(b"<office:body>", b"<office:scripts/><office:body>")
        assert check(zipped(odt() | {"content.xml": content})) is Kind.ODT


class TestAPackedFile:
    @pytest.mark.parametrize("data", [b"PK\x03\x04", zipped(docx())[:-30], b"PK\x03\x04" + bytes(200)])
    def test_without_a_directory_is_damaged(self, data: bytes) -> None:
        assert refusal(data) == "damaged"

    def test_of_no_office_is_an_archive(self) -> None:
        assert refusal(zipped({"a.txt": b"words"})) == "archive"
        assert refusal(zipped({"mimetype": archives.ODT})) == "archive"
        assert refusal(zipped({"[Content_Types].xml": TYPES})) == "archive"

    def test_of_too_many_entries_explodes(self) -> None:
        assert refusal(zipped(docx()), entries=1) == "explodes"

    @pytest.mark.parametrize("data", [zipped(docx(), comment=b"words"), zipped(docx()) + b"tail"])
    def test_with_something_behind_it_is_two_files(self, data: bytes) -> None:
        assert refusal(data) == "two_files_in_one"

    def test_with_something_before_it_is_two_files(self) -> None:
        other = zipped({"a.txt": b"words"})
        assert refusal(other[: other.find(b"PK\x01\x02")] + zipped(docx())) == "two_files_in_one"

    def test_whose_entries_share_their_bytes_explodes(self) -> None:
        assert refusal(archives._overlapping(docx())) == "explodes"

    def test_with_a_password_is_refused(self) -> None:
        assert refusal(locked(zipped(docx()))) == "password"

    def test_packed_in_a_rare_way_is_refused(self) -> None:
        assert refusal(zipped(docx(), method=zipfile.ZIP_BZIP2)) == "kind"

    @pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "..\\a.xml", "C:/a.xml", "a/../../b.xml"])
    def test_that_climbs_is_refused(self, name: str) -> None:
        assert refusal(zipped(docx() | {name: b"<a/>"})) == "names_inside"

    def test_with_two_entries_of_one_name_is_refused(self) -> None:
        data = zipped(docx() | {"word/a": b"one", "word/b": b"two"})
        assert refusal(data.replace(b"word/b", b"word/a")) == "names_inside"

    def test_with_a_link_is_refused(self) -> None:
        link = next(case for case in archives._climbing() if case.label == "docx with a link")
        assert refusal(link.data) == "names_inside"

    def test_of_more_than_is_unpacked_explodes(self) -> None:
        assert refusal(zipped(docx()), unpacked=100) == "explodes"

    def test_of_much_in_little_explodes(self) -> None:
        data = zipped(docx(word_0_a__bin=bytes(20_000)))
        assert refusal(data, ratio_counts_from=10_000) == "explodes"
        assert check(data) is Kind.DOCX

    def test_whose_bytes_were_changed_is_damaged(self) -> None:
        data = zipped(docx(), method=zipfile.ZIP_STORED)
        assert refusal(data.replace(b"hello", b"jello")) == "damaged"

    def test_within_another_is_looked_through_once(self) -> None:
        inner = zipped(docx(word_0_embeddings_0_c__docx=zipped(docx())))
        assert refusal(zipped(docx(word_0_embeddings_0_b__docx=inner))) == "files_inside"
        hiding = zipped(docx(word_0_vbaProject__bin=b"x"))
        assert refusal(zipped(docx(word_0_embeddings_0_b__docx=hiding))) == "macros"


class TestWhatADocumentHolds:
    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            ("word/vbaProject.bin", b"x", "macros"),
            ("Basic/Standard/Module1.xml", b"<a/>", "macros"),
            ("word/media/a.exe", b"harmless", "files_inside"),
            ("word/media/a.png", b"MZ" + bytes(90), "files_inside"),
            ("word/media/a.png", b"\x1f\x8b\x08" + bytes(90), "files_inside"),
            ("word/activeX/activeX1.xml", b"<a/>", "files_inside"),
            ("xl/connections.xml", b"<connections/>", "links_outside"),
            ("word/a.xml", b"<a><b></a>", "damaged"),
            ("word/a.xml", b"", "damaged"),
            ("word/a.xml", b'<?xml version="1.0" encoding="no-such"?><a/>', "damaged"),
            ("word/a.xml", b'<?xml version="1.0" encoding="utf-7"?><a/>', "damaged"),
            ("word/a.xml", b"<a>" * 201 + b"</a>" * 201, "explodes"),
            ("word/_rels/a.rels", RELATIONS % (b"image", b"http://evil.invalid/a"), "links_outside"),
            ("content.xml", b"<office:scripts a='b'/>", "macros"),
            ("content.xml", b"<script:event-listener/>", "macros"),
            ("content.xml", b"<office:dde-source/>", "acts"),
            ("xl/a.xml", b"<ddeLink/>", "acts"),
        ],
    )
    def test_is_refused(self, name: str, content: bytes, code: str) -> None:
        assert refusal(zipped(docx() | {name: content})) == code

    def test_that_says_macros_is_refused(self) -> None:
        told = TYPES.replace(b"/>", b'><Default ContentType="a.macroEnabled.main+xml"/></Types>')
        assert refusal(zipped(docx() | {"[Content_Types].xml": told})) == "macros"

    @pytest.mark.parametrize("label", sorted(ENTITIES))
    def test_that_declares_anything_is_refused(self, label: str) -> None:
        declared = ENTITIES[label] + WORDS
        assert refusal(zipped(docx() | {"word/document.xml": declared})) == "entities"
        assert refusal(zipped(docx() | {"word/document.xml": declared.decode().encode("utf-16")})) == "entities"

    @pytest.mark.parametrize(
        "inside",
        [
            b"<w:instrText>DDEAUTO cmd</w:instrText>",
            b"<w:instrText>DD</w:instrText><w:instrText>E cmd</w:instrText>",
            b'<w:fldSimple w:instr="INCLUDETEXT x"/>',
            b"<w:instrText>INCLUDEPICTURE \\\\host\\share</w:instrText>",
        ],
    )
    def test_that_runs_or_fetches_by_a_field_acts(self, inside: bytes) -> None:
        assert refusal(words(inside)) == "acts"
