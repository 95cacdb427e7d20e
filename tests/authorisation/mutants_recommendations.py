"""Weaknesses put into what keeps recommendations apart, each of which the matrix must notice."""

from __future__ import annotations

from tests.authorisation.mutants import Mutant, Weakened

_INDEPENDENT = "recommendations_is_independent(uuid,uuid)"
_MOVES = "recommendations_addressee_moves()"
_VERDICT = ("recommendations_verdict",)
_ADDRESSEE = ("recommendations_addressee",)

OF_RECOMMENDATIONS: tuple[Mutant | Weakened, ...] = (
    Weakened(
        "somebody judges the body that they work for", _INDEPENDENT, "h.person_id = person", "false", _VERDICT
    ),
    Weakened(
        "whoever left a body a while ago judges it", _INDEPENDENT, "h.ends_on > since.day", "h.ends_on > now()", _VERDICT
    ),
    Weakened(
        "whoever ever worked for a body never judges it", _INDEPENDENT, "h.ends_on > since.day", "true", _VERDICT
    ),
    Weakened(
        "whoever stood in for an owner judges their body", _INDEPENDENT, "c.covered_by_id = person", "false", _VERDICT
    ),
    Weakened(
        "the oldest policy decides who is independent", _INDEPENDENT, "order by t.in_force_from desc",
        "order by t.in_force_from", _VERDICT,
    ),
    Weakened(
        "a policy that is over decides who is independent", _INDEPENDENT, "t.in_force_until is null or", "true or", _VERDICT
    ),
    Weakened(
        "a policy to come decides who is independent",
        _INDEPENDENT,
        "t.in_force_from <= (now() at time zone 'Europe/London')::date",
        "true",
        _VERDICT,
    ),
    Weakened(
        "the policy of one nation decides who is independent", _INDEPENDENT, "t.nation = ''", "true", _VERDICT
    ),
    Weakened(
        "independence is judged of any body", _INDEPENDENT, "a.id = addressee", "true", _VERDICT
    ),
    Weakened(
        "a body verifies itself", _MOVES, "'accepted > claimed', 'not_verified > claimed'",
        "'accepted > claimed', 'not_verified > claimed', 'claimed > verified'", _ADDRESSEE,
    ),
    Weakened(
        "a body opens again what was closed", _MOVES, "'asked > accepted', 'asked > rejected'",
        "'asked > accepted', 'closed > accepted', 'asked > rejected'", _ADDRESSEE,
    ),
    Weakened(
        "a body changes its answer in silence", _MOVES, "not (old.state = 'asked' and new.state <> 'asked')", "false",
        _ADDRESSEE,
    ),
    Weakened(
        "the office answers for a body", _MOVES, "'claimed > not_verified', 'verified > claimed'",
        "'claimed > not_verified', 'verified > claimed', 'asked > accepted'", _ADDRESSEE,
    ),
    Weakened(
        "whoever worked for a body says that it is verified", _MOVES,
        "public.recommendations_is_independent(new.id, public.access_actor()) is not true", "false", _ADDRESSEE,
    ),
    Weakened(
        "what is published is taken back", _MOVES, "new.published_at is distinct from old.published_at", "false", _ADDRESSEE
    ),
    Weakened(
        "what was checked is changed before it is issued",
        "recommendations_draft_stays()",
        "old.state <> 'drafting'",
        "false",
        ("recommendations_draft",),
    ),
    Mutant("every move is anybody's", "drop trigger recommendations_addressee_moves on recommendations_addressee", _ADDRESSEE),
    Mutant(
        "somebody signs off what they prepared",
        "alter table recommendations_response drop constraint response_signed_by_another_person;"
        "create policy again on recommendations_response for insert to candour_delivery with check (by_id = prepared_by_id)",
        ("recommendations_response",),
    ),
    Mutant(
        "a verdict is signed in another's name",
        "create policy again on recommendations_verdict for insert to candour_office with check"
        " ((select access_roles()) && array['reviewer', 'head_of_office', 'commissioner'] and outcome = 'verified')",
        _VERDICT,
    ),
    Mutant(
        "every role in a body answers its recommendations",
        "alter policy recommendations_addressee_delivery_select on recommendations_addressee using"
        " (organisation_id = any((select access_organisations())::uuid[]))",
        _ADDRESSEE,
    ),
    Mutant(
        "a body pushes its own day away",
        "grant update (due_on) on recommendations_addresseedeadline to candour_delivery",
        ("recommendations_addresseedeadline",),
    ),
    Mutant(
        "a body moves the day that the office set",
        "grant update (deliver_by) on recommendations_addressee to candour_delivery",
        _ADDRESSEE,
    ),
    Mutant(
        "a body answers what is closed",
        "alter policy recommendations_update_delivery_insert on recommendations_update with check"
        " (exists (select 1 from recommendations_addressee a where a.id = addressee_id)"
        " and by_id = (select access_actor()))",
        ("recommendations_update",),
    ),
    Mutant(
        "the office reads what a body prepares",
        "grant select on recommendations_responsedraft to candour_office;"
        "create policy peek on recommendations_responsedraft for select to candour_office using (true)",
        ("recommendations_responsedraft",),
    ),
    Mutant(
        "a body reads what another prepares",
        "create policy peek on recommendations_responsedraft for select to candour_delivery"
        " using ((select access_roles()) && array['recommendation_owner'])",
        ("recommendations_responsedraft",),
    ),
    Mutant(
        "delivery counts what is drafted",
        "grant select on recommendations_draft to candour_delivery",
        ("recommendations_draft",),
    ),
    Mutant(
        "a link tells the public of what is not published",
        "alter policy recommendations_link_public_select on recommendations_link using"
        " (exists (select 1 from recommendations_recommendation r where r.id = recommendation_id))",
        ("recommendations_link",),
    ),
    Mutant(
        "a notice tells one body what another answered",
        "alter policy recommendations_correction_delivery_select on recommendations_correction using"
        " (exists (select 1 from recommendations_recommendation r where r.id = recommendation_id))",
        ("recommendations_correction",),
    ),
    Mutant(
        "the public reads who judged",
        "grant select (by_id) on recommendations_verdict to candour_public",
        _VERDICT,
    ),
    Mutant(
        "the public reads who prepared",
        "grant select (prepared_by_id) on recommendations_response to candour_public",
        ("recommendations_response",),
    ),
    Mutant(
        "the text of what was issued is changed",
        "grant update (text) on recommendations_recommendation to candour_office",
        ("recommendations_recommendation",),
    ),
    Mutant(
        "a recommendation is published before its report",
        "alter policy recommendations_recommendation_office_update on recommendations_recommendation using"
        " ((select access_roles()) && array['reviewer', 'head_of_office', 'commissioner'] and published_at is null)"
        " with check ((select access_roles()) && array['head_of_office', 'commissioner'] and published_at is not null)",
        ("recommendations_recommendation",),
    ),
    Mutant(
        "an answered step is written by the office",
        "create policy again on recommendations_addresseestep for insert to candour_office with check"
        " ((select access_roles()) && array['reviewer'] and by_id = (select access_actor()) and step = 'accept')",
        ("recommendations_addresseestep",),
    ),
    Mutant(
        "one request for more time is decided twice",
        "alter table recommendations_extensiondecision drop constraint recommendations_extensiondecision_request_id_key",
        ("recommendations_extensiondecision",),
    ),
    Mutant(
        "not verified without saying what is missing",
        "alter table recommendations_verdict drop constraint verdict_not_verified_says_what_is_missing",
        _VERDICT,
    ),
    Mutant(
        "superseded by nothing",
        "alter table recommendations_closing drop constraint closing_superseded_says_by_what",
        ("recommendations_closing",),
    ),
    Mutant("a body is asked twice", "alter table recommendations_addressee drop constraint addressee_once", _ADDRESSEE),
)  # fmt: skip
