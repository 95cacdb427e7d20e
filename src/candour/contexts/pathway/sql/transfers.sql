-- Transfers: whom one may be offered to, who wrote in one, and what the delivery door's worker does each minute.
-- As in functions.sql, who is signed in at the delivery door is looked up here.

-- The organisations in which somebody receives transfers today. Holdings of other organisations are closed to the police
-- and to panels; this tells them where a transfer would be seen, and of nobody who they are.
create or replace function pathway_receiving_services() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct h.organisation_id), '{}')
      from public.people_roleholding h join public.people_person p on p.id = h.person_id
     where h.role = 'receiving_service' and p.deactivated_on is null
       and h.starts_on <= (now() at time zone 'Europe/London')::date
       and (h.ends_on is null or h.ends_on > (now() at time zone 'Europe/London')::date)
       and exists (select 1
                     from public.access_holdings_of(public.access_actor_at('candour_delivery'), 'candour_delivery') o
                    where o.role in ('police_case_officer', 'police_supervisor', 'panel_chair', 'panel_coordinator'))
$$;
