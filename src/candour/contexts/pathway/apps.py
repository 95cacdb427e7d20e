"""The pathway: referral, assessment, panel, consent, support, closure, and the way to other services."""

from __future__ import annotations

import re
from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Door


class PathwayConfig(AppConfig):
    """Names the functions that this context's row rules call, and the doors that may call them."""

    name = "candour.contexts.pathway"
    label = "pathway"
    door_functions: ClassVar[dict[str, tuple[Door, ...]]] = {
        "pathway_forces()": (Door.DELIVERY,),
        "pathway_authorities()": (Door.DELIVERY,),
        "pathway_excluded()": (Door.DELIVERY,),
        "pathway_excluded_for(uuid)": (Door.DELIVERY,),
        "pathway_is_known(uuid)": (Door.PUBLIC, Door.DELIVERY),
        "pathway_is_untouched(uuid)": (Door.PUBLIC, Door.DELIVERY),
        "pathway_is_untouched_by(uuid, uuid)": (Door.PUBLIC, Door.DELIVERY),
        "pathway_is_linked(uuid)": (Door.DELIVERY,),
        "pathway_is_linked_at(text, uuid)": (Door.DELIVERY,),
        "pathway_by_code()": (Door.PUBLIC,),
        "pathway_admitted()": (Door.DELIVERY,),
        "pathway_admitted_for(uuid)": (Door.DELIVERY,),
        "pathway_offered()": (Door.DELIVERY,),
        "pathway_offered_to(uuid[])": (Door.DELIVERY,),
        "pathway_excluded_cases()": (Door.DELIVERY,),
        "pathway_excluded_cases_for(uuid)": (Door.DELIVERY,),
        "pathway_seats()": (Door.DELIVERY,),
        "pathway_seats_of(uuid)": (Door.DELIVERY,),
        "pathway_names(uuid[])": (Door.DELIVERY,),
        "pathway_panel_people(uuid)": (Door.DELIVERY,),
        "pathway_unseen_of(uuid)": (Door.DELIVERY,),
        "pathway_invitations_of(uuid)": (Door.DELIVERY,),
        "pathway_sweep_meetings()": (Door.DELIVERY,),
        "pathway_calendar(text)": (Door.DELIVERY,),
        "pathway_own_calendar_stands()": (Door.DELIVERY,),
        "pathway_given()": (Door.DELIVERY,),
        "pathway_given_to(uuid)": (Door.DELIVERY,),
        "pathway_receiving_services()": (Door.DELIVERY,),
        "pathway_transfer_names(uuid[])": (Door.DELIVERY,),
        "pathway_transfer_owners(uuid, uuid, uuid)": (Door.DELIVERY,),
        "pathway_transfers_without_owner()": (Door.DELIVERY,),
        "pathway_transfers_to_lapse()": (Door.DELIVERY,),
        "pathway_lapse(uuid, uuid, integer, timestamp with time zone, uuid, date, integer, text)": (Door.DELIVERY,),
        "pathway_sweep_transfers()": (Door.DELIVERY,),
        "pathway_barred(uuid)": (Door.DELIVERY,),
        "pathway_earlier(uuid)": (Door.DELIVERY,),
        "pathway_works_here()": (Door.DELIVERY,),
        "pathway_organisations_with(text[])": (Door.DELIVERY,),
        "pathway_partners()": (Door.DELIVERY,),
        "pathway_services()": (Door.DELIVERY,),
        "pathway_panels()": (Door.DELIVERY,),
        "pathway_staffed_forces()": (Door.DELIVERY,),
        "pathway_officers(uuid)": (Door.DELIVERY,),
        "pathway_panel_owner(uuid, uuid)": (Door.DELIVERY,),
        "pathway_rights_by_code()": (Door.PUBLIC,),
        "pathway_rights_shown()": (Door.PUBLIC,),
        "pathway_sweep_rights()": (Door.DELIVERY,),
        "pathway_papers_pending(boolean)": (Door.DELIVERY,),
        "pathway_papers_waiting(uuid)": (Door.DELIVERY,),
        "pathway_papers_found(uuid, text, text, text, text, text[], text)": (Door.DELIVERY,),
        "pathway_papers_known(text[])": (
            Door.OFFICE,
        ),  # its worker sweeps: which addresses stand in a row, nothing else
        "pathway_sweep_drafts()": (Door.DELIVERY,),
        "pathway_made()": (Door.DELIVERY,),
        "pathway_made_at(text)": (Door.DELIVERY,),
        "pathway_national_desk()": (Door.PUBLIC, Door.DELIVERY),
        "pathway_route(uuid, uuid)": (Door.PUBLIC, Door.DELIVERY),
    }

    def ready(self) -> None:
        """Put this context's pages into the menus, let references be found, and say what needs people."""
        self._police()
        self._cases()
        self._transfers()
        self._rights()
        self._referring()
        self._panels()

    def _referring(self) -> None:
        from candour.contexts.pathway.procedure import basis
        from candour.contexts.pathway.queries import making
        from candour.web import home, navigation

        referrers = frozenset({basis.REFERRER})
        navigation.add(navigation.Entry(Door.DELIVERY, _("Make a referral"), "making:begin", order=5, roles=referrers))
        navigation.add(navigation.Entry(Door.DELIVERY, _("Your referrals"), "making:mine", order=6, roles=referrers))
        home.add(home.Provider("pathway.feedback", Door.DELIVERY, making.feedback_came, referrers))

    def _panels(self) -> None:
        from candour.contexts.pathway.procedure import basis
        from candour.contexts.pathway.queries import meeting_needs
        from candour.web import home, navigation

        panel = frozenset(basis.PANEL)
        members = panel | {*basis.POLICE, basis.PARTNER}
        navigation.add(navigation.Entry(Door.DELIVERY, _("Panels"), "panels:list", order=13, roles=members))
        form = re.compile(r"M[-0-9A-Z]{8,11}")
        navigation.add_reference(navigation.Reference(Door.DELIVERY, form, meeting_needs.address_for))
        for name, roles, find in (
            ("pathway.meetings", panel, meeting_needs.meetings),
            ("pathway.meetings.actions", members, meeting_needs.actions),
        ):
            home.add(home.Provider(name, Door.DELIVERY, find, roles))

    def _rights(self) -> None:
        from candour.contexts.pathway.procedure import rights as law
        from candour.contexts.pathway.queries import rights, rights_needs
        from candour.web import home, navigation

        owners = frozenset(law.OWNERS)
        navigation.add(navigation.Entry(Door.DELIVERY, _("Rights"), "rights:list", order=45, roles=owners))
        form = re.compile(r"G[-0-9A-Z]{8,11}")
        navigation.add_reference(navigation.Reference(Door.DELIVERY, form, rights.address_for))
        home.add(home.Provider("pathway.rights", Door.DELIVERY, rights_needs.to_answer, owners))

    def _police(self) -> None:
        from candour.contexts.pathway.procedure import basis
        from candour.contexts.pathway.queries import needs, visible
        from candour.web import home, navigation

        police, partners = frozenset(basis.POLICE), frozenset({basis.PARTNER})
        supervisors = frozenset({basis.SUPERVISOR})
        navigation.add(navigation.Entry(Door.DELIVERY, _("Referrals"), "referrals:inbox", order=10, roles=police))
        navigation.add(navigation.Entry(Door.DELIVERY, _("Requests"), "referrals:requests", order=15, roles=partners))
        form = re.compile(r"[RQLPK][-0-9A-Z]{8,11}")
        navigation.add_reference(navigation.Reference(Door.DELIVERY, form, visible.address_for))
        for name, roles, find in (
            ("pathway.own", police, needs.own),
            ("pathway.unassigned", police, needs.unassigned),
            ("pathway.countersign", supervisors, needs.to_countersign),
            ("pathway.late", supervisors, needs.late),
            ("pathway.tell", police, needs.to_tell),
            ("pathway.necessity", police, needs.necessity),
            ("pathway.requests", partners, needs.requests_to_answer),
            ("pathway.police_led", supervisors, needs.led_to_review),
        ):
            home.add(home.Provider(name, Door.DELIVERY, find, roles))

    def _cases(self) -> None:
        from candour.contexts.pathway.procedure import basis
        from candour.contexts.pathway.queries import case_needs
        from candour.web import home, navigation

        panel, partner, provider = frozenset(basis.PANEL), frozenset({basis.PARTNER}), frozenset({basis.PROVIDER})
        entry = navigation.Entry
        navigation.add(entry(Door.DELIVERY, _("Panel cases"), "cases:list", order=12, roles=panel | partner))
        navigation.add(entry(Door.DELIVERY, _("Support you give"), "cases:support", order=20, roles=provider))
        for name, roles, find in (
            ("pathway.cases.clocks", panel, case_needs.clocks),
            ("pathway.cases.decisions", panel, case_needs.decisions),
            ("pathway.cases.ends", frozenset({basis.CHAIR}), case_needs.ends),
            ("pathway.cases.needs", panel, case_needs.needs),
            ("pathway.cases.sessions", panel, case_needs.sessions_behind),
            ("pathway.cases.offers", panel, case_needs.offers),
            ("pathway.cases.questions", partner | frozenset(basis.POLICE), case_needs.questions),
            ("pathway.support", provider, case_needs.sessions_to_report),
        ):
            home.add(home.Provider(name, Door.DELIVERY, find, roles))

    def _transfers(self) -> None:
        from candour.contexts.pathway import tasks
        from candour.contexts.pathway.procedure import basis, transfer
        from candour.contexts.pathway.queries import transfer_needs, transfers
        from candour.web import home, navigation

        owners, service = frozenset(transfer.OWNERS), frozenset({basis.SERVICE})
        watches = frozenset({basis.SUPERVISOR, *basis.PANEL})
        navigation.add(
            navigation.Entry(Door.DELIVERY, _("Transfers"), "transfers:list", order=40, roles=owners | service)
        )
        form = re.compile(r"T[-0-9A-Z]{8,11}")
        navigation.add_reference(navigation.Reference(Door.DELIVERY, form, transfers.address_for))
        for name, roles, find in (
            ("pathway.transfers.service", service, transfer_needs.for_service),
            ("pathway.transfers.owner", owners, transfer_needs.for_owner),
            ("pathway.transfers.nobody", watches, transfer_needs.without_owner),
        ):
            home.add(home.Provider(name, Door.DELIVERY, find, roles))
        tasks.register()
