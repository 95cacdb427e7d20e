"""The keys of concerns, and of sealed files that wait for the worker, sealed to another office key: for ``candour keys
rotate``, which runs as the owner."""

from __future__ import annotations

from datetime import datetime

from candour.contexts.concerns import sealed
from candour.contexts.concerns.models import ConcernKey, DocumentKey, Reporter
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.sealing.ring import Wrapped
from candour.kernel.sealing.rotation import Change, Holding


def left(name: str) -> int:
    """How many concerns lie under another key than the one of this fingerprint."""
    return ConcernKey.objects.exclude(office_key=name).count()


def batch(change: Change, most: int, at: datetime) -> int:
    """Rewrap the keys of so many concerns, and their reporters' addresses for nudges with them; how many."""
    rows = ConcernKey.objects.exclude(office_key=change.name).order_by("concern_id")[:most]
    # The worker that indexes holds a key for a moment without changing it: that is no reason to pass it over.
    keys = list(rows.select_for_update(skip_locked=True, no_key=True))
    for key in keys:
        about = sealed.about_key(key.concern_id)
        wrapped = change.rewrap(Wrapped(bytes(key.for_office), key.office_key), about=about)
        key.for_office, key.office_key = wrapped.sealed, wrapped.key
    ConcernKey.objects.bulk_update(keys, ["for_office", "office_key"])
    reporters = list(
        Reporter.objects.filter(concern_id__in=[key.concern_id for key in keys], nudge_sealed__isnull=False)
    )
    for reporter in reporters:
        old = Wrapped(bytes(reporter.nudge_sealed or b""), reporter.nudge_key)
        wrapped = change.rewrap(old, about=sealed.about_nudge(reporter.concern_id))
        reporter.nudge_sealed, reporter.nudge_key = wrapped.sealed, wrapped.key
    Reporter.objects.bulk_update(reporters, ["nudge_sealed", "nudge_key"])
    if keys:
        codes: dict[str, str | int] = {"to": change.name, "rows": len(keys)}
        ledger.append(verb="concerns.key.rewrap", subject=change.id, actor=None, door=Door.OFFICE, at=at, codes=codes)
    return len(keys)


def files_left(name: str) -> int:
    """How many sealed files wait under another key than the one of this fingerprint."""
    return DocumentKey.objects.filter(for_worker__isnull=False).exclude(office_key=name).count()


def batch_of_files(change: Change, most: int, at: datetime) -> int:
    """Rewrap the keys of so many sealed files that wait; how many. One that was locked meanwhile is left out."""
    rows = DocumentKey.objects.filter(for_worker__isnull=False).exclude(office_key=change.name)
    keys = list(rows.order_by("document_id").select_for_update(no_key=True)[:most])
    for key in keys:
        about = sealed.about_file(key.document_id)
        wrapped = change.rewrap(Wrapped(bytes(key.for_worker or b""), key.office_key), about=about)
        key.for_worker, key.office_key = wrapped.sealed, wrapped.key
    DocumentKey.objects.bulk_update(keys, ["for_worker", "office_key"])
    if keys:
        codes: dict[str, str | int] = {"to": change.name, "rows": len(keys)}
        ledger.append(
            verb="concerns.file_key.rewrap", subject=change.id, actor=None, door=Door.OFFICE, at=at, codes=codes
        )
    return len(keys)


HOLDING = Holding("concerns", left, batch)
FILES = Holding("concerns.files", files_left, batch_of_files)
