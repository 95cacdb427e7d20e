-- Who can receive what a referral creates. Asked by those who work on referrals and cases; the answer names organisations,
-- or one person, and nothing else about anybody's holdings.

create or replace function pathway_works_here() returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select exists (select 1 from public.access_holdings_at('candour_delivery') h
                    where h.role in ('police_case_officer', 'police_supervisor', 'panel_chair', 'panel_coordinator'))
$$;

-- Organisations that have not ended and in which somebody holds one of these roles today.
create or replace function pathway_organisations_with(wanted text[]) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    with today as (select (now() at time zone 'Europe/London')::date as on_)
    select coalesce(array_agg(distinct h.organisation_id), '{}')
      from today, public.people_roleholding h
      join public.people_person p on p.id = h.person_id join public.people_organisation o on o.id = h.organisation_id
     where h.role = any(wanted) and p.deactivated_on is null and o.ended_on is null
       and h.starts_on <= today.on_ and (h.ends_on is null or h.ends_on > today.on_)
       and public.pathway_works_here()
$$;

create or replace function pathway_partners() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_organisations_with(array['panel_partner']) $$;

create or replace function pathway_services() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_organisations_with(array['receiving_service']) $$;

create or replace function pathway_panels() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_organisations_with(array['panel_coordinator', 'panel_chair']) $$;

-- Forces in which somebody could open a referral; and the officers of a force of one's own.
create or replace function pathway_staffed_forces() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_organisations_with(array['police_case_officer', 'police_supervisor']) $$;

create or replace function pathway_officers(force uuid) returns table (id uuid, name text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    with today as (select (now() at time zone 'Europe/London')::date as on_)
    select distinct p.id, p.name::text
      from today, public.people_roleholding h join public.people_person p on p.id = h.person_id
     where h.organisation_id = force and h.role in ('police_case_officer', 'police_supervisor')
       and p.deactivated_on is null and h.starts_on <= today.on_ and (h.ends_on is null or h.ends_on > today.on_)
       and force in (select own.organisation_id from public.access_holdings_at('candour_delivery') own
                      where own.role in ('police_case_officer', 'police_supervisor'))
     order by 2, 1
$$;

-- Who owns a new case of an authority's panel: its coordinator, else its chair; never somebody with an interest in the person.
create or replace function pathway_panel_owner(authority uuid, individual uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    with today as (select (now() at time zone 'Europe/London')::date as on_)
    select p.id
      from today, public.people_roleholding h join public.people_person p on p.id = h.person_id
     where h.organisation_id = authority and h.role in ('panel_coordinator', 'panel_chair')
       and p.deactivated_on is null and h.starts_on <= today.on_ and (h.ends_on is null or h.ends_on > today.on_)
       and p.id <> all(public.pathway_barred(individual)) and public.pathway_works_here()
     order by (h.role = 'panel_coordinator') desc, h.starts_on, p.id limit 1
$$;
