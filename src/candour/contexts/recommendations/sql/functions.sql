-- Whether somebody may judge what a body claims: they hold no role in it, and held none in the time that policy names
-- ("recommendations.independence"). Without such a policy nobody who ever held one may. Answered to that person alone: where
-- somebody else worked is nobody's business.
create or replace function recommendations_is_independent(addressee uuid, person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    with policy as (
        select t.value, t.unit from public.deadlines_policyterm t
         where t.code = 'recommendations.independence' and t.nation = ''
           and t.in_force_from <= (now() at time zone 'Europe/London')::date
           and (t.in_force_until is null or t.in_force_until > (now() at time zone 'Europe/London')::date)
         order by t.in_force_from desc limit 1
    ), since as (
        select coalesce((select case p.unit when 'months' then (now() at time zone 'Europe/London')::date - make_interval(months => p.value)
                                            when 'working_days' then (now() at time zone 'Europe/London')::date - make_interval(days => p.value * 2)
                                            else (now() at time zone 'Europe/London')::date - make_interval(days => p.value) end
                           from policy p), '-infinity'::timestamp)::date as day
    )
    select person = (select public.access_actor_at('candour_office')) and not exists (
        select 1
          from since, public.recommendations_addressee a
          join public.people_roleholding h on h.organisation_id = a.organisation_id
         where a.id = addressee
           and h.starts_on <= (now() at time zone 'Europe/London')::date
           and (h.ends_on is null or h.ends_on > since.day)
           and (h.person_id = person
                or exists (select 1 from public.people_cover c
                            where c.holding_id = h.id and c.covered_by_id = person
                              and c.starts_on <= (now() at time zone 'Europe/London')::date
                              and (c.ends_on is null or c.ends_on > since.day))))
$$;

-- Whether a body has somebody who answers recommendations today: one that nobody would see is not asked.
create or replace function recommendations_is_staffed(organisation uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select exists (
        select 1 from public.people_roleholding h join public.people_person p on p.id = h.person_id
         where h.organisation_id = organisation and h.role = 'recommendation_owner' and p.deactivated_on is null
           and h.starts_on <= (now() at time zone 'Europe/London')::date
           and (h.ends_on is null or h.ends_on > (now() at time zone 'Europe/London')::date))
$$;
