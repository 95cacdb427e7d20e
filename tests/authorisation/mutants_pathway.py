"""Weaknesses of the pathway's own functions and constraints, each of which the matrix must notice."""

from __future__ import annotations

from tests.authorisation.mutants import Mutant, Weakened

OF_THE_PATHWAY: tuple[Mutant | Weakened, ...] = (
    Weakened(
        "every role in a force reads referrals",
        "pathway_authorities()",
        "h.role in ('panel_chair', 'panel_coordinator')",
        "true",
        ("pathway_referral",),
    ),
    Weakened(
        "every role in a body is a Prevent role",
        "pathway_forces()",
        "h.role in ('police_case_officer', 'police_supervisor')",
        "true",
        ("pathway_referral", "pathway_referrallink"),
    ),
    Weakened(
        "an interest in a person does not keep out",
        "pathway_excluded_for(uuid)",
        "i.person_id = actor",
        "false",
        ("pathway_referral",),
    ),
    Weakened(
        "an interest that ended keeps out",
        "pathway_excluded_for(uuid)",
        "i.ended_at is null",
        "true",
        ("pathway_referral",),
    ),
    Weakened(
        "names are added to somebody who was referred",
        "pathway_is_known(uuid)",
        "r.individual_id = individual",
        "false",
        ("pathway_individualname",),
    ),
    Weakened(
        "a referrer writes on after an officer began",
        "pathway_is_untouched_by(uuid,uuid)",
        "s.number > 1",
        "false",
        ("pathway_referralcontent", "pathway_referralstep", "pathway_referraldeadline"),
    ),
    Weakened(
        "anybody writes on a referral that nobody took",
        "pathway_is_untouched_by(uuid,uuid)",
        "r.entered_by_id is not distinct from actor",
        "true",
        ("pathway_referraldeadline", "pathway_referralstep"),
    ),
    Weakened(
        "a wrong code opens some referral",
        "pathway_by_code()",
        "f.code_digest = (select public.access_mailbox())",
        "f.code_digest is not null limit 1",
        ("pathway_referral",),
    ),
    Mutant(
        "an assessor countersigns",
        "alter table pathway_countersignature drop constraint countersigned_by_a_second_person",
        ("pathway_countersignature",),
    ),
    Mutant(
        "a link from a referral to itself",
        "alter table pathway_referrallink drop constraint link_names_two_referrals",
        ("pathway_referrallink",),
    ),
    Mutant("the office reads referrals", "grant select on pathway_referral to candour_office", ("pathway_referral",)),
    Weakened(
        "a code that ended opens",
        "pathway_rights_by_code()",
        "a.ended_on is null",
        "true",
        ("pathway_rightsaccess",),
    ),
    Weakened(
        "a code whose time is over opens",
        "pathway_rights_by_code()",
        "between a.from_on and a.until_on",
        "> a.from_on",
        ("pathway_rightsaccess",),
    ),
    Mutant(
        "two bodies answer for one code",
        "alter table pathway_rightsaccess drop constraint rights_access_has_one_body",
        ("pathway_rightsaccess",),
    ),
)
