-- Earlier referrals of possibly the same person, and what follows when an officer says that they are the same.

-- Everybody with an account who declared an interest in an individual, or in somebody read as one with them: themself, or to
-- a meeting at which it was written down. Granted to no door.
create or replace function pathway_interested_in(individual uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    with same as (select public.pathway_same_as(individual) as id)
    select coalesce(array_agg(distinct declared.person_id), '{}')
      from (select i.person_id from same join public.pathway_interest i on i.individual_id = same.id and i.ended_at is null
             union
            select a.person_id
              from same
              join public.pathway_panelcase c on c.individual_id = same.id
              join public.pathway_agendaitem g on g.case_id = c.id
              join public.pathway_declaration d on d.item_id = g.id and d.kind = 'interest'
              join public.pathway_attendance a on a.id = d.attendance_id and a.person_id is not null) declared
$$;

-- Who declared an interest in an individual, or in somebody read as one with them: they cannot be given anything about
-- them. For those who work on referrals and cases.
create or replace function pathway_barred(individual uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select case when exists (select 1 from public.access_holdings_at('candour_delivery') h where h.role in (
                                 'police_case_officer', 'police_supervisor', 'panel_chair', 'panel_coordinator'))
                then public.pathway_interested_in(individual) else '{}' end
$$;

-- For a referral that the force of the person signed in has: referrals entered before it, in whatever force, whose person
-- has a name in common with this one, or the same date of birth and one word of a name. The least that lets an officer decide
-- whether to ask: reference, force, day, state, and what agreed. Keys: queries/matching.py.
create or replace function pathway_earlier(referral uuid)
returns table (earlier_id uuid, reference text, force_name text, received_on date, state text, agreed text[], is_birth boolean)
language sql stable security definer set search_path = pg_catalog, public
as $$
    with asked as materialized (
        select r.id, r.individual_id, r.entered_at, i.born_on,
               (select coalesce(array_agg(distinct key::text), '{}')
                  from public.pathway_individualname n, unnest(n.keys) key
                 where n.individual_id = r.individual_id and n.ended_on is null) as keys
          from public.pathway_referral r join public.pathway_individual i on i.id = r.individual_id
         where r.id = referral
           and r.force_id in (select h.organisation_id from public.access_holdings_at('candour_delivery') h
                               where h.role in ('police_case_officer', 'police_supervisor'))),
    whole as materialized (
        select coalesce(array_agg(key), '{}')::varchar[] as keys from asked, unnest(asked.keys) key where key not like '.%'),
    alike as (
        select n.individual_id as id
          from public.pathway_individualname n
         where n.keys && (select whole.keys from whole) and n.ended_on is null
        union
        select i.id
          from asked join public.pathway_individual i on i.born_on = asked.born_on
          join public.pathway_individualname n on n.individual_id = i.id and n.ended_on is null
         where n.keys && asked.keys::varchar[]),
    excluded as materialized (
        select public.pathway_excluded_for(public.access_actor_at('candour_delivery')) as ids)
    select r.id, r.reference::text, f.name::text, r.received_on, r.state::text,
           array(select distinct key::text
                   from public.pathway_individualname n, unnest(n.keys) key
                  where n.individual_id = r.individual_id and n.ended_on is null and key = any(asked.keys)
                    and key not like '.%' order by 1),
           coalesce(asked.born_on = i.born_on, false)
      from asked, alike join public.pathway_individual i on i.id = alike.id
      join public.pathway_referral r on r.individual_id = alike.id
      join public.people_organisation f on f.id = r.force_id
     where r.id <> asked.id and r.entered_at < asked.entered_at
       and not (r.individual_id = any(select unnest(excluded.ids) from excluded))
       and not (asked.individual_id = any(select unnest(excluded.ids) from excluded))
     order by r.received_on desc, r.reference
$$;
