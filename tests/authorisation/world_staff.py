"""Who there is in the world: people by name, with the body that they belong to and the roles that they hold there."""

from __future__ import annotations

BODIES = {
    "office": ("oversight_office", ""),
    "council": ("local_authority", "A01"),
    "borough": ("local_authority", "B02"),
    "force": ("police_force", "force-1"),
    "department": ("home_office", ""),
}
OFFICE_STAFF = {
    # name → roles in the office; a role with "-" ended yesterday, with "+" begins tomorrow
    "caseworker": ("concerns_caseworker",),
    "colleague": ("concerns_caseworker",),
    "former": ("concerns_caseworker-",),
    "future": ("concerns_caseworker+",),
    "deputy": ("analyst",),
    "on_leave_cover": ("reviewer",),
    "cover_over": ("reviewer",),
    "cover_of_former": ("investigator",),
    "head": ("head_of_office",),
    "commissioner": ("commissioner",),
    "analyst": ("analyst",),
    "reviewer": ("reviewer",),
    "investigator": ("investigator",),
    "identity_officer": ("identity_officer",),
    "identity_officer_2": ("identity_officer",),
    "identity_officer_asks": ("identity_officer",),
    "identity_officer_ended": ("identity_officer",),
    "former_officer": ("identity_officer-",),
    "changed_sides": ("identity_officer-", "deputy_commissioner"),
    "officer_who_asks": ("concerns_caseworker", "identity_officer"),
    "on_both_sides": ("identity_officer", "deputy_commissioner"),
    "deputy_commissioner": ("deputy_commissioner",),
    "deputy_commissioner_asks": ("deputy_commissioner",),
    "administrator": ("system_administrator",),
    "auditor": ("auditor",),
    "deactivated": ("concerns_caseworker",),
    "revoked": ("concerns_caseworker",),
    "without_role": (),
}
BODY_STAFF = {
    # name → (body, roles)
    "contact": ("council", ("body_contact",)),
    "contact_former": ("council", ("body_contact-",)),
    "contact_deputy": ("council", ("panel_partner",)),
    "council_administrator": ("council", ("organisation_administrator",)),
    "chair": ("council", ("panel_chair",)),
    "other_contact": ("borough", ("body_contact",)),
    "other_administrator": ("borough", ("organisation_administrator",)),
    "officer": ("force", ("police_case_officer",)),
    "supervisor": ("force", ("police_supervisor",)),
    "private_office": ("department", ("private_office",)),
    "clearance": ("department", ("clearance_officer",)),
    "department_administrator": ("department", ("organisation_administrator",)),
}
