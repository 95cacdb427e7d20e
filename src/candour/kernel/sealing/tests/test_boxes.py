"""Boxes open where they lie, with their own key, and nowhere else; and their size says little."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candour.kernel.sealing import boxes
from candour.kernel.sealing.boxes import CannotOpen

ABOUT = b"concerns.narrative 1"
LONGEST = ("ŵy " * 6_667)[:20_000].encode()
"""What the longest answer of a form is, in bytes: 20,000 characters, a third of them of two bytes."""

Closed = tuple[bytes, Callable[[bytes, bytes], bytes]]


@pytest.fixture(params=["sealed", "locked"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def close(kind: str, plain: bytes) -> Closed:
    """A box about ABOUT, and what opens it, given a box and what it is taken to be about."""
    if kind == "sealed":
        pair = boxes.new_pair()
        made = boxes.seal(pair.public, plain, about=ABOUT)
        return made, lambda box, about: boxes.open_sealed(pair, box, about=about)
    key = boxes.new_key()
    return boxes.lock(key, plain, about=ABOUT), lambda box, about: boxes.unlock(key, box, about=about)


class TestBoxes:
    """Both kinds alike."""

    @pytest.mark.parametrize("plain", [b"", b"x", b"\x00" * 300, LONGEST], ids=["empty", "short", "zeros", "longest"])
    def test_give_back_what_was_put_in(self, kind: str, plain: bytes) -> None:
        box, opened = close(kind, plain)
        assert opened(box, ABOUT) == plain
        assert len(plain) < 8 or plain not in box

    @given(plain=st.binary(max_size=5_000))
    @settings(max_examples=40, deadline=None)
    def test_give_back_anything(self, plain: bytes) -> None:
        for kind in ("sealed", "locked"):
            box, opened = close(kind, plain)
            assert opened(box, ABOUT) == plain

    def test_are_never_the_same_twice(self, kind: str) -> None:
        assert close(kind, b"words")[0] != close(kind, b"words")[0]
        pair, key = boxes.new_pair(), boxes.new_key()
        assert boxes.seal(pair.public, b"words", about=ABOUT) != boxes.seal(pair.public, b"words", about=ABOUT)
        assert boxes.lock(key, b"words", about=ABOUT) != boxes.lock(key, b"words", about=ABOUT)

    def test_do_not_open_with_another_key(self, kind: str) -> None:
        box, _ = close(kind, b"words")
        _, anothers = close(kind, b"words")
        with pytest.raises(CannotOpen):
            anothers(box, ABOUT)

    @pytest.mark.parametrize("elsewhere", [b"concerns.narrative 2", b"concerns.message 1", b"", ABOUT + b" "])
    def test_do_not_open_in_another_row(self, kind: str, elsewhere: bytes) -> None:
        box, opened = close(kind, b"words")
        with pytest.raises(CannotOpen):
            opened(box, elsewhere)

    def test_do_not_open_cut_short(self, kind: str) -> None:
        box, opened = close(kind, b"words")
        for length in [*range(100), len(box) // 2, len(box) - 1]:
            with pytest.raises(CannotOpen):
                opened(box[:length], ABOUT)

    def test_do_not_open_when_one_bit_was_changed(self, kind: str) -> None:
        box, opened = close(kind, b"words")
        for place in range(0, len(box), 7):
            changed = bytearray(box)
            changed[place] ^= 1
            with pytest.raises(CannotOpen):
                opened(bytes(changed), ABOUT)

    def test_do_not_open_with_something_behind(self, kind: str) -> None:
        box, opened = close(kind, b"words")
        with pytest.raises(CannotOpen):
            opened(box + b"\x00", ABOUT)

    @pytest.mark.parametrize("inside", [b"", b"\x00\x00", b"\x00\x00\x01\x00words"])
    def test_that_somebody_filled_with_nonsense_do_not_open(
        self, kind: str, inside: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever writes holds what closes a box, and could put anything into it."""
        monkeypatch.setattr(boxes, "_padded", lambda plain: inside)
        box, opened = close(kind, b"words")
        with pytest.raises(CannotOpen):
            opened(box, ABOUT)

    def test_of_another_version_do_not_open(self, kind: str) -> None:
        box, opened = close(kind, b"words")
        with pytest.raises(CannotOpen):
            opened(b"\x02" + box[1:], ABOUT)

    def test_say_no_more_of_a_length_than_a_step_of_256_bytes_and_of_2048_for_long_ones(self, kind: str) -> None:
        def size(length: int) -> int:
            return len(close(kind, bytes(length))[0])

        assert {size(length) for length in (0, 1, 100, 252)} == {size(0)}
        assert size(253) - size(252) == 256
        assert {size(length) for length in (253, 400, 508)} == {size(253)}
        assert size(4_093) - size(4_092) == 2_048
        assert {size(length) for length in (4_093, 5_000, 6_140)} == {size(4_093)}
        assert size(6_141) - size(6_140) == 2_048

    def test_of_an_empty_answer_are_as_large_as_of_a_sentence(self, kind: str) -> None:
        assert len(close(kind, b"")[0]) == len(close(kind, b"Nobody told us that our son was referred.")[0])


class TestPairs:
    """Key pairs."""

    def test_are_made_again_from_the_private_half(self) -> None:
        pair = boxes.new_pair()
        assert boxes.pair_of(pair.private) == pair
        assert boxes.new_pair() != pair

    @pytest.mark.parametrize("length", [0, 31, 33, 64])
    def test_are_not_made_from_anything_else(self, length: int) -> None:
        with pytest.raises(CannotOpen):
            boxes.pair_of(bytes(length))

    def test_do_not_print_their_private_half(self) -> None:
        pair = boxes.new_pair()
        assert repr(pair.private) not in repr(pair)
        assert "private" not in repr(pair)

    def test_the_public_half_opens_nothing(self) -> None:
        pair = boxes.new_pair()
        box = boxes.seal(pair.public, b"words", about=ABOUT)
        with pytest.raises(CannotOpen):
            boxes.open_sealed(boxes.Pair(pair.public, pair.public), box, about=ABOUT)

    def test_a_key_of_another_length_locks_and_opens_nothing(self) -> None:
        box = boxes.lock(boxes.new_key(), b"words", about=ABOUT)
        with pytest.raises(CannotOpen):
            boxes.unlock(b"short", box, about=ABOUT)
