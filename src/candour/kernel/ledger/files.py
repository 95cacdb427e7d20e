"""Checkpoints of the inner tree as files: what an administrator of the database cannot take back.

A folder for each day, a file for each minute in which the tree grew; and the one with which each day was closed, which
is mailed to the holders, once more in ``daily``. Whoever keeps copies elsewhere can prove what was there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from candour.kernel.ledger import notes
from candour.kernel.ledger.notes import Checkpoint

ENDING = ".checkpoint"


def leave(folder: Path, *, size: int, note: str, at: datetime, on: date | None) -> None:
    """Write one checkpoint, whole or not at all. One that is there already is left alone."""
    moment = at.astimezone(UTC)
    _write(folder / f"{moment:%Y-%m-%d}" / f"{moment:%H%M%S}-{size}{ENDING}", note)
    if on is not None:
        _write(daily(folder, on), note)


def daily(folder: Path, on: date) -> Path:
    """Where the checkpoint is with which a day was closed."""
    return folder / "daily" / f"{on:%Y-%m-%d}{ENDING}"


def newest(folder: Path, keys: Iterable[str]) -> Checkpoint | None:
    """The largest checkpoint in the folder of its newest day that one of these keys signed; None when there is none.

    Raises NotSigned when there are some and none is signed by these keys: somebody changed the keys or the files.
    """
    trusted = list(keys)
    days = sorted(path for path in folder.glob("????-??-??") if any(path.glob(f"*{ENDING}")))
    if not days:
        return None
    found: list[Checkpoint] = []
    for path in days[-1].glob(f"*{ENDING}"):
        try:
            found.append(notes.opened(path.read_text(encoding="utf-8"), trusted))
        except notes.NotSigned:
            continue
    if not found:
        raise notes.NotSigned(f"no checkpoint in {days[-1]} is signed by the present key")
    return max(found, key=lambda one: one.size)


def _write(path: Path, note: str) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
