-- Files, for the office's worker. It has no session: these list what waits, hand out one file while it waits, with what
-- opens it as it is sealed to the office, and take down what was found, step by step and never backwards. What opens a
-- file of a sealed identity is destroyed for the office in the statement that takes down that there is a safe copy.
create or replace function concerns_files_pending(has_scanner boolean) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(x.id), '{}') from (
        select d.id from public.concerns_concerndocument d
         where d.state in ('taken_in', 'checked', 'scanned')
           and (d.state <> 'checked' or d.pages = '{}' or has_scanner)
           and (not d.is_sealed or exists (select 1 from public.concerns_documentkey k
                                            where k.document_id = d.id and k.for_worker is not null))
         order by d.taken_in_on limit 200) x
$$;

-- For a sealed file the key that it alone has; for every other one the concern's key, and the file's under that.
drop function if exists concerns_file_waiting(uuid);
create function concerns_file_waiting(document uuid)
returns table (concern uuid, address text, details bytea, state text, kind text, pages text[], wants_copy boolean,
               is_sealed boolean, for_office bytea, office_key text, for_concern bytea)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select d.concern_id, d.address::text, d.details, d.state::text, d.kind::text, d.pages::text[], d.wants_copy,
           d.is_sealed,
           case when d.is_sealed then f.for_worker else k.for_office end,
           case when d.is_sealed then f.office_key else k.office_key end::text,
           f.for_concern
      from public.concerns_concerndocument d
      join public.concerns_concernkey k on k.concern_id = d.concern_id
      left join public.concerns_documentkey f on f.document_id = d.id
     where d.id = document and d.state in ('taken_in', 'checked', 'scanned')
       and (not d.is_sealed or f.for_worker is not null)
$$;

create or replace function concerns_file_found(
    document uuid, was text, becomes text, why text, what text, pages_made text[], copy_made text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    perform public.documents_goes(was, becomes);
    update public.concerns_concerndocument d
       set state = becomes, reason = why, kind = what, pages = pages_made, copy = copy_made,
           settled_on = public.documents_settled_on(becomes)
     where d.id = document and d.state = was;
    if not found then
        return false;
    end if;
    if becomes in ('released', 'refused') or pages_made <> '{}' then
        perform public.concerns_lock_file(document);
    end if;
    return true;
end
$$;

-- Takes a sealed file's key from the office's worker. For the two functions beside it; no door calls it. What lies in no
-- identity would be lost, and is not destroyed.
create or replace function concerns_lock_file(document uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    update public.concerns_documentkey k set for_worker = null, office_key = ''
     where k.document_id = document and k.for_worker is not null;
    if found and not exists (select 1 from public.concerns_identitypiece p where p.document_id = document) then
        raise exception 'what opens this file lies in no identity';
    end if;
end
$$;

-- Moves a file into the sealed identity: what opened it for the caseworkers is destroyed, once it lies there. One that
-- still waits keeps the wrap for the worker that comes with the call; of any other the office holds nothing any more.
create or replace function concerns_seal_file(document uuid, worker bytea, worker_key text) returns void
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    one record;
begin
    select d.concern_id, d.state, d.pages into one from public.concerns_concerndocument d
     where d.id = document and not d.is_sealed and d.direction = 'from_reporter' for update;
    if not found or not public.concerns_is_known(one.concern_id)
       or one.concern_id <> all(public.concerns_opened_for(public.access_actor_at('candour_office'))) then
        raise insufficient_privilege using message = 'this file cannot be moved by this person';
    end if;
    if not exists (select 1 from public.concerns_identitypiece p
                    where p.document_id = document and p.identity_id = one.concern_id) then
        raise exception 'what opens this file lies in no identity';
    end if;
    update public.concerns_concerndocument d set is_sealed = true where d.id = document;
    if one.state in ('taken_in', 'scanned') or (one.state = 'checked' and one.pages = '{}') then
        update public.concerns_documentkey k
           set for_concern = null, for_worker = worker, office_key = worker_key where k.document_id = document;
    else
        update public.concerns_documentkey k
           set for_concern = null, for_worker = null, office_key = '' where k.document_id = document;
    end if;
    if not found then
        raise exception 'this file has no key of its own';
    end if;
end
$$;

create or replace function concerns_files_known(addresses text[]) returns text[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(a), '{}') from unnest(addresses) a
     where exists (select 1 from public.concerns_concerndocument d where d.address = a)
        or exists (select 1 from public.concerns_concerndocument d where d.copy = a and d.copy <> '')
        or exists (select 1 from public.concerns_concerndocument d where d.pages @> array[a]::varchar[])
$$;
