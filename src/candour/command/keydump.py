"""The keys in a backup: a file of their own, with a date after which it is destroyed.

Erasing a concern destroys its key in the database at once. A backup made before still holds it, so the tables of keys go
into ``keys.dump``, whose date stands in the manifest; ``candour backup prune`` destroys what is past it. After that no
backup opens what was erased (docs/operating/back-up-and-restore.md).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps

from candour.config import environment

KEYS, MANIFEST = "keys.dump", "manifest.json"


class KeysAreGone(Exception):
    """The keys of a backup cannot be restored. The message says why, and what can be done."""


def tables() -> list[str]:
    """The tables whose rows are keys."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "BACKED_UP_APART", False))


def expires_on(made_at: datetime) -> date:
    """The last day on which the keys of a backup made then may be restored."""
    return (made_at + timedelta(days=environment.backup_keys_days())).date()


def judge(folder: Path, manifest: dict[str, Any], *, today: date, past_expiry: bool) -> None:
    """Raise KeysAreGone unless the keys are there, and not past their date or meant to be restored all the same."""
    keys = manifest["keys"]
    if destroyed := keys.get("destroyed_on"):
        raise KeysAreGone(
            f"The keys of {folder} were destroyed on {destroyed}: nothing that was written opens without."
        )
    if not (folder / KEYS).exists():
        raise KeysAreGone(f"{folder / KEYS} is not there. A backup is restored with its keys, or not at all.")
    if date.fromisoformat(keys["expires_on"]) < today and not past_expiry:
        raise KeysAreGone(
            f"The keys of {folder} were to be destroyed after {keys['expires_on']}: since then concerns may have been "
            "erased that it would bring back. Restore a later backup; if there is none, say --past-expiry, which is "
            "recorded, and --erased-in with every later backup of which you still have the manifest."
        )


def is_past(manifest: dict[str, Any], today: date) -> bool:
    """Whether the keys are past their date."""
    return date.fromisoformat(manifest["keys"]["expires_on"]) < today


def prune(*, folders: list[Path]) -> int:
    """Destroy the keys of every backup in or under these folders that are past their date."""
    today, found, destroyed = datetime.now(UTC).date(), 0, 0
    for folder in _backups(folders):
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if "keys" not in manifest:
            print(f"candour: {folder} is of a format without keys of their own.", file=sys.stderr)
            continue
        found += 1
        if is_past(manifest, today) and (folder / KEYS).exists():
            destroy(folder, manifest, today)
            destroyed += 1
            print(f"{folder}: keys destroyed; they were good until {manifest['keys']['expires_on']}")
    if not found:
        print(f"candour: there is no backup in {', '.join(map(str, folders))}", file=sys.stderr)
        return 1
    print(f"{found} backups, the keys of {destroyed} destroyed.")
    return 0


def destroy(folder: Path, manifest: dict[str, Any], today: date) -> None:
    """Overwrite the keys, remove them, and say so in the manifest. Copies elsewhere are whoever's made them."""
    path = folder / KEYS
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    manifest["keys"]["destroyed_on"] = today.isoformat()
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _backups(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if (folder / MANIFEST).exists():
            yield folder
        elif folder.is_dir():
            yield from sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))
