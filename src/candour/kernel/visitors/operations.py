"""Keeping, finding and forgetting drafts of the public form. Nothing of it reaches the ledger: nothing has happened."""

from __future__ import annotations

from datetime import datetime, timedelta

from candour.kernel.access import context
from candour.kernel.visitors.drafts import LIFE, LIFE_AFTER_SENDING, CannotOpen, Contents, Key, expiry
from candour.kernel.visitors.models import Draft

SWEEP_EVERY = timedelta(minutes=5)
_swept: list[datetime] = []


def find(*, key: Key, at: datetime, lock: bool = False) -> Contents | None:
    """What the draft of this key holds; None when it is gone. ``lock`` holds the row until the transaction ends.

    From here on the transaction may touch this draft and no other.
    """
    context.tell(context.DRAFT, key.lookup_secret.hex())
    rows = Draft.objects.filter(digest=key.digest, expires_at__gt=at)
    ciphertext = (rows.select_for_update() if lock else rows).values_list("ciphertext", flat=True).first()
    if ciphertext is None:
        return None
    try:
        return key.open(bytes(ciphertext))
    except CannotOpen:
        return None


def keep(*, key: Key, contents: Contents, at: datetime) -> None:
    """Store the draft, new or changed; it lives for two hours from now, a sent one for a quarter of an hour."""
    context.tell(context.DRAFT, key.lookup_secret.hex())
    life = LIFE_AFTER_SENDING if contents.is_sent else LIFE
    row = Draft(digest=key.digest, ciphertext=key.seal(contents), expires_at=expiry(at, life))
    Draft.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["digest"], update_fields=["ciphertext", "expires_at"]
    )
    if not _swept or abs(at - _swept[0]) > SWEEP_EVERY:
        _swept[:] = [at]
        sweep(at=at)


def forget(*, key: Key) -> None:
    """Remove the draft of this key, if it is there."""
    context.tell(context.DRAFT, key.lookup_secret.hex())
    Draft.objects.filter(digest=key.digest).delete()


def sweep(*, at: datetime) -> int:
    """Remove every draft whose time is over; how many there were. The database judges by its own clock as well."""
    return Draft.objects.filter(expires_at__lt=at).delete()[0]
