"""Tying a row of history to its ledger entry, so that a change of the row shows.

The entry holds a keyed hash of everything that the row says, its rationale included; the row holds the entry's id.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, Model, OuterRef

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


def others() -> tuple[type[Model], ...]:
    """Every table whose rows name a ledger entry and are no history: who read what, for one."""
    return tuple(
        model
        for model in apps.get_models()
        if not issubclass(model, StepTaken) and any(field.name == "ledger_entry" for field in model._meta.fields)
    )


def lacking(table: type[Model]) -> Iterator[str]:
    """Rows that name a ledger entry which is not there. For the owner, as ``faults`` is."""
    entry = Entry.objects.filter(id=OuterRef("ledger_entry"))
    rows = table._default_manager.filter(~Exists(entry)).order_by("pk").values_list("pk", flat=True)
    for key in rows.iterator(chunk_size=_BATCH):
        yield f"{key}: it has no ledger entry"


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
