-- Evidence files of bodies, for the delivery door's worker, which has no session. The office has no grant on the first three:
-- it looks at evidence, and neither releases a file nor says what was found in it. These list what waits, hand out one file while it waits
-- with the key that stands in its row, and take down what was found, step by step and never backwards.
create or replace function recommendations_evidence_pending(has_scanner boolean) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(x.id), '{}') from (
        select p.id from public.recommendations_evidencefile p
         where p.state in ('taken_in', 'checked', 'scanned')
           and (p.state <> 'checked' or p.pages = '{}' or has_scanner)
         order by p.taken_in_on limit 200) x
$$;

create or replace function recommendations_evidence_waiting(document uuid)
returns table (record uuid, address text, details bytea, state text, kind text, pages text[], wants_copy boolean, key bytea)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select p.addressee_id, p.address::text, p.details, p.state::text, p.kind::text, p.pages::text[], p.wants_copy, p.key
      from public.recommendations_evidencefile p
     where p.id = document and p.state in ('taken_in', 'checked', 'scanned')
$$;

create or replace function recommendations_evidence_found(
    document uuid, was text, becomes text, why text, what text, pages_made text[], copy_made text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    perform public.documents_goes(was, becomes);
    update public.recommendations_evidencefile p
       set state = becomes, reason = why, kind = what, pages = pages_made, copy = copy_made,
           settled_on = public.documents_settled_on(becomes)
     where p.id = document and p.state = was;
    return found;
end
$$;

-- For the office's worker, which sweeps: which of these addresses stand in a row, and nothing else.
create or replace function recommendations_evidence_known(addresses text[]) returns text[]
language sql stable security definer set search_path = pg_catalog, public
as $$
    select coalesce(array_agg(a), '{}') from unnest(addresses) a
     where exists (select 1 from public.recommendations_evidencefile p where p.address = a)
        or exists (select 1 from public.recommendations_evidencefile p where p.copy = a and p.copy <> '')
        or exists (select 1 from public.recommendations_evidencefile p where p.pages @> array[a]::varchar[])
$$;
