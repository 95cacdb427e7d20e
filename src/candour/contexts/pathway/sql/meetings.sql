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

-- To which meetings somebody is invited as a guest, for a case that stands on the agenda: day, hour and place, and how
-- often it was moved. The row rules of meetings know no guests, so that all that hangs from a meeting stays closed to them.
drop function if exists pathway_invitations_of(uuid); -- what it returns has changed, which "or replace" cannot do
create or replace function pathway_invitations_of(actor uuid)
returns table (meeting_id uuid, reference text, panel text, kind text, called_off boolean, held_on date, starts_at time,
               place text, moves bigint, case_id uuid)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select m.id, m.reference::text, p.name::text, m.kind::text, m.state = 'cancelled', m.held_on, m.starts_at,
           m.place::text, (select count(*) from public.pathway_meetingmove v where v.meeting_id = m.id), i.case_id
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

-- A meeting is moved until it is opened, and not after; its day, hour and place then stand. A guest was let in until the day
-- of the meeting is over: a move of the day moves that too, also for a case that whoever moves it may not see. Nobody's time
-- that was ended by hand begins again.
create or replace function pathway_meeting_moves() returns trigger
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    if old.state <> all (array['planned', 'called']) or new.state <> all (array['planned', 'called']) then
        raise exception 'a meeting is moved before it is opened'
            using errcode = 'check_violation', constraint = 'moved_before_it_is_opened';
    end if;
    update public.pathway_caseadmission a
       set until_on = greatest(new.held_on, a.from_on) + 1
      from public.pathway_agendaitem i
     where i.meeting_id = new.id and i.taken_off_on is null and new.held_on <> old.held_on
       and a.item_id = i.id and a.case_id = i.case_id and a.kind = 'guest' and a.ended_by_id is null;
    return null;
end
$$;

create or replace trigger pathway_meeting_moved
    after update of held_on, starts_at, place on pathway_meeting
    for each row when ((old.held_on, old.starts_at, old.place) is distinct from (new.held_on, new.starts_at, new.place))
    execute function pathway_meeting_moves();

-- Once a minute: the members of a panel, and the guests of a meeting, hear that it is called, moved or called off; not
-- whoever did so. Members hear of a move once it was called, guests from the day on which they were invited; whoever came
-- after the move is told no earlier day. A meeting whose day is over is told to nobody.
create or replace function pathway_sweep_meetings() returns integer
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    today date := (now() at time zone 'Europe/London')::date;
    made integer;
begin
    with told as (
        select m.id, m.panel_id, m.held_on, s.code, s.number, s.by_id, s.taken_at, s.for_members,
               least(m.held_on, v.was_held_on) as nearest
          from public.pathway_meeting m
          cross join lateral (
              select distinct on (l.step) l.number, l.by_id, l.taken_at,
                     case l.step when 'call' then 'meetings.called' when 'move' then 'meetings.moved'
                                 else 'meetings.off' end as code,
                     l.step <> 'move' or (m.state = 'called' and exists (
                         select 1 from public.pathway_meetingstep c
                          where c.meeting_id = m.id and c.step = 'call' and c.number < l.number)) as for_members
                from public.pathway_meetingstep l
               where l.meeting_id = m.id
                 and case l.step when 'call' then m.state = 'called'
                                 when 'move' then m.state in ('planned', 'called')
                                 when 'call_off' then m.state = 'cancelled' else false end
               order by l.step, l.number desc) s
          left join public.pathway_meetingmove v
                 on s.code = 'meetings.moved' and v.meeting_id = m.id and v.moved_at = s.taken_at
         where m.state in ('planned', 'called', 'cancelled') and m.held_on >= today
    ),
    comes (meeting_id, code, person_id, organisation_id) as (
        select t.id, t.code, p.person_id, p.organisation_id
          from told t join public.pathway_panelmember p on p.panel_id = t.panel_id
         where t.for_members and p.from_on <= today and (p.until_on is null or p.until_on > t.held_on)
           and (t.code <> 'meetings.moved' or p.from_on <= (t.taken_at at time zone 'Europe/London')::date)
        union
        select t.id, t.code, a.person_id, a.organisation_id
          from told t
          join public.pathway_agendaitem i on i.meeting_id = t.id and i.taken_off_on is null
          join public.pathway_caseadmission a on a.item_id = i.id and a.case_id = i.case_id and a.kind = 'guest'
          join public.pathway_panelcase c on c.id = i.case_id
         where a.from_on <= today and a.until_on > today
           and (t.code <> 'meetings.moved' or a.admitted_at < t.taken_at)
           and a.person_id <> all (public.pathway_interested_in(c.individual_id))
    )
    insert into public.notifications_deliverynotice (id, person_id, code, subject, marker, is_urgent, created_on)
    select distinct on (c.person_id, t.id, t.code)
           gen_random_uuid(), c.person_id, t.code, t.id, t.number::text, t.nearest <= today + 1, today
      from told t
      join comes c on c.meeting_id = t.id and c.code = t.code and c.person_id is distinct from t.by_id
      join public.people_person p on p.id = c.person_id and p.deactivated_on is null
     where exists (select 1 from public.people_roleholding h
                    where h.person_id = c.person_id and h.organisation_id = c.organisation_id
                      and h.starts_on <= today and (h.ends_on is null or h.ends_on > today))
    on conflict do nothing;
    get diagnostics made = row_count;
    return made;
end
$$;
