"""Nothing in a file that we write is executed by whoever opens it, whatever somebody typed."""

from __future__ import annotations

import csv
import io
import itertools
import random
from datetime import date

import pytest

from candour.web import csv_file

FORMULA = "=+-@\t\r＝＋－＠"
BLANKS = " \u00a0\u200b\ufeff\x00"
PARTS = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", ";=1", ",=1", '"=1', "'=1", "|=1", " =1",
    "\u00a0=1", "\u200b=1", "\ufeff=1", "＝1", "x", "Siân", "C-0000-0000", "2026-01-01", '""', "=HYPERLINK(\"http://x\")",
)  # fmt: skip


def hostile(number: int) -> list[str]:
    """So many cells put together from what makes spreadsheets calculate; seeded, so that a failure comes again."""
    drawn = random.Random("hostile cells")
    return ["".join(drawn.choices(PARTS, k=drawn.randint(1, 4))) for _ in range(number)]


def reopened(file: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=separator))


def is_live(cell: str) -> bool:
    return cell.lstrip(BLANKS)[:1] in tuple(FORMULA) or cell[:1] in tuple(FORMULA)


class TestWritten:
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_has_no_live_formula_in_ten_thousand_hostile_cells(self, separator: str) -> None:
        cells = hostile(10_000)
        assert sum(is_live(cell) for cell in cells) > 3_000
        file = csv_file.written(["reference", "cell"], [["C-0000-0000", cell] for cell in cells])
        opened = list(itertools.chain.from_iterable(reopened(file, separator)))
        assert len(opened) > 10_000
        assert [cell for cell in opened if is_live(cell)] == []

    def test_gives_back_what_was_harmless(self) -> None:
        row: list[csv_file.Cell] = ["C-0000-0000", "Siân Llŷr, “school”", 'He said "no"', 5, date(2026, 4, 3), None]
        assert reopened(csv_file.written(["a", "b", "c", "d", "e", "f"], [row])) == [
            ["a", "b", "c", "d", "e", "f"],
            ["C-0000-0000", "Siân Llŷr, “school”", 'He said "no"', "5", "2026-04-03", ""],
        ]

    def test_begins_with_a_byte_order_mark_and_ends_its_lines(self) -> None:
        file = csv_file.written(["name"], [["Siân"]])
        assert file == b'\xef\xbb\xbf"name"\r\n"Si\xc3\xa2n"\r\n'

    @pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t1", "\r1", "＝1", " =1"])
    def test_marks_each_dangerous_beginning(self, cell: str) -> None:
        assert csv_file.safe(cell) == f"'{cell}"

    def test_keeps_words_with_signs_inside(self) -> None:
        assert csv_file.safe("a=b, c-d and e@f") == "a=b, c-d and e@f"
