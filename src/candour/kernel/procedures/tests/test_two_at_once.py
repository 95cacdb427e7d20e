"""Two officers who act at once: one of them acts, the other is told who did it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection, transaction

from candour.kernel.deadlines.tests.rehearsal import Matter, MatterClock, make_tables, person
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person
from candour.kernel.procedures import operations, queries
from candour.kernel.procedures.facts import Facts, Refused
from candour.kernel.procedures.tests.rehearsal import CASEWORKER, NOON, PROCEDURE, MatterStep

OFFICERS = 6

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _tables(transactional_db: None) -> Iterator[None]:
    make_tables(MatterStep)
    yield
    connection.close()


def _open(matter_id: uuid.UUID, officer: Actor, together: threading.Barrier) -> str:
    """What an operation of a context does: lock, gather, take. Returns "done" or what the officer was told."""
    try:
        together.wait(timeout=20)
        with transaction.atomic():
            matter = Matter.objects.select_for_update().get(pk=matter_id)
            history = queries.history_facts(MatterStep, matter_id, door=Door.OFFICE)
            facts = Facts(matter_id, matter.state, history=history, fields={"assigned_to": officer.person_id})
            operations.take(
                procedure=PROCEDURE,
                step="open",
                record=matter,
                facts=facts,
                actor=officer,
                door=Door.OFFICE,
                at=NOON,
                history=MatterStep,
                deadline_model=MatterClock,
            )
        return "done"
    except Refused as refused:
        return str(refused.refusals[0].message)
    finally:
        connection.close()


def test_one_acts_and_the_others_are_told() -> None:
    row = Person.objects.create(name="Amina Rahman", email="amina@example.invalid")
    officer = replace(person(CASEWORKER, person_id=row.pk), name=row.name)
    matter = Matter()
    with transaction.atomic():
        operations.begin(
            procedure=PROCEDURE,
            step="receive",
            record=matter,
            facts=Facts(matter.pk, ""),
            actor=None,
            door=Door.PUBLIC,
            at=NOON,
            history=MatterStep,
            deadline_model=MatterClock,
        )
    together = threading.Barrier(OFFICERS)
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(_open(matter.pk, officer, together))) for _ in range(OFFICERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    told = "Amina Rahman already did “Open” on 30 March 2026. This now stands at: Open."
    assert sorted(answers) == sorted(["done"] + [told] * (OFFICERS - 1))
    assert [step.step for step in queries.of_subject(MatterStep, matter.pk)] == ["receive", "open"]
    assert Entry.objects.count() == 2
    assert MatterClock.objects.filter(code="concerns.answer").count() == 1
