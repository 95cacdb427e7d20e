"""What may not stand in the sources: trust in what comes from outside, clocks read below the edge, writes in readers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.apps import apps

from candour.kernel.doors import Access
from tests.architecture.test_house_rules import PACKAGE, SOURCES, shown

OWN = [path for path in SOURCES if "tests" not in path.parts]
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html")) + sorted(PACKAGE.rglob("components/**/*.html"))

EDGES = ("command", "config", "web")
"""Where the clock may be read: a request or a command begins there. In a context, its views and its tasks."""

CLOCKS = {"now", "today", "utcnow", "localtime", "localdate", "time", "monotonic"}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(node: ast.expr) -> str:
    """``a.b.c`` of a call's function, as far as it is made of names."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def calls(module: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield name_of(node.func), node


# -- nothing from outside is trusted


def trusting(module: ast.AST) -> list[str]:
    """Calls and imports that execute or believe what somebody else wrote."""
    found = []
    for name, call in calls(module):
        last = name.rpartition(".")[2]
        through_shell = any(
            word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
            for word in call.keywords
        )
        if last in {"mark_safe", "RawSQL", "csrf_exempt", "SafeString"} or name in {"eval", "exec", "os.system"}:
            found.append(f"line {call.lineno}: {name}")
        if through_shell or (last == "extra" and "objects" in name) or (last == "raw" and "objects" in name):
            found.append(f"line {call.lineno}: {name}")
    for node in ast.walk(module):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        wrong = {"pickle", "marshal", "shelve", "django.dispatch", "django.db.models.signals", "yaml"}
        found += [f"line {node.lineno}: {name}" for name in names if name in wrong]
    return found


CALLS_OUT = {
    "contexts/accounts/provider/reach.py": "the identity provider that a door was told of",
    "kernel/notifications/notify.py": "GOV.UK Notify",
    "kernel/documents/scanner.py": "the scanner of files",
}
"""The only files of serving processes that may call another machine, and whom: each has its setting, and none is on
by itself."""


def outgoing(module: ast.AST) -> list[str]:
    """Imports with which a process could call another machine."""
    wrong = {"requests", "httpx", "urllib", "http", "ftplib", "telnetlib", "aiohttp", "urllib3", "smtplib", "socket"}
    wrong |= {"notifications_python_client", "boto3", "botocore"}
    harmless = {"urllib.parse", "http.cookies", "http.HTTPStatus"}
    found: list[str] = []
    for node in ast.walk(module):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found += [
            name
            for name in names
            if name.partition(".")[0] in wrong and not any(name.startswith(one) for one in harmless)
        ]
    return found


class TestTrust:
    """Data from outside never decides what is executed or what is HTML."""

    @pytest.mark.parametrize("path", OWN, ids=shown)
    def test_is_not_given(self, path: Path) -> None:
        assert trusting(tree(path)) == []

    @pytest.mark.parametrize("path", [path for path in OWN if "command" not in path.parts], ids=shown)
    def test_no_process_that_serves_calls_another_machine(self, path: Path) -> None:
        assert bool(outgoing(tree(path))) == (path.relative_to(PACKAGE).as_posix() in CALLS_OUT)

    @pytest.mark.parametrize(
        ("code", "calls_out"),
        [
            ("import requests", True),
            ("from urllib import request", True),
            ("from urllib.request import urlopen", True),
            ("from urllib.parse import urlsplit", False),
            ("import http.client", True),
            ("from notifications_python_client import errors", True),
            ("import json", False),
        ],
    )
    def test_calling_another_machine_is_recognised(self, code: str, *, calls_out: bool) -> None:
        assert bool(outgoing(ast.parse(code))) == calls_out

    @pytest.mark.parametrize(
        "code",
        [
            "mark_safe('<b>')",
            "subprocess.run('ls', shell=True)",
            "Person.objects.extra(where=['1=1'])",
            "import pickle",
            "from django.dispatch import receiver",
            "@csrf_exempt\ndef view(request): ...\ncsrf_exempt(view)",
            "eval('1')",
        ],
    )
    def test_is_recognised(self, code: str) -> None:
        assert trusting(ast.parse(code))

    @pytest.mark.parametrize("path", TEMPLATES, ids=shown)
    def test_is_not_given_in_a_template(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|\son[a-z]+\s*=|javascript:|<style\b|\sstyle\s*=", text)
        # Scripts, styles, pictures and frames come from this door alone.
        assert not re.search(
            r"<(?:script|link|img|iframe|object|embed)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//", text
        )
        assert not re.search(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>\s*\S", text), (
            "a script stands in a file"
        )

    def test_there_is_something_to_look_at(self) -> None:
        assert len(OWN) > 120
        assert len(TEMPLATES) > 50


# -- who asks is told for one transaction alone


class TestContext:
    """``set_config(…, false)`` would leave one person's rights to the next request on the connection."""

    def test_is_never_set_for_longer_than_a_transaction(self) -> None:
        wrong = re.compile(r"set_config\([^)]*,\s*false\s*\)|\bset\s+session\b|\bset\s+candour\.", re.IGNORECASE)
        texts = [*OWN, *PACKAGE.rglob("*.sql")]
        assert [shown(path) for path in texts if wrong.search(path.read_text(encoding="utf-8"))] == []
        found = [path for path in texts if "set_config(" in path.read_text(encoding="utf-8")]
        assert found


# -- the clock


def reads_clock(module: ast.AST) -> list[str]:
    """Calls that ask what time it is. ``localdate(at)`` only converts."""
    found = []
    for name, call in calls(module):
        first, _, last = name.rpartition(".")
        of_clock = first.rpartition(".")[2] in {"timezone", "datetime", "date", "time", ""}
        converts = bool(call.args) and last in {"localdate", "localtime", "now"}
        if last in CLOCKS and of_clock and not converts and not (first == "" and last == "time"):
            found.append(f"line {call.lineno}: {name}()")
    return found


def below_the_edge() -> list[Path]:
    found = []
    for path in OWN:
        parts = path.relative_to(PACKAGE).parts
        is_edge = parts[0] in EDGES or (
            parts[0] == "contexts" and any(part.startswith(("views", "tasks")) for part in parts)
        )
        if not is_edge:
            found.append(path)
    return found


class TestClock:
    """Time is an argument: it is read once, at the edge, so that a test and a correction can give another."""

    AT_THE_EDGE = frozenset({"contexts/accounts/forms.py"})
    """A form compares with the day on which it is answered."""

    def test_every_exception_is_still_one(self) -> None:
        assert [name for name in self.AT_THE_EDGE if not reads_clock(tree(PACKAGE / name))] == []

    @pytest.mark.parametrize("path", below_the_edge(), ids=shown)
    def test_is_not_read(self, path: Path) -> None:
        found = reads_clock(tree(path))
        assert not found or path.relative_to(PACKAGE).as_posix() in self.AT_THE_EDGE, found

    @pytest.mark.parametrize(
        ("code", "reads"),
        [
            ("timezone.now()", True),
            ("datetime.now(UTC)", False),
            ("localdate()", True),
            ("localdate(at)", False),
            ("date.today()", True),
            ("time.time()", True),
            ("datetime.combine(on, time(9))", False),
        ],
    )
    def test_is_recognised(self, code: str, *, reads: bool) -> None:
        assert bool(reads_clock(ast.parse(code))) == reads


# -- rooms that only read


WRITING_SQL = re.compile(
    r"^\s*(?:with\b[^;]*\)\s*)?(insert\s+into|update\s+\w+|delete\s+from|truncate)\b", re.IGNORECASE
)


class TestReaders:
    """A view translates, a query asks: no SQL that writes stands in them."""

    def test_hold_no_sql_that_writes(self) -> None:
        found = []
        for path in OWN:
            parts = path.relative_to(PACKAGE).parts
            if parts[0] != "contexts" or not {"views", "queries", "forms", "urls"} & {
                Path(part).stem for part in parts
            }:
                continue
            found += [
                f"{shown(path)}:{node.lineno}"
                for node in ast.walk(tree(path))
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and WRITING_SQL.match(node.value)
            ]
        assert found == []

    def test_shell_writes_nothing_but_its_own_session(self) -> None:
        found = [
            f"{shown(path)}:{call.lineno} {name}"
            for path in OWN
            if path.relative_to(PACKAGE).parts[0] == "web"
            for name, call in calls(tree(path))
            if ".objects." in name and name.rpartition(".")[2] in {"create", "update", "delete", "bulk_create"}
        ]
        assert found == []


# -- models and forms


class TestModels:
    """Each says who may do what with its rows, itself and not through a parent."""

    def test_declare_their_access(self) -> None:
        own = [model for model in apps.get_models() if model.__module__.startswith("candour.")]
        assert len(own) > 30
        assert [model.__name__ for model in own if not isinstance(model.__dict__.get("access"), Access)] == []

    def test_do_nothing_when_saved(self) -> None:
        """What happens is said in an operation, not behind ``save``."""
        own = [model for model in apps.get_models() if model.__module__.startswith("candour.")]
        assert [model.__name__ for model in own if {"save", "delete", "clean"} & model.__dict__.keys()] == []


class TestForms:
    """Only named fields are taken from a request."""

    def test_name_their_fields(self) -> None:
        found = []
        for path in OWN:
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id in {"fields", "exclude"} for target in node.targets
                ):
                    if isinstance(node.value, ast.Constant) and node.value.value == "__all__":
                        found.append(f"{shown(path)}:{node.lineno}")
                    if any(isinstance(target, ast.Name) and target.id == "exclude" for target in node.targets):
                        found.append(f"{shown(path)}:{node.lineno}")
        assert found == []

    def test_are_never_made_from_a_model(self) -> None:
        """A form asks a person; a model stores a fact. What is in between is said in an operation."""
        waiting: list[type[object]] = [forms.ModelForm]
        found: list[str] = []
        while waiting:
            subclasses: list[type[object]] = waiting.pop().__subclasses__()
            for form in subclasses:
                waiting.append(form)
                found.append(f"{form.__module__}.{form.__name__}")
        assert [name for name in found if name.startswith("candour.")] == []
