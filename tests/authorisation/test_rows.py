"""Role × table × row × command: what PostgreSQL allows under the doors' own logins is what the oracle allows."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from psycopg import sql

from tests.authorisation.conftest import Office, Offices
from tests.authorisation.matrix import Matrix, Verdict, logged_in, told
from tests.authorisation.oracle import Visitor
from tests.authorisation.oracle_people import LAW
from tests.authorisation.statements import succeeds

HERE = Path(__file__).parent
TRIED_WHEN_WRITING = (
    "mine", "theirs", "interest", "emergency", "bare", "bare_interest", "asked_interest", "sealed", "half_agreed",
)  # fmt: skip

WRITTEN_ELSEWHERE = "recommendations_"


def judge(office: Office, *, every: int = 1) -> Verdict:
    """The whole matrix. Where only ``every`` n-th visitor writes, those who write recommendations are the chosen ones of
    ``test_recommendations``."""
    matrix = Matrix(office.world, office.built, office.catalogue, logged_in(office.doors))
    matrix.columns()
    matrix.forced(office.owner)
    matrix.rows(office.visitors)
    concerns = [office.built.concerns[relation] for relation in TRIED_WHEN_WRITING]
    if every > 1:
        matrix.tables = [table for table in matrix.tables if not table.startswith(WRITTEN_ELSEWHERE)]
    matrix.writes(office.visitors[::every], concerns)
    return matrix.verdict


def nothing_differs(verdict: Verdict) -> None:
    assert not verdict.differs, str(verdict)


class TestOracle:
    """The oracle is a second opinion, and it has one about everything."""

    @pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("oracle*.py")))
    def test_imports_nothing_of_candour(self, name: str) -> None:
        allowed = {"__future__", "hashlib", "dataclasses", "datetime", "functools", "typing", "uuid", "zoneinfo"}
        allowed |= {"calendar", "collections"}
        for node in ast.walk(ast.parse((HERE / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                found = [node.module or ""]
            else:
                continue
            for module in found:
                assert module.split(".")[0] in allowed or module.startswith("tests.authorisation.oracle"), module

    def test_knows_every_table_of_the_catalogue_and_no_other(self, office: Office) -> None:
        assert set(office.catalogue.columns) == set(LAW)

    def test_knows_every_model(self) -> None:
        tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
        assert tables - set(LAW) == set()

    def test_judges_a_row_of_every_table_that_a_door_may_touch(self, office: Office) -> None:
        assert [table for table, doors in LAW.items() if doors and not office.world[table]] == []


class TestRows:
    """No leak and no wrongful denial."""

    def test_agree_with_the_oracle(
        self, office: Office, record_testsuite_property: Callable[[str, object], None]
    ) -> None:
        verdict = judge(office, every=8)
        record_testsuite_property("decisions about rows", sum(verdict.decisions.values()))
        nothing_differs(verdict)
        assert verdict.decisions["select"] > 50_000
        assert verdict.decisions["update"] > 50_000
        assert verdict.decisions["insert"] > 4_000
        assert verdict.decisions["select column"] > 500
        for command in ("select", "insert", "update", "delete", "change"):
            assert verdict.allowed[command] > 10, command

    @pytest.mark.slow
    def test_agree_with_the_oracle_everywhere(
        self, offices: Offices, record_testsuite_property: Callable[[str, object], None]
    ) -> None:
        verdict = judge(offices.make(copies=9))
        record_testsuite_property("decisions about rows", sum(verdict.decisions.values()))
        nothing_differs(verdict)
        assert sum(verdict.decisions.values()) > 2_000_000


def still_acts(office: Office, who: str, change: str) -> bool:
    """Whether the session of somebody still names them after a change of their roles; undone."""
    visitor = next(one for one in office.visitors if one.session == office.built.sessions[who] and one.door == "office")
    with office.owner.transaction(force_rollback=True):
        office.owner.execute(change.encode(), {"holding": office.built.holdings[who], **office.built.bodies})
        with told(office.owner, visitor, "candour_office") as connection:
            return connection.execute("select access_actor()").fetchone() != (None,)


CHANGES_OF_ROLES = (
    "update people_roleholding set ends_on = current_date + 30 where id = %(holding)s",
    "update people_roleholding set role = 'analyst' where id = %(holding)s",
    "update people_roleholding set organisation_id = %(council)s where id = %(holding)s",
)


class TestSessions:
    """Nobody works on with rights that were changed under them."""

    @pytest.mark.parametrize("change", CHANGES_OF_ROLES)
    def test_end_when_a_role_is_changed(self, office: Office, change: str) -> None:
        assert still_acts(office, "caseworker", "select 1")
        assert not still_acts(office, "caseworker", change)


OWN_SCHEMAS = {"jobs_delivery": "delivery", "jobs_office": "office"}
"""Queues of jobs: each belongs to one door. Another door may not even enter, so that it cannot count them."""


class TestSchemas:
    """What stands beside the tables: each schema is one door's, and closed to the others."""

    def test_are_known(self, office: Office) -> None:
        found = office.owner.execute(
            "select nspname from pg_namespace where nspname not like 'pg\\_%' and nspname <> 'information_schema'"
        ).fetchall()
        assert {name for (name,) in found} == {"public", *OWN_SCHEMAS}

    @pytest.mark.parametrize("door", ["public", "delivery", "office"])
    @pytest.mark.parametrize("schema", sorted(OWN_SCHEMAS))
    def test_are_open_to_their_own_door_alone(self, office: Office, schema: str, door: str) -> None:
        tables = office.owner.execute("select tablename from pg_tables where schemaname = %s", [schema]).fetchall()
        assert tables
        with told(office.doors[door], Visitor("nobody", door)) as connection:
            for (table,) in tables:
                statement = sql.SQL("select 1 from {} limit 1").format(sql.Identifier(schema, table))
                assert succeeds(connection, statement) == (OWN_SCHEMAS[schema] == door), table


class TestProviderSubjects:
    """Before anybody is signed in, a verified subject finds the one person who linked it, at its own door."""

    @pytest.mark.parametrize(
        ("door", "subject", "found"),
        [
            ("office", "office\nhttps://provider.invalid\ncaseworker", "caseworker@example.invalid"),
            ("delivery", "delivery\nhttps://provider.invalid\ncontact", "contact@example.invalid"),
            ("delivery", "office\nhttps://provider.invalid\ncaseworker", None),
            ("office", "office\nhttps://other.invalid\ncaseworker", None),
            ("office", "office\nhttps://provider.invalid\nhead", None),
            ("office", "office\nhttps://provider.invalid\ndeactivated", None),
            ("office", "", None),
        ],
    )
    def test_find_their_person_alone(self, office: Office, door: str, subject: str, found: str | None) -> None:
        with told(office.doors[door], Visitor("nobody", door)) as connection:
            connection.execute("select set_config('candour.subject', %s, true)", [subject])
            assert connection.execute("select people_linked()").fetchone() == (found,)


class TestFunctions:
    """Functions that run with their owner's rights answer for whoever asks, and about nobody else."""

    @pytest.mark.parametrize("asks", ["auditor", "reviewer", "contact", "nobody"])
    @pytest.mark.parametrize(
        "function",
        [
            "concerns_opened_for(%(caseworker)s)",
            "concerns_excluded_for(%(caseworker)s)",
            "concerns_enquiries_barred_for(%(caseworker)s)",
            "concerns_barred_of(%(interest)s)",
            "concerns_last_message_of(%(mine)s)",
            "concerns_in_mailbox_of(%(mailbox)s)",
            "concerns_keys_held_for(%(identity_officer)s)",
            "concerns_keys_of_my_side_for(%(identity_officer)s)",
            "count(*) from concerns_openings_to_decide_for(%(identity_officer)s)",
            "count(*) from concerns_openings_to_read_for(%(colleague)s)",
            "count(*) from notifications_jobs_for(%(administrator)s)",
            "count(*) from access_holdings_of(%(caseworker)s, 'candour_office')",
            "people_linked()",
            "pathway_given_to(%(colleague_officer)s)",
            "count(*) from pathway_invitations_of(%(colleague_officer)s)",
            "recommendations_is_independent(gen_random_uuid(), %(head)s)",
        ],
    )
    def test_tell_nothing_about_somebody_else(self, office: Office, asks: str, function: str) -> None:
        visitor = next(
            (visitor for visitor in office.visitors if visitor.label == f"{asks} at office"),
            Visitor("nobody at office", "office"),
        )
        digest = next(
            row["mailbox_digest"]
            for row in office.world["concerns_concern"]
            if row["id"] == office.built.concerns["mine"]
        )
        about = {**office.built.people, **office.built.concerns, "mailbox": digest}
        for door in ("office", "delivery", "public"):
            with told(office.doors[door], visitor) as connection:
                try:
                    row = connection.execute(f"select {function}", about).fetchone()
                except psycopg.errors.InsufficientPrivilege:
                    continue
            assert row in [(None,), ([],), (0,)]
