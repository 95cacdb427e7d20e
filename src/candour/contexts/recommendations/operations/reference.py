"""Loading the lists of tags that come with Candour: the strands of CONTEST and the objectives of Prevent.

Run by the owner after migrating (``candour migrate``) and safe to run again: what is there already is left as it is, but for
the day on which a term ends. A new wording, or a new time from which a term is valid, is a new line in the file; what was
tagged keeps the term it has.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from candour.contexts.recommendations.models import TagTerm

FILE = Path(__file__).resolve().parents[1] / "reference" / "tag_terms.csv"


@transaction.atomic
def load(file: Path = FILE) -> int:
    """Add the terms that are missing and end those that the file ends; returns how many rows that changed."""
    known = {(term.list, term.code, term.valid_from): term for term in TagTerm.objects.all()}
    wanted = list(_terms(file))
    missing = [term for term in wanted if (term.list, term.code, term.valid_from) not in known]
    ended = []
    for term in wanted:
        held = known.get((term.list, term.code, term.valid_from))
        if held is not None and held.valid_until != term.valid_until:
            held.valid_until = term.valid_until
            ended.append(held)
    TagTerm.objects.bulk_update(ended, ["valid_until"])
    return len(TagTerm.objects.bulk_create(missing)) + len(ended)


def _terms(file: Path) -> Iterator[TagTerm]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield TagTerm(
                list=row["list"],
                code=row["code"],
                label=row["label"],
                label_cy=row["label_cy"],
                source=row["source"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
            )
