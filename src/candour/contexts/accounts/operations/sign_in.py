"""Signing in, proving oneself afresh, leaving: what is written down about it.

The browser's session itself is written by the session engine; these say so to the ledger.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from candour.contexts.accounts.operations.refusal import Refused
from candour.kernel.access.sessions import SessionStore
from candour.kernel.doors import Door
from candour.kernel.ledger import canonical
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person, Session


def record_sign_in(*, person: Person, door: Door, method: str, at: datetime) -> None:
    """Somebody signed in: by ``passkey`` or ``code`` after a password, by ``provider_passkey`` or ``provider_code`` after a
    provider, by ``provider`` alone or in a ``demonstration``. Throws away sessions that are over."""
    with transaction.atomic():
        actor = Actor(person.pk, person.name, door)
        ledger.append(
            verb="people.session.sign_in", subject=person.pk, actor=actor, door=door, at=at, codes={"method": method}
        )
        SessionStore.clear_expired()


def record_refusal(*, email: str, door: Door, reason: str, at: datetime) -> None:
    """A sign-in was refused. The entry points at the address by a keyed hash: it may be nobody's, or a reporter's."""
    subject = UUID(hex=canonical.keyed_hash(settings.LEDGER_KEY, email.strip().lower()))
    ledger.record_refusal(
        verb="people.session.refused", subject=subject, actor=None, door=door, at=at, codes={"reason": reason}
    )


def record_step_up(*, actor: Actor, door: Door, method: str, at: datetime) -> None:
    """Somebody proved afresh who they are, before a grave act."""
    with transaction.atomic():
        ledger.append(
            verb="people.session.step_up", subject=actor.person_id, actor=actor, door=door, at=at,
            codes={"method": method},
        )  # fmt: skip


def record_sign_out(*, actor: Actor, door: Door, at: datetime) -> None:
    """Somebody signed out of this browser."""
    with transaction.atomic():
        ledger.append(verb="people.session.sign_out", subject=actor.person_id, actor=actor, door=door, at=at)


def sign_out_everywhere(*, actor: Actor, door: Door, at: datetime) -> int:
    """End every session of this person at this door, this one included; returns how many."""
    with transaction.atomic():
        ledger.append(verb="people.session.sign_out_everywhere", subject=actor.person_id, actor=actor, door=door, at=at)
        ended, _ = Session.objects.filter(person_id=actor.person_id, door=door.value).delete()
    return ended


def set_language(*, actor: Actor, language: str, door: Door, at: datetime) -> None:
    """In which language messages come. Refuses a language that Candour does not speak."""
    if language not in dict(settings.LANGUAGES):
        raise Refused("unknown_language", translation.gettext_lazy("Choose one of the languages shown"))
    with transaction.atomic():
        Person.objects.filter(pk=actor.person_id).update(language=language)
        ledger.append(
            verb="people.person.set_language", subject=actor.person_id, actor=actor, door=door, at=at,
            codes={"language": language},
        )  # fmt: skip


def change_password(*, actor: Actor, person: Person, password: str, door: Door, at: datetime) -> None:
    """A new password for oneself; other browsers at this door are signed out. The caller has judged its strength and
    asked for a fresh proof of identity."""
    if person.pk != actor.person_id:
        raise Refused("not_oneself", translation.gettext_lazy("Each person chooses their own password"))
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        others = Session.objects.filter(person=person, door=door.value)
        (others.exclude(pk=actor.session_id) if actor.session_id else others).delete()
        ledger.append(verb="people.password.change", subject=person.pk, actor=actor, door=door, at=at)
