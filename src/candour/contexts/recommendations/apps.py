"""Recommendations as a Django application."""

from __future__ import annotations

import re
from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Door


class RecommendationsConfig(AppConfig):
    """Names the functions that this context's row rules call, and the doors that may call them."""

    name = "candour.contexts.recommendations"
    label = "recommendations"
    door_functions: ClassVar[dict[str, tuple[Door, ...]]] = {
        "recommendations_is_independent(uuid, uuid)": (Door.OFFICE,),
        "recommendations_is_staffed(uuid)": (Door.OFFICE,),
        "recommendations_names(uuid[])": (Door.OFFICE,),
        "recommendations_to_remind(jsonb)": (Door.OFFICE,),
        "recommendations_remind(uuid, jsonb, uuid, integer, timestamp with time zone, uuid, uuid, text, text, text)": (
            Door.OFFICE,
        ),
    }

    def ready(self) -> None:
        """Put this context's pages into the menus, let references be found, and say what needs people."""
        self._followed()

    def _followed(self) -> None:
        """The office follows what it asked."""
        from candour.contexts.recommendations import tasks
        from candour.contexts.recommendations.queries import issued, office_needs
        from candour.web import home, navigation

        readers, workers = frozenset(issued.READERS), frozenset(issued.WORKERS)
        entry = navigation.Entry
        navigation.add(entry(Door.OFFICE, _("Recommendations"), "issued:list", order=10, roles=readers))
        form = re.compile(r"[NA][-0-9A-Z]{8,11}")
        navigation.add_reference(navigation.Reference(Door.OFFICE, form, issued.address_for))
        for name, roles, find in (
            ("recommendations.claims", workers, office_needs.claims_to_look_at),
            ("recommendations.extensions", workers, office_needs.extensions_to_decide),
            ("recommendations.answers", workers, office_needs.answers_to_decide),
            ("recommendations.late", workers, office_needs.late_without_reminder),
            ("recommendations.letters", frozenset(issued.SIGNERS), office_needs.letters_to_sign),
        ):
            home.add(home.Provider(name, Door.OFFICE, find, roles))
        tasks.register_following()
