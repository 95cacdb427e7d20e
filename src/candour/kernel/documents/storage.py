"""Where blobs lie: a folder by default, S3 where the installation says so. Only ciphertext comes here.

``STORAGES["documents"]`` is any storage of Django's; ``Folder`` is the one for a local disk, on which a blob is whole
and on the disk or not there at all. Names are addresses and nothing else. What is still arriving lies in a folder of
this machine, as ciphertext under a key that only the process knows.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from candour.kernel.documents.limits import LIMITS

ADDRESS = re.compile(r"[0-9a-f]{64}\Z")
KEPT_UNCLAIMED = timedelta(days=2)
"""A blob that no row names may belong to a form that is still being filled in; after this it is removed."""


class NoRoom(Exception):
    """The disk is nearly full. Words are still taken in; files are not."""


class Folder(FileSystemStorage):
    """Blobs in a folder: moved into place whole, after they are on the disk. The time of a file says the day alone,
    because when somebody sent something may point to them."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: the same address is the same content, and takes the place of what is there."""
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        target = Path(self.path(name))
        _make_folder(target.parent)
        source = Path(str(content.name or ""))
        if source.parent != arriving():
            raise ValueError("only what arrived is put into the folder")
        _forget_the_hour(source)
        source.replace(target)
        _sync_folder(target.parent)
        return name


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _forget_the_hour(path: Path) -> None:
    moment = path.stat().st_mtime
    os.utime(path, (moment - moment % 86_400,) * 2)


def store() -> Storage:
    """The storage in use."""
    return storages["documents"]


def arriving() -> Path:
    """The folder of what is still arriving."""
    folder: Path = settings.DOCUMENTS_ARRIVING
    return folder


def name_of(address: str) -> str:
    """Where a blob lies, below the storage's root. Raises ValueError for what is not an address."""
    if not ADDRESS.match(address):
        raise ValueError("not an address")
    return f"{address[:2]}/{address}"


def new_arrival() -> Path:
    """A path for something that arrives. Raises NoRoom."""
    folder = arriving()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < LIMITS.free_space_kept:
        raise NoRoom
    return folder / secrets.token_hex(16)


def put(path: Path, address: str) -> None:
    """Give what arrived its place. When this returns, it is there for good."""
    with path.open("rb") as file:
        store().save(name_of(address), File(file, name=str(path)))
    path.unlink(missing_ok=True)  # where the storage copied it


def opened(address: str) -> IO[bytes]:
    """The blob, open for reading. Raises FileNotFoundError."""
    file: IO[bytes] = store().open(name_of(address), "rb")
    return file


def is_there(address: str) -> bool:
    """Whether the storage has it."""
    return store().exists(name_of(address))


def remove(address: str) -> None:
    """Remove a blob, if it is there."""
    store().delete(name_of(address))


def listed() -> Iterator[tuple[str, date]]:
    """Every blob there is, with the day on which it came."""
    kept = store()
    try:
        folders, _ = kept.listdir("")
    except FileNotFoundError:
        return
    for folder in folders:
        _, files = kept.listdir(folder)
        for address in files:
            if ADDRESS.match(address) and address.startswith(folder.strip("/")):
                yield address, kept.get_modified_time(name_of(address)).astimezone(UTC).date()


def remove_left_behind(at: datetime) -> int:
    """Remove what never arrived wholly: its process ended, and nobody knows its key any more. How many."""
    removed = 0
    if not arriving().is_dir():
        return 0
    for path in arriving().iterdir():
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < at - timedelta(days=1):
            path.unlink(missing_ok=True)
            removed += 1
    return removed
