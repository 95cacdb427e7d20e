"""Documents: files encrypted as they arrive, and shown as safe copies only."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Has no tables of its own: each context makes one from ``models.DocumentBase``."""

    name = "candour.kernel.documents"
    label = "documents"
