"""Linking oneself with the provider of a door, and taking the link back."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.accounts.operations.refusal import Refused
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person, ProviderLink


def link(*, person: Person, issuer: str, told: str, actor: Actor, door: Door, at: datetime) -> None:
    """Remember that ``told`` (the door, the issuer and the subject, as the database will be told them) is this person.

    The caller has verified the provider's answer, and holds a fresh proof of who the person is: a step-up, or their
    invitation. An older link at this door goes. Refuses a subject that is somebody else here already.
    """
    digest = hashlib.sha256(told.encode()).digest()
    with transaction.atomic():
        ProviderLink.objects.filter(person=person, door=door.value).delete()
        made = ProviderLink(
            person=person, door=door.value, issuer=issuer, subject_digest=digest, linked_on=localdate(at)
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise Refused("linked_elsewhere", _("That account is linked with somebody else here")) from error
        ledger.append(verb="people.provider.link", subject=person.pk, actor=actor, door=door, at=at)


def unlink(*, person: Person, actor: Actor, door: Door, at: datetime) -> None:
    """Take the link back. Refuses whoever has no password: it is their only way to begin signing in."""
    if not person.has_usable_password():
        raise Refused("last_one", _("You have no password here. Choose one before you remove this link"))
    with transaction.atomic():
        removed, _each = ProviderLink.objects.filter(person_id=actor.person_id, door=door.value).delete()
        if removed:
            ledger.append(verb="people.provider.unlink", subject=person.pk, actor=actor, door=door, at=at)
