"""Time limits: working days by nation, policy terms, pauses."""

from __future__ import annotations

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Registers the application under the label that migrations use."""

    name = "candour.kernel.deadlines"
    label = "deadlines"
