"""Asking about files: what is in a row's box, and whether what rows name is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeVar
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from candour.kernel.documents import details, storage
from candour.kernel.documents.details import Details
from candour.kernel.documents.models import DocumentBase
from candour.kernel.documents.reasons import REASONS, Reason

Row = TypeVar("Row", bound=DocumentBase)


def details_of(row: DocumentBase, key: bytes) -> Details:
    """The name and the size. Raises details.CannotOpen."""
    return details.unlock(bytes(row.details), key=key, about=row.id)


def reason_of(row: DocumentBase) -> Reason | None:
    """Why it is refused, or not scanned, in words; None where nothing is the matter."""
    return REASONS.get(row.reason)


def newest(rows: Iterable[Row]) -> list[Row]:
    """The last version of each file."""
    last: dict[UUID, Row] = {}
    for row in rows:
        if row.series not in last or last[row.series].version < row.version:
            last[row.series] = row
    return list(last.values())


def tables() -> list[type[Model]]:
    """Every table of files that there is."""
    return [model for model in apps.get_models() if issubclass(model, DocumentBase)]


def missing() -> Iterator[tuple[str, str]]:
    """Table and address of every blob that a row names and the storage does not have. For the owner, who sees all."""
    for model in tables():
        rows = model._default_manager.values_list("address", "pages", "copy")
        for address, pages, copy in rows.iterator(chunk_size=500):
            for named in chain([address], pages, [copy] if copy else []):
                if not storage.is_there(named):
                    yield model._meta.db_table, named
