"""candour ledger: what it says, what it writes, and that a stranger's program agrees."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from candour.command import ledger, roles
from candour.contexts.concerns.models import NarrativeRead
from candour.contexts.concerns.tests import factories as make
from candour.kernel.doors import Door
from candour.kernel.ledger import files, sequencing, verifier
from candour.kernel.ledger.log import INNER
from candour.kernel.ledger.notes import Checkpoint, Signer
from candour.kernel.ledger.sequencing import Signers

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ENTRY = "11111111-1111-4111-8111-111111111111"
BYTES = (
    '{"actor":"","at":"2026-11-23","codes":{},"door":"public","id":"%s",'
    '"subject":"22222222-2222-4222-8222-222222222222","v":1,"verb":"concerns.concern.receive"}'
)
Login = Callable[[Door | str], psycopg.Connection]


@pytest.fixture
def signers() -> Signers:
    return Signers(Signer.make("example.org/inner"), Signer.make("example.org/public"))


@pytest.fixture(autouse=True)
def no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "checkpoints"
    monkeypatch.setenv("CANDOUR_LEDGER_CHECKPOINTS", str(folder))
    return folder


@pytest.fixture
def closed(door_connection: Login, signers: Signers) -> None:
    """One entry, signed; then a day closed, so that there are two checkpoints of the inner tree."""
    door_connection(Door.PUBLIC).execute(
        "insert into ledger_entry (id, entry) values (%s, %s)", [ENTRY, (BYTES % ENTRY).encode()]
    )
    sequencer = door_connection(roles.SEQUENCER)
    for step in (
        lambda cursor: sequencing.integrate(cursor, 10),
        lambda cursor: sequencing.sign(cursor, INNER, signers, NOW),
        lambda cursor: sequencing.close_day(cursor, signers, TODAY, NOW),
    ):
        with sequencer.transaction():
            step(sequencer.cursor())


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


class TestVerify:
    def test_counts_what_it_verified(self, closed: None, capsys: pytest.CaptureFixture[str]) -> None:
        assert ledger.verify(checkpoint=[], key=[]) == 0
        assert said(capsys).splitlines() == [
            "1024 leaves of the inner tree and 1 of the public one at 3 checkpoints;",
            "0 files of closed days and 0 checkpoints held against them;",
            "1 entries verified, 0 faults.",
        ]

    def test_looks_at_the_files_of_closed_days_and_at_those_that_are_named(
        self, closed: None, no_files: Path, signers: Signers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        forged = signers.inner.sign(Checkpoint("example.org/inner", 1024, bytes(32)))
        files.leave(no_files, size=1024, note=forged, at=NOW, on=TODAY)
        other = tmp_path / "other"
        other.write_text(Signer.make("example.org/inner").sign(Checkpoint("example.org/inner", 1, bytes(32))))
        assert ledger.verify(checkpoint=[other], key=[]) == 1
        found = said(capsys)
        assert "2026-11-23.checkpoint: example.org/inner: the first 1024 leaves are not those that were signed" in found
        assert "other: no trusted key of this tree signed it" in found
        assert "2 faults." in found

    def test_trusts_the_key_that_it_is_given(
        self, closed: None, tmp_path: Path, door_connection: Login, capsys: pytest.CaptureFixture[str], signers: Signers
    ) -> None:
        row = door_connection(roles.AUDITOR).execute("select note from ledger_publiccheckpoint").fetchone()
        assert row is not None
        kept = tmp_path / "kept"
        kept.write_text(row[0])
        assert ledger.verify(checkpoint=[kept], key=[signers.public.public]) == 0
        assert ledger.verify(checkpoint=[kept], key=[Signer.make("example.org/public").public]) == 1

    def test_finds_a_reading_whose_entry_is_gone(self, closed: None, capsys: pytest.CaptureFixture[str]) -> None:
        reader = make.caseworker()
        row = NarrativeRead(concern=make.concern(), person=reader, read_at=NOW, ledger_entry=UUID(ENTRY))
        row.save(force_insert=True)
        assert ledger.verify(checkpoint=[], key=[]) == 0
        assert "0 faults" in said(capsys)
        NarrativeRead.objects.filter(pk=row.pk).update(ledger_entry=uuid4())
        assert ledger.verify(checkpoint=[], key=[]) == 1
        assert f"concerns_narrativeread {row.pk}: it has no ledger entry" in said(capsys).splitlines()


class TestExport:
    @pytest.mark.parametrize(("inner", "hashes"), [(False, False), (True, False), (True, True)])
    def test_is_verified_by_the_program_that_strangers_run(
        self, closed: None, signers: Signers, tmp_path: Path, inner: bool, hashes: bool
    ) -> None:
        file = tmp_path / "export.txt"
        assert ledger.export(file=file, inner=inner, hashes_only=hashes) == 0
        leaves = file.read_bytes().partition(b"\n\n")[2].splitlines()
        assert ((BYTES % ENTRY).encode() in leaves) == (inner and not hashes)
        signer = signers.inner if inner else signers.public
        done = subprocess.run(
            [sys.executable, verifier.__file__, str(file), "--key", signer.public],
            capture_output=True, text=True, check=False, env={"PATH": ""}, cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout == (
            f"VERIFIED. {1024 if inner else 1} leaves are those that were signed, at 1 checkpoints.\n"
        )
        assert (file.stat().st_mode & 0o077 == 0) or not inner

    def test_of_the_inner_tree_bears_out_what_was_published(
        self, closed: None, signers: Signers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        inner, public = tmp_path / "inner", tmp_path / "public"
        ledger.export(file=inner, inner=True, hashes_only=True)
        ledger.export(file=public, inner=False, hashes_only=False)
        told = [str(inner), "--public", str(public), "--key", signers.inner.public, "--key", signers.public.public]
        assert verifier.main(told) == 0
        assert "So are the roots published on 1 days" in said(capsys)

    def test_writes_over_nothing(self, closed: None, tmp_path: Path) -> None:
        file = tmp_path / "export.txt"
        file.write_text("mine")
        assert ledger.export(file=file, inner=True, hashes_only=False) == 1
        assert file.read_text() == "mine"

    def test_leaves_nothing_when_there_is_nothing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert ledger.export(file=tmp_path / "export.txt", inner=False, hashes_only=False) == 1
        assert "was not signed yet" in said(capsys)
        assert list(tmp_path.iterdir()) == []

    def test_says_when_an_entry_is_gone(
        self, closed: None, tmp_path: Path, door_connection: Login, capsys: pytest.CaptureFixture[str]
    ) -> None:
        door_connection(roles.OWNER).execute("delete from ledger_entry")
        assert ledger.export(file=tmp_path / "export.txt", inner=True, hashes_only=False) == 1
        assert "an entry is gone" in said(capsys)

    def test_says_when_an_entry_never_was_one(
        self, closed: None, tmp_path: Path, door_connection: Login, capsys: pytest.CaptureFixture[str]
    ) -> None:
        owner = door_connection(roles.OWNER)
        owner.execute("alter table ledger_entry drop constraint entry_is_one_line")
        owner.execute("update ledger_entry set entry = E'{}\\\\012{}'")
        assert ledger.export(file=tmp_path / "export.txt", inner=True, hashes_only=False) == 1
        assert "is not one line" in said(capsys)

    def test_of_the_public_tree_has_nothing_to_leave_out(self, tmp_path: Path) -> None:
        assert ledger.export(file=tmp_path / "export.txt", inner=False, hashes_only=True) == 1


class TestProve:
    def prove(self, capsys: pytest.CaptureFixture[str], **told: object) -> tuple[int, str]:
        wanted: dict[str, object] = {"entry": None, "digest": None, "since": None, "inner": False} | told
        capsys.readouterr()
        return ledger.prove(**wanted), said(capsys)  # type: ignore[arg-type]  # a dictionary of keyword arguments

    def test_an_entry_is_in_the_inner_tree(
        self, closed: None, signers: Signers, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status, proof = self.prove(capsys, entry=ENTRY)
        assert status == 0
        assert verifier.verify_inclusion(proof, [signers.inner.public]) == (BYTES % ENTRY).encode()

    def test_something_published_is_in_the_public_tree(
        self, closed: None, signers: Signers, door_connection: Login, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        row = door_connection(roles.AUDITOR).execute("select digest from ledger_publicleaf").fetchone()
        assert row is not None
        status, proof = self.prove(capsys, digest=row[0])
        assert status == 0
        assert row[0].encode() in verifier.verify_inclusion(proof, [signers.public.public])
        path = tmp_path / "proof"
        path.write_text(proof)
        assert verifier.main(["--proof", str(path), "--key", signers.public.public, "--document", str(path)]) == 1
        assert "the document is not the one in the ledger" in said(capsys)

    def test_a_tree_continues_an_older_checkpoint(
        self, closed: None, signers: Signers, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        status, proof = self.prove(capsys, since=1, inner=True)
        assert status == 0
        path = tmp_path / "proof"
        path.write_text(proof)
        assert verifier.main(["--consistency", str(path), "--key", signers.inner.public]) == 0
        assert "The ledger of 1024 leaves continues the one of 1." in said(capsys)

    @pytest.mark.parametrize("told", [{"entry": "33333333-3333-4333-8333-333333333333"}, {"digest": "0"}, {"since": 3}])
    def test_says_when_there_is_none(
        self, closed: None, told: dict[str, object], capsys: pytest.CaptureFixture[str]
    ) -> None:
        status, answer = self.prove(capsys, **told)
        assert status == 1
        assert "There is no such proof" in answer

    def test_says_when_it_is_too_early(
        self, closed: None, door_connection: Login, capsys: pytest.CaptureFixture[str]
    ) -> None:
        later = "44444444-4444-4444-8444-444444444444"
        door_connection(Door.PUBLIC).execute("insert into ledger_entry (id, entry) values (%s, '')", [later])
        sequencer = door_connection(roles.SEQUENCER)
        with sequencer.transaction():
            sequencing.integrate(sequencer.cursor(), 10)
        assert "try again in a minute" in self.prove(capsys, entry=later)[1]
