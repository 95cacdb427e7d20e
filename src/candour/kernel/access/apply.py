"""From declarations to grants and row policies, and back: what the database has is what the models say.

``apply`` is idempotent and runs in one transaction as the owner, after every migration; ``check`` compares afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from candour.kernel.access import foreign, schemas
from candour.kernel.doors import Access, Door, Grant
from candour.kernel.people.roles import OFFICE_ROLES

OWNER = "candour_owner"
AUDITOR = "candour_auditor"
SEQUENCER = "candour_sequencer"
SERVING = tuple(door.role for door in Door)
GRANTED = (*SERVING, AUDITOR, SEQUENCER)
"""Every role that has what the declarations give it, and nothing else."""


class Undeclared(Exception):
    """A table exists that no declaration names. It gets no access until somebody decides."""


@dataclass(frozen=True)
class Policy:
    """One row policy as the catalogue should hold it."""

    table: str
    name: str
    command: str
    role: str
    using: str | None
    check: str | None

    def sql(self) -> str:
        """The statement that creates it."""
        using = f" using ({self.using})" if self.using is not None else ""
        check = f" with check ({self.check})" if self.check is not None else ""
        return f'create policy "{self.name}" on "{self.table}" for {self.command} to {self.role}{using}{check}'


@dataclass(frozen=True)
class Privilege:
    """One privilege as the catalogue should hold it; ``columns`` empty means the whole table."""

    table: str
    role: str
    command: str
    columns: tuple[str, ...] = ()

    def sql(self) -> str:
        """The statement that grants it."""
        columns = " (" + ", ".join(f'"{column}"' for column in self.columns) + ")" if self.columns else ""
        return f'grant {self.command}{columns} on "{self.table}" to {self.role}'


def declarations() -> dict[str, Access]:
    """Table name → declaration, of our own models and of the foreign tables listed by hand."""
    declared: dict[str, Access] = dict(foreign.TABLES)
    for model in apps.get_models(include_auto_created=True):
        own = model.__dict__.get("access")
        if isinstance(own, Access):
            declared[model._meta.db_table] = own
    return declared


def policies(declared: dict[str, Access]) -> list[Policy]:
    """Every row policy that the declarations ask for, the owner's own included."""
    wanted: list[Policy] = []
    for table, access in sorted(declared.items()):
        wanted.append(Policy(table, f"{table}_owner", "all", OWNER, "true", "true"))
        if access.auditor:
            wanted.append(Policy(table, f"{table}_auditor_select", "select", AUDITOR, "true", None))
        for command in access.sequencer:
            using, check = (None, "true") if command == "insert" else ("true", None)
            wanted.append(Policy(table, f"{table}_sequencer_{command}", command, SEQUENCER, using, check))
        for grant in access.grants:
            wanted.extend(_policies_of(table, grant))
    return wanted


def _policies_of(table: str, grant: Grant) -> Iterable[Policy]:
    role, stem = grant.door.role, f"{table}_{grant.door.value}"
    if grant.select is not None:
        yield Policy(table, f"{stem}_select", "select", role, grant.select.sql, None)
    if grant.insert is not None:
        yield Policy(table, f"{stem}_insert", "insert", role, None, grant.insert.sql)
    if grant.update is not None:
        after = grant.update_check or grant.update
        yield Policy(table, f"{stem}_update", "update", role, grant.update.sql, after.sql)
    if grant.delete is not None:
        yield Policy(table, f"{stem}_delete", "delete", role, grant.delete.sql, None)


def privileges(declared: dict[str, Access]) -> list[Privilege]:
    """Every grant that the declarations ask for."""
    wanted: list[Privilege] = []
    for table, access in sorted(declared.items()):
        if access.auditor:
            wanted.append(Privilege(table, AUDITOR, "select"))
        wanted.extend(Privilege(table, SEQUENCER, command) for command in access.sequencer)
        for grant in access.grants:
            role = grant.door.role
            if grant.select is not None:
                wanted.append(Privilege(table, role, "select", grant.select_columns))
            if grant.insert is not None:
                wanted.append(Privilege(table, role, "insert", grant.insert_columns))
            if grant.update is not None:
                wanted.append(Privilege(table, role, "update", grant.update_columns))
            if grant.delete is not None:
                wanted.append(Privilege(table, role, "delete"))
    return wanted


def function_files() -> list[str]:
    """The SQL that defines functions and triggers: the kernel's first, then each context's ``sql/*.sql`` by name."""
    found = [resources.files("candour.kernel.access").joinpath("sql/functions.sql").read_text(encoding="utf-8")]
    for config in apps.get_app_configs():
        if config.name.startswith("candour.") and config.label != "access":
            folder = resources.files(config.name).joinpath("sql")
            if folder.is_dir():
                files = sorted(
                    (path for path in folder.iterdir() if path.name.endswith(".sql")), key=lambda path: path.name
                )
                found.extend(path.read_text(encoding="utf-8") for path in files)
    return found


def callable_functions() -> dict[str, tuple[Door, ...]]:
    """Signature → doors that may call it: the kernel's and each context's."""
    listed = dict(foreign.CALLABLE_FUNCTIONS)
    for config in apps.get_app_configs():
        listed.update(getattr(config, "door_functions", {}))
    return listed


def statements(declared: dict[str, Access], existing: Iterable[tuple[str, str]]) -> list[str]:
    """Everything ``apply`` runs, in order. ``existing`` holds (table, policy) pairs now in the catalogue."""
    listed = ", ".join(f"'{role.value}'" for role in sorted(OFFICE_ROLES))
    run = [
        "create or replace function access_office_roles() returns text[] language sql immutable parallel safe "
        f"set search_path = pg_catalog as $$ select array[{listed}]::text[] $$",
        *function_files(),
        f"revoke all on all tables in schema public from public, {', '.join(GRANTED)}",
        f"revoke all on all sequences in schema public from public, {', '.join(GRANTED)}",
        f"revoke all on all functions in schema public from public, {', '.join(GRANTED)}",
        *(
            f"grant execute on function {name} to {', '.join(door.role for door in doors)}"
            for name, doors in sorted(callable_functions().items())
        ),
    ]
    run.extend(f'drop policy "{policy}" on "{table}"' for table, policy in existing)
    for table in sorted(declared):
        run.append(f'alter table "{table}" enable row level security')
        run.append(f'alter table "{table}" force row level security')
    run.extend(policy.sql() for policy in policies(declared))
    run.extend(privilege.sql() for privilege in privileges(declared))
    return run


def apply(using: str = "default") -> int:
    """Bring the database to what is declared; returns the number of tables. Raises Undeclared."""
    declared = declarations()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
        if strange := sorted(tables - set(declared)):
            raise Undeclared(f"no access declared for: {', '.join(strange)}")
        present = {table: access for table, access in declared.items() if table in tables}
        schemas.apply(cursor)  # first: functions of our own may read there
        cursor.execute("select tablename, policyname from pg_policies where schemaname = 'public'")
        for statement in statements(present, cursor.fetchall()):
            cursor.execute(statement)
        _mark(cursor, policies(present))
    return len(present)


def fingerprint(policy: Policy, using: str | None, check: str | None) -> str:
    """What a policy's comment holds: a hash of its declaration and of how the catalogue prints it."""
    return hashlib.sha256("\n".join((policy.sql(), using or "", check or "")).encode()).hexdigest()


def _mark(cursor: CursorWrapper, wanted: list[Policy]) -> None:
    cursor.execute(
        "select c.relname, p.polname, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)"
        " from pg_policy p join pg_class c on c.oid = p.polrelid"
    )
    printed = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
    for policy in wanted:
        using, check = printed[(policy.table, policy.name)]
        cursor.execute(
            f'comment on policy "{policy.name}" on "{policy.table}" is \'{fingerprint(policy, using, check)}\''
        )
