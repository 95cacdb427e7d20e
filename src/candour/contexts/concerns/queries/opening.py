"""Opening what is sealed, for those to whom the database shows the concern's wrapped key: the caseworkers assigned (and
emergency access) at the office, the holder of the receipt at the public door. Nobody else gets as far as a ciphertext
that they could try.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ObjectDoesNotExist

from candour.contexts.concerns import sealed
from candour.contexts.concerns.models import Concern, ConcernKey, Message, Narrative, Reporter
from candour.contexts.concerns.sealed import Pair, Teller, Told
from candour.kernel.sealing import boxes, ring
from candour.kernel.visitors import receipts


def pair_for_office(concern: Concern) -> Pair | None:
    """The concern's keys, or None where the database does not show them to the person signed in.

    Asks once; a concern read with ``select_related("key")`` asks nothing. Raises ring.NoOfficeKey.
    """
    try:
        key: ConcernKey = concern.key
    except ObjectDoesNotExist:
        return None
    wrapped = ring.Wrapped(bytes(key.for_office), key.office_key)
    return boxes.pair_of(ring.unwrap(wrapped, about=sealed.about_key(concern.id)))


def pair_for_reporter(concern: Concern, mailbox_secret: bytes) -> Pair | None:
    """The same for the holder of the receipt; None once the concern was erased."""
    wrapped = ConcernKey.objects.filter(concern_id=concern.id).values_list("for_reporter", flat=True).first()
    if wrapped is None:
        return None
    return sealed.unwrap_for_reporter(receipts.opening_key(mailbox_secret), concern.id, bytes(wrapped))


def told(concern: Concern, pair: Pair) -> Told | None:
    """What was written, where the database shows it."""
    try:
        row: Narrative = concern.narrative
    except ObjectDoesNotExist:
        return None
    return sealed.open_told(pair, concern.id, bytes(row.sealed))


def teller(concern: Concern, pair: Pair) -> Teller | None:
    """Who wrote it, if they said anything of themselves."""
    try:
        row: Reporter = concern.reporter
    except ObjectDoesNotExist:
        return None
    return sealed.open_teller(pair, concern.id, bytes(row.sealed))


def messages(rows: Iterable[Message], pair: Pair) -> list[Message]:
    """The same rows with their ``text``."""
    opened = list(rows)
    for row in opened:
        row.text = sealed.open_message(pair, row.id, bytes(row.sealed))
    return opened
