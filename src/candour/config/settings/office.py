"""The office door: logs in as candour_office and serves config.urls.office."""

from __future__ import annotations

from candour.config import environment
from candour.config.settings.base import *
from candour.kernel.doors import Door

DOOR = Door.OFFICE
ROOT_URLCONF = "candour.config.urls.office"
SECRET_KEY = environment.secret("secret-key-office", "CANDOUR_SECRET_KEY") or environment.DEMONSTRATION_KEY
DATABASES = {
    "default": environment.database(DOOR.role),
    "refusals": environment.database(DOOR.role),
}
CSRF_COOKIE_NAME = "candour_office_form"
SESSION_COOKIE_NAME = "candour_office_session"
MFA_SUPPORTED_TYPES = ["webauthn"]  # the office signs in with passkeys: a code can be talked out of a person
