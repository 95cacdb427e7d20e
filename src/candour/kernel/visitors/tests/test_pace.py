"""Requests counted in memory, and no address kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from candour.kernel.visitors.pace import Pace, Rate

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OUTSIDE, ELSEWHERE, NEAR = "81.2.69.142", "2001:4860:4860::8888", "127.0.0.1"


def pace() -> Pace:
    return Pace(of_one=Rate(3, 0.5), of_all=Rate(10, 1))


class TestPace:
    def test_lets_so_many_pass_and_then_asks_to_wait(self) -> None:
        counted = pace()
        assert [counted.wait(OUTSIDE, at=NOON) for _ in range(4)] == [0, 0, 0, 2]

    def test_fills_again_by_and_by(self) -> None:
        counted = pace()
        for _ in range(3):
            counted.wait(OUTSIDE, at=NOON)
        assert counted.wait(OUTSIDE, at=NOON + timedelta(seconds=1)) == 1
        assert counted.wait(OUTSIDE, at=NOON + timedelta(seconds=2)) == 0
        assert counted.wait(OUTSIDE, at=NOON + timedelta(seconds=2)) == 2

    def test_of_one_connection_costs_no_other(self) -> None:
        counted = pace()
        for _ in range(4):
            counted.wait(OUTSIDE, at=NOON)
        assert counted.wait(ELSEWHERE, at=NOON) == 0

    def test_of_all_together_has_its_end(self) -> None:
        counted = pace()
        assert sum(counted.wait(NEAR, at=NOON) == 0 for _ in range(20)) == 10
        assert counted.wait(OUTSIDE, at=NOON) == 1

    def test_that_was_refused_takes_nothing(self) -> None:
        counted = pace()
        for _ in range(50):
            counted.wait(NEAR, at=NOON)
        assert counted.wait(NEAR, at=NOON + timedelta(seconds=1)) == 0

    def test_begins_anew_each_day(self) -> None:
        counted = pace()
        for _ in range(4):
            counted.wait(OUTSIDE, at=NOON)
        assert counted.wait(OUTSIDE, at=NOON + timedelta(days=1)) == 0

    def test_of_what_is_no_address_is_counted_with_all(self) -> None:
        assert [pace().wait("unknown", at=NOON), pace().wait("", at=NOON)] == [0, 0]

    def test_keeps_no_address_and_a_bounded_number_of_names(self) -> None:
        counted = Pace(of_one=Rate(3, 0.5), of_all=Rate(100_000, 1))
        for number in range(10_050):
            counted.wait(f"81.{number // 62_500}.{number // 250 % 250}.{number % 250 + 1}", at=NOON)
        assert len(counted._left) <= 10_000
        assert not any(b"81." in name for name in counted._left)
        assert counted._now(b"", counted.of_all, NOON) == 100_000 - 10_050
