"""What a worker does every two seconds: soon, again after a failure, and never louder than a name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator

import pytest
from django.db import connections

from candour.kernel.doors import Door
from candour.kernel.notifications import rounds


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "_rounds", {})
    monkeypatch.setattr(connections, "close_all", lambda: None)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What is waited between rounds, without waiting; ends after eight."""
    found: list[float] = []

    async def sleep(seconds: float) -> None:
        found.append(seconds)
        if len(found) == 8:
            raise asyncio.CancelledError

    monkeypatch.setattr("candour.kernel.notifications.rounds.asyncio.sleep", sleep)
    return found


def keeping(work: Callable[[], int]) -> None:
    rounds.add(Door.OFFICE, "work", work)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(rounds.keep(Door.OFFICE))


class TestKeep:
    def test_goes_round_every_two_seconds(self, waits: list[float]) -> None:
        keeping(lambda: 0)
        assert waits == [2.0] * 8

    def test_comes_again_at_once_while_there_is_something(self, waits: list[float]) -> None:
        left: Iterator[int] = iter([5, 5, 3, 0, 0, 0, 0, 0])
        keeping(lambda: next(left))
        assert waits == [0, 0, 0, 2.0, 2.0, 2.0, 2.0, 2.0]

    def test_waits_longer_after_a_failure_and_says_no_more_than_its_name(
        self, waits: list[float], caplog: pytest.LogCaptureFixture
    ) -> None:
        calls = iter(range(100))

        def fails() -> int:
            if next(calls) < 6:
                raise ValueError("what somebody wrote")
            return 0

        with caplog.at_level(logging.ERROR):
            keeping(fails)
        assert waits == [4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 2.0, 2.0]
        assert {record.getMessage() for record in caplog.records} == {"a round failed: ValueError"}
        assert all(record.exc_info is None for record in caplog.records)

    def test_does_nothing_at_a_door_without_rounds(self) -> None:
        rounds.add(Door.OFFICE, "work", lambda: pytest.fail("not here"))
        asyncio.run(rounds.keep(Door.DELIVERY))


def test_rounds_are_known_by_door_and_name_and_the_last_counts() -> None:
    first, second, again, elsewhere = (lambda number=number: number for number in range(4))
    rounds.add(Door.OFFICE, "b", first)
    rounds.add(Door.OFFICE, "a", second)
    rounds.add(Door.OFFICE, "b", again)
    rounds.add(Door.DELIVERY, "a", elsewhere)
    assert rounds.of(Door.OFFICE) == [second, again]
    assert rounds.of(Door.PUBLIC) == []
