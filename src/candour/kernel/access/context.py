"""Telling the database who asks, for the length of one transaction, and hearing back who that is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact

SESSION = "candour.session"
MAILBOX = "candour.mailbox"
DRAFT = "candour.draft"
SIGNING_IN = "candour.signing_in"
INVITATION = "candour.invitation"
SUBJECT = "candour.subject"


def tell(name: str, value: str, *, using: str = "default") -> None:
    """Set one of the context values for the current transaction. Refused outside one: it would outlive the request."""
    _refuse_outside_a_transaction(using)
    with connections[using].cursor() as cursor:
        cursor.execute(_TELL, [name, value])


def _refuse_outside_a_transaction(using: str) -> None:
    if not connections[using].in_atomic_block:
        raise transaction.TransactionManagementError("who asks is told inside the transaction, never on the session")


_TELL = "select set_config(%s, %s, true)"

_WHO = f"""
{_TELL};
select p.id, p.name, s.id, s.stepped_up_at,
       h.role, h.organisation_id, o.name, h.area, h.covering,
       s.last_seen_at < now() - interval '60 seconds', s.expires_at
  from people_session s
  join people_person p on p.id = s.person_id
  left join access_holdings() h on true
  left join people_organisation o on o.id = h.organisation_id
 where s.token_digest = access_session_digest() and p.id = access_actor()
"""

_SEEN = "update people_session set last_seen_at = now() where token_digest = access_session_digest()"


def actor_for_session(*, door: Door, token: str) -> Actor | None:
    """Tell the database this session token, and hear which person it names at this door, with the roles in force today; None
    for nobody.

    Two statements that travel together (values are bound on this side), because every page begins with them; and once a minute
    a note that the session is in use. The database applies expiry, idleness, deactivation and revocation, so that a page and a
    row rule can never disagree about who is signed in.
    """
    if not token:
        return None
    _refuse_outside_a_transaction("default")
    with connections["default"].cursor() as cursor:
        cursor.execute(_WHO, [SESSION, token])
        cursor.nextset()
        rows = cursor.fetchall()
        if not rows:
            return None
        if rows[0][9]:
            cursor.execute(_SEEN)
    person_id, name, session_id, stepped_up_at = rows[0][:4]
    return Actor(
        person_id=person_id,
        name=name,
        door=door,
        holdings=tuple(_holding(row) for row in rows if row[4] is not None),
        session_id=session_id,
        stepped_up_at=stepped_up_at,
        session_ends_at=rows[0][10],
    )


def _holding(
    row: tuple[UUID, str, UUID, datetime | None, str, UUID, str, str, UUID | None, bool, datetime],
) -> HoldingFact:
    role, organisation_id, organisation_name, area, covering = row[4:9]
    return HoldingFact(role, organisation_id, organisation_name, area or "", covering)
