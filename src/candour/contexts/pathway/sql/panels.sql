-- What the row rules of panels and cases ask, for the person signed in at the delivery door and for nobody else.

-- Cases to which somebody is admitted today, as a partner or as a guest.
create or replace function pathway_admitted_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct a.case_id), '{}')
      from public.pathway_caseadmission a
     where a.person_id = actor and actor = (select public.access_actor_at('candour_delivery'))
       and a.from_on <= (now() at time zone 'Europe/London')::date
       and a.until_on > (now() at time zone 'Europe/London')::date
       and exists (select 1 from public.access_holdings_at('candour_delivery') h
                    where h.organisation_id = a.organisation_id)
$$;

create or replace function pathway_admitted() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_admitted_for(public.access_actor()) $$;

-- Cases that another area offers to an authority whose panel the actor runs.
create or replace function pathway_offered_to(authorities uuid[]) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(m.case_id), '{}')
      from public.pathway_casemove m
     where m.answer = 'waits' and m.to_authority_id = any(authorities)
       and authorities <@ (select coalesce(array_agg(h.organisation_id), '{}')
                             from public.access_holdings_at('candour_delivery') h
                            where h.role in ('panel_chair', 'panel_coordinator'))
$$;

create or replace function pathway_offered() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_offered_to(public.pathway_authorities()) $$;

-- Cases of those individuals, for rows that are seen without their case.
create or replace function pathway_excluded_cases_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(c.id), '{}') from public.pathway_panelcase c
     where c.individual_id = any(public.pathway_excluded_for(actor))
$$;

create or replace function pathway_excluded_cases() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_excluded_cases_for(public.access_actor()) $$;

-- Panels of which the actor is a member today.
create or replace function pathway_seats_of(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct m.panel_id), '{}')
      from public.pathway_panelmember m
     where m.person_id = actor and actor = (select public.access_actor_at('candour_delivery'))
       and m.from_on <= (now() at time zone 'Europe/London')::date
       and (m.until_on is null or m.until_on > (now() at time zone 'Europe/London')::date)
       and exists (select 1 from public.access_holdings_at('candour_delivery') h
                    where h.organisation_id = m.organisation_id)
$$;

create or replace function pathway_seats() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.pathway_seats_of(public.access_actor()) $$;

-- The names of those who act on the pathway in another body: an id is known only from a row that one may read. Asked by
-- whoever works on the pathway; nobody who never held a role of it is named.
create or replace function pathway_names(wanted uuid[]) returns table (id uuid, name text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select p.id, p.name::text
      from public.people_person p
     where p.id = any(wanted)
       and exists (select 1 from public.access_holdings_at('candour_delivery') h where h.role = any(
           array['police_case_officer', 'police_supervisor', 'panel_chair', 'panel_coordinator', 'panel_partner',
                 'intervention_provider', 'receiving_service']))
       and exists (select 1 from public.people_roleholding h where h.person_id = p.id and h.role = any(
           array['police_case_officer', 'police_supervisor', 'panel_chair', 'panel_coordinator', 'panel_partner',
                 'intervention_provider', 'receiving_service', 'duty_body_referrer']))
$$;

-- Who can be put on the panel of an authority, or let in to a case of it: asked by whoever runs that panel.
create or replace function pathway_panel_people(authority uuid)
returns table (person_id uuid, name text, organisation_id uuid, organisation text, kind text, role text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select distinct p.id, p.name::text, o.id, o.name::text, o.kind::text, h.role::text
      from public.people_organisation a
      join public.people_roleholding h on h.role = any(
           array['panel_partner', 'police_case_officer', 'police_supervisor', 'panel_chair', 'panel_coordinator'])
      join public.people_organisation o on o.id = h.organisation_id
      join public.people_person p on p.id = h.person_id and p.deactivated_on is null
     where a.id = authority
       and exists (select 1 from public.access_holdings_at('candour_delivery') mine
                    where mine.organisation_id = a.id and mine.role in ('panel_chair', 'panel_coordinator'))
       and h.starts_on <= (now() at time zone 'Europe/London')::date
       and (h.ends_on is null or h.ends_on > (now() at time zone 'Europe/London')::date)
       and case when h.role = 'panel_partner' then h.area = '' or h.area = a.code
                when h.role in ('police_case_officer', 'police_supervisor')
                    then a.police_force_id is null or o.id = a.police_force_id
                else o.id = a.id end
     order by 4, 2
$$;

-- Support is given only while there is consent. A session on the day of the withdrawal may have been before it.
create or replace function pathway_session_consented() returns trigger
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    if new.outcome = 'delivered' and not exists (
        select 1
          from public.pathway_commission k
          join public.pathway_consent given on given.case_id = k.case_id and given.answer = 'given'
         where k.id = new.commission_id and given.answered_on <= new.held_on
           and not exists (select 1 from public.pathway_consent later
                            where later.case_id = k.case_id and later.number > given.number
                              and later.answer <> 'given' and later.answered_on < new.held_on))
    then
        raise exception 'a session is delivered only while there is consent'
            using errcode = 'check_violation', constraint = 'session_within_consent';
    end if;
    return new;
end
$$;

create or replace trigger pathway_session_within_consent
    before insert or update on pathway_session
    for each row execute function pathway_session_consented();

-- The statutory minimum (CTSA 2015 s.37): the authority in the chair, and the police of the person's area present; and
-- nobody is counted who declared an interest in the case.
create or replace function pathway_decision_is_quorate() returns trigger
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    if not exists (select 1 from public.pathway_agendaitem i join public.pathway_meeting m on m.id = i.meeting_id
                    where i.id = new.item_id and i.meeting_id = new.meeting_id and i.case_id = new.case_id
                      and m.state = 'held' and i.taken_off_on is null)
    then
        raise exception 'a panel decides at its meeting, on what stands on the agenda'
            using errcode = 'check_violation', constraint = 'decided_at_the_meeting';
    end if;
    if (select count(*)
          from (select a.part in ('chair', 'deputy') and a.organisation_id = m.authority_id as chairs,
                       a.organisation_id = c.force_id as polices
                  from public.pathway_attendance a
                  join public.pathway_meeting m on m.id = a.meeting_id
                  join public.pathway_panelcase c on c.id = new.case_id
                 where a.meeting_id = new.meeting_id and a.left_at is null and a.part not in ('guest', 'secretary')
                   and not exists (select 1 from public.pathway_declaration d
                                    where d.attendance_id = a.id and d.item_id = new.item_id and d.kind = 'interest')
                   and (a.person_id is null or a.person_id <> all (public.pathway_interested_in(c.individual_id)))
               ) here
        having bool_or(here.chairs) and bool_or(here.polices)) is null
    then
        raise exception 'the panel is not quorate for this case'
            using errcode = 'check_violation', constraint = 'panel_is_quorate';
    end if;
    return new;
end
$$;

create or replace trigger pathway_decision_while_quorate
    before insert on pathway_itemdecision
    for each row execute function pathway_decision_is_quorate();
