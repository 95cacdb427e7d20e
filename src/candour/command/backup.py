"""``candour backup`` and ``candour restore``: plain tools, and a manifest that proves the rows are the same.

A backup is a folder: ``database.dump`` (pg_dump's custom format, which any PostgreSQL can read), ``keys.dump`` with the
tables of keys, which expires (``keydump``), ``files``, the blobs as they lie on the disk, which are ciphertext, and
``manifest.json`` with the number of rows and a digest of every table, taken in the same snapshot as the dumps, and a
digest of each file. It does not hold the secrets: a backup and the keys that belong to it are kept in different places.
Restoring makes the database anew, puts the files back, computes the digests again and verifies the ledger; any
difference is a failure.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.core.management import call_command
from django.db import transaction
from psycopg import sql

from candour.command import cluster, files, keydump, keys, roles
from candour.config import environment
from candour.contexts.concerns.operations import erasure
from candour.kernel.access import apply, schemas
from candour.kernel.documents import queries as documents
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as entries
from candour.kernel.ledger import queries as ledger
from candour.kernel.ledger import verification

FORMAT = 2
_OURS = "nspname not like 'pg\\_%%' and nspname <> 'information_schema'"
"""The schemas that are not PostgreSQL's own: ``public``, and one for the jobs of each door."""

_DUMP, _MANIFEST = "database.dump", "manifest.json"


class BackupError(Exception):
    """The backup or the restore was refused or failed. The message says what to do; nothing was half done."""


@dataclass(frozen=True)
class TableDigest:
    """How many rows a table has and a digest of all of them, whatever their order."""

    rows: int
    sha256: str


def back_up(*, folder: Path) -> int:
    """Write a backup into ``folder``, which must be new or empty."""
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty. A backup goes into a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    begun = time.monotonic()
    made_at = datetime.now(UTC)
    with _snapshot() as (connection, snapshot):
        apart = keydump.tables()
        _tool("pg_dump", roles.BACKUP, "--format=custom", f"--snapshot={snapshot}", "--no-owner",
              "--exclude-schema=pg_catalog", *(f"--exclude-schema={queue}" for queue in _queues()),
              *(f"--exclude-table-data=public.{name}" for name in apart), f"--file={folder / _DUMP}")  # fmt: skip
        # As statements: PostgreSQL copies into no table that has row security, and these have it before their rows.
        _tool("pg_dump", roles.BACKUP, "--format=custom", f"--snapshot={snapshot}", "--data-only", "--rows-per-insert=500",
              *(f"--table=public.{name}" for name in apart), f"--file={folder / keydump.KEYS}")  # fmt: skip
        tables = digests(connection)
        erased = _erased(connection)
        sequences = _sequences(connection)
        migrations = _migrations(connection)
    # After the snapshot: a file is there before its row is, so each row of the dump finds its file here.
    copied = files.copy_out(folder)
    manifest = {
        "format": FORMAT,
        "made_at": made_at.isoformat(timespec="seconds"),
        "dump_sha256": _sha256(folder / _DUMP),
        "keys": {
            "sha256": _sha256(folder / keydump.KEYS),
            "tables": apart,
            "expires_on": keydump.expires_on(made_at).isoformat(),
        },
        "erased": erased,
        "tables": {name: asdict(digest) for name, digest in tables.items()},
        "sequences": sequences,
        "migrations": migrations,
        "files": copied,
        "secrets": "not included: keep CANDOUR_HOME/secrets elsewhere",
    }
    (folder / _DUMP).chmod(0o600)
    (folder / keydump.KEYS).chmod(0o600)
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    rows = sum(digest.rows for digest in tables.values())
    print(files.said(copied))
    print(f"{rows} rows of {len(tables)} tables in {time.monotonic() - begun:.1f} s: {folder}")
    print(f"{keydump.KEYS} is good until {keydump.expires_on(made_at)}; then: candour backup prune {folder}")
    print(f"The secrets are not in it. Keep {environment.home() / 'secrets'} in another place.")
    return 0


def _queues() -> list[str]:
    """The schemas left out: jobs are made anew from the rows within a minute, and no mail is sent again from a copy."""
    return [queue.name for queue in schemas.declared()]


def restore(*, folder: Path, replace: bool, past_expiry: bool = False, erased_in: Sequence[Path] = ()) -> int:
    """Make the database from a backup and prove that it is the same; refuse to overwrite one that holds anything.

    What was erased after the backup was made is erased again: as far as the database that is replaced, or a later
    backup named in ``erased_in``, still says what that was.
    """
    manifest = _read_manifest(folder)
    try:
        keydump.judge(folder, manifest, today=datetime.now(UTC).date(), past_expiry=past_expiry)
    except keydump.KeysAreGone as error:
        raise BackupError(str(error)) from error
    if _sha256(folder / keydump.KEYS) != manifest["keys"]["sha256"]:
        raise BackupError(f"{folder / keydump.KEYS} was changed or cut short since the backup was made.")
    later = {one for other in erased_in for one in _read_manifest(other, whole=False)["erased"]}
    _refuse_while_running()
    begun = time.monotonic()
    with _connect(roles.OWNER) as connection:
        tables = _tables(connection)
        if tables and not replace:
            raise BackupError(
                f"The database already has {len(tables)} tables. Restore into a new CANDOUR_HOME, or say --replace "
                "to destroy what is there."
            )
        later.update(_erased(connection) if "public.concerns_erasure" in tables else [])
        for (name,) in connection.execute(f"select nspname from pg_namespace where {_OURS}", []).fetchall():
            connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(name)))
        connection.execute("create schema public")
        connection.execute("grant usage on schema public to public")
    (environment.home() / "up-to-date").unlink(missing_ok=True)
    _tool("pg_restore", roles.OWNER, "--no-owner", "--exit-on-error", "--single-transaction",
          f"--dbname={environment.database_address().name}", str(folder / _DUMP))  # fmt: skip
    _tool("pg_restore", roles.OWNER, "--data-only", "--enable-row-security", "--exit-on-error", "--single-transaction",
          f"--dbname={environment.database_address().name}", str(folder / keydump.KEYS))  # fmt: skip
    with _snapshot() as (connection, _):
        differences = compare(manifest, digests(connection), _sequences(connection))
    if differences:
        raise BackupError("The restored rows are not those of the backup:\n  " + "\n  ".join(differences))
    # A backup may be older than this software.
    call_command("migrate", verbosity=0, interactive=False)
    apply.apply()
    again = _note_and_erase(later, is_past=keydump.is_past(manifest, datetime.now(UTC).date()))
    found = ledger.verify()
    files.copy_in(folder, manifest.get("files", {}))
    if lost := list(documents.missing()):
        raise BackupError(f"{len(lost)} files that rows name are missing, the first of {lost[0][0]}: {lost[0][1]}")
    with _connect(roles.OWNER) as owner, owner.transaction():
        trees = verification.verify(owner.cursor())
    if faults := len(found.faults) + len(trees.faults):
        raise BackupError(f"The rows are those of the backup, but its ledger has {faults} faults.")
    print(
        f"Restored in {time.monotonic() - begun:.1f} s: {len(manifest['tables'])} tables equal to the backup of "
        f"{manifest['made_at']}, {found.entries} ledger entries verified."
    )
    if again:
        print(f"{again} concerns were erased again, which had been after the backup was made.")
    return 0


def _note_and_erase(concerns: Iterable[str], *, is_past: bool) -> int:
    """Erase again what was erased later, and leave an entry where keys past their date were restored."""
    at = datetime.now(UTC)
    with transaction.atomic():
        if is_past:
            entries.append(verb="command.restore.past_expiry", subject=uuid4(), actor=None, door=Door.OFFICE, at=at)
        return erasure.erase_again([UUID(one) for one in concerns], at=at)


def _erased(connection: psycopg.Connection) -> list[str]:
    """The concerns that were erased, by id: content-free, and worth keeping for the day of a restore."""
    query = (
        "select distinct concern_id::text from public.concerns_erasure"
        " where decided_by_id is not null and not is_refused order by 1"
    )
    return [one for (one,) in connection.execute(query)]


def digests(connection: psycopg.Connection) -> dict[str, TableDigest]:
    """Rows and digest of every table in the schema. Sorting is the server's, on disk if need be."""
    return {name: _digest(connection, name) for name in _tables(connection)}


def _digest(connection: psycopg.Connection, table: str) -> TableDigest:
    schema, name = table.split(".", 1)
    digest, rows = hashlib.sha256(), 0
    query = sql.SQL(
        "copy (select encode(sha256(convert_to(t::text, 'UTF8')), 'hex') from {} t order by 1) to stdout"
    ).format(sql.Identifier(schema, name))
    with connection.cursor() as cursor, cursor.copy(query) as copied:
        for block in copied:
            digest.update(block)
            rows += bytes(block).count(b"\n")
    return TableDigest(rows, digest.hexdigest())


def compare(manifest: dict[str, Any], tables: dict[str, TableDigest], sequences: dict[str, int]) -> list[str]:
    """Every difference between a manifest and what a database holds, in words; empty when they are the same."""
    wanted = {name: TableDigest(**fields) for name, fields in manifest["tables"].items()}
    differences = []
    for name in sorted(wanted.keys() | tables.keys()):
        before, after = wanted.get(name), tables.get(name)
        if before is None or after is None:
            differences.append(f"{name}: {'not in the backup' if before is None else 'missing'}")
        elif before.rows != after.rows:
            differences.append(f"{name}: {before.rows} rows in the backup, {after.rows} here")
        elif before != after:
            differences.append(f"{name}: {before.rows} rows in both, but not the same ones")
    if manifest["sequences"] != sequences:
        differences.append("a sequence stands elsewhere")
    return differences


def _read_manifest(folder: Path, *, whole: bool = True) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder} is not a backup: {error}") from error
    if manifest.get("format") != FORMAT:
        raise BackupError(f"{folder} was written in format {manifest.get('format')}; this software reads {FORMAT}.")
    if not whole:
        return manifest
    try:
        files.verify(folder, manifest.get("files", {}))
    except files.FilesError as error:
        raise BackupError(str(error)) from error
    if _sha256(folder / _DUMP) != manifest["dump_sha256"]:
        raise BackupError(f"{folder / _DUMP} was changed or cut short since the backup was made.")
    return manifest


def _refuse_while_running() -> None:
    noted = environment.home() / "run.json"
    if noted.exists() and Path(f"/proc/{json.loads(noted.read_text(encoding='utf-8'))['supervisor']}").exists():
        raise BackupError("The office is running. Stop `candour run` first.")


@contextmanager
def _snapshot() -> Iterator[tuple[psycopg.Connection, str]]:
    """One moment of the database, for the dump and the digests alike."""
    with _connect(roles.BACKUP) as connection:
        connection.execute("begin isolation level repeatable read read only")
        # The text of a row, which is hashed, depends on these.
        connection.execute("set local timezone = 'UTC'; set local datestyle = 'ISO'; set local extra_float_digits = 1")
        connection.execute("set local bytea_output = 'hex'; set local intervalstyle = 'postgres'")
        (name,) = connection.execute("select pg_export_snapshot()").fetchone() or ("",)
        yield connection, name
        connection.execute("rollback")


def _tables(connection: psycopg.Connection) -> list[str]:
    query = (
        f"select nspname || '.' || relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where {_OURS}"
        " and nspname <> all(%s) and relkind in ('r', 'p') order by 1"
    )
    return [name for (name,) in connection.execute(query, [_queues()])]


def _sequences(connection: psycopg.Connection) -> dict[str, int]:
    query = (
        "select schemaname || '.' || sequencename, coalesce(last_value, 0) from pg_sequences"
        " where schemaname <> all(%s) order by 1"
    )
    return dict(connection.execute(query, [_queues()]).fetchall())


def _migrations(connection: psycopg.Connection) -> list[str]:
    return [
        f"{app}.{name}"
        for app, name in connection.execute("select app, name from public.django_migrations order by 1, 2")
    ]


def _connect(role: str) -> psycopg.Connection:
    address = environment.database_address()
    return psycopg.connect(
        host=address.host, port=address.port, dbname=address.name, user=role,
        password=keys.password(environment.home(), role), autocommit=True,
    )  # fmt: skip


def _tool(name: str, role: str, *arguments: str) -> None:
    address = environment.database_address()
    told = {
        "PGHOST": address.host,
        "PGPORT": address.port,
        "PGUSER": role,
        "PGDATABASE": address.name,
        "PGPASSWORD": keys.password(environment.home(), role),
        "PATH": os.environ.get("PATH", ""),
    }
    done = subprocess.run([cluster.program(name), *arguments], env=told, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BackupError(f"{name} failed:\n{done.stderr.strip()}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
