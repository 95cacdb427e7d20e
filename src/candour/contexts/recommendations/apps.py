"""Recommendations as a Django application."""

from __future__ import annotations

from typing import ClassVar

from django.apps import AppConfig

from candour.kernel.doors import Door


class RecommendationsConfig(AppConfig):
    """Names the functions that this context's row rules call, and the doors that may call them."""

    name = "candour.contexts.recommendations"
    label = "recommendations"
    door_functions: ClassVar[dict[str, tuple[Door, ...]]] = {
        "recommendations_is_independent(uuid, uuid)": (Door.OFFICE,),
        "recommendations_is_staffed(uuid)": (Door.OFFICE,),
        # The public tracker.
        "recommendations_with_words(text)": (Door.PUBLIC,),
        "recommendations_cells()": (Door.OFFICE,),
        "recommendations_count_figures()": (Door.OFFICE,),
        "recommendations_keep_drawn(text, text, text, text)": (Door.OFFICE,),
    }

    def ready(self) -> None:
        """The worker counts and draws for the tracker."""
        from candour.contexts.recommendations import tasks

        tasks.register_tracker()
