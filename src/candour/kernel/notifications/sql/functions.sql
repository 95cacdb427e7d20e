-- What a worker may ask: it has no session, so these answer for its door and for nobody in particular.
--
-- Each is granted to one door alone. They tell who waits for a mail and their address only while a notice of theirs was
-- not mailed; whoever forges a call from inside that door learns addresses of its own staff and nothing of a case.

-- Whom of the office to write to: somebody has an unread notice that was not mailed, still has work at this door, and
-- got no mail today, unless it is urgent.
create or replace function notifications_office_pending() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct n.person_id), '{}')
      from public.notifications_officenotice n join public.people_person p on p.id = n.person_id
     where n.read_on is null and n.mailed_on is null and p.deactivated_on is null
       and exists (select 1 from public.access_holdings_of(p.id, 'candour_office'))
       and (n.is_urgent or not exists (
            select 1 from public.notifications_officenotice o
             where o.person_id = n.person_id and o.mailed_on = (now() at time zone 'Europe/London')::date))
$$;

create or replace function notifications_office_address(person uuid) returns table (email text, language text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select p.email::text, p.language::text from public.people_person p
     where p.id = person and p.id = any(public.notifications_office_pending())
$$;

create or replace function notifications_office_mailed(person uuid) returns void
language sql security definer set search_path = pg_catalog, public
as $$
    update public.notifications_officenotice set mailed_on = (now() at time zone 'Europe/London')::date
     where person_id = person and mailed_on is null
$$;

-- Whom of the delivery to write to: somebody has an unread notice that was not mailed, still has work at this door, and
-- got no mail today, unless it is urgent.
create or replace function notifications_delivery_pending() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(distinct n.person_id), '{}')
      from public.notifications_deliverynotice n join public.people_person p on p.id = n.person_id
     where n.read_on is null and n.mailed_on is null and p.deactivated_on is null
       and exists (select 1 from public.access_holdings_of(p.id, 'candour_delivery'))
       and (n.is_urgent or not exists (
            select 1 from public.notifications_deliverynotice o
             where o.person_id = n.person_id and o.mailed_on = (now() at time zone 'Europe/London')::date))
$$;

create or replace function notifications_delivery_address(person uuid) returns table (email text, language text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select p.email::text, p.language::text from public.people_person p
     where p.id = person and p.id = any(public.notifications_delivery_pending())
$$;

create or replace function notifications_delivery_mailed(person uuid) returns void
language sql security definer set search_path = pg_catalog, public
as $$
    update public.notifications_deliverynotice set mailed_on = (now() at time zone 'Europe/London')::date
     where person_id = person and mailed_on is null
$$;

-- How the jobs of both queues fare, for the system administrator's page: kinds and counts of tries, never arguments.
create or replace function notifications_jobs_for(actor uuid)
returns table (door text, task text, status text, attempts integer, next_try_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select j.door, j.task_name::text, j.status, j.attempts, j.scheduled_at
      from (select 'office' as door, id, task_name, status::text, attempts, scheduled_at from jobs_office.procrastinate_jobs
            union all
            select 'delivery', id, task_name, status::text, attempts, scheduled_at from jobs_delivery.procrastinate_jobs) j
     where j.status in ('todo', 'doing', 'failed') and actor = (select public.access_actor_at('candour_office'))
       and exists (select 1 from public.access_holdings_of(actor, 'candour_office') h where h.role = 'system_administrator')
     order by j.door, j.id
     limit 500
$$;

create or replace function notifications_jobs()
returns table (door text, task text, status text, attempts integer, next_try_at timestamptz)
language sql stable set search_path = pg_catalog, public
as $$ select * from public.notifications_jobs_for(public.access_actor()) $$;

-- Which of these mails to holders of the ledger's checkpoints went out; that one did. What is older than a month is
-- forgotten: only today's can still be due.
create or replace function notifications_holders_mailed(asked uuid[]) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(m.id), '{}') from public.notifications_holdermail m where m.id = any(asked)
$$;

create or replace function notifications_holder_mailed(mail uuid) returns void
language sql security definer set search_path = pg_catalog, public
as $$
    delete from public.notifications_holdermail where mailed_on < (now() at time zone 'Europe/London')::date - 30;
    insert into public.notifications_holdermail (id, mailed_on)
    values (mail, (now() at time zone 'Europe/London')::date) on conflict do nothing
$$;

-- Whether holders were really written to of late: what the public site says about them, without knowing who they are.
create or replace function notifications_holders_written() returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select exists (select 1 from public.notifications_holdermail m
                    where m.mailed_on >= (now() at time zone 'Europe/London')::date - 2)
$$;
