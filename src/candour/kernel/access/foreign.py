"""Declarations for the tables that other people's code makes: frameworks and libraries.

The sign-in library writes exactly what is granted here: e-mail addresses, authenticators, and (on the person) the
last login. Everything else of the framework's is closed to every door.
"""

from __future__ import annotations

from candour.kernel.doors import NO_DOOR, Access, Door, Rule, actor_has, may

_OWN = "user_id = (select access_actor())"
_SIGNING_IN = (
    "user_id = (select p.id from people_person p"
    " where p.email = nullif(current_setting('candour.signing_in', true), ''))"
)
_MINE = Rule(f"({_OWN}) or ({_SIGNING_IN})")

_SIGN_IN_ROWS = Access(
    (
        may(Door.DELIVERY, select=_MINE, insert=_MINE, update=_MINE, delete=_MINE),
        may(Door.OFFICE, select=_MINE, insert=_MINE, update=_MINE, delete=_MINE | actor_has("system_administrator")),
    )
)

TABLES: dict[str, Access] = {
    "account_emailaddress": _SIGN_IN_ROWS,
    "mfa_authenticator": _SIGN_IN_ROWS,
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
)
"""Functions of ours that doors and the auditor may call; every other is revoked from everybody."""
