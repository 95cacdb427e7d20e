"""The owner: migrates and runs commands, never serves a page."""

from __future__ import annotations

from candour.config import environment
from candour.config.settings.base import *

SECRET_KEY = environment.DEMONSTRATION_KEY  # the owner signs nothing
ROOT_URLCONF = "candour.config.urls.office"
DOOR = None
DATABASES = {
    "default": environment.database("candour_owner"),
    "refusals": environment.database("candour_owner"),
}
