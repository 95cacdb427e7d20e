"""The office's key at the start: from a file, with its passphrase, or from a command; and who is handed it."""

from __future__ import annotations

import base64
import sys
from functools import partial
from pathlib import Path

import pytest

from candour.command import keys, officekey, supervisor
from candour.config import environment
from candour.kernel.doors import Door
from candour.kernel.sealing import boxes, keyfile
from candour.kernel.sealing.keyfile import Cost, KeyFileError

WORDS = "correct horse battery staple"
CHEAP = Cost(operations=1, memory=8 * 1024)


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("", "_COMMAND", "_PASSPHRASE_FILE"):
        monkeypatch.delenv(f"CANDOUR_OFFICE_KEY{name}", raising=False)
    monkeypatch.delenv("CANDOUR_DEMONSTRATION", raising=False)


def made(folder: Path, name: str = "office.key", passphrase: str = "") -> tuple[Path, boxes.Pair]:
    pair = boxes.new_pair()
    keyfile.write(folder / name, pair, passphrase, CHEAP)
    return folder / name, pair


def says(monkeypatch: pytest.MonkeyPatch, **told: object) -> None:
    for name, value in told.items():
        monkeypatch.setenv(f"CANDOUR_OFFICE_KEY{name}", str(value))


class TestFromAFile:
    def test_without_a_passphrase(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file, pair = made(tmp_path)
        says(monkeypatch, **{"": file})
        found = officekey.obtain()
        assert (found.public, found.privates) == (pair.public, (pair.private,))

    def test_with_a_passphrase_that_is_typed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file, pair = made(tmp_path, passphrase=WORDS)
        says(monkeypatch, **{"": file})
        asked: list[str] = []

        def ask(question: str) -> str:
            asked.append(question)
            return WORDS

        assert officekey.obtain(ask).privates == (pair.private,)
        assert asked == [f"Passphrase of {file}: "]

    def test_with_a_passphrase_asked_for_at_the_terminal(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file, pair = made(tmp_path, passphrase=WORDS)
        says(monkeypatch, **{"": file})
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("getpass.getpass", lambda question: WORDS)
        assert officekey.obtain().privates == (pair.private,)

    def test_with_a_passphrase_from_a_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file, pair = made(tmp_path, passphrase=WORDS)
        (tmp_path / "passphrase").write_text(WORDS + "\r\n")
        says(monkeypatch, **{"": file, "_PASSPHRASE_FILE": tmp_path / "passphrase"})
        assert officekey.obtain().privates == (pair.private,)

    def test_with_two_the_first_is_the_present_one(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (new, first), (old, second) = made(tmp_path, "new.key"), made(tmp_path, "old.key")
        says(monkeypatch, **{"": f"{new}:{old}"})
        found = officekey.obtain()
        assert (found.public, found.privates) == (first.public, (first.private, second.private))

    def test_a_wrong_passphrase_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file, _ = made(tmp_path, passphrase=WORDS)
        says(monkeypatch, **{"": file})
        with pytest.raises(KeyFileError, match="passphrase does not open"):
            officekey.obtain(lambda question: "something else")

    def test_a_missing_file_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        says(monkeypatch, **{"": tmp_path / "none"})
        with pytest.raises(KeyFileError, match="cannot be read"):
            officekey.obtain()

    def test_a_missing_passphrase_file_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file, _ = made(tmp_path, passphrase=WORDS)
        says(monkeypatch, **{"": file, "_PASSPHRASE_FILE": tmp_path / "none"})
        with pytest.raises(KeyFileError, match=r"passphrase file .* cannot be read"):
            officekey.obtain()

    def test_a_missing_terminal_is_said_with_the_way_out(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file, _ = made(tmp_path, passphrase=WORDS)
        says(monkeypatch, **{"": file})
        monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
        with pytest.raises(KeyFileError, match="CANDOUR_OFFICE_KEY_PASSPHRASE_FILE"):
            officekey.obtain()


class TestFromACommand:
    def test_takes_the_keys_that_it_prints(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        first, second = boxes.new_pair(), boxes.new_pair()
        printed = tmp_path / "printed"
        printed.write_bytes(b"\n".join(base64.b64encode(pair.private) for pair in (first, second)))
        says(monkeypatch, _COMMAND=f"cat {printed}", **{"": "/no/such/file"})
        found = officekey.obtain()
        assert (found.public, found.privates) == (first.public, (first.private, second.private))

    @pytest.mark.parametrize("printed", ["", "not base64 at all!", "AAAA", base64.b64encode(bytes(31)).decode()])
    def test_refuses_what_is_no_key(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, printed: str) -> None:
        (tmp_path / "printed").write_text(printed)
        says(monkeypatch, _COMMAND=f"cat {tmp_path / 'printed'}")
        with pytest.raises(KeyFileError, match="32 bytes in base64"):
            officekey.obtain()

    def test_says_that_it_failed_and_nothing_of_what_it_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        says(monkeypatch, _COMMAND=f"{sys.executable} -c 'print(\"a secret\"); raise SystemExit(3)'")
        with pytest.raises(KeyFileError, match=r"failed with status 3\.") as refused:
            officekey.obtain()
        assert "a secret" not in str(refused.value)

    @pytest.mark.parametrize("command", ["/no/such/program", "an 'open quote"])
    def test_says_that_it_could_not_be_run(self, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
        says(monkeypatch, _COMMAND=command)
        with pytest.raises(KeyFileError, match="could not be run"):
            officekey.obtain()

    def test_waits_a_minute_and_no_longer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(officekey, "_COMMAND_WITHIN", 0.2)
        says(monkeypatch, _COMMAND="sleep 5")
        with pytest.raises(KeyFileError, match="TimeoutExpired"):
            officekey.obtain()


class TestFromNowhere:
    def test_nothing_is_taken_in_without(self) -> None:
        with pytest.raises(KeyFileError, match="There is no office key"):
            officekey.obtain()

    def test_the_demonstration_has_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANDOUR_DEMONSTRATION", "1")
        known = keyfile.demonstration(environment.DEMONSTRATION_KEY)
        assert officekey.obtain() == officekey.OfficeKeys(known.public, (known.private,))

    def test_the_demonstration_takes_one_that_it_is_given(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CANDOUR_DEMONSTRATION", "1")
        file, pair = made(tmp_path)
        says(monkeypatch, **{"": file})
        assert officekey.obtain().public == pair.public


class TestHandedOver:
    """What each process is told of it."""

    @pytest.fixture
    def told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, str]]:
        keys.ensure(tmp_path / "home")
        file, _ = made(tmp_path, "a.key")
        says(monkeypatch, **{"": file, "_COMMAND": "cat key", "_PASSPHRASE_FILE": "passphrase"})
        pair = boxes.new_pair()
        environment_of = partial(
            supervisor.environment_of, home=tmp_path / "home", office=officekey.OfficeKeys(pair.public, (pair.private,))
        )
        self.private = base64.b64encode(pair.private).decode()
        return {program.name: environment_of(program) for program in supervisor.programs()}

    def test_the_private_half_goes_to_the_offices_processes_alone(self, told: dict[str, dict[str, str]]) -> None:
        holding = {name for name, told_it in told.items() if self.private in "\n".join(told_it.values())}
        assert holding == {"office door", "office worker"}
        assert set(told) == {f"{door.value} door" for door in Door} | {"delivery worker", "office worker", "sequencer"}

    def test_everybody_who_seals_knows_the_public_half(self, told: dict[str, dict[str, str]]) -> None:
        assert "CANDOUR_OFFICE_PUBLIC_KEY" not in told.pop("sequencer")
        assert len({told_it["CANDOUR_OFFICE_PUBLIC_KEY"] for told_it in told.values()}) == 1

    def test_nobody_is_told_where_it_lies(self, told: dict[str, dict[str, str]]) -> None:
        for told_it in told.values():
            named = {name for name in told_it if name.startswith("CANDOUR_OFFICE_")}
            assert named <= {"CANDOUR_OFFICE_PUBLIC_KEY", "CANDOUR_OFFICE_PRIVATE_KEYS"}

    def test_is_not_printed(self) -> None:
        pair = boxes.new_pair()
        assert repr(pair.private) not in repr(officekey.OfficeKeys(pair.public, (pair.private,)))

    def test_is_read_back_as_it_was_handed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second = boxes.new_pair(), boxes.new_pair()
        handed = officekey.OfficeKeys(first.public, (first.private, second.private))
        for name, value in (handed.for_everybody() | handed.for_the_office()).items():
            monkeypatch.setenv(name, value)
        assert environment.office_public_key() == first.public
        assert environment.office_private_keys() == (first.private, second.private)
