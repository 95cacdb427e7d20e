"""The two sides of sealed identities in tests: a ceremony held cheaply, and people at work who hold its keys."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from nacl import pwhash

from candour.contexts.concerns import ceremony
from candour.contexts.concerns.identity import Person as Identity
from candour.contexts.concerns.models import Concern, Opening
from candour.contexts.concerns.operations import ceremony as keeping
from candour.contexts.concerns.operations import identities, openings
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Desk
from candour.kernel.people.models import Person
from candour.kernel.people.roles import Role
from candour.kernel.sealing import boxes
from candour.kernel.sealing.boxes import Pair
from candour.kernel.sealing.keyfile import Cost
from candour.kernel.visitors import receipts
from candour.kernel.visitors.receipts import Receipt

CHEAP = Cost(pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN)
"""So that a test is not slow; what it costs in earnest stands in ``holders.USUAL``."""

WHO = Identity(name="Canary Wren", contact="07700 900123", identifying="I am the only teacher of Latin there.")
AsDoor = Callable[..., AbstractContextManager[None]]


@dataclass
class Vault:
    """Both sides with their holders at their desks, their secrets, and what the ceremonies made."""

    officer: Desk
    officer_2: Desk
    deputy: Desk
    deputy_2: Desk
    made: dict[str, ceremony.Made] = field(default_factory=dict)
    reader_keys: dict[Any, Pair] = field(default_factory=dict)

    def secret(self, desk: Desk) -> str:
        """The secret of whoever works there."""
        return next(one.secrets[desk.person.email] for one in self.made.values() if desk.person.email in one.secrets)

    def agrees(self, desk: Desk, opening: Opening, secret: str | None = None, *, stepped_up: bool = True) -> Opening:
        """Somebody agrees, at the office door and under its rules."""
        wrong: openings.WrongSecret | None = None
        with desk.open():  # a wrong secret is counted although it is refused: a page that answers commits
            try:
                return openings.agree(
                    opening_id=opening.id,
                    typed=self.secret(desk) if secret is None else secret,
                    actor=desk.actor(stepped_up=stepped_up),
                    at=make.now(),
                )
            except openings.WrongSecret as error:
                wrong = error
        raise wrong

    def asks(self, desk: Desk, concern: Concern, *, reader: Person | None = None, **given: Any) -> Opening:
        """Somebody asks; for themselves unless told otherwise, and then their browser has its key."""
        pair, reader = boxes.new_pair(), reader or desk.person
        opening = desk.does(
            openings.ask, concern, stepped_up=True,
            **{"ground": "harm", "reason": "Somebody may be hurt.", "reader_id": reader.id, "reader_public": pair.public, **given},
        )  # fmt: skip
        self.reader_keys[opening.id] = pair
        return opening

    def reads(self, desk: Desk, opening: Opening, private: bytes | None = None) -> list[openings.Shown]:
        """The reader reads, in the browser that asked unless another key is given."""
        with desk.open():
            return openings.read(
                opening_id=opening.id, private=private or self.reader_keys[opening.id].private,
                actor=desk.actor(stepped_up=True), at=make.now(),
            )  # fmt: skip


def build(as_door: AsDoor) -> Vault:
    """Two holders on each side, after both ceremonies."""
    people = [
        make.person("Olwen Officer", Role.IDENTITY_OFFICER),
        make.person("Otto Officer", Role.IDENTITY_OFFICER),
        make.person("Delyth Deputy", Role.DEPUTY_COMMISSIONER),
        make.person("Dafydd Deputy", Role.DEPUTY_COMMISSIONER),
    ]
    officer, officer_2, deputy, deputy_2 = (Desk(as_door, person) for person in people)
    vault = Vault(officer, officer_2, deputy, deputy_2)
    for side, holders in (("officers", people[:2]), ("deputies", people[2:])):
        made = ceremony.hold(side, [person.email for person in holders], on=localdate(), cost=CHEAP)
        keeping.adopt(ceremony.read(ceremony.write(made.published)), at=make.now())
        vault.made[side] = made
    return vault


@transaction.atomic
def confidential(*, who: Identity = WHO, receipt: Receipt | None = None, **fields: Any) -> Concern:
    """A concern of a confidential reporter."""
    concern = make.concern(level="confidential", receipt=receipt or receipts.new(), **fields)
    for row in identities.rows_of(concern.id, who, on=concern.received_on, added_by=None):
        row.save(force_insert=True)
    return concern
