"""The history of earlier reviews: what is stored is what the file says, row by row, and nothing else."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from candour.contexts.recommendations.models import (
    Addressee,
    Recommendation,
    Report,
    Reported,
    ReportNote,
    Response,
    Withheld,
)
from candour.contexts.recommendations.operations import history
from candour.contexts.recommendations.queries import earlier
from candour.contexts.recommendations.queries.earlier import Dated, FileWrong
from candour.kernel.doors import Door
from tests.somebody import AsDoor, now

pytestmark = pytest.mark.django_db

FILE = Path(history.__file__).resolve().parents[1] / "reference" / "earlier_reviews.csv"
with FILE.open(encoding="utf-8", newline="") as _opened:
    ROWS = list(csv.DictReader(_opened))
"""Read here without the loader's own reading."""

TOTALS = {
    ("Independent Review of Prevent (Shawcross, HC 1072)", "2023-09-07"): (34, 10, 120, 68),
    ("Independent Review of Prevent (Shawcross, HC 1072)", "2024-02-20"): (34, 30, 120, 115),
    ("Prevent Learning Review: Southport attack", "2025-02-05"): (14, None, None, None),
    ("Lessons for Prevent (Lord Anderson, Interim Independent Prevent Commissioner)", "2025-07-16"): (10, None, None, None),
    ("HMICFRS: police contribution to Prevent", "2020-03-09"): (8, None, None, None),
    ("Independent Commission on UK Counter-Terrorism Law, Policy and Practice", "2025-11-11"): (113, None, None, None),
    ("Grenfell Tower Inquiry phase 2", "2025-02-26"): (58, None, None, None),
}  # fmt: skip
"""Read by a person in the file."""


def is_numbered(row: dict[str, str]) -> bool:
    return row["certainty"] == "found" and row["number"] not in {"", "ALL"}


def is_theme(row: dict[str, str]) -> bool:
    return row["certainty"] == "found_theme" and row["number"] == ""


def is_note(row: dict[str, str]) -> bool:
    return row["certainty"] == "found" and row["number"] == "ALL"


def is_withheld(row: dict[str, str]) -> bool:
    return not (is_numbered(row) or is_theme(row) or is_note(row))


def file_of(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "reviews.csv"
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, ROWS[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


class TestLoad:
    @pytest.fixture(autouse=True)
    def _loaded(self) -> None:
        history.load(at=now())

    def test_the_file_has_rows_of_every_kind(self) -> None:
        kinds = Counter(
            name
            for row in ROWS
            for name, fits in (("n", is_numbered), ("t", is_theme), ("a", is_note), ("w", is_withheld))
            if fits(row)
        )
        assert kinds.total() == len(ROWS) == 76
        assert kinds["n"] == 11
        assert kinds["a"] == 7  # an eighth only says that a report exists
        assert min(kinds["t"], kinds["w"]) > 20

    @pytest.mark.parametrize(
        "row",
        [row for row in ROWS if is_numbered(row) or is_theme(row)],
        ids=lambda row: row["text_paraphrased_in_own_words"][:40],
    )
    def test_a_recommendation_is_what_its_row_says(self, row: dict[str, str]) -> None:
        wording = row["text_paraphrased_in_own_words"].removeprefix("[theme] ")
        held = Recommendation.objects.select_related("report", "reported").get(
            report__title=row["source_report"], text=wording
        )
        told = held.reported
        assert (held.number, held.certainty) == (row["number"], row["certainty"])
        assert held.issued_on.isoformat() == str(held.report.published_on) == row["published"]
        assert (told.addressee, told.response, told.status) == (row["addressee"], row["response"], row["status"])
        assert (told.as_of.isoformat(), told.source) == (row["status_as_of"], row["source"])
        assert held.report.precision == told.precision == "day"
        assert held.measure == ""

    @pytest.mark.parametrize(
        "row",
        [row for row in ROWS if is_note(row)],
        ids=lambda row: f"{row['source_report'][:30]} {row['status_as_of']}",
    )
    def test_a_note_is_what_its_row_says(self, row: dict[str, str]) -> None:
        note = ReportNote.objects.get(report__title=row["source_report"], as_of=row["status_as_of"])
        assert (note.text, note.addressee) == (row["text_paraphrased_in_own_words"], row["addressee"])
        assert (note.response, note.status, note.source) == (row["response"], row["status"], row["source"])
        counted = (note.recommendations, note.recommendations_done, note.tasks, note.tasks_done)
        assert counted == TOTALS[row["source_report"], row["status_as_of"]]
        words = f"{row['text_paraphrased_in_own_words']} {row['status']}"
        assert all(str(number) in words for number in counted if number is not None)

    def test_every_row_is_shown_or_counted_and_nothing_else_is(self) -> None:
        assert Recommendation.objects.count() == sum(is_numbered(row) or is_theme(row) for row in ROWS)
        assert Reported.objects.count() == Recommendation.objects.count()
        assert ReportNote.objects.count() == sum(is_note(row) for row in ROWS)
        withheld = Counter(
            (row["source_report"], row["published"], row["certainty"]) for row in ROWS if is_withheld(row)
        )
        stored = {(row.report_title, row.published, row.certainty): row.rows for row in Withheld.objects.all()}
        assert stored == dict(withheld)
        assert Recommendation.objects.count() + ReportNote.objects.count() + sum(stored.values()) == len(ROWS)
        assert set(Report.objects.values_list("title", flat=True)) == {
            row["source_report"] for row in ROWS if not is_withheld(row)
        }

    def test_no_text_that_is_withheld_is_stored(self) -> None:
        texts = {row["text_paraphrased_in_own_words"] for row in ROWS if is_withheld(row)}
        assert not Recommendation.objects.filter(text__in=texts).exists()
        assert not ReportNote.objects.filter(text__in=texts).exists()

    def test_nothing_is_made_of_it_that_a_body_or_the_office_would_do(self) -> None:
        assert not Addressee.objects.exists()
        assert not Response.objects.exists()
        assert not Report.objects.exclude(is_earlier=True, author="", paper="", summary="").exists()

    def test_adds_and_changes_nothing_the_second_time(self) -> None:
        models = (Report, Recommendation, Reported, ReportNote, Withheld)
        before = [list(model.objects.order_by("pk").values()) for model in models]
        assert history.load(at=now()) == 0
        assert [list(model.objects.order_by("pk").values()) for model in models] == before

    def test_gives_the_same_references_everywhere(self) -> None:
        """Known by heart: somebody may have quoted them."""
        lords = Recommendation.objects.filter(report__title__startswith="House of Lords").order_by("place")
        assert [held.number for held in lords] == [str(number) for number in range(1, 10)]
        assert lords[0].reference == "N-ZE3Q-Y9D8"
        assert len(set(Recommendation.objects.values_list("reference", flat=True))) == Recommendation.objects.count()

    def test_the_public_sees_it_and_a_body_does_not(self, as_door: AsDoor) -> None:
        with as_door(Door.PUBLIC):
            assert Recommendation.objects.count() == Reported.objects.count() > 0
            assert ReportNote.objects.count() == 7
            assert Report.objects.count() == 8
            assert Withheld.objects.exists()
        with as_door(Door.DELIVERY):
            assert not Report.objects.exists()
            assert not Recommendation.objects.exists()


class TestLoadAnotherFile:
    """What a later file does to what is there."""

    ROW = {
        "source_report": "A review",
        "published": "2021-02",
        "number": "2",
        "text_paraphrased_in_own_words": "Do it",
        "response": "accepted",
        "status": "open",
        "certainty": "found",
        "addressee": "Home Office",
        "status_as_of": "2021",
        "source": "a newspaper",
    }

    def test_keeps_a_partial_day_as_such(self, tmp_path: Path) -> None:
        history.load(at=now(), file=file_of(tmp_path, self.ROW))
        held = Recommendation.objects.select_related("report", "reported").get()
        assert (held.report.published_on, held.report.precision) == (date(2021, 2, 1), "month")
        assert (held.reported.as_of, held.reported.precision) == (date(2021, 1, 1), "year")
        assert held.place == 2

    def test_brings_what_is_reported_and_withheld_to_the_file(self, tmp_path: Path) -> None:
        weak = {**self.ROW, "number": "3", "certainty": "known"}
        history.load(at=now(), file=file_of(tmp_path, self.ROW, weak, {**weak, "number": "4"}))
        assert Withheld.objects.get().rows == 2
        found = {**weak, "certainty": "found"}
        assert history.load(at=now(), file=file_of(tmp_path, {**self.ROW, "status": "closed"}, found)) == 1
        assert not Withheld.objects.exists()
        assert sorted(Reported.objects.values_list("status", flat=True)) == ["closed", "open"]

    def test_leaves_the_address_of_a_report_of_the_office_alone(self, tmp_path: Path) -> None:
        Report.objects.create(slug="a-review", title="Ours", issued_at=now())
        history.load(at=now(), file=file_of(tmp_path, self.ROW))
        made = Report.objects.get(is_earlier=True)
        assert made.slug.startswith("a-review-")
        assert Report.objects.get(slug="a-review").title == "Ours"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"published": "soon"},
            {"published": "2021-13-01"},
            {"status_as_of": ""},
            {"number": "ALL", "text_paraphrased_in_own_words": "3 recommendations", "status": "1 of 4 delivered"},
        ],
    )
    def test_loads_nothing_of_a_file_that_is_wrong(self, tmp_path: Path, wrong: dict[str, str]) -> None:
        with pytest.raises(FileWrong):
            history.load(at=now(), file=file_of(tmp_path, {**self.ROW, "number": "1"}, {**self.ROW, **wrong}))
        assert not Report.objects.exists()

    def test_refuses_two_days_for_one_report(self, tmp_path: Path) -> None:
        other = {**self.ROW, "number": "9", "published": "2021-03"}
        with pytest.raises(FileWrong):
            history.load(at=now(), file=file_of(tmp_path, self.ROW, other))


class TestDated:
    @pytest.mark.parametrize(
        ("told", "known"),
        [
            ("2026-04-13", Dated(date(2026, 4, 13), "day")),
            ("2026-04-13 (about)", Dated(date(2026, 4, 1), "month")),
            ("2026-04", Dated(date(2026, 4, 1), "month")),
            ("2026-04 (about)", Dated(date(2026, 1, 1), "year")),
            ("2026", Dated(date(2026, 1, 1), "year")),
        ],
    )
    def test_is_never_more_exact_than_what_is_written(self, told: str, known: Dated) -> None:
        assert earlier.dated(told, line=1) == known
