"""Declarations for the tables that other people's code makes: frameworks and libraries.

The sign-in library keeps passkeys and one-time-code secrets in a table of its own. It is read while signing in,
written by the person it belongs to and by whoever holds their invitation, and emptied, after a loss, through
``people_reset_authenticators``. Everything else of the framework's is closed to every door.
"""

from __future__ import annotations

from candour.kernel.doors import NO_DOOR, Access, Door, Rule, may

_OWN = Rule("user_id = (select access_actor())")
_SIGNING_IN = Rule(
    "user_id = (select p.id from people_person p"
    " where p.email = nullif(current_setting('candour.signing_in', true), ''))"
)
_INVITED = Rule("user_id = (select access_invited())")

_AUTHENTICATORS = Access(
    tuple(
        may(
            door,
            select=_OWN | _SIGNING_IN | _INVITED,
            insert=_OWN | _INVITED,
            update=_OWN | _SIGNING_IN | _INVITED,
            update_columns=("last_used_at",),
            delete=_OWN,
        )
        for door in (Door.DELIVERY, Door.OFFICE)
    )
)
"""Nobody adds or removes a passkey on the strength of a password alone: that takes a session or an invitation."""

TABLES: dict[str, Access] = {
    "mfa_authenticator": _AUTHENTICATORS,
    "account_emailaddress": NO_DOOR,
    "account_emailconfirmation": NO_DOOR,
    "auth_group": NO_DOOR,
    "auth_group_permissions": NO_DOOR,
    "auth_permission": NO_DOOR,
    "django_content_type": NO_DOOR,
    "django_migrations": NO_DOOR,
}

EVERY_DOOR: tuple[Door, ...] = tuple(Door)
STAFF_DOORS: tuple[Door, ...] = (Door.DELIVERY, Door.OFFICE)

CALLABLE_FUNCTIONS: dict[str, tuple[Door, ...]] = {
    "access_session_digest()": EVERY_DOOR,
    "access_invitation()": EVERY_DOOR,
    "access_invited()": STAFF_DOORS,
    "access_subject()": STAFF_DOORS,
    "access_mailbox()": (Door.PUBLIC,),
    "access_draft()": (Door.PUBLIC,),
    "access_actor_at(text)": EVERY_DOOR,
    "access_actor()": EVERY_DOOR,
    "access_holdings_at(text)": EVERY_DOOR,
    "access_has_role_at(text, uuid)": STAFF_DOORS,
    "access_has_role(uuid)": STAFF_DOORS,
    "access_holdings()": EVERY_DOOR,
    "access_roles()": EVERY_DOOR,
    "access_organisations()": EVERY_DOOR,
    "access_organisations_as(text)": EVERY_DOOR,
    "access_administered()": EVERY_DOOR,
    "access_colleagues_at(text)": EVERY_DOOR,
    "access_colleagues()": EVERY_DOOR,
    "access_office_roles()": EVERY_DOOR,
    "people_belongs_only_to(uuid, uuid[])": STAFF_DOORS,
    "people_known_at(text, text)": STAFF_DOORS,
    "people_known(text)": STAFF_DOORS,
    "people_linked_at(text)": STAFF_DOORS,
    "people_linked()": STAFF_DOORS,
    "people_reset_authenticators_at(text, uuid, boolean)": STAFF_DOORS,
    "people_reset_authenticators(uuid, boolean)": STAFF_DOORS,
    "people_sweep_sessions()": STAFF_DOORS,
    "people_demonstration_at(text)": STAFF_DOORS,
    "people_demonstration()": STAFF_DOORS,
}
"""Functions of the kernel that doors may call. A context lists its own as ``door_functions`` on its AppConfig; every
other function is revoked from everybody."""
