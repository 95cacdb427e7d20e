"""Packs: tagged, the same bytes each time, and never without what somebody wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2

from candour.web import typeset
from candour.web.typeset import Block, Chapter, Pack

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)
PACK = Pack(
    title="Channel panel, 25 November 2026",
    subtitle="Agenda and papers",
    facts=[("Place", "Room 1")],
    chapters=[
        Chapter(
            "1. Müslüm Yıldız", [("Why", "First look")], [Block("Chronology", "One.\n\n#panic() *two* $x$", "late")]
        )
    ],
    contents="Contents",
    footer="For Dean Hollis",
    notes=["Declare an interest first."],
)


def words(data: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


class TestPdf:
    def test_is_tagged_and_the_same_each_time(self) -> None:
        made = typeset.pdf(PACK, at=AT)
        assert made == typeset.pdf(PACK, at=AT)
        assert b"pdfuaid" in made
        assert b"MarkInfo" in made

    def test_says_everything_and_reads_no_markup(self) -> None:
        found = words(typeset.pdf(PACK, at=AT))
        for part in (
            "Müslüm Yıldız",
            "Chronology (late)",
            "#panic() *two* $x$",
            "Contents",
            "For Dean Hollis",
            "Declare",
        ):
            assert part in found

    def test_a_letter_that_no_font_inside_has_does_not_keep_the_pack_back(self) -> None:
        made = typeset.pdf(replace(PACK, subtitle="中文 مسلم"), at=AT)
        assert made.startswith(b"%PDF-")
        assert b"pdfuaid" not in made
        assert "Chronology" in words(made)

    def test_an_empty_pack_is_a_pack(self) -> None:
        assert "Agenda and papers" in words(typeset.pdf(replace(PACK, facts=(), chapters=(), notes=()), at=AT))
