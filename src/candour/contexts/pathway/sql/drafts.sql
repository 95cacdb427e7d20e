-- Once a minute: drafts of referrals that were left alone go, also those of people who no longer refer or never come back.
-- Four weeks, as KEPT_FOR in operations/making says.
create or replace function pathway_sweep_drafts() returns integer
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    gone integer;
begin
    delete from public.pathway_referraldraft d where d.saved_at < now() - interval '28 days';
    get diagnostics gone = row_count;
    return gone;
end
$$;
