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

-- On which side of a transfer the person signed in stands: of its force, of its authority, of the service; with no
-- declared interest in the person. For the functions below; no door calls it.
create or replace function pathway_knows_transfer(transfer uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select exists (
        select 1
          from public.pathway_transfer t
          join public.access_holdings_of(public.access_actor_at('candour_delivery'), 'candour_delivery') h
            on (h.organisation_id = t.organisation_id and h.role = 'receiving_service')
            or (t.individual_id
                    <> all((select public.pathway_excluded_for(public.access_actor_at('candour_delivery')))::uuid[])
                and ((h.organisation_id = t.force_id and h.role in ('police_case_officer', 'police_supervisor'))
                     or (h.organisation_id = t.authority_id and h.role in ('panel_chair', 'panel_coordinator'))))
         where t.id = transfer)
$$;

-- The names of those who own or acted on these transfers, for whoever may see them: the accounts of another body are
-- closed, and the two sides of a transfer have to know whom they deal with.
create or replace function pathway_transfer_names(transfers uuid[])
returns table (person_id uuid, name text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    with seen as (
        select t.id, t.owner_id from public.pathway_transfer t
         where t.id = any(transfers) and public.pathway_knows_transfer(t.id)
    ), named as (
        select s.owner_id as person from seen s
        union
        select p.by_id from seen s join public.pathway_transferstep p on p.transfer_id = s.id where p.by_id is not null
    )
    select p.id, p.name::text from named n join public.people_person p on p.id = n.person
$$;

-- Who can own a transfer: whoever works with referrals in the force or with cases in the authority that has it, today,
-- and declared no interest in the person. Told to them alone, because each sees but the accounts of their own body.
create or replace function pathway_transfer_owners(force uuid, authority uuid, individual uuid)
returns table (person_id uuid, name text, organisation text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    with today as (select (now() at time zone 'Europe/London')::date as on_),
    able as (
        select h.person_id, h.organisation_id from today, public.people_roleholding h
         where ((h.organisation_id = force and h.role in ('police_case_officer', 'police_supervisor'))
                or (h.organisation_id = authority and h.role in ('panel_chair', 'panel_coordinator')))
           and h.starts_on <= today.on_ and (h.ends_on is null or h.ends_on > today.on_)
    )
    select distinct on (p.name, p.id) p.id, p.name::text, o.name::text
      from able a join public.people_person p on p.id = a.person_id and p.deactivated_on is null
      join public.people_organisation o on o.id = a.organisation_id
     where not exists (select 1 from public.pathway_interest i
                        where i.individual_id = individual and i.person_id = p.id and i.ended_at is null)
       and exists (select 1 from able m where m.person_id = public.access_actor_at('candour_delivery')
                   union all
                   select 1 from public.people_cover c join public.people_roleholding h on h.id = c.holding_id
                     join able m on m.person_id = h.person_id and m.organisation_id = h.organisation_id
                    where c.covered_by_id = public.access_actor_at('candour_delivery'))
     order by p.name, p.id
$$;

-- Transfers of the own force or authority that run, and whose owner can no longer act on them: nobody looks after these.
create or replace function pathway_transfers_without_owner() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    with today as (select (now() at time zone 'Europe/London')::date as on_),
    mine as materialized (
        select h.organisation_id, h.role = 'police_supervisor' as is_police
          from public.access_holdings_of(public.access_actor_at('candour_delivery'), 'candour_delivery') h
         where h.role in ('police_supervisor', 'panel_chair', 'panel_coordinator')
    ),
    able as materialized (
        select h.person_id, h.organisation_id from today, public.people_roleholding h
          join public.people_person p on p.id = h.person_id and p.deactivated_on is null
         where h.role in ('police_case_officer', 'police_supervisor', 'panel_chair', 'panel_coordinator')
           and h.starts_on <= today.on_ and (h.ends_on is null or h.ends_on > today.on_)
    ),
    -- Owners are few, whatever they own: they are judged first, then what they left behind is fetched.
    gone as materialized (
        select o.owner_id, o.force_id, o.authority_id
          from (select distinct t.owner_id, t.force_id, t.authority_id from public.pathway_transfer t
                 where t.is_open
                   and (t.force_id in (select m.organisation_id from mine m where m.is_police)
                        or t.authority_id in (select m.organisation_id from mine m where not m.is_police))) o
         where not exists (select 1 from able a where a.person_id = o.owner_id and a.organisation_id = o.force_id)
           and not exists (select 1 from able a where a.person_id = o.owner_id and a.organisation_id = o.authority_id)
    )
    select coalesce(array_agg(t.id), '{}')
      from gone g join public.pathway_transfer t
        on t.owner_id = g.owner_id and t.is_open and t.force_id is not distinct from g.force_id
       and t.authority_id is not distinct from g.authority_id
     where t.individual_id
           <> all((select public.pathway_excluded_for(public.access_actor_at('candour_delivery')))::uuid[])
$$;

-- What lapses today: offered, and the time to accept is over. For the delivery door's worker, which has no session.
create or replace function pathway_transfers_to_lapse()
returns table (transfer_id uuid, number integer, version integer, nation text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select t.id, (select max(s.number) + 1 from public.pathway_transferstep s where s.transfer_id = t.id),
           t.procedure_version::integer, t.nation::text
      from public.pathway_transfer t
     where t.state = 'offered' and t.is_open
       and exists (select 1 from public.pathway_transferdeadline d
                    where d.transfer_id = t.id and d.code = 'pathway.accept_transfer'
                      and d.met_on is null and d.cancelled_on is null and d.paused_on is null
                      and d.due_on < (now() at time zone 'Europe/London')::date)
     order by t.next_due_on, t.id
     limit 200
$$;

-- One of them lapses, by Candour itself. What is written was judged and proved by the worker (operations/lapsing.py); here
-- it is checked again, and nothing else can be written so. False where somebody came first.
create or replace function pathway_lapse(
    transfer uuid, step uuid, step_number integer, at timestamptz, entry uuid, due date, term integer, unit text
) returns boolean
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    today date := (at at time zone 'Europe/London')::date;
begin
    perform 1 from public.pathway_transfer t where t.id = transfer for update;
    if at not between now() - interval '10 minutes' and now() + interval '1 minute' or due < today
       or not exists (select 1 from public.pathway_transfer t
                       where t.id = transfer and t.state = 'offered' and t.is_open)
       or not exists (select 1 from public.pathway_transferdeadline d
                       where d.transfer_id = transfer and d.code = 'pathway.accept_transfer'
                         and d.met_on is null and d.cancelled_on is null and d.paused_on is null and d.due_on < today)
       or step_number is distinct from
          (select max(s.number) + 1 from public.pathway_transferstep s where s.transfer_id = transfer)
    then
        return false;
    end if;
    insert into public.pathway_transferstep
           (id, transfer_id, number, step, from_state, to_state, by_kind, taken_on, taken_at, rationale, ledger_entry)
    values (step, transfer, step_number, 'lapse', 'offered', 'lapsed', 'system', today, at, '', entry);
    update public.pathway_transferdeadline d set cancelled_on = today, cancelled_by = step
     where d.transfer_id = transfer and d.code = 'pathway.accept_transfer'
       and d.met_on is null and d.cancelled_on is null;
    insert into public.pathway_transferdeadline
           (id, transfer_id, code, started_on, term_value, term_unit, nation, due_on, started_by)
    select gen_random_uuid(), t.id, 'pathway.transfer_decide', today, term, unit, t.nation, due, step
      from public.pathway_transfer t where t.id = transfer;
    update public.pathway_transfer t set state = 'lapsed', came_to = 'lapsed', next_due_on = due where t.id = transfer;
    return true;
end
$$;

-- Once a minute: the service hears that a transfer was offered, or that its answer is waited for; the owner, and whoever
-- stands in, that one came back or that a service is silent. Nobody is told what it is about.
create or replace function pathway_sweep_transfers() returns integer
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    today date := (now() at time zone 'Europe/London')::date;
    made integer;
begin
    with receives as (
        select h.organisation_id, w.person_id
          from public.people_roleholding h
          cross join lateral (select h.person_id union select * from public.people_standing_in_for(h.id, today)) w
          join public.people_person p on p.id = w.person_id and p.deactivated_on is null
         where h.role = 'receiving_service' and h.starts_on <= today and (h.ends_on is null or h.ends_on > today)
    ),
    owns as (
        select h.person_id as owner_id, w.person_id
          from public.people_roleholding h
          cross join lateral (select h.person_id union select * from public.people_standing_in_for(h.id, today)) w
          join public.people_person p on p.id = w.person_id and p.deactivated_on is null
         where h.role in ('police_case_officer', 'police_supervisor', 'panel_chair', 'panel_coordinator')
           and h.starts_on <= today and (h.ends_on is null or h.ends_on > today)
    ),
    told (person_id, code, subject, individual_id, marker, is_urgent) as (
        select r.person_id, 'transfers.offered', t.id, null::uuid,
               (select max(s.number) from public.pathway_transferstep s
                 where s.transfer_id = t.id and s.step in ('offer', 'offer_again'))::text, false
          from public.pathway_transfer t join receives r on r.organisation_id = t.organisation_id
         where t.state = 'offered' and t.is_open and t.next_due_on >= today
        union
        select r.person_id, 'transfers.chased', t.id, null,
               (select max(s.number) from public.pathway_transferstep s
                 where s.transfer_id = t.id and s.step = 'chase')::text, true
          from public.pathway_transfer t join receives r on r.organisation_id = t.organisation_id
         where t.chased_on >= today - 1 and t.is_open and t.state in ('offered', 'accepted', 'monitored')
        union
        select o.person_id, 'transfers.back', t.id, t.individual_id,
               (select max(s.number) from public.pathway_transferstep s
                 where s.transfer_id = t.id and s.step in ('lapse', 'decline'))::text, true
          from public.pathway_transfer t join owns o on o.owner_id = t.owner_id
         where t.state in ('declined', 'lapsed') and t.is_open
        union
        select o.person_id, 'transfers.silent', t.id, t.individual_id, t.next_due_on::text, false
          from public.pathway_transfer t join owns o on o.owner_id = t.owner_id
         where t.state in ('accepted', 'monitored') and t.is_open and t.next_due_on < today
    )
    insert into public.notifications_deliverynotice (id, person_id, code, subject, marker, is_urgent, created_on)
    select gen_random_uuid(), t.person_id, t.code, t.subject, t.marker, t.is_urgent, today
      from told t
     where not exists (select 1 from public.pathway_interest i
                        where i.individual_id = t.individual_id and i.person_id = t.person_id and i.ended_at is null)
    on conflict do nothing;
    get diagnostics made = row_count;
    return made;
end
$$;
