"""Sealed identities as somebody may see them: whether there can be one, whether there is one, who holds the keys."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from candour.contexts.concerns import codes, identity
from candour.contexts.concerns.models import IdentityKey, KeyHolder, SealedIdentity
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import RoleHolding
from candour.kernel.procedures.facts import Words


class NoSides(LookupError):
    """The ceremony was not held for both sides: nothing can be sealed to them, and nothing is pretended to be."""


def keys_in_force() -> dict[str, IdentityKey]:
    """Side → its key. Raises NoSides where one has none."""
    rows = IdentityKey.objects.filter(retired_on=None).only("id", "side", "public")
    found = {row.side: row for row in rows}
    if len(found) < len(identity.SIDES):
        raise NoSides
    return found


def can_seal() -> bool:
    """Whether both sides have a key."""
    return IdentityKey.objects.filter(retired_on=None).values("side").distinct().count() == len(identity.SIDES)


def of(concern_id: UUID) -> SealedIdentity | None:
    """The sealed identity of a concern, if it has one: the public key and the day, nothing of what is in it."""
    return SealedIdentity.objects.filter(concern_id=concern_id).first()


@dataclass(frozen=True)
class Side:
    """One side: its key, those who hold it, and those who asked to."""

    code: str
    label: Words
    key: IdentityKey | None
    holders: list[KeyHolder]
    waiting: list[KeyHolder]


def sides() -> list[Side]:
    """Both sides with everybody who holds or asks for their key now. For those to whom the database shows it."""
    keys = {key.side: key for key in IdentityKey.objects.filter(retired_on=None)}
    rows = list(
        KeyHolder.objects.filter(key__retired_on=None, ended_on=None)
        .select_related("person", "key")
        .order_by("asked_on")
    )
    return [
        Side(
            side.value,
            side.label,
            keys.get(side.value),
            [row for row in rows if row.key.side == side and row.enrolled_at is not None],
            [row for row in rows if row.key.side == side and row.enrolled_at is None],
        )
        for side in codes.Side
    ]


def holding_of(person_id: UUID) -> KeyHolder | None:
    """The key that this person holds, or asked for; None for neither."""
    rows = KeyHolder.objects.filter(person_id=person_id, ended_on=None, key__retired_on=None)
    return rows.select_related("key", "person").first()


def side_of_roles(actor: Actor) -> str | None:
    """The side for which this person can act; None for nobody, and for somebody who would be on both."""
    found = [side for side, role in identity.ROLE_OF.items() if actor.has(role)]
    return found[0] if len(found) == 1 else None


def acts_for(person_id: UUID, side: str, *, on: object) -> bool:
    """Whether somebody holds the role of a side on this day, in their own right."""
    running = Q(ends_on=None) | Q(ends_on__gt=on)
    rows = RoleHolding.objects.filter(running, person_id=person_id, role=identity.ROLE_OF[side], starts_on__lte=on)
    return rows.filter(person__deactivated_on=None).exists()


def asked_by_others(actor: Actor) -> list[KeyHolder]:
    """Those who ask for the key that this person holds; nobody for somebody who no longer has the role of its side."""
    mine = holding_of(actor.person_id)
    if mine is None or mine.enrolled_at is None or not actor.has(identity.ROLE_OF[mine.key.side]):
        return []
    rows = KeyHolder.objects.filter(key_id=mine.key_id, enrolled_at=None, ended_on=None).exclude(
        person_id=actor.person_id
    )
    return list(rows.select_related("person", "key").order_by("asked_on"))
