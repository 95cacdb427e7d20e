"""The office door: logs in as candour_office and serves config.urls.office."""

from __future__ import annotations

from candour.config import environment, outside
from candour.config.settings.base import *
from candour.kernel.doors import Door

DOOR = Door.OFFICE
ROOT_URLCONF = "candour.config.urls.office"
SECRET_KEY = environment.secret("secret-key-office", "CANDOUR_SECRET_KEY") or environment.DEMONSTRATION_KEY
DATABASES = {
    "default": environment.database(DOOR.role),
    "refusals": environment.database(DOOR.role),
}
OFFICE_PRIVATE_KEYS = environment.office_private_keys()  # this door alone, and its worker
CSRF_COOKIE_NAME = environment.cookie_name(DOOR.value, "form")
WISH_COOKIE_NAME = environment.cookie_name(DOOR.value, "wish")
PROOF_COOKIE_NAME = environment.cookie_name(DOOR.value, "proof")
SIGN_IN_PROVIDER = outside.provider(DOOR.value)
SESSION_COOKIE_NAME = environment.cookie_name(DOOR.value, "session")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = environment.has_tls(DOOR.value)
SECURE_PROXY_SSL_HEADER = environment.proxy_header(DOOR.value)
MFA_SUPPORTED_TYPES = ["webauthn"]  # the office signs in with passkeys: a code can be talked out of a person
