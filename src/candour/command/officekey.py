"""The office's key at the start: from a file, with its passphrase, or from a command that fetches it.

The supervisor is the one process that reads it, and hands the private half to the office's own processes and to no
other. A door of the public or of delivery could not open anything even if it wanted to.
"""

from __future__ import annotations

import base64
import binascii
import getpass
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from candour.config import environment
from candour.kernel.sealing import boxes, keyfile
from candour.kernel.sealing.keyfile import KeyFileError

_COMMAND_WITHIN = 60
MISSING = """\
There is no office key: nothing that people write could be sealed, and nothing is taken in without.
Make one, on a device that is not this disk, and keep its passphrase elsewhere:
    candour keys create /media/office/office.key
    CANDOUR_OFFICE_KEY=/media/office/office.key candour run
See docs/operating/keys.md."""


@dataclass(frozen=True)
class OfficeKeys:
    """The public half for everybody, the private ones, the present first, for the office."""

    public: bytes
    privates: tuple[bytes, ...] = field(repr=False)

    def for_everybody(self) -> dict[str, str]:
        """What each process is told."""
        return {"CANDOUR_OFFICE_PUBLIC_KEY": base64.b64encode(self.public).decode("ascii")}

    def for_the_office(self) -> dict[str, str]:
        """What the office's processes are told besides."""
        return {"CANDOUR_OFFICE_PRIVATE_KEYS": ",".join(base64.b64encode(one).decode("ascii") for one in self.privates)}


def obtain(ask: Callable[[str], str] | None = None) -> OfficeKeys:
    """The keys this installation is configured with. Raises KeyFileError with what is wrong and how to mend it.

    ``ask`` asks for a passphrase; without it the terminal is asked, if there is one.
    """
    if command := os.environ.get("CANDOUR_OFFICE_KEY_COMMAND"):
        return _of(_fetched(command))
    if files := environment.office_key_files():
        return _of(tuple(opened(file, ask) for file in files))
    if environment.is_demonstration():
        return _of((keyfile.demonstration(environment.DEMONSTRATION_KEY).private,))
    raise KeyFileError(MISSING)


def opened(path: Path, ask: Callable[[str], str] | None = None) -> bytes:
    """The private key of a key file, asking for its passphrase if it has one."""
    found = keyfile.read(path)
    return found.open(_passphrase(path, ask) if found.needs_passphrase else "")


def _of(privates: tuple[bytes, ...]) -> OfficeKeys:
    return OfficeKeys(boxes.pair_of(privates[0]).public, privates)


def _passphrase(path: Path, ask: Callable[[str], str] | None) -> str:
    if file := os.environ.get("CANDOUR_OFFICE_KEY_PASSPHRASE_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip("\r\n")
        except OSError as error:
            raise KeyFileError(f"The passphrase file {file} cannot be read: {error.strerror}") from error
    if ask is None and not sys.stdin.isatty():
        raise KeyFileError(
            f"{path} needs its passphrase, and there is no terminal to ask at. Start at a terminal, or set "
            "CANDOUR_OFFICE_KEY_PASSPHRASE_FILE to a file that only this account reads."
        )
    return (ask or getpass.getpass)(f"Passphrase of {path}: ")


def _fetched(command: str) -> tuple[bytes, ...]:
    """Private keys in base64, one a line, the present one first, as a key service's own client prints them."""
    try:
        done = subprocess.run(
            shlex.split(command), capture_output=True, text=True, check=False, timeout=_COMMAND_WITHIN
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise KeyFileError(f"CANDOUR_OFFICE_KEY_COMMAND could not be run: {type(error).__name__}") from error
    if done.returncode != 0:
        raise KeyFileError(f"CANDOUR_OFFICE_KEY_COMMAND failed with status {done.returncode}.")
    try:
        found = tuple(base64.b64decode(line, validate=True) for line in done.stdout.split())
    except binascii.Error:
        found = ()
    if not found or any(len(one) != boxes.KEY for one in found):
        raise KeyFileError("CANDOUR_OFFICE_KEY_COMMAND must print keys of 32 bytes in base64, one a line.")
    return found
