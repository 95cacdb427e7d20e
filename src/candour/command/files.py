"""Files in a backup: the blobs as they lie in ``CANDOUR_HOME/documents``, which are ciphertext, copied and compared.

Files in S3 are not copied: their backup is the bucket's own versioning (docs/operating/back-up-and-restore.md).
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from candour.kernel.documents import storage

FOLDER = "files"


class FilesError(Exception):
    """The files of a backup are not those that it was made with. The message says which."""


def _kept() -> Path | None:
    """The folder of the blobs; None where they lie elsewhere."""
    used = storage.store()
    return Path(used.location) if isinstance(used, FileSystemStorage) else None


def copy_out(folder: Path) -> dict[str, str]:
    """Copy every blob into a backup; address → SHA-256 of the ciphertext."""
    kept = _kept()
    if kept is None:
        return {}
    digests = {}
    for address, _ in storage.listed():
        target = folder / FOLDER / storage.name_of(address)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copy2(kept / storage.name_of(address), target)
        except FileNotFoundError:
            continue  # swept meanwhile: no row names it
        digests[address] = _sha256(target)
    return digests


def verify(folder: Path, digests: dict[str, str]) -> None:
    """Raises FilesError unless every file of the backup is there and the same."""
    for address, digest in digests.items():
        path = folder / FOLDER / storage.name_of(address)
        if not path.is_file() or _sha256(path) != digest:
            raise FilesError(f"The file {path} is missing from the backup, or was changed since it was made.")


def copy_in(folder: Path, digests: dict[str, str]) -> None:
    """Put the files of a backup back. What is there already stays; the same name is the same content."""
    kept = _kept()
    if kept is None:
        return
    for address in digests:
        target = kept / storage.name_of(address)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = target.with_suffix(".unfinished")
        shutil.copy2(folder / FOLDER / storage.name_of(address), unfinished)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)


def said(digests: dict[str, str]) -> str:
    """One line about the files."""
    if _kept() is None:
        return "The files lie in S3 and are not in it: keep the bucket's versions."
    return f"{len(digests)} files, as ciphertext."


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
