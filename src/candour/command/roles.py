"""The database's roles, the database itself, and who may connect to it.

Run by a superuser, once and again: everything here is idempotent. The owner cannot do it, because it must not be
able to make roles, and cannot revoke what belongs to the system catalogue (``sql/harden.sql``).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

import psycopg
from psycopg import sql

from candour.kernel.doors import Door

SUPERUSER = "candour_cluster"
"""Makes the embedded cluster and its roles; no process of Candour serves or migrates as it."""

OWNER = "candour_owner"
BACKUP = "candour_backup"
AUDITOR = "candour_auditor"
SEQUENCER = "candour_sequencer"
"""Puts entries into their trees and signs checkpoints; reads nothing else and serves nobody."""
SERVING = tuple(door.role for door in Door)
LOGIN = (OWNER, *SERVING, BACKUP, AUDITOR, SEQUENCER)

DATABASE = "candour"

_PLAIN = "login nosuperuser nocreatedb nocreaterole noreplication"

# A page that waits longer than this has failed; better that it says so than that it holds a connection and a lock.
_SERVING_SETTINGS = {
    "statement_timeout": "20s",
    "idle_in_transaction_session_timeout": "60s",
    "row_security": "on",
}

# The database's log carries the time of each line. An error at the public door would put a reporter's minute there.
_PUBLIC_SETTINGS = {"log_min_messages": "panic", "log_min_error_statement": "panic"}


def prepare_roles(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Make every role or bring it back to what it should be. ``passwords`` has one for each of LOGIN.

    The password is hashed here: neither the server nor its log sees it in the clear.
    """
    existing = {name for (name,) in connection.execute("select rolname from pg_roles")}
    for role in LOGIN:
        verb = "alter" if role in existing else "create"
        bypass = "bypassrls" if role == BACKUP else "nobypassrls"
        secret = connection.pgconn.encrypt_password(passwords[role].encode(), role.encode(), b"scram-sha-256")
        connection.execute(
            sql.SQL("{} role {} {} password {}").format(
                sql.SQL(verb),
                sql.Identifier(role),
                sql.SQL(f"{_PLAIN} {bypass}"),
                sql.Literal(secret.decode()),
            )
        )
    for role in SERVING:
        settings = _SERVING_SETTINGS | (_PUBLIC_SETTINGS if role == Door.PUBLIC.role else {})
        for name, value in settings.items():
            connection.execute(
                sql.SQL("alter role {} set {} = {}").format(
                    sql.Identifier(role), sql.Identifier(name), sql.Literal(value)
                )
            )
    connection.execute(sql.SQL("grant pg_read_all_data to {}").format(sql.Identifier(BACKUP)))


def prepare_database(connection: psycopg.Connection, name: str = DATABASE, template: str | None = None) -> None:
    """Make the database if it is not there, give it to the owner and close it to everybody who has no role here.

    Collation is by code point, built in, so that no operating-system upgrade can silently change an index.
    """
    found = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
    if found is None:
        source = (
            sql.SQL("template {}").format(sql.Identifier(template))
            if template
            else sql.SQL("template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8'")
        )
        connection.execute(
            sql.SQL("create database {} owner {} {}").format(sql.Identifier(name), sql.Identifier(OWNER), source)
        )
    connection.execute(sql.SQL("alter database {} owner to {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
    connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
    connection.execute(
        sql.SQL("grant connect on database {} to {}").format(
            sql.Identifier(name),
            sql.SQL(", ").join(sql.Identifier(role) for role in LOGIN),
        )
    )


def close_neighbours(connection: psycopg.Connection) -> None:
    """Nobody but a superuser connects to the cluster's other databases, where nothing has been revoked.

    For a cluster that is Candour's own; on a shared server the databases of others are not ours to close.
    """
    for name in ("postgres", "template1"):
        connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))


def harden(connection: psycopg.Connection) -> None:
    """Revoke in this database what would tell one door how busy another is. Superuser; idempotent."""
    script = resources.files("candour.command").joinpath("sql/harden.sql").read_text(encoding="utf-8")
    connection.execute(script.encode())
