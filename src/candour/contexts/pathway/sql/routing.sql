-- Where a referral goes, and who can receive what follows from it. The doors see neither the columns nor the holdings that
-- these look at, and learn from them an answer each.

-- Whether somebody in an organisation holds one of these roles today. Granted to no door: it tells about anybody.
create or replace function pathway_holds(organisation uuid, wanted text[]) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    with today as (select (now() at time zone 'Europe/London')::date as on_)
    select exists (
        select 1 from today, public.people_roleholding h join public.people_person p on p.id = h.person_id
         where h.organisation_id = organisation and h.role = any(wanted) and p.deactivated_on is null
           and h.starts_on <= today.on_ and (h.ends_on is null or h.ends_on > today.on_))
$$;

-- The national desk of Counter Terrorism Policing, by the code of the shipped list.
create or replace function pathway_national_desk() returns uuid
language sql stable security definer set search_path = pg_catalog, public
as $$ select o.id from public.people_organisation o where o.kind = 'police_force' and o.code = 'ctphq' $$;

-- The force that gets a referral: that of the prison, else that of the authority. Where neither says, and where the force has
-- ended or nobody in it could open the referral, the national desk.
create or replace function pathway_route(authority uuid, establishment uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(
        (select f.id
           from public.people_organisation o join public.people_organisation f on f.id = o.police_force_id
          where o.id in (authority, establishment) and f.ended_on is null
            and public.pathway_holds(f.id, array['police_case_officer', 'police_supervisor'])
          order by (o.id = establishment) desc nulls last limit 1),
        public.pathway_national_desk())
$$;
