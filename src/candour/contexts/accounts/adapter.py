"""How the sign-in library speaks and keeps secrets here (``MFA_ADAPTER``).

A one-time-code secret is sealed under a key derived from the door's own secret key, so that a copy of the database
makes no codes. Passkeys hold only public keys and need no sealing.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from nacl.secret import SecretBox


class Authenticators(DefaultMFAAdapter):  # type: ignore[misc]  # the library is not typed
    """The library's behaviour with our words; it sends no mail of its own."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not work. Try again, and use the newest code if you type one"),
    }

    def encrypt(self, text: str) -> str:
        """Seal a one-time-code secret before it is stored."""
        return base64.b64encode(_box().encrypt(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored one-time-code secret."""
        return _box().decrypt(base64.b64decode(encrypted_text)).decode()

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Whom a passkey is for, as the person's own device shows it."""
        return {"id": str(user.pk).encode(), "name": user.email, "display_name": user.name}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: what changed is in the ledger and on the account page."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  the library names it
        """``Passkey 2``: what a passkey is called until its owner names it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}


def _box() -> SecretBox:
    return SecretBox(hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"candour-totp").digest())
