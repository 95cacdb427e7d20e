"""The delivery door: logs in as candour_delivery and serves config.urls.delivery."""

from __future__ import annotations

from candour.config import environment
from candour.config.settings.base import *
from candour.kernel.doors import Door

DOOR = Door.DELIVERY
ROOT_URLCONF = "candour.config.urls.delivery"
SECRET_KEY = environment.secret("secret-key-delivery", "CANDOUR_SECRET_KEY") or environment.DEMONSTRATION_KEY
DATABASES = {
    "default": environment.database(DOOR.role),
    "refusals": environment.database(DOOR.role),
}
CSRF_COOKIE_NAME = "candour_delivery_form"
SESSION_COOKIE_NAME = "candour_delivery_session"
