-- What the office's worker may do with what bodies are asked, and whose names the office reads beside its own people's.

-- What these bodies owe next and have to be reminded of: its day comes within what policy calls soon, or has passed, and
-- no reminder went out for that since its day counts. "soon" holds the last such day for each nation, as the calendar
-- counts it; it is not believed beyond what the policy can mean. For the functions below; no door calls it.
create or replace function recommendations_unreminded(addressees uuid[], soon jsonb)
returns table (addressee_id uuid, what text, due_on date)
language sql stable security definer set search_path = pg_catalog, public
as $$
    with today as (select (now() at time zone 'Europe/London')::date as on_),
    bound as (
        select today.on_ + coalesce((select max(case t.unit when 'months' then t.value * 31
                                                            when 'working_days' then t.value * 2 + 14
                                                            else t.value + 14 end)
                                       from public.deadlines_policyterm t
                                      where t.code = 'recommendations.warning' and t.in_force_from <= today.on_
                                        and (t.in_force_until is null or t.in_force_until > today.on_)), 0)::integer as until
          from today
    ),
    owed as (
        select a.id, case when a.state = 'asked' then 'response' else 'delivery' end as what,
               case when a.state = 'asked'
                    then (select min(d.due_on) from public.recommendations_addresseedeadline d
                           where d.addressee_id = a.id and d.code = 'recommendations.response'
                             and d.met_on is null and d.cancelled_on is null and d.paused_on is null)
                    else a.deliver_by end as due_on,
               (select max(s.taken_on) from public.recommendations_addresseestep s
                 where s.addressee_id = a.id
                   and s.step in ('ask', 'ask_again', 'reopen', 'find_not_verified', 'extend',
                                  'accept', 'accept_in_part', 'accept_in_principle')) as since,
               least(coalesce((soon ->> a.nation)::date, today.on_ - 1), bound.until) as until
          from today, bound, public.recommendations_addressee a
         where a.id = any(addressees) and a.is_open and a.state in ('asked', 'accepted', 'not_verified')
    )
    select o.id, o.what, o.due_on
      from today, owed o
     where (o.due_on <= o.until or o.due_on < today.on_)
       and not exists (
           select 1 from public.recommendations_escalation e
            where e.addressee_id = o.id and e.kind = 'remind' and e.about = o.what
              and e.sent_on >= o.since
              and (o.due_on >= today.on_ or e.sent_on > o.due_on))
$$;

-- The same for everything that is open, the earliest day first, with what the words of a reminder need. For the office
-- door's worker, which has no session.
create or replace function recommendations_to_remind(soon jsonb)
returns table (
    addressee_id uuid, number integer, version integer, state text, what text, due_on date, reference text,
    recommendation text, place text, report text
)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select a.id, (select max(s.number) + 1 from public.recommendations_addresseestep s where s.addressee_id = a.id),
           a.procedure_version::integer, a.state::text, u.what, u.due_on, a.reference::text, r.reference::text,
           r.number::text || coalesce(p.letter, '')::text, t.title::text
      from public.recommendations_unreminded(
               array(select a.id from public.recommendations_addressee a
                      where a.is_open and a.state in ('asked', 'accepted', 'not_verified')
                        and a.next_due_on <= greatest((soon ->> a.nation)::date,
                                                      (now() at time zone 'Europe/London')::date - 1)), soon) u
      join public.recommendations_addressee a on a.id = u.addressee_id
      join public.recommendations_recommendation r on r.id = a.recommendation_id
      join public.recommendations_report t on t.id = r.report_id
      left join public.recommendations_part p on p.id = a.part_id
     order by u.due_on, a.id
     limit 200
$$;

-- One body is reminded, by Candour itself. What is written was judged and proved by the worker (operations/reminding.py);
-- here it is checked again, and nothing else can be written so. False where somebody came first.
create or replace function recommendations_remind(
    addressee uuid, soon jsonb, step uuid, step_number integer, at timestamptz, entry uuid, escalation uuid, about text,
    words text, signed text
) returns boolean
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    perform 1 from public.recommendations_addressee a where a.id = addressee for update;
    if at not between now() - interval '10 minutes' and now() + interval '1 minute'
       or step_number is distinct from
          (select max(s.number) + 1 from public.recommendations_addresseestep s where s.addressee_id = addressee)
       or not exists (select 1 from public.recommendations_unreminded(array[addressee], soon) u where u.what = about)
       or length(words) > 20000 or length(signed) > 200
    then
        return false;
    end if;
    insert into public.recommendations_addresseestep
           (id, addressee_id, number, step, from_state, to_state, by_kind, taken_on, taken_at, rationale, ledger_entry)
    select step, a.id, step_number, 'remind', a.state, a.state, 'system', (at at time zone 'Europe/London')::date, at, '', entry
      from public.recommendations_addressee a where a.id = addressee;
    insert into public.recommendations_escalation (id, addressee_id, kind, about, text, signed_as, sent_on, at, by_id)
    values (escalation, addressee, 'remind', about, words, signed, (at at time zone 'Europe/London')::date, at, null);
    return true;
end
$$;

-- The names of those who acted on what these bodies are asked, for whoever reads recommendations in the office: the
-- accounts of another organisation are closed, and who signed a response stands in its record.
create or replace function recommendations_names(addressees uuid[])
returns table (person_id uuid, name text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    with reads as (
        select exists (
            select 1 from public.access_holdings_of(public.access_actor_at('candour_office'), 'candour_office') h
             where h.role in ('commissioner', 'deputy_commissioner', 'head_of_office', 'reviewer', 'investigator',
                              'analyst', 'concerns_caseworker')) as it
    ), acted as (
        select s.by_id as person from public.recommendations_addresseestep s where s.addressee_id = any(addressees)
        union select r.by_id from public.recommendations_response r where r.addressee_id = any(addressees)
        union select r.prepared_by_id from public.recommendations_response r where r.addressee_id = any(addressees)
        union select c.by_id from public.recommendations_claim c where c.addressee_id = any(addressees)
        union select u.by_id from public.recommendations_update u where u.addressee_id = any(addressees)
        union select t.by_id from public.recommendations_plannedtask p
                join public.recommendations_taskreport t on t.task_id = p.id where p.addressee_id = any(addressees)
        union select x.by_id from public.recommendations_extensionrequest x where x.addressee_id = any(addressees)
        union select c.by_id from public.recommendations_correction c where c.addressee_id = any(addressees)
    )
    select p.id, p.name::text from reads, acted a join public.people_person p on p.id = a.person where reads.it
$$;
