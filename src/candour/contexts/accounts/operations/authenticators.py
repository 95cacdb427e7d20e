"""A person's own passkeys and one-time codes: added with a session or an invitation, removed with a session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candour.contexts.accounts.operations.refusal import Refused
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person


def add_passkey(
    *, person: Person, name: str, credential: dict[str, Any], actor: Actor, door: Door, at: datetime
) -> None:
    """Keep a passkey whose registration the library has checked."""
    with transaction.atomic():
        WebAuthn.add(person, name, credential)
        _record("add", "passkey", actor, door, at)


def add_codes(*, person: Person, secret: str, actor: Actor, door: Door, at: datetime) -> None:
    """Keep the secret of an authenticator app, sealed, once a first code has shown that it works. One per person."""
    with transaction.atomic():
        if Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
            raise Refused("has_codes", _("You already use an authenticator app. Remove it before you add another"))
        TOTP.activate(person, secret)
        _record("add", "codes", actor, door, at)


def remove(*, authenticator: Authenticator, types: tuple[str, ...], actor: Actor, door: Door, at: datetime) -> None:
    """Remove one of one's own. Refuses the last that lets the person in at this door (``types`` are those it takes)."""
    with transaction.atomic():
        mine = Authenticator.objects.filter(user_id=actor.person_id, type__in=types)
        if not mine.exclude(pk=authenticator.pk).exists():
            raise Refused("last_one", _("This is your only way to sign in. Add another before you remove it"))
        kind = "passkey" if authenticator.type == Authenticator.Type.WEBAUTHN else "codes"
        authenticator.delete()
        _record("remove", kind, actor, door, at)


def _record(verb: str, kind: str, actor: Actor, door: Door, at: datetime) -> None:
    ledger.append(
        verb=f"people.authenticator.{verb}",
        subject=actor.person_id,
        actor=actor,
        door=door,
        at=at,
        codes={"kind": kind},
    )
