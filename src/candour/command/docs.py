"""``candour docs``: the pages of docs/generated, written from the code, and the check that they still say what it does.

Procedures with their pictures, and who may touch which table. A page that a person would have to keep in step by hand
would be wrong within a month.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import candour
from candour.config import variables
from candour.kernel.access import apply
from candour.kernel.doors import Access, Door, Grant
from candour.kernel.procedures import documentation

_ACCESS = "access.md"
_SETTINGS = "operating/configuration.md"
_BEGINS, _ENDS = "<!-- written by make docs -->", "<!-- until here -->"
_COMMANDS = ("select", "insert", "update", "delete")


def folder() -> Path:
    """``docs/generated`` of the working copy from which Candour was installed."""
    return Path(candour.__file__).resolve().parents[2] / "docs" / "generated"


def write(*, check: bool) -> int:
    """Write the pages; with ``check``, only say which are out of date, and 1 when one is."""
    if not folder().parent.is_dir():
        print(
            f"There is no {folder().parent}: the documentation belongs to a working copy, not to an installed package."
        )
        return 1
    page, settings = folder() / _ACCESS, folder().parent / _SETTINGS
    told = settings.read_text(encoding="utf-8")
    if not check:
        documentation.write(folder())
        page.write_text(access_page(), encoding="utf-8")
        settings.write_text(with_settings(told), encoding="utf-8")
        return 0
    stale = [f"generated/{name}" for name in documentation.stale(folder())]
    if not page.exists() or page.read_text(encoding="utf-8") != access_page():
        stale.append(f"generated/{_ACCESS}")
    if told != with_settings(told):
        stale.append(_SETTINGS)
    for name in stale:
        print(f"docs/{name} is out of date: run `make docs`")
    return 1 if stale else 0


def with_settings(text: str) -> str:
    """The page about configuration with its tables as they should be. Raises ValueError when their place is gone."""
    before, begins, rest = text.partition(_BEGINS)
    _table, ends, after = rest.partition(_ENDS)
    if not begins or not ends:
        raise ValueError(f"docs/{_SETTINGS} has lost the comments between which its tables are written")
    return before + begins + "\n" + "\n".join(_of_settings()) + "\n" + ends + after


def _of_settings() -> Iterable[str]:
    own = [one for one in variables.VARIABLES if one.told and not one.by_supervisor]
    handed = [one for one in variables.VARIABLES if one.by_supervisor]
    for listed in (own, handed):
        yield "| setting | what | told to | default | example | what goes wrong |"
        yield "|---|---|---|---|---|---|"
        for one in listed:
            secret = " **A secret.**" if one.is_secret else ""
            example = f"`{one.example}`" if one.example else ""
            yield f"| `{one.name}` | {one.about}.{secret} | {_who(one)} | {one.default} | {example} | {one.wrong} |"
        if listed is own:
            yield ""
            yield "`candour run` sets these for the processes that it starts; whoever starts a door themselves sets them:"
            yield ""


def _who(one: variables.Variable) -> str:
    told = set(one.told)
    if told >= set(variables.EVERYBODY):
        return "all"
    names = []
    for name, group in (
        ("doors", variables.DOORS), ("staff doors", variables.STAFF), ("workers", variables.WORKERS)
    ):  # fmt: skip
        if told >= set(group):
            names.append(name)
            told -= set(group)
    return ", ".join([*names, *(program for program in variables.EVERYBODY if program in told)])


def access_page() -> str:
    """Who may do what with which table, as the models declare it and as the database is made to hold it."""
    declared = apply.declarations()
    lines = [
        "# Who may touch which table",
        "",
        "Written by `make docs` from the declarations on the models (`candour.kernel.doors`). `candour access apply`",
        "makes the database hold exactly this, as grants and forced row policies; `candour access check` compares.",
        "A door that is not named under a table has no privilege on it at all.",
    ]
    for table in sorted(declared):
        lines += ["", f"## {table}", "", *_of_table(declared[table])]
    return "\n".join(lines) + "\n"


def _of_table(access: Access) -> Iterable[str]:
    if not access.grants and not access.auditor and not access.sequencer:
        yield "No door."
        return
    yield "| door | may | rows | columns |"
    yield "|---|---|---|---|"
    for door in Door:
        grant = access.for_door(door)
        if grant is not None:
            yield from _of_grant(grant)
    if access.auditor:
        yield "| (auditor) | select | `true` | all |"
    for command in access.sequencer:
        yield f"| (sequencer) | {command} | `true` | all |"


def _of_grant(grant: Grant) -> Iterable[str]:
    for command in _COMMANDS:
        rule = getattr(grant, command)
        if rule is None:
            continue
        columns = getattr(grant, f"{command}_columns", ())
        listed = ", ".join(f"`{column}`" for column in columns) or "all"
        yield f"| {grant.door.value} | {command} | `{' '.join(rule.sql.split()).replace('|', chr(92) + '|')}` | {listed} |"
