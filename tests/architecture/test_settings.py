"""Every setting that is read is declared, and every one that is declared is read."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from candour.command import officekey, supervisor
from candour.config import outside, variables
from candour.kernel.doors import Door
from candour.kernel.notifications import letter, registry
from tests.architecture.test_house_rules import PACKAGE, SOURCES, shown

OWN = [path for path in SOURCES if "tests" not in path.parts]
NAME = re.compile(r"(?:CANDOUR_[A-Z_]*[A-Z]|DATABASE_URL|PG_BINDIR)")
DECLARED = {one.name for one in variables.VARIABLES}


def names(module: ast.Module) -> set[str]:
    """What looks like the name of a setting: a string as it stands, or one put together, as a pattern."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
            found.add(node.value)
        if isinstance(node, ast.JoinedStr):
            fixed = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
            if fixed and all(re.fullmatch("[A-Z_]+", part) for part in fixed) and len(max(fixed, key=len)) > 3:
                found.add(
                    "".join(str(part.value) if isinstance(part, ast.Constant) else "[A-Z_]+" for part in node.values)
                )
    return found


def read() -> dict[str, set[str]]:
    """File → what is read in it."""
    found = {path.relative_to(PACKAGE).as_posix(): names(ast.parse(path.read_text(encoding="utf-8"))) for path in OWN}
    del found["config/variables.py"]
    return found


OFFICE = officekey.OfficeKeys(b"public", (b"private",))


class TestSettings:
    """One list, and it is whole."""

    def test_that_are_read_are_declared(self) -> None:
        for where, found in read().items():
            for name in found:
                # The beginning of several is read with its ends, which are put together in the same file.
                declared = any(re.fullmatch(f"{name}[A-Z_]*" if name.endswith("_") else name, one) for one in DECLARED)
                assert declared, f"{where} reads {name}, which candour.config.variables does not declare"

    def test_that_are_declared_are_read(self) -> None:
        patterns = set().union(*read().values())
        assert [name for name in DECLARED if not any(re.fullmatch(one, name) for one in patterns)] == []

    @pytest.mark.parametrize(
        ("code", "found"),
        [
            ("os.environ.get('CANDOUR_NEW')", {"CANDOUR_NEW"}),
            ("f'CANDOUR_{door.upper()}_NEW'", {"CANDOUR_[A-Z_]+_NEW"}),
            ("f'{begins}NEWER'", {"[A-Z_]+NEWER"}),
            ("f'CANDOUR_HOME is {where}'", set()),
            ("'see CANDOUR_HOME'", set()),
        ],
    )
    def test_are_recognised(self, code: str, found: set[str]) -> None:
        assert names(ast.parse(code)) == found

    def test_are_declared_once(self) -> None:
        assert len(DECLARED) == len(variables.VARIABLES)

    def test_of_every_kind_of_mail_and_language_are_declared(self) -> None:
        templates = {f"CANDOUR_NOTIFY_{kind.upper()}_{code}" for kind in letter.KINDS for code in outside.LANGUAGES}
        assert templates < DECLARED

    def test_are_there_for_every_mailing(self) -> None:
        """A mailing without a kind could not leave by a service that keeps the words."""
        kinds = {mailing.name: mailing.kind for door in Door for mailing in registry.mailings(door)}
        assert set(kinds.values()) <= set(letter.KINDS), kinds
        assert (kinds["concerns.nudge"], kinds["staff.office"]) == (letter.NUDGE, letter.STAFF)

    def test_are_read_at_the_edge_alone(self) -> None:
        """Nothing below the configuration asks the environment: what it needs it is told."""
        found = [
            shown(path)
            for path in OWN
            if path.relative_to(PACKAGE).parts[0] not in {"config", "command"}
            and re.search(r"os\.(?:environ|getenv)", path.read_text(encoding="utf-8"))
        ]
        assert found == ["src/candour/kernel/notifications/worker.py"], "which door a worker is for, and no setting"

    @pytest.mark.parametrize("one", variables.VARIABLES, ids=lambda one: one.name)
    def test_say_what_they_are(self, one: variables.Variable) -> None:
        assert one.about
        assert one.default or one.name.endswith(("_CLIENT_ID", "_SECRET_FILE")), "say what is without it"


class TestProcesses:
    """Each is handed what it needs."""

    @pytest.fixture
    def handed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, str]]:
        from candour.command import keys

        keys.ensure(tmp_path)
        for one in variables.VARIABLES:
            monkeypatch.setenv(one.name, f"canary-{one.name}")
        monkeypatch.setenv("CANDOUR_PORT", "8000")
        monkeypatch.setenv("CANDOUR_UNKNOWN", "x")
        return {program.name: supervisor.environment_of(program, tmp_path, OFFICE) for program in supervisor.programs()}

    def test_are_those_of_the_list(self, handed: dict[str, dict[str, str]]) -> None:
        assert set(handed) == set(variables.EVERYBODY) - {variables.COMMAND}

    def test_are_told_no_more(self, handed: dict[str, dict[str, str]]) -> None:
        for program, told in handed.items():
            given = {name for name in told if name in DECLARED or name.startswith("CANDOUR_")}
            assert given == variables.told_to(program), program

    def test_of_the_public_know_no_service_outside(self, handed: dict[str, dict[str, str]]) -> None:
        told = handed[variables.PUBLIC]
        assert not [name for name in told if re.search("OIDC|MAIL_|NOTIFY|NUDGE|CA_FILE", name)]

    def test_of_a_door_know_nothing_of_another_doors_provider(self, handed: dict[str, dict[str, str]]) -> None:
        for program, own in ((variables.DELIVERY, "DELIVERY"), (variables.OFFICE, "OFFICE")):
            found = {name.split("_")[1] for name in handed[program] if "_OIDC_" in name}
            assert found == {own}
