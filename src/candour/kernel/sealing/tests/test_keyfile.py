"""The file in which an office key lies: what opens it, what does not, and that it is nobody else's to read."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from candour.kernel.sealing import boxes, keyfile
from candour.kernel.sealing.keyfile import Cost, KeyFileError

CHEAP = Cost(operations=1, memory=8 * 1024)
"""Argon2id's least: what it costs is not what is tested here, but for once."""
WORDS = "correct horse battery staple"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "office.key"


def changed(file: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    body = json.loads(file.read_text())
    change(body)
    file.write_text(json.dumps(body))
    return file


class TestWrite:
    """Making one."""

    def test_with_a_passphrase_holds_no_private_half_in_the_clear(self, file: Path) -> None:
        pair = boxes.new_pair()
        made = keyfile.write(file, pair, WORDS, CHEAP)
        assert made.needs_passphrase
        assert made.open(WORDS) == pair.private
        body = json.loads(file.read_text())
        assert "private" not in body
        assert body["fingerprint"] == made.fingerprint
        assert keyfile._text(pair.private) not in file.read_text()
        assert pair.private.hex() not in file.read_text()

    def test_costs_a_guess_a_gigabyte_unless_told_otherwise(self, file: Path) -> None:
        assert Cost().memory == 2**30
        assert Cost().operations >= 3

    def test_without_one_holds_it(self, file: Path) -> None:
        pair = boxes.new_pair()
        made = keyfile.write(file, pair)
        assert not made.needs_passphrase
        assert made.open() == pair.private

    def test_is_readable_by_its_owner_alone_whatever_the_habit_of_the_place(self, file: Path) -> None:
        before = os.umask(0)
        try:
            keyfile.write(file, boxes.new_pair())
        finally:
            os.umask(before)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_never_overwrites(self, file: Path) -> None:
        first = keyfile.write(file, boxes.new_pair())
        with pytest.raises(KeyFileError, match="never overwritten"):
            keyfile.write(file, boxes.new_pair())
        assert keyfile.read(file) == first

    def test_says_where_it_cannot_write(self, tmp_path: Path) -> None:
        with pytest.raises(KeyFileError, match="cannot be written"):
            keyfile.write(tmp_path / "no-such-folder" / "office.key", boxes.new_pair())

    def test_does_not_print_what_it_holds(self, file: Path) -> None:
        pair = boxes.new_pair()
        made = keyfile.write(file, pair)
        assert repr(pair.private) not in repr(made)


class TestOpen:
    """Opening one."""

    @pytest.mark.parametrize("wrong", ["", "Correct horse battery staple", WORDS + " "])
    def test_refuses_a_wrong_passphrase(self, file: Path, wrong: str) -> None:
        made = keyfile.write(file, boxes.new_pair(), WORDS, CHEAP)
        with pytest.raises(KeyFileError, match="passphrase does not open"):
            made.open(wrong)

    def test_refuses_halves_that_do_not_belong_together(self, file: Path) -> None:
        keyfile.write(file, boxes.new_pair())
        other = keyfile._text(boxes.new_pair().private)
        found = keyfile.read(changed(file, lambda body: body.update(private=other)))
        with pytest.raises(KeyFileError, match="do not belong together"):
            found.open()

    def test_refuses_a_box_under_another_public_half(self, file: Path) -> None:
        """The public half was exchanged, so that everything would be sealed to somebody else's key."""
        keyfile.write(file, boxes.new_pair(), WORDS, CHEAP)
        theirs = keyfile._text(boxes.new_pair().public)
        found = keyfile.read(changed(file, lambda body: body.update(public=theirs)))
        with pytest.raises(KeyFileError):
            found.open(WORDS)

    @pytest.mark.parametrize("missing", ["salt", "operations", "memory", "box"])
    def test_says_that_it_is_damaged(self, file: Path, missing: str) -> None:
        keyfile.write(file, boxes.new_pair(), WORDS, CHEAP)
        found = keyfile.read(changed(file, lambda body: body["locked"].pop(missing)))
        with pytest.raises(KeyFileError, match="damaged"):
            found.open(WORDS)

    @pytest.mark.parametrize(("name", "value"), [("salt", "!"), ("salt", "AAAA"), ("operations", "many"), ("box", "A")])
    def test_says_so_of_nonsense_too(self, file: Path, name: str, value: str) -> None:
        keyfile.write(file, boxes.new_pair(), WORDS, CHEAP)
        found = keyfile.read(changed(file, lambda body: body["locked"].update({name: value})))
        with pytest.raises(KeyFileError, match="damaged"):
            found.open(WORDS)


class TestRead:
    """Reading one without opening it."""

    def test_says_that_there_is_none(self, file: Path) -> None:
        with pytest.raises(KeyFileError, match="cannot be read"):
            keyfile.read(file)

    @pytest.mark.parametrize("text", ["", "{", "[]", '"words"', '{"format": "candour office key 1"}'])
    def test_says_that_it_is_not_one(self, file: Path, text: str) -> None:
        file.write_text(text)
        with pytest.raises(KeyFileError, match="not an office key"):
            keyfile.read(file)

    def test_says_that_it_is_of_another_kind(self, file: Path) -> None:
        keyfile.write(file, boxes.new_pair())
        with pytest.raises(KeyFileError, match="of this software"):
            keyfile.read(changed(file, lambda body: body.update(format="candour office key 9")))

    @pytest.mark.parametrize(
        "change",
        [
            lambda body: body.update(public="AAAA"),
            lambda body: body.update(public="not base64!"),
            lambda body: body.pop("private"),
            lambda body: body.update(locked={"salt": ""}),
        ],
        ids=["a short half", "no base64", "neither", "both"],
    )
    def test_says_that_it_is_damaged(self, file: Path, change: Callable[[dict[str, Any]], object]) -> None:
        keyfile.write(file, boxes.new_pair())
        with pytest.raises(KeyFileError, match="damaged"):
            keyfile.read(changed(file, change))


class TestDemonstration:
    """The demonstration's key."""

    def test_is_the_same_everywhere_and_another_for_each_marker(self) -> None:
        assert keyfile.demonstration("a") == keyfile.demonstration("a")
        assert keyfile.demonstration("a") != keyfile.demonstration("b")
