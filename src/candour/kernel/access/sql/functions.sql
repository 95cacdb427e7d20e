-- Who asks, answered by the database itself.
--
-- Row rules never believe an identity that the application names: they call these functions, which hash the session
-- token that the request brought and look the person up. All are stable, run with their owner's rights, and pin
-- their search path. A door can set the token but cannot forge one.

create or replace function access_session_digest() returns bytea
language sql stable parallel safe set search_path = pg_catalog
as $$
    select case when nullif(current_setting('candour.session', true), '') is null then null
                else sha256(convert_to(current_setting('candour.session', true), 'UTF8')) end
$$;

create or replace function access_invitation() returns bytea
language sql stable parallel safe set search_path = pg_catalog
as $$
    select case when nullif(current_setting('candour.invitation', true), '') is null then null
                else sha256(convert_to(current_setting('candour.invitation', true), 'UTF8')) end
$$;

-- Whom an invitation that is still good was made for: the person may enrol, and nobody else may be seen by it.
create or replace function access_invited() returns uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select i.person_id
      from public.people_invitation i join public.people_person p on p.id = i.person_id
     where i.token_digest = public.access_invitation()
       and i.used_at is null and i.cancelled_at is null and i.expires_at > now()
       and p.deactivated_on is null
$$;

-- Who a provider says is signing in: the door, the issuer and the subject, as the web layer has verified them.
create or replace function access_subject() returns bytea
language sql stable parallel safe set search_path = pg_catalog
as $$
    select case when nullif(current_setting('candour.subject', true), '') is null then null
                else sha256(convert_to(current_setting('candour.subject', true), 'UTF8')) end
$$;

-- The mailbox is found by the hash of a secret derived from the receipt; the stored value opens nothing.
create or replace function access_mailbox() returns bytea
language sql stable parallel safe set search_path = pg_catalog
as $$
    select case when nullif(current_setting('candour.mailbox', true), '') is null then null
                else sha256(decode(current_setting('candour.mailbox', true), 'hex')) end
$$;

-- The draft likewise.
create or replace function access_draft() returns bytea
language sql stable parallel safe set search_path = pg_catalog
as $$
    select case when nullif(current_setting('candour.draft', true), '') is null then null
                else sha256(decode(current_setting('candour.draft', true), 'hex')) end
$$;

-- The functions that a row rule calls run with the caller's rights, so that they know at which door they are asked;
-- what they hand on to runs with its owner's. A session opened at one door names nobody at another.
create or replace function access_actor_at(door_role text) returns uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select s.person_id
      from public.people_session s
      join public.people_person p on p.id = s.person_id
     where s.token_digest = public.access_session_digest()
       and 'candour_' || s.door = door_role
       and p.deactivated_on is null
       and s.expires_at > now()
       and s.last_seen_at > now() - interval '15 minutes'
       and s.created_at >= coalesce(p.sessions_valid_from, '-infinity')
$$;

create or replace function access_actor() returns uuid
language sql stable set search_path = pg_catalog, public
as $$ select public.access_actor_at(current_user::text) $$;

-- Holdings in force today: one's own, and those covered as deputy or during leave.
-- A role of the office counts only in the office, and only at its door, whatever a row may say otherwise.
create or replace function access_holdings_of(actor uuid, door_role text)
returns table (holding_id uuid, organisation_id uuid, role text, area text, covering uuid)
language sql stable security definer set search_path = pg_catalog, public
as $$
    with today as (select (now() at time zone 'Europe/London')::date as on_),
    held as (
        select h.id, h.organisation_id, h.role::text as role, h.area::text as area, null::uuid as covering
          from today, public.people_roleholding h
         where h.person_id = actor and h.starts_on <= today.on_ and (h.ends_on is null or h.ends_on > today.on_)
        union all
        select h.id, h.organisation_id, h.role::text, h.area::text, h.person_id
          from today, public.people_cover c join public.people_roleholding h on h.id = c.holding_id
         where c.covered_by_id = actor
           and c.starts_on <= today.on_ and (c.ends_on is null or c.ends_on > today.on_)
           and h.starts_on <= today.on_ and (h.ends_on is null or h.ends_on > today.on_)
    )
    select held.id, held.organisation_id, held.role, held.area, held.covering
      from held join public.people_organisation o on o.id = held.organisation_id
     where (o.kind = 'oversight_office') = (held.role = any(public.access_office_roles()))
       and (o.kind = 'oversight_office') = (door_role = 'candour_office')
$$;

-- What doors may ask: the holdings of whoever is signed in, and whether a person who is about to sign in has any. Those
-- of somebody else are nobody's business: ``access_holdings_of`` is granted to no door.
create or replace function access_holdings_at(door_role text)
returns table (holding_id uuid, organisation_id uuid, role text, area text, covering uuid)
language sql stable security definer set search_path = pg_catalog, public
as $$ select * from public.access_holdings_of(public.access_actor_at(door_role), door_role) $$;

create or replace function access_has_role_at(door_role text, person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$ select exists (select 1 from public.access_holdings_of(person, door_role)) $$;

create or replace function access_has_role(person uuid) returns boolean
language sql stable set search_path = pg_catalog, public
as $$ select public.access_has_role_at(current_user::text, person) $$;

create or replace function access_holdings()
returns table (holding_id uuid, organisation_id uuid, role text, area text, covering uuid)
language sql stable set search_path = pg_catalog, public
as $$ select * from public.access_holdings_at(current_user::text) $$;

create or replace function access_roles() returns text[]
language sql stable set search_path = pg_catalog, public
as $$ select coalesce(array_agg(distinct h.role), '{}') from public.access_holdings() h $$;

create or replace function access_organisations() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select coalesce(array_agg(distinct h.organisation_id), '{}') from public.access_holdings() h $$;

-- Organisations in which the person signed in holds this very role.
create or replace function access_organisations_as(wanted text) returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct h.organisation_id), '{}') from public.access_holdings() h where h.role = wanted
$$;

-- Organisations whose accounts the person signed in looks after: at the office its administrator looks after all.
create or replace function access_administered() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$
    select case
        when 'system_administrator' = any(public.access_roles())
            then (select coalesce(array_agg(o.id), '{}') from public.people_organisation o)
        else (select coalesce(array_agg(distinct h.organisation_id), '{}')
                from public.access_holdings() h where h.role = 'organisation_administrator')
    end
$$;

create or replace function access_colleagues_at(door_role text) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct h.person_id), '{}')
      from public.people_roleholding h
     where h.organisation_id in (
           select mine.organisation_id
             from public.access_holdings_of(public.access_actor_at(door_role), door_role) mine)
$$;

create or replace function access_colleagues() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.access_colleagues_at(current_user::text) $$;

-- A change of what a person may do ends their sessions: nobody works on with rights that they no longer hold.
create or replace function people_end_sessions_of_holder() returns trigger
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    update public.people_person set sessions_valid_from = clock_timestamp() where id = new.person_id;
    return null;
end
$$;

create or replace trigger people_roleholding_ends_sessions
    after update of ends_on, role, organisation_id on people_roleholding
    for each row execute function people_end_sessions_of_holder();
