"""What the shipped file says of reviews before Candour, row by row, and which rows are supported well enough to be shown.

``reference/earlier_reviews.csv`` has a row for each recommendation, and rows numbered ``ALL`` for a whole report as of a day.
Its column ``certainty`` decides: ``found`` with a number is shown with that number, ``found_theme`` without one and marked as a
theme, an ``ALL`` row that was ``found`` as a note on its report. Every other row is withheld and counted. Nothing is filled in:
a value is stored as the file has it, or not at all.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from candour.contexts.recommendations import codes, references

FILE = Path(__file__).resolve().parents[1] / "reference" / "earlier_reviews.csv"

WHOLE = "ALL"
"""What stands for a number in a row about a whole report."""

_THEME = "[theme] "
"""How the file marks a text that is a theme. The mark becomes the certainty of the row."""

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?( \(about\))?")


class Use(Enum):
    """What becomes of a row."""

    NUMBERED = "numbered"
    THEME = "theme"
    NOTE = "note"
    WITHHELD = "withheld"


class FileWrong(ValueError):
    """The file says something that cannot be stored as it stands, or contradicts itself."""


@dataclass(frozen=True)
class Dated:
    """A day as exactly as it is known: the first of a month or year where no more is."""

    on: date
    precision: str


@dataclass(frozen=True)
class Totals:
    """Counts of a whole report, each only where the row holds it."""

    recommendations: int | None = None
    recommendations_done: int | None = None
    tasks: int | None = None
    tasks_done: int | None = None


@dataclass(frozen=True)
class Row:
    """A row of the file, as it stands there."""

    line: int
    report: str
    published: str
    number: str
    text: str
    response: str
    status: str
    certainty: str
    addressee: str
    as_of: str
    source: str

    @property
    def use(self) -> Use:
        """What becomes of it. Anything that is not clearly supported is withheld."""
        if self.certainty == codes.Certainty.FOUND and self.number == WHOLE:
            return Use.NOTE
        if self.certainty == codes.Certainty.FOUND and self.number:
            return Use.NUMBERED
        if self.certainty == codes.Certainty.FOUND_THEME and not self.number:
            return Use.THEME
        return Use.WITHHELD

    @property
    def wording(self) -> str:
        """The text without the file's mark of a theme."""
        return self.text.removeprefix(_THEME)

    @property
    def reference(self) -> str:
        """The same in every installation and after every load, so that what was quoted once is found everywhere: 40 bits
        of the digest of report, number and text instead of random ones. These rows are public: nothing can be guessed
        from a reference that is not in the file."""
        told = f"{self.report}\n{self.number}\n{self.text}".encode()
        return references.recommendation_from(hashlib.sha256(told).digest())

    @property
    def published_on(self) -> Dated:
        """The day of the report."""
        return dated(self.published, line=self.line)

    @property
    def as_of_on(self) -> Dated:
        """The day for which the source says so."""
        return dated(self.as_of, line=self.line)

    @property
    def totals(self) -> Totals:
        """How many there are and how many are done, read from what the row says in words."""
        said = (self.text, self.status)
        return Totals(
            recommendations=self._one(said, r"\b(\d+) recommendations\b", r"\b\d+ of (\d+) delivered\b"),
            recommendations_done=self._one(said, r"\b(\d+) of \d+ delivered\b"),
            tasks=self._one(said, r"\b(\d+) tasks\b(?! done)", r"\b\d+ of (\d+) tasks done\b"),
            tasks_done=self._one(said, r"\b(\d+) of \d+ tasks done\b"),
        )

    def _one(self, said: Iterable[str], *patterns: str) -> int | None:
        found = {int(number) for text in said for pattern in patterns for number in re.findall(pattern, text)}
        if len(found) > 1:
            raise FileWrong(f"line {self.line}: says {sorted(found)} for one count")
        return found.pop() if found else None


def rows(path: Path = FILE) -> list[Row]:
    """Every row of the file, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        return [
            Row(
                line=reader.line_num,
                report=row["source_report"],
                published=row["published"],
                number=row["number"],
                text=row["text_paraphrased_in_own_words"],
                response=row["response"],
                status=row["status"],
                certainty=row["certainty"],
                addressee=row["addressee"],
                as_of=row["status_as_of"],
                source=row["source"],
            )
            for row in reader
        ]


def dated(told: str, *, line: int) -> Dated:
    """A day, month or year. An approximate one is known one step less exactly than it is written. Raises FileWrong."""
    match = _DAY.fullmatch(told)
    if match is None:
        raise FileWrong(f"line {line}: {told!r} is no day, month or year")
    year, month, day, about = match.groups()
    exact = [codes.Precision.YEAR, codes.Precision.MONTH, codes.Precision.DAY][
        sum(part is not None for part in (month, day))
    ]
    if about:
        exact = codes.Precision.MONTH if exact is codes.Precision.DAY else codes.Precision.YEAR
    try:
        on = date(
            int(year),
            int(month) if exact is not codes.Precision.YEAR else 1,
            int(day) if exact is codes.Precision.DAY else 1,
        )
    except ValueError:
        raise FileWrong(f"line {line}: {told!r} is no day of the calendar") from None
    return Dated(on, exact.value)
