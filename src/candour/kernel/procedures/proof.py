"""Tying a row of history to its ledger entry, so that a change of the row shows.

The entry holds a keyed hash of everything that the row says, its rationale included; the row holds the entry's id.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC

from django.apps import apps
from django.conf import settings

from candour.kernel.ledger import canonical
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures.models import StepTaken

_BATCH = 1_000


def fingerprint(row: StepTaken) -> str:
    """The keyed hash of what a row of history says, 32 hex digits. It changes when any fact of the row does."""
    facts = [
        str(row.id),
        str(row.subject_id),
        row.number,
        row.step,
        row.from_state,
        row.to_state,
        str(row.by_id or ""),
        row.by_kind,
        row.taken_at.astimezone(UTC).isoformat() if row.taken_at else "",
        row.taken_on.isoformat(),
        row.rationale,
        str(row.corrects_id or ""),
    ]
    return canonical.keyed_hash(settings.LEDGER_KEY, json.dumps(facts))


def faults(history: type[StepTaken]) -> Iterator[str]:
    """Rows of history that lack their ledger entry, or that say something else than it proves.

    For the owner, who sees both tables; no door asks this.
    """
    rows: list[StepTaken] = []
    for row in history._default_manager.order_by("id").iterator(chunk_size=_BATCH):
        rows.append(row)
        if len(rows) == _BATCH:
            yield from _faults_of(rows)
            rows = []
    yield from _faults_of(rows)


def histories() -> tuple[type[StepTaken], ...]:
    """Every table of history that is installed."""
    return tuple(model for model in apps.get_models() if issubclass(model, StepTaken))


def _faults_of(rows: list[StepTaken]) -> Iterator[str]:
    wanted = [row.ledger_entry for row in rows]
    entries = {
        entry_id: json.loads(bytes(entry))
        for entry_id, entry in Entry.objects.filter(id__in=wanted).values_list("id", "entry")
    }
    for row in rows:
        body = entries.get(row.ledger_entry)
        if body is None:
            yield f"{row.id}: it has no ledger entry"
        elif body["codes"].get("row") != fingerprint(row) or body["subject"] != str(row.subject_id):
            yield f"{row.id}: it differs from what its ledger entry proves"
