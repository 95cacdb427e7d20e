"""Halves that say nothing alone, secrets that are drawn and typed, shares for paper."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import pwhash

from candour.kernel.sealing import boxes, halves, holders, shares
from candour.kernel.sealing.boxes import CannotOpen
from candour.kernel.sealing.keyfile import Cost

CHEAP = Cost(pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN)


class TestHalves:
    @given(st.binary(min_size=32, max_size=32))
    def test_make_the_key_again_in_either_order(self, key: bytes) -> None:
        made = halves.split(key)
        assert halves.join(made.first, made.second) == halves.join(made.second, made.first) == key

    def test_are_fresh_each_time_and_say_nothing_alone(self) -> None:
        key = boxes.new_key()
        firsts = {halves.split(key).first for _ in range(64)}
        assert len(firsts) == 64
        assert key not in firsts
        assert halves.split(key).second not in firsts | {key}

    @pytest.mark.parametrize("wrong", [b"", b"x" * 31, b"x" * 33])
    def test_refuse_what_is_not_a_half(self, wrong: bytes) -> None:
        with pytest.raises(CannotOpen):
            halves.join(wrong, b"x" * 32)
        with pytest.raises(CannotOpen):
            halves.join(b"x" * 32, wrong)

    def test_are_not_printed(self) -> None:
        assert repr(halves.split(b"k" * 32)) == "Halves()"


class TestSecrets:
    def test_are_eight_words_drawn_from_a_thousand(self) -> None:
        drawn = [holders.new_secret().split() for _ in range(200)]
        assert {len(words) for words in drawn} == {holders.WORDS}
        assert len({word for words in drawn for word in words}) > 700

    def test_are_read_in_any_case_and_from_four_letters(self) -> None:
        secret = holders.new_secret()
        short = "  ".join(word[:4].upper() for word in secret.split())
        assert holders.read(short) == holders.read(secret.replace(" ", ", ")) == holders.read(secret) == secret

    @pytest.mark.parametrize(
        "typed", ["", "academic", " ".join(["academic"] * 7), " ".join(["academic"] * 9), "academic " * 7 + "zzzz"]
    )
    def test_a_slip_is_told_from_a_guess(self, typed: str) -> None:
        with pytest.raises(holders.NotASecret):
            holders.read(typed)

    def test_a_word_that_only_begins_alike_is_a_slip(self) -> None:
        with pytest.raises(holders.NotASecret):
            holders.read("academic " * 7 + "academy")

    def test_make_the_same_pair_with_the_same_salt_alone(self) -> None:
        secret, salt = holders.new_secret(), holders.new_salt()
        one = holders.pair_of(secret, salt, CHEAP)
        assert one == holders.pair_of(secret, salt, CHEAP)
        assert one.public != holders.pair_of(secret, holders.new_salt(), CHEAP).public
        assert one.public != holders.pair_of(holders.new_secret(), salt, CHEAP).public


class TestShares:
    def test_any_two_of_three_make_the_key_again(self) -> None:
        private = boxes.new_pair().private
        made = shares.make(private)
        assert len(made) == shares.OF
        for two in combinations(made, shares.NEEDED):
            assert shares.combine(two) == private

    def test_one_alone_a_mistyped_one_and_two_of_different_keys_are_refused(self) -> None:
        one, other = shares.make(boxes.new_key()), shares.make(boxes.new_key())
        for words in (one[:1], [one[0], other[1]], [one[0], one[1] + " academic"], []):
            with pytest.raises(shares.NotShares):
                shares.combine(words)
