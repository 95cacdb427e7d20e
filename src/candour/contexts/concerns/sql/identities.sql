-- Sealed identities: what their row rules ask (models/identity.py, models/opening.py), what the worker's sweep does, and
-- the one way in which a concern is erased. As in functions.sql: who is signed in at the office is looked up here.

create or replace function concerns_keys_of_my_side_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(k.id), '{}') from public.concerns_identitykey k
     where k.retired_on is null and actor = (select public.access_actor_at('candour_office'))
       and exists (select 1 from public.access_holdings_of(actor, 'candour_office') h
                    where h.role = case k.side when 'officers' then 'identity_officer' else 'deputy_commissioner' end)
$$;

create or replace function concerns_keys_of_my_side() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_keys_of_my_side_for(public.access_actor()) $$;

-- The keys that the person signed in holds now: enrolled, not ended, and still in the role of that side.
create or replace function concerns_keys_held_for(actor uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(h.key_id), '{}') from public.concerns_keyholder h
     where h.person_id = actor and h.enrolled_at is not null and h.ended_on is null
       and h.key_id = any(public.concerns_keys_of_my_side_for(actor))
$$;

create or replace function concerns_keys_held() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$ select public.concerns_keys_held_for(public.access_actor()) $$;

-- Requests on which the person signed in may decide: running, not their own, not for their own eyes, no declared interest.
create or replace function concerns_openings_to_decide_for(actor uuid)
returns table (opening_id uuid, concern_id uuid)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select o.id, o.concern_id from public.concerns_opening o
     where o.state in ('asked', 'half_agreed') and o.expires_at > now()
       and o.requested_by_id <> actor and o.reader_id <> actor
       and o.concern_id <> all(public.concerns_excluded_for(actor))
       and actor = (select public.access_actor_at('candour_office'))
$$;

create or replace function concerns_openings_to_decide() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(t.opening_id), '{}') from public.concerns_openings_to_decide_for(public.access_actor()) t
$$;

create or replace function concerns_identities_to_decide() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(t.concern_id), '{}') from public.concerns_openings_to_decide_for(public.access_actor()) t
$$;

-- Requests whose identity the person signed in may read at this moment: named as its reader, both sides agreed, and the
-- quarter of an hour since the second did is not over.
create or replace function concerns_openings_to_read_for(actor uuid)
returns table (opening_id uuid, concern_id uuid)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select o.id, o.concern_id from public.concerns_opening o
     where o.reader_id = actor and o.state = 'opened'
       and (select count(distinct d.side) from public.concerns_openingdecision d where d.opening_id = o.id) = 2
       and (select max(d.decided_at) from public.concerns_openingdecision d where d.opening_id = o.id)
           > now() - interval '15 minutes'
       and actor = (select public.access_actor_at('candour_office'))
       and public.concerns_is_known(o.concern_id)
$$;

create or replace function concerns_openings_to_read() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(t.opening_id), '{}') from public.concerns_openings_to_read_for(public.access_actor()) t
$$;

create or replace function concerns_identities_to_read() returns uuid[]
language sql stable set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(t.concern_id), '{}') from public.concerns_openings_to_read_for(public.access_actor()) t
$$;

-- Once a minute: released halves whose time is over are destroyed, and whoever is asked is told.
create or replace function concerns_sweep_identities() returns integer
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    today date := (now() at time zone 'Europe/London')::date;
    made integer;
begin
    delete from public.concerns_releasedpart r
     using public.concerns_openingdecision d, public.concerns_opening o
     where d.id = r.decision_id and o.id = d.opening_id
       and (not o.is_open
            or (o.state = 'half_agreed' and o.expires_at <= now())
            or (o.state = 'opened' and (select max(x.decided_at) from public.concerns_openingdecision x
                                         where x.opening_id = o.id) <= now() - interval '15 minutes'));
    with held as (
        select distinct w.person_id, h.role
          from public.people_roleholding h
          cross join lateral (select h.person_id union select * from public.people_standing_in_for(h.id, today)) w
          join public.people_person p on p.id = w.person_id
         where p.deactivated_on is null and h.starts_on <= today and (h.ends_on is null or h.ends_on > today)
           and h.role in ('identity_officer', 'deputy_commissioner', 'head_of_office', 'commissioner')
    ),
    told (person_id, code, subject, concern_id, marker, is_urgent) as (
        select h.person_id, 'identities.asked', o.id, o.concern_id, o.id::text, true
          from public.concerns_opening o
          join held h on h.role in ('identity_officer', 'deputy_commissioner')
          join public.concerns_keyholder k on k.person_id = h.person_id and k.enrolled_at is not null and k.ended_on is null
          join public.concerns_identitykey i on i.id = k.key_id and i.retired_on is null
           and h.role = case i.side when 'officers' then 'identity_officer' else 'deputy_commissioner' end
         where o.state in ('asked', 'half_agreed') and o.expires_at > now()
           and h.person_id not in (o.requested_by_id, o.reader_id)
           and exists (select 1 from public.concerns_readerkey r where r.opening_id = o.id)
           and not exists (select 1 from public.concerns_openingdecision d
                            where d.opening_id = o.id and d.side = i.side)
        union
        select o.reader_id, 'identities.prepare', o.id, o.concern_id, o.id::text, true from public.concerns_opening o
         where o.state = 'asked' and o.expires_at > now()
           and not exists (select 1 from public.concerns_readerkey r where r.opening_id = o.id)
        union
        select o.reader_id, 'identities.opened', o.id, o.concern_id, o.id::text, true from public.concerns_opening o
         where o.state = 'opened' and (select max(d.decided_at) from public.concerns_openingdecision d
                                        where d.opening_id = o.id) > now() - interval '15 minutes'
        union
        -- Whoever answers for the office sees each opening, whoever asked for it.
        select h.person_id, 'identities.was_opened', o.id, o.concern_id, o.id::text, true
          from public.concerns_opening o cross join held h
         where o.opened_on >= today - 7 and h.role in ('head_of_office', 'commissioner')
        union
        select h.person_id, 'concerns.erasure', e.concern_id, e.concern_id, e.id::text, false
          from public.concerns_erasure e cross join held h
         where e.decided_by_id is null and h.role in ('head_of_office', 'commissioner') and h.person_id <> e.requested_by_id
        union
        select k.person_id, 'identities.enrol', null, null, w.id::text, false
          from public.concerns_keyholder w join public.concerns_keyholder k on k.key_id = w.key_id and k.id <> w.id
         where w.enrolled_at is null and w.ended_on is null and k.enrolled_at is not null and k.ended_on is null
    )
    insert into public.notifications_officenotice (id, person_id, code, subject, marker, is_urgent, created_on)
    select gen_random_uuid(), t.person_id, t.code, t.subject, t.marker, t.is_urgent, today
      from told t
     where not exists (select 1 from public.concerns_concernexclusion e
                        where e.concern_id = t.concern_id and e.person_id = t.person_id and e.ended_on is null)
    on conflict do nothing;
    get diagnostics made = row_count;
    return made;
end
$$;

-- Moving words that show who somebody is: one text is replaced, and what left it goes into the sealed identity, both or
-- neither. The one way in which a door changes what was written; for a caseworker who works on the concern, not for
-- whoever reads it in an emergency. The pieces belong to the concern of the text, whatever the caller had in mind.
create or replace function concerns_move_words(source text, row_id uuid, becomes bytea, pieces uuid[], boxes bytea[])
returns void
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    actor constant uuid := public.access_actor_at('candour_office');
    concern uuid;
begin
    if source = 'narrative' then
        select n.concern_id into concern from public.concerns_narrative n where n.concern_id = row_id;
    elsif source = 'message' then
        select m.concern_id into concern from public.concerns_message m where m.id = row_id;
    elsif source = 'translation' then
        select t.concern_id into concern from public.concerns_messagetranslation t where t.id = row_id;
    end if;
    if concern is null or concern = any(public.concerns_excluded_for(actor))
        or not exists (select 1 from public.access_holdings_of(actor, 'candour_office') h where h.role = 'concerns_caseworker')
        or not exists (select 1 from public.concerns_assignment a
                        where a.concern_id = concern and a.person_id = actor and a.ended_on is null)
    then
        raise insufficient_privilege using message = 'only who works on a concern moves words out of it';
    end if;
    if coalesce(cardinality(pieces), 0) = 0 or cardinality(pieces) is distinct from cardinality(boxes) then
        raise check_violation using message = 'what leaves a text goes into the sealed identity';
    end if;
    insert into public.concerns_identitypiece (id, identity_id, kind, sealed, added_on, added_by_id)
    select p.id, concern, 'passage', p.box, (now() at time zone 'Europe/London')::date, actor
      from unnest(pieces, boxes) p (id, box);
    if source = 'narrative' then
        update public.concerns_narrative set sealed = becomes where concern_id = row_id;
    elsif source = 'message' then
        update public.concerns_message set sealed = becomes where id = row_id;
    else
        update public.concerns_messagetranslation set sealed = becomes where id = row_id;
    end if;
end
$$;

-- Erasing: the one way, and only for the person who has just authorised what somebody else asked for. What can be opened
-- goes, and with it what it opens; coded fields, history and mailbox stay, and say that it was erased.
create or replace function concerns_erase(concern uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    if not public.concerns_is_known(concern) or not exists (
        select 1 from public.concerns_erasure e
         where e.concern_id = concern and not e.is_refused and e.requested_by_id <> e.decided_by_id
           and e.decided_by_id = public.access_actor_at('candour_office'))
    then
        raise insufficient_privilege using message = 'two people decide on an erasure';
    end if;
    perform public.concerns_erase_now(concern);
end
$$;

-- What erasing takes away. No door may call it: the function above does, and a restore does as the owner, for what was
-- erased after the backup was made.
create or replace function concerns_erase_now(concern uuid) returns void
language sql security definer set search_path = pg_catalog, public
as $$
    delete from public.concerns_releasedpart r using public.concerns_openingdecision d, public.concerns_opening o
     where r.decision_id = d.id and d.opening_id = o.id and o.concern_id = concern;
    delete from public.concerns_identitypart where identity_id = concern;
    delete from public.concerns_identitypiece where identity_id = concern;
    delete from public.concerns_documentkey where concern_id = concern;
    delete from public.concerns_concerndocument where concern_id = concern;
    delete from public.concerns_sealedidentity where concern_id = concern;
    delete from public.concerns_concernkey where concern_id = concern;
    delete from public.concerns_narrative where concern_id = concern;
    delete from public.concerns_reporter where concern_id = concern;
$$;
