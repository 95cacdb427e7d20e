"""The web shell as a Django application: it has no tables, only pages, components and static files."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Door


class WebConfig(AppConfig):
    """Named ``web`` so that its static files and tests are found."""

    name = "candour.web"
    label = "web"

    def ready(self) -> None:
        """What needs somebody stands first in the menu of either door of staff."""
        from candour.web import navigation

        for door in (Door.DELIVERY, Door.OFFICE):
            navigation.add(navigation.Entry(door, _("What needs you"), "home", order=0))
