"""The public door: logs in as candour_public and serves config.urls.public."""

from __future__ import annotations

from candour.config import environment
from candour.config.settings.base import *
from candour.kernel.doors import Door

DOOR = Door.PUBLIC
ROOT_URLCONF = "candour.config.urls.public"
SECRET_KEY = environment.secret("secret-key-public", "CANDOUR_SECRET_KEY") or environment.DEMONSTRATION_KEY
DATABASES = {
    "default": environment.database(DOOR.role),
    "refusals": environment.database(DOOR.role),
}
CSRF_COOKIE_NAME = environment.cookie_name(DOOR.value, "form")
CSRF_COOKIE_SECURE = environment.has_tls(DOOR.value)
SECURE_PROXY_SSL_HEADER = environment.proxy_header(DOOR.value)
CSRF_COOKIE_AGE = None  # ends with the browser: nothing on a shared computer says tomorrow that a form was opened
SESSION_COOKIE_NAME = "candour_public_session"

# No accounts, no sessions, nothing to sign in with: the code for it is not even loaded here.
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("allauth")]
MIDDLEWARE = PUBLIC_MIDDLEWARE
CONTENT_SECURITY_POLICY = PUBLIC_CONTENT_SECURITY_POLICY  # no page here needs innerHTML
