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
        "recommendations_names(uuid[])": (Door.OFFICE,),
        "recommendations_to_remind(jsonb)": (Door.OFFICE,),
        "recommendations_remind(uuid, jsonb, uuid, integer, timestamp with time zone, uuid, uuid, text, text, text)": (
            Door.OFFICE,
        ),
    }
