"""Weaknesses put into what keeps evidence files as they came, each of which the matrix must notice."""

from __future__ import annotations

from candour.contexts.recommendations.models import EvidenceFile
from tests.authorisation.mutants import Mutant

_TABLE = ("recommendations_evidencefile",)
_ADDS = next(grant.insert for grant in EvidenceFile.access.grants if grant.insert is not None).sql


def _adding(name: str, old: str, new: str = "true") -> Mutant:
    """The rule by which a file is attached, with something else in one place."""
    assert _ADDS.count(old) == 1, old
    policy = "alter policy recommendations_evidencefile_delivery_insert on recommendations_evidencefile with check"
    return Mutant(name, f"{policy} ({_ADDS.replace(old, new)})", _TABLE)


OF_EVIDENCE: tuple[Mutant, ...] = (
    _adding("a file is added to what a colleague said", "u.by_id = attached_by_id"),
    _adding("a file is added to what a colleague claimed", "c.by_id = attached_by_id"),
    _adding("a file is added to what was said on another day", "u.written_on = taken_in_on"),
    _adding("a file is added to what was claimed on another day", "c.claimed_on = taken_in_on"),
    _adding(
        "a file is added to a claim at which the office looks",
        "a.state in ('accepted', 'not_verified') and",
        "true and",
    ),
    _adding(
        "a file is added to a claim that was judged",
        "not exists (select 1 from recommendations_verdict v where v.claim_id = c.id)",
    ),
    _adding("a file is added to what is over", "a.state in ('accepted', 'not_verified', 'claimed')"),
    _adding(
        "a file of one record comes with what was said of another",
        "u.addressee_id = recommendations_evidencefile.addressee_id",
    ),
    _adding("a file is attached that nothing has to look at", "state = 'taken_in'"),
    Mutant(
        "the public reads which files there are",
        "grant select (id, claim_id) on recommendations_evidencefile to candour_public;"
        "create policy peek on recommendations_evidencefile for select to candour_public using (true)",
        _TABLE,
    ),
    Mutant(
        "the office releases what nothing looked at",
        "grant update (state) on recommendations_evidencefile to candour_office;"
        "create policy again on recommendations_evidencefile for update to candour_office using (true)",
        _TABLE,
    ),
    Mutant(
        "a body reads the evidence of another",
        "create policy peek on recommendations_evidencefile for select to candour_delivery"
        " using ((select access_roles()) && array['recommendation_owner'])",
        _TABLE,
    ),
    Mutant(
        "a file is set aside twice",
        "alter policy recommendations_evidencefile_delivery_update on recommendations_evidencefile using"
        " (exists (select 1 from recommendations_addressee a where a.id = addressee_id))",
        _TABLE,
    ),
    Mutant(
        "a file that came with nothing",
        "alter table recommendations_evidencefile drop constraint evidence_of_an_update_or_a_claim",
        _TABLE,
    ),
    Mutant(
        "two files in one place",
        "alter table recommendations_evidencefile drop constraint evidence_number_once",
        _TABLE,
    ),
    Mutant(
        "a file is set aside without a reason",
        "alter table recommendations_evidencefile drop constraint evidence_set_aside_says_why",
        _TABLE,
    ),
)
