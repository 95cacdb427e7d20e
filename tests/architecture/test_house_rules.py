"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "candour"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
AROUND = sorted(path for folder in ("tests", "scripts") for path in (ROOT / folder).rglob("*.py"))

SAYS_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "managers",
    "tools",
    "stuff",
    "shared",
}
"""A name for a drawer. What is in it has a better one."""

LONGEST = 450
"""Lines of a file, of a test too, comments and docstrings included. Past this it becomes several, split by noun."""

THE_CONCERNS_TABLE = PACKAGE / "contexts" / "concerns" / "procedure" / "concern.py"

WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "update"}
ROOMS_THAT_ONLY_READ = {"views", "views.py", "queries", "queries.py", "forms", "forms.py", "urls.py", "api.py"}


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_a_files_name_says_what_is_in_it(path: Path) -> None:
    assert not SAYS_NOTHING & {path.stem, *path.relative_to(PACKAGE).parts}


def test_no_file_is_an_attic() -> None:
    assert {path.parent.name for path in AROUND} >= {"journeys", "authorisation", "architecture", "scripts"}
    long = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*SOURCES, *AROUND]}
    # A procedure is one table of law: cutting it in two would hide what follows what. One is that long.
    assert {name for name, lines in long.items() if lines > LONGEST} == {shown(THE_CONCERNS_TABLE)}


def calls_that_write(tree: ast.AST) -> Iterator[ast.Attribute]:
    """``Model.objects….create(…)``, ``….update(…)``, ``record.save(…)``: calls that end in a row being changed."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        through_manager = any(
            isinstance(part, ast.Attribute) and part.attr == "objects" for part in ast.walk(node.func)
        )
        of_session = isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "session"
        if through_manager or (node.func.attr in {"save", "delete"} and not of_session):
            yield node.func


def rooms_that_only_read() -> Iterator[Path]:
    for path in SOURCES:
        parts = path.relative_to(PACKAGE).parts
        if parts[0] == "contexts" and len(parts) > 2 and parts[2] in ROOMS_THAT_ONLY_READ and "tests" not in parts:
            yield path


def test_the_rooms_that_only_read_are_there() -> None:
    assert len(list(rooms_that_only_read())) > 10


@pytest.mark.parametrize("path", list(rooms_that_only_read()), ids=shown)
def test_rows_are_written_by_operations_only(path: Path) -> None:
    """A view translates, calls one operation and translates back; a query asks."""
    found = [
        f"line {call.lineno}: .{call.attr}()" for call in calls_that_write(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("Concern.objects.create(state='x')", 1),
        ("Concern.objects.filter(pk=1).update(state='x')", 1),
        ("concern.save()", 1),
        ("context.update(more)", 0),
        ("request.session.save()", 0),
        ("Concern.objects.filter(pk=1).first()", 0),
    ],
)
def test_a_write_is_recognised(code: str, count: int) -> None:
    assert len(list(calls_that_write(ast.parse(code)))) == count


def context_of(label: str) -> str:
    return apps.get_app_config(label).name


def test_contexts_do_not_point_at_each_others_rows() -> None:
    """Foreign keys by name are invisible to the import contracts. Across contexts a public reference is stored."""
    pointing = [
        (f"{model._meta.label}.{field.name}", model._meta, field.remote_field.model._meta)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
    ]
    crossing = [
        f"{name} -> {target.label}"
        for name, own, target in pointing
        if context_of(own.app_label).startswith("candour.contexts.")
        and context_of(target.app_label).startswith("candour.contexts.")
        and own.app_label != target.app_label
    ]
    assert len(pointing) > 30
    assert not crossing


def test_the_programme_and_the_concerns_never_know_of_each_other() -> None:
    """The information barrier, visible in the sources: not even a name in a string."""
    for own, other in (("concerns", "pathway"), ("pathway", "concerns")):
        for path in (PACKAGE / "contexts" / own).rglob("*.py"):
            assert f"contexts.{other}" not in path.read_text(encoding="utf-8"), shown(path)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    assert listed.returncode == 0, "these rules are about what git keeps: run the tests in a git working copy"
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_package_registry_or_somebodys_home() -> None:
    """Where packages come from is each installation's own business, and so is where somebody keeps their work."""
    forbidden = re.compile(
        rb"https?://[a-z0-9.-]*(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|registry\.)|/home/[a-z]+/|/Users/[a-z]+/"
    )
    found = [shown(path) for path in tracked() if path != Path(__file__) and forbidden.search(path.read_bytes())]
    assert not found


def test_no_key_or_database_is_kept_in_the_repository() -> None:
    assert not [
        shown(path) for path in tracked() if ".candour" in path.parts or path.suffix in {".pem", ".key", ".dump"}
    ]
