"""Entries get their places, days are closed, checkpoints are signed, and a fork is not."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from candour.kernel.doors import Door
from candour.kernel.ledger import files, merkle, notes, operations, sequencing
from candour.kernel.ledger.log import INNER, PUBLIC, Cursor, Log
from candour.kernel.ledger.models import Entry, InnerCheckpoint, InnerLeaf, Pending, PublicCheckpoint, PublicLeaf
from candour.kernel.ledger.sequencing import PADDING_STEP, Forked, Signers
from candour.kernel.people.actor import Actor

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
Enter = Callable[[int], list[uuid.UUID]]


@pytest.mark.django_db
class TestIntegrate:
    def test_gives_each_entry_one_place_and_leaves_nothing_waiting(self, cursor: Cursor, enter: Enter) -> None:
        ids = enter(40)
        assert [sequencing.integrate(cursor, 25), sequencing.integrate(cursor, 25)] == [25, 15]
        assert sequencing.integrate(cursor, 25) == 0
        placed = list(InnerLeaf.objects.order_by("position").values_list("position", "entry_id"))
        assert [position for position, _ in placed] == list(range(40))
        assert {entry_id for _, entry_id in placed} == set(ids)
        assert not Pending.objects.exists()

    def test_makes_the_tree_over_the_entries_own_hashes(self, cursor: Cursor, enter: Enter) -> None:
        enter(40)
        sequencing.integrate(cursor, 100)
        of = dict(Entry.objects.values_list("id", "leaf_hash"))
        in_order = [bytes(of[leaf.entry_id]) for leaf in InnerLeaf.objects.order_by("position") if leaf.entry_id]
        assert Log(INNER, cursor).root(40) == merkle.fold(in_order)

    def test_orders_one_sweep_by_hash_so_that_nothing_tells_who_was_first(self, cursor: Cursor, enter: Enter) -> None:
        enter(30)
        sequencing.integrate(cursor, 100)
        hashes = [bytes(leaf.leaf_hash) for leaf in InnerLeaf.objects.order_by("position")]
        assert hashes == sorted(hashes)

    def test_an_entry_that_rolls_back_never_waits(self, cursor: Cursor, enter: Enter) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012  the entry comes before the rollback
            enter(1)
            raise RuntimeError
        assert sequencing.integrate(cursor, 10) == 0


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Real logins: what commits late comes late, and delays nobody."""

    @staticmethod
    def write(connection: psycopg.Connection) -> None:
        connection.execute("insert into ledger_entry (id, entry) values (gen_random_uuid(), '{}')")

    def test_a_long_transaction_delays_its_own_entry_alone(
        self, door_dsn: Callable[[Door | str], str], door_connection: Callable[[Door | str], psycopg.Connection]
    ) -> None:
        slow, quick = psycopg.connect(door_dsn(Door.OFFICE)), door_connection(Door.PUBLIC)
        sequencer = door_connection("candour_sequencer")

        def integrated() -> int:
            with sequencer.transaction():
                return sequencing.integrate(sequencer.cursor(), 100)

        self.write(slow)
        self.write(quick)
        assert integrated() == 1
        self.write(quick)
        assert integrated() == 1
        slow.commit()
        slow.close()
        assert integrated() == 1

    def test_two_sequencers_take_turns(
        self, door_dsn: Callable[[Door | str], str], door_connection: Callable[[Door | str], psycopg.Connection]
    ) -> None:
        door = door_connection(Door.OFFICE)
        for _ in range(5):
            self.write(door)
        one, other = psycopg.connect(door_dsn("candour_sequencer")), door_connection("candour_sequencer")
        assert sequencing.integrate(one.cursor(), 3) == 3
        other.execute("set lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable), other.transaction():
            sequencing.integrate(other.cursor(), 100)
        self.write(door)  # no door waits meanwhile
        one.close()  # killed before it committed
        with other.transaction():
            assert sequencing.integrate(other.cursor(), 100) == 6

    def test_no_door_can_stop_it(self, door_connection: Callable[[Door], psycopg.Connection]) -> None:
        for door in Door:
            with pytest.raises(psycopg.errors.InsufficientPrivilege), door_connection(door).transaction() as here:
                here.connection.execute("lock table ledger_publication in share update exclusive mode")

    def test_the_sequencer_may_do_nothing_else(self, door_connection: Callable[[str], psycopg.Connection]) -> None:
        sequencer = door_connection("candour_sequencer")
        for statement in (
            "select 1 from ledger_entry",
            "select 1 from people_person",
            "delete from ledger_innerleaf",
            "update ledger_publicleaf set leaf = ''",
            "delete from ledger_innercheckpoint",
            "insert into ledger_pending values (gen_random_uuid(), '')",
            "insert into ledger_entry (id, entry) values (gen_random_uuid(), '')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sequencer.execute(statement.encode())


@pytest.mark.django_db
class TestCloseDay:
    def test_pads_to_the_next_step_and_publishes_day_and_root_alone(
        self, cursor: Cursor, enter: Enter, signers: Signers
    ) -> None:
        enter(5)
        sequencing.integrate(cursor, 10)
        assert sequencing.close_day(cursor, signers, TODAY, NOW)
        assert InnerLeaf.objects.count() == PADDING_STEP
        padding = [bytes(leaf.padding or b"") for leaf in InnerLeaf.objects.filter(entry_id=None)]
        assert len(set(padding)) == PADDING_STEP - 5
        assert {leaf[:16] for leaf in padding} == {b"candour padding "}
        leaf = PublicLeaf.objects.get()
        root = Log(INNER, cursor).root(PADDING_STEP).hex()
        assert json.loads(bytes(leaf.leaf)) == {"digest": root, "kind": "daily_root", "on": "2026-11-23", "v": 1}
        assert bytes(leaf.leaf_hash) == merkle.leaf_hash(bytes(leaf.leaf))
        signed = InnerCheckpoint.objects.get()
        assert (signed.size, signed.on_date) == (PADDING_STEP, TODAY)
        assert notes.opened(signed.note, [signers.inner.public]).root.hex() == root
        assert notes.opened(PublicCheckpoint.objects.get().note, [signers.public.public]).size == 1

    def test_does_it_once_a_day(self, cursor: Cursor, signers: Signers) -> None:
        assert sequencing.close_day(cursor, signers, TODAY, NOW)
        assert not sequencing.close_day(cursor, signers, TODAY, NOW)
        assert not sequencing.close_day(cursor, signers, TODAY - timedelta(days=1), NOW)
        assert sequencing.close_day(cursor, signers, TODAY + timedelta(days=1), NOW + timedelta(days=1))

    def test_a_quiet_day_looks_like_any_other(self, cursor: Cursor, enter: Enter, signers: Signers) -> None:
        """A root that stays the same would tell that nobody wrote."""
        roots = set()
        for days in range(3):
            assert sequencing.close_day(cursor, signers, TODAY + timedelta(days=days), NOW + timedelta(days=days))
            roots.add(PublicLeaf.objects.order_by("-position")[0].digest)
        assert len(roots) == 3
        assert InnerLeaf.objects.count() == 3 * PADDING_STEP


@pytest.mark.django_db
class TestSign:
    def test_signs_when_the_tree_grew_and_only_then(self, cursor: Cursor, enter: Enter, signers: Signers) -> None:
        assert sequencing.sign(cursor, INNER, signers, NOW) is None
        enter(3)
        sequencing.integrate(cursor, 10)
        assert sequencing.sign(cursor, INNER, signers, NOW) is not None
        assert sequencing.sign(cursor, INNER, signers, NOW) is None
        assert InnerCheckpoint.objects.count() == 1

    @pytest.mark.parametrize(
        "tampering",
        [
            "delete from ledger_innerleaf where position = 2",
            "update ledger_innerleaf set leaf_hash = sha256('other') where position = 1",
        ],
    )
    def test_refuses_a_tree_that_does_not_continue_what_was_signed(
        self, cursor: Cursor, enter: Enter, signers: Signers, tampering: str
    ) -> None:
        enter(3)
        sequencing.integrate(cursor, 10)
        sequencing.sign(cursor, INNER, signers, NOW)
        cursor.execute(tampering.encode())
        with pytest.raises(Forked):
            sequencing.sign(cursor, INNER, signers, NOW)

    def test_refuses_a_checkpoint_that_was_changed(self, cursor: Cursor, enter: Enter, signers: Signers) -> None:
        enter(3)
        sequencing.integrate(cursor, 10)
        sequencing.sign(cursor, INNER, signers, NOW)
        cursor.execute(b"update ledger_innercheckpoint set note = replace(note, E'\\n3\\n', E'\\n2\\n')")
        with pytest.raises(notes.NotSigned):
            sequencing.sign(cursor, INNER, signers, NOW)


@pytest.mark.django_db
class TestPublish:
    DIGEST = "ab" * 32

    def publish(self, **changed: str) -> uuid.UUID:
        actor = Actor(person_id=uuid.uuid4(), name="A", door=Door.OFFICE)
        told = {"kind": "report", "digest": self.DIGEST} | changed
        return operations.publish(**told, actor=actor, at=NOW)

    def test_puts_it_into_the_public_tree_and_says_so_in_the_ledger(self, cursor: Cursor, signers: Signers) -> None:
        entry = Entry.objects.get(id=self.publish())
        assert json.loads(bytes(entry.entry))["codes"] == {"digest": self.DIGEST, "kind": "report"}
        assert sequencing.publish_waiting(cursor, signers, NOW) == 1
        assert sequencing.publish_waiting(cursor, signers, NOW) == 0
        leaf = PublicLeaf.objects.get()
        assert (leaf.kind, leaf.digest, leaf.on_date) == ("report", self.DIGEST, TODAY)
        assert notes.opened(PublicCheckpoint.objects.get().note, [signers.public.public]) == notes.Checkpoint(
            "example.org/public", 1, merkle.leaf_hash(bytes(leaf.leaf))
        )
        assert Log(PUBLIC, cursor).size() == 1

    @pytest.mark.parametrize(
        "changed", [{"kind": "daily_root"}, {"kind": "Report"}, {"digest": "AB" * 32}, {"digest": "ab"}]
    )
    def test_the_database_refuses_what_is_no_publication(self, changed: dict[str, str]) -> None:
        with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
            self.publish(**changed)

    @pytest.mark.parametrize("door", list(Door))
    def test_nobody_publishes_without_a_role_for_it(
        self, as_door: Callable[..., AbstractContextManager[None]], door: Door
    ) -> None:
        with as_door(door), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as here:
            here.execute(
                "insert into ledger_publication (id, kind, digest, on_date) values (gen_random_uuid(), 'report', %s, now())",
                [self.DIGEST],
            )


class TestFiles:
    def note(self, signers: Signers, size: int) -> str:
        return signers.inner.sign(notes.Checkpoint("example.org/inner", size, bytes(32)))

    def test_are_left_once_and_the_newest_is_found(self, tmp_path: Path, signers: Signers) -> None:
        trusted = [signers.inner.public]
        assert files.newest(tmp_path, trusted) is None
        for size, days in ((7, 0), (9, 1), (8, 1)):
            files.leave(tmp_path, size=size, note=self.note(signers, size), at=NOW + timedelta(days=days), on=None)
        files.leave(tmp_path, size=9, note="another", at=NOW + timedelta(days=1), on=None)
        found = files.newest(tmp_path, trusted)
        assert found is not None
        assert found.size == 9
        assert len(list(tmp_path.rglob("*"))) == 5

    def test_of_a_closed_day_are_kept_apart_too(self, tmp_path: Path, signers: Signers) -> None:
        files.leave(tmp_path, size=1024, note=self.note(signers, 1024), at=NOW, on=TODAY)
        assert files.daily(tmp_path, TODAY).read_text() == self.note(signers, 1024)

    def test_of_a_strangers_key_are_not_believed(self, tmp_path: Path, signers: Signers) -> None:
        stranger = notes.Signer.make("example.org/inner")
        note = stranger.sign(notes.Checkpoint("example.org/inner", 3, bytes(32)))
        files.leave(tmp_path, size=3, note=note, at=NOW, on=None)
        with pytest.raises(notes.NotSigned):
            files.newest(tmp_path, [signers.inner.public])
