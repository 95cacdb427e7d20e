"""Files whose key stands in their row: what any context that has a table of them gets from the kernel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import pytest
from django.db import connection, models

from candour.kernel.documents import operations, queries, registry, storage
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.keyed import Keyed
from candour.kernel.documents.models import KeyedDocument, State
from candour.kernel.documents.registry import Outcome
from candour.kernel.documents.tests.clamd import FakeClamd
from candour.kernel.documents.tests.rehearsal import NOON, Folder, pdf
from candour.kernel.documents.tests.test_operations import entries
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor

SOMEBODY = Actor(uuid4(), "Carys Coordinator", Door.DELIVERY, stepped_up_at=NOON)
KEYED = Keyed("rehearsal.keyed", Door.DELIVERY, "rehearsal_keyed")
_WAITS = "select s.id from rehearsal_keyedsheet s where s.state in ('taken_in', 'checked', 'scanned')"
FUNCTIONS = f"""
create function pg_temp.rehearsal_keyed_pending(boolean) returns uuid[] language sql as $$
    select coalesce(array_agg(x.id), '{{}}') from ({_WAITS} and (s.state <> 'checked' or s.pages = '{{}}' or $1)) x $$;
create function pg_temp.rehearsal_keyed_waiting(uuid)
returns table (r uuid, a text, d bytea, s text, k text, p text[], w boolean, x bytea) language sql as $$
    select s.folder_id, s.address, s.details, s.state, s.kind, s.pages::text[], s.wants_copy, s.key
      from rehearsal_keyedsheet s where s.id = $1 and s.id in ({_WAITS}) $$;
create function pg_temp.rehearsal_keyed_found(uuid, was text, becomes text, text, text, text[], text)
returns boolean language plpgsql as $$
begin
    perform documents_goes(was, becomes);
    update rehearsal_keyedsheet s set state = becomes, reason = $4, kind = $5, pages = $6, copy = $7,
           settled_on = documents_settled_on(becomes) where s.id = $1 and s.state = was;
    return found;
end $$;
create function pg_temp.rehearsal_keyed_known(text[]) returns text[] language sql as $$
    select coalesce(array_agg(a), '{{}}') from unnest($1) a
     where exists (select 1 from rehearsal_keyedsheet s where s.address = a or a = any (s.pages)) $$;
"""


class KeyedSheet(KeyedDocument):
    """A file in a record."""

    RECORD_FIELD = "folder"
    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="+")
    objects: ClassVar[models.Manager[KeyedSheet]] = models.Manager()

    class Meta(KeyedDocument.Meta):
        app_label = "rehearsal"


@pytest.fixture
def folder(db: None, kept: Path) -> Iterator[Folder]:
    """The tables and what a context writes for them, for the length of a test."""
    with connection.schema_editor() as editor:
        for model in (Folder, KeyedSheet):
            editor.create_model(model)
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
    others = registry.holders()
    registry.only([Keyed(KEYED.name, KEYED.door, f"pg_temp.{KEYED.functions}").holder])
    yield Folder.objects.create()
    registry.only(others)


def taken_in(folder: Folder, data: bytes, name: str = "paper.pdf") -> KeyedSheet:
    row = KeyedSheet(folder=folder)
    with Arrival(name) as arrival:
        arrival.write(data)
        operations.take_in_keyed(row, arrival=arrival, actor=SOMEBODY, at=NOON)
    return row


class TestTakeInKeyed:
    def test_gives_each_file_a_key_of_its_own(self, folder: Folder) -> None:
        first, second = (taken_in(folder, pdf()) for _ in range(2))
        assert len(first.key) == len(second.key) == 32
        assert first.key != second.key
        assert first.address != second.address
        assert queries.details_of(first, bytes(first.key)).name == "paper.pdf"
        (entry,) = entries(first)  # type: ignore[arg-type]
        assert (entry["door"], entry["actor"]) == ("delivery", str(SOMEBODY.person_id))


class TestTheWorker:
    def test_takes_it_as_far_as_it_goes_in_the_name_of_its_door(self, folder: Folder, scanner: FakeClamd) -> None:
        row = taken_in(folder, pdf(2))
        keyed = registry.holder(KEYED.name)
        assert keyed.door is Door.DELIVERY
        assert operations.process(holder_name=KEYED.name, document=row.id, at=NOON) == State.RELEASED
        row.refresh_from_db()
        assert len(row.pages) == 2
        assert {entry["door"] for entry in entries(row)} == {"delivery"}  # type: ignore[arg-type]
        assert keyed.load(row.id) is None
        assert keyed.known([row.address, *row.pages, "0" * 64]) == {row.address, *row.pages}
        assert operations.sweep(at=NOON) == 0
        assert storage.is_there(row.address)

    def test_lists_what_waits_for_a_scanner_only_where_there_is_one(self, folder: Folder) -> None:
        row = taken_in(folder, pdf())
        keyed = Keyed(KEYED.name, KEYED.door, f"pg_temp.{KEYED.functions}")
        assert keyed.pending(has_scanner=False) == [row.id]
        assert operations.process(holder_name=KEYED.name, document=row.id, at=NOON) == State.CHECKED
        assert keyed.pending(has_scanner=False) == []
        assert keyed.pending(has_scanner=True) == [row.id]

    def test_takes_down_nothing_where_somebody_was_quicker(self, folder: Folder) -> None:
        row = taken_in(folder, pdf())
        keyed = registry.holder(KEYED.name)
        waiting = keyed.load(row.id)
        assert waiting is not None
        assert keyed.store(waiting, Outcome(State.REFUSED, "kind"))
        assert not keyed.store(waiting, Outcome(State.CHECKED, kind="pdf"))
