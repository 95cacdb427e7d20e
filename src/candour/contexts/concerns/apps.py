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
        "concerns_sweep_watches()": (Door.OFFICE,),
        "concerns_watched(uuid)": (Door.OFFICE,),
        "concerns_leave()": (Door.OFFICE,),
        "concerns_sweep_delivery()": (Door.DELIVERY,),
        "concerns_nudges_pending()": (Door.OFFICE,),
        "concerns_nudge_address(uuid)": (Door.OFFICE,),
        "concerns_nudged(uuid)": (Door.OFFICE,),
        "concerns_keys_of_my_side()": (Door.OFFICE,),
        "concerns_keys_of_my_side_for(uuid)": (Door.OFFICE,),
        "concerns_keys_held()": (Door.OFFICE,),
        "concerns_keys_held_for(uuid)": (Door.OFFICE,),
        "concerns_openings_to_decide()": (Door.OFFICE,),
        "concerns_openings_to_decide_for(uuid)": (Door.OFFICE,),
        "concerns_identities_to_decide()": (Door.OFFICE,),
        "concerns_openings_to_read()": (Door.OFFICE,),
        "concerns_openings_to_read_for(uuid)": (Door.OFFICE,),
        "concerns_identities_to_read()": (Door.OFFICE,),
        "concerns_sweep_identities()": (Door.OFFICE,),
        "concerns_erase(uuid)": (Door.OFFICE,),
        "concerns_move_words(text, uuid, bytea, uuid[], bytea[])": (Door.OFFICE,),
        "concerns_files_pending(boolean)": (Door.OFFICE,),
        "concerns_file_waiting(uuid)": (Door.OFFICE,),
        "concerns_file_found(uuid, text, text, text, text, text[], text)": (Door.OFFICE,),
        "concerns_seal_file(uuid, bytea, text)": (Door.OFFICE,),
        "concerns_files_known(text[])": (Door.OFFICE,),
        "concerns_search_key(bytea, text)": (Door.OFFICE,),
        "concerns_not_in_index(text[])": (Door.OFFICE,),
        "concerns_put_in_index(uuid, text, uuid, bytea, bigint[])": (Door.OFFICE,),
        "concerns_search(bigint[], text[], text, text, text, text, date, uuid)": (Door.OFFICE,),
        "concerns_in_mailbox()": (Door.PUBLIC,),
        "concerns_in_mailbox_of(bytea)": (Door.PUBLIC,),
    }

    def ready(self) -> None:
        """Put this context's pages into the menus, and let references be found."""
        from candour.contexts.concerns import tasks
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
        navigation.add(
            navigation.Entry(Door.OFFICE, _("Message templates"), "concerns:templates", order=75, roles=handlers)
        )
        seers = handlers | {Role.IDENTITY_OFFICER.value, Role.DEPUTY_COMMISSIONER.value}
        navigation.add(
            navigation.Entry(Door.OFFICE, _("Sealed identities"), "identities:list", order=50, roles=frozenset(seers))
        )
        navigation.add(navigation.Entry(Door.OFFICE, _("Time limits"), "concerns:policies", order=70))
        navigation.add(
            navigation.Entry(Door.OFFICE, _("Lists taken out"), "concerns:exports", order=65, roles=overseers)
        )
        navigation.add(navigation.Entry(Door.OFFICE, _("Directory"), "concerns:directory", order=80))
        navigation.add(navigation.Entry(Door.OFFICE, _("Enquiries"), "enquiries:list", order=30, roles=handlers))
        contacts = frozenset({Role.BODY_CONTACT.value})
        navigation.add(navigation.Entry(Door.DELIVERY, _("Enquiries"), "enquiries:list", order=20, roles=contacts))
        notices.register()
        rotation.add(rewrapping.HOLDING)
        rotation.add(rewrapping.FILES)
        tasks.register()
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

        openers = frozenset({Role.IDENTITY_OFFICER.value, Role.DEPUTY_COMMISSIONER.value})
        caseworkers = frozenset({Role.CONCERNS_CASEWORKER.value})
        for name, roles, find in (
            ("concerns.own", caseworkers, needs.own_concerns),
            ("concerns.new", handlers, needs.new_concerns),
            ("concerns.without_owner", overseers, needs.without_owner),
            ("concerns.overrides", handlers, needs.overrides_to_decide),
            ("concerns.emergencies", overseers, needs.emergencies_to_review),
            ("concerns.watches", handlers, needs.watches_passed),
            ("concerns.openings", openers, needs.openings_to_decide),
            ("concerns.keys", openers, needs.holders_to_let_in),
            ("concerns.readings", handlers, needs.openings_to_read),
            ("concerns.erasures", overseers, needs.erasures_to_decide),
        ):
            home.add(home.Provider(name, Door.OFFICE, find, roles))
        home.add(home.Provider("concerns.enquiries", Door.DELIVERY, needs.enquiries_to_answer, contacts))
