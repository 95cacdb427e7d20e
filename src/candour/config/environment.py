"""What the installation is told from outside, read in one place.

Every setting comes from the process environment or from a file under ``CANDOUR_HOME``; nothing is read from the
database, so that no page can change where a record goes (see docs/decisions/0001-doors.md).
"""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from candour.kernel.sealing import keyfile

DEMONSTRATION_KEY = "demonstration-key-never-use-where-real-people-write"
"""Marks a secret that anybody can know. ``candour doctor`` refuses it on a public address."""


def home() -> Path:
    """The data directory: cluster, secrets, files. Never inside a served folder."""
    return Path(os.environ.get("CANDOUR_HOME", ".candour")).resolve()


def is_demonstration() -> bool:
    """Whether this is the demonstration office, with synthetic people whom anyone may sign in as."""
    return os.environ.get("CANDOUR_DEMONSTRATION", "") == "1"


def backup_keys_days() -> int:
    """For how many days the keys in a backup may be restored. Erasing is complete in backups that long after."""
    return int(os.environ.get("CANDOUR_BACKUP_KEYS_DAYS", "35"))


def first_port() -> int:
    """The public door's port; delivery and office follow it."""
    return int(os.environ.get("CANDOUR_PORT", "8000"))


def bound_to() -> str:
    """The address the doors listen on. Anything but this machine's own is for a reverse proxy that adds TLS."""
    return os.environ.get("CANDOUR_BIND", "127.0.0.1")


def addresses() -> dict[str, str]:
    """Where each door is reached from outside, without a slash at the end: ``CANDOUR_<DOOR>_ADDRESS``, else
    ``localhost`` and the ports. Passkeys belong to a host name, so this is never an IP address."""
    doors = ("public", "delivery", "office")
    return {
        door: os.environ.get(f"CANDOUR_{door.upper()}_ADDRESS", f"http://localhost:{first_port() + number}").rstrip("/")
        for number, door in enumerate(doors)
    }


def has_tls(door: str) -> bool:
    """Whether a door is reached over TLS, which a proxy before it adds."""
    return addresses()[door].startswith("https://")


def cookie_name(door: str, what: str) -> str:
    """What a door's cookie is called. Over TLS with ``__Host-``: no other host can then set it."""
    return f"{'__Host-' if has_tls(door) else ''}candour_{door}_{what}"


def proxy_header(door: str) -> tuple[str, str] | None:
    """The header by which the proxy before a door says that a request came over TLS; believed only where one is."""
    return ("HTTP_X_FORWARDED_PROTO", "https") if has_tls(door) else None


def hosts() -> list[str]:
    """The host names under which the doors answer: this machine's own, and those of ``addresses``."""
    own = ["localhost", "127.0.0.1"]
    return own + sorted({urlsplit(address).hostname or "" for address in addresses().values()} - {*own, ""})


def office_contact() -> dict[str, str]:
    """How the public reaches the office by other means than the site, as far as this installation was told."""
    kinds = ("email", "telephone", "relay", "post", "data_protection", "security", "bsl_relay", "bsl_video")
    told = {kind: os.environ.get(f"CANDOUR_CONTACT_{kind.upper()}", "").strip() for kind in kinds}
    return {kind: value for kind, value in told.items() if value}


def quick_exit() -> str:
    """Where the way out of the public form leads: a page about something else, which nobody is asked about."""
    return os.environ.get("CANDOUR_QUICK_EXIT", "https://www.bbc.co.uk/weather")


def mail_from() -> str:
    """Who mail is from: ``CANDOUR_MAIL_FROM``."""
    return os.environ.get("CANDOUR_MAIL_FROM", "office@candour.invalid")


def nudge_from() -> str:
    """Who the mail to a reporter is from: ``CANDOUR_NUDGE_FROM``, an address that should say nothing of the office."""
    told = os.environ.get("CANDOUR_NUDGE_FROM") or os.environ.get("CANDOUR_MAIL_FROM")
    return told or "messages@candour.invalid"


def documents() -> dict[str, Any]:
    """Django's storage for files, from ``CANDOUR_DOCUMENTS_URL``: ``s3://key:secret@host/bucket?region=eu-west-2`` (or
    ``s3+http://`` for one on this machine). Without it, files lie in ``CANDOUR_HOME/documents``. Either holds only
    ciphertext. Anything else raises ValueError."""
    url = os.environ.get("CANDOUR_DOCUMENTS_URL")
    if not url:
        folder = home() / "documents" / "kept"
        return {"BACKEND": "candour.kernel.documents.storage.Folder", "OPTIONS": {"location": str(folder)}}
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if parts.scheme not in {"s3", "s3+http"} or not parts.hostname or not bucket:
        raise ValueError("CANDOUR_DOCUMENTS_URL must be s3://key:secret@host/bucket?region=...")
    scheme = "http" if parts.scheme == "s3+http" else "https"
    options = {
        "bucket_name": bucket,
        "endpoint_url": f"{scheme}://{parts.netloc.rpartition('@')[2]}",
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "region_name": dict(parse_qsl(parts.query)).get("region"),
        "default_acl": None,
        "file_overwrite": True,  # the same address is the same content
        "querystring_auth": True,
        "max_memory_size": 64 * 2**20,  # what is read back stays in memory, never in a file beside it
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def arriving() -> Path:
    """Where files lie, encrypted, while they arrive; on the same disk as the files that are kept there."""
    return home() / "documents" / "arriving"


def clamd() -> str:
    """The scanner, from ``CANDOUR_CLAMD``: ``unix:/run/clamav/clamd.ctl`` or ``tcp:host:3310``; empty for none. Anything
    else raises ValueError: a mistyped scanner must not look like none."""
    told = os.environ.get("CANDOUR_CLAMD", "").strip()
    if told and not re.fullmatch(r"unix:/.+|tcp:[^:]+:\d{1,5}", told):
        raise ValueError("CANDOUR_CLAMD must be unix:/path/to/clamd.ctl or tcp:host:port")
    return told


def office_key_files() -> list[Path]:
    """The office's key files, ``CANDOUR_OFFICE_KEY``: the present one first; more than one, separated by colons, only
    while keys are changed. They belong outside ``CANDOUR_HOME`` (docs/operating/keys.md)."""
    return [Path(name) for name in os.environ.get("CANDOUR_OFFICE_KEY", "").split(":") if name]


def office_public_key() -> bytes:
    """The office's public key, which every door seals to: as the supervisor hands it over, else from the key file,
    else the demonstration's in the demonstration, else nothing. Raises KeyFileError for a file that cannot be used."""
    if told := os.environ.get("CANDOUR_OFFICE_PUBLIC_KEY"):
        return base64.b64decode(told)
    if files := office_key_files():
        return keyfile.read(files[0]).public
    return keyfile.demonstration(DEMONSTRATION_KEY).public if is_demonstration() else b""


def office_private_keys() -> tuple[bytes, ...]:
    """The office's private keys, the present one first: only for processes of the office, which the supervisor hands
    them to at their start."""
    if told := os.environ.get("CANDOUR_OFFICE_PRIVATE_KEYS"):
        return tuple(base64.b64decode(one) for one in told.split(","))
    if is_demonstration() and not office_key_files():
        return (keyfile.demonstration(DEMONSTRATION_KEY).private,)
    return ()


def ledger_name() -> str:
    """What the names of the ledger's trees begin with, ``CANDOUR_LEDGER_NAME``, else the public door's host. It is
    written into the signing key when that is made, and from then on the key's word counts."""
    return os.environ.get("CANDOUR_LEDGER_NAME") or urlsplit(addresses()["public"]).hostname or "localhost"


def ledger_signing_key(home: Path) -> Path:
    """The file with the keys that sign checkpoints, ``CANDOUR_LEDGER_SIGNING_KEY``: a line for each tree. Only the
    sequencer reads it."""
    return Path(os.environ.get("CANDOUR_LEDGER_SIGNING_KEY") or home / "secrets" / "ledger-signing-key")


def ledger_checkpoints() -> Path:
    """The folder in which the sequencer leaves the inner tree's checkpoints: ``CANDOUR_LEDGER_CHECKPOINTS``."""
    return Path(os.environ.get("CANDOUR_LEDGER_CHECKPOINTS") or home() / "ledger-checkpoints")


def ledger_holders() -> list[str]:
    """Who outside the office gets the day's checkpoint of the inner tree by mail: ``CANDOUR_LEDGER_HOLDERS``, addresses
    separated by commas."""
    return [one.strip() for one in os.environ.get("CANDOUR_LEDGER_HOLDERS", "").split(",") if one.strip()]


def ledger_closes_at() -> time:
    """When the ledger's day is closed, in London: ``CANDOUR_LEDGER_CLOSES_AT``, as ``03:00``. The demonstration closes it
    at once, so that there is something to see. Raises ValueError."""
    told = os.environ.get("CANDOUR_LEDGER_CLOSES_AT")
    return time.fromisoformat(told or ("00:00" if is_demonstration() else "03:00"))


def socket_directory() -> str:
    """Where the embedded PostgreSQL listens. A Unix socket's path may hold at most 107 bytes, so the
    supervisor may have chosen a shorter one and wrote it down.
    """
    told = os.environ.get("CANDOUR_DB_HOST")
    if told:
        return told
    noted = home() / "socket-directory"
    if noted.exists():
        return noted.read_text(encoding="utf-8").strip()
    return str(home() / "socket")


def secret(name: str, variable: str) -> str:
    """The secret handed over by the supervisor in ``variable``, else the file ``secrets/<name>``, else ''."""
    told = os.environ.get(variable)
    if told:
        return told
    path = home() / "secrets" / name
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


@dataclass(frozen=True)
class DatabaseAddress:
    """Where PostgreSQL is, without who asks."""

    host: str
    port: str
    name: str


def database_address() -> DatabaseAddress:
    """From ``DATABASE_URL`` (its user and password are ignored: each process logs in as its own role)."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return DatabaseAddress(socket_directory(), os.environ.get("CANDOUR_DB_PORT", "5432"), "candour")
    parts = urlsplit(url)
    named = parts.netloc.rpartition("@")[2]
    # A socket's folder is written with %2F, and its case matters; a host name's does not.
    host = unquote(named.partition(":")[0]) if "%2f" in named.lower() else parts.hostname or ""
    return DatabaseAddress(host, str(parts.port or 5432), parts.path.lstrip("/") or "candour")


def database(role: str, **options: Any) -> dict[str, Any]:
    """A Django database entry that logs in as ``role``."""
    address = database_address()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": address.host,
        "PORT": address.port,
        "NAME": address.name,
        "USER": role,
        "PASSWORD": secret(f"{role}.password", "CANDOUR_DB_PASSWORD"),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # The framework's cursors never prepare; what asks for it (the ledger's insert) may.
        "OPTIONS": {"application_name": role, "prepare_threshold": 5} | options,
    }
