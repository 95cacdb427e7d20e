"""The roles that a person can hold in an organisation. Codes are the names used in procedure tables and row rules."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Door


class Role(models.TextChoices):
    """A role. Where it lets a person in is ``DOOR_OF``; what it lets them do stands in the procedure tables."""

    # The Commissioner's office
    COMMISSIONER = "commissioner", _("Independent Prevent Commissioner")
    HEAD_OF_OFFICE = "head_of_office", _("Head of office")
    CONCERNS_CASEWORKER = "concerns_caseworker", _("Concerns caseworker")
    INVESTIGATOR = "investigator", _("Investigator")
    REVIEWER = "reviewer", _("Reviewer")
    ANALYST = "analyst", _("Analyst")
    IDENTITY_OFFICER = "identity_officer", _("Identity officer")
    DEPUTY_COMMISSIONER = "deputy_commissioner", _("Deputy of the Commissioner")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")
    AUDITOR = "auditor", _("Auditor")
    # The bodies that deliver Prevent, and those that answer for it
    ORGANISATION_ADMINISTRATOR = (
        "organisation_administrator",
        _("Organisation administrator"),
    )
    BODY_CONTACT = "body_contact", _("Contact for the Commissioner's enquiries")
    DUTY_BODY_REFERRER = "duty_body_referrer", _("Referrer in a duty body")
    POLICE_CASE_OFFICER = "police_case_officer", _("Prevent case officer")
    POLICE_SUPERVISOR = "police_supervisor", _("Prevent supervisor")
    PANEL_CHAIR = "panel_chair", _("Panel chair")
    PANEL_COORDINATOR = "panel_coordinator", _("Panel coordinator")
    PANEL_PARTNER = "panel_partner", _("Panel partner")
    INTERVENTION_PROVIDER = "intervention_provider", _("Intervention provider")
    RECEIVING_SERVICE = "receiving_service", _("Receiving service")
    DDP_CASE_MANAGER = (
        "ddp_case_manager",
        _("Desistance and Disengagement case manager"),
    )
    PRIVATE_OFFICE = "private_office", _("Home Secretary's private office")
    SECURITY_CHECKER = "security_checker", _("Home Office security checker")
    CLEARANCE_OFFICER = "clearance_officer", _("Departmental clearance officer")
    RECOMMENDATION_OWNER = "recommendation_owner", _("Recommendation owner")
    BOARD_SECRETARY = "board_secretary", _("Board secretary")
    PARLIAMENTARY_CLERK = "parliamentary_clerk", _("Parliamentary clerk")


OFFICE_ROLES = frozenset(
    {
        Role.COMMISSIONER,
        Role.HEAD_OF_OFFICE,
        Role.CONCERNS_CASEWORKER,
        Role.INVESTIGATOR,
        Role.REVIEWER,
        Role.ANALYST,
        Role.IDENTITY_OFFICER,
        Role.DEPUTY_COMMISSIONER,
        Role.SYSTEM_ADMINISTRATOR,
        Role.AUDITOR,
    }
)
"""Roles that only the Commissioner's office can give, and that are used at its door alone."""

ADMINISTRATOR_ROLES = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.ORGANISATION_ADMINISTRATOR})
"""Roles that manage accounts and see no casework."""


def door_of(role: str) -> Door:
    """The door at which a role is used."""
    return Door.OFFICE if role in OFFICE_ROLES else Door.DELIVERY


class OrganisationKind(models.TextChoices):
    """What kind of body an organisation is."""

    OVERSIGHT_OFFICE = (
        "oversight_office",
        _("Office of the Independent Prevent Commissioner"),
    )
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    POLICE_FORCE = "police_force", _("Police force")
    EDUCATION = "education", _("School, college or university")
    HEALTH = "health", _("Health body")
    SOCIAL_CARE = "social_care", _("Social care")
    HOUSING = "housing", _("Housing body")
    PRISON = "prison", _("Prison")
    PROBATION = "probation", _("Probation service")
    PROVIDER = "provider", _("Intervention provider")
    RECEIVING_SERVICE = "receiving_service", _("Receiving service")
    HOME_OFFICE = "home_office", _("Home Office")
    BOARD = "board", _("Board")
    PARLIAMENT = "parliament", _("Parliament")
    OTHER = "other", _("Other body")


class Nation(models.TextChoices):
    """The nations of the United Kingdom; working days and law differ between them."""

    ENGLAND = "england", _("England")
    WALES = "wales", _("Wales")
    SCOTLAND = "scotland", _("Scotland")
    NORTHERN_IRELAND = "northern_ireland", _("Northern Ireland")


_EVERY_BODY = frozenset({Role.ORGANISATION_ADMINISTRATOR, Role.BODY_CONTACT, Role.RECOMMENDATION_OWNER})
_DUTY_BODY = _EVERY_BODY | {Role.DUTY_BODY_REFERRER, Role.PANEL_PARTNER}

ROLES_OF_KIND: dict[str, frozenset[Role]] = {
    OrganisationKind.OVERSIGHT_OFFICE: OFFICE_ROLES,
    OrganisationKind.LOCAL_AUTHORITY: _DUTY_BODY | {Role.PANEL_CHAIR, Role.PANEL_COORDINATOR},
    OrganisationKind.POLICE_FORCE: _DUTY_BODY | {Role.POLICE_CASE_OFFICER, Role.POLICE_SUPERVISOR},
    OrganisationKind.EDUCATION: _DUTY_BODY,
    OrganisationKind.HEALTH: _DUTY_BODY | {Role.RECEIVING_SERVICE},
    OrganisationKind.SOCIAL_CARE: _DUTY_BODY | {Role.RECEIVING_SERVICE},
    OrganisationKind.HOUSING: _DUTY_BODY | {Role.RECEIVING_SERVICE},
    OrganisationKind.PRISON: _DUTY_BODY,
    OrganisationKind.PROBATION: _DUTY_BODY | {Role.DDP_CASE_MANAGER},
    OrganisationKind.PROVIDER: _EVERY_BODY | {Role.INTERVENTION_PROVIDER},
    OrganisationKind.RECEIVING_SERVICE: _EVERY_BODY | {Role.RECEIVING_SERVICE},
    OrganisationKind.HOME_OFFICE: _EVERY_BODY
    | {
        Role.PRIVATE_OFFICE,
        Role.SECURITY_CHECKER,
        Role.CLEARANCE_OFFICER,
        Role.BOARD_SECRETARY,
        Role.DDP_CASE_MANAGER,
    },
    OrganisationKind.BOARD: _EVERY_BODY | {Role.BOARD_SECRETARY},
    OrganisationKind.PARLIAMENT: _EVERY_BODY | {Role.PARLIAMENTARY_CLERK},
    OrganisationKind.OTHER: _DUTY_BODY,
}
"""Which roles can be held in which kind of body. The database refuses others, whoever gives them."""
