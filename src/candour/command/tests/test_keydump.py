"""The keys in a backup: a file of their own, with a date, destroyed after it; and what a restore must not bring back."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from candour.command.cluster import Cluster
from candour.command.tests.test_backup import Office
from tests.authorisation.rows import Catalogue, insert

ERASED, KEPT, WAITS = uuid4(), uuid4(), uuid4()


def ended(folder: Path) -> Path:
    """As if it had been made long ago."""
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    manifest["keys"]["expires_on"] = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    file.write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def keys_of(office: Office) -> set[UUID]:
    cluster = Cluster(office.home)
    with cluster.running(), cluster.connect("candour_backup") as connection:
        return {one for (one,) in connection.execute("select concern_id from concerns_concernkey")}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """With three concerns and their keys."""
    made = Office(tmp_path_factory.mktemp("keydump") / "office")
    assert made.command("migrate").returncode == 0
    cluster = Cluster(made.home)
    with cluster.running(), cluster.connect("candour_owner") as owner:
        catalogue = Catalogue(owner)
        for concern in (ERASED, KEPT, WAITS):
            insert(
                owner,
                "concerns_concern",
                catalogue.row("concerns_concern", id=concern, channel="online", state="closed"),
            )
            insert(owner, "concerns_concernkey", catalogue.row("concerns_concernkey", concern_id=concern))
            owner.execute("insert into concerns_searchentry (concern_id, tokens) values (%s, '{1, 2, 3}')", [concern])
    return made


@pytest.fixture(scope="module")
def before(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup, after which one concern was erased, and the erasure of another was refused."""
    folder = tmp_path_factory.mktemp("backups") / "before"
    done = office.command("backup", str(folder))
    assert done.returncode == 0, done.stderr
    cluster = Cluster(office.home)
    with cluster.running(), cluster.connect("candour_owner") as owner:
        catalogue = Catalogue(owner)
        asks, decides = uuid4(), uuid4()
        for person in (asks, decides):
            insert(owner, "people_person", catalogue.row("people_person", id=person, email=f"{person}@office.example"))
        for concern, is_refused in ((ERASED, False), (WAITS, True)):
            row = catalogue.row(
                "concerns_erasure",
                concern_id=concern,
                requested_by_id=asks,
                decided_by_id=decides,
                is_refused=is_refused,
            )
            insert(owner, "concerns_erasure", row)
        owner.execute("select concerns_erase_now(%s)", [ERASED])
    assert keys_of(office) == {KEPT, WAITS}
    return folder


class TestBackup:
    def test_keeps_keys_in_a_file_for_its_owner_with_a_date(self, before: Path) -> None:
        manifest = json.loads((before / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["keys"]["tables"] == [
            "concerns_concernkey", "concerns_documentkey", "concerns_identitypart", "concerns_releasedpart",
            "concerns_searchentry",
        ]  # fmt: skip
        made_on = datetime.fromisoformat(manifest["made_at"]).date()
        assert manifest["keys"]["expires_on"] == (made_on + timedelta(days=35)).isoformat()
        assert (before / "keys.dump").stat().st_mode & 0o077 == 0


class TestRestore:
    def test_erases_again_what_was_erased_since(self, office: Office, before: Path, tmp_path: Path) -> None:
        later = tmp_path / "later"
        assert office.command("backup", str(later)).returncode == 0
        elsewhere = Office(tmp_path / "elsewhere")
        done = elsewhere.command("restore", str(before), "--erased-in", str(later))
        assert done.returncode == 0, done.stderr
        assert "1 concerns were erased again" in done.stdout
        assert keys_of(elsewhere) == {KEPT, WAITS}
        replaced = elsewhere.command("restore", "--replace", str(later))
        assert replaced.returncode == 0, replaced.stderr
        again = elsewhere.command("restore", "--replace", str(before))
        assert "1 concerns were erased again" in again.stdout
        assert keys_of(elsewhere) == {KEPT, WAITS}

    def test_refuses_keys_past_their_date_unless_told_to_and_then_records_it(
        self, before: Path, tmp_path: Path
    ) -> None:
        old = ended(Path(shutil.copytree(before, tmp_path / "old")))
        elsewhere = Office(tmp_path / "elsewhere")
        done = elsewhere.command("restore", str(old))
        assert done.returncode == 1
        assert "--past-expiry" in done.stderr
        done = elsewhere.command("restore", "--past-expiry", str(old))
        assert done.returncode == 0, done.stderr
        assert "1 ledger entries verified" in done.stdout


class TestPrune:
    def test_destroys_what_is_past_its_date_and_leaves_the_rest(
        self, office: Office, before: Path, tmp_path: Path
    ) -> None:
        shutil.copytree(before, tmp_path / "fresh")
        old = ended(Path(shutil.copytree(before, tmp_path / "old")))
        done = office.command("backup", "prune", str(tmp_path))
        assert done.returncode == 0, done.stderr
        assert "2 backups, the keys of 1 destroyed" in done.stdout
        assert not (old / "keys.dump").exists()
        assert (tmp_path / "fresh" / "keys.dump").exists()
        gone = Office(tmp_path / "elsewhere").command("restore", "--past-expiry", str(old))
        assert gone.returncode == 1
        assert "were destroyed on" in gone.stderr
        assert office.command("backup", "prune", str(old)).returncode == 0  # twice is once

    def test_says_where_there_is_no_backup(self, office: Office, tmp_path: Path) -> None:
        done = office.command("backup", "prune", str(tmp_path))
        assert done.returncode == 1
        assert "there is no backup" in done.stderr
        (tmp_path / "first").mkdir()
        (tmp_path / "first" / "manifest.json").write_text('{"format": 1}', encoding="utf-8")
        assert "without keys of their own" in office.command("backup", "prune", str(tmp_path)).stderr
