"""Drafts: sealed under the cookie's key, found by it alone, gone when their time is over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from candour.kernel.doors import Door
from candour.kernel.visitors import drafts
from candour.kernel.visitors import operations as keeping
from candour.kernel.visitors.models import Draft

AsDoor = Callable[..., AbstractContextManager[None]]
WORDS = "Nobody told us that our son was referred."


def now() -> datetime:
    """The database judges expiry by its own clock as well."""
    return datetime.now(UTC)


class TestKey:
    def test_survives_the_way_through_a_cookie(self) -> None:
        key = drafts.new_key()
        assert drafts.key_of(key.cookie) == key

    @pytest.mark.parametrize("cookie", ["", "x", "é" * 43, "A" * 10_000, "====", "A" * 42, "\0" * 43, "!" * 43])
    def test_is_none_for_anything_else(self, cookie: str) -> None:
        assert drafts.key_of(cookie) is None

    def test_does_not_print_its_secret(self) -> None:
        key = drafts.new_key()
        assert repr(key.secret) not in repr(key)

    @given(st.dictionaries(st.sampled_from(["kind", "what_happened", "effect"]), st.text(min_size=1)))
    def test_opens_what_it_sealed_and_nobody_else_does(self, answers: dict[str, str]) -> None:
        key = drafts.new_key()
        contents = drafts.new_contents().answering(answers)
        sealed = key.seal(contents)
        assert key.open(sealed) == contents
        with pytest.raises(drafts.CannotOpen):
            drafts.new_key().open(sealed)
        with pytest.raises(drafts.CannotOpen):
            key.open(sealed[:-1] + bytes([sealed[-1] ^ 1]))

    def test_hides_how_much_was_written(self) -> None:
        key, contents = drafts.new_key(), drafts.new_contents()
        short = key.seal(contents.answering({"what_happened": "x"}))
        assert len(short) == len(key.seal(contents.answering({"what_happened": "x" * 1_000})))


class TestContents:
    def test_forgets_an_answer_that_was_taken_back(self) -> None:
        contents = drafts.new_contents().answering({"kind": "concern", "place": "Leeds"}).answering({"place": ""})
        assert contents.answers == {"kind": "concern"}

    def test_keeps_only_the_receipt_once_sent(self) -> None:
        contents = drafts.new_contents().answering({"what_happened": WORDS})
        sent = contents.sent_as("C-0000-0000")
        assert sent.is_sent
        assert sent.receipt == contents.receipt
        assert not sent.answers


class TestExpiry:
    @given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  given one
    def test_is_two_hours_rounded_up_to_a_quarter(self, at: datetime) -> None:
        until = drafts.expiry(at)
        assert timedelta(hours=2) <= until - at < timedelta(hours=2, minutes=15)
        assert (until.minute % 15, until.second, until.microsecond) == (0, 0, 0)


@pytest.mark.django_db
class TestKeeping:
    def test_finds_what_was_kept(self, as_door: AsDoor) -> None:
        key, contents = drafts.new_key(), drafts.new_contents().answering({"what_happened": WORDS})
        with as_door(Door.PUBLIC):
            keeping.keep(key=key, contents=contents, at=now())
            assert keeping.find(key=key, at=now()) == contents
            changed = contents.answering({"kind": "feedback"})
            keeping.keep(key=key, contents=changed, at=now())
            assert keeping.find(key=key, at=now(), lock=True) == changed
        assert Draft.objects.count() == 1

    def test_another_key_finds_nothing_and_sees_nothing(self, as_door: AsDoor) -> None:
        key = drafts.new_key()
        with as_door(Door.PUBLIC):
            keeping.keep(key=key, contents=drafts.new_contents(), at=now())
            assert keeping.find(key=drafts.new_key(), at=now()) is None
            assert Draft.objects.count() == 0

    @pytest.mark.parametrize("door", [Door.OFFICE, Door.DELIVERY])
    def test_no_other_door_may_look(self, as_door: AsDoor, door: Door) -> None:
        with pytest.raises(ProgrammingError), as_door(door):
            Draft.objects.count()

    def test_is_gone_when_its_time_is_over_and_swept_by_the_next(self, as_door: AsDoor) -> None:
        key = drafts.new_key()
        long_ago = now() - timedelta(hours=3)
        with as_door(Door.PUBLIC):
            keeping.keep(key=key, contents=drafts.new_contents(), at=long_ago)
            assert keeping.find(key=key, at=now()) is None
            keeping.keep(key=drafts.new_key(), contents=drafts.new_contents(), at=now())
        assert Draft.objects.filter(digest=key.digest).count() == 0

    def test_sweep_leaves_the_living(self, as_door: AsDoor) -> None:
        with as_door(Door.PUBLIC):
            keeping.keep(key=drafts.new_key(), contents=drafts.new_contents(), at=now())
            keeping.sweep(at=now())
        assert Draft.objects.count() == 1

    def test_forgets(self, as_door: AsDoor) -> None:
        key = drafts.new_key()
        with as_door(Door.PUBLIC):
            keeping.keep(key=key, contents=drafts.new_contents(), at=now())
            keeping.forget(key=key)
        assert Draft.objects.count() == 0

    def test_a_damaged_row_is_no_draft(self, as_door: AsDoor) -> None:
        key = drafts.new_key()
        Draft.objects.create(digest=key.digest, ciphertext=b"x" * 80, expires_at=now() + timedelta(hours=1))
        with as_door(Door.PUBLIC):
            assert keeping.find(key=key, at=now()) is None

    def test_the_row_holds_neither_words_nor_receipt_nor_the_minute(self) -> None:
        key, contents = drafts.new_key(), drafts.new_contents().answering({"what_happened": WORDS})
        with transaction.atomic():
            keeping.keep(key=key, contents=contents, at=now())
            with connection.cursor() as cursor:
                cursor.execute("select d::text from visitors_draft d")
                text = cursor.fetchone()[0]
        assert WORDS.encode().hex() not in text
        assert contents.receipt.encode().hex() not in text
        assert key.secret.hex() not in text
        assert Draft.objects.get().expires_at.minute % 15 == 0
