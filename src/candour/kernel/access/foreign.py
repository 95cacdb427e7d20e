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

CALLABLE_FUNCTIONS: tuple[str, ...] = (
    "access_session_digest()",
    "access_invitation()",
    "access_invited()",
    "access_mailbox()",
    "access_draft()",
    "access_actor_at(text)",
    "access_actor()",
    "access_holdings_of(uuid, text)",
    "access_holdings()",
    "access_roles()",
    "access_organisations()",
    "access_administered()",
    "access_colleagues_in(uuid[])",
    "access_colleagues()",
    "access_office_roles()",
    "people_belongs_only_to(uuid, uuid[])",
    "people_known_at(text, text)",
    "people_known(text)",
    "people_reset_authenticators_at(text, uuid, boolean)",
    "people_reset_authenticators(uuid, boolean)",
    "people_sweep_sessions()",
    "people_demonstration_at(text)",
    "people_demonstration()",
)
"""Functions of ours that doors and the auditor may call; every other is revoked from everybody."""
