"""What must stand before a door may serve, asked of the database itself and of the settings.

A door asks at start (``config.wsgi``) and refuses to serve when anything here is missing; ``candour doctor`` asks for
every door and adds advice. The questions are put as the door's own role, so that what is answered is what that role
could do, not what somebody believes it was granted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.db import connections

from candour.config import environment
from candour.kernel.doors import Door
from candour.kernel.sealing import boxes, keyfile

OLDEST_POSTGRESQL = 17
SHORTEST_KEY = 32
_NEAR = {"localhost", "127.0.0.1", "::1", "[::1]", "testserver"}


class Cursor(Protocol):
    """What is used of a database cursor, Django's or psycopg's."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...
    def fetchall(self) -> list[Any]: ...


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: what, where, and how to mend it. ``grave`` means that no door may serve."""

    what: str
    where: str
    mend: str
    grave: bool = True

    def __str__(self) -> str:
        return f"{self.what}\n    where: {self.where}\n    mend:  {self.mend}"


class WallMissing(SystemExit):
    """A door found a wall missing and does not serve."""


PREPARE = "run `candour database prepare` (for a database of your own: with --superuser)"
APPLY = "run `candour access apply`, and find out who changed it"

# (a query that returns one row for each thing that is wrong, what is wrong, how to mend it)
_QUESTIONS: tuple[tuple[str, str, str], ...] = (
    (
        "select rolname from pg_roles where rolname = current_user and rolsuper",
        "The role is a superuser: no policy binds it.",
        PREPARE,
    ),
    (
        "select rolname from pg_roles where rolname = current_user and rolbypassrls",
        "The role bypasses row security.",
        PREPARE,
    ),
    (
        "select rolname from pg_roles where rolname = current_user"
        " and (rolcreaterole or rolcreatedb or rolreplication)",
        "The role may make roles or databases, or copy the whole cluster.",
        PREPARE,
    ),
    (
        "select roleid::regrole::text from pg_auth_members where member = (select oid from pg_roles"
        " where rolname = current_user)",
        "The role is a member of another role and may have what that one has.",
        "revoke the membership as a superuser: revoke ROLE from THIS_ROLE",
    ),
    (
        "select oid::regclass::text from pg_class where relowner = (select oid from pg_roles"
        " where rolname = current_user)",
        "The role owns this and can switch its row security off.",
        "give it to candour_owner: alter table NAME owner to candour_owner",
    ),
    (
        "select oid::regclass::text from pg_class where relnamespace in (select oid from pg_namespace"
        " where nspname not like 'pg\\_%' and nspname <> 'information_schema') and relkind in ('r', 'p')"
        " and not (relrowsecurity and relforcerowsecurity)",
        "The table has no forced row security.",
        APPLY,
    ),
    (
        "select oid::regclass::text from pg_class where relnamespace in (select oid from pg_namespace"
        " where nspname not like 'pg\\_%' and nspname <> 'information_schema') and relkind in ('v', 'm')"
        " and coalesce(not 'security_invoker=true' = any(reloptions), true)",
        "The view reads with its owner's rights, past every policy.",
        "drop it, or set security_invoker in the migration that makes it",
    ),
    (
        "select oid::regclass::text from pg_class where relnamespace = 'pg_catalog'::regnamespace"
        " and (relname like 'pg\\_stat%' or relname = 'pg_locks')"
        " and has_table_privilege(current_user, oid, 'select')",
        "The role can read statistics: how many concerns there are, and when one came.",
        PREPARE,
    ),
    (
        "select oid::regprocedure::text from pg_proc where pronamespace = 'pg_catalog'::regnamespace"
        " and (proname like 'pg\\_stat\\_get%' or proname in ('pg_relation_size', 'pg_total_relation_size',"
        " 'pg_table_size', 'pg_indexes_size', 'pg_database_size', 'pg_current_wal_lsn', 'pg_notify'))"
        " and has_function_privilege(current_user, oid, 'execute')",
        "The role can call what tells sizes and counts.",
        PREPARE,
    ),
    (
        "select attname from pg_attribute where attrelid = 'pg_class'::regclass"
        " and attname in ('reltuples', 'relpages', 'relallvisible')"
        " and has_column_privilege(current_user, attrelid, attnum, 'select')",
        "The role can read the planner's row estimates.",
        PREPARE,
    ),
    (
        "select 'schema ' || nspname from pg_namespace where has_schema_privilege(current_user, oid, 'create')",
        "The role can make objects.",
        PREPARE,
    ),
    (
        "select current_database() where has_database_privilege(current_user, current_database(), 'create, temporary')",
        "The role can make schemas or temporary tables.",
        PREPARE,
    ),
    (
        "select 'synchronous_commit = ' || current_setting('synchronous_commit')"
        " where current_setting('synchronous_commit') in ('off', 'local')",
        "A concern could be acknowledged before it is safe on the disk.",
        "set synchronous_commit = on in postgresql.conf",
    ),
    (
        "select 'version ' || current_setting('server_version')"
        f" where current_setting('server_version_num')::int < {OLDEST_POSTGRESQL}0000",
        f"PostgreSQL is older than {OLDEST_POSTGRESQL}.",
        f"upgrade the server to {OLDEST_POSTGRESQL} or later",
    ),
)


def of_role(cursor: Cursor, role: str) -> list[Finding]:
    """What is wrong with the role that this cursor logged in as. One round trip for each question, 10 ms in all."""
    found: list[Finding] = []
    cursor.execute("select session_user::text")
    if (answered := cursor.fetchall()[0][0]) != role:
        found.append(
            Finding(
                f"Logged in as {answered} instead of {role}.",
                "the database connection",
                "start doors with `candour run`, or set DJANGO_SETTINGS_MODULE to the door's own settings",
            )
        )
    for query, what, mend in _QUESTIONS:
        cursor.execute(query)
        names = sorted(str(name) for (name,) in cursor.fetchall())
        if names:
            listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
            found.append(Finding(what, f"{role}: {listed}", mend))
    return found


def of_keys(*, secret_key: str, ledger_key: str, where: str) -> list[Finding]:
    """What is wrong with the keys. The demonstration's key is known to everybody who can read this file."""
    found = []
    for name, value in (("key for cookies and forms", secret_key), ("key for the ledger's hashes", ledger_key)):
        if value == environment.DEMONSTRATION_KEY or len(value) < SHORTEST_KEY:
            found.append(
                Finding(
                    f"The {name} is missing, too short or the demonstration's.",
                    where,
                    "run `candour secrets init`, and restart",
                )
            )
    return found


def of_office_key(*, public: bytes, privates: tuple[bytes, ...] | None, hosts: list[str]) -> list[Finding]:
    """What is wrong with the office's key. ``privates`` is None for a process that must not have any."""
    where, mend = "CANDOUR_OFFICE_KEY", "make one with `candour keys create`, see docs/operating/keys.md, and restart"
    if not public:
        return [Finding("There is no office key: what people write could not be sealed.", where, mend)]
    found = []
    if privates is not None and (not privates or boxes.pair_of(privates[0]).public != public):
        found.append(Finding("The private half of the office key was not given to the office.", where, mend))
    known = keyfile.demonstration(environment.DEMONSTRATION_KEY).public
    public_hosts = sorted({host for host in hosts if host not in _NEAR})
    if public == known and (public_hosts or not environment.is_demonstration()):
        found.append(
            Finding("The office key is the demonstration's, which anybody can work out.", ", ".join(public_hosts), mend)
        )
    return found


def of_demonstration(hosts: list[str], bound_to: str) -> list[Finding]:
    """In demonstration mode anybody signs in as anybody: it must not be reachable from elsewhere."""
    if not environment.is_demonstration():
        return []
    public = sorted({host for host in (*hosts, bound_to) if host not in _NEAR})
    if not public:
        return []
    return [
        Finding(
            "Demonstration mode, in which anybody signs in as anybody, on a public address.",
            ", ".join(public),
            "unset CANDOUR_DEMONSTRATION, or serve on localhost only",
        )
    ]


def walls(door: Door) -> list[Finding]:
    """Everything that keeps this process from serving as ``door``. Asks the database as the door's own role."""
    with connections["default"].cursor() as cursor:
        found = of_role(cursor, door.role)
    found += of_keys(
        secret_key=settings.SECRET_KEY, ledger_key=settings.LEDGER_KEY, where=f"settings of the {door.value} door"
    )
    hosts = [*settings.ALLOWED_HOSTS, environment.bound_to()]
    found += of_office_key(
        public=settings.OFFICE_PUBLIC_KEY, privates=getattr(settings, "OFFICE_PRIVATE_KEYS", None), hosts=hosts
    )
    found += of_demonstration(list(settings.ALLOWED_HOSTS), environment.bound_to())
    return [finding for finding in found if finding.grave]


def refuse_without(door: Door) -> None:
    """Raise WallMissing, naming every fault, unless all walls stand."""
    found = walls(door)
    connections.close_all()
    if found:
        listed = "\n".join(f"  * {finding}" for finding in found)
        raise WallMissing(f"The {door.value} door does not serve: {len(found)} wall(s) missing.\n{listed}")
