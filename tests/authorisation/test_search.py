"""Searching shows nobody a concern that they may not read, nor that it is there: whoever asks, the database answers what
the oracle allows. And weaknesses put into that function on purpose are noticed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import psycopg
import pytest

from tests.authorisation.conftest import Office
from tests.authorisation.matrix import stepped_in, told
from tests.authorisation.mutants import Weakened
from tests.authorisation.oracle import Knowledge, Visitor
from tests.authorisation.world import IN_EVERY_CONCERN

STATES = ["received", "acknowledged", "in_scope", "open", "answered", "closed", "signposted", "withdrawn"]
ASK = "select concern_id from concerns_search(%s::bigint[], %s::text[], '', '', '', '', %s, %s)"
FUNCTION = "concerns_search(bigint[],text[],text,text,text,text,date,uuid)"
Ask = Callable[[Visitor], set[UUID]]


def asked(connection: psycopg.Connection, *words: int) -> set[UUID]:
    end = [date.max, UUID(int=2**128 - 1)]
    return {concern for (concern,) in connection.execute(ASK, [list(words), STATES, *end]).fetchall()}


def allowed(office: Office, visitor: Visitor) -> set[UUID]:
    """Those whose words are in the index, and which this person may read."""
    k = Knowledge(office.world, visitor)
    if visitor.door != "office":
        return set()
    return {row["concern_id"] for row in office.world["concerns_searchentry"] if k.reads(row["concern_id"])}


def differs(office: Office, ask: Ask) -> list[str]:
    compared = [
        (visitor, ask(visitor), allowed(office, visitor)) for visitor in office.visitors if visitor.door == "office"
    ]
    return [
        f"{visitor.label}: {len(answer - wanted)} too many, {len(wanted - answer)} too few"
        for visitor, answer, wanted in compared
        if answer != wanted
    ]


class TestSearch:
    """Every visitor of the office's door."""

    def test_agrees_with_the_oracle(self, office: Office) -> None:
        def ask(visitor: Visitor) -> set[UUID]:
            with told(office.doors["office"], visitor) as connection:
                return asked(connection, *IN_EVERY_CONCERN)

        assert differs(office, ask) == []
        found = [len(allowed(office, visitor)) for visitor in office.visitors]
        assert max(found) > 3
        assert len([number for number in found if number]) > 3

    def test_finds_nothing_for_a_word_that_is_nowhere(self, office: Office) -> None:
        for visitor in office.visitors:
            if visitor.door == "office":
                with told(office.doors["office"], visitor) as connection:
                    assert asked(connection, *IN_EVERY_CONCERN, 13) == asked(connection) == set()

    @pytest.mark.parametrize("door", ["public", "delivery"])
    @pytest.mark.parametrize(
        "question",
        [
            "select * from concerns_search('{7}', '{received}', '', '', '', '', 'infinity', gen_random_uuid())",
            "select * from concerns_not_in_index('{}')",
            "select * from concerns_search_key(null, '')",
            "select concerns_put_in_index(gen_random_uuid(), 'narrative', gen_random_uuid(), '', '{}')",
            "select tokens from concerns_searchentry",
            "select sealed from concerns_searchkey",
        ],
    )
    def test_is_closed_to_the_other_doors(self, office: Office, door: str, question: str) -> None:
        with (
            told(office.doors[door], Visitor("nobody", door)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(question.encode())

    def test_no_door_reads_a_number(self, office: Office) -> None:
        with (
            told(office.doors["office"], Visitor("nobody", "office")) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("select tokens from concerns_searchentry")


BARRIER = "a.concern_id = h.id and a.person_id = actor and a.ended_on is null"
MUTANTS = (
    Weakened("declared interests are forgotten", FUNCTION, "barred := public.concerns_excluded_for(actor)", "barred := '{}'"),
    Weakened("an interest does not bar emergency access", FUNCTION, "is distinct from actor and c.id <> all(barred)",
             "is distinct from actor"),
    Weakened("emergency access does not end", FUNCTION, "e.until_at > now()", "true"),
    Weakened("emergency access cannot be ended", FUNCTION, "e.ended_at is null", "true"),
    Weakened("anybody's emergency", FUNCTION, "e.person_id = actor", "true"),
    Weakened("any role", FUNCTION, "h.role in ('concerns_caseworker', 'head_of_office', 'commissioner')", "true"),
    Weakened("a session of any kind", FUNCTION, "public.access_actor_at('candour_office')",
             "(select s.person_id from public.people_session s where s.token_digest = public.access_session_digest())"),
)  # fmt: skip


class TestMutants:
    """Each must make the test above fail."""

    @pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
    def test_are_noticed(self, office: Office, mutant: Weakened) -> None:
        assert self.noticed(office, mutant.mutant(office.owner).statement), f"nothing notices: {mutant.name}"

    def test_two_things_say_who_works_on_it_and_either_alone_keeps_others_out(self, office: Office) -> None:
        copy = Weakened("the copy in the concern", FUNCTION, "c.assigned_to_id = actor", "true").mutant(office.owner)
        row = Weakened("the assignment", FUNCTION, BARRIER, "true").mutant(office.owner)
        assert not self.noticed(office, copy.statement)
        assert not self.noticed(office, row.statement)
        assert self.noticed(office, copy.statement.replace(BARRIER, "true"))

    @staticmethod
    def noticed(office: Office, statement: str) -> bool:
        enter = stepped_in(office.owner)

        def ask(visitor: Visitor) -> set[UUID]:
            with enter(visitor) as connection:
                return asked(connection, *IN_EVERY_CONCERN)

        with office.owner.transaction(force_rollback=True):
            assert differs(office, ask) == []
            office.owner.execute(statement.encode())
            return differs(office, ask) != []

    def test_assignment_is_asked_and_not_only_its_copy(self, office: Office) -> None:
        """The copy in the concern alone lets nobody in: weakened, it does."""
        mutant = Weakened("the copy decides", FUNCTION, BARRIER, "a.person_id = actor").mutant(office.owner)
        visitor = next(one for one in office.visitors if one.label == "caseworker at office")
        theirs = office.built.concerns["theirs"]
        person = office.built.people["caseworker"]
        enter = stepped_in(office.owner)
        with office.owner.transaction(force_rollback=True):
            office.owner.execute("update concerns_concern set assigned_to_id = %s where id = %s", [person, theirs])
            with enter(visitor) as connection:
                assert theirs not in asked(connection, *IN_EVERY_CONCERN)
            office.owner.execute(mutant.statement.encode())
            with enter(visitor) as connection:
                assert theirs in asked(connection, *IN_EVERY_CONCERN)
