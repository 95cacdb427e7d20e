"""Saying no to an act on an account, in words that say what would mend it."""

from __future__ import annotations

from django_stubs_ext import StrPromise


class Refused(Exception):
    """An act that is not allowed. ``code`` goes to the ledger, ``message`` to the person."""

    def __init__(self, code: str, message: str | StrPromise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
