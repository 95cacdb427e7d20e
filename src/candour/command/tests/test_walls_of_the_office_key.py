"""What is wrong with the office's key is found: by a door before it serves, and by the doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from candour.command import doctor, keys
from candour.config import environment, walls
from candour.kernel.doors import Door
from candour.kernel.sealing import boxes, keyfile
from candour.kernel.sealing.keyfile import Cost

KNOWN = keyfile.demonstration(environment.DEMONSTRATION_KEY)
PAIR, OTHER = boxes.new_pair(), boxes.new_pair()
NEAR, FAR = ["localhost", "127.0.0.1"], ["localhost", "tell.example.org"]
NONE, NOT_GIVEN, DEMONSTRATIONS = "There is no office key", "private half", "the demonstration's"


class TestOfADoor:
    """As a door asks itself; ``privates`` is None for the doors that must not have any."""

    @pytest.mark.parametrize(
        ("public", "privates", "hosts", "mode", "says"),
        [
            (PAIR.public, None, FAR, "", []),
            (PAIR.public, (PAIR.private,), FAR, "", []),
            (PAIR.public, (PAIR.private, OTHER.private), FAR, "", []),
            (b"", None, NEAR, "1", [NONE]),
            (b"", (PAIR.private,), NEAR, "", [NONE]),
            (PAIR.public, (), NEAR, "", [NOT_GIVEN]),
            (PAIR.public, (OTHER.private, PAIR.private), NEAR, "", [NOT_GIVEN]),
            (KNOWN.public, (KNOWN.private,), NEAR, "1", []),
            (KNOWN.public, None, FAR, "1", [DEMONSTRATIONS]),
            (KNOWN.public, (KNOWN.private,), NEAR, "", [DEMONSTRATIONS]),
            (KNOWN.public, (), FAR, "", [NOT_GIVEN, DEMONSTRATIONS]),
        ],
        ids=lambda value: "key" if isinstance(value, bytes | tuple) else None,  # keys are drawn anew in each process
    )
    def test_is_found(
        self, public: bytes, privates: tuple[bytes, ...] | None, hosts: list[str], mode: str, says: list[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setenv("CANDOUR_DEMONSTRATION", mode)
        found = walls.of_office_key(public=public, privates=privates, hosts=hosts)
        assert len(found) == len(says)
        for finding, said in zip(found, says, strict=True):
            assert said in finding.what
            assert finding.grave
            assert finding.mend

    @pytest.mark.django_db
    @pytest.mark.parametrize("door", list(Door))
    def test_keeps_every_door_from_serving(self, door: Door, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(walls, "of_role", lambda cursor, role: [])
        settings.SECRET_KEY = settings.LEDGER_KEY = "s" * 40
        settings.OFFICE_PUBLIC_KEY, settings.OFFICE_PRIVATE_KEYS = PAIR.public, (PAIR.private,)
        assert walls.walls(door) == []
        settings.OFFICE_PUBLIC_KEY = b""
        assert [finding.where for finding in walls.walls(door)] == ["CANDOUR_OFFICE_KEY"]


class TestOfTheDoctor:
    """As an operator asks."""

    @pytest.fixture(autouse=True)
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        for name in ("CANDOUR_OFFICE_KEY", "CANDOUR_OFFICE_KEY_COMMAND", "CANDOUR_DEMONSTRATION"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv("CANDOUR_OFFICE_PUBLIC_KEY", raising=False)
        monkeypatch.setenv("CANDOUR_HOME", str(tmp_path / "home"))
        keys.ensure(tmp_path / "home")
        return tmp_path / "home"

    @pytest.fixture
    def key(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        keyfile.write(tmp_path / "office.key", boxes.new_pair(), "a long passphrase", Cost(1, 8 * 1024))
        monkeypatch.setenv("CANDOUR_OFFICE_KEY", str(tmp_path / "office.key"))
        return tmp_path / "office.key"

    def test_finds_nothing_where_all_is_well(self, key: Path) -> None:
        assert doctor.of_office_key() == []

    def test_finds_that_there_is_none(self) -> None:
        assert [finding.what[:22] for finding in doctor.of_office_key()] == [NONE]

    def test_finds_a_file_that_is_not_there(self, key: Path) -> None:
        key.unlink()
        assert [finding.what for finding in doctor.of_office_key()] == ["The office key cannot be used."]

    def test_finds_one_beside_what_it_opens(self, key: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        moved = key.rename(home / "secrets" / "office.key")
        monkeypatch.setenv("CANDOUR_OFFICE_KEY", str(moved))
        assert ["one thief takes both" in finding.what for finding in doctor.of_office_key()] == [True]

    def test_finds_one_that_only_seems_to_lie_elsewhere(
        self, key: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "link.key").symlink_to(key.rename(home / "office.key"))
        monkeypatch.setenv("CANDOUR_OFFICE_KEY", str(tmp_path / "link.key"))
        assert ["one thief takes both" in finding.what for finding in doctor.of_office_key()] == [True]

    def test_finds_one_that_others_can_read(self, key: Path) -> None:
        key.chmod(0o640)
        (found,) = doctor.of_office_key()
        assert found.what == "The office key can be read by others."
        assert found.grave

    def test_advises_a_passphrase(self, key: Path) -> None:
        key.unlink()
        keyfile.write(key, boxes.new_pair())
        (found,) = doctor.of_office_key()
        assert "no passphrase" in found.what
        assert not found.grave

    def test_looks_at_the_old_one_too_while_keys_are_changed(
        self, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keyfile.write(tmp_path / "old.key", boxes.new_pair())
        monkeypatch.setenv("CANDOUR_OFFICE_KEY", f"{key}:{tmp_path / 'old.key'}")
        assert [finding.where for finding in doctor.of_office_key()] == [str(tmp_path / "old.key")]

    def test_leaves_a_key_service_to_the_doors(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANDOUR_OFFICE_KEY_COMMAND", "fetch-the-key")
        assert doctor.of_office_key() == []

    def test_knows_the_demonstrations(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANDOUR_DEMONSTRATION", "1")
        assert doctor.of_office_key() == []
        monkeypatch.setenv("CANDOUR_BIND", "0.0.0.0")
        assert [DEMONSTRATIONS in finding.what for finding in doctor.of_office_key()] == [True]
