"""What people write can be searched for soon after, and not any more once it is erased."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from candour.contexts.concerns import sealed
from candour.contexts.concerns.models import Concern, ConcernKey, Message, Narrative, SearchEntry, SearchKey
from candour.contexts.concerns.operations import indexing
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Desk, ledger_verbs
from candour.kernel.doors import Door
from candour.kernel.notifications import rounds
from candour.kernel.sealing import blind, boxes, ring, rotation
from candour.kernel.sealing.blind import Stems
from candour.kernel.sealing.ring import Wrapped
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


def worker(as_door: AsDoor) -> int:
    """The office's worker goes round once: its door's role, and no session."""
    with as_door(Door.OFFICE):
        return indexing.index()


def key() -> bytes:
    row = SearchKey.objects.get()
    return ring.unwrap(Wrapped(bytes(row.sealed), row.office_key), about=sealed.ABOUT_SEARCH)


def numbers(concern: Concern) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("select tokens from concerns_searchentry where concern_id = %s", [concern.id])
        row = cursor.fetchone()
    return set(row[0]) if row else set()


def expected(*texts: str) -> set[int]:
    return set(blind.tokens(key(), texts, Stems()))


class TestIndex:
    def test_takes_what_was_written_and_each_message(self, as_door: AsDoor) -> None:
        concern = make.concern(story="The school told nobody.")
        make.message(concern, "The police came.")
        assert worker(as_door) == 2
        assert numbers(concern) == expected("The school told nobody.", "Beech Hill School", "The police came.")
        assert worker(as_door) == 0

    def test_adds_a_message_to_what_is_there(self, as_door: AsDoor) -> None:
        concern = make.concern(story="The school told nobody.")
        worker(as_door)
        before = numbers(concern)
        make.message(concern, "The school called the police.")
        assert worker(as_door) == 1
        assert numbers(concern) == before | expected("called police")

    def test_takes_nothing_of_who_wrote_it(self, as_door: AsDoor) -> None:
        concern = make.concern(story="The school told nobody.", reporter="Zebedee Featherstonehaugh")
        worker(as_door)
        assert not numbers(concern) & expected("Zebedee Featherstonehaugh")

    def test_takes_much_in_several_rounds(self, as_door: AsDoor) -> None:
        concerns = [make.concern(story=f"Story number{index}") for index in range(2)]
        for index in range(60):
            make.message(concerns[0], f"message{index}")
        assert worker(as_door) == 52
        assert worker(as_door) == 10
        assert expected("message0 message59") <= numbers(concerns[0])

    def test_does_nothing_in_a_process_without_the_key(self, as_door: AsDoor, settings: Settings) -> None:
        make.concern()
        settings.OFFICE_PRIVATE_KEYS = ()
        assert worker(as_door) == 0
        assert not SearchKey.objects.exists()

    def test_leaves_what_lies_under_a_key_that_it_was_not_given(self, as_door: AsDoor, settings: Settings) -> None:
        concern = make.concern()
        privates, other = settings.OFFICE_PRIVATE_KEYS, boxes.new_pair()
        settings.OFFICE_PUBLIC_KEY, settings.OFFICE_PRIVATE_KEYS = other.public, (other.private,)
        later = make.concern(story="Under the new key.")
        assert worker(as_door) == 1
        assert (numbers(concern), bool(numbers(later))) == (set(), True)
        settings.OFFICE_PRIVATE_KEYS = (other.private, *privates)
        assert worker(as_door) == 1
        assert numbers(concern)

    def test_goes_on_past_a_text_that_does_not_open(self, as_door: AsDoor) -> None:
        broken, whole = make.concern(), make.concern()
        Narrative.objects.filter(concern=broken).update(sealed=b"\x01nonsense")
        assert worker(as_door) == 2
        assert (numbers(broken), bool(numbers(whole))) == (set(), True)
        assert worker(as_door) == 0

    def test_does_nothing_for_what_was_erased(self, as_door: AsDoor) -> None:
        concern = make.concern()
        ConcernKey.objects.filter(concern=concern).delete()
        assert worker(as_door) == 0
        assert not SearchEntry.objects.exists()

    def test_keeps_one_key_whoever_asks_first(self, as_door: AsDoor) -> None:
        make.concern()
        worker(as_door)
        before = key()
        make.concern()
        worker(as_door)
        assert key() == before

    def test_takes_nothing_twice_from_two_at_once(self, as_door: AsDoor) -> None:
        concern = make.concern()
        with as_door(Door.OFFICE):
            waiting = indexing._waiting(ring.held())
            assert indexing._put(waiting[0], [1])
            assert not indexing._put(waiting[0], [2])
        assert numbers(concern) == {1}

    def test_refuses_a_text_of_another_concern(self, as_door: AsDoor) -> None:
        first, second = make.concern(), make.concern()
        row = make.message(second, "words")
        with as_door(Door.OFFICE), connection.cursor() as cursor:
            for source, row_id in (("narrative", second.id), ("message", row.id)):
                cursor.execute("select concerns_put_in_index(%s, %s, %s, '{1}')", [first.id, source, row_id])
                assert cursor.fetchone() == (False,)

    def test_is_a_round_of_the_offices_worker(self) -> None:
        assert indexing.index in rounds.of(Door.OFFICE)
        assert rounds.of(Door.DELIVERY) == []


class TestErasure:
    def test_of_the_key_takes_the_entry_with_it_whoever_does_it(self, as_door: AsDoor) -> None:
        concerns = [make.concern() for _ in range(3)]
        worker(as_door)
        assert SearchEntry.objects.count() == 3
        with connection.cursor() as cursor:
            cursor.execute("delete from concerns_concernkey where concern_id = %s", [concerns[0].id])
        ConcernKey.objects.filter(concern=concerns[1]).delete()
        assert list(SearchEntry.objects.values_list("concern_id", flat=True)) == [concerns[2].id]


class TestForget:
    def test_lets_everything_be_indexed_anew_under_another_key(self, as_door: AsDoor) -> None:
        concern = make.concern(story="The school told nobody.")
        make.message(concern, "words")
        worker(as_door)
        before, old = numbers(concern), key()
        assert indexing.forget(at=timezone.now()) == 1
        assert "concerns.search.rebuild" in ledger_verbs()
        assert not SearchEntry.objects.exists()
        assert not Message.objects.filter(in_index=True).exists()
        assert worker(as_door) == 2
        assert key() != old
        assert len(numbers(concern)) == len(before)
        assert not numbers(concern) & before


class TestRotation:
    """The office's key is changed; the index stays as it is."""

    def test_moves_the_key_of_the_index_and_nothing_else(self, as_door: AsDoor, settings: Settings) -> None:
        concern = make.concern()
        worker(as_door)
        before, found, new = key(), numbers(concern), boxes.new_pair()
        change = rotation.change_to((new.private, *settings.OFFICE_PRIVATE_KEYS))
        assert indexing.left(change.name) == 1
        assert indexing.batch(change, 200, timezone.now()) == 1
        assert indexing.batch(change, 200, timezone.now()) == indexing.left(change.name) == 0
        settings.OFFICE_PUBLIC_KEY, settings.OFFICE_PRIVATE_KEYS = new.public, (new.private,)
        assert (key(), numbers(concern)) == (before, found)
        assert "concerns.search_key.rewrap" in ledger_verbs()

    def test_is_done_by_the_command(self) -> None:
        assert indexing.HOLDING in rotation.holdings()


class TestHandedOut:
    """What the functions of the worker give to whoever else stands at the office's door."""

    def test_is_never_what_is_in_the_index(self, as_door: AsDoor, desk: Desk) -> None:
        make.concern()
        worker(as_door)
        later = make.concern()
        with as_door(Door.OFFICE):
            assert {text.concern for text in indexing._waiting(ring.held())} == {later.id}

    def test_is_nothing_without_the_name_of_a_key(self, as_door: AsDoor) -> None:
        make.concern()
        with as_door(Door.OFFICE):
            assert indexing._waiting([]) == []
            assert indexing._waiting(["0" * 16]) == []

    def test_is_fifty_of_a_kind_at_most(self, as_door: AsDoor) -> None:
        concern = make.concern()
        for _ in range(51):
            make.message(concern, "words")
        with as_door(Door.OFFICE):
            assert len(indexing._waiting(ring.held())) == 51
