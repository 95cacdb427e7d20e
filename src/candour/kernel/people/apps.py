"""People: persons, organisations, the roles they hold, and their sessions."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the application under the label that migrations use."""

    name = "candour.kernel.people"
    label = "people"
