"""What needs somebody: the order, the headings, and what each person is asked about."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.web import due, home
from candour.web.home import Needed, Provider, Waiting

TODAY = date(2026, 11, 23)


def somebody(*roles: str) -> Actor:
    return Actor(uuid4(), "Ada", Door.OFFICE, tuple(HoldingFact(role, uuid4(), "Office") for role in roles))


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "_providers", {})


def wants(days: int | None, name: str = "x", **more: object) -> Needed:
    return Needed(name, "/x/", TODAY + timedelta(days=days) if days is not None else None, **more)  # type: ignore[arg-type]


class TestGathered:
    def test_stands_by_due_date_under_headings(self) -> None:
        items = [
            wants(30, "later"), wants(None, "undated"), wants(0, "today"), wants(7, "week"), wants(-3, "late"),
            wants(-9, "later still"), wants(20, "news", flags=("New message",)), wants(40, "harm", is_urgent=True),
        ]  # fmt: skip
        home.add(Provider("a", Door.OFFICE, lambda actor, on: Waiting(items)))
        groups, more = home.gathered(Door.OFFICE, somebody(), TODAY)
        assert [(group.code, [item.what for item in group.items]) for group in groups] == [
            ("urgent", ["harm"]), ("news", ["news"]), ("late", ["later still", "late"]), ("today", ["today"]),
            ("week", ["week"]), ("later", ["later"]), ("undated", ["undated"]),
        ]  # fmt: skip
        assert more == []

    def test_asks_only_providers_of_this_door_and_these_roles(self) -> None:
        home.add(Provider("a", Door.OFFICE, lambda actor, on: Waiting([wants(1, "mine")]), frozenset({"auditor"})))
        home.add(Provider("b", Door.OFFICE, lambda actor, on: Waiting([wants(1, "theirs")]), frozenset({"analyst"})))
        home.add(Provider("c", Door.DELIVERY, lambda actor, on: Waiting([wants(1, "elsewhere")])))
        groups, _ = home.gathered(Door.OFFICE, somebody("auditor"), TODAY)
        assert [item.what for group in groups for item in group.items] == ["mine"]

    def test_a_second_provider_of_a_name_replaces_the_first(self) -> None:
        home.add(Provider("a", Door.OFFICE, lambda actor, on: Waiting([wants(1)])))
        home.add(Provider("a", Door.OFFICE, lambda actor, on: Waiting(more=("All", "/all/"))))
        assert home.gathered(Door.OFFICE, somebody(), TODAY) == ([], [("All", "/all/")])

    def test_shows_no_more_than_can_be_read(self) -> None:
        home.add(Provider("a", Door.OFFICE, lambda actor, on: Waiting([wants(1)] * 200)))
        groups, _ = home.gathered(Door.OFFICE, somebody(), TODAY)
        assert sum(len(group.items) for group in groups) == home.SHOWN


class TestDueWords:
    @pytest.mark.parametrize(
        ("days", "words", "late"),
        [
            (-3, "3 days late", True),
            (-1, "1 day late", True),
            (0, "due today", False),
            (1, "due tomorrow", False),
            (5, "in 5 days", False),
        ],
    )
    def test_says_it(self, days: int, words: str, late: bool) -> None:
        due_on = TODAY + timedelta(days=days)
        assert due.words(due_on, TODAY) == words
        assert due.is_late(due_on, TODAY) is late

    def test_says_nothing_without_a_date(self) -> None:
        assert due.words(None, TODAY) == ""
        assert due.is_late(None, TODAY) is False
