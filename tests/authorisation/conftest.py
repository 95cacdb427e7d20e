"""A database of its own for the matrix: committed once, judged through real logins, thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from candour.command import keys, roles
from candour.command.cluster import Cluster
from tests.authorisation import visitors
from tests.authorisation import world as worlds
from tests.authorisation.oracle import Visitor, World
from tests.authorisation.rows import Catalogue
from tests.authorisation.world_built import Built
from tests.database import PRISTINE


@dataclass
class Office:
    """The built world with a way in for everybody."""

    built: Built
    world: World
    catalogue: Catalogue
    owner: psycopg.Connection
    doors: dict[str, psycopg.Connection]
    visitors: list[Visitor]
    dsn: Callable[[str], str]


class Offices:
    """Makes databases, each a copy of the migrated one with a world in it."""

    def __init__(self, cluster: Cluster, opened: ExitStack) -> None:
        self.cluster, self.opened, self.made = cluster, opened, 0

    def make(self, *, copies: int = 1) -> Office:
        """A world of its own; dropped when the tests are over."""
        self.made += 1
        name = f"candour_matrix_{self.made}"
        with self.cluster.connect(roles.SUPERUSER, "postgres") as superuser:
            roles.prepare_database(superuser, name, template=PRISTINE)
        self.opened.callback(self._drop, name)

        def dsn(role: str) -> str:
            password = keys.password(self.cluster.home, role)
            return make_conninfo(host=str(self.cluster.socket_directory), user=role, password=password, dbname=name)

        def login(role: str) -> psycopg.Connection:
            return self.opened.enter_context(psycopg.connect(dsn(role), autocommit=True))

        owner = login(roles.OWNER)
        built = worlds.build(owner, copies=copies)
        doors = {role.removeprefix("candour_"): login(role) for role in roles.SERVING}
        return Office(built, worlds.read(owner), Catalogue(owner), owner, doors, visitors.everybody(built), dsn)

    def _drop(self, name: str) -> None:
        with self.cluster.connect(roles.SUPERUSER, "postgres") as superuser:
            superuser.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def offices(cluster: Cluster) -> Iterator[Offices]:
    with ExitStack() as opened:
        yield Offices(cluster, opened)


@pytest.fixture(scope="session")
def office(offices: Offices) -> Office:
    """The small world that most tests share. Nobody commits anything to it."""
    return offices.make()
