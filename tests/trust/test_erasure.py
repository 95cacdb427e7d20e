"""Erasure (G13): once the keys in backups are past their date and destroyed, nobody opens what was erased, from the database
or from any backup, with every key that is left and the office's own; and the ledger still verifies.
"""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from candour.command import backup, keydump
from candour.command import cluster as clusters
from candour.command.cluster import Cluster
from candour.contexts.concerns import sealed
from candour.contexts.concerns.identity import Person
from candour.contexts.concerns.models import Concern, ConcernKey, Narrative
from candour.contexts.concerns.operations import erasure
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Desk
from candour.kernel.ledger import queries as ledger
from candour.kernel.people.roles import Role
from candour.kernel.sealing import boxes, ring
from candour.kernel.sealing.boxes import CannotOpen
from candour.kernel.visitors import receipts

AsDoor = Callable[..., AbstractContextManager[None]]


def canary(number: int) -> str:
    return f"canary-{number:04}-sings"


def subjects(count: int) -> list[Concern]:
    """Confidential concerns, each with its canary in the text, in the identity and in a message."""
    made = []
    for number in range(count):
        who = Person(name=canary(number), contact=canary(number))
        concern = vaults.confidential(who=who, story=f"{canary(number)} was not told why.", receipt=receipts.new())
        make.message(concern, f"{canary(number)} asks again.")
        made.append(concern)
    return made


def erase(concerns: list[Concern], as_door: AsDoor) -> None:
    caseworker = Desk(as_door, make.caseworker())
    head = Desk(as_door, make.person("Hedd Head", Role.HEAD_OF_OFFICE))
    for concern in concerns:
        caseworker.does(erasure.request_erasure, concern, stepped_up=True, basis="asked", rationale="They asked.")
        head.does(erasure.decide_erasure, concern, stepped_up=True, rationale="Their right.")


def age(folder: Path) -> None:
    """As if the backup had been made long ago."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["keys"]["expires_on"] = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def as_text(dump: Path) -> str:
    """Everything in a dump, in the clear as far as PostgreSQL's own tools show it."""
    done = subprocess.run(
        [clusters.program("pg_restore"), "--file=-", str(dump)], capture_output=True, text=True, check=True
    )
    return done.stdout


def boxes_in(text: str) -> set[bytes]:
    """Every sealed box in it, whatever its table."""
    return {bytes.fromhex(found) for found in re.findall(r"\\\\?\\?x(01[0-9a-f]{200,})", text)}


def every_key() -> Iterator[boxes.Pair]:
    """What the office's key opens of all that is left."""
    for key in ConcernKey.objects.all():
        wrapped = ring.Wrapped(bytes(key.for_office), key.office_key)
        yield boxes.pair_of(ring.unwrap(wrapped, about=sealed.about_key(key.concern_id)))


def opened(found: set[bytes], concerns: list[UUID], pairs: list[boxes.Pair]) -> set[str]:
    """What a thief with every key reads of these concerns' texts."""
    read = set()
    for concern in concerns:
        for box in found:
            for pair in pairs:
                try:
                    read.add(sealed.open_told(pair, concern, box).what_happened)
                except (CannotOpen, ValueError, TypeError):
                    continue
    return read


def proves(as_door: AsDoor, folder: Path, *, erased: int, kept: int) -> dict[str, object]:
    """The whole proof; what was measured."""
    begun = time.monotonic()
    vaults.build(as_door)
    everyone = subjects(erased + kept)
    gone, left = everyone[:erased], everyone[erased:]
    narratives = {row.pk: bytes(row.sealed) for row in Narrative.objects.all()}
    before, after = folder / "before", folder / "after"
    assert backup.back_up(folder=before) == 0
    assert set(narratives.values()) <= boxes_in(as_text(before / "database.dump"))  # the thief has the boxes
    erase(gone, as_door)
    assert backup.back_up(folder=after) == 0
    age(before)
    assert keydump.prune(folders=[folder]) == 0
    assert not (before / keydump.KEYS).exists()
    assert (after / keydump.KEYS).exists()

    text = "".join(as_text(path) for path in sorted(folder.glob("*/*.dump")))
    for number in range(erased + kept):
        assert canary(number) not in text
    pairs = list(every_key())
    assert len(pairs) == kept
    boxes_of = {concern.id: {narratives[concern.id]} for concern in everyone}
    assert set().union(*(opened(boxes_of[one.id], [one.id], pairs) for one in gone)) == set()
    assert len(set().union(*(opened(boxes_of[one.id], [one.id], pairs) for one in left))) == kept  # the proof can read
    found = ledger.verify()
    assert found.faults == []
    return {"erased": erased, "kept": kept, "seconds": round(time.monotonic() - begun, 1), "entries": found.entries}


@pytest.mark.django_db(transaction=True)
class TestErasure:
    def test_a_few_are_gone_from_database_and_backups(self, as_door: AsDoor, cluster: Cluster, tmp_path: Path) -> None:
        proves(as_door, tmp_path, erased=3, kept=2)

    @pytest.mark.slow
    def test_two_hundred_are(
        self,
        as_door: AsDoor,
        cluster: Cluster,
        tmp_path: Path,
        record_testsuite_property: Callable[[str, object], None],
    ) -> None:
        record_testsuite_property("erasure", proves(as_door, tmp_path, erased=200, kept=20))

    def test_the_key_of_an_erased_concern_is_in_the_backup_before_it_and_in_none_after(
        self, as_door: AsDoor, cluster: Cluster, tmp_path: Path
    ) -> None:
        """The other way round: what the date protects against is real."""
        vaults.build(as_door)
        (concern,) = subjects(1)
        key = bytes(ConcernKey.objects.get(concern=concern).for_office).hex()
        assert backup.back_up(folder=tmp_path / "before") == 0
        erase([concern], as_door)
        assert backup.back_up(folder=tmp_path / "after") == 0
        keys = {name: as_text(tmp_path / name / keydump.KEYS) for name in ("before", "after")}
        assert key in keys["before"]
        assert key not in keys["after"]
        assert key not in as_text(tmp_path / "before" / "database.dump")
        manifest = json.loads((tmp_path / "after" / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["erased"] == [str(concern.id)]
