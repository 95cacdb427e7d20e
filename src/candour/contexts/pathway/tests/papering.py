"""Signed papers for tests: what is attached, and the delivery door's worker that examines it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from candour.contexts.pathway import tasks
from candour.contexts.pathway.models import Consent, ConsentPaper, PanelCase
from candour.contexts.pathway.operations import papers
from candour.contexts.pathway.tests.board import Board, Somebody
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.tests.rehearsal import pdf, picture
from candour.kernel.doors import Door
from tests.database import AsDoor

CANARY = "the signature of a mother of Northshire"


_ARRIVED: list[Arrival] = []


@pytest.fixture(autouse=True)
def request_ends() -> Iterator[None]:
    """What was not kept goes, as it does when a request ends."""
    yield
    while _ARRIVED:
        _ARRIVED.pop().close()


def arrived(name: str = "consent.pdf", data: bytes | None = None) -> Arrival:
    """A file as a form has it."""
    arrival = Arrival(name)
    _ARRIVED.append(arrival)
    arrival.write(pdf(2) if data is None else data)
    arrival.end()
    return arrival


def uploaded(name: str = "consent.pdf", data: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, pdf(2) if data is None else data)


def photo(name: str = "page.jpg") -> SimpleUploadedFile:
    """A photograph that says in which camera it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = CANARY
    Image.open(io.BytesIO(picture())).save(out, "JPEG", exif=exif.tobytes())
    return SimpleUploadedFile(name, out.getvalue())


def answer_of(case: PanelCase) -> Consent:
    """The last answer."""
    return Consent.objects.filter(case=case).latest("number")


def attached(board: Board, case: PanelCase, *arrivals: Arrival, who: Somebody | None = None) -> list[ConsentPaper]:
    """Attached later, by the coordinator unless somebody is named."""
    (who or board.coordinator).does(
        papers.attach_paper, case_id=case.id, answer=answer_of(case).id, attached=arrivals or [arrived()]
    )
    return list(ConsentPaper.objects.filter(consent__case=case).order_by("number"))


def examined(as_door: AsDoor, *rows: ConsentPaper) -> None:
    """The delivery door's worker, which has no session, does what waits."""
    with as_door(Door.DELIVERY):
        for paper in tasks.papers_to_examine():
            tasks.examine(paper)
    for row in rows:
        row.refresh_from_db()


def path(case: PanelCase, paper: ConsentPaper, more: str = "") -> str:
    """The page of a paper."""
    return f"/cases/{case.reference}/papers/{paper.id}/{more}"


def sent(case: PanelCase, **told: Any) -> dict[str, Any]:
    """A form of a case, as it is sent by a page that is fresh."""
    return {"seen": str(case.steps.count()), **told}
