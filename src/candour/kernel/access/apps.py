"""Access: what the database lets each door do, and how it knows who asks."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Registers the application under the label that migrations use."""

    name = "candour.kernel.access"
    label = "access"
