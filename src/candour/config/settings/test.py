"""The tests: the owner's connection, from which a test steps into a door's role."""

from __future__ import annotations

from candour.config.settings.owner import *  # noqa: F403  the owner and what differs
from candour.kernel.doors import Door

DOOR = Door.OFFICE
SECRET_KEY = "tests-only"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in hundreds of times
