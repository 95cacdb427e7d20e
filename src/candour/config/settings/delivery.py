"""The delivery door: logs in as candour_delivery and serves config.urls.delivery."""

from __future__ import annotations

from candour.config import environment, outside
from candour.config.settings.base import *
from candour.kernel.doors import Door

DOOR = Door.DELIVERY
ROOT_URLCONF = "candour.config.urls.delivery"
SECRET_KEY = environment.secret("secret-key-delivery", "CANDOUR_SECRET_KEY") or environment.DEMONSTRATION_KEY
DATABASES = {
    "default": environment.database(DOOR.role),
    "refusals": environment.database(DOOR.role),
}
CSRF_COOKIE_NAME = environment.cookie_name(DOOR.value, "form")
WISH_COOKIE_NAME = environment.cookie_name(DOOR.value, "wish")
PROOF_COOKIE_NAME = environment.cookie_name(DOOR.value, "proof")
SIGN_IN_PROVIDER = outside.provider(DOOR.value)
SESSION_COOKIE_NAME = environment.cookie_name(DOOR.value, "session")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = environment.has_tls(DOOR.value)
SECURE_PROXY_SSL_HEADER = environment.proxy_header(DOOR.value)
