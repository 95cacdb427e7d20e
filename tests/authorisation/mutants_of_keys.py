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
        "delivery fetches what opens concerns",
        "grant select on concerns_concernkey to candour_delivery",
        ("concerns_concernkey",),
    ),
)
