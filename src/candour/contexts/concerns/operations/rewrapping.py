"""The keys of concerns, sealed to another office key: for ``candour keys rotate``, which runs as the owner."""

from __future__ import annotations

from datetime import datetime

from candour.contexts.concerns import sealed
from candour.contexts.concerns.models import ConcernKey, Reporter
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


HOLDING = Holding("concerns", left, batch)
