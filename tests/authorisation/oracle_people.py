"""The second opinion on people, sessions, the ledger and what frameworks bring. Imports nothing of Candour."""

from __future__ import annotations

from tests.authorisation.oracle import OFFICE_ROLES, Knowledge, Row, digest
from tests.authorisation.oracle_calendars import CALENDARS
from tests.authorisation.oracle_lists import LISTS
from tests.authorisation.oracle_panels import PANELS
from tests.authorisation.oracle_pathway_law import PATHWAY
from tests.authorisation.oracle_recommendations_law import RECOMMENDATIONS
from tests.authorisation.oracle_rights import RIGHTS
from tests.authorisation.oracle_shared import CLOSED, Commands, Judge, May, both, either, every, has
from tests.authorisation.oracle_tables import CONCERNS

BODY = frozenset({"organisation_administrator", "body_contact", "recommendation_owner"})
DUTY = BODY | {"duty_body_referrer", "panel_partner"}
HELD_IN = {
    "oversight_office": OFFICE_ROLES,
    "local_authority": DUTY | {"panel_chair", "panel_coordinator"},
    "police_force": DUTY | {"police_case_officer", "police_supervisor"},
    "education": DUTY,
    "receiving_service": BODY | {"receiving_service"},
    "provider": BODY | {"intervention_provider"},
    "home_office": BODY
    | {"private_office", "security_checker", "clearance_officer", "board_secretary", "ddp_case_manager"},
}
"""Which roles belong in which kind of body, for the kinds of body that the test world has."""


def is_me(column: str) -> Judge:
    return lambda k, row: k.actor is not None and row[column] == k.actor


# -- persons


def signing_in(k: Knowledge, row: Row) -> bool:
    return k.signing_in is not None and row["id"] == k.signing_in


def invited(k: Knowledge, row: Row) -> bool:
    return k.invited is not None and row["id"] == k.invited


def colleague(k: Knowledge, row: Row) -> bool:
    return row["id"] in k.colleagues


def in_lower_case(k: Knowledge, row: Row) -> bool:
    """Otherwise one address could be two persons."""
    return bool(row["email"] == row["email"].lower())


_THEMSELVES = (signing_in, invited, is_me("id"))


# -- roles, cover, invitations


def mine_or_my_body(k: Knowledge, row: Row) -> bool:
    return (k.actor is not None and row["person_id"] == k.actor) or row["organisation_id"] in k.organisations


def looks_after(k: Knowledge, row: Row) -> bool:
    return row["organisation_id"] in k.administers


def gives_role(k: Knowledge, row: Row) -> bool:
    """An administrator, to somebody else, where the role belongs, for the body's own area; office roles at the office."""
    body = k.world.by_id["people_organisation"].get(row["organisation_id"])
    if body is None or not looks_after(k, row) or row["person_id"] == k.actor:
        return False
    fits = row["role"] in HELD_IN.get(body["kind"], frozenset())
    own_area = body["code"] == "" or row["area"] in {"", body["code"]}
    at_this_door = k.visitor.door == "office" or row["role"] not in OFFICE_ROLES
    forwards = row["ends_on"] is None or row["ends_on"] >= row["starts_on"]
    return fits and own_area and at_this_door and forwards


def arranges_cover(k: Knowledge, row: Row) -> bool:
    """For one's own holding, or one in a body that one looks after."""
    holding = k.world.by_id["people_roleholding"].get(row["holding_id"])
    if holding is None or not _sees_holding(k, holding):
        return False
    return (k.actor is not None and holding["person_id"] == k.actor) or holding["organisation_id"] in k.administers


def _sees_holding(k: Knowledge, holding: Row) -> bool:
    return mine_or_my_body(k, holding) or (k.visitor.door == "office" and looks_after(k, holding))


def sees_cover(k: Knowledge, row: Row) -> bool:
    return (k.actor is not None and row["covered_by_id"] == k.actor) or arranges_cover(k, row)


def gives_cover(k: Knowledge, row: Row) -> bool:
    """To somebody else, who already holds a role in the same body, as whoever arranges it can see."""
    if not arranges_cover(k, row) or row["covered_by_id"] == k.actor:
        return False
    if row["kind"] == "leave" and row["ends_on"] is None:
        return False
    holding = k.world.by_id["people_roleholding"][row["holding_id"]]
    return any(
        other["organisation_id"] == holding["organisation_id"]
        and other["person_id"] == row["covered_by_id"]
        and (other["ends_on"] is None or other["ends_on"] > row["starts_on"])
        and _sees_holding(k, other)
        for other in k.world["people_roleholding"]
    )


def own_invitation(k: Knowledge, row: Row) -> bool:
    return bytes(row["token_digest"]) == digest(k.visitor.invitation)


def invites(k: Knowledge, row: Row) -> bool:
    return looks_after(k, row) and row["person_id"] != k.actor and k.belongs_only_to_mine(row["person_id"])


# -- sessions and passkeys


def own_token(k: Knowledge, row: Row) -> bool:
    return bytes(row["token_digest"]) == k.own_session


def at_this_door(k: Knowledge, row: Row) -> bool:
    return bool(row["door"] == k.visitor.door)


def my_sessions(k: Knowledge, row: Row) -> bool:
    return own_token(k, row) or (k.actor is not None and row["person_id"] == k.actor)


def names_who_signs_in(k: Knowledge, row: Row) -> bool:
    """A session names nobody, or the very person who is told to be signing in."""
    person = row["person_id"]
    return person is None or person in {k.actor, k.invited, k.signing_in}


def my_authenticator(k: Knowledge, row: Row) -> bool:
    return k.actor is not None and row["user_id"] == k.actor


def authenticator_signing_in(k: Knowledge, row: Row) -> bool:
    return k.signing_in is not None and row["user_id"] == k.signing_in


def authenticator_invited(k: Knowledge, row: Row) -> bool:
    return k.invited is not None and row["user_id"] == k.invited


def provider_link_of_self_or_invited(k: Knowledge, row: Row) -> bool:
    """Somebody's link with the provider of this door: theirs, or made with the invitation that names them."""
    mine = k.actor is not None and row["person_id"] == k.actor
    return at_this_door(k, row) and (mine or (k.invited is not None and row["person_id"] == k.invited))


def links_with_provider(k: Knowledge, row: Row) -> bool:
    """One link per person and door."""
    linked = any(
        other["person_id"] == row["person_id"] and other["door"] == row["door"]
        for other in k.world["people_providerlink"]
    )
    return provider_link_of_self_or_invited(k, row) and not linked


_SESSIONS: Commands = {
    "select": May(both(at_this_door, my_sessions)),
    "insert": May(both(at_this_door, own_token, names_who_signs_in)),
    "update": May(both(at_this_door, own_token), after=both(at_this_door, own_token, names_who_signs_in)),
    "delete": May(both(at_this_door, my_sessions)),
}
_AUTHENTICATORS: Commands = {
    "select": May(either(my_authenticator, authenticator_signing_in, authenticator_invited)),
    "insert": May(either(my_authenticator, authenticator_invited)),
    "update": May(either(my_authenticator, authenticator_signing_in, authenticator_invited), ("last_used_at",)),
    "delete": May(my_authenticator),
}
_PROVIDER_LINKS: Commands = {
    "select": May(provider_link_of_self_or_invited),
    "insert": May(links_with_provider),
    "delete": May(provider_link_of_self_or_invited),
}
_COVER: Commands = {
    "select": May(sees_cover),
    "insert": May(gives_cover),
    "update": May(arranges_cover, ("ends_on",)),
}
_INVITATIONS: Commands = {
    "select": May(either(looks_after, own_invitation)),
    "insert": May(invites),
    "update": May(either(looks_after, own_invitation), ("used_at", "cancelled_at")),
}
_NOTICES: Commands = {"select": May(is_me("person_id")), "update": May(is_me("person_id"), ("read_on",))}
"""Somebody's own notices; made by the sweep of the door, by nobody at it."""

_LEDGER: Commands = {"insert": May(every, ("id", "entry"))}
"""Written by all, read by no serving role: not even its own entries."""

_ENDS_ROLE = ("ends_on", "ended_by_id", "end_reason")

PEOPLE: dict[str, dict[str, Commands]] = {
    "people_person": {
        "delivery": {
            "select": May(either(*_THEMSELVES, colleague)),
            "insert": May(both(has("organisation_administrator"), in_lower_case)),
            "update": May(either(*_THEMSELVES), ("password", "last_login", "language")),
        },
        "office": {
            "select": May(either(*_THEMSELVES, colleague, has("system_administrator"))),
            "insert": May(both(has("system_administrator"), in_lower_case)),
            "update": May(
                either(*_THEMSELVES, has("system_administrator")),
                ("password", "last_login", "language", "deactivated_on"),
            ),
        },
    },
    "people_organisation": {
        "public": {"select": May(every, ("id", "name", "kind", "nation", "region", "ended_on"))},
        "delivery": {"select": May(every)},
        "office": {
            "select": May(every),
            "insert": May(has("system_administrator")),
            "update": May(has("system_administrator")),
        },
    },
    "people_roleholding": {
        "delivery": {
            "select": May(mine_or_my_body),
            "insert": May(gives_role),
            "update": May(looks_after, _ENDS_ROLE),
        },
        "office": {
            "select": May(_sees_holding),
            "insert": May(gives_role),
            "update": May(looks_after, _ENDS_ROLE),
        },
    },
    "people_cover": {"delivery": _COVER, "office": _COVER},
    "people_invitation": {"delivery": _INVITATIONS, "office": _INVITATIONS},
    "people_session": {"delivery": _SESSIONS, "office": _SESSIONS},
    "people_providerlink": {"delivery": _PROVIDER_LINKS, "office": _PROVIDER_LINKS},
    "notifications_officenotice": {"office": _NOTICES},
    "notifications_deliverynotice": {"delivery": _NOTICES},
    "notifications_holdermail": CLOSED,
    "people_demonstration": CLOSED,
    "mfa_authenticator": {"delivery": _AUTHENTICATORS, "office": _AUTHENTICATORS},
    "ledger_entry": {"public": _LEDGER, "delivery": _LEDGER, "office": _LEDGER},
    # The inner tree is nobody's: its size would tell how many people wrote
    "ledger_pending": CLOSED,
    "ledger_innerleaf": CLOSED,
    "ledger_innernode": CLOSED,
    "ledger_innercheckpoint": CLOSED,
    # The public tree is for anybody to read, and for nobody at a door to write
    "ledger_publicleaf": {"public": {"select": May(every)}},
    "ledger_publicnode": {"public": {"select": May(every)}},
    "ledger_publiccheckpoint": {"public": {"select": May(every)}},
    "ledger_publication": {"office": {"insert": May(has("head_of_office", "commissioner"))}},
    "deadlines_bankholiday": {
        "public": {"select": May(every)},
        "delivery": {"select": May(every)},
        "office": {"select": May(every), "insert": May(has("head_of_office"))},
    },
    "deadlines_policyterm": {
        "public": {"select": May(every)},
        "delivery": {"select": May(every)},
        "office": {
            "select": May(every),
            "insert": May(has("head_of_office")),
            "update": May(has("head_of_office"), ("in_force_until",)),
        },
    },
    # Of the framework's own tables no door needs any
    "account_emailaddress": CLOSED,
    "account_emailconfirmation": CLOSED,
    "auth_group": CLOSED,
    "auth_group_permissions": CLOSED,
    "auth_permission": CLOSED,
    "django_content_type": CLOSED,
    "django_migrations": CLOSED,
}

LAW: dict[str, dict[str, Commands]] = {
    **CONCERNS,
    **LISTS,
    **PEOPLE,
    **PATHWAY,
    **PANELS,
    **CALENDARS,
    **RIGHTS,
    **RECOMMENDATIONS,
}
"""Table → door → command → what it may touch. A door or command that is not there may do nothing."""
