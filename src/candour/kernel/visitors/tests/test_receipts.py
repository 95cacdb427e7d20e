"""Receipts: what is typed, what fits, and what a slip looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.kernel.procedures.references import ALPHABET
from candour.kernel.visitors import receipts

bodies = st.text(ALPHABET, min_size=receipts.LENGTH, max_size=receipts.LENGTH)


class TestNew:
    def test_has_100_random_bits_and_two_check_characters(self) -> None:
        made = {receipts.new().code for _ in range(200)}
        assert len(made) == 200
        assert all(len(code) == receipts.LENGTH + 2 for code in made)
        assert len(ALPHABET) ** receipts.LENGTH == 2**100

    def test_is_shown_in_groups_of_four(self) -> None:
        assert [len(group) for group in receipts.new().shown.split("-")] == [4, 4, 4, 4, 4, 2]


class TestRead:
    @given(bodies)
    def test_takes_any_case_spaces_dashes_and_letters_that_look_like_digits(self, body: str) -> None:
        code = body + receipts.check_characters(body)
        sloppy = " ".join(code).lower().replace("0", "o").replace("1", "l") + " \u2013 "
        assert receipts.read(sloppy).code == code
        assert receipts.read(receipts.Receipt(code).shown).code == code

    @given(bodies, st.integers(0, receipts.LENGTH - 1), st.sampled_from(ALPHABET))
    def test_notices_every_single_wrong_character(self, body: str, place: int, other: str) -> None:
        if body[place] == other:
            return
        wrong = body[:place] + other + body[place + 1 :] + receipts.check_characters(body)
        with pytest.raises(receipts.CheckCharactersDiffer):
            receipts.read(wrong)

    @given(bodies, st.integers(0, receipts.LENGTH - 2))
    def test_notices_every_swap_of_neighbours(self, body: str, place: int) -> None:
        if body[place] == body[place + 1]:
            return
        swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
        with pytest.raises(receipts.CheckCharactersDiffer):
            receipts.read(swapped + receipts.check_characters(body))

    @pytest.mark.parametrize("typed", ["", "U" * 22, "ABC", "9" * 5_000, "é" * 22, "\u202e" * 22])
    def test_refuses_what_has_not_the_shape(self, typed: str) -> None:
        with pytest.raises(receipts.NotAReceipt):
            receipts.read(typed)


class TestSecret:
    def test_is_not_the_code_and_not_the_digest(self) -> None:
        made = receipts.new()
        assert len(made.mailbox_secret) == len(made.mailbox_digest) == 32
        assert made.mailbox_secret != made.mailbox_digest
        assert made.code.encode() not in made.mailbox_secret + made.mailbox_digest
