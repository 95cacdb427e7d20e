"""What is looked at before anything opens a file: each refusal of pictures, texts and files that are two."""

from __future__ import annotations

import io
import struct
from typing import Any

import pytest
from PIL import Image

from candour.kernel.documents.checks import check
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.tests.refusals import refusal
from candour.kernel.documents.tests.rehearsal import picture
from tests.trust.hostile.pdfs import pdf
from tests.trust.hostile.pictures import png

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1"


def ispe(width: int, height: int) -> bytes:
    """The property in which a picture of a telephone says its size."""
    return b"\0\0\0\x14ispe\0\0\0\0" + struct.pack(">II", width, height)


def frames(count: int) -> bytes:
    """A moving picture, each of whose frames is another."""
    made = [Image.linear_gradient("L").resize((8, 8)).rotate(90 * number) for number in range(count)]
    out = io.BytesIO()
    made[0].save(out, "GIF", save_all=True, append_images=made[1:], duration=20)
    return out.getvalue()


def bent(data: bytes, place: int, *others: int) -> bytes:
    """The same with other bytes from this place on."""
    return data[:place] + bytes(others) + data[place + len(others) :]


class TestAnyFile:
    def test_of_no_bytes_is_empty(self) -> None:
        assert refusal(b"") == "empty"

    def test_of_too_many_bytes_is_too_big(self) -> None:
        assert refusal(b"word", bytes_of_a_file=3) == "too_big"

    @pytest.mark.parametrize("mark", [b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"<script>", b"<?PHP ", b"%PDF-"])
    def test_that_is_also_another_is_refused(self, mark: bytes) -> None:
        assert refusal(picture() + mark + bytes(90)) == "two_files_in_one"

    def test_that_is_a_document_may_hold_words_about_pages(self) -> None:
        assert check(pdf(b"(<script>)")) is Kind.PDF
        assert refusal(pdf() + b"Rar!\x1a\x07") == "two_files_in_one"


class TestAPng:
    def test_without_its_head_is_damaged(self) -> None:
        assert refusal(bent(picture(), 12, *b"XXXX")) == "damaged"

    def test_cut_in_its_head_is_damaged(self) -> None:
        assert refusal(picture()[:18]) == "damaged"

    @pytest.mark.parametrize(("width", "height"), [(0, 10), (10, 0)])
    def test_of_no_size_is_damaged(self, width: int, height: int) -> None:
        assert refusal(png(width, height, bytes(10))) == "damaged"

    def test_of_too_many_pixels_is_refused(self) -> None:
        assert refusal(png(60_000, 1_001)) == "too_many_pixels"
        assert check(png(60_000, 1_000)) is Kind.PNG


class TestAJpeg:
    def test_is_known(self) -> None:
        assert check(picture("JPEG")) is Kind.JPEG

    def test_may_fill_up_before_a_mark(self) -> None:
        data = picture("JPEG")
        assert check(data[:2] + b"\xff\xff" + data[2:]) is Kind.JPEG

    @pytest.mark.parametrize(
        ("what", "data"),
        [
            ("a part that does not begin as one", b"\xff\xd8\xff\xe0\0\x04ab" + bytes(20)),
            ("a part of no length", b"\xff\xd8\xff\xe0\0\0" + bytes(20)),
            ("pixels before a size", b"\xff\xd8\xff\xda\0\x08" + bytes(20)),
            ("nothing more", b"\xff\xd8\xff"),
            ("a size cut short", b"\xff\xd8\xff\xc0\0\x11\x08\0"),
        ],
    )
    def test_with_it_is_damaged(self, what: str, data: bytes) -> None:
        assert refusal(data) == "damaged", what

    def test_of_too_many_pixels_is_refused(self) -> None:
        data = picture("JPEG")
        assert refusal(bent(data, data.find(b"\xff\xc0") + 5, 255, 255, 255, 255)) == "too_many_pixels"


class TestAGif:
    def test_is_known_moving_or_not(self) -> None:
        assert check(picture("GIF")) is Kind.GIF
        assert check(frames(3)) is Kind.GIF

    def test_may_have_frames_with_colours_of_their_own(self) -> None:
        frame = b"\x2c\0\0\0\0\x01\0\x01\0\x80" + bytes(6) + b"\x02\x01\0\0"
        assert check(b"GIF89a\x01\0\x01\0\0\0\0" + frame + b"\x3b") is Kind.GIF

    def test_of_too_many_frames_is_refused(self) -> None:
        assert refusal(frames(3), frames=2) == "too_many_pixels"

    @pytest.mark.parametrize(
        ("what", "parts"),
        [
            ("no frame", b"\x3b"),
            ("no end and no frame", b""),
            ("an unknown part", b"\x99"),
            ("a frame outside the picture", b"\x2c\x01\0\0\0\x01\0\x01\0\0\x02\x01\0\0\x3b"),
            ("a block that does not end", b"\x21\xf9\x04ab"),
        ],
    )
    def test_with_it_is_damaged(self, what: str, parts: bytes) -> None:
        assert refusal(b"GIF89a\x01\0\x01\0\0\0\0" + parts) == "damaged", what


class TestAWebp:
    @pytest.mark.parametrize(
        ("what", "options"), [("simple", {}), ("lossless", {"lossless": True}), ("extended", {"exif": b"Exif\0\0x"})]
    )
    def test_is_known(self, what: str, options: dict[str, Any]) -> None:
        data = picture("WEBP", (60, 40), **options)
        assert data[12:16] == {"simple": b"VP8 ", "lossless": b"VP8L", "extended": b"VP8X"}[what]
        assert check(data) is Kind.WEBP
        assert refusal(data, pixels=60 * 40 - 1) == "too_many_pixels"

    def test_of_another_coding_is_damaged(self) -> None:
        assert refusal(bent(picture("WEBP"), 12, *b"VP9 ")) == "damaged"


class TestAHeic:
    def test_is_as_large_as_its_largest_part(self) -> None:
        assert check(HEIC + ispe(512, 512) + ispe(4_000, 3_000)) is Kind.HEIC
        assert refusal(HEIC + ispe(512, 512) + ispe(60_000, 60_000)) == "too_many_pixels"

    def test_that_says_no_size_is_damaged(self) -> None:
        assert refusal(HEIC) == "damaged"


class TestAText:
    @pytest.mark.parametrize("data", [b"a\0b", b"\xff\xfea", b"\x81\x8d", b"<html>", b"{\\rtf1}", b" #!/bin/sh"])
    def test_that_is_none_is_refused(self, data: bytes) -> None:
        assert refusal(data, "txt") == "kind"

    def test_that_was_called_something_else_is_refused(self) -> None:
        assert refusal(b"just words", "docx") == "kind"

    def test_of_more_than_can_be_shown_is_too_long(self) -> None:
        assert refusal(b"a line\n" * 3, "txt", text_bytes=20) == "too_long"
        assert check(b"a line\n" * 3, extension="txt") is Kind.TEXT
