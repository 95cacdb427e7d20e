-- What a role without any privilege on a table could still learn about it, taken away.
--
-- Run by a superuser in Candour's database (the owner cannot revoke what belongs to the system catalogue), after
-- the roles exist; idempotent. `candour database prepare` runs it; a hand may too:
--     psql -v ON_ERROR_STOP=1 -d candour -f harden.sql
--
-- Why: a role that may not read the table of concerns could read, in the statistics views, how many rows had been
-- inserted into it, and by polling, when. The same through table sizes, the planner's row estimates, locks and
-- the position of the write-ahead log. What remains is in docs/operating/doctor.md: transaction ids on rows a role may
-- read, LISTEN (which no privilege governs), and advisory locks.

begin;

-- 1. Views of activity, size, locks and statistics.
do $$
declare relation record;
begin
    for relation in
        select c.oid::regclass as name
        from pg_catalog.pg_class c
        where c.relnamespace = 'pg_catalog'::regnamespace
          and c.relkind in ('v', 'r')
          and (c.relname like 'pg\_stat%'
               or c.relname in ('pg_locks', 'pg_prepared_xacts', 'pg_replication_slots', 'pg_aios',
                                'pg_shmem_allocations', 'pg_shmem_allocations_numa',
                                'pg_backend_memory_contexts', 'pg_largeobject_metadata'))
    loop
        execute format('revoke all on %s from public', relation.name);
        execute format('grant select on %s to pg_monitor, candour_backup', relation.name);
    end loop;
end
$$;

-- 2. The functions beneath those views, and those that tell sizes, log positions, transaction counts and locks.
do $$
declare routine record;
begin
    for routine in
        select p.oid::regprocedure as name
        from pg_catalog.pg_proc p
        where p.pronamespace = 'pg_catalog'::regnamespace
          and (p.proname like 'pg\_stat\_%'
               or p.proname like 'pg\_control\_%'
               or p.proname like 'pg\_current\_wal%'
               or p.proname like 'pg\_last\_wal%'
               or p.proname like 'pg\_walfile%'
               or p.proname like 'txid\_current%'
               or p.proname like 'pg\_current\_xact\_id%'
               or p.proname like 'pg\_xact\_commit\_timestamp%'
               or p.proname in ('pg_relation_size', 'pg_total_relation_size', 'pg_table_size', 'pg_indexes_size',
                                'pg_database_size', 'pg_tablespace_size', 'pg_relation_filenode',
                                'pg_relation_filepath', 'pg_current_snapshot', 'pg_last_committed_xact',
                                'pg_lock_status', 'pg_blocking_pids', 'pg_safe_snapshot_blocking_pids',
                                'pg_isolation_test_session_is_blocked', 'pg_prepared_xact',
                                'pg_get_replication_slots', 'pg_get_aios', 'pg_notification_queue_usage',
                                'pg_get_shmem_allocations', 'pg_get_backend_memory_contexts'))
    loop
        execute format('revoke all on function %s from public', routine.name);
        execute format('grant execute on function %s to pg_monitor', routine.name);
    end loop;
end
$$;

-- 3. The planner's row estimates stand in pg_class, which everybody's tools read: all its columns but those.
do $$
declare columns text;
begin
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into columns
    from pg_catalog.pg_attribute a
    where a.attrelid = 'pg_catalog.pg_class'::regclass
      and a.attnum > 0
      and not a.attisdropped
      and a.attname not in ('relpages', 'reltuples', 'relallvisible', 'relallfrozen', 'relfilenode',
                            'relfrozenxid', 'relminmxid');
    execute 'revoke all on pg_catalog.pg_class from public';
    execute format('grant select (%s) on pg_catalog.pg_class to public', columns);
    execute 'grant select on pg_catalog.pg_class to pg_monitor, candour_backup';
end
$$;

-- 4. Signals from one door to another, and places to keep what no table declares: notifications, large objects.
do $$
declare routine record;
begin
    for routine in
        select p.oid::regprocedure as name
        from pg_catalog.pg_proc p
        where p.pronamespace = 'pg_catalog'::regnamespace
          and (p.proname = 'pg_notify' or p.proname like 'lo\_%' or p.proname in ('loread', 'lowrite'))
    loop
        execute format('revoke all on function %s from public', routine.name);
    end loop;
end
$$;

-- 5. Nobody makes objects here but the owner.
revoke create on schema public from public;

commit;
