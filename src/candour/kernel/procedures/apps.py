"""Procedures: typed tables that guard steps."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProceduresConfig(AppConfig):
    """Imports the ``procedure`` module of every application, so that each table is checked and known at start."""

    name = "candour.kernel.procedures"
    label = "procedures"

    def ready(self) -> None:
        """A table with a fault stops the start here, in words."""
        autodiscover_modules("procedure")
