"""What people write can be searched for soon after, and not any more once it is erased."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from candour.contexts.concerns import sealed
from candour.contexts.concerns.models import Concern, ConcernKey, Message, Narrative, SearchEntry, SearchKey
from candour.contexts.concerns.operations import identities, indexing
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Desk, ledger_verbs
from candour.contexts.concerns.tests.test_translations import translates
from candour.contexts.concerns.tests.vault import Vault
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

    def test_takes_texts_without_a_word_too(self, as_door: AsDoor) -> None:
        concern = make.concern(story="…")
        Narrative.objects.filter(concern=concern).update(sealed=b"\x01nonsense")
        for text in ("?!", "I am", "…"):
            make.message(concern, text)
        assert worker(as_door) == 4
        assert SearchEntry.objects.count() == 1
        assert numbers(concern) == set()

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

    @pytest.mark.parametrize("inside", [b"no text at all", b'{"strange": 1}', b"[]"])
    def test_goes_on_past_a_box_with_something_else_in_it(self, as_door: AsDoor, inside: bytes) -> None:
        strange, whole = make.concern(), make.concern()
        about = b"concerns.narrative " + strange.id.bytes
        box = boxes.seal(bytes(strange.sealing_key), inside, about=about)
        Narrative.objects.filter(concern=strange).update(sealed=box)
        assert worker(as_door) == 2
        assert (numbers(strange), bool(numbers(whole))) == (set(), True)

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
        told = Narrative.objects.get(concern=second)
        texts = (("narrative", second.id, bytes(told.sealed)), ("message", row.id, bytes(row.sealed)))
        with as_door(Door.OFFICE), connection.cursor() as cursor:
            for source, row_id, box in texts:
                cursor.execute(
                    "select concerns_put_in_index(%s, %s, %s, sha256(%s), '{1}')",
                    [first.id, source, row_id, box],
                )
                assert cursor.fetchone() == (False,)

    def test_is_a_round_of_the_offices_worker(self) -> None:
        assert indexing.index in rounds.of(Door.OFFICE)
        assert rounds.of(Door.DELIVERY) == []


@pytest.fixture
def vault(as_door: AsDoor) -> Vault:
    return vaults.build(as_door)


class TestChanged:
    """What stands there no longer cannot be found any more, not even by its number."""

    def test_words_that_were_moved_to_the_sealed_identity_leave_the_index(
        self, as_door: AsDoor, vault: Vault, desk: Desk
    ) -> None:
        concern = desk.brings(make.concern(story="I am Canary Wren. The school told nobody."), "taken")
        make.message(concern, "The police came.")
        worker(as_door)
        assert expected("Canary Wren") <= numbers(concern)
        desk.does(identities.seal_passage, concern, passage="Canary Wren")
        assert numbers(concern) == set()
        worker(as_door)
        assert not numbers(concern) & expected("Canary Wren")
        assert expected("The school told nobody. The police came.") <= numbers(concern)

    def test_words_that_were_moved_out_of_a_message_leave_the_index(
        self, as_door: AsDoor, vault: Vault, desk: Desk
    ) -> None:
        concern = desk.brings(make.concern(), "taken")
        message = make.message(concern, "Canary Wren saw the zebra.")
        translates(desk, concern, message.id, text="Canary Wren widziała zebrę.")
        worker(as_door)
        assert expected("Canary Wren zebrę") <= numbers(concern)
        desk.does(identities.seal_passage, concern, passage="Canary Wren")
        worker(as_door)
        assert not numbers(concern) & expected("Canary Wren")
        assert expected("saw the zebra", "widziała zebrę", "Beech Hill School") <= numbers(concern)

    def test_words_that_were_moved_while_the_worker_had_them_in_hand_do_not_come_in(
        self, as_door: AsDoor, vault: Vault, desk: Desk
    ) -> None:
        concern = desk.brings(make.concern(), "taken")
        make.message(concern, "Canary Wren saw the zebra.")
        with as_door(Door.OFFICE):
            in_hand = next(
                one
                for one in indexing._waiting(ring.held())
                if one.source == indexing.MESSAGE and "Wren" in "".join(indexing._words_of(one))
            )
        desk.does(identities.seal_passage, concern, passage="Canary Wren")
        with as_door(Door.OFFICE):
            assert not indexing._put(in_hand, [1])
        worker(as_door)
        assert 1 not in numbers(concern)
        assert expected("saw the zebra") <= numbers(concern)

    def test_a_translation_is_indexed_until_another_takes_its_place(self, as_door: AsDoor, desk: Desk) -> None:
        concern = desk.brings(make.concern(story="Nikt nam nie powiedział."), "taken")
        translates(desk, concern, None, language_from="pl", language="en", text="Nobody told us about the zebra.")
        worker(as_door)
        assert expected("powiedział zebra") <= numbers(concern)
        translates(desk, concern, None, language_from="pl", language="en", text="Nobody told us about the horse.")
        assert worker(as_door) > 0
        assert expected("powiedział horse") <= numbers(concern)
        assert not numbers(concern) & expected("zebra")

    def test_a_message_that_was_sealed_anew_is_indexed_anew(self, as_door: AsDoor) -> None:
        concern = make.concern()
        row = make.message(concern, "The zebra came.")
        worker(as_door)
        row.sealed = sealed.seal_message(bytes(concern.sealing_key), row.id, "The horse came.")
        row.save(update_fields=["sealed"])
        worker(as_door)
        assert expected("horse") <= numbers(concern)
        assert not numbers(concern) & expected("zebra")


class TestErasure:
    def test_of_the_key_takes_the_entry_with_it_whoever_does_it(self, as_door: AsDoor) -> None:
        concerns = [make.concern() for _ in range(3)]
        worker(as_door)
        assert SearchEntry.objects.count() == 3
        with connection.cursor() as cursor:
            cursor.execute("select concerns_erase_now(%s)", [concerns[0].id])
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
