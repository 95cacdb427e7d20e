"""The delivery door cannot learn even how many concerns there are: every way that PostgreSQL knows of is tried, under
its real login, in a database hardened as an installation is. That two worlds look the same: ``test_two_worlds``.
"""

from __future__ import annotations

import re

import psycopg
import pytest

from tests.authorisation.conftest import Office

TABLES = (
    "concerns_concern", "concerns_narrative", "concerns_message", "concerns_concernstep", "visitors_draft", "ledger_pending",
    "ledger_innerleaf", "ledger_innercheckpoint", "concerns_concerndocument",
)  # fmt: skip

DENIED = psycopg.errors.InsufficientPrivilege

# Asked with %(table)s: each must be refused, whatever it would have answered.
QUESTIONS = (
    "select count(*) from {table}",
    "select 1 from {table} limit 1",
    "select count(*) from only {table}",
    "table {table}",
    "copy {table} to stdout",
    "explain select * from {table}",
    "explain (analyze, buffers) select count(*) from {table}",
    "explain delete from {table}",
    "lock table {table} in access share mode",
    "select * from {table} tablesample system (100)",
    "create temporary table peek as select * from {table}",
    "create view peek as select * from {table}",
    "create statistics peek on id, concern_id from {table}",
    "select n_tup_ins from pg_stat_all_tables where relname = '{table}'",
    "select n_live_tup from pg_stat_user_tables where relname = '{table}'",
    "select n_tup_ins from pg_stat_xact_all_tables where relname = '{table}'",
    "select idx_scan from pg_stat_all_indexes where relname = '{table}'",
    "select heap_blks_read from pg_statio_all_tables where relname = '{table}'",
    "select idx_blks_read from pg_statio_all_indexes where relname = '{table}'",
    "select * from pg_stat_database",
    "select * from pg_stat_database_conflicts",
    "select * from pg_stat_bgwriter",
    "select * from pg_stat_checkpointer",
    "select * from pg_stat_wal",
    "select * from pg_stat_io",
    "select * from pg_stat_slru",
    "select * from pg_stat_user_functions",
    "select * from pg_stat_progress_vacuum",
    "select * from pg_stat_progress_copy",
    "select * from pg_stat_archiver",
    "select query from pg_stat_activity",
    "select * from pg_stat_get_activity(null)",
    "select * from pg_locks",
    "select * from pg_lock_status()",
    "select * from pg_prepared_xacts",
    "select * from pg_stats",
    "select * from pg_stats_ext",
    "select * from pg_statistic",
    "select * from pg_statistic_ext_data",
    "select pg_stat_get_live_tuples('{table}'::regclass)",
    "select pg_stat_get_tuples_inserted('{table}'::regclass)",
    "select pg_stat_get_tuples_updated('{table}'::regclass)",
    "select pg_stat_get_numscans('{table}'::regclass)",
    "select pg_stat_get_blocks_fetched('{table}'::regclass)",
    "select pg_stat_get_mod_since_analyze('{table}'::regclass)",
    "select pg_stat_get_ins_since_vacuum('{table}'::regclass)",
    "select pg_stat_get_last_autovacuum_time('{table}'::regclass)",
    "select pg_stat_get_db_tuples_inserted(oid) from pg_database where datname = current_database()",
    "select pg_stat_get_db_xact_commit(oid) from pg_database where datname = current_database()",
    "select pg_relation_size('{table}')",
    "select pg_total_relation_size('{table}')",
    "select pg_table_size('{table}')",
    "select pg_indexes_size('{table}')",
    "select pg_database_size(current_database())",
    "select pg_tablespace_size('pg_default')",
    "select pg_relation_filenode('{table}')",
    "select pg_relation_filepath('{table}')",
    "select reltuples from pg_class where relname = '{table}'",
    "select relpages from pg_class where relname = '{table}'",
    "select relallvisible from pg_class where relname = '{table}'",
    "select relfrozenxid from pg_class where relname = '{table}'",
    "select c from pg_class c where relname = '{table}'",
    "select * from pg_ls_waldir()",
    "select * from pg_ls_dir('base')",
    "select * from pg_ls_logdir()",
    "select * from pg_ls_tmpdir()",
    "select pg_read_file('postgresql.conf')",
    "select * from pg_stat_file('base')",
    "select pg_current_wal_lsn()",
    "select pg_current_wal_insert_lsn()",
    "select pg_walfile_name('0/0')",
    "select txid_current()",
    "select txid_current_snapshot()",
    "select pg_current_xact_id()",
    "select pg_current_snapshot()",
    "select pg_last_committed_xact()",
    "select pg_xact_commit_timestamp('3')",
    "select * from pg_control_checkpoint()",
    "select * from pg_notification_queue_usage()",
    "select pg_notify('anything', '')",
    "select lo_create(0)",
    "select lo_import('/etc/hostname')",
    "select * from pg_largeobject",
    "select * from pg_largeobject_metadata",
    "select * from pg_backend_memory_contexts",
    "select * from pg_shmem_allocations",
    "select * from pg_hba_file_rules",
    "select * from pg_replication_slots",
    "select pg_cancel_backend(1) where pg_backend_pid() <> 1 and pg_blocking_pids(1) is not null",
    "set role candour_owner",
    "set role candour_office",
    "set session authorization candour_office",
    "insert into {table} default values",
    "delete from {table}",
    "truncate {table}",
    "analyze {table}",  # refused with a warning: see below
    "select * from jobs_office.procrastinate_jobs",
    "select last_value from jobs_office.procrastinate_jobs_id_seq",
    "select currval('jobs_office.procrastinate_jobs_id_seq')",
    "select concerns_opened()",
    "select concerns_excluded()",
    "select concerns_in_mailbox()",
    "select concerns_in_mailbox_of('\\x00'::bytea)",
    "select concerns_sweep_office()",
    "select concerns_nudges_pending()",
    "select notifications_office_pending()",
    "select access_mailbox()",
    "select access_draft()",
)
SILENT = frozenset({"analyze {table}"})
"""PostgreSQL answers a warning and does nothing."""


@pytest.fixture
def delivery(office: Office) -> psycopg.Connection:
    return office.doors["delivery"]


def answers(connection: psycopg.Connection, question: str) -> list[object] | None:
    """What is answered; None when it is refused."""
    try:
        with connection.transaction(force_rollback=True):
            cursor = connection.cursor()
            if question.startswith("copy"):
                with cursor.copy(question) as copied:
                    return list(copied)
            cursor.execute(question)
            return list(cursor.fetchall()) if cursor.description else [cursor.statusmessage]
    except DENIED:
        return None


class TestQuestions:
    """Everything that would tell a number is refused."""

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_are_refused(self, delivery: psycopg.Connection, question: str) -> None:
        for table in TABLES if "{table}" in question else ("",):
            found = answers(delivery, question.format(table=table))
            assert found is None or (question in SILENT and found == ["ANALYZE"]), found

    def test_would_tell_somebody_who_may_know(self, office: Office) -> None:
        """The same questions, asked by the owner, are answered: so they are right questions."""
        told = 0
        for question in QUESTIONS:
            try:
                told += answers(office.owner, question.format(table="concerns_concern")) is not None
            except psycopg.Error:
                continue  # what belongs to the cluster's superuser is closed to the owner too
        assert told > 15

    def test_statistics_views_and_functions_are_all_closed(self, delivery: psycopg.Connection) -> None:
        """Those that this version of PostgreSQL has, not only those thought of above."""
        views = delivery.execute(
            "select relname from pg_class where relnamespace = 'pg_catalog'::regnamespace and relname like 'pg\\_stat%'"
            " and relkind in ('r', 'v') and has_table_privilege(oid, 'select')"
        ).fetchall()
        functions = delivery.execute(
            "select proname from pg_proc where pronamespace = 'pg_catalog'::regnamespace"
            " and (proname like 'pg\\_stat\\_get%' or proname like '%\\_size') and proname not in"
            " ('pg_column_size', 'pg_size_bytes') and proname not like 'inet%' and has_function_privilege(oid, 'execute')"
        ).fetchall()
        assert (views, functions) == ([], [])

    def test_no_sequence_can_be_read(self, office: Office, delivery: psycopg.Connection) -> None:
        named = office.owner.execute(
            "select schemaname, sequencename from pg_sequences where schemaname not in ('jobs_delivery')"
        ).fetchall()
        assert named
        for schema, sequence in named:
            for question in (
                f'select last_value from "{schema}"."{sequence}"',
                f'select currval(\'"{schema}"."{sequence}"\')',
                f'select pg_sequence_last_value(\'"{schema}"."{sequence}"\'::regclass)',
                f'select nextval(\'"{schema}"."{sequence}"\')',
            ):
                assert answers(delivery, question) in (None, [(None,)]), question
        seen = delivery.execute("select last_value from pg_sequences where schemaname <> 'jobs_delivery'").fetchall()
        assert {value for (value,) in seen} <= {None}


class TestErrors:
    """What a refused write says is the same whether or not the record is there."""

    def test_a_foreign_key_tells_nothing(self, office: Office, delivery: psycopg.Connection) -> None:
        there, absent = office.built.concerns["mine"], "00000000-0000-4000-8000-000000000000"
        said = set()
        for concern in (there, absent):
            with pytest.raises(psycopg.Error) as refused, delivery.transaction(force_rollback=True):
                delivery.execute("insert into concerns_concernenquiry (concern_id) values (%s)", [concern])
            said.add(str(refused.value))
        assert len(said) == 1

    def test_a_unique_value_tells_nothing(self, office: Office, delivery: psycopg.Connection) -> None:
        mine = office.built.concerns["mine"]
        row = next(row for row in office.world["concerns_concern"] if row["id"] == mine)
        said = set()
        for digest, reference in ((row["mailbox_digest"], row["reference"]), (b"other", "C-0000-0001")):
            with pytest.raises(psycopg.Error) as refused, delivery.transaction(force_rollback=True):
                delivery.execute(
                    "insert into concerns_concern (mailbox_digest, reference) values (%s, %s)", [digest, reference]
                )
            said.add(str(refused.value))
        assert len(said) == 1

    def test_an_enquirys_reference_tells_nothing_of_another_bodys(
        self, office: Office, delivery: psycopg.Connection
    ) -> None:
        """The exchange is shared, so its unique values must not be probed either: no insert at all."""
        reference = office.world["concerns_enquiry"][0]["reference"]
        with pytest.raises(psycopg.errors.InsufficientPrivilege), delivery.transaction(force_rollback=True):
            delivery.execute("insert into concerns_enquiry (reference) values (%s)", [reference])

    def test_a_clash_in_the_ledger_names_nothing(self, office: Office, delivery: psycopg.Connection) -> None:
        """Every door appends to the one ledger. Its ids are random, and only a whole id can be asked about."""
        there = office.world["ledger_entry"][0]["id"]
        with pytest.raises(psycopg.Error) as refused, delivery.transaction(force_rollback=True):
            delivery.execute("insert into ledger_entry (id, entry) values (%s, '')", [there])
        assert not re.search(r"concern|count|\d{3,} rows", str(refused.value).replace(str(there), ""))


class TestSignals:
    """Nothing that happens to a concern is heard at another door."""

    def test_no_trigger_or_function_notifies(self, office: Office) -> None:
        found = office.owner.execute(
            "select t.tgrelid::regclass::text, p.proname from pg_trigger t join pg_proc p on p.oid = t.tgfoid"
            " where not t.tgisinternal and p.prosrc ~* 'notify'"
        ).fetchall()
        assert found == []
        calling = office.owner.execute(
            "select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'public'::regnamespace"
            " and p.prosrc ~* 'notify'"
        ).fetchall()
        assert calling == []

    def test_a_listener_hears_nothing_of_a_submission(self, office: Office) -> None:
        with psycopg.connect(office.dsn("candour_delivery"), autocommit=True) as listener:
            for channel in ("procrastinate_any_queue", "procrastinate_any_queue_v1", "concerns", "jobs"):
                listener.execute(f'listen "{channel}"')
            with office.owner.transaction(force_rollback=True):
                office.owner.execute("update concerns_concern set state = state")
            office.owner.execute("update concerns_concern set is_synthetic = is_synthetic where false")
            assert list(listener.notifies(timeout=0.3)) == []
