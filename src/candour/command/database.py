"""Commands about the database: migrate, grants, preparing one of your own, a prompt."""

from __future__ import annotations

import os

import psycopg
from django.core.management import call_command
from django.utils import timezone

from candour.command import cluster, keys, roles
from candour.config import environment
from candour.contexts.concerns.operations import reference as concerns
from candour.contexts.pathway.operations import reference as pathway
from candour.contexts.recommendations.operations import history
from candour.contexts.recommendations.operations import reference as recommendations
from candour.kernel.access import apply, check
from candour.kernel.deadlines import terms
from candour.kernel.people import operations as people


def migrate() -> int:
    """Bring tables, reference lists, grants and row policies to what the code declares."""
    call_command("migrate", verbosity=0, interactive=False)
    applied = apply_access()
    people.load_reference()
    terms.load_defaults()
    concerns.load()
    pathway.load()
    history.load(at=timezone.now())
    recommendations.load()
    return applied


def migrations(*, check: bool) -> int:
    """Write the migrations that the models ask for; with ``check``, only say whether one is missing."""
    try:
        call_command("makemigrations", check_changes=check, dry_run=check, interactive=False)
    except SystemExit:  # how makemigrations says that one is missing
        return 1
    return 0


def apply_access() -> int:
    """Grants and row policies from the models' declarations."""
    print(f"Access applied to {apply.apply()} tables.")
    return 0


def check_access() -> int:
    """Compare the database's catalogue with the declarations; 1 when anything differs."""
    differences = check.faults()
    for difference in differences:
        print(difference)
    print(f"{len(differences)} differences between the declarations and the database.")
    return 1 if differences else 0


def prepare(*, superuser: str | None) -> int:
    """Make roles and database and take away what would leak. ``superuser`` is the address to log in with when the
    database is not the embedded one, for example ``postgresql://postgres@db.example/postgres``.
    """
    home = environment.home()
    keys.ensure(home)
    if superuser is None:
        if os.environ.get("DATABASE_URL"):
            raise cluster.ClusterError("With DATABASE_URL, say who prepares it: --superuser postgresql://postgres@...")
        cluster.Cluster(home).prepare()
    else:
        name = environment.database_address().name
        with psycopg.connect(superuser, autocommit=True) as connected:
            roles.prepare_roles(connected, {role: keys.password(home, role) for role in roles.LOGIN})
            roles.prepare_database(connected, name)
        with psycopg.connect(superuser, autocommit=True, dbname=name) as connected:
            roles.harden(connected)
    print("Roles, database and revocations are as they should be.")
    return 0


def prompt(*, role: str) -> int:
    """PostgreSQL's own prompt as one of the roles. Never returns: psql takes this process's place."""
    address = environment.database_address()
    os.environ["PGPASSWORD"] = keys.password(environment.home(), role)
    psql = cluster.program("psql")
    os.execv(psql, [psql, "-h", address.host, "-p", address.port, "-U", role, "-d", address.name])  # noqa: S606  no shell
