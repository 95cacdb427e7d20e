"""Accounts as an application: no tables of its own (people are the kernel's), only pages."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Door
from candour.kernel.people.roles import Role
from candour.web import navigation


class AccountsConfig(AppConfig):
    """Registers the application under its label."""

    name = "candour.contexts.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Put the administrators' pages into the menus."""
        for door, role in (
            (Door.DELIVERY, Role.ORGANISATION_ADMINISTRATOR),
            (Door.OFFICE, Role.SYSTEM_ADMINISTRATOR),
        ):
            navigation.add(navigation.Entry(door, _("People"), "accounts:people", order=80, roles=frozenset({role})))
        navigation.add(
            navigation.Entry(
                Door.OFFICE, _("Organisations"), "accounts:organisations", order=81,
                roles=frozenset({Role.SYSTEM_ADMINISTRATOR}),
            )
        )  # fmt: skip
