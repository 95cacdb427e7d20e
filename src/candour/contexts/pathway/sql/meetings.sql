-- What of a meeting's agenda somebody who runs the panel may not see, because of an interest: how much of it is still to be
-- decided, minuted and signed. Nothing more of it is told, and nobody else is told anything.
create or replace function pathway_unseen_of(wanted uuid)
returns table (undecided bigint, unminuted bigint, unsigned bigint)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select count(*) filter (where not exists (select 1 from public.pathway_itemdecision d
                                               where d.item_id = i.id and d.taken_back_on is null)),
           count(*) filter (where not exists (select 1 from public.pathway_minutespart p where p.item_id = i.id)),
           count(*) filter (where not exists (
               select 1 from public.pathway_minutessignature s
                where s.item_id = i.id
                  and s.version = (select max(p.version) from public.pathway_minutespart p where p.item_id = i.id)))
      from public.pathway_agendaitem i
      join public.pathway_meeting m on m.id = i.meeting_id
      join public.pathway_panelcase c on c.id = i.case_id
     where i.meeting_id = wanted and i.taken_off_on is null
       and c.individual_id = any(public.pathway_excluded_for((select public.access_actor_at('candour_delivery'))))
       and exists (select 1 from public.access_holdings_at('candour_delivery') h
                    where h.organisation_id = m.authority_id and h.role in ('panel_chair', 'panel_coordinator'))
$$;

-- The actions that meetings gave to somebody, for a body in which they hold a role today; none about a person in whom they
-- declared an interest.
create or replace function pathway_given_to(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(a.id), '{}')
      from public.pathway_attendance t
      join public.pathway_meetingaction a on a.owner_id = t.id
      left join public.pathway_agendaitem i on i.id = a.item_id
      left join public.pathway_panelcase c on c.id = i.case_id
     where t.person_id = actor and actor = (select public.access_actor_at('candour_delivery'))
       and exists (select 1 from public.access_holdings_at('candour_delivery') h
                    where h.organisation_id = t.organisation_id)
       and (a.item_id is null or c.individual_id <> all (public.pathway_excluded_for(actor)))
$$;

create or replace function pathway_given() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_given_to(public.access_actor()) $$;

-- To which meetings somebody is invited as a guest, for a case that stands on the agenda: day, hour and place. The row rules
-- of meetings know no guests, so that all that hangs from a meeting stays closed to them.
create or replace function pathway_invitations_of(actor uuid)
returns table (meeting_id uuid, reference text, panel text, kind text, called_off boolean, held_on date, starts_at time,
               place text, case_id uuid)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select m.id, m.reference::text, p.name::text, m.kind::text, m.state = 'cancelled', m.held_on, m.starts_at,
           m.place::text, i.case_id
      from public.pathway_caseadmission a
      join public.pathway_agendaitem i on i.id = a.item_id and i.case_id = a.case_id and i.taken_off_on is null
      join public.pathway_meeting m on m.id = i.meeting_id
      join public.pathway_panel p on p.id = m.panel_id
      join public.pathway_panelcase c on c.id = i.case_id
     where a.person_id = actor and actor = (select public.access_actor_at('candour_delivery'))
       and a.kind = 'guest' and a.from_on <= (now() at time zone 'Europe/London')::date
       and a.until_on > (now() at time zone 'Europe/London')::date
       and exists (select 1 from public.access_holdings_at('candour_delivery') h
                    where h.organisation_id = a.organisation_id)
       and c.individual_id <> all (public.pathway_excluded_for(actor))
     order by m.held_on, m.starts_at, m.id, i.number
$$;
