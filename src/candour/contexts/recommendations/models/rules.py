"""Row rules of this context, said once.

What has not been issued lies in tables of which the office alone has any privilege (``models/draft.py``). Issuing *copies*
it into the tables that doors share (security.md, "What two doors share"): there a body sees what is addressed to it from
the moment it was issued, and the public what was published. What a body prepares before it sends it is its own
(``models/preparing.py``).
"""

from __future__ import annotations

from candour.kernel.doors import Rule, actor_has
from candour.kernel.people.roles import Role

REVIEWER, HEAD, COMMISSIONER = Role.REVIEWER.value, Role.HEAD_OF_OFFICE.value, Role.COMMISSIONER.value

READS = actor_has(
    COMMISSIONER,
    Role.DEPUTY_COMMISSIONER.value,
    HEAD,
    REVIEWER,
    Role.INVESTIGATOR.value,
    Role.ANALYST.value,
    Role.CONCERNS_CASEWORKER.value,
)
"""Does the office's own work; neither looks after accounts nor reads the ledger alone."""

WORKS = actor_has(COMMISSIONER, HEAD, REVIEWER)
"""Writes, issues and follows recommendations for the office."""

SIGNS = actor_has(COMMISSIONER, HEAD)
"""Signs for the office."""

OF_OWN_BODY = Rule("organisation_id = any((select access_organisations_as('recommendation_owner'))::uuid[])")
"""Addressed to a body for which the person signed in answers recommendations, in their own right or as cover."""

PUBLISHED = Rule("published_at is not null")
"""Published: the public door shows it."""

BY_ACTOR = Rule("by_id = (select access_actor())")
"""In the name of whoever is signed in."""


def of_addressee(column: str = "addressee_id") -> Rule:
    """Hangs from what a body was asked, as far as that may be seen: its own row rule decides."""
    return Rule(f"exists (select 1 from recommendations_addressee a where a.id = {column})")


def of_addressee_in(*states: str, column: str = "addressee_id") -> Rule:
    """The same, while it stands at one of these states: nothing is written about what is over, or has not come yet.

    An operation writes its rows first and takes the step then, so that the state is the one that the step starts from.
    """
    return Rule(
        f"exists (select 1 from recommendations_addressee a where a.id = {column} and a.state in ({_listed(*states)}))"
    )


def step_is(*names: str) -> Rule:
    """One of these steps, taken by a person."""
    return Rule(f"by_kind = 'staff' and step in ({_listed(*names)})")


def _listed(*words: str) -> str:
    return ", ".join(f"'{word}'" for word in words)


def of_recommendation(column: str = "recommendation_id") -> Rule:
    """Hangs from a recommendation that may be seen: its own row rule decides."""
    return Rule(f"exists (select 1 from recommendations_recommendation r where r.id = {column})")


def of_report(column: str = "report_id") -> Rule:
    """Hangs from a report that may be seen: its own row rule decides."""
    return Rule(f"exists (select 1 from recommendations_report r where r.id = {column})")


OF_BODY = (
    "accept",
    "accept_in_part",
    "accept_in_principle",
    "reject",
    "note",
    "pass_on",
    "update",
    "claim",
    "ask_extension",
)
"""Steps that a body takes on what it was asked (``procedure/answer.py``; a test holds the two together)."""

OF_OFFICE = ("ask_again", "reconsider", "extend", "refuse_extension", "remind", "close_as_done", "close_as_exceeded")
"""Steps of whoever works on recommendations in the office."""

OF_JUDGES = ("verify", "find_not_verified")
"""Steps of whoever neither works for the body nor did so lately."""

OF_SIGNERS = (
    "ask",
    "write_letter",
    "give_notice",
    "close_as_superseded",
    "close_as_not_applicable",
    "close_as_refused",
    "reopen",
)
"""Steps of whoever signs for the office."""

INDEPENDENT = Rule("recommendations_is_independent(addressee_id, by_id)")
"""Whoever acts holds no role in the body that was asked, and held none in the time that policy names."""
