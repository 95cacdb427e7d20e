"""The owner: migrates and runs commands, never serves a page."""

from __future__ import annotations

from candour.config import environment
from candour.config.settings.base import *

# There is no DOOR here: asking the owner which door it is, is a mistake that should be loud.
SECRET_KEY = environment.DEMONSTRATION_KEY  # the owner signs nothing
ROOT_URLCONF = "candour.config.urls.office"
DATABASES = {
    "default": environment.database("candour_owner"),
    "refusals": environment.database("candour_owner"),
}
