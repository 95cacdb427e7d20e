"""Evidence files for tests: what a body attaches, and the delivery door's worker that examines it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from candour.contexts.recommendations import tasks
from candour.contexts.recommendations.models import Addressee, EvidenceFile
from candour.contexts.recommendations.operations import delivering
from candour.contexts.recommendations.queries import evidence as queries
from candour.contexts.recommendations.tests.answered import answered, owners
from candour.contexts.recommendations.tests.asked import Desk
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.tests.rehearsal import pdf
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from tests.somebody import AsDoor, Somebody

_ARRIVED: list[Arrival] = []


@pytest.fixture(autouse=True)
def request_ends() -> Iterator[None]:
    """What was not kept goes, as it does when a request ends."""
    yield
    while _ARRIVED:
        _ARRIVED.pop().close()


def arrived(name: str = "register.pdf", data: bytes | None = None) -> Arrival:
    """A file as a form has it."""
    arrival = Arrival(name)
    _ARRIVED.append(arrival)
    arrival.write(pdf(2) if data is None else data)
    arrival.end()
    return arrival


def uploaded(name: str = "register.pdf", data: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, pdf(2) if data is None else data)


def files_of(held: Addressee) -> list[EvidenceFile]:
    """The rows, in their order."""
    return list(EvidenceFile.objects.filter(addressee=held).order_by("number"))


def told(desk: Desk, held: Addressee, *files: Arrival) -> list[EvidenceFile]:
    """It is accepted, and the body says how it goes, with files."""
    if held.state == "asked":
        answered(desk, held)
    owners(desk)[0].does(delivering.update, addressee_id=held.id, text="Half of it.", attached=files or [arrived()])
    return files_of(held)


def claimed_with(desk: Desk, held: Addressee, *files: Arrival) -> list[EvidenceFile]:
    """It is said to be delivered, with files."""
    if held.state == "asked":
        answered(desk, held)
    owners(desk)[0].does(
        delivering.claim, addressee_id=held.id, against_measure="Every force has it.", evidence="The register.",
        attached=files or [arrived()],
    )  # fmt: skip
    held.refresh_from_db()
    return files_of(held)


def examined(as_door: AsDoor, *rows: EvidenceFile) -> None:
    """The delivery door's worker, which has no session, does what waits."""
    with as_door(Door.DELIVERY):
        for file in tasks.evidence_to_examine():
            tasks.examine_evidence(file)
    for row in rows:
        row.refresh_from_db()


def seen_by(who: Somebody, held: Addressee) -> list[str]:
    """The names of the files that somebody sees."""
    with who.open():
        return [one.details.name for files in queries.of_addressees([held.id]).values() for one in files]


def entries() -> list[dict[str, Any]]:
    """What the ledger holds, as the owner reads it."""
    return [json.loads(bytes(entry)) for entry in Entry.objects.values_list("entry", flat=True)]
