"""Row rules of this context, said once.

Who may read what (product.md, "Who sees what"): police officers and supervisors of the force that has a referral, and
the chair and coordinator of the panel authority it concerns; police who accepted an earlier referral as being of the
same person; and nobody who declared an interest in the person, whatever else would let them in. Oversight and the Home
Office have no privilege on any of it.

Rules look at the row's own columns first, so that a list uses its index; what hangs from a referral asks for that one
row (``exists``), never for all that may be seen.
"""

from __future__ import annotations

from candour.kernel.doors import Rule, actor_has, actor_is, mailbox_is
from candour.kernel.people.roles import Role

OFFICER = Role.POLICE_CASE_OFFICER.value
SUPERVISOR = Role.POLICE_SUPERVISOR.value
CHAIR = Role.PANEL_CHAIR.value
COORDINATOR = Role.PANEL_COORDINATOR.value

POLICE = actor_has(OFFICER, SUPERVISOR)
"""Holds a Prevent role in a police force."""

WORKS_ON_PATHWAY = actor_has(OFFICER, SUPERVISOR, CHAIR, COORDINATOR)
"""Works with referrals or cases, in the police or in an authority."""

REFERS = actor_has(Role.DUTY_BODY_REFERRER.value)
"""Makes referrals for a body under the Prevent duty."""


def of_own_force(column: str = "force_id") -> Rule:
    """The row belongs to a force in which the person signed in is a Prevent officer or supervisor."""
    return Rule(f"{column} = any((select pathway_forces())::uuid[])")


def of_own_authority(column: str = "authority_id") -> Rule:
    """The row belongs to an authority whose panel the person signed in chairs or coordinates."""
    return Rule(f"{column} = any((select pathway_authorities())::uuid[])")


def not_excluded(column: str = "individual_id") -> Rule:
    """No declared interest of the person signed in lies against the individual."""
    return Rule(f"{column} <> all((select pathway_excluded())::uuid[])")


LINKED_BY_OWN_FORCE = Rule("pathway_is_linked(pathway_referral.id)")
"""An earlier referral of the same person, as the own force decided. A function, because links ask for referrals too; it is
called only for rows that nothing else admits."""

REFERRAL = (of_own_force() | of_own_force("from_force_id") | of_own_authority() | LINKED_BY_OWN_FORCE) & not_excluded()
"""A referral that may be seen: a force that sent one on still sees where it went."""

REFERRAL_WORKED_ON = of_own_force() & not_excluded()
"""A referral that the own force has: what the police write hangs from it."""


def hangs_from_referral(column: str = "referral_id") -> Rule:
    """Hangs from a referral that may be seen: its own row rule decides."""
    return Rule(f"exists (select 1 from pathway_referral r where r.id = {column})")


def worked_on_by_own_force(column: str = "referral_id") -> Rule:
    """Hangs from a referral that the own force has."""
    return Rule(
        f"exists (select 1 from pathway_referral r where r.id = {column}"
        " and r.force_id = any((select pathway_forces())::uuid[]))"
    )


INDIVIDUAL = (
    Rule("exists (select 1 from pathway_referral r where r.individual_id = pathway_individual.id)")
    | Rule("exists (select 1 from pathway_panelcase c where c.individual_id = pathway_individual.id)")
) & not_excluded("pathway_individual.id")
"""An individual of whom a referral or a case may be seen."""

NEW_INDIVIDUAL = Rule("not pathway_is_known(individual_id)")
"""An individual whom no referral names yet: whoever makes a referral writes down who it is about, and then no more."""


def of_individual(column: str = "individual_id") -> Rule:
    """Belongs to an individual who may be seen: their own row rule decides."""
    return Rule(f"exists (select 1 from pathway_individual i where i.id = {column})")


BY_CODE = mailbox_is("code_digest")
"""The row whose code was typed at the public door."""

BY_ACTOR = actor_is("by_id")
"""In the name of whoever is signed in."""


ADMITTED = Rule("id = any((select pathway_admitted())::uuid[])")
"""A case to which the person signed in is admitted today, as a partner of the panel or as a guest."""

OFFERED = Rule("id = any((select pathway_offered())::uuid[])")
"""A case that another area offers to the authority whose panel the person signed in runs, until they answer."""

NO_INTEREST_IN_CASE = Rule("case_id <> all((select pathway_excluded_cases())::uuid[])")
"""For rows that are seen without their case: no declared interest lies against the person it is about."""


def hangs_from_case(column: str = "case_id") -> Rule:
    """Hangs from a panel case that may be seen: its own row rule decides."""
    return Rule(f"exists (select 1 from pathway_panelcase c where c.id = {column})")


def worked_on_by_own_panel(column: str = "case_id") -> Rule:
    """Hangs from a case of the panel that the person signed in runs; or from one that they are taking on."""
    return Rule(
        f"exists (select 1 from pathway_panelcase c where c.id = {column}"
        " and c.authority_id = any((select pathway_authorities())::uuid[]))"
    )
