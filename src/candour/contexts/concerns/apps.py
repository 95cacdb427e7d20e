"""Concerns: telling the Commissioner, and being answered."""

from __future__ import annotations

import re
from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Door
from candour.kernel.people.roles import Role
from candour.kernel.sealing import rotation


class ConcernsConfig(AppConfig):
    """Names the functions that this context's row rules call, and the doors that may call them."""

    name = "candour.contexts.concerns"
    label = "concerns"
    door_functions: ClassVar[dict[str, tuple[Door, ...]]] = {
        "concerns_excluded()": (Door.OFFICE,),
        "concerns_excluded_for(uuid)": (Door.OFFICE,),
        "concerns_barred(uuid)": (Door.OFFICE,),
        "concerns_barred_of(uuid)": (Door.OFFICE,),
        "concerns_last_message(uuid)": (Door.OFFICE,),
        "concerns_last_message_of(uuid)": (Door.OFFICE,),
        "concerns_opened()": (Door.OFFICE,),
        "concerns_opened_for(uuid)": (Door.OFFICE,),
        "concerns_askable()": (Door.OFFICE,),
        "concerns_askable_for(uuid)": (Door.OFFICE,),
        "concerns_enquiries_barred()": (Door.OFFICE,),
        "concerns_enquiries_barred_for(uuid)": (Door.OFFICE,),
        "concerns_sweep_office()": (Door.OFFICE,),
        "concerns_sweep_delivery()": (Door.DELIVERY,),
        "concerns_nudges_pending()": (Door.OFFICE,),
        "concerns_nudge_address(uuid)": (Door.OFFICE,),
        "concerns_nudged(uuid)": (Door.OFFICE,),
        "concerns_search_key(bytea, text)": (Door.OFFICE,),
        "concerns_not_in_index(text[])": (Door.OFFICE,),
        "concerns_put_in_index(uuid, text, uuid, bigint[])": (Door.OFFICE,),
        "concerns_search(bigint[], text[], text, text, text, text, date, uuid)": (Door.OFFICE,),
        "concerns_in_mailbox()": (Door.PUBLIC,),
        "concerns_in_mailbox_of(bytea)": (Door.PUBLIC,),
    }

    def ready(self) -> None:
        """Put this context's pages into the menus, and let references be found."""
        from candour.contexts.concerns.operations import indexing, notices, rewrapping
        from candour.contexts.concerns.queries import case, enquiries, visible
        from candour.kernel.notifications import rounds
        from candour.web import navigation

        handlers, overseers = frozenset(visible.HANDLES_CONCERNS), frozenset(visible.OVERSEES)
        navigation.add(navigation.Entry(Door.OFFICE, _("Concerns"), "concerns:inbox", order=20, roles=handlers))
        navigation.add(navigation.Entry(Door.OFFICE, _("Search"), "concerns:search", order=25, roles=handlers))
        navigation.add(
            navigation.Entry(Door.OFFICE, _("Emergency access"), "concerns:emergencies", order=60, roles=overseers)
        )
        navigation.add(navigation.Entry(Door.OFFICE, _("Time limits"), "concerns:policies", order=70))
        navigation.add(navigation.Entry(Door.OFFICE, _("Directory"), "concerns:directory", order=80))
        navigation.add(navigation.Entry(Door.OFFICE, _("Enquiries"), "enquiries:list", order=30, roles=handlers))
        contacts = frozenset({Role.BODY_CONTACT.value})
        navigation.add(navigation.Entry(Door.DELIVERY, _("Enquiries"), "enquiries:list", order=20, roles=contacts))
        notices.register()
        rotation.add(rewrapping.HOLDING)
        rotation.add(indexing.HOLDING)
        rounds.add(Door.OFFICE, "concerns.index", indexing.index)
        self._say_what_needs_people(handlers, overseers, contacts)
        form = re.compile(r"C[-0-9A-Z]{8,11}")
        navigation.add_reference(navigation.Reference(Door.OFFICE, form, case.address_for))
        asked = re.compile(r"E[-0-9A-Z]{8,11}")
        for door in (Door.OFFICE, Door.DELIVERY):
            navigation.add_reference(navigation.Reference(door, asked, enquiries.address_for))

    def _say_what_needs_people(
        self, handlers: frozenset[str], overseers: frozenset[str], contacts: frozenset[str]
    ) -> None:
        """What of this context stands on the home pages."""
        from candour.contexts.concerns.queries import needs
        from candour.web import home

        caseworkers = frozenset({Role.CONCERNS_CASEWORKER.value})
        for name, roles, find in (
            ("concerns.own", caseworkers, needs.own_concerns),
            ("concerns.new", handlers, needs.new_concerns),
            ("concerns.without_owner", overseers, needs.without_owner),
            ("concerns.overrides", handlers, needs.overrides_to_decide),
            ("concerns.emergencies", overseers, needs.emergencies_to_review),
        ):
            home.add(home.Provider(name, Door.OFFICE, find, roles))
        home.add(home.Provider("concerns.enquiries", Door.DELIVERY, needs.enquiries_to_answer, contacts))
