"""A table of files for the tests of documents, and what a context would tell the worker about it."""

from __future__ import annotations

import io
import secrets
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import ClassVar

from django.db import connection, models
from PIL import Image

from candour.kernel.documents import arrivals, names, operations, queries, registry
from candour.kernel.documents.models import DocumentBase, State
from candour.kernel.documents.registry import Holder, Outcome, Waiting
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor

NOON = datetime(2026, 3, 30, 11, 0, tzinfo=UTC)
NAME = "rehearsal.files"


class Folder(models.Model):
    """A record that has files."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    objects: ClassVar[models.Manager[Folder]] = models.Manager()

    class Meta:
        app_label = "rehearsal"

    def __str__(self) -> str:
        return "folder"


class Sheet(DocumentBase):
    """A file in it."""

    RECORD_FIELD = "folder"
    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="+")
    objects: ClassVar[models.Manager[Sheet]] = models.Manager()

    class Meta(DocumentBase.Meta):
        app_label = "rehearsal"


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """A small honest picture."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    """A small honest PDF."""
    out = io.BytesIO()
    made = [Image.new("RGB", (60, 80), (number * 40 % 256, 90, 20)) for number in range(pages)]
    made[0].save(out, "PDF", save_all=True, append_images=made[1:])
    return out.getvalue()


class Desk:
    """The table, with its keys in memory, and what the worker asks of it."""

    def __init__(self) -> None:
        self.keys: dict[uuid.UUID, bytes] = {}
        self.holder = Holder(NAME, Door.OFFICE, self.load, self.store, self.known)

    def new_folder(self) -> Folder:
        """A record with a key of its own."""
        made = Folder.objects.create()
        self.keys[made.id] = secrets.token_bytes(32)
        return made

    def take_in(
        self, data: bytes, name: str = "note.txt", *, folder: Folder | None = None, actor: Actor | None = None,
        wants_copy: bool = False, replaces: Sheet | None = None,
    ) -> Sheet:  # fmt: skip
        """Take a file in, as a context does."""
        folder = folder or self.new_folder()
        key = self.keys[folder.id]
        with arrivals.Arrival(name) as arrival:
            arrival.write(data)
            kept = arrival.keep(key)
        row = Sheet(folder=folder, wants_copy=wants_copy)
        door = Door.OFFICE if actor else Door.PUBLIC
        operations.take_in(row, kept=kept, key=key, actor=actor, door=door, at=NOON, replaces=replaces)
        return row

    def process(self, row: Sheet) -> Sheet:
        """Let the worker have it, and look at the row afterwards."""
        operations.process(holder_name=NAME, document=row.id, at=NOON)
        row.refresh_from_db()
        return row

    def key_of(self, row: Sheet) -> bytes:
        """The key of the record."""
        return self.keys[row.record_id]

    def pending(self, *, has_scanner: bool) -> list[uuid.UUID]:
        """What waits."""
        waits = models.Q(state__in=[State.TAKEN_IN, State.SCANNED]) | models.Q(state=State.CHECKED, pages=[])
        if has_scanner:
            waits |= models.Q(state=State.CHECKED)
        return list(Sheet.objects.filter(waits).values_list("id", flat=True))

    def load(self, document: uuid.UUID) -> Waiting | None:
        """One that waits."""
        row = Sheet.objects.filter(id=document).exclude(state__in=[State.RELEASED, State.REFUSED]).first()
        if row is None:
            return None
        key = self.key_of(row)
        extension = names.extension(queries.details_of(row, key).name)
        return Waiting(
            row.id, row.record_id, row.address, row.state, row.kind, extension, tuple(row.pages), row.wants_copy, key
        )

    def store(self, waiting: Waiting, outcome: Outcome) -> bool:
        """What became of it."""
        settled: date | None = NOON.date() if outcome.state in {State.RELEASED, State.REFUSED} else None
        found = Sheet.objects.filter(id=waiting.id, state=waiting.state)
        changed = found.update(
            state=outcome.state, reason=outcome.reason, kind=outcome.kind, pages=list(outcome.pages),
            copy=outcome.copy, settled_on=settled,
        )  # fmt: skip
        return bool(changed)

    def known(self, addresses: Collection[str]) -> set[str]:
        """Which of them a row names."""
        named: set[str] = set()
        for address, pages, copy in Sheet.objects.values_list("address", "pages", "copy"):
            named |= {address, copy, *pages}
        return named & set(addresses)


@contextmanager
def desk() -> Iterator[Desk]:
    """The tables, and the holder made known, for the length of a test."""
    with connection.schema_editor() as editor:
        for model in (Folder, Sheet):
            editor.create_model(model)
    made = Desk()
    others = {holder.name: holder for holder in registry.holders()}
    registry.only([made.holder])
    yield made
    registry.only(others.values())
