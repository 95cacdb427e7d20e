"""Files in a backup, and what the doctor says of scanner and isolation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from candour.command import backup, doctor, files
from candour.kernel.documents import arrivals, queries, sandbox, scanner, storage
from candour.kernel.documents.sandbox import Isolation
from candour.kernel.documents.scanner import Known
from candour.kernel.documents.tests import clamd, rehearsal
from candour.kernel.documents.tests.rehearsal import Desk, Sheet

KEY = bytes(32)


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, settings: Settings) -> Path:
    """A folder for the files of this test."""
    folder = tmp_path / "documents" / "kept"
    settings.STORAGES = settings.STORAGES | {
        "documents": {"BACKEND": "candour.kernel.documents.storage.Folder", "OPTIONS": {"location": str(folder)}}
    }
    settings.DOCUMENTS_ARRIVING = tmp_path / "documents" / "arriving"
    settings.CLAMD = ""
    return folder


class TestFilesInABackup:
    def test_come_back_as_they_were(self, kept: Path, tmp_path: Path) -> None:
        addresses = {arrivals.take("a", words, key=KEY).address for words in (b"one", b"two")}
        before = {path.name: path.read_bytes() for path in kept.rglob("*") if path.is_file()}
        digests = files.copy_out(tmp_path / "backup")
        assert set(digests) == addresses
        for address in addresses:
            storage.remove(address)
        files.verify(tmp_path / "backup", digests)
        files.copy_in(tmp_path / "backup", digests)
        assert {path.name: path.read_bytes() for path in kept.rglob("*") if path.is_file()} == before
        assert files.said(digests) == "2 files, as ciphertext."

    @pytest.mark.parametrize("fault", ["changed", "gone"])
    def test_are_missed_when_they_are_not_there(self, tmp_path: Path, fault: str) -> None:
        found = arrivals.take("a", b"one", key=KEY)
        digests = files.copy_out(tmp_path / "backup")
        copied = tmp_path / "backup" / files.FOLDER / storage.name_of(found.address)
        if fault == "gone":
            copied.unlink()
        else:
            copied.write_bytes(copied.read_bytes()[:-1])
        with pytest.raises(files.FilesError, match=found.address):
            files.verify(tmp_path / "backup", digests)

    def test_in_s3_are_left_to_it(self, settings: Settings, tmp_path: Path) -> None:
        settings.STORAGES = settings.STORAGES | {"documents": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
        assert files.copy_out(tmp_path / "backup") == {}
        files.copy_in(tmp_path / "backup", {"0" * 64: "x"})
        assert "S3" in files.said({})

    def test_are_read_of_an_older_backup_that_has_none(self, tmp_path: Path) -> None:
        folder = tmp_path / "old"
        folder.mkdir()
        (folder / "database.dump").write_bytes(b"x")
        digest = backup._sha256(folder / "database.dump")
        (folder / "manifest.json").write_text(f'{{"format": 1, "dump_sha256": "{digest}"}}', encoding="utf-8")
        assert backup._read_manifest(folder)["format"] == 1


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """A table of files."""
    with rehearsal.desk() as made:
        yield made


def test_rows_without_their_files_are_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "tables", lambda: [Sheet])
    row = desk.take_in(b"words")
    assert list(queries.missing()) == []
    storage.remove(row.address)
    assert list(queries.missing()) == [("rehearsal_sheet", row.address)]


def said() -> str:
    return " ".join(str(finding) for finding in doctor.of_files())


class TestTheDoctor:
    @pytest.fixture(autouse=True)
    def isolated(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As on a machine that has everything."""
        monkeypatch.setattr(sandbox, "isolation", lambda: Isolation(bubblewrap=True, network=True, files=True))

    def test_advises_a_scanner(self) -> None:
        assert [finding.grave for finding in doctor.of_files()] == [False]
        assert "No scanner" in said()

    def test_is_content_with_a_scanner_of_today(
        self, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with clamd.running(tmp_path) as made:
            settings.CLAMD = f"unix:{made.path}"
            assert "older than a week, or have no date" in said()
            monkeypatch.setattr(scanner, "known", lambda: Known("ClamAV", datetime.now(UTC) - timedelta(days=1)))
            assert doctor.of_files() == []
            monkeypatch.setattr(scanner, "known", lambda: Known("ClamAV", datetime.now(UTC) - timedelta(days=9)))
            assert "older than a week" in said()

    def test_finds_a_scanner_that_does_not_answer(self, tmp_path: Path, settings: Settings) -> None:
        settings.CLAMD = f"unix:{tmp_path / 'nobody'}"
        assert [finding.grave for finding in doctor.of_files()] == [True]
        assert "does not answer" in said()

    def test_finds_a_weak_isolation(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sandbox, "isolation", lambda: Isolation(bubblewrap=False, network=True, files=False))
        assert [finding.grave for finding in doctor.of_files()] == [True, False]
        monkeypatch.setattr(sandbox, "isolation", lambda: Isolation(bubblewrap=False, network=True, files=True))
        assert "without bubblewrap" in said()

    def test_finds_a_folder_that_cannot_be_written(self, settings: Settings, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        settings.DOCUMENTS_ARRIVING = tmp_path / "file" / "arriving"
        assert "Files cannot be stored here." in said()

    def test_leaves_nothing_behind(self) -> None:
        doctor.of_files()
        assert list(storage.arriving().iterdir()) == []
