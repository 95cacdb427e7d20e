"""``candour keys rotate``: everything goes to the new key, also when it is killed on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone
from pytest_django import Settings

from candour.command import line, officekeys
from candour.command.cluster import Cluster
from candour.config import environment
from candour.contexts.concerns import sealed
from candour.contexts.concerns.models import Concern, ConcernKey, Narrative, Reporter
from candour.contexts.concerns.operations import rewrapping, sealing
from candour.contexts.concerns.sealed import Teller, Told
from candour.kernel.ledger.models import Entry
from candour.kernel.sealing import boxes, keyfile, ring, rotation
from candour.kernel.visitors import receipts

WORDS = "Nobody told us that our son was referred."
ADDRESS = "somebody@example.invalid"


class Keys:
    """An old key and a new one, as files."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.old, self.new = boxes.new_pair(), boxes.new_pair()
        for name, pair in (("old", self.old), ("new", self.new)):
            keyfile.write(folder / f"{name}.key", pair)
        self.both, self.new_alone = f"{folder / 'new.key'}:{folder / 'old.key'}", str(folder / "new.key")
        settings.OFFICE_PUBLIC_KEY, settings.OFFICE_PRIVATE_KEYS = self.old.public, (self.old.private,)


@pytest.fixture
def keys(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Keys:
    for name in ("_COMMAND", "_PASSPHRASE_FILE"):
        monkeypatch.delenv(f"CANDOUR_OFFICE_KEY{name}", raising=False)
    made = Keys(tmp_path, settings)
    monkeypatch.setenv("CANDOUR_OFFICE_KEY", made.both)
    return made


def concerns(number: int) -> list[Concern]:
    """So many concerns under the present key; a third of the reporters asked for nudges."""
    rows, wrapped, narratives, reporters = [], [], [], []
    for index in range(number):
        receipt, pair = receipts.new(), boxes.new_pair()
        row = Concern(
            mailbox_digest=receipt.mailbox_digest, sealing_key=pair.public, level="anonymous", kind="concern",
            received_on=timezone.localdate(), state="received", procedure_version=1,
        )  # fmt: skip
        rows.append(row)
        wrapped.append(sealing.key_row(row.id, pair, receipt.mailbox_secret))
        narratives.append(sealing.narrative_row(row, Told(what_happened=WORDS)))
        reporters.append(sealing.reporter_row(row, Teller(nudge_email=ADDRESS if index % 3 == 0 else "")))
    Concern.objects.bulk_create(rows)
    ConcernKey.objects.bulk_create(wrapped)
    Narrative.objects.bulk_create(narratives)
    Reporter.objects.bulk_create(reporters)
    return rows


def open_with(pair: boxes.Pair) -> int:
    """How many concerns open with this key, their texts and their addresses included."""
    opened = 0
    for key in ConcernKey.objects.select_related("concern__narrative", "concern__reporter"):
        if key.office_key != ring.fingerprint(pair.public):
            continue
        of = key.concern
        private = boxes.open_sealed(pair, bytes(key.for_office), about=sealed.about_key(of.id))
        assert sealed.open_told(boxes.pair_of(private), of.id, bytes(of.narrative.sealed)).what_happened == WORDS
        if of.reporter.nudge_sealed:
            about = sealed.about_nudge(of.id)
            assert boxes.open_sealed(pair, bytes(of.reporter.nudge_sealed), about=about).decode() == ADDRESS
            assert of.reporter.nudge_key == key.office_key
        opened += 1
    return opened


@pytest.mark.django_db
class TestRotate:
    def test_seals_everything_anew_and_says_so(
        self, keys: Keys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        concerns(7)
        monkeypatch.setattr(officekeys, "BATCH", 3)
        assert officekeys.rotate() == 0
        assert (open_with(keys.new), open_with(keys.old)) == (7, 0)
        said = capsys.readouterr().out
        assert "7 of 7" in said
        assert "Nothing lies under another key." in said

    def test_touches_no_text(self, keys: Keys) -> None:
        concerns(2)
        before = set(Narrative.objects.values_list("sealed", flat=True))
        reporters = dict(ConcernKey.objects.values_list("concern_id", "for_reporter"))
        officekeys.rotate()
        assert set(Narrative.objects.values_list("sealed", flat=True)) == before
        assert dict(ConcernKey.objects.values_list("concern_id", "for_reporter")) == reporters

    def test_leaves_an_entry_for_each_batch_and_none_for_nothing(
        self, keys: Keys, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        concerns(3)
        monkeypatch.setattr(officekeys, "BATCH", 2)
        officekeys.rotate()
        entries = [json.loads(bytes(entry)) for entry in Entry.objects.values_list("entry", flat=True)]
        found = [entry["codes"] for entry in entries if entry["verb"] == "concerns.key.rewrap"]
        assert sorted(codes["rows"] for codes in found) == [1, 2]
        assert {codes["to"] for codes in found} == {ring.fingerprint(keys.new.public)}
        assert officekeys.rotate() == 0
        assert Entry.objects.count() == len(entries)

    def test_stops_at_a_key_that_was_not_given_and_says_which_to_give(
        self, keys: Keys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        concerns(2)
        monkeypatch.setenv("CANDOUR_OFFICE_KEY", keys.new_alone)
        assert officekeys.rotate() == 1
        assert "CANDOUR_OFFICE_KEY=NEW:OLD" in capsys.readouterr().err
        assert (open_with(keys.new), open_with(keys.old)) == (0, 2)

    def test_stops_at_a_box_that_was_changed(self, keys: Keys, capsys: pytest.CaptureFixture[str]) -> None:
        made = concerns(1)[0]
        box = bytearray(ConcernKey.objects.get(concern=made).for_office)
        box[-1] ^= 1
        ConcernKey.objects.update(for_office=bytes(box))
        assert officekeys.rotate() == 1
        assert "a box does not open" in capsys.readouterr().err

    def test_says_that_there_is_no_key(
        self, keys: Keys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("CANDOUR_OFFICE_KEY", "/no/such/file")
        assert officekeys.rotate() == 1
        assert "cannot be read" in capsys.readouterr().err

    def test_what_a_reporter_holds_opens_as_before(self, keys: Keys) -> None:
        receipt, pair = receipts.new(), boxes.new_pair()
        row = concerns(1)[0]
        ConcernKey.objects.filter(concern=row).delete()
        sealing.key_row(row.id, pair, receipt.mailbox_secret).save(force_insert=True)
        assert officekeys.rotate() == 0
        found = ConcernKey.objects.get(concern=row)
        opening = receipts.opening_key(receipt.mailbox_secret)
        assert sealed.unwrap_for_reporter(opening, row.id, bytes(found.for_reporter)) == pair


@pytest.mark.django_db(transaction=True)
class TestInterrupted:
    CHILD = (
        "from candour.command import line, officekeys; officekeys.BATCH = 10;"
        " raise SystemExit(line.main(['keys', 'rotate']))"
    )

    def _child(self, keys: Keys) -> subprocess.Popen[str]:
        told = os.environ | {"CANDOUR_HOME": str(environment.home()), "CANDOUR_OFFICE_KEY": keys.both}
        return subprocess.Popen(
            [sys.executable, "-c", self.CHILD], env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def test_by_kill_9_it_goes_on_where_it_was(self, keys: Keys) -> None:
        """A real process, killed in the middle twice: each concern lies whole under one key or the other."""
        concerns(200)
        moved = 0
        for _ in range(2):
            child = self._child(keys)
            assert child.stdout is not None
            said = ""
            while said.count(" of ") < 3:  # a few batches are committed
                read = child.stdout.read(1)
                assert read, said
                said += read
            os.kill(child.pid, signal.SIGKILL)
            child.communicate()
            assert child.returncode == -signal.SIGKILL
            new, old = open_with(keys.new), open_with(keys.old)
            assert new + old == 200
            assert moved < new < 200
            moved = new
        last = self._child(keys)
        said, _ = last.communicate(timeout=60)
        assert last.returncode == 0, said
        assert f"concerns: {200 - moved} to be sealed" in said
        assert (open_with(keys.new), open_with(keys.old)) == (200, 0)

    def test_does_not_wait_for_a_concern_that_somebody_is_erasing(
        self, keys: Keys, door_dsn: Callable[[str], str], capsys: pytest.CaptureFixture[str], cluster: Cluster
    ) -> None:
        made = concerns(3)
        with psycopg.connect(door_dsn("candour_owner")) as other:
            other.execute("select 1 from concerns_concernkey where concern_id = %s for update", [made[0].id])
            assert officekeys.rotate() == 1
            assert "1 are being written to at this moment" in capsys.readouterr().err
        assert officekeys.rotate() == 0
        assert open_with(keys.new) == 3


@pytest.mark.django_db
def test_left_counts_what_lies_under_another_key(keys: Keys) -> None:
    concerns(2)
    assert rewrapping.left(ring.fingerprint(keys.old.public)) == 0
    assert rewrapping.left(ring.fingerprint(keys.new.public)) == 2
    assert rewrapping.HOLDING in rotation.holdings()


def test_is_typed_as_the_handbook_says() -> None:
    told = line.build().parse_args(["keys", "rotate"])
    assert (told.does.module, told.does.function) == ("candour.command.officekeys", "rotate")
