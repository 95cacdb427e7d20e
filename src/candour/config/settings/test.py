"""The tests: the owner's connection, from which a test steps into a door's role.

The tests' home is a folder of this process alone, made by tests/database.py, so that nothing of a developer's own
installation is read or changed.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ["CANDOUR_HOME"] = os.environ.get(
    "CANDOUR_TEST_HOME", str(Path(tempfile.gettempdir()) / f"candour-test-{os.getpid()}")
)
for _outside in (
    "DATABASE_URL",
    "CANDOUR_DEMONSTRATION",
    "CANDOUR_DB_PASSWORD",
    "CANDOUR_DB_HOST",
):
    os.environ.pop(_outside, None)
for _outside in [name for name in os.environ if name.startswith(("CANDOUR_MAIL_", "CANDOUR_NOTIFY_", "CANDOUR_CA_"))]:
    os.environ.pop(_outside)
for _outside in [name for name in os.environ if "_OIDC_" in name]:
    os.environ.pop(_outside)

from candour.config.settings.owner import *
from candour.kernel.doors import Door
from candour.kernel.sealing import keyfile

_PAIR = keyfile.demonstration("tests")
OFFICE_PUBLIC_KEY, OFFICE_PRIVATE_KEYS = _PAIR.public, (_PAIR.private,)
DOOR: Door = Door.OFFICE
SECRET_KEY = "tests-only"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
KEEPS_MAIL = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in hundreds of times
STRICT_TEMPLATES = True  # a misspelt variable in a template fails
