-- The blind index (docs/decisions/0015-search.md): numbers that stand in for words, made by the office's worker, which
-- has no session and so no row of its own to read, and the office's private key.

-- The key of the index, sealed to the office. The first worker that asks offers one; from then on it is that one.
create or replace function concerns_search_key(offered bytea, offered_key text)
returns table (sealed bytea, office_key text)
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    if offered is not null then
        insert into public.concerns_searchkey (id, sealed, office_key) values (1, offered, offered_key)
        on conflict do nothing;
    end if;
    return query select k.sealed, k.office_key::text from public.concerns_searchkey k;
end
$$;

-- Some of what is not in the index yet, with what opens it under one of the keys that the caller holds. What is in the
-- index is never handed out again: whoever takes over a process of the office gets here what arrived in the last few
-- seconds, sealed, and no more.
create or replace function concerns_not_in_index(held text[])
returns table (concern_id uuid, source text, row_id uuid, for_office bytea, office_key text, sealed bytea)
language sql stable security definer set search_path = pg_catalog, public
as $$
    (select n.concern_id, 'narrative', n.concern_id, k.for_office, k.office_key::text, n.sealed
       from public.concerns_narrative n join public.concerns_concernkey k on k.concern_id = n.concern_id
      where not n.in_index and k.office_key = any(held) limit 50)
    union all
    (select m.concern_id, 'message', m.id, k.for_office, k.office_key::text, m.sealed
       from public.concerns_message m join public.concerns_concernkey k on k.concern_id = m.concern_id
      where not m.in_index and k.office_key = any(held) limit 50)
    union all
    (select t.concern_id, 'translation', t.id, k.for_office, k.office_key::text, t.sealed
       from public.concerns_messagetranslation t join public.concerns_concernkey k on k.concern_id = t.concern_id
      where not t.in_index and t.ended_on is null and k.office_key = any(held) limit 50)
$$;

-- Take the numbers of one text; false when it was in the index already, is gone, or is just being erased or rewrapped.
-- A concern erased meanwhile has no key any more, and gets no entry. Nor does a text out of which words were moved while
-- the worker had it in hand: its box is another one now (box_read is the SHA-256 of the one that was read), and the numbers
-- stand in for words that are to be found no more. Waits for nobody: the worker comes again.
drop function if exists concerns_put_in_index(uuid, text, uuid, bigint[]);
create or replace function concerns_put_in_index(concern uuid, source text, row_id uuid, box_read bytea, numbers bigint[])
returns boolean
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    perform 1 from public.concerns_concernkey k where k.concern_id = concern for key share skip locked;
    if not found then
        return false;
    end if;
    if source = 'narrative' then
        update public.concerns_narrative n set in_index = true
          from (select r.concern_id from public.concerns_narrative r
                 where r.concern_id = concern and r.concern_id = row_id and not r.in_index
                   and sha256(r.sealed) = box_read for update skip locked) free
         where n.concern_id = free.concern_id;
    elsif source = 'message' then
        update public.concerns_message m set in_index = true
          from (select r.id from public.concerns_message r
                 where r.concern_id = concern and r.id = row_id and not r.in_index
                   and sha256(r.sealed) = box_read for update skip locked) free
         where m.id = free.id;
    else
        update public.concerns_messagetranslation t set in_index = true
          from (select r.id from public.concerns_messagetranslation r
                 where r.concern_id = concern and r.id = row_id and not r.in_index
                   and sha256(r.sealed) = box_read for update skip locked) free
         where t.id = free.id;
    end if;
    if not found then
        return false;
    end if;
    insert into public.concerns_searchentry as s (concern_id, tokens) values (concern, numbers)
    on conflict (concern_id) do update
       set tokens = (select coalesce(array_agg(distinct t.number), '{}') from unnest(s.tokens || excluded.tokens) t (number));
    return true;
end
$$;

-- What was written is changed in one way: words that show who somebody is are moved out of it. Then nothing of them may
-- stay in the index, so the concern is indexed anew from what is left. A trigger, so that no way of changing it forgets.
create or replace function concerns_index_anew() returns trigger
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    delete from public.concerns_searchentry where concern_id = new.concern_id;
    update public.concerns_narrative set in_index = false where concern_id = new.concern_id and in_index;
    update public.concerns_message set in_index = false where concern_id = new.concern_id and in_index;
    update public.concerns_messagetranslation set in_index = false where concern_id = new.concern_id and in_index;
    return null;
end
$$;

create or replace trigger concerns_narrative_is_indexed_anew
    after update of sealed on concerns_narrative for each row execute function concerns_index_anew();

create or replace trigger concerns_message_is_indexed_anew
    after update of sealed on concerns_message for each row execute function concerns_index_anew();

create or replace trigger concerns_translation_is_indexed_anew
    after update of sealed, ended_on on concerns_messagetranslation for each row execute function concerns_index_anew();

-- Which concerns hold all of these words: of those alone that the person signed in may read, because a hit tells what
-- was written. The newest first, behind the one named last, at most 51; a filter that is '' narrows nothing.
--
-- Whoever works on up to two thousand concerns is answered from these: how long it takes says nothing of any other.
-- For somebody with more, what is common is found on the way through theirs, and what is rare through the index of all.
create or replace function concerns_search(
    wanted bigint[], states text[], kind_is text, sector_is text, stage_is text, region_is text,
    before_on date, before_id uuid)
returns table (concern_id uuid, received_on date)
language plpgsql stable security definer
set search_path = pg_catalog, public set plan_cache_mode = force_custom_plan
as $$
declare
    actor constant uuid := public.access_actor_at('candour_office');
    most constant integer := 51;
    barred uuid[];
    ids uuid[];
    days date[];
    fits boolean[];
    from_on date := before_on;
    from_id uuid := before_id;
    chunk integer := 2000;
    has_many boolean;
    here integer;
    shown integer := 0;
    looked integer := 0;
begin
    if coalesce(cardinality(wanted), 0) = 0 or not exists (
        select 1 from public.access_holdings_of(actor, 'candour_office') h
         where h.role in ('concerns_caseworker', 'head_of_office', 'commissioner')) then
        return;
    end if;
    barred := public.concerns_excluded_for(actor);

    -- What somebody reads in an emergency is little, and not theirs.
    return query
    select c.id, c.received_on
      from public.concerns_emergencyaccess e
      join public.concerns_concern c on c.id = e.concern_id
      join public.concerns_searchentry s on s.concern_id = c.id
     where e.person_id = actor and e.until_at > now() and e.ended_at is null
       and c.assigned_to_id is distinct from actor and c.id <> all(barred)
       and (c.received_on, c.id) < (before_on, before_id) and s.tokens @> wanted
       and c.state = any(states) and (kind_is = '' or c.kind = kind_is) and (sector_is = '' or c.sector = sector_is)
       and (stage_is = '' or c.stage = stage_is) and (region_is = '' or c.region = region_is);

    select count(*) > 2000 into has_many
      from (select 1 from public.concerns_concern c where c.assigned_to_id = actor limit 2001) x;
    if has_many then
        chunk := 200;
    end if;
    loop
        select array_agg(x.id), array_agg(x.received_on), array_agg(x.fits) into ids, days, fits
          from (select c.id, c.received_on,
                       c.state = any(states) and (kind_is = '' or c.kind = kind_is)
                       and (sector_is = '' or c.sector = sector_is) and (stage_is = '' or c.stage = stage_is)
                       and (region_is = '' or c.region = region_is) as fits
                  from public.concerns_concern c
                 where c.assigned_to_id = actor and (c.received_on, c.id) < (from_on, from_id)
                 order by c.received_on desc, c.id desc limit chunk) x;
        exit when ids is null;
        return query
        with hits as materialized (
            select w.id, w.on_day
              from unnest(ids, days, fits) w (id, on_day, fits)
              join public.concerns_searchentry s on s.concern_id = w.id
             where w.fits and w.id <> all(barred) and s.tokens @> wanted)
        select h.id, h.on_day from hits h
         where exists (select 1 from public.concerns_assignment a
                        where a.concern_id = h.id and a.person_id = actor and a.ended_on is null);
        get diagnostics here = row_count;
        shown := shown + here;
        looked := looked + cardinality(ids);
        exit when shown >= most or cardinality(ids) < chunk;
        from_on := days[cardinality(days)];
        from_id := ids[cardinality(ids)];
        chunk := 500;
        -- Where less than one in a hundred and fifty holds them, the index is quicker than the walk.
        if has_many and shown * 150 < looked then
            return query
            with hits as materialized (
                select s.concern_id as id from public.concerns_searchentry s where s.tokens @> wanted)
            select c.id, c.received_on
              from hits h join public.concerns_concern c on c.id = h.id
             where c.assigned_to_id = actor and c.id <> all(barred)
               and (c.received_on, c.id) < (from_on, from_id)
               and exists (select 1 from public.concerns_assignment a
                            where a.concern_id = c.id and a.person_id = actor and a.ended_on is null)
               and c.state = any(states) and (kind_is = '' or c.kind = kind_is)
               and (sector_is = '' or c.sector = sector_is) and (stage_is = '' or c.stage = stage_is)
               and (region_is = '' or c.region = region_is)
             order by c.received_on desc, c.id desc limit most;
            exit;
        end if;
    end loop;
end
$$;
