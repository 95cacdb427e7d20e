"""The web shell as a Django application: it has no tables, only pages, components and static files."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Door
from candour.kernel.people.roles import Role


class WebConfig(AppConfig):
    """Named ``web`` so that its static files and tests are found."""

    name = "candour.web"
    label = "web"

    def ready(self) -> None:
        """What needs somebody stands first in the menu of either door of staff; the jobs are the administrator's."""
        from candour.kernel.notifications import queries
        from candour.web import navigation

        for door in (Door.DELIVERY, Door.OFFICE):
            navigation.add(navigation.Entry(door, _("What needs you"), "home", order=0))
        navigation.add(
            navigation.Entry(
                Door.OFFICE, _("Jobs"), "jobs", order=90, roles=frozenset({Role.SYSTEM_ADMINISTRATOR.value})
            )
        )
        navigation.count_unread_with(queries.unread, "/notifications/")
