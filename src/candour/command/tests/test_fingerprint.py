"""The short names by which tests and the supervisor know that migrating again would change nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import candour
from candour.command import fingerprint

ROOT = Path(candour.__file__).parent
# What a migration may read without its outcome depending on it: defaults of columns, and the app's own settings.
HARMLESS = re.compile(r"candour\.(contexts\.\w+|kernel\.\w+)\.(references|models(\.\w+)*|migrations(\.\w+)*)\Z")


class TestOfMigrations:
    def test_is_another_with_another_file(self, tmp_path: Path) -> None:
        further = tmp_path / "one.py"
        further.write_text("1", encoding="utf-8")
        first = fingerprint.of_migrations(further)
        further.write_text("2", encoding="utf-8")
        assert fingerprint.of_migrations(further) != first

    def test_is_not_the_one_of_the_whole_package(self) -> None:
        assert fingerprint.of_migrations() != fingerprint.of_package()

    @pytest.mark.parametrize("path", sorted(ROOT.rglob("migrations/0*.py")), ids=lambda path: path.stem)
    def test_covers_what_a_migration_loads(self, path: Path) -> None:
        source = path.read_text(encoding="utf-8")
        if "RunPython" not in source:
            return
        for module in re.findall(r"^\s*from (candour[\w.]*) import ", source, re.MULTILINE):
            file = f"{module.removeprefix('candour.').replace('.', '/')}.py"
            assert HARMLESS.match(module) or file in fingerprint._LOADED_BY_MIGRATIONS, module
