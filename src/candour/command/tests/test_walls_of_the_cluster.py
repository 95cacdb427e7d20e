"""What a role without privileges could learn, tried by hand: every one of these must be refused."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import connection

from candour.command.cluster import Cluster
from candour.kernel.doors import Door

TABLE = "ledger_entry"

REFUSED = [
    "select n_tup_ins from pg_stat_all_tables",
    "select n_live_tup from pg_stat_user_tables",
    "select * from pg_stat_xact_user_tables",
    "select * from pg_statio_user_tables",
    "select * from pg_stat_activity",
    "select * from pg_stat_database",
    "select * from pg_stat_wal",
    "select * from pg_stats",
    "select * from pg_stats_ext",
    "select * from pg_locks",
    f"select pg_stat_get_tuples_inserted('{TABLE}'::regclass)",
    f"select pg_stat_get_live_tuples('{TABLE}'::regclass)",
    f"select pg_stat_get_numscans('{TABLE}'::regclass)",
    "select pg_stat_get_activity(null)",
    f"select pg_relation_size('{TABLE}')",
    f"select pg_table_size('{TABLE}')",
    f"select pg_indexes_size('{TABLE}')",
    f"select pg_total_relation_size('{TABLE}')",
    "select pg_database_size('candour')",
    "select reltuples from pg_class",
    "select relpages from pg_class",
    "select relallvisible from pg_class",
    "select * from pg_class",
    "select pg_current_wal_lsn()",
    "select pg_current_wal_insert_lsn()",
    "select * from pg_control_checkpoint()",
    "select pg_current_xact_id()",
    "select txid_current()",
    "select pg_notify('channel', 'word')",
    "select pg_notification_queue_usage()",
    "select lo_create(0)",
    "create table notes (line text)",
    "create temporary table notes (line text)",
    "set role candour_office",
    "set session_replication_role = replica",
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", REFUSED)
def test_a_door_may_not(statement: str, door_connection: Callable[[Door], psycopg.Connection]) -> None:
    """Refused for want of privilege, not because of a spelling mistake here."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        door_connection(Door.DELIVERY).execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_same_statements_work_for_whoever_may(cluster: Cluster) -> None:
    """Otherwise the list above would prove nothing after a new version of PostgreSQL."""
    with cluster.connect("candour_cluster") as superuser:
        for statement in REFUSED:
            superuser.execute("begin")
            superuser.execute(statement)
            superuser.execute("rollback")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["postgres", "template1"])
def test_a_door_may_not_enter_another_database(other: str, door_dsn: Callable[[Door], str]) -> None:
    """There nothing has been revoked."""
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(door_dsn(Door.DELIVERY), dbname=other)


@pytest.mark.django_db
def test_as_door_has_the_doors_privileges_and_gives_them_back(
    as_door: Callable[..., object],
) -> None:
    """One connection, two roles, and the owner at the end."""
    with as_door(Door.DELIVERY), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("candour_delivery",)
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("candour_owner",)
