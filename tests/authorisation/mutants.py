"""Weaknesses put into the database on purpose, each of which the matrix must notice.

Written by hand, each a mistake that somebody could make; ``mutants_generated`` has one for every policy, privilege and
table besides.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

EVERYWHERE: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mutant:
    """A name, the statement that makes it, and the tables where it should show (none: anywhere)."""

    name: str
    statement: str
    tables: tuple[str, ...] = EVERYWHERE

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Weakened:
    """A function whose text is changed. Fails loudly when the text is no longer there: the mutant would be none."""

    name: str
    function: str
    old: str
    new: str
    tables: tuple[str, ...] = EVERYWHERE

    def mutant(self, owner: psycopg.Connection) -> Mutant:
        """The statement that replaces the function."""
        row = owner.execute("select pg_get_functiondef(%s::regprocedure)", [self.function]).fetchone()
        assert row is not None
        text = str(row[0])
        assert self.old in text, f"{self.function} does not say {self.old!r} any more"
        return Mutant(self.name, text.replace(self.old, self.new), self.tables)


BY_HAND: tuple[Mutant | Weakened, ...] = (
    Weakened(
        "an expired session lives on", "access_actor_at(text)", "s.expires_at > now()", "true", ("people_person",)
    ),
    Weakened(
        "an idle session lives on",
        "access_actor_at(text)",
        "s.last_seen_at > now() - interval",
        "'1 day' > interval",
        ("people_person",),
    ),
    Weakened(
        "a session is good at every door",
        "access_actor_at(text)",
        "'candour_' || s.door = door_role",
        "true",
        ("people_person",),
    ),
    Weakened(
        "the deactivated still act", "access_actor_at(text)", "p.deactivated_on is null", "true", ("people_person",)
    ),
    Weakened(
        "a revoked session lives on",
        "access_actor_at(text)",
        "s.created_at >= coalesce",
        "now() >= coalesce",
        ("people_person",),
    ),
    Weakened(
        "the actor is believed",
        "access_actor_at(text)",
        "s.token_digest = public.access_session_digest()",
        "true",
        ("people_person",),
    ),
    Weakened(
        "a role outlives its end",
        "access_holdings_of(uuid,text)",
        "h.person_id = actor and h.starts_on <= today.on_ and (h.ends_on is null or h.ends_on > today.on_)",
        "h.person_id = actor",
        ("people_roleholding",),
    ),
    Weakened(
        "a role begins early",
        "access_holdings_of(uuid,text)",
        "h.person_id = actor and h.starts_on <= today.on_",
        "h.person_id = actor",
        ("people_roleholding",),
    ),
    Weakened(
        "cover does not end",
        "access_holdings_of(uuid,text)",
        "c.starts_on <= today.on_ and (c.ends_on is null or c.ends_on > today.on_)",
        "true",
        ("concerns_concern",),
    ),
    Weakened(
        "cover outlives the role",
        "access_holdings_of(uuid,text)",
        "h.starts_on <= today.on_ and (h.ends_on is null or h.ends_on > today.on_)\n    )",
        "true)",
        ("concerns_concern",),
    ),
    Weakened(
        "a council may hold an office role",
        "access_holdings_of(uuid,text)",
        "(o.kind = 'oversight_office') = (held.role = any(public.access_office_roles()))",
        "true",
        ("people_roleholding",),
    ),
    Weakened(
        "roles count at every door",
        "access_holdings_of(uuid,text)",
        "(o.kind = 'oversight_office') = (door_role = 'candour_office')",
        "true",
        ("people_roleholding",),
    ),
    Weakened(
        "every administrator looks after all",
        "access_administered()",
        "'system_administrator' = any(public.access_roles())",
        "true",
        ("people_roleholding",),
    ),
    Weakened("a used invitation still opens", "access_invited()", "i.used_at is null", "true", ("people_person",)),
    Weakened(
        "a cancelled invitation still opens", "access_invited()", "i.cancelled_at is null", "true", ("people_person",)
    ),
    Weakened(
        "an expired invitation still opens", "access_invited()", "i.expires_at > now()", "true", ("people_person",)
    ),
    Weakened("the deactivated may enrol", "access_invited()", "p.deactivated_on is null", "true", ("people_person",)),
    Weakened(
        "a declared interest is forgotten",
        "concerns_excluded_for(uuid)",
        "e.person_id = actor",
        "false",
        ("concerns_concern",),
    ),
    Weakened(
        "an ended interest still bars",
        "concerns_excluded_for(uuid)",
        "e.ended_on is null",
        "true",
        ("concerns_concern",),
    ),
    Weakened(
        "emergency access does not end",
        "concerns_opened_for(uuid)",
        "e.until_at > now()",
        "true",
        ("concerns_narrative",),
    ),
    Weakened(
        "emergency access cannot be ended",
        "concerns_opened_for(uuid)",
        "e.ended_at is null",
        "true",
        ("concerns_narrative",),
    ),
    Weakened(
        "who was assigned still reads",
        "concerns_opened_for(uuid)",
        "a.ended_on is null",
        "true",
        ("concerns_narrative",),
    ),
    Weakened(
        "everybody is assigned", "concerns_opened_for(uuid)", "a.person_id = actor", "true", ("concerns_narrative",)
    ),
    Weakened(
        "who is barred may be assigned",
        "concerns_barred_of(uuid)",
        "e.ended_on is null",
        "false",
        ("concerns_assignment",),
    ),
    Weakened(
        "a wrong receipt opens some mailbox",
        "concerns_in_mailbox_of(bytea)",
        "c.mailbox_digest = digest and digest = (select public.access_mailbox())",
        "true limit 1",
        ("concerns_message",),
    ),
    Weakened(
        "an interest does not bar the enquiry",
        "concerns_enquiries_barred_for(uuid)",
        "l.concern_id = any",
        "null = any",
        ("concerns_enquirystep",),
    ),
    Weakened(
        "anybody may be invited",
        "people_belongs_only_to(uuid,uuid[])",
        "h.person_id = person",
        "false",
        ("people_invitation",),
    ),
    Mutant(
        "one person decides alone",
        "alter table concerns_harmoverride drop constraint override_needs_a_second_person",
        ("concerns_harmoverride",),
    ),
    Mutant(
        "assisted entry is nobody's",
        "alter table concerns_concern drop constraint assisted_entry_names_who_entered",
        ("concerns_concern",),
    ),
    Mutant("two owners at once", "drop index one_owner_at_a_time", ("concerns_assignment",)),
    Mutant("two overrides wait", "drop index one_override_waits_at_a_time", ("concerns_harmoverride",)),
    Mutant("one address, two persons", "alter table people_person drop constraint email_is_lower", ("people_person",)),
    Mutant("leave without end", "alter table people_cover drop constraint leave_cover_has_an_end", ("people_cover",)),
    Mutant(
        "a role that ends before it starts",
        "alter table people_roleholding drop constraint holding_ends_after_start",
        ("people_roleholding",),
    ),
    Weakened(
        "a role that ended still holds the key",
        "concerns_keys_held_for(uuid)",
        "h.key_id = any(public.concerns_keys_of_my_side_for(actor))",
        "true",
        ("concerns_holderwrap",),
    ),
    Weakened(
        "who only asked holds the key",
        "concerns_keys_held_for(uuid)",
        "h.enrolled_at is not null",
        "true",
        ("concerns_holderwrap", "concerns_keyholder"),
    ),
    Weakened(
        "who handed the key back still holds it",
        "concerns_keys_held_for(uuid)",
        "h.ended_on is null",
        "true",
        ("concerns_holderwrap",),
    ),
    Weakened(
        "each side may hold the other's key",
        "concerns_keys_of_my_side_for(uuid)",
        "h.role = case k.side when 'officers' then 'identity_officer' else 'deputy_commissioner' end",
        "h.role in ('identity_officer', 'deputy_commissioner')",
        ("concerns_keyholder",),
    ),
    Weakened(
        "a key that was retired is still given out",
        "concerns_keys_of_my_side_for(uuid)",
        "k.retired_on is null",
        "true",
        ("concerns_keyholder",),
    ),
    Weakened(
        "who asks decides",
        "concerns_openings_to_decide_for(uuid)",
        "o.requested_by_id <> actor",
        "true",
        ("concerns_openingdecision", "concerns_identitypart"),
    ),
    Weakened(
        "a request on which both agreed is decided again",
        "concerns_openings_to_decide_for(uuid)",
        "o.state in ('asked', 'half_agreed')",
        "true",
        ("concerns_identitypart",),
    ),
    Weakened(
        "an interest does not keep an officer out",
        "concerns_openings_to_decide_for(uuid)",
        "o.concern_id <> all(public.concerns_excluded_for(actor))",
        "true",
        ("concerns_identitypart",),
    ),
    Weakened(
        "anybody reads what was opened",
        "concerns_openings_to_read_for(uuid)",
        "o.reader_id = actor",
        "true",
        ("concerns_identitypiece", "concerns_releasedpart"),
    ),
    Weakened(
        "one side is enough",
        "concerns_openings_to_read_for(uuid)",
        "d.opening_id = o.id) = 2",
        "d.opening_id = o.id) >= 1",
        ("concerns_identitypiece",),
    ),
    Weakened(
        "the quarter of an hour does not end",
        "concerns_openings_to_read_for(uuid)",
        "now() - interval '15 minutes'",
        "now() - interval '15 days'",
        ("concerns_identitypiece",),
    ),
    Weakened(
        "a reader with an interest reads on",
        "concerns_openings_to_read_for(uuid)",
        "public.concerns_is_known(o.concern_id)",
        "true",
        ("concerns_identitypiece",),
    ),
    Mutant(
        "the same person opens for both sides",
        "alter table concerns_openingdecision drop constraint two_different_people_open",
        ("concerns_openingdecision",),
    ),
    Mutant(
        "a side agrees twice",
        "alter table concerns_openingdecision drop constraint one_decision_for_each_side",
        ("concerns_openingdecision",),
    ),
    Mutant(
        "a decision names other people than its request",
        "alter table concerns_openingdecision drop constraint decision_names_the_people_of_its_request",
        ("concerns_openingdecision",),
    ),
    Mutant("one person on both sides", "drop index holds_one_key_of_one_side", ("concerns_keyholder",)),
    Mutant("two requests at once", "drop index one_opening_of_a_concern_at_a_time", ("concerns_opening",)),
    Mutant(
        "one person erases alone",
        "alter table concerns_erasure drop constraint erasure_needs_a_second_person",
        ("concerns_erasure",),
    ),
    Mutant("two erasures wait", "drop index one_erasure_waits_at_a_time", ("concerns_erasure",)),
    Mutant("no row security", "alter table concerns_concern disable row level security", ("concerns_concern",)),
    Mutant("not forced", "alter table concerns_narrative no force row level security", ("concerns_narrative",)),
    Mutant("delivery counts concerns", "grant select on concerns_concern to candour_delivery", ("concerns_concern",)),
    Mutant(
        "delivery reads concerns",
        "grant select on concerns_concern to candour_delivery;"
        "create policy peek on concerns_concern for select to candour_delivery using (true)",
        ("concerns_concern",),
    ),
    Mutant("the office reads the ledger", "grant select on ledger_entry to candour_office", ("ledger_entry",)),
    Mutant("the inner tree is counted", "grant select on ledger_innerleaf to candour_delivery", ("ledger_innerleaf",)),
    Mutant("what waits is counted", "grant select on ledger_pending to candour_public", ("ledger_pending",)),
    Mutant(
        "a door writes the public tree", "grant insert on ledger_publicleaf to candour_office", ("ledger_publicleaf",)
    ),
    Mutant("the ledger can be emptied", "grant delete on ledger_entry to candour_office", ("ledger_entry",)),
    Mutant("everybody may read persons", "grant select on people_person to public", ("people_person",)),
    Mutant(
        "the mailbox sees who works on it",
        "grant select (assigned_to_id) on concerns_concern to candour_public",
        ("concerns_concern",),
    ),
    Mutant(
        "emergency access for a day",
        "alter policy concerns_emergencyaccess_office_insert on concerns_emergencyaccess with check"
        " (person_id = (select access_actor()) and concern_id <> all((select concerns_excluded())::uuid[])"
        " and (select access_roles()) && array['concerns_caseworker', 'head_of_office', 'commissioner']"
        " and until_at <= now() + interval '48 hours' and reviewed_by_id is null)",
        ("concerns_emergencyaccess",),
    ),
    Mutant(
        "a second policy lets in what the first keeps out",
        "create policy extra on concerns_narrative for select to candour_office"
        " using ((select access_roles()) && array['analyst'])",
        ("concerns_narrative",),
    ),
)
