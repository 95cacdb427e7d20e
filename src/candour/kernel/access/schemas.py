"""Schemas that belong to one door alone, such as its queue of jobs: made, closed and compared like our own tables.

An application lists its own as ``door_schemas`` on its AppConfig. In such a schema the one door may read and write
every row that the table's rule lets through; no other door may even enter. A schema that nobody declared is a fault.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db.backends.utils import CursorWrapper

from candour.kernel.doors import Door

OWNER = "candour_owner"
AUDITOR = "candour_auditor"
SEQUENCER = "candour_sequencer"
_OTHERS = ("public", *(door.role for door in Door), AUDITOR, SEQUENCER)
_COMMANDS = ("select", "insert", "update", "delete")

_FOUND = """
select nspname from pg_namespace
 where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public')
"""
_TABLES = "select relname, oid from pg_class where relnamespace = %s::regnamespace and relkind = 'r' order by relname"
_SAFE = """
select relname from pg_class where relnamespace = %s::regnamespace and relkind = 'r'
   and not (relrowsecurity and relforcerowsecurity and pg_get_userbyid(relowner) = %s)
"""
_POLICIES = """
select c.relname, p.polname, p.polcmd::text, array_to_string(p.polroles::regrole[]::text[], ','),
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),
       obj_description(p.oid, 'pg_policy'), p.polpermissive
  from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = %s::regnamespace
"""
_GRANTED = """
select 'schema', '', coalesce(a.grantee::regrole::text, '-'), lower(a.privilege_type)
  from pg_namespace n, aclexplode(n.nspacl) a where n.nspname = %(schema)s
union all
select case c.relkind when 'S' then 'sequence' else 'table' end, c.relname, a.grantee::regrole::text, lower(a.privilege_type)
  from pg_class c, aclexplode(c.relacl) a where c.relnamespace = %(schema)s::regnamespace
union all
select 'column', c.relname, a.grantee::regrole::text, lower(a.privilege_type)
  from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
 where c.relnamespace = %(schema)s::regnamespace
union all
select 'function', p.oid::regprocedure::text, a.grantee::regrole::text, lower(a.privilege_type)
  from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
 where p.pronamespace = %(schema)s::regnamespace
"""


@dataclass(frozen=True)
class DoorSchema:
    """A schema of one door. ``install`` makes it and what is in it; ``rules`` narrows the rows of a table by name."""

    name: str
    door: Door
    install: Callable[[CursorWrapper], None]
    rules: Mapping[str, str] = field(default_factory=dict)

    def rule(self, table: str) -> str:
        """The row rule of a table."""
        return self.rules.get(table, "true")


def declared() -> tuple[DoorSchema, ...]:
    """Every schema that an installed application declares."""
    found: list[DoorSchema] = []
    for config in apps.get_app_configs():
        found.extend(getattr(config, "door_schemas", ()))
    return tuple(sorted(found, key=lambda one: one.name))


def apply(cursor: CursorWrapper) -> None:
    """Make the schemas that are missing, and bring grants and policies of all to what is declared. Idempotent."""
    present = _present(cursor)
    for schema in declared():
        if schema.name not in present:
            schema.install(cursor)
        for statement in _grants(schema):
            cursor.execute(statement)
        cursor.execute(_POLICIES, [schema.name])
        for table, policy, *_ in cursor.fetchall():
            cursor.execute(f'drop policy "{policy}" on "{schema.name}"."{table}"')
        cursor.execute(_TABLES, [schema.name])
        for table, _oid in cursor.fetchall():
            _guard(cursor, schema, table)


def faults(cursor: CursorWrapper) -> list[str]:
    """What differs between the catalogue and the declarations, in words."""
    wanted = {schema.name: schema for schema in declared()}
    present = _present(cursor)
    found = [f"schema {name}: not declared" for name in sorted(present - wanted.keys())]
    found += [f"schema {name}: missing" for name in sorted(wanted.keys() - present)]
    for name in sorted(present & wanted.keys()):
        found += _faults_of(cursor, wanted[name])
    return found


def _present(cursor: CursorWrapper) -> set[str]:
    cursor.execute(_FOUND)
    return {name for (name,) in cursor.fetchall()}


def _grants(schema: DoorSchema) -> list[str]:
    name, role, everybody = f'"{schema.name}"', schema.door.role, ", ".join(_OTHERS)
    revoked = [f"revoke all on schema {name} from {everybody}"]
    revoked += [
        f"revoke all on all {kind} in schema {name} from {everybody}" for kind in ("tables", "sequences", "functions")
    ]
    return [
        *revoked,
        f"grant usage on schema {name} to {role}",
        f"grant {', '.join(_COMMANDS)} on all tables in schema {name} to {role}",
        f"grant usage on all sequences in schema {name} to {role}",
        f"grant execute on all functions in schema {name} to {role}",
    ]


def _guard(cursor: CursorWrapper, schema: DoorSchema, table: str) -> None:
    named = f'"{schema.name}"."{table}"'
    cursor.execute(f"alter table {named} enable row level security")
    cursor.execute(f"alter table {named} force row level security")
    for policy, (role, rule) in _wanted(schema, table).items():
        cursor.execute(f'create policy "{policy}" on {named} for all to {role} using ({rule}) with check ({rule})')
        cursor.execute(
            "select pg_get_expr(polqual, polrelid) from pg_policy where polname = %s and polrelid = %s::regclass",
            [policy, named],
        )
        printed = cursor.fetchone()
        assert printed is not None
        cursor.execute(f"comment on policy \"{policy}\" on {named} is '{_fingerprint(rule, printed[0])}'")


def _wanted(schema: DoorSchema, table: str) -> dict[str, tuple[str, str]]:
    return {f"{table}_owner": (OWNER, "true"), f"{table}_door": (schema.door.role, schema.rule(table))}


def _fingerprint(rule: str, printed: str) -> str:
    """The catalogue prints an expression in its own way: the comment ties what was declared to what it printed."""
    return hashlib.sha256(f"{rule}\n{printed}".encode()).hexdigest()


def _faults_of(cursor: CursorWrapper, schema: DoorSchema) -> list[str]:
    cursor.execute(_SAFE, [schema.name, OWNER])
    found = [f"table {schema.name}.{table}: row security is not forced" for (table,) in cursor.fetchall()]
    cursor.execute(_TABLES, [schema.name])
    tables = [table for table, _oid in cursor.fetchall()]
    found += _policy_faults(cursor, schema, tables)
    role = schema.door.role
    allowed = {
        "schema": {(role, "usage")},
        "table": {(role, command) for command in _COMMANDS},
        "sequence": {(role, "usage")},
        "function": {(role, "execute")},
        "column": set[tuple[str, str]](),
    }
    cursor.execute(_GRANTED, {"schema": schema.name})
    held: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for kind, name, grantee, privilege in cursor.fetchall():
        if grantee != OWNER:
            held.setdefault((kind, name), set()).add((grantee, privilege))
    for (kind, name), privileges in sorted(held.items()):
        found += [
            f"{kind} {schema.name}.{name}: {grantee} has {privilege}: not declared"
            for grantee, privilege in sorted(privileges - allowed[kind])
        ]
    for kind, name in [("schema", ""), *(("table", table) for table in tables)]:
        found += [
            f"{kind} {schema.name}.{name}: {grantee} has not {privilege}: declared"
            for grantee, privilege in sorted(allowed[kind] - held.get((kind, name), set()))
        ]
    return found


def _policy_faults(cursor: CursorWrapper, schema: DoorSchema, tables: list[str]) -> list[str]:
    cursor.execute(_POLICIES, [schema.name])
    held = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
    wanted = {(table, policy): told for table in tables for policy, told in _wanted(schema, table).items()}
    found = [f"policy {name} on {schema.name}.{table}: not declared" for table, name in sorted(set(held) - set(wanted))]
    found += [f"policy {name} on {schema.name}.{table}: missing" for table, name in sorted(set(wanted) - set(held))]
    for table, name in sorted(set(held) & set(wanted)):
        role, rule = wanted[(table, name)]
        command, roles, using, check, comment, permissive = held[(table, name)]
        same = (command, roles, permissive) == ("*", role, True) and using == check
        if not same or comment != _fingerprint(rule, using):
            found.append(f"policy {name} on {schema.name}.{table}: says something else than declared")
    return found
