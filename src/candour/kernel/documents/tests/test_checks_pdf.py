"""A PDF before anything opens it: each refusal, and what is let past."""

from __future__ import annotations

import random

import pytest

from candour.kernel.documents.checks import check
from candour.kernel.documents.checks import pdf as checks
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.limits import MB
from candour.kernel.documents.tests import rehearsal
from candour.kernel.documents.tests.refusals import refusal
from tests.trust.hostile.pdfs import pdf, stream


class TestAnHonestPdf:
    def test_is_let_past(self) -> None:
        assert check(pdf()) is Kind.PDF
        assert check(rehearsal.pdf(2)) is Kind.PDF

    @pytest.mark.parametrize(
        ("what", "body"),
        [
            ("a longer name", b"<</LaunchPad 1/EncryptedPhrase 2>>"),
            ("an escaped name that is none of them", b"<</A#42C 1>>"),
            ("a stream that is not packed", b"<</Length 4>>\nstream\nq Q\nendstream"),
            ("a stream that only begins as packed", b"<</Length 9>>\nstream\nxxxxxxxxx\nendstream"),
            ("a stream of much that is searched at its beginning alone", stream(bytes(3 * MB))),
            ("a stream of more than one piece", stream(random.Random(7).randbytes(100_000))),
        ],
    )
    def test_with_it_is_let_past(self, what: str, body: bytes) -> None:
        assert check(pdf(body)) is Kind.PDF, what

    def test_may_end_in_the_middle_of_a_stream(self) -> None:
        """What is shown of it is the renderer's business; nothing is unpacked beyond the end."""
        body = stream(random.Random(7).randbytes(1_000))
        assert check(b"%PDF-1.7\n%%EOF\n1 0 obj\n" + body[:600]) is Kind.PDF


class TestAPdf:
    def test_without_an_end_is_damaged(self) -> None:
        assert refusal(pdf().replace(b"%%EOF", b"")) == "damaged"

    def test_with_more_behind_its_end_is_two_files(self) -> None:
        assert refusal(pdf() + bytes(3_000)) == "two_files_in_one"

    def test_of_too_many_objects_explodes(self) -> None:
        assert refusal(pdf(), pdf_objects=2) == "explodes"

    def test_packed_twice_explodes(self) -> None:
        assert refusal(pdf(stream(b"words", twice=True))) == "explodes"

    def test_with_a_stream_of_too_much_explodes(self) -> None:
        assert refusal(pdf(stream(bytes(5_000))), pdf_stream=4_999) == "explodes"
        assert check(pdf(stream(bytes(5_000)))) is Kind.PDF

    def test_with_streams_of_too_much_together_explodes(self) -> None:
        assert refusal(pdf(stream(bytes(5_000)), stream(bytes(5_000))), pdf_unpacked=9_999) == "explodes"

    @pytest.mark.parametrize("name", sorted(checks._ACTS))
    def test_with_a_name_that_acts_or_hides_is_refused(self, name: bytes) -> None:
        code = checks._ACTS[name]
        assert refusal(pdf(b"<<" + name + b" 1>>")) == code
        disguised = b"/" + b"".join(b"#%02x" % letter for letter in name[1:])
        assert refusal(pdf(b"<<" + disguised + b" 1>>")) == code
        assert refusal(pdf(stream(b"<<" + name + b" 1>>", b"/Type/ObjStm"))) == code

    @pytest.mark.parametrize("body", [b"<</S /Rendition>>", b"<</XFA 1>>", b"<</XFA[(a)]>>"])
    def test_with_a_film_or_a_form_acts(self, body: bytes) -> None:
        assert refusal(pdf(body)) == "acts"

    @pytest.mark.parametrize("coding", [b"/ASCIIHexDecode", b"/A85", b"/LZWDecode", b"/RunLengthDecode"])
    def test_with_objects_in_a_rare_coding_acts(self, coding: bytes) -> None:
        body = b"<</Type/ObjStm/Filter" + coding + b"/Length 4>>\nstream\nabcd\nendstream"
        assert refusal(pdf(body)) == "acts"

    def test_hides_nothing_behind_much(self) -> None:
        """Objects are searched to their end, however far that is."""
        hidden = bytes(3 * MB) + b"<</S/JavaScript>>"
        assert refusal(pdf(stream(hidden, b"/Type/ObjStm"))) == "acts"
