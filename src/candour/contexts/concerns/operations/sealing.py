"""The rows of a new concern that are sealed. They are made here and inserted by whoever takes the concern in."""

from __future__ import annotations

from uuid import UUID

from candour.contexts.concerns import sealed
from candour.contexts.concerns.models import Concern, ConcernKey, Narrative, Reporter
from candour.contexts.concerns.sealed import Pair, Teller, Told
from candour.kernel.sealing import ring
from candour.kernel.visitors import receipts


def key_row(concern_id: UUID, pair: Pair, mailbox_secret: bytes) -> ConcernKey:
    """The concern's private key: wrapped to the office, and for whoever has the receipt. Raises ring.NoOfficeKey."""
    for_office = ring.wrap(pair.private, about=sealed.about_key(concern_id))
    return ConcernKey(
        concern_id=concern_id,
        for_office=for_office.sealed,
        office_key=for_office.key,
        for_reporter=sealed.wrap_for_reporter(receipts.opening_key(mailbox_secret), concern_id, pair.private),
    )


def narrative_row(concern: Concern, told: Told) -> Narrative:
    """What was written."""
    return Narrative(concern_id=concern.id, sealed=sealed.seal_told(bytes(concern.sealing_key), concern.id, told))


def reporter_row(concern: Concern, teller: Teller, *, nudge_email: str = "") -> Reporter:
    """Who wrote it; their address for nudges is sealed to the office besides, whose worker needs it without a reader.

    ``nudge_email`` is an address for the worker alone, which no caseworker reads.
    """
    row = Reporter(concern_id=concern.id, sealed=sealed.seal_teller(bytes(concern.sealing_key), concern.id, teller))
    if address := nudge_email or teller.nudge_email:
        wrapped = ring.wrap(address.encode(), about=sealed.about_nudge(concern.id))
        row.nudge_sealed, row.nudge_key = wrapped.sealed, wrapped.key
    return row
