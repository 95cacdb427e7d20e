"""Weaknesses generated from the catalogue: one for every policy dropped or weakened, privilege moved, table laid open."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg

from tests.authorisation.matrix import DOORS
from tests.authorisation.mutants import Mutant

ROLES = tuple(f"candour_{door}" for door in DOORS)


def generated(owner: psycopg.Connection) -> Iterator[Mutant]:
    """One mutant for every policy dropped or weakened, every privilege given or taken, every table laid open."""
    yield from _policies(owner)
    yield from _privileges(owner)
    for (table,) in owner.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall():
        yield Mutant(f"{table} not forced", f'alter table "{table}" no force row level security', (table,))


def _policies(owner: psycopg.Connection) -> Iterator[Mutant]:
    found = owner.execute(
        "select tablename, policyname, cmd, roles[1]::text, qual, with_check from pg_policies"
        " where schemaname = 'public' and roles && %s::name[] order by 1, 2",
        [list(ROLES)],
    ).fetchall()
    for table, name, command, role, using, check in found:
        yield Mutant(f"without {name}", f'drop policy "{name}" on "{table}"', (table,))
        alter = f'alter policy "{name}" on "{table}"'
        if using not in {None, "true"}:
            through = f"{alter} using (true)" + (" with check (true)" if command == "UPDATE" else "")
            yield Mutant(f"{name} lets all through", through, (table,))
        if check not in {None, "true"} and _can_move(owner, table, role, command, check):
            yield Mutant(f"{name} lets all in", f"{alter} with check (true)", (table,))


def _can_move(owner: psycopg.Connection, table: str, role: str, command: str, check: str) -> bool:
    """Whether the check judges a column that the command can set, other than the key, which cannot name another row.
    Otherwise it repeats what the row rule said. A type (``::text``) is no column.
    """
    if command == "INSERT":
        return True
    columns = owner.execute(
        "select column_name from information_schema.column_privileges"
        " where table_schema = 'public' and table_name = %s and grantee = %s and privilege_type = 'UPDATE'",
        [table, role],
    ).fetchall()
    return any(re.search(rf"(?<!:)\b{column}\b", check) for (column,) in columns if column != "id")


def _privileges(owner: psycopg.Connection) -> Iterator[Mutant]:
    for (table,) in owner.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall():
        for role in ROLES:
            for command in ("select", "insert", "update", "delete"):
                row = owner.execute(
                    "select has_table_privilege(%s, %s, %s)", [role, f'public."{table}"', command]
                ).fetchone()
                has = row == (True,)
                if (table, command) == ("ledger_entry", "insert"):
                    continue  # every column that can be written is granted already
                verb = f'revoke {command} on "{table}" from' if has else f'grant {command} on "{table}" to'
                yield Mutant(f"{verb} {role}", f"{verb} {role}", (table,))
