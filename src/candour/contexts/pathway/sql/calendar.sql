-- A calendar program cannot sign in. What opens for it is one function that turns the secret of an address into the times of
-- the meetings that the person who made it may see today, and into nothing else.

-- Whether an address still opens: not ended, its last day not over, its person still has their account, nothing ended every
-- session of theirs since (a change of a role, a lost passkey), and they hold in their own right, today as on the day on
-- which they made it, a role with which people sit on panels. Granted to no door.
create or replace function pathway_calendar_stands(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select exists (
        select 1
          from public.pathway_calendaraddress a
          join public.people_person p on p.id = a.person_id
          cross join lateral public.access_holdings_of(a.person_id, 'candour_delivery') h
          join public.people_roleholding own on own.id = h.holding_id
         where a.id = wanted and a.ended_at is null
           and a.last_on >= (now() at time zone 'Europe/London')::date
           and p.deactivated_on is null
           and a.made_at >= coalesce(p.sessions_valid_from, '-infinity')
           and h.covering is null
           and h.role = any(array['panel_chair', 'panel_coordinator', 'panel_partner', 'police_case_officer',
                                  'police_supervisor'])
           and own.starts_on <= (a.made_at at time zone 'Europe/London')::date)
$$;

-- The same, for the address of whoever is signed in.
create or replace function pathway_own_calendar_stands() returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select exists (
        select 1 from public.pathway_calendaraddress a
         where a.person_id = (select public.access_actor_at('candour_delivery')) and a.ended_at is null
           and public.pathway_calendar_stands(a.id))
$$;

-- No row for a secret that opens nothing; one with the last day alone where it opens and no meeting is to be seen. The
-- meetings are those of the row rule of pathway_meeting, for the last three months and all to come. An event is named by a
-- digest: neither the meeting's reference nor its id leaves Candour this way.
create or replace function pathway_calendar(secret text)
returns table (last_on date, event text, nation text, authority text, held_on date, starts_at time, place text,
               called_off boolean, moves bigint)
language sql stable security definer set search_path = pg_catalog, public
as $$
    with today as (select (now() at time zone 'Europe/London')::date as on_),
    opened as materialized (
        select a.id, a.person_id, a.last_on
          from public.pathway_calendaraddress a
         where a.token_digest = sha256(convert_to(secret, 'UTF8')) and public.pathway_calendar_stands(a.id)
    ),
    held as materialized (
        select h.organisation_id, h.role
          from opened o cross join lateral public.access_holdings_of(o.person_id, 'candour_delivery') h
    ),
    seen as (
        select m.*
          from today, opened o, public.pathway_meeting m
         where m.held_on >= today.on_ - 92
           and (m.authority_id in (select h.organisation_id from held h
                                    where h.role in ('panel_chair', 'panel_coordinator'))
                or exists (select 1 from public.pathway_panelmember s
                            where s.panel_id = m.panel_id and s.person_id = o.person_id
                              and s.from_on <= today.on_ and (s.until_on is null or s.until_on > today.on_)
                              and s.organisation_id in (select h.organisation_id from held h)))
         order by m.held_on, m.starts_at, m.id
         limit 500
    )
    select o.last_on, left(encode(sha256(convert_to(o.id::text || m.id::text, 'UTF8')), 'hex'), 32), m.nation::text,
           b.name::text, m.held_on, m.starts_at, m.place::text, m.state = 'cancelled',
           (select count(*) from public.pathway_meetingmove v where v.meeting_id = m.id)
      from opened o
      left join (seen m join public.people_organisation b on b.id = m.authority_id) on true
     order by m.held_on, m.starts_at, m.id
$$;
