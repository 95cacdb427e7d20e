"""The command line: every command explains itself, names something that exists, and fails with one clear message."""

from __future__ import annotations

import argparse
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from candour.command import line


def commands(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], line.Does]]:
    """Every command with the words that call it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, sub in action.choices.items():
                does = sub.get_default("does")
                if does is not None:
                    yield (*words, word), does
                yield from commands(sub, (*words, word))


EVERY = list(commands(line.build()))


def test_has_the_commands_that_the_handbook_names() -> None:
    told = {" ".join(words) for words, _ in EVERY}
    assert told >= {
        "run", "migrate", "demo", "doctor", "access apply", "access check", "ledger verify", "backup", "restore", "docs",
        "database prepare", "people first-administrator", "secrets init", "search rebuild", "keys rotate",
    }  # fmt: skip


@pytest.mark.parametrize(("words", "does"), EVERY, ids=[" ".join(words) for words, _ in EVERY])
class TestEveryCommand:
    def test_calls_a_function_that_takes_what_it_is_given(self, words: tuple[str, ...], does: line.Does) -> None:
        function = getattr(importlib.import_module(does.module), does.function)
        assert set(inspect.signature(function).parameters) == set(does.takes)
        assert function.__doc__

    def test_explains_itself(self, words: tuple[str, ...], does: line.Does, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            line.main([*words, "--help"])
        assert ended.value.code == 0
        assert len(capsys.readouterr().out.splitlines()) > 3


def test_says_that_there_is_no_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CANDOUR_HOME", str(tmp_path / "none"))
    assert line.main(["doctor"]) == 1
    assert "There is no office" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("words", [[], ["ledger"]])
def test_shows_help_when_not_told_what_to_do(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert line.main(words) == 2
    assert "usage:" in capsys.readouterr().out


def test_an_unknown_command_is_status_2() -> None:
    with pytest.raises(SystemExit) as ended:
        line.main(["dance"])
    assert ended.value.code == 2
