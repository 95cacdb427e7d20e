"""The ledger: append-only, content-free entries written in the transaction of the act."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the application under the label that migrations use."""

    name = "candour.kernel.ledger"
    label = "ledger"
