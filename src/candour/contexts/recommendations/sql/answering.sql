-- Which other bodies are asked by a recommendation, for whoever answers it for one of them: another body's record is closed
-- to them, and they have to know with whom they share the work. Who is asked, and nothing of what they answered.
create or replace function recommendations_also_asked(recommendation uuid)
returns table (name text, letter text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    with mine as (
        select h.organisation_id
          from public.access_holdings_of(public.access_actor_at('candour_delivery'), 'candour_delivery') h
         where h.role = 'recommendation_owner'
    )
    select o.name::text, coalesce(p.letter, '')::text
      from public.recommendations_addressee a
      join public.people_organisation o on o.id = a.organisation_id
      left join public.recommendations_part p on p.id = a.part_id
     where a.recommendation_id = recommendation
       and a.organisation_id not in (select m.organisation_id from mine m)
       and exists (select 1 from public.recommendations_addressee own join mine m on m.organisation_id = own.organisation_id
                    where own.recommendation_id = recommendation)
     order by coalesce(p.letter, ''), o.name
$$;

-- Once a minute: those who answer for a body, and whoever stands in, hear that it was asked, reminded, written to, named in
-- public, that a claim was looked at, that a request for more time was decided; and that a response waits for their
-- signature. Nobody is told what it is about. What came long ago is told to nobody who joins today.
create or replace function recommendations_sweep_answers() returns integer
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    today date := (now() at time zone 'Europe/London')::date;
    made integer;
begin
    with answers as (
        select h.organisation_id, w.person_id
          from public.people_roleholding h
          cross join lateral (select h.person_id union select * from public.people_standing_in_for(h.id, today)) w
          join public.people_person p on p.id = w.person_id and p.deactivated_on is null
         where h.role = 'recommendation_owner' and h.starts_on <= today and (h.ends_on is null or h.ends_on > today)
    ),
    told (organisation_id, code, subject, marker, is_urgent, not_to) as (
        select a.organisation_id, 'answers.asked', a.id,
               (select coalesce(max(s.number), 0) from public.recommendations_addresseestep s
                 where s.addressee_id = a.id and s.step in ('ask', 'ask_again', 'reopen'))::text, false, null::uuid
          from public.recommendations_addressee a
         where a.state = 'asked' and a.is_open
        union all
        select a.organisation_id,
               case e.kind when 'remind' then 'answers.reminded' when 'write_letter' then 'answers.letter'
                           else 'answers.notice' end,
               a.id, e.id::text, e.kind <> 'remind', null
          from public.recommendations_escalation e join public.recommendations_addressee a on a.id = e.addressee_id
         where e.sent_on >= today - 2
        union all
        select a.organisation_id, 'answers.verdict', a.id, v.id::text, v.outcome = 'not_verified', null
          from public.recommendations_verdict v join public.recommendations_addressee a on a.id = v.addressee_id
         where v.found_on >= today - 2
        union all
        select a.organisation_id, 'answers.extension', a.id, d.id::text, false, null
          from public.recommendations_extensiondecision d
          join public.recommendations_extensionrequest x on x.id = d.request_id
          join public.recommendations_addressee a on a.id = x.addressee_id
         where d.decided_on >= today - 2
        union all
        select a.organisation_id, 'answers.sign', a.id, left(r.id::text, 8) || '.' || r.version, false, r.by_id
          from public.recommendations_responsedraft r join public.recommendations_addressee a on a.id = r.addressee_id
         where r.submitted_at is not null and a.state = 'asked'
    )
    insert into public.notifications_deliverynotice (id, person_id, code, subject, marker, is_urgent, created_on)
    select gen_random_uuid(), w.person_id, t.code, t.subject, t.marker, t.is_urgent, today
      from told t join answers w on w.organisation_id = t.organisation_id
     where w.person_id is distinct from t.not_to
    on conflict do nothing;
    get diagnostics made = row_count;
    return made;
end
$$;
