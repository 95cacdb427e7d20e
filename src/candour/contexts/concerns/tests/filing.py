"""Files for tests of concerns: a folder of their own, a scanner, and what people send."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from candour.contexts.concerns import tasks
from candour.contexts.concerns.models import Concern, ConcernDocument
from candour.contexts.concerns.operations import files
from candour.contexts.concerns.queries import opening
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.public_side import as_owner
from candour.kernel.documents import storage
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.tests import clamd
from candour.kernel.doors import Door
from candour.kernel.visitors import receipts
from candour.kernel.visitors.receipts import Receipt
from tests.database import AsDoor

FILES = "/tell/files/"
CANARY = "a sentence that nobody else may ever read"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, settings: Settings) -> Path:
    """A folder for the files of each test."""
    folder = tmp_path / "documents" / "kept"
    settings.STORAGES = settings.STORAGES | {
        "documents": {"BACKEND": "candour.kernel.documents.storage.Folder", "OPTIONS": {"location": str(folder)}}
    }
    settings.DOCUMENTS_ARRIVING = tmp_path / "documents" / "arriving"
    settings.CLAMD = ""
    return folder


@pytest.fixture
def scanner(tmp_path: Path, settings: Settings) -> Iterator[None]:
    with clamd.running(tmp_path) as made:
        settings.CLAMD = f"unix:{made.path}"
        yield


def note(name: str = "note.txt", words: str = CANARY) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode())


def photo(name: str = "photo.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = CANARY
    Image.new("RGB", (30, 20), "red").save(out, "JPEG", exif=exif.tobytes())
    return SimpleUploadedFile(name, out.getvalue())


def blobs() -> set[str]:
    return {address for address, _ in storage.listed()}


def examined(as_door: AsDoor) -> None:
    """The office's worker, which has no session, does what waits."""
    with as_owner(), as_door(Door.OFFICE):
        for document in tasks.files_to_examine():
            tasks.examine(document)


def listed() -> list[ConcernDocument]:
    with as_owner():
        return list(ConcernDocument.objects.order_by("direction", "taken_in_on", "id"))


def came(
    concern: Concern, *uploaded: SimpleUploadedFile, receipt: Receipt | None = None, may_be_read: bool = False
) -> None:
    """The reporter sent these; as the owner. ``receipt``: theirs, where the test opens the mailbox."""
    pair = opening.pair_for_office(Concern.objects.get(id=concern.id))
    assert pair is not None
    arrivals = []
    for one in uploaded:
        arrivals.append(Arrival(one.name or ""))
        arrivals[-1].write(one.read() or b"")
    mailbox = (receipt or receipts.new()).mailbox_secret
    sent = files.keep_for_draft((), arrivals, mailbox=mailbox, may_be_read=may_be_read)
    files.take_in(concern, sent, mailbox=mailbox, pair=pair, message=None, at=make.now())


def work_through(as_door: AsDoor) -> None:
    """The office's worker does what waits; the owner before and after."""
    with as_door(Door.OFFICE):
        for document in tasks.files_to_examine():
            tasks.examine(document)


def full(*_given: object, **_named: object) -> None:
    raise OSError(28, "No space left on device")
