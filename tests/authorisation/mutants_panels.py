"""Weaknesses of the functions, triggers and constraints of panels, each of which the matrix must notice."""

from __future__ import annotations

from candour.contexts.pathway.models import ConsentPaper
from tests.authorisation.mutants import Mutant, Weakened

_SEES = next(grant.select for grant in ConsentPaper.access.grants if grant.select is not None).sql


def _seeing(name: str, old: str, new: str = "true") -> Mutant:
    """The rule by which a signed paper is seen, with something else in one place."""
    assert _SEES.count(old) == 1, old
    policy = "alter policy pathway_consentpaper_delivery_select on pathway_consentpaper using"
    return Mutant(name, f"{policy} ({_SEES.replace(old, new)})", ("pathway_consentpaper",))


OF_PAPERS = (
    _seeing("a guest sees the signed paper", "a.kind = 'partner'"),
    _seeing("a signed paper is seen for ever", "a.until_on > (now() at time zone 'Europe/London')::date"),
    _seeing("a signed paper is seen before the day", "a.from_on <= (now() at time zone 'Europe/London')::date"),
    _seeing(
        "a signed paper is seen by whoever left their body",
        "a.organisation_id = any((select access_organisations())::uuid[])",
    ),
    _seeing("a signed paper is seen by every guest", "a.person_id = (select access_actor())"),
    _seeing("a wrong paper is seen by everybody", "set_aside_on is null"),
    _seeing(
        "a signed paper is kept from the area that is asked", "c.id = any((select pathway_offered())::uuid[])", "false"
    ),
    Mutant(
        "the office reads signed papers",
        "grant select on pathway_consentpaper to candour_office",
        ("pathway_consentpaper",),
    ),
)
OF_PANELS: tuple[Mutant | Weakened, ...] = (
    Weakened(
        "somebody is let in to a case for ever",
        "pathway_admitted_for(uuid)",
        "a.until_on > (now() at time zone 'Europe/London')::date",
        "true",
        ("pathway_panelcase",),
    ),
    Weakened(
        "somebody is let in to a case before the day",
        "pathway_admitted_for(uuid)",
        "a.from_on <= (now() at time zone 'Europe/London')::date",
        "true",
        ("pathway_panelcase",),
    ),
    Weakened(
        "a case is open to whoever left their body",
        "pathway_admitted_for(uuid)",
        "h.organisation_id = a.organisation_id",
        "true",
        ("pathway_panelcase",),
    ),
    Weakened(
        "a case that was declined is still seen in the other area",
        "pathway_offered_to(uuid[])",
        "m.answer = 'waits'",
        "true",
        ("pathway_panelcase",),
    ),
    Weakened(
        "a case is offered to everybody",
        "pathway_offered_to(uuid[])",
        "m.to_authority_id = any(authorities)",
        "true",
        ("pathway_panelcase",),
    ),
    Weakened(
        "an interest declared in the room does not keep out",
        "pathway_excluded_for(uuid)",
        "d.kind = 'interest'",
        "false",
        ("pathway_panelcase",),
    ),
    Weakened(
        "keeping confidential keeps out",
        "pathway_excluded_for(uuid)",
        "d.kind = 'interest' and a.person_id = actor",
        "d.kind = 'interest'",
        ("pathway_panelcase",),
    ),
    Weakened(
        "a provider with an interest sees what was commissioned",
        "pathway_excluded_cases_for(uuid)",
        "c.individual_id = any(public.pathway_excluded_for(actor))",
        "false",
        ("pathway_commission",),
    ),
    Weakened(
        "a seat is kept after its last day",
        "pathway_seats_of(uuid)",
        "m.until_on is null or",
        "true or",
        ("pathway_meeting",),
    ),
    Weakened(
        "a seat is taken before its first day",
        "pathway_seats_of(uuid)",
        "m.from_on <= (now() at time zone 'Europe/London')::date",
        "true",
        ("pathway_meeting",),
    ),
    Weakened(
        "a seat is kept by whoever left their body",
        "pathway_seats_of(uuid)",
        "h.organisation_id = m.organisation_id",
        "true",
        ("pathway_meeting",),
    ),
    Weakened(
        "a session is delivered without consent",
        "pathway_session_consented()",
        "new.outcome = 'delivered'",
        "false",
        ("pathway_session",),
    ),
    Weakened(
        "a panel decides what is not on its agenda",
        "pathway_decision_is_quorate()",
        "i.case_id = new.case_id",
        "true",
        ("pathway_itemdecision",),
    ),
    Weakened(
        "a panel decides without the police",
        "pathway_decision_is_quorate()",
        "having bool_or(here.chairs) and bool_or(here.polices)",
        "having bool_or(here.chairs)",
        ("pathway_itemdecision",),
    ),
    Weakened(
        "whoever has an interest counts for the quorum",
        "pathway_decision_is_quorate()",
        "a.person_id is null or",
        "true or",
        ("pathway_itemdecision",),
    ),
    Weakened(
        "what one was given to do is everybody's",
        "pathway_given_to(uuid)",
        "t.person_id = actor",
        "true",
        ("pathway_meetingaction",),
    ),
    Weakened(
        "what one was given to do is kept after leaving one's body",
        "pathway_given_to(uuid)",
        "h.organisation_id = t.organisation_id",
        "true",
        ("pathway_meetingaction",),
    ),
    Weakened(
        "an interest does not keep away what one was given to do",
        "pathway_given_to(uuid)",
        "c.individual_id <> all (public.pathway_excluded_for(actor))",
        "true",
        ("pathway_meetingaction",),
    ),
    Weakened(
        "a meeting that was opened is moved",
        "pathway_meeting_moves()",
        "old.state <> all (array['planned', 'called']) or",
        "false or",
        ("pathway_meeting",),
    ),
    Weakened(
        "a meeting is moved while it is opened",
        "pathway_meeting_moves()",
        "or new.state <> all (array['planned', 'called'])",
        "or false",
        ("pathway_meeting",),
    ),
    Mutant(
        "nothing looks when a meeting is moved",
        "drop trigger pathway_meeting_moved on pathway_meeting",
        ("pathway_meeting",),
    ),
    Mutant(
        "a meeting is moved twice at a time",
        "alter table pathway_meetingmove drop constraint meeting_moved_once_at_a_time",
        ("pathway_meetingmove",),
    ),
    Mutant(
        "two calendar addresses at a time",
        "drop index one_calendar_address_at_a_time",
        ("pathway_calendaraddress",),
    ),
    Mutant(
        "two people under one calendar address",
        "alter table pathway_calendaraddress drop constraint pathway_calendaraddress_token_digest_key",
        ("pathway_calendaraddress",),
    ),
    Mutant(
        "a paper is set aside without a reason",
        "alter table pathway_consentpaper drop constraint consent_paper_set_aside_says_why",
        ("pathway_consentpaper",),
    ),
    Mutant(
        "two papers of an answer in one place",
        "alter table pathway_consentpaper drop constraint consent_paper_number_once",
        ("pathway_consentpaper",),
    ),
    *OF_PAPERS,
    Mutant(
        "an action is answered without a word",
        "alter table pathway_actionanswer drop constraint action_answer_has_words",
        ("pathway_actionanswer",),
    ),
    Mutant(
        "an action is answered twice",
        "alter table pathway_actionanswer drop constraint pathway_actionanswer_action_id_key",
        ("pathway_actionanswer",),
    ),
    Mutant(
        "a decision without a rationale",
        "alter table pathway_itemdecision drop constraint item_decision_has_a_rationale",
        ("pathway_itemdecision",),
    ),
    Mutant(
        "two decisions on one item",
        "drop index one_decision_on_an_item",
        ("pathway_itemdecision",),
    ),
    Mutant(
        "an interest in no case",
        "alter table pathway_declaration drop constraint interest_is_declared_in_a_case",
        ("pathway_declaration",),
    ),
    Mutant(
        "the office reads panel cases", "grant select on pathway_panelcase to candour_office", ("pathway_panelcase",)
    ),
)
