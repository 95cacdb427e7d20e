-- The public tracker: that something changed, finding by words, counting, and plots.

-- Where it stands, in the words of the public tracker: as queries/standing.py has it.
create or replace function recommendations_standing(state text, response text) returns text
language sql immutable set search_path = pg_catalog
as $$
    select case when state = 'asked' then 'awaiting'
                when state = 'accepted' and response = 'accept_in_part' then 'in_part'
                when state = 'accepted' and response = 'accept_in_principle' then 'in_principle'
                else state end
$$;

-- Gives the one row of recommendations_changed another mark, once in a transaction, at its end, and only for what the
-- public may read: before publication nothing may show, not even that something happened. At the end, because whoever
-- holds that row must be waiting for nothing any more.
create or replace function recommendations_mark_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    held jsonb;
    is_seen boolean;
begin
    if nullif(current_setting('candour.recommendations_changed', true), '') = 'yes' then
        return null;
    end if;
    held := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
    is_seen := case tg_argv[0]
        when 'all' then true
        when 'self' then held ->> 'published_at' is not null
        when 'recommendation' then exists (
            select 1 from public.recommendations_recommendation r
             where r.id = (held ->> 'recommendation_id')::uuid and r.published_at is not null)
        when 'report' then exists (
            select 1 from public.recommendations_report r
             where r.id = (held ->> 'report_id')::uuid and r.published_at is not null)
        when 'task' then exists (
            select 1 from public.recommendations_plannedtask t
              join public.recommendations_addressee a on a.id = t.addressee_id
             where t.id = (held ->> 'task_id')::uuid and a.published_at is not null)
        when 'request' then exists (
            select 1 from public.recommendations_extensionrequest x
              join public.recommendations_addressee a on a.id = x.addressee_id
             where x.id = (held ->> 'request_id')::uuid and a.published_at is not null)
        when 'body' then exists (
            select 1 from public.recommendations_addressee a
             where a.organisation_id = (held ->> 'id')::uuid and a.published_at is not null)
        else exists (
            select 1 from public.recommendations_addressee a
             where a.id = (held ->> 'addressee_id')::uuid and a.published_at is not null)
        end;
    if is_seen then
        insert into public.recommendations_changed (id, mark) values (1, gen_random_uuid())
            on conflict (id) do update set mark = excluded.mark;
        perform set_config('candour.recommendations_changed', 'yes', true);
    end if;
    return null;
end
$$;

do $$
declare
    watched record;
begin
    for watched in
        select * from (values
            ('recommendations_report', 'self'), ('recommendations_recommendation', 'self'),
            ('recommendations_addressee', 'self'), ('recommendations_part', 'recommendation'),
            ('recommendations_tag', 'recommendation'), ('recommendations_link', 'recommendation'),
            ('recommendations_correction', 'recommendation'), ('recommendations_reported', 'recommendation'),
            ('recommendations_reportnote', 'report'), ('recommendations_withheld', 'all'),
            ('recommendations_tagterm', 'all'), ('recommendations_figure', 'all'), ('recommendations_drawn', 'all'),
            ('recommendations_response', 'addressee'), ('recommendations_plannedtask', 'addressee'),
            ('recommendations_taskreport', 'task'), ('recommendations_update', 'addressee'),
            ('recommendations_claim', 'addressee'), ('recommendations_verdict', 'addressee'),
            ('recommendations_closing', 'addressee'), ('recommendations_extensionrequest', 'addressee'),
            ('recommendations_extensiondecision', 'request'), ('recommendations_escalation', 'addressee'),
            ('recommendations_addresseedeadline', 'addressee')
        ) as listed (name, reach)
    loop
        if not exists (select 1 from pg_trigger t
                        where t.tgrelid = watched.name::regclass and t.tgname = watched.name || '_changed') then
            execute format(
                'create constraint trigger %I after insert or update or delete on %I deferrable initially deferred'
                ' for each row execute function recommendations_mark_changed(%L)',
                watched.name || '_changed', watched.name, watched.reach);
        end if;
    end loop;
    -- A body that is renamed is shown under its new name; the API says what it is, where, and until when, as well.
    drop trigger if exists recommendations_body_changed on people_organisation;
    create constraint trigger recommendations_body_changed
        after update of name, kind, nation, region, ended_on on people_organisation
        deferrable initially deferred for each row execute function recommendations_mark_changed('body');
end
$$;

-- The published recommendations in which these words stand. Under a row rule the index of words is not used (its
-- operators are not leakproof), so the rule is applied here. Never ranked: the list has its own order.
create or replace function recommendations_with_words(words text) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public rows 100
as $$
    select r.id from public.recommendations_recommendation r
     where r.search @@ websearch_to_tsquery('english', words) and r.published_at is not null
$$;

-- Whether these words stand in so many published recommendations that it is quicker to go through the list in its order,
-- and to look at each, than to gather all of them first.
create or replace function recommendations_words_are_common(words text) returns boolean
language sql stable security definer set search_path = pg_catalog, public
as $$
    select count(*) > 500
      from (select 1 from public.recommendations_recommendation r
             where r.search @@ websearch_to_tsquery('english', words) and r.published_at is not null limit 501) bounded
$$;

-- What bodies were asked in public, counted by report, body and standing, with how much of it the body owes and is late
-- with. As queries/progress.py counts it for the public door; for the office's worker, which has no session.
create or replace function recommendations_cells()
returns table (report text, title text, body uuid, name text, standing text, asks bigint, overdue bigint)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select p.slug::text, p.title::text, o.id, o.name::text, recommendations_standing(a.state, a.response),
           count(*),
           count(*) filter (where a.is_open and (
               (a.state in ('accepted', 'not_verified') and a.deliver_by < (now() at time zone 'Europe/London')::date)
               or (a.state = 'asked' and exists (
                   select 1 from public.recommendations_addresseedeadline d
                    where d.addressee_id = a.id and d.code = 'recommendations.response' and d.met_on is null
                      and d.cancelled_on is null and d.paused_on is null
                      and d.due_on < (now() at time zone 'Europe/London')::date))))
      from public.recommendations_addressee a
      join public.recommendations_recommendation r on r.id = a.recommendation_id
      join public.recommendations_report p on p.id = r.report_id
      join public.people_organisation o on o.id = a.organisation_id
     where a.published_at is not null and r.published_at is not null and p.published_at is not null
     group by 1, 2, 3, 4, 5
$$;

-- The text of a figure, as it is published: JSON with sorted names and no spaces. queries/figures.py writes the same.
create or replace function recommendations_figure_text(scope text, counted_on date, counts jsonb) returns text
language sql immutable set search_path = pg_catalog
as $$
    select format('{"counted_on":"%s","counts":{%s},"scope":"%s","v":1}',
                  to_char(counted_on, 'YYYY-MM-DD'),
                  (select string_agg(format('"%s":%s', c.key, c.value), ',' order by c.key collate "C")
                     from jsonb_each_text(counts) c),
                  case when scope = '' then 'all' else scope end)
$$;

-- Counts everything, each report and each body, and keeps a figure of today wherever the counts are others than those of
-- the last one; its digest goes to the public ledger. Nothing is taken from whoever calls: what is published is what was
-- counted here. Once a day for each scope; what changes later that day stands in the next figure.
create or replace function recommendations_count_figures()
returns table (figure uuid, publication uuid, digest text)
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    today date := (now() at time zone 'Europe/London')::date;
    made record;
begin
    lock table public.recommendations_figure in share row exclusive mode;
    for made in
        with cells as materialized (select * from public.recommendations_cells()),
        wanted as (
            select '' as scope, c.standing, c.asks, c.overdue from cells c
            union all select 'report:' || c.report, c.standing, c.asks, c.overdue from cells c
            union all select 'body:' || c.body, c.standing, c.asks, c.overdue from cells c
        ),
        by_standing as (
            select w.scope, w.standing, sum(w.asks)::bigint as asks, sum(w.overdue)::bigint as overdue
              from wanted w group by 1, 2
        ),
        counted as (
            select b.scope,
                   (select jsonb_object_agg(known.standing, coalesce(own.asks, 0))
                      from unnest(array['awaiting', 'accepted', 'in_part', 'in_principle', 'rejected', 'noted',
                                        'elsewhere', 'claimed', 'verified', 'not_verified', 'closed'])
                           as known (standing)
                      left join by_standing own on own.scope = b.scope and own.standing = known.standing)
                   || jsonb_build_object('total', sum(b.asks), 'overdue', sum(b.overdue)) as counts
              from by_standing b group by b.scope
        )
        select c.scope, c.counts from counted c
         where not exists (select 1 from public.recommendations_figure f
                            where f.scope = c.scope and f.counted_on = today)
           and c.counts is distinct from (select f.counts from public.recommendations_figure f
                                           where f.scope = c.scope order by f.counted_on desc limit 1)
         order by c.scope
    loop
        figure := gen_random_uuid();
        publication := gen_random_uuid();
        digest := encode(sha256(convert_to(recommendations_figure_text(made.scope, today, made.counts), 'UTF8')), 'hex');
        insert into public.recommendations_figure (id, scope, counted_on, counts, digest)
        values (figure, made.scope, today, made.counts, digest);
        insert into public.ledger_publication (id, kind, digest, on_date)
        values (publication, 'recommendation_figures', digest, today);
        return next;
    end loop;
end
$$;

-- Keeps a plot that the worker drew, in place of the one before. Only of what there is, and only a picture.
create or replace function recommendations_keep_drawn(plot text, tongue text, picture text, source text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    if tongue not in ('en', 'cy') or source !~ '^[0-9a-f]{64}$' or picture not like '<svg %' or length(picture) > 200000
       or not (plot in ('reports', 'bodies')
               or exists (select 1 from public.recommendations_report r
                           where plot = 'report:' || r.slug and r.published_at is not null)
               or exists (select 1 from public.recommendations_addressee a
                           where plot = 'body:' || a.organisation_id and a.published_at is not null)) then
        return false;
    end if;
    insert into public.recommendations_drawn (id, name, language, svg, drawn_from, drawn_at)
    values (gen_random_uuid(), plot, tongue, picture, source, now())
    on conflict (name, language) do update
       set svg = excluded.svg, drawn_from = excluded.drawn_from, drawn_at = excluded.drawn_at;
    return true;
end
$$;
