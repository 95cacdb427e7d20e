"""Doing one thing at a time where there is no row to lock: what is issued is never changed, so no door may lock it."""

from __future__ import annotations

import hashlib

from django.db import connection

SUPERSEDING = "recommendations.superseding"
"""Any two links together may close a circle: they are made one after another."""


def one_at_a_time(name: object) -> None:
    """Wait for whoever does something under this name now; hold it until the transaction ends."""
    key = hashlib.sha256(str(name).encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(key[:8], "big", signed=True)])
