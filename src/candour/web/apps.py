"""The web shell as a Django application: it has no tables, only pages, components and static files."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Named ``web`` so that its static files and tests are found."""

    name = "candour.web"
    label = "web"
