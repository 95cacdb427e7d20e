"""What the owner does with a side's key: take it into use, move identities to a new one, let a holder in with shares.

These run from the command line of the installation (``candour keys``), never at a door: no door may write a side's key.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from candour.contexts.concerns import identity
from candour.contexts.concerns.ceremony import CeremonyError, Published
from candour.contexts.concerns.models import HolderWrap, IdentityKey, IdentityPart, KeyHolder
from candour.contexts.concerns.operations import holders
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.models import Person, RoleHolding
from candour.kernel.sealing import boxes, ring
from candour.kernel.sealing.boxes import Pair

BATCH = 200


@transaction.atomic
def adopt(published: Published, *, at: datetime) -> IdentityKey:
    """Take a side's key into use. The side's earlier key, if any, is retired: what is sealed to it is moved afterwards.

    Refuses (CeremonyError) a holder who is nobody here, who does not hold the role of the side, or who is on the other side.
    """
    on = localdate(at)
    IdentityKey.objects.select_for_update().filter(retired_on=None).values_list("id").first()
    if IdentityKey.objects.filter(name=published.fingerprint).exists():
        raise CeremonyError(f"The key {published.fingerprint} is in use already, or was.")
    people = [(holder, _person(holder.email, published.side, on)) for holder in published.holders]
    before = IdentityKey.objects.filter(side=published.side, retired_on=None)
    KeyHolder.objects.filter(key__in=before, ended_on=None).update(ended_on=on)
    for _holder, person in people:
        if KeyHolder.objects.filter(person=person, ended_on=None).exists():
            raise CeremonyError(f"{person.email} holds or asks for the key of the other side: nobody can be on both.")
    before.update(retired_on=on)
    key = IdentityKey(
        side=published.side, public=published.public, name=published.fingerprint, begun_on=published.made_on
    )
    key.save(force_insert=True)
    for holder, person in people:
        row = KeyHolder(
            key=key,
            person=person,
            public=holder.public,
            salt=holder.salt,
            operations=holder.cost.operations,
            memory=holder.cost.memory,
            asked_on=on,
            enrolled_at=at,
        )
        row.save(force_insert=True)
        HolderWrap(holder=row, sealed=holder.sealed).save(force_insert=True)
    codes: dict[str, str | int] = {"side": published.side, "key": published.fingerprint, "holders": len(people)}
    ledger.append(verb="concerns.identity_key.adopt", subject=key.id, actor=None, door=Door.OFFICE, at=at, codes=codes)
    return key


def _person(email: str, side: str, on: date) -> Person:
    person = Person.objects.filter(email=email.lower(), deactivated_on=None).first()
    if person is None:
        raise CeremonyError(f"{email} is nobody here: invite them and give them their role first.")
    running = Q(ends_on=None) | Q(ends_on__gt=on)
    held = RoleHolding.objects.filter(running, person=person, role=identity.ROLE_OF[side], starts_on__lte=on)
    if not held.exists():
        raise CeremonyError(f"{email} does not hold the role {identity.ROLE_OF[side]} today.")
    return person


def key_of(side: str) -> IdentityKey:
    """The key of a side that is in force. Raises CeremonyError."""
    found = IdentityKey.objects.filter(side=side, retired_on=None).first()
    if found is None:
        raise CeremonyError(f"The side {side} has no key: hold the ceremony first.")
    return found


@transaction.atomic
def let_in(*, side: str, email: str, pair: Pair, at: datetime) -> KeyHolder:
    """Let in somebody who asked for the key, with the side's own pair from two shares: where no holder is left to do it."""
    key = key_of(side)
    if bytes(key.public) != pair.public:
        raise CeremonyError(f"These are shares of {ring.fingerprint(pair.public)}, not of {key.name}.")
    person = _person(email, side, localdate(at))
    row = KeyHolder.objects.select_for_update().filter(key=key, person=person, enrolled_at=None, ended_on=None).first()
    if row is None:
        raise CeremonyError(f"{email} has not asked for the key: they do so at the office, under “Keys”.")
    HolderWrap(holder=row, sealed=holders.wrap(row, pair)).save(force_insert=True)
    row.enrolled_at = at
    row.save(update_fields=["enrolled_at"])
    codes: dict[str, str | int] = {"key": key.name, "person": str(person.id)}
    ledger.append(verb="concerns.holder.let_in", subject=row.id, actor=None, door=Door.OFFICE, at=at, codes=codes)
    return row


def left_to_move(side: str) -> int:
    """How many identities of a side are sealed to another key than the one in force."""
    return IdentityPart.objects.filter(side=side).exclude(key=key_of(side)).count()


@transaction.atomic
def move(*, side: str, old: Pair, at: datetime) -> int:
    """Seal so many of a side's halves to the key in force that ``old`` opens; how many. Nothing is opened but the half,
    which says nothing alone."""
    key = key_of(side)
    rows = IdentityPart.objects.select_for_update(skip_locked=True).filter(
        side=side, key__name=ring.fingerprint(old.public)
    )
    parts = list(rows.exclude(key=key).order_by("id")[:BATCH])
    for part in parts:
        about = identity.about_half(part.identity_id, side)
        half = boxes.open_sealed(old, bytes(part.sealed), about=about)
        part.sealed, part.key = boxes.seal(bytes(key.public), half, about=about), key
    IdentityPart.objects.bulk_update(parts, ["sealed", "key"])
    if parts:
        codes: dict[str, str | int] = {"side": side, "to": key.name, "rows": len(parts)}
        ledger.append(
            verb="concerns.identity_key.move", subject=key.id, actor=None, door=Door.OFFICE, at=at, codes=codes
        )
    return len(parts)
