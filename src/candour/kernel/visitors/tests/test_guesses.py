"""Failed receipts are counted in memory, slow only whoever guesses, and are forgotten overnight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from candour.kernel.visitors.guesses import FREE_TRIES, PAUSE, Guesses

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OUTSIDE, ELSEWHERE = "8.8.8.8", "2001:4860:4860::8888"


def _guesser(times: int, address: str = OUTSIDE) -> Guesses:
    guesses = Guesses()
    for _ in range(times):
        guesses.note(address, at=NOON)
    return guesses


class TestGuesses:
    def test_lets_everybody_slip_a_few_times(self) -> None:
        assert not _guesser(FREE_TRIES - 1).must_wait(OUTSIDE, at=NOON)

    def test_slows_whoever_goes_on_and_nobody_else(self) -> None:
        guesses = _guesser(FREE_TRIES)
        assert guesses.must_wait(OUTSIDE, at=NOON)
        assert not guesses.must_wait(ELSEWHERE, at=NOON)
        assert not guesses.must_wait(OUTSIDE, at=NOON + PAUSE)

    def test_never_slows_an_address_that_many_share(self) -> None:
        for shared in ("127.0.0.1", "10.0.0.1", "::1", "", "not an address"):
            assert not _guesser(1_000, shared).must_wait(shared, at=NOON)

    def test_forgets_overnight(self) -> None:
        guesses = _guesser(FREE_TRIES)
        tomorrow = NOON + timedelta(days=1)
        assert not guesses.must_wait(OUTSIDE, at=tomorrow)
        assert guesses.total == 0

    def test_holds_no_address(self) -> None:
        guesses = _guesser(3)
        assert guesses.total == 3
        assert OUTSIDE not in repr(guesses)

    def test_is_bounded(self) -> None:
        guesses = Guesses()
        for number in range(10_050):
            guesses.note(f"8.{number >> 16}.{(number >> 8) & 255}.{number & 255}", at=NOON)
        assert len(guesses._failed) <= 10_000
