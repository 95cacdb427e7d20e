-- Stops what would take a file backwards, or past a stage. For the functions of contexts that take down what a worker found.
create or replace function documents_goes(was text, becomes text) returns void
language plpgsql set search_path = pg_catalog
as $$
begin
    if (was, becomes) not in (('taken_in', 'checked'), ('taken_in', 'refused'), ('checked', 'checked'), ('checked', 'scanned'),
                              ('checked', 'refused'), ('scanned', 'released'), ('scanned', 'refused')) then
        raise exception 'a file does not go from % to %', was, becomes;
    end if;
end
$$;

-- On which day a file is settled that goes there now; none while it waits.
create or replace function documents_settled_on(becomes text) returns date
language sql stable set search_path = pg_catalog
as $$ select case when becomes in ('released', 'refused') then (now() at time zone 'Europe/London')::date end $$;
