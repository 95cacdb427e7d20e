"""What a page of the tracker is known by: cheap to ask, and another one whenever the page may say something else."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from candour import web

_WEB = Path(web.__file__).parent
_CONTEXT = Path(__file__).parents[1]
_LOOKS = (
    *(_CONTEXT / "templates" / "recommendations" / "public", _CONTEXT / "static", _CONTEXT / "queries", _CONTEXT / "views"),
    *(_WEB / "templates" / "layouts", _WEB / "components", _WEB / "static" / "candour", _WEB / "locale"),
)  # fmt: skip
"""Where it stands how a page looks."""


def mark() -> UUID | None:
    """The mark of the last change that the public may read; None before the first. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select mark from recommendations_changed")
        row = cursor.fetchone()
    return row[0] if row else None


def known_by(on: date) -> str:
    """What every page of the tracker is known by on this day, in this installation. One query."""
    said = f"{mark()} {on} {_looks()} {settings.DEMONSTRATION} {getattr(settings, 'OFFICE_NAME', '')}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@cache
def _looks() -> str:
    """A digest of the sources, once per process: a new version of Candour makes other pages of the same rows."""
    digest = hashlib.sha256()
    for folder in _LOOKS:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {".html", ".py", ".css", ".js", ".mo"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()
