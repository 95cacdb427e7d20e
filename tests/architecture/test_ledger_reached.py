"""Every operation that writes also writes to the ledger, as far as names in the sources can show."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.test_house_rules import PACKAGE, SOURCES, calls_that_write, shown
from tests.architecture.test_sources import calls, tree

LEDGERED = {"ledger.append", "ledger.record_refusal", "operations.append", "ledger.operations.append"}
"""Calls that write an entry."""

WITHOUT_ENTRY = {
    "kernel/visitors/operations.py": "a draft is nobody's act yet, and nothing may remember that it was there",
    "contexts/pathway/operations/making.py:begin": "a draft is nobody's act yet",
    "contexts/pathway/operations/making.py:keep": "a draft is nobody's act yet",
    "contexts/pathway/operations/making.py:forget": "a draft is nobody's act yet",
    "contexts/concerns/operations/reference.py": "the owner loads lists that came with the package",
    "contexts/pathway/operations/reference.py": "the owner loads lists that came with the package",
    "contexts/recommendations/operations/history.py": "the owner loads lists that came with the package",
    "kernel/people/operations.py": "the owner loads lists that came with the package",
    "kernel/deadlines/operations.py": "called inside the step or the change of policy that has the entry",
    "contexts/concerns/operations/mailbox.py:mark_read": "only that nothing is new any more: when a reporter reads is not kept",
    "contexts/concerns/operations/messages.py:write": "called inside the step that has the entry",
}
"""Files and functions whose writes have no entry of their own, and why."""


def operations() -> list[Path]:
    found = []
    for path in SOURCES:
        parts = path.relative_to(PACKAGE).parts
        if "tests" not in parts and ("operations" in parts or path.name == "operations.py"):
            found.append(path)
    return found


@cache
def functions() -> dict[str, tuple[Path, ast.FunctionDef, frozenset[str]]]:
    """``module.name`` → where, the function, and the last names of everything it calls or hands on."""
    found = {}
    for path in operations():
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef):
                named = {name for name, _ in calls(node)}
                handed = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
                found[f"{shown(path)}:{node.name}"] = (path, node, frozenset(named | handed))
    return found


@cache
def reaches_ledger(where: str) -> bool:
    """Whether an entry is written somewhere below; calls are followed by their last name."""
    seen: set[str] = set()
    waiting = [where]
    while waiting:
        path, _, named = functions()[waiting.pop()]
        if named & LEDGERED or (path.parent.name == "ledger"):
            return True
        last = {name.rpartition(".")[2] for name in named}
        for other, (_, node, _) in functions().items():
            if node.name in last and other not in seen:
                seen.add(other)
                waiting.append(other)
    return False


def writers() -> list[str]:
    return [
        where
        for where, (path, node, _) in functions().items()
        if not {path.relative_to(PACKAGE).as_posix(), where.removeprefix("src/candour/")} & WITHOUT_ENTRY.keys()
        and not node.name.startswith("_")
        and path.parent.name != "ledger"
        and _writes(where)
    ]


@cache
def _writes(where: str) -> bool:
    """Whether it writes itself, or through a private function of its own file."""
    path, node, named = functions()[where]
    if list(calls_that_write(node)):
        return True
    return any(
        list(calls_that_write(other))
        for place, (near, other, _) in functions().items()
        if near == path and other.name in named and other.name.startswith("_") and place != where
    )


def test_there_are_operations_that_write() -> None:
    assert len(writers()) > 20


@pytest.mark.parametrize("where", writers())
def test_an_operation_that_writes_reaches_the_ledger(where: str) -> None:
    assert reaches_ledger(where)


def test_every_exception_is_still_one() -> None:
    for name in WITHOUT_ENTRY:
        file, _, function = name.partition(":")
        assert list(calls_that_write(tree(PACKAGE / file))), name
        assert not function or _writes(f"src/candour/{name}"), name
