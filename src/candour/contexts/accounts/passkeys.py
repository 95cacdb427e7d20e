"""Passkeys and one-time codes, through the sign-in library: what to ask the browser, and whether its answer is good.

Whatever a browser sends is untrusted: an answer of the wrong shape is a wrong answer, never an exception.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.core.cache import cache

from candour.kernel.people.models import Person


def taken() -> tuple[str, ...]:
    """The kinds of proof that this door takes beside a password."""
    return tuple(settings.MFA_SUPPORTED_TYPES)


CODE_WORKS_FOR = 120
"""Seconds in which a code could be taken a second time."""

LONGEST_ANSWER = 20_000
"""Characters. A real answer has one or two thousand."""


def kinds(person: Person) -> frozenset[str]:
    """Which of a person's ways to prove themselves this door takes: ``webauthn``, ``totp``, both or none."""
    return frozenset(
        Authenticator.objects.filter(user=person, type__in=settings.MFA_SUPPORTED_TYPES).values_list("type", flat=True)
    )


def own(person_id: Any) -> list[Authenticator]:
    """A person's passkeys and codes, as this door takes them, oldest first."""
    return list(
        Authenticator.objects.filter(user_id=person_id, type__in=settings.MFA_SUPPORTED_TYPES).order_by("created_at")
    )


def ask_to_prove(person: Person) -> dict[str, Any]:
    """What to ask the browser for, so that one of this person's passkeys answers. Remembers the challenge."""
    asked: dict[str, Any] = _plain(webauthn.begin_authentication(person))
    return asked


def is_proved(person: Person, answer: str) -> bool:
    """Whether a passkey of this person answered the challenge. Counts towards the limit on attempts."""
    if not _is_object(answer):
        return False
    form = AuthenticateWebAuthnForm(data={"credential": answer}, user=person)
    try:
        if not form.is_valid():
            return False
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    form.save()
    return True


def is_code_right(person: Person, code: str) -> bool:
    """Whether this is the code that the person's authenticator app shows now, not used before."""
    if Authenticator.Type.TOTP not in settings.MFA_SUPPORTED_TYPES:
        return False
    digits = "".join(code.split())
    form = AuthenticateForm(data={"code": digits}, user=person)
    if not form.is_valid():
        return False
    # The library forgets a used code after half a minute, but takes it for longer.
    if not cache.add(f"code-used:{person.pk}:{digits}", "yes", CODE_WORKS_FOR):
        return False
    form.save()
    return True


def ask_to_register(person: Person) -> dict[str, Any]:
    """What to ask the browser for, so that it makes a new passkey. Remembers the challenge."""
    asked: dict[str, Any] = _plain(webauthn.begin_registration(person, passwordless=False))
    return asked


def registered(person: Person, answer: str, name: str) -> tuple[str, dict[str, Any]] | None:
    """The name and public half of the passkey that the browser made, or None when its answer does not hold."""
    if not _is_object(answer):
        return None
    form = AddWebAuthnForm(data={"credential": answer, "name": name[:80]}, user=person)
    try:
        if not form.is_valid():
            return None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return form.cleaned_data["name"], form.cleaned_data["credential"]


def new_secret() -> str:
    """The secret for an authenticator app; the same until ``forget_secret``, so that a mistyped code can be mended."""
    secret: str = totp.get_totp_secret(regenerate=False)
    return secret


def forget_secret(request: Any) -> None:
    """The secret is stored where it belongs: take it out of the session."""
    totp.clear_totp_secret(request)


def is_code_of(secret: str, code: str) -> bool:
    """Whether an app that was given ``secret`` shows this code now."""
    return bool(totp.validate_totp_code(secret, "".join(code.split())))


def _is_object(answer: str) -> bool:
    if not answer or len(answer) > LONGEST_ANSWER:
        return False
    try:
        return isinstance(json.loads(answer), dict)
    except (ValueError, RecursionError):
        return False


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
