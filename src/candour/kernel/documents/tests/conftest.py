"""A folder for the files of one test, a key, a table of files, and a scanner."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from candour.kernel.documents.tests import clamd, rehearsal
from candour.kernel.documents.tests.clamd import FakeClamd


@pytest.fixture
def kept(tmp_path: Path, settings: Settings) -> Path:
    """The folder of the blobs, new for this test."""
    folder = tmp_path / "documents" / "kept"
    settings.STORAGES = settings.STORAGES | {
        "documents": {"BACKEND": "candour.kernel.documents.storage.Folder", "OPTIONS": {"location": str(folder)}}
    }
    settings.DOCUMENTS_ARRIVING = tmp_path / "documents" / "arriving"
    settings.CLAMD = ""
    return folder


@pytest.fixture
def key() -> bytes:
    """The key of a record."""
    return secrets.token_bytes(32)


@pytest.fixture
def scanner(tmp_path: Path, settings: Settings) -> Iterator[FakeClamd]:
    """A scanner that is well."""
    with clamd.running(tmp_path) as made:
        settings.CLAMD = f"unix:{made.path}"
        yield made


@pytest.fixture
def desk(db: None, kept: Path) -> Iterator[rehearsal.Desk]:
    """A table of files, made in the transaction of the test."""
    with rehearsal.desk() as made:
        yield made
