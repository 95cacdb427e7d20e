-- What the public tracker says has changed: which acts stand on a page.

-- The newest public acts of these kinds from one day to another, behind a place; of a report or a body, where one is named:
-- their kind, id and day. Of one day they stand in the order of ``kinds``. What they say is not told here: it is asked of the
-- tables, under their row rules. Under those PostgreSQL would look through everything that bodies were asked, once for each
-- kind; here an index by day gives so many, and what they hang from is looked up for these alone.
create or replace function recommendations_latest(
    kinds text[], first_day date, last_day date, behind_day date, behind_rank integer, behind_id uuid, most integer,
    of_report uuid, of_body uuid)
returns table (kind text, id uuid, happened_on date, rank integer)
language sql stable security definer set search_path = pg_catalog, public set plan_cache_mode = force_custom_plan rows 100
as $$
    select * from (
    (select 'response' as kind, x.id, x.sent_on as happened_on, array_position(kinds, 'response') as rank
       from public.recommendations_response x
       join public.recommendations_addressee a on a.id = x.addressee_id and a.published_at is not null
      where 'response' = any(kinds) and x.sent_on >= first_day and x.sent_on <= least(last_day, behind_day)
        and (of_body is null or a.organisation_id = of_body)
        and (of_report is null or a.recommendation_id in (
             select n.id from public.recommendations_recommendation n where n.report_id = of_report))
        and (x.sent_on, array_position(kinds, 'response'), x.id) < (behind_day, behind_rank, behind_id)
      order by x.sent_on desc, x.id desc limit most)
    union all
    (select 'update' as kind, x.id, x.written_on as happened_on, array_position(kinds, 'update') as rank
       from public.recommendations_update x
       join public.recommendations_addressee a on a.id = x.addressee_id and a.published_at is not null
      where 'update' = any(kinds) and x.written_on >= first_day and x.written_on <= least(last_day, behind_day)
        and (of_body is null or a.organisation_id = of_body)
        and (of_report is null or a.recommendation_id in (
             select n.id from public.recommendations_recommendation n where n.report_id = of_report))
        and (x.written_on, array_position(kinds, 'update'), x.id) < (behind_day, behind_rank, behind_id)
      order by x.written_on desc, x.id desc limit most)
    union all
    (select 'claim' as kind, x.id, x.claimed_on as happened_on, array_position(kinds, 'claim') as rank
       from public.recommendations_claim x
       join public.recommendations_addressee a on a.id = x.addressee_id and a.published_at is not null
      where 'claim' = any(kinds) and x.claimed_on >= first_day and x.claimed_on <= least(last_day, behind_day)
        and (of_body is null or a.organisation_id = of_body)
        and (of_report is null or a.recommendation_id in (
             select n.id from public.recommendations_recommendation n where n.report_id = of_report))
        and (x.claimed_on, array_position(kinds, 'claim'), x.id) < (behind_day, behind_rank, behind_id)
      order by x.claimed_on desc, x.id desc limit most)
    union all
    (select 'verdict' as kind, x.id, x.found_on as happened_on, array_position(kinds, 'verdict') as rank
       from public.recommendations_verdict x
       join public.recommendations_addressee a on a.id = x.addressee_id and a.published_at is not null
      where 'verdict' = any(kinds) and x.found_on >= first_day and x.found_on <= least(last_day, behind_day)
        and (of_body is null or a.organisation_id = of_body)
        and (of_report is null or a.recommendation_id in (
             select n.id from public.recommendations_recommendation n where n.report_id = of_report))
        and (x.found_on, array_position(kinds, 'verdict'), x.id) < (behind_day, behind_rank, behind_id)
      order by x.found_on desc, x.id desc limit most)
    union all
    (select 'closing' as kind, x.id, x.closed_on as happened_on, array_position(kinds, 'closing') as rank
       from public.recommendations_closing x
       join public.recommendations_addressee a on a.id = x.addressee_id and a.published_at is not null
      where 'closing' = any(kinds) and x.closed_on >= first_day and x.closed_on <= least(last_day, behind_day)
        and (of_body is null or a.organisation_id = of_body)
        and (of_report is null or a.recommendation_id in (
             select n.id from public.recommendations_recommendation n where n.report_id = of_report))
        and (x.closed_on, array_position(kinds, 'closing'), x.id) < (behind_day, behind_rank, behind_id)
      order by x.closed_on desc, x.id desc limit most)
    union all
    (select 'escalation' as kind, x.id, x.sent_on as happened_on, array_position(kinds, 'escalation') as rank
       from public.recommendations_escalation x
       join public.recommendations_addressee a on a.id = x.addressee_id and a.published_at is not null
      where 'escalation' = any(kinds) and x.sent_on >= first_day and x.sent_on <= least(last_day, behind_day)
        and (of_body is null or a.organisation_id = of_body)
        and (of_report is null or a.recommendation_id in (
             select n.id from public.recommendations_recommendation n where n.report_id = of_report))
        and (x.sent_on, array_position(kinds, 'escalation'), x.id) < (behind_day, behind_rank, behind_id)
      order by x.sent_on desc, x.id desc limit most)
    union all
    (select 'extension_request' as kind, x.id, x.asked_on as happened_on, array_position(kinds, 'extension_request') as rank
       from public.recommendations_extensionrequest x
       join public.recommendations_addressee a on a.id = x.addressee_id and a.published_at is not null
      where 'extension_request' = any(kinds) and x.asked_on >= first_day and x.asked_on <= least(last_day, behind_day)
        and (of_body is null or a.organisation_id = of_body)
        and (of_report is null or a.recommendation_id in (
             select n.id from public.recommendations_recommendation n where n.report_id = of_report))
        and (x.asked_on, array_position(kinds, 'extension_request'), x.id) < (behind_day, behind_rank, behind_id)
      order by x.asked_on desc, x.id desc limit most)
    union all
    (select 'task_report' as kind, x.id, x.reported_on as happened_on, array_position(kinds, 'task_report') as rank
       from public.recommendations_taskreport x
       join public.recommendations_plannedtask t on t.id = x.task_id
       join public.recommendations_addressee a on a.id = t.addressee_id and a.published_at is not null
      where 'task_report' = any(kinds) and x.reported_on >= first_day and x.reported_on <= least(last_day, behind_day)
        and (of_body is null or a.organisation_id = of_body)
        and (of_report is null or a.recommendation_id in (
             select n.id from public.recommendations_recommendation n where n.report_id = of_report))
        and (x.reported_on, array_position(kinds, 'task_report'), x.id) < (behind_day, behind_rank, behind_id)
      order by x.reported_on desc, x.id desc limit most)
    union all
    (select 'extension_decision' as kind, x.id, x.decided_on as happened_on, array_position(kinds, 'extension_decision') as rank
       from public.recommendations_extensiondecision x
       join public.recommendations_extensionrequest q on q.id = x.request_id
       join public.recommendations_addressee a on a.id = q.addressee_id and a.published_at is not null
      where 'extension_decision' = any(kinds) and x.decided_on >= first_day and x.decided_on <= least(last_day, behind_day)
        and (of_body is null or a.organisation_id = of_body)
        and (of_report is null or a.recommendation_id in (
             select n.id from public.recommendations_recommendation n where n.report_id = of_report))
        and (x.decided_on, array_position(kinds, 'extension_decision'), x.id) < (behind_day, behind_rank, behind_id)
      order by x.decided_on desc, x.id desc limit most)
    union all
    (select 'correction' as kind, x.id, x.made_on as happened_on, array_position(kinds, 'correction') as rank
       from public.recommendations_correction x
       join public.recommendations_recommendation r on r.id = x.recommendation_id and r.published_at is not null
       left join public.recommendations_addressee a on a.id = x.addressee_id and a.published_at is not null
      where 'correction' = any(kinds) and x.made_on >= first_day and x.made_on <= least(last_day, behind_day)
        and (x.addressee_id is null or a.recommendation_id = x.recommendation_id)
        and (of_report is null or r.report_id = of_report)
        and (of_body is null or exists (
             select 1 from public.recommendations_addressee o
              where o.recommendation_id = r.id and o.organisation_id = of_body and o.published_at is not null))
        and (x.made_on, array_position(kinds, 'correction'), x.id) < (behind_day, behind_rank, behind_id)
      order by x.made_on desc, x.id desc limit most)
    union all
    (select 'asked' as kind, x.id, x.asked_on as happened_on, array_position(kinds, 'asked') as rank
       from public.recommendations_addressee x
      where 'asked' = any(kinds) and x.asked_on >= first_day and x.asked_on <= least(last_day, behind_day)
        and x.published_at is not null
        and (of_body is null or x.organisation_id = of_body)
        and (of_report is null or x.recommendation_id in (
             select n.id from public.recommendations_recommendation n where n.report_id = of_report))
        and (x.asked_on, array_position(kinds, 'asked'), x.id) < (behind_day, behind_rank, behind_id)
      order by x.asked_on desc, x.id desc limit most)
    union all
    (select 'published' as kind, x.id, p.day as happened_on,
            array_position(kinds, 'published') as rank
       from public.recommendations_recommendation x,
            lateral (select (x.published_at at time zone 'Europe/London')::date as day) p
      where 'published' = any(kinds) and p.day >= first_day
        and p.day <= least(last_day, behind_day)
        and x.published_at is not null
        and (of_report is null or x.report_id = of_report)
        and (of_body is null or exists (
             select 1 from public.recommendations_addressee o
              where o.recommendation_id = x.id and o.organisation_id = of_body and o.published_at is not null))
        and (p.day, array_position(kinds, 'published'), x.id) < (behind_day, behind_rank, behind_id)
      order by p.day desc, x.id desc limit most)
    ) found order by 3 desc, 4 desc, 2 desc limit most
$$;

-- How many recommendations of each report became public on each of these days: of a report, or put to a body, where one is named.
create or replace function recommendations_published(first_day date, last_day date, of_report uuid, of_body uuid)
returns table (report_id uuid, day date, many integer)
language sql stable security definer set search_path = pg_catalog, public set plan_cache_mode = force_custom_plan rows 100
as $$
    select r.report_id, (r.published_at at time zone 'Europe/London')::date, count(*)::integer
      from public.recommendations_recommendation r
     where (r.published_at at time zone 'Europe/London')::date >= first_day
       and (r.published_at at time zone 'Europe/London')::date <= last_day
       and r.published_at is not null
       and (of_report is null or r.report_id = of_report)
       and (of_body is null or exists (
            select 1 from public.recommendations_addressee a
             where a.recommendation_id = r.id and a.organisation_id = of_body and a.published_at is not null))
     group by 1, 2
$$;
