"""Publication as a Django application: no tables, only the public site's pages and menu."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Door
from candour.web.navigation import Entry, add


class PublicationConfig(AppConfig):
    """Puts the public site's pages into its menu."""

    name = "candour.contexts.publication"
    label = "publication"

    def ready(self) -> None:
        """The menu, in the order in which a visitor needs it."""
        for order, (text, address) in enumerate(
            (
                (_("Home"), "/"),
                (_("Tell the Commissioner"), "/tell/"),
                (_("Come back with your receipt"), "/check/"),
                (_("Refer somebody"), "/refer/"),
                (_("Recommendations"), "/recommendations/"),
                (_("How it works"), "/how-it-works/"),
                (_("About"), "/about/"),
            )
        ):
            add(Entry(Door.PUBLIC, text, address, order=order * 10))
