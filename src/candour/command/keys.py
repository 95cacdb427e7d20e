"""The installation's secrets: random, one file each, readable by their owner only.

They live in ``CANDOUR_HOME/secrets`` and nowhere else: not in the database, not in a backup, not in a log. The
supervisor hands each process the ones it needs and no others.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from candour.command import roles
from candour.config import environment
from candour.kernel.doors import Door
from candour.kernel.ledger import notes

PASSWORDS = tuple(f"{role}.password" for role in (roles.SUPERUSER, *roles.LOGIN))
SECRET_KEYS = tuple(f"secret-key-{door.value}" for door in Door)
LEDGER_KEY = "ledger-key"

EVERY = (*PASSWORDS, *SECRET_KEYS, LEDGER_KEY)
"""The name of every secret that an installation has."""


def ensure(home: Path) -> list[str]:
    """Make the secrets that are missing and return their names. A secret that exists is never changed."""
    folder = home / "secrets"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = []
    for name in EVERY:
        try:
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
        made.append(name)
    return made + _ensure_signing_key(home)


def _ensure_signing_key(home: Path) -> list[str]:
    """The ledger's signing keys, in the file that only the sequencer reads; left alone where somebody else keeps it."""
    path = environment.ledger_signing_key(home)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except (FileExistsError, PermissionError):
        return []
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        for tree in ("inner", "public"):
            file.write(notes.Signer.make(f"{environment.ledger_name()}/{tree}").secret() + "\n")
    return [str(path)]


def read(home: Path, name: str) -> str:
    """The secret's value, without its line end. Raises FileNotFoundError when it was never made."""
    return (home / "secrets" / name).read_text(encoding="utf-8").strip()


def password(home: Path, role: str) -> str:
    """The password with which a role logs in."""
    return read(home, f"{role}.password")
