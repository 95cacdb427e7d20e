"""Weaknesses put into what opens a concern, each of which the matrix must notice."""

from __future__ import annotations

from tests.authorisation.mutants import Mutant

OF_KEYS: tuple[Mutant, ...] = (
    Mutant(
        "whoever may know of a concern fetches what opens it",
        "alter policy concerns_concernkey_office_select on concerns_concernkey using"
        " ((select access_roles()) && array['concerns_caseworker', 'head_of_office', 'commissioner']"
        " and concern_id <> all((select concerns_excluded())::uuid[]))",
        ("concerns_concernkey",),
    ),
    Mutant(
        "a declared interest leaves what opens it",
        "alter policy concerns_concernkey_office_select on concerns_concernkey using"
        " ((select access_roles()) && array['concerns_caseworker', 'head_of_office', 'commissioner']"
        " and concern_id in (select a.concern_id from concerns_assignment a"
        " where a.person_id = (select access_actor()) and a.ended_on is null))",
        ("concerns_concernkey",),
    ),
    Mutant(
        "the mailbox fetches the office's side of its key",
        "grant select (for_office, office_key) on concerns_concernkey to candour_public",
        ("concerns_concernkey",),
    ),
    Mutant(
        "a receipt fetches the key of another mailbox",
        "alter policy concerns_concernkey_public_select on concerns_concernkey using"
        " ((select concerns_in_mailbox()) is not null)",
        ("concerns_concernkey",),
    ),
    Mutant(
        "the office exchanges what opens a concern",
        "grant update on concerns_concernkey to candour_office;"
        "create policy exchange on concerns_concernkey for update to candour_office using (true)",
        ("concerns_concernkey",),
    ),
    Mutant(
        "the office fetches what its worker opens a sealed file with",
        "grant select (for_worker, office_key) on concerns_documentkey to candour_office",
        ("concerns_documentkey",),
    ),
    Mutant(
        "whoever may know of a concern fetches what opens its files",
        "alter policy concerns_documentkey_office_select on concerns_documentkey using"
        " ((select access_roles()) && array['concerns_caseworker', 'head_of_office', 'commissioner']"
        " and concern_id <> all((select concerns_excluded())::uuid[]))",
        ("concerns_documentkey",),
    ),
    Mutant(
        "a sealed file keeps a wrap for the caseworkers",
        "alter policy concerns_documentkey_public_insert on concerns_documentkey with check"
        " (concern_id = (select concerns_in_mailbox()) and (document_id, concern_id) in"
        " (select d.id, d.concern_id from concerns_concerndocument d where d.direction = 'from_reporter'))",
        ("concerns_documentkey",),
    ),
    Mutant(
        "a caseworker says that a sealed file is none",
        "grant update (is_sealed) on concerns_concerndocument to candour_office",
        ("concerns_concerndocument",),
    ),
    Mutant(
        "a sealed file is examined again at a caseworker's word",
        "alter policy concerns_concerndocument_office_update on concerns_concerndocument using"
        " ((select access_roles()) && array['concerns_caseworker', 'head_of_office', 'commissioner']"
        " and concern_id = any((select concerns_opened())::uuid[]) and state = 'refused')",
        ("concerns_concerndocument",),
    ),
    Mutant(
        "a reader of one identity reads the files that are not sealed",
        "alter policy concerns_concerndocument_office_select on concerns_concerndocument using"
        " (((select access_roles()) && array['concerns_caseworker', 'head_of_office', 'commissioner']"
        " and concern_id <> all((select concerns_excluded())::uuid[])"
        " and concern_id = any((select concerns_opened())::uuid[]))"
        " or concern_id = any((select concerns_identities_to_read())::uuid[]))",
        ("concerns_concerndocument",),
    ),
    Mutant(
        "delivery fetches what opens concerns",
        "grant select on concerns_concernkey to candour_delivery",
        ("concerns_concernkey",),
    ),
)
