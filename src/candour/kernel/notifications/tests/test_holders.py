"""The day's checkpoint goes to its holders: once, when there is one, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from pytest_django import Settings

from candour.kernel.doors import Door
from candour.kernel.ledger import files
from candour.kernel.notifications import holders, jobs, operations, registry

pytestmark = pytest.mark.django_db
AsDoor = Callable[..., AbstractContextManager[None]]
NOTE = "example.org/inner\n1024\nAAAA\n\n— example.org/inner BBBB\n"


@pytest.fixture(autouse=True)
def two_holders(settings: Settings, tmp_path: Path) -> None:
    settings.LEDGER_HOLDERS = ["deputy@example.org", "auditor@example.org"]
    settings.LEDGER_CHECKPOINTS = tmp_path
    holders.register()


def queued_for(door: Door) -> list[tuple[str, str]]:
    """Mailing and key of every mail that waits at a door."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select args->>'mailing', args->>'key' from {jobs.schema_of(door)}.procrastinate_jobs"
            " where args ? 'mailing'"
        )
        return [(mailing, key) for mailing, key in cursor.fetchall()]


def close_the_day(folder: Path) -> None:
    path = files.daily(folder, holders._today())
    path.parent.mkdir(parents=True)
    path.write_text(NOTE, encoding="utf-8")


def test_nothing_is_due_before_the_day_is_closed() -> None:
    assert holders.pending() == []


def test_nothing_is_due_where_nobody_holds(settings: Settings, tmp_path: Path) -> None:
    close_the_day(tmp_path)
    settings.LEDGER_HOLDERS = []
    assert holders.pending() == []


def test_each_holder_gets_it_once_from_the_offices_worker(tmp_path: Path, as_door: AsDoor) -> None:
    close_the_day(tmp_path)
    with as_door(Door.OFFICE):
        due = holders.pending()
        assert [operations.send(mailing_name="ledger.holders", key=key) for key in due] == [True, True]
        assert holders.pending() == []
        assert [operations.send(mailing_name="ledger.holders", key=key) for key in due] == [False, False]
    assert sorted(message.to[0] for message in mail.outbox) == ["auditor@example.org", "deputy@example.org"]
    assert {message.subject for message in mail.outbox} == {"Checkpoint of the day"}
    assert all(NOTE in message.body and "Keep this message" in message.body for message in mail.outbox)


def test_a_mail_that_fails_is_due_again(tmp_path: Path, settings: Settings) -> None:
    close_the_day(tmp_path)
    settings.EMAIL_BACKEND = "candour.no.such.backend"
    with pytest.raises(operations.MailFailed):
        operations.send(mailing_name="ledger.holders", key=holders.pending()[0])
    assert len(holders.pending()) == 2


def test_the_offices_sweep_finds_it(tmp_path: Path) -> None:
    close_the_day(tmp_path)
    before = set(queued_for(Door.OFFICE))
    operations.sweep(door=Door.OFFICE)
    operations.sweep(door=Door.DELIVERY)
    asked = [told for told in queued_for(Door.OFFICE) if told not in before]
    assert sorted(key for mailing, key in asked if mailing == "ledger.holders") == sorted(map(str, holders.pending()))
    assert "ledger.holders" not in dict(queued_for(Door.DELIVERY))
    assert registry.mailing("ledger.holders").door is Door.OFFICE
