"""Words stand in for themselves in any form; what stands in for them says nothing without the key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.kernel.sealing import blind, boxes
from candour.kernel.sealing.blind import Stems

KEY = boxes.new_key()


def forms(text: str) -> list[str]:
    return [word.form for word in blind.words(text)]


def found(text: str) -> set[str]:
    return blind.stems_in([text], Stems())


class TestWords:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("The school’s letter.", ["the", "school", "s", "letter"]),
            ("STRASSE straße", ["strasse", "strasse"]),
            ("Siân, Tŷ Gwyn", ["sian", "ty", "gwyn"]),
            ("Sia\u0302n", ["sian"]),
            ("ﬁle ２０２６", ["file", "2026"]),
            ("a_b e-mail x@y.example", ["a", "b", "e", "mail", "x", "y", "example"]),
            ("مَدرَسة", ["مدرسة"]),
            ("हिन्दी भाषा", None),
            ("", []),
            ("\u0301 \u0951", []),
            ("… – ’ \x00", []),
        ],
    )
    def test_have_one_form(self, text: str, wanted: list[str] | None) -> None:
        if wanted is None:
            assert len(forms(text)) == len(text.split())
        else:
            assert forms(text) == wanted

    def test_say_where_they_stand(self) -> None:
        text = "Our son’s TŶ."
        assert [text[word.start : word.end] for word in blind.words(text)] == ["Our", "son", "s", "TŶ"]

    def test_that_are_one_letter_or_in_every_text_or_endless_are_not_indexed(self) -> None:
        text = f"I was the s yn {'x' * 65} {'y' * 64} 7 77 referral"
        assert [word.form for word in blind.words(text) if word.is_indexed] == ["y" * 64, "77", "referral"]

    @given(st.text(max_size=300))
    def test_of_any_text_are_found_again_in_it(self, text: str) -> None:
        again = " ".join(word.form for word in blind.words(text))
        assert forms(again) == forms(text)
        assert found(again) == found(text)


class TestStems:
    @pytest.mark.parametrize(
        "alike",
        [
            ("refer", "refers", "referred", "referring", "referral", "referrals"),
            ("school", "schools", "schooling", "School"),
            ("investigate", "investigated", "investigation", "investigations"),
            ("letter", "letters", "LETTERS"),
        ],
    )
    def test_of_an_english_word_are_the_same_in_all_its_forms(self, alike: tuple[str, ...]) -> None:
        assert len({stem for word in alike for stem in found(word)}) == 1

    def test_of_other_words_are_the_words(self) -> None:
        assert found("мечети 12345 مدرسة") == {"мечети", "12345", "مدرسة"}

    def test_are_worked_out_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stems = Stems()
        assert stems.of("letters") == "letter"
        monkeypatch.setattr(stems, "_worked_out", lambda form: pytest.fail("again"))
        assert stems.of("letters") == "letter"

    @given(st.from_regex(r"[a-z]{2,12}", fullmatch=True))
    def test_keep_the_first_letter(self, word: str) -> None:
        """What a search relies on when it passes words over without working out their stems."""
        stems = Stems()
        assert stems.may_be(word, {stems.of(word)})

    def test_may_be_says_no_only_when_it_is_sure(self) -> None:
        assert not Stems().may_be("letter", {"school"})
        assert not Stems().may_be("letter", set())
        assert Stems().may_be("letter", {"school", "lie"})


class TestTokens:
    def test_are_64_bits_that_a_database_holds(self) -> None:
        numbers = blind.tokens(KEY, ["one two three four five six seven eight nine ten"], Stems())
        assert len(numbers) == 10
        assert all(-(2**63) <= number < 2**63 for number in numbers)
        assert any(number < 0 for number in blind.tokens(KEY, [" ".join(map(str, range(10, 99)))], Stems()))

    def test_are_the_same_for_the_same_words_and_key_alone(self) -> None:
        stems = Stems()
        here = blind.tokens(KEY, ["our school", "letters"], stems)
        assert here == blind.tokens(KEY, ["Letter; letters", "Schools"], stems)
        assert not set(here) & set(blind.tokens(boxes.new_key(), ["our school", "letters"], stems))

    def test_say_nothing_of_the_order_or_the_number_of_words(self) -> None:
        once = blind.tokens(KEY, ["police school"], Stems())
        assert once == sorted(once)
        assert once == blind.tokens(KEY, ["school police school police"], Stems())

    def test_are_those_that_are_asked_for(self) -> None:
        assert blind.tokens(KEY, ["schools"], Stems()) == [blind.token(KEY, Stems().of("school"))]
