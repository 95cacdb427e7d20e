"""Appending, refusing to append outside a transaction, and finding what was changed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.transaction import TransactionManagementError

from candour.kernel.doors import Door
from candour.kernel.ledger import canonical, operations, queries
from candour.kernel.ledger.models import Entry
from candour.kernel.people.actor import Actor

NOW = datetime(2026, 4, 3, 22, 30, tzinfo=UTC)
ACTOR = Actor(person_id=uuid.uuid4(), name="A. Person", door=Door.OFFICE)
AsDoor = Callable[[Door], AbstractContextManager[None]]


def _append(**changed: object) -> uuid.UUID:
    wanted: dict[str, object] = {
        "verb": "concerns.concern.acknowledge",
        "subject": uuid.uuid4(),
        "actor": ACTOR,
        "door": Door.OFFICE,
        "at": NOW,
    } | changed
    return operations.append(**wanted)  # type: ignore[arg-type]  # a dictionary of keyword arguments


@pytest.mark.django_db
class TestAppend:
    """operations.append: in the transaction of the act, hashed by the database."""

    def test_stores_the_bytes_that_were_hashed(self) -> None:
        entry = Entry.objects.get(id=_append(codes={"to": "acknowledged"}))
        assert bytes(entry.leaf_hash) == canonical.leaf_hash(bytes(entry.entry))
        body = json.loads(bytes(entry.entry))
        assert body["actor"] == str(ACTOR.person_id)
        assert body["at"] == "2026-04-03T22:30:00Z"
        assert body["codes"] == {"to": "acknowledged"}

    def test_keeps_only_the_day_in_london_for_a_reporter(self) -> None:
        late = datetime(2026, 4, 3, 23, 30, tzinfo=UTC)  # already the fourth in London
        entry = Entry.objects.get(id=_append(actor=None, door=Door.PUBLIC, at=late, day_only=True))
        assert json.loads(bytes(entry.entry))["at"] == "2026-04-04"

    def test_calls_itself_by_its_id(self) -> None:
        entry_id = _append()
        assert str(Entry.objects.get(id=entry_id)) == str(entry_id)

    def test_goes_with_the_act_that_rolls_back(self) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012  the entry comes before the rollback
            _append()
            raise RuntimeError
        assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestOutsideTheTransaction:
    """What must not depend on the transaction of the act, and what must."""

    def test_refuses_to_append_outside_a_transaction(self) -> None:
        with pytest.raises(TransactionManagementError):
            _append()

    def test_a_refusal_survives_the_rollback_that_caused_it(self) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012  the refusal comes before the rollback
            operations.record_refusal(
                verb="concerns.concern.answer", subject=uuid.uuid4(), actor=ACTOR, door=Door.OFFICE, at=NOW,
                codes={"refused": "state"},
            )  # fmt: skip
            raise RuntimeError
        connections["refusals"].close()
        assert Entry.objects.count() == 1


@pytest.mark.django_db
class TestVerify:
    """queries.verify: every kind of change to an entry is found."""

    def test_finds_nothing_in_an_honest_ledger(self) -> None:
        for _ in range(3):
            _append()
        found = queries.verify()
        assert (found.entries, found.faults) == (3, [])

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ("set entry = convert_to(replace(convert_from(entry, 'UTF8'), 'office', 'public'), 'UTF8')", ""),
            ("set entry = convert_to('nonsense', 'UTF8')", "not JSON"),
            ("set entry = convert_to('[]', 'UTF8')", "other fields"),
            ("set entry = convert_to('{}', 'UTF8')", "other fields"),
            ("set entry = convert_to(' ' || convert_from(entry, 'UTF8'), 'UTF8')", "canonical"),
            ("set id = gen_random_uuid()", "another id"),
        ],
    )
    def test_names_what_was_changed(self, change: str, fault: str) -> None:
        _append()
        before = queries.ledger_digest()
        with connection.cursor() as cursor:
            cursor.execute(f"update ledger_entry {change}")
        found = queries.verify()
        if fault:
            assert fault in found.faults[0]
        assert queries.ledger_digest() != before

    def test_names_a_hash_that_does_not_fit(self) -> None:
        fault = queries.fault_of("x", b"{}", b"not the hash")
        assert "leaf hash" in fault


@pytest.mark.django_db
class TestDoors:
    """No serving role reads, changes or removes."""

    @pytest.mark.parametrize("door", list(Door))
    @pytest.mark.parametrize(
        "statement",
        [
            "select * from ledger_entry",
            "update ledger_entry set entry = ''",
            "delete from ledger_entry",
            "truncate ledger_entry",
        ],
    )
    def test_the_database_refuses(self, as_door: AsDoor, door: Door, statement: str) -> None:
        refused = pytest.raises(DatabaseError, match="permission denied")
        with as_door(door), refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_no_door_writes_what_no_export_could_hold(self, as_door: AsDoor) -> None:
        """A line of its own in an entry would be a line of its own in every export from then on."""
        refused = pytest.raises(IntegrityError, match="entry_is_one_line")
        with as_door(Door.PUBLIC), refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("insert into ledger_entry (id, entry) values (gen_random_uuid(), E'{}\\n{}')")

    @pytest.mark.parametrize("door", list(Door))
    def test_every_door_may_append(self, as_door: AsDoor, door: Door) -> None:
        with as_door(door):
            entry_id = _append(door=door)
        assert Entry.objects.filter(id=entry_id).exists()
