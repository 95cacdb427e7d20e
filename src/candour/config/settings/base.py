"""What the three doors, the owner and the tests share. A door's own module adds who it is.

Every process has the same applications, because one set of migrations makes the database; what a process may do
there is decided by the role it logs in as, not by what is imported (docs/decisions/0001-doors.md).
"""

from __future__ import annotations

from pathlib import Path

from candour.config import environment, outside
from candour.config.settings.shell import *  # the web shell's part
from candour.config.settings.shell import STAFF_MIDDLEWARE
from candour.contexts.accounts.provider.terms import Provider

PACKAGE = Path(__file__).resolve().parents[2]

DEBUG = False
DEMONSTRATION = environment.is_demonstration()
ALLOWED_HOSTS = [*environment.hosts(), "testserver"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "candour.web",
    "candour.kernel.people",
    "candour.kernel.access",
    "candour.kernel.ledger",
    "candour.kernel.deadlines",
    "candour.kernel.procedures",
    "candour.kernel.notifications",
    "candour.kernel.documents",
    "candour.kernel.visitors",
    "candour.contexts.accounts",
    "candour.contexts.concerns",
    "candour.contexts.pathway",
    "candour.contexts.recommendations",
    "candour.contexts.publication",
]

MIDDLEWARE = STAFF_MIDDLEWARE

AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]

DOOR_ADDRESSES = environment.addresses()
AUTHENTICATION_BACKENDS = ["candour.contexts.accounts.backend.PasswordBackend"]
SIGN_IN_PROVIDER: Provider | None = None  # a staff door's own settings say which, when there is one
WISH_COOKIE_NAME, PROOF_COOKIE_NAME = "candour_wish", "candour_proof"
SESSION_ENGINE = "candour.kernel.access.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"

# The sign-in library keeps and checks passkeys and one-time codes; which kinds count is the door's own setting.
MFA_ADAPTER = "candour.contexts.accounts.adapter.Authenticators"
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]
MFA_PASSKEY_LOGIN_ENABLED = False  # a password and a passkey: two things, whoever holds one of them
MFA_TOTP_TOLERANCE = 1  # a telephone may be half a minute wrong, or its owner slow
MFA_TOTP_ISSUER = "Candour"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None  # people sign in by their email address
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
# By account alone, never by machine: behind a proxy everybody would share one limit, and one person could shut all out.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever follows an invitation holds the address

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# A page that asks for more than this is not a person typing: it is answered with a clear 400 or 413.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["candour.web.uploads.Arriving"]  # encrypts as bytes arrive; nothing lies in the clear

# Files: ciphertext alone is stored, and a scanner is asked where there is one (docs/decisions/0011-documents.md).
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is kept by accident
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "documents": outside.documents(),
}
DOCUMENTS_ARRIVING = environment.arriving()
CLAMD = outside.clamd()

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"

MAIL_AUTHORITIES = outside.authorities()
NOTIFY = outside.notify()
globals().update(outside.mail())
KEEPS_MAIL = outside.keeps_mail()
# A mail to somebody who told the Commissioner something comes from an address that says nothing.
NUDGE_FROM_EMAIL = environment.nudge_from()
DEFAULT_FROM_EMAIL = environment.mail_from()

OFFICE_PUBLIC_KEY = environment.office_public_key()
LEDGER_HOLDERS = environment.ledger_holders()
LEDGER_CHECKPOINTS = environment.ledger_checkpoints()
LEDGER_KEY = environment.secret("ledger-key", "CANDOUR_LEDGER_KEY") or environment.DEMONSTRATION_KEY

# Nothing that a person did may reach a log line: no request line, no query, no email address.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
        "notifications_python_client": {"level": "CRITICAL"},  # it repeats what the service answers
    },
}
