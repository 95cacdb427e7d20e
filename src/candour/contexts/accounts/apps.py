"""Accounts as an application: no tables of its own (people are the kernel's), only pages."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the application under its label."""

    name = "candour.contexts.accounts"
    label = "accounts"
