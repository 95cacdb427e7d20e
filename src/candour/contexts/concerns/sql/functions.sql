-- What the row rules of concerns ask. Each answers for the person signed in, or for the mailbox that is open, and for
-- nobody else; see contexts/concerns/models/rules.py for how they are put together. The functions that run with their
-- owner's rights look up who is signed in at the office themselves: asked about somebody else, they know nothing.

create or replace function concerns_excluded_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(e.concern_id), '{}')
      from public.concerns_concernexclusion e
     where e.person_id = actor and e.ended_on is null and actor = (select public.access_actor_at('candour_office'))
$$;

create or replace function concerns_excluded() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_excluded_for(public.access_actor()) $$;

-- Concerns whose narrative the actor may open: those assigned to them, and those under emergency access until it ends.
create or replace function concerns_opened_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(x.concern_id), '{}') from (
        select a.concern_id from public.concerns_assignment a where a.person_id = actor and a.ended_on is null
        union
        select e.concern_id from public.concerns_emergencyaccess e
         where e.person_id = actor and e.until_at > now() and e.ended_at is null
    ) x where actor = (select public.access_actor_at('candour_office'))
$$;

create or replace function concerns_opened() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_opened_for(public.access_actor()) $$;

create or replace function concerns_in_mailbox_of(digest bytea) returns uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select c.id from public.concerns_concern c
     where c.mailbox_digest = digest and digest = (select public.access_mailbox())
$$;

create or replace function concerns_in_mailbox() returns uuid
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_in_mailbox_of(public.access_mailbox()) $$;

-- Enquiries behind which stands a concern in which the actor declared an interest.
create or replace function concerns_enquiries_barred_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(l.enquiry_id), '{}') from public.concerns_concernenquiry l
     where l.concern_id = any(public.concerns_excluded_for(actor))
$$;

create or replace function concerns_enquiries_barred() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_enquiries_barred_for(public.access_actor()) $$;

-- Whether the person signed in at the office may know of a concern. For the functions below; no door calls it.
create or replace function concerns_is_known(concern uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select exists (
               select 1
                 from public.access_holdings_of(public.access_actor_at('candour_office'), 'candour_office') h
                where h.role in ('concerns_caseworker', 'head_of_office', 'commissioner'))
       and concern <> all(public.concerns_excluded_for(public.access_actor_at('candour_office')))
$$;

-- The number of the last message of a mailbox. Whoever acknowledges may not read the messages, yet the next one needs
-- the next number. Answered only for a concern that the caller may know of.
create or replace function concerns_last_message_of(concern uuid) returns integer
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(max(m.number), 0) from public.concerns_message m
     where m.concern_id = concern and public.concerns_is_known(concern)
$$;

create or replace function concerns_last_message(concern uuid) returns integer
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_last_message_of(c.id) from public.concerns_concern c where c.id = concern $$;

-- Who may not be given a concern, because they declared an interest in it. Asked before it is assigned, and by the row
-- rule of assignments; the declarations themselves stay with those who oversee.
create or replace function concerns_barred_of(concern uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(e.person_id), '{}')
      from public.concerns_concernexclusion e
     where e.concern_id = concern and e.ended_on is null and public.concerns_is_known(concern)
$$;

create or replace function concerns_barred(concern uuid) returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_barred_of(c.id) from public.concerns_concern c where c.id = concern $$;

-- The bodies at which somebody answers the Commissioner's enquiries today. Holdings of other organisations are closed
-- to caseworkers; this tells them which bodies can be asked, and of nobody who they are.
create or replace function concerns_askable_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct h.organisation_id), '{}')
      from public.people_roleholding h join public.people_person p on p.id = h.person_id
     where h.role = 'body_contact' and p.deactivated_on is null
       and h.starts_on <= (now() at time zone 'Europe/London')::date
       and (h.ends_on is null or h.ends_on > (now() at time zone 'Europe/London')::date)
       and exists (select 1 from public.access_holdings_of(actor, 'candour_office') o
                    where o.role in ('concerns_caseworker', 'head_of_office', 'commissioner'))
$$;

create or replace function concerns_askable() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_askable_for(public.access_actor()) $$;
