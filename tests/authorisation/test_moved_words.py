"""What was written is changed in one way: words leave it into the sealed identity, for a caseworker who works on it and for
nobody else, whoever asks for whichever text. Weaknesses put into that function on purpose are noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.authorisation.conftest import Office
from tests.authorisation.matrix import stepped_in, told
from tests.authorisation.mutants import Weakened
from tests.authorisation.oracle import Knowledge, Visitor

FUNCTION = "concerns_move_words(text,uuid,bytea,uuid[],bytea[])"
MOVE = "select concerns_move_words(%s, %s, %s, %s::uuid[], %s::bytea[])"
TABLES = {
    "narrative": ("concerns_narrative", "concern_id"),
    "message": ("concerns_message", "id"),
    "translation": ("concerns_messagetranslation", "id"),
}
TRIED = (
    "mine", "theirs", "interest", "interest_ended", "interest_of_head", "was_mine", "new", "emergency",
    "emergency_and_interest", "sealed",
)  # fmt: skip
LEFT = b"\1left"
Try = Callable[[Visitor, "Text"], bool]


class Text(NamedTuple):
    """One text that somebody might try to change."""

    source: str
    row: UUID
    concern: UUID


def texts(office: Office) -> Iterator[Text]:
    concerns = {office.built.concerns[relation] for relation in TRIED}
    for source, (table, key) in TABLES.items():
        for row in office.world[table]:
            if row["concern_id"] in concerns:
                yield Text(source, row[key], row["concern_id"])


def moves(connection: psycopg.Connection, text: Text, *, pieces: int = 1) -> bool:
    """Whether the database lets it happen; undone."""
    given = [text.source, text.row, LEFT, [uuid4() for _ in range(pieces)], [b"\1words"] * pieces]
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(MOVE, given)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def allowed(office: Office, visitor: Visitor, text: Text) -> bool:
    """A caseworker to whom it is assigned, without a declared interest. Reading in an emergency is not enough."""
    k = Knowledge(office.world, visitor)
    if visitor.door != "office" or "concerns_caseworker" not in k.roles or text.concern in k.excluded:
        return False
    return any(
        row["concern_id"] == text.concern and row["person_id"] == k.actor and row["ended_on"] is None
        for row in office.world["concerns_assignment"]
    )


def differs(office: Office, moved: Try) -> Iterator[str]:
    for visitor in office.visitors:
        for text in texts(office) if visitor.door == "office" else ():
            if moved(visitor, text) != allowed(office, visitor, text):
                yield f"{visitor.label}: {text.source}"


def stepping(office: Office) -> Try:
    """On the owner's connection in the door's role, so that it sees what is not committed."""
    enter = stepped_in(office.owner)

    def moved(visitor: Visitor, text: Text) -> bool:
        with enter(visitor) as connection:
            return moves(connection, text)

    return moved


def with_identities(office: Office) -> None:
    """Every concern has one: what is refused is refused for who asks. In a transaction that is rolled back."""
    office.owner.execute(
        "insert into concerns_sealedidentity (concern_id, public, sealed_on)"
        " select id, '\\x01', current_date from concerns_concern on conflict do nothing"
    )


class TestMovingWords:
    """Every visitor of the office's door, every kind of text."""

    def test_agrees_with_the_oracle(self, office: Office) -> None:
        with office.owner.transaction(force_rollback=True):
            with_identities(office)
            assert list(differs(office, stepping(office))) == []
        may = [
            (visitor, text) for visitor in office.visitors for text in texts(office) if allowed(office, visitor, text)
        ]
        assert {text.source for _visitor, text in may} == set(TABLES)
        assert len({text.concern for _visitor, text in may}) > 1

    @pytest.mark.parametrize("door", ["public", "delivery"])
    def test_is_closed_to_the_other_doors(self, office: Office, door: str) -> None:
        text = next(texts(office))
        with told(office.doors[door], Visitor("nobody", door)) as connection:
            assert not moves(connection, text)

    @pytest.mark.parametrize("source", TABLES)
    def test_is_the_one_way_to_change_a_text(self, office: Office, source: str) -> None:
        table, _key = TABLES[source]
        for door, connection in office.doors.items():
            with (
                told(connection, Visitor("nobody", door)) as asked,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                asked.execute(f"update {table} set sealed = '\\x01'".encode())

    @pytest.mark.parametrize("source", TABLES)
    def test_changes_that_text_and_adds_to_the_identity_of_its_concern(self, office: Office, source: str) -> None:
        visitor, text = honest(office, source)
        table, key = TABLES[source]
        piece = uuid4()
        with office.owner.transaction(force_rollback=True):
            with_identities(office)
            with stepped_in(office.owner)(visitor) as connection:
                connection.execute(MOVE, [source, text.row, LEFT, [piece], [b"\1words"]])
                connection.execute("reset role")
                changed = connection.execute(f"select {key} from {table} where sealed = %s".encode(), [LEFT]).fetchall()
                made = connection.execute(
                    "select identity_id, kind, added_by_id from concerns_identitypiece where id = %s", [piece]
                ).fetchall()
        assert changed == [(text.row,)]
        assert made == [(text.concern, "passage", Knowledge(office.world, visitor).actor)]

    def test_nothing_leaves_a_text_without_going_anywhere(self, office: Office) -> None:
        visitor, text = honest(office, "message")
        with office.owner.transaction(force_rollback=True):
            with_identities(office)
            assert goes_nowhere(office, visitor, text) is False
            office.owner.execute(NOWHERE.mutant(office.owner).statement.encode())
            assert goes_nowhere(office, visitor, text) is True

    def test_nothing_leaves_where_there_is_no_identity(self, office: Office) -> None:
        visitor, text = honest(office, "message")
        with told(office.doors["office"], visitor) as connection:
            connection.execute("set constraints all immediate")
            with pytest.raises(psycopg.errors.ForeignKeyViolation):
                connection.execute(MOVE, [text.source, text.row, LEFT, [uuid4()], [b"\1words"]])

    def test_a_session_that_is_over_moves_nothing(self, office: Office) -> None:
        visitor, text = honest(office, "message")
        with office.owner.transaction(force_rollback=True):
            with_identities(office)
            office.owner.execute("update people_session set expires_at = now() - interval '1 minute'")
            assert not stepping(office)(visitor, text)
            office.owner.execute(ANY_SESSION.mutant(office.owner).statement.encode())
            assert stepping(office)(visitor, text)


def honest(office: Office, source: str) -> tuple[Visitor, Text]:
    """The caseworker, and a text of a concern that is theirs and has no identity yet."""
    visitor = next(one for one in office.visitors if one.label == "caseworker at office")
    mine = office.built.concerns["mine"]
    return visitor, next(text for text in texts(office) if (text.source, text.concern) == (source, mine))


def goes_nowhere(office: Office, visitor: Visitor, text: Text) -> bool:
    """Whether a text can be replaced with nothing put into the identity."""
    try:
        with stepped_in(office.owner)(visitor) as connection:
            return moves(connection, text, pieces=0)
    except psycopg.errors.CheckViolation:
        return False


NOWHERE = Weakened("nothing need go anywhere", FUNCTION, "coalesce(cardinality(pieces), 0) = 0 or", "")
ANY_SESSION = Weakened(
    "a session of any kind",
    FUNCTION,
    "public.access_actor_at('candour_office')",
    "(select s.person_id from public.people_session s where s.token_digest = public.access_session_digest())",
)
MUTANTS = (
    Weakened("declared interests are forgotten", FUNCTION, "concern = any(public.concerns_excluded_for(actor))", "false"),
    Weakened("any role", FUNCTION, "h.role = 'concerns_caseworker'", "true"),
    Weakened("who was assigned still may", FUNCTION, "a.ended_on is null", "true"),
    Weakened("anybody's concern", FUNCTION, "a.person_id = actor", "true"),
    Weakened("any concern of one's own will do", FUNCTION, "a.concern_id = concern and", ""),
    Weakened("reading in an emergency is enough", FUNCTION, "not exists (select 1 from public.concerns_assignment a",
             "concern <> all(public.concerns_opened_for(actor)) and not exists (select 1 from public.concerns_assignment a"),
)  # fmt: skip


class TestMutants:
    """Each must make the comparison above fail."""

    @pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
    def test_are_noticed(self, office: Office, mutant: Weakened) -> None:
        with office.owner.transaction(force_rollback=True):
            with_identities(office)
            office.owner.execute(mutant.mutant(office.owner).statement.encode())
            assert next(differs(office, stepping(office)), ""), f"nothing notices: {mutant.name}"
