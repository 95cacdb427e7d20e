"""Visitors: whoever writes at the public door without an account."""

from __future__ import annotations

from django.apps import AppConfig


class VisitorsConfig(AppConfig):
    """Drafts under a cookie's key, receipts, the pass that a receipt gives, guesses at receipts. What a draft becomes,
    and what a receipt opens, is each context's own."""

    name = "candour.kernel.visitors"
    label = "visitors"
