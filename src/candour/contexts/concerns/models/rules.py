"""Row rules of this context, said once.

Who may read what (product.md, "Who sees what"): the coded fields of any concern, the office's caseworkers and those
who answer for them; the narrative and the reporter, only the caseworkers assigned; and nobody at all who declared an
interest in that concern, whatever else would let them in.
"""

from __future__ import annotations

from candour.kernel.doors import Rule, actor_has, mailbox_is
from candour.kernel.people.roles import Role

HANDLES_CONCERNS = actor_has(Role.CONCERNS_CASEWORKER.value, Role.HEAD_OF_OFFICE.value, Role.COMMISSIONER.value)
"""Holds a role in the office that works with concerns."""

OVERSEES = actor_has(Role.HEAD_OF_OFFICE.value, Role.COMMISSIONER.value)
"""Answers for those who work with concerns."""

OPENS_IDENTITIES = actor_has(Role.IDENTITY_OFFICER.value, Role.DEPUTY_COMMISSIONER.value)
"""Acts for one of the two sides that together open a sealed identity."""


def acts_for_side(column: str = "side") -> Rule:
    """Holds the role of the side that the row names."""
    officers = Rule(f"{column} = 'officers'") & actor_has(Role.IDENTITY_OFFICER.value)
    return officers | (Rule(f"{column} = 'deputies'") & actor_has(Role.DEPUTY_COMMISSIONER.value))


def not_excluded(column: str = "concern_id") -> Rule:
    """No declared interest of the person signed in lies against the concern."""
    return Rule(f"{column} <> all((select concerns_excluded())::uuid[])")


def coded(column: str = "concern_id") -> Rule:
    """May know of the concern and read its coded fields."""
    return HANDLES_CONCERNS & not_excluded(column)


def narrative(column: str = "concern_id") -> Rule:
    """May read what was written: assigned, or with emergency access that still runs."""
    return coded(column) & Rule(f"{column} = any((select concerns_opened())::uuid[])")


def own_mailbox(column: str = "concern_id") -> Rule:
    """The concern whose receipt opened this mailbox."""
    return Rule(f"{column} = (select concerns_in_mailbox())")


IS_MAILBOX = mailbox_is("mailbox_digest")
