-- What the row rules of concerns ask. Each answers for the person signed in, or for the mailbox that is open, and for
-- nobody else; see contexts/concerns/models/rules.py for how they are put together. The functions that run with their
-- owner's rights look up who is signed in at the office themselves: asked about somebody else, they know nothing.

create or replace function concerns_excluded_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(e.concern_id), '{}')
      from public.concerns_concernexclusion e
     where e.person_id = actor and e.ended_on is null and actor = (select public.access_actor_at('candour_office'))
$$;

create or replace function concerns_excluded() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_excluded_for(public.access_actor()) $$;

-- Concerns whose narrative the actor may open: those assigned to them, and those under emergency access until it ends.
create or replace function concerns_opened_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(x.concern_id), '{}') from (
        select a.concern_id from public.concerns_assignment a where a.person_id = actor and a.ended_on is null
        union
        select e.concern_id from public.concerns_emergencyaccess e
         where e.person_id = actor and e.until_at > now() and e.ended_at is null
    ) x where actor = (select public.access_actor_at('candour_office'))
$$;

create or replace function concerns_opened() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_opened_for(public.access_actor()) $$;

create or replace function concerns_in_mailbox_of(digest bytea) returns uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select c.id from public.concerns_concern c
     where c.mailbox_digest = digest and digest = (select public.access_mailbox())
$$;

create or replace function concerns_in_mailbox() returns uuid
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_in_mailbox_of(public.access_mailbox()) $$;

-- Enquiries behind which stands a concern in which the actor declared an interest.
create or replace function concerns_enquiries_barred_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(l.enquiry_id), '{}') from public.concerns_concernenquiry l
     where l.concern_id = any(public.concerns_excluded_for(actor))
$$;

create or replace function concerns_enquiries_barred() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_enquiries_barred_for(public.access_actor()) $$;

-- Whether the person signed in at the office may know of a concern. For the functions below; no door calls it.
create or replace function concerns_is_known(concern uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select exists (
               select 1
                 from public.access_holdings_of(public.access_actor_at('candour_office'), 'candour_office') h
                where h.role in ('concerns_caseworker', 'head_of_office', 'commissioner'))
       and concern <> all(public.concerns_excluded_for(public.access_actor_at('candour_office')))
$$;

-- The number of the last message of a mailbox. Whoever acknowledges may not read the messages, yet the next one needs
-- the next number. Answered only for a concern that the caller may know of.
create or replace function concerns_last_message_of(concern uuid) returns integer
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(max(m.number), 0) from public.concerns_message m
     where m.concern_id = concern and public.concerns_is_known(concern)
$$;

create or replace function concerns_last_message(concern uuid) returns integer
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_last_message_of(c.id) from public.concerns_concern c where c.id = concern $$;

-- Who may not be given a concern, because they declared an interest in it. Asked before it is assigned, and by the row
-- rule of assignments; the declarations themselves stay with those who oversee.
create or replace function concerns_barred_of(concern uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(e.person_id), '{}')
      from public.concerns_concernexclusion e
     where e.concern_id = concern and e.ended_on is null and public.concerns_is_known(concern)
$$;

create or replace function concerns_barred(concern uuid) returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_barred_of(c.id) from public.concerns_concern c where c.id = concern $$;

-- The bodies at which somebody answers the Commissioner's enquiries today. Holdings of other organisations are closed
-- to caseworkers; this tells them which bodies can be asked, and of nobody who they are.
create or replace function concerns_askable_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct h.organisation_id), '{}')
      from public.people_roleholding h join public.people_person p on p.id = h.person_id
     where h.role = 'body_contact' and p.deactivated_on is null
       and h.starts_on <= (now() at time zone 'Europe/London')::date
       and (h.ends_on is null or h.ends_on > (now() at time zone 'Europe/London')::date)
       and exists (select 1 from public.access_holdings_of(actor, 'candour_office') o
                    where o.role in ('concerns_caseworker', 'head_of_office', 'commissioner'))
$$;

create or replace function concerns_askable() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_askable_for(public.access_actor()) $$;

-- Leave of caseworkers that runs or begins within four weeks, with its last day and who stands in: for whoever has to see
-- that nothing lies meanwhile. Cover of other kinds, and of other roles, stays closed.
create or replace function concerns_leave()
returns table (person_id uuid, starts_on date, last_on date, stands_in text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select h.person_id, c.starts_on, c.ends_on - 1, p.name::text
      from public.people_cover c
      join public.people_roleholding h on h.id = c.holding_id and h.role = 'concerns_caseworker'
      join public.people_person p on p.id = c.covered_by_id
     where c.kind = 'leave'
       and c.starts_on <= (now() at time zone 'Europe/London')::date + 28
       and c.ends_on > (now() at time zone 'Europe/London')::date
       and exists (select 1 from public.access_holdings_of(public.access_actor_at('candour_office'), 'candour_office') o
                    where o.role in ('concerns_caseworker', 'head_of_office', 'commissioner'))
$$;

-- The sweeps: once a minute each door's worker lets these make the notices that are due. They read what the worker may
-- not, write notices of that one door, and answer only how many. No other door writes here, so that nobody who tells
-- the Commissioner something causes a row, a job or a signal at that moment (docs/decisions/0006-jobs.md).
create or replace function concerns_sweep_office() returns integer
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    today date := (now() at time zone 'Europe/London')::date;
    made integer;
begin
    with held as (
        select distinct w.person_id, h.role
          from public.people_roleholding h
          cross join lateral (select h.person_id union select * from public.people_standing_in_for(h.id, today)) w
          join public.people_person p on p.id = w.person_id
         where p.deactivated_on is null and h.starts_on <= today and (h.ends_on is null or h.ends_on > today)
           and h.role in ('concerns_caseworker', 'head_of_office', 'commissioner')
    ),
    told (person_id, code, concern_id, marker, is_urgent) as (
        -- Something came today: once a day, about no concern in particular.
        select h.person_id, 'concerns.received', null::uuid, today::text, false from held h
         where h.role in ('concerns_caseworker', 'head_of_office')
           and exists (select 1 from public.concerns_concern c
                        where c.state = 'received' and c.assigned_to_id is null and c.received_on = today)
        union
        -- The person acted, and the caseworker has not looked since. The marker is the number of that act.
        select c.assigned_to_id, 'concerns.reporter_acted', c.id,
               (select max(s.number) from public.concerns_concernstep s
                 where s.concern_id = c.id and s.by_kind = 'reporter' and s.step <> 'receive')::text, false
          from public.concerns_concern c
         where c.assigned_to_id is not null and c.unread_for_office
        union
        select a.person_id, 'concerns.assigned', a.concern_id, a.id::text, false from public.concerns_assignment a
         where a.ended_on is null and a.assigned_by_id <> a.person_id and a.started_on >= today - 7
        union
        select c.assigned_to_id, 'concerns.body_replied', c.id,
               e.reference || '.' || (select max(s.number) from public.concerns_enquirystep s where s.enquiry_id = e.id), false
          from public.concerns_enquiry e join public.concerns_concernenquiry l on l.enquiry_id = e.id
          join public.concerns_concern c on c.id = l.concern_id
         where e.state = 'replied' and c.assigned_to_id is not null
        union
        select h.person_id, 'concerns.override', o.concern_id, o.id::text, true
          from public.concerns_harmoverride o cross join held h
         where o.authorised_by_id is null and h.person_id <> o.requested_by_id
        union
        -- The caseworker whose concern was read in an emergency, and whoever reviews it.
        select w.person_id, 'concerns.emergency', x.concern_id, x.id::text, true
          from public.concerns_emergencyaccess x join public.concerns_concern c on c.id = x.concern_id
          cross join lateral (
              select c.assigned_to_id as person_id union
              select h.person_id from held h where h.role in ('head_of_office', 'commissioner')) w
         where x.reviewed_by_id is null and w.person_id is not null and w.person_id <> x.person_id
        union
        -- Work had begun, and nobody looks after it: it was given up, or its caseworker is one no longer.
        select h.person_id, 'concerns.no_owner', c.id,
               (select count(*) from public.concerns_assignment a where a.concern_id = c.id)::text
               || case when c.assigned_to_id is null then '' else '.left' end, true
          from public.concerns_concern c join held h on h.role = 'head_of_office'
         where c.is_open
           and ((c.assigned_to_id is null and exists (select 1 from public.concerns_assignment a where a.concern_id = c.id))
                or (c.assigned_to_id is not null and not exists (
                    select 1 from held o where o.person_id = c.assigned_to_id and o.role = 'concerns_caseworker')))
    )
    insert into public.notifications_officenotice (id, person_id, code, subject, marker, is_urgent, created_on)
    select gen_random_uuid(), t.person_id, t.code, t.concern_id, t.marker, t.is_urgent, today
      from told t
     where t.marker is not null
       and not exists (select 1 from public.concerns_concernexclusion e
                        where e.concern_id = t.concern_id and e.person_id = t.person_id and e.ended_on is null)
    on conflict do nothing;
    get diagnostics made = row_count;
    return made;
end
$$;

-- What a watch counts today: the concerns that came in its window and fit the coded fields of its view, without those
-- from which its owner is barred. For the two functions below; no door calls it. Filters are compared column by column
-- and never made into a statement.
create or replace function concerns_watch_count(watch uuid) returns integer
language sql stable security definer set search_path = pg_catalog, public
as $$
    select count(*)::integer from (
        select 1
          from public.concerns_watch w
          join public.concerns_savedview v on v.id = w.view_id
          join public.concerns_concern c
            on c.received_on > (now() at time zone 'Europe/London')::date - w.within_days
           and c.received_on <= (now() at time zone 'Europe/London')::date
           and c.kind = coalesce(v.filters ->> 'kind', c.kind)
           and c.sector = coalesce(v.filters ->> 'sector', c.sector)
           and c.stage = coalesce(v.filters ->> 'stage', c.stage)
           and c.nation = coalesce(v.filters ->> 'nation', c.nation)
           and c.region = coalesce(v.filters ->> 'region', c.region)
           and c.level = coalesce(v.filters ->> 'level', c.level)
           and (v.filters ->> 'language' is null
                or (c.language <> '' and v.filters ->> 'language' in ('any', lower(c.language))))
           and (v.filters ->> 'term' is null
                or exists (select 1 from public.concerns_concerncode k join public.concerns_taxonomyterm t on t.id = k.term_id
                            where k.concern_id = c.id and k.removed_on is null and t.code = v.filters ->> 'term'))
         where w.id = watch
           and not exists (select 1 from public.concerns_concernexclusion e
                            where e.concern_id = c.id and e.person_id = w.owner_id and e.ended_on is null)
         limit 10001) x
$$;

-- The same for a page, for somebody who may see the watch.
create or replace function concerns_watched(watch uuid) returns integer
language sql stable security definer set search_path = pg_catalog, public
as $$
    select public.concerns_watch_count(w.id)
      from public.concerns_watch w join public.concerns_savedview v on v.id = w.view_id
     where w.id = watch
       and (v.is_shared or v.owner_id = (select public.access_actor_at('candour_office')))
       and exists (select 1 from public.access_holdings_of(public.access_actor_at('candour_office'), 'candour_office') h
                    where h.role in ('concerns_caseworker', 'head_of_office', 'commissioner'))
$$;

-- Watches: an alarm when the number is passed, once until it has been under it again, and a notice for whoever the
-- watch names; for the head of office when that person handles concerns no longer.
create or replace function concerns_sweep_watches() returns integer
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    today date := (now() at time zone 'Europe/London')::date;
    made integer;
    one record;
begin
    for one in
        select w.id, w.more_than, a.id as standing, public.concerns_watch_count(w.id) as counted
          from public.concerns_watch w
          left join public.concerns_watchalarm a on a.watch_id = w.id and a.fell_on is null
         where w.ended_on is null
    loop
        if one.counted > one.more_than and one.standing is null then
            insert into public.concerns_watchalarm (id, watch_id, raised_on, reason)
            values (gen_random_uuid(), one.id, today, '') on conflict do nothing;
        elsif one.counted <= one.more_than and one.standing is not null then
            update public.concerns_watchalarm set fell_on = today where id = one.standing;
        end if;
    end loop;
    with held as (
        select distinct w.person_id, h.role
          from public.people_roleholding h
          cross join lateral (select h.person_id union select * from public.people_standing_in_for(h.id, today)) w
          join public.people_person p on p.id = w.person_id
         where p.deactivated_on is null and h.starts_on <= today and (h.ends_on is null or h.ends_on > today)
           and h.role in ('concerns_caseworker', 'head_of_office', 'commissioner')
    )
    insert into public.notifications_officenotice (id, person_id, code, subject, marker, is_urgent, created_on)
    select gen_random_uuid(), t.person_id, 'concerns.watch', t.id, t.id::text, false, today
      from (
        select distinct h.person_id, a.id
          from public.concerns_watchalarm a
          join public.concerns_watch w on w.id = a.watch_id and w.ended_on is null
          join held h on h.person_id = w.owner_id
            or (h.role = 'head_of_office' and not exists (select 1 from held o where o.person_id = w.owner_id))
         where a.acknowledged_by_id is null and a.fell_on is null
      ) t
    on conflict do nothing;
    get diagnostics made = row_count;
    return made;
end
$$;

create or replace function concerns_sweep_delivery() returns integer
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    today date := (now() at time zone 'Europe/London')::date;
    made integer;
begin
    insert into public.notifications_deliverynotice (id, person_id, code, subject, marker, is_urgent, created_on)
    select distinct on (p.id, e.id) gen_random_uuid(), p.id,
           case when e.state = 'sent' then 'enquiries.asked' else 'enquiries.taken_back' end, e.id,
           (select max(s.number) from public.concerns_enquirystep s where s.enquiry_id = e.id)::text, false, today
      from public.concerns_enquiry e
      join public.people_roleholding h on h.organisation_id = e.organisation_id and h.role = 'body_contact'
      cross join lateral (select h.person_id union select * from public.people_standing_in_for(h.id, today)) w
      join public.people_person p on p.id = w.person_id and p.deactivated_on is null
     where h.starts_on <= today and (h.ends_on is null or h.ends_on > today)
       and (e.state = 'sent' or (e.state = 'taken_back' and e.sent_on >= today - 90))
    on conflict do nothing;
    get diagnostics made = row_count;
    return made;
end
$$;

-- The email that a reporter asked for: that there is something new, and nothing else. Their address is
-- sealed to the office, whose worker opens it; it leaves the database only here, only while such a mail is due, and at
-- most once a day for one person.
create or replace function concerns_nudges_pending() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(c.id), '{}')
      from public.concerns_concern c join public.concerns_reporter r on r.concern_id = c.id
     where c.unread_for_reporter and r.nudge_sealed is not null
       and (select coalesce(max(m.number), 0) from public.concerns_message m
             where m.concern_id = c.id and m.direction = 'to_reporter')
         > (select coalesce(max(n.up_to), 0) from public.concerns_nudge n where n.concern_id = c.id)
       and not exists (select 1 from public.concerns_nudge n
                        where n.concern_id = c.id and n.sent_on = (now() at time zone 'Europe/London')::date)
$$;

drop function if exists concerns_nudge_address(uuid);
create function concerns_nudge_address(concern uuid)
returns table (sealed bytea, office_key text, language text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select r.nudge_sealed, r.nudge_key::text, case when lower(c.language) in ('welsh', 'cymraeg', 'cy') then 'cy' else 'en-gb' end
      from public.concerns_reporter r join public.concerns_concern c on c.id = r.concern_id
     where r.concern_id = concern and concern = any(public.concerns_nudges_pending())
$$;

create or replace function concerns_nudged(concern uuid) returns void
language sql security definer set search_path = pg_catalog, public
as $$
    insert into public.concerns_nudge (id, concern_id, up_to, sent_on)
    select gen_random_uuid(), concern, coalesce(max(m.number), 0), (now() at time zone 'Europe/London')::date
      from public.concerns_message m where m.concern_id = concern and m.direction = 'to_reporter'
    on conflict do nothing
$$;
