"""The command line: what each word means, what must stand before it runs, and which module does it."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from candour.command import cluster, keys, supervisor
from candour.config import environment, outside

_EPILOGUE = """\
environment:
  CANDOUR_HOME            the data directory (default: .candour in the present folder)
  CANDOUR_PORT            the public door's port (default: 8000); delivery and office follow it
  CANDOUR_BIND            the address the doors listen on (default: 127.0.0.1)
  CANDOUR_DEMONSTRATION   1: synthetic people, whom anybody may sign in as
  DATABASE_URL            a PostgreSQL of your own, 17 or later (default: the embedded one, in CANDOUR_HOME)
  CANDOUR_OFFICE_KEY      the office's key file, kept outside CANDOUR_HOME (see candour keys --help)
  CANDOUR_BACKUP_KEYS_DAYS  how long the keys in a backup may be restored (default: 35)
  PG_BINDIR               the folder of PostgreSQL's programs, if not those that came with Candour
  and more: docs/operating/configuration.md has every setting in one table

exit status: 0 well, 1 something is wrong, 2 the command was not understood
"""


class Needs(Enum):
    """What must stand before a command runs."""

    NOTHING = "nothing"
    CODE = "the applications, without a database"
    OFFICE = "a database that is there already"
    DATABASE = "a database, made if it is not there"


@dataclass(frozen=True)
class Does:
    """What a command calls: a function by name, because its module may need Django, which is set up only then."""

    module: str
    function: str
    takes: tuple[str, ...] = ()
    needs: Needs = Needs.DATABASE


def _say_error(message: object) -> int:
    print(f"candour: {message}", file=sys.stderr)
    return 1


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. An expected failure is one clear message, never a traceback."""
    parser = build()
    told = parser.parse_args(_joined(sys.argv[1:] if words is None else words))
    does: Does | None = getattr(told, "does", None)
    if does is None:
        (getattr(told, "group", None) or parser).print_help()
        return 2
    try:
        return _carry_out(does, {name: getattr(told, name) for name in does.takes})
    except (cluster.ClusterError, supervisor.CannotRun) as error:
        return _say_error(error)
    except KeyboardInterrupt:
        return 130


def _joined(words: Sequence[str]) -> list[str]:
    """``backup prune`` is one command in two words, beside ``backup FOLDER``."""
    if list(words[:2]) == ["backup", "prune"]:
        return ["backup prune", *words[2:]]
    return list(words)


def _carry_out(does: Does, arguments: dict[str, Any]) -> int:
    if does.needs is Needs.NOTHING:
        return _call(does, arguments)
    home = environment.home()
    os.environ["CANDOUR_HOME"] = str(home)
    embedded = cluster.Cluster(home)
    if does.needs is Needs.CODE or os.environ.get("DATABASE_URL"):
        return _with_applications(does, arguments)
    if does.needs is Needs.OFFICE and not embedded.exists():
        return _say_error(f"There is no office in {home}. Make one with `candour run` or `candour migrate`.")
    with embedded.running():
        if does.needs is Needs.DATABASE and not (home / "up-to-date").exists():
            embedded.prepare()
        return _with_applications(does, arguments)


def _with_applications(does: Does, arguments: dict[str, Any]) -> int:
    # Imported only now: the settings read where the database is, which is known once it runs.
    os.environ["DJANGO_SETTINGS_MODULE"] = "candour.config.settings.owner"
    try:
        importlib.import_module("django").setup()
    except outside.Misconfigured as error:
        return _say_error(error)
    connections = importlib.import_module("django.db").connections
    away = (importlib.import_module("django.db").OperationalError, importlib.import_module("psycopg").OperationalError)
    refused = importlib.import_module("candour.command.backup").BackupError
    try:
        return _call(does, arguments)
    except refused as error:
        return _say_error(error)
    except away as error:
        return _say_error(f"The database does not do as asked: {str(error).strip()}")
    finally:
        connections.close_all()


def _call(does: Does, arguments: dict[str, Any]) -> int:
    function: Callable[..., int] = getattr(importlib.import_module(does.module), does.function)
    return function(**arguments)


def init_secrets() -> int:
    """Make the secrets that are missing."""
    made = keys.ensure(environment.home())
    print("\n".join(f"made {name}" for name in made) if made else "All secrets are there already.")
    return 0


def _add(under: Any, name: str, about: str, does: Does | None, **more: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = under.add_parser(
        name, help=about, description=about[0].upper() + about[1:] + ".", **more
    )
    parser.set_defaults(does=does)
    return parser


def _group(under: Any, name: str, about: str) -> Any:
    parser = _add(under, name, about, None)
    parser.set_defaults(group=parser)
    return parser.add_subparsers(title="commands", metavar="")


def _add_keys(words: Any) -> None:
    office_keys = _group(words, "keys", "the office's key, to which everything that people write is sealed")
    does = "candour.command.officekeys"
    create = _add(office_keys, "create", "make a new key in a new file",
                  Does(does, "create", ("file", "of", "passphrase_file", "without_passphrase"), Needs.CODE))  # fmt: skip
    create.add_argument("file", type=Path)
    create.add_argument("--from", dest="of", type=Path, metavar="FILE", help="the same key with another passphrase")
    create.add_argument("--passphrase-file", type=Path, metavar="FILE", help="read the new passphrase from here")
    create.add_argument("--without-passphrase", action="store_true", help="where the file itself is well guarded")
    shown = _add(office_keys, "show", "say which key a file holds", Does(does, "show", ("file",), Needs.CODE))
    shown.add_argument("file", type=Path)
    _add(office_keys, "rotate", "seal everything to the first of the keys in CANDOUR_OFFICE_KEY=NEW:OLD",
         Does(does, "rotate", needs=Needs.OFFICE))  # fmt: skip
    escrow = _add(office_keys, "escrow", "write shares of a key, of which some make it again",
                  Does(does, "escrow", ("file", "into", "shares", "needed"), Needs.CODE))  # fmt: skip
    escrow.add_argument("file", type=Path)
    escrow.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    escrow.add_argument("--shares", type=int, default=3)
    escrow.add_argument("--needed", type=int, default=2)
    recover = _add(office_keys, "recover", "make a key again from its shares",
                   Does(does, "recover", ("file", "shares", "passphrase_file"), Needs.CODE))  # fmt: skip
    recover.add_argument("file", type=Path)
    recover.add_argument("shares", type=Path, nargs="+")
    recover.add_argument("--passphrase-file", type=Path, metavar="FILE", help="read the new passphrase from here")
    _add_sides(office_keys)


def _add_sides(office_keys: Any) -> None:
    """The keys of the two sides that together open a sealed identity."""
    does, sides = "candour.command.ceremony", ("officers", "deputies")
    held = _add(office_keys, "ceremony", "make the key of one side of sealed identities, on a machine without network",
                Does(does, "hold", ("side", "holders", "into"), Needs.CODE))  # fmt: skip
    held.add_argument("side", choices=sides)
    held.add_argument("--holder", dest="holders", action="append", required=True, metavar="ADDRESS")
    held.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    adopt = _add(office_keys, "adopt", "take a side's key into use", Does(does, "adopt", ("file",), Needs.OFFICE))
    adopt.add_argument("file", type=Path)
    tried = _add(office_keys, "rehearse", "try the shares or a secret of a side's key",
                 Does(does, "rehearse", ("file", "shares", "email", "secret"), Needs.CODE))  # fmt: skip
    tried.add_argument("file", type=Path)
    tried.add_argument("--share", dest="shares", type=Path, action="append", default=[], metavar="FILE")
    tried.add_argument("--holder", dest="email", default="", metavar="ADDRESS")
    tried.add_argument("--secret", type=Path, metavar="FILE")
    let_in = _add(office_keys, "let-in", "let somebody hold a side's key, with two shares",
                  Does(does, "let_in", ("side", "email", "shares"), Needs.OFFICE))  # fmt: skip
    moved = _add(office_keys, "move", "seal a side's halves to its present key, with two shares of the earlier one",
                 Does(does, "move", ("side", "shares"), Needs.OFFICE))  # fmt: skip
    for parser in (let_in, moved):
        parser.add_argument("side", choices=sides)
        parser.add_argument("--share", dest="shares", type=Path, action="append", required=True, metavar="FILE")
    let_in.add_argument("email", metavar="ADDRESS")


def _add_ledger(ledger: Any) -> None:
    does = "candour.command.ledger"
    verify = _add(ledger, "verify", "recompute every entry, both trees and every checkpoint",
                  Does(does, "verify", ("checkpoint", "key"), Needs.OFFICE))  # fmt: skip
    verify.add_argument("--checkpoint", type=Path, action="append", default=[], metavar="FILE",
                        help="one that was kept elsewhere, of either tree; may be repeated")  # fmt: skip
    verify.add_argument("--key", action="append", default=[],
                        help="a public key kept from before, to trust instead of those in the database")  # fmt: skip
    export = _add(ledger, "export", "write a tree into a file that verify_ledger.py checks without Candour",
                  Does(does, "export", ("file", "inner", "hashes_only"), Needs.OFFICE))  # fmt: skip
    export.add_argument("file", type=Path)
    export.add_argument("--inner", action="store_true", help="the tree of every entry, for the auditor and the holders")
    export.add_argument("--hashes-only", action="store_true", help="with --inner: without what the entries say")
    prove = _add(ledger, "prove", "print the proof that something is in a tree, or that a tree continues an older one",
                 Does(does, "prove", ("entry", "digest", "since", "inner"), Needs.OFFICE))  # fmt: skip
    about = prove.add_mutually_exclusive_group(required=True)
    about.add_argument("--entry", type=UUID, metavar="ID", help="an entry of the ledger, in the inner tree")
    about.add_argument("--digest", help="something published, by its SHA-256, in the public tree")
    about.add_argument("--since", type=int, metavar="LEAVES", help="the checkpoint of so many leaves")
    prove.add_argument("--inner", action="store_true", help="with --since: of the inner tree")


def build() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="candour",
        description="The working system of an independent oversight office.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    words = parser.add_subparsers(title="commands", metavar="")
    here = "candour.command."

    run = _add(
        words, "run", "run the office in the foreground: database, three doors, workers",
        Does(f"{here}supervisor", "run", ("demonstration",), Needs.NOTHING),
    )  # fmt: skip
    run.add_argument("--demonstration", action="store_true", help="with synthetic people and cases")

    _add(words, "migrate", "bring tables, grants and row policies to what the code declares",
         Does(f"{here}database", "migrate"))  # fmt: skip
    demo = _add(words, "demo", "load the demonstration's synthetic people and cases",
                Does(f"{here}demonstration", "load", ("once",)))  # fmt: skip
    demo.add_argument("--once", action="store_true", help="do nothing if they are loaded already")
    migrations = _add(
        words,
        "migrations",
        "write the migrations that the models ask for",
        Does(f"{here}database", "migrations", ("check",)),
    )
    migrations.add_argument("--check", action="store_true", help="write nothing; fail if one is missing")
    _add(
        words,
        "doctor",
        "say what is misconfigured and how to mend it",
        Does(f"{here}doctor", "examine", needs=Needs.OFFICE),
    )

    access = _group(words, "access", "grants and row policies")
    _add(access, "apply", "bring the database to what the models declare", Does(f"{here}database", "apply_access"))
    _add(
        access,
        "check",
        "say where the database differs from it",
        Does(f"{here}database", "check_access", needs=Needs.OFFICE),
    )

    ledger = _group(words, "ledger", "the record of what was done")
    _add_ledger(ledger)

    backup = _add(words, "backup", "write a backup, without the secrets, into a new folder",
                  Does(f"{here}backup", "back_up", ("folder",), Needs.OFFICE))  # fmt: skip
    backup.add_argument("folder", type=Path)
    restore = _add(words, "restore", "make the database from a backup and prove that it is the same",
                   Does(f"{here}backup", "restore", ("folder", "replace", "past_expiry", "erased_in")))  # fmt: skip
    restore.add_argument("folder", type=Path)
    restore.add_argument("--replace", action="store_true", help="destroy what the database holds now")
    restore.add_argument("--past-expiry", action="store_true", help="although its keys are past their date; recorded")
    restore.add_argument("--erased-in", type=Path, nargs="+", default=[], metavar="FOLDER",
                         help="later backups: what they say was erased is erased again")  # fmt: skip
    prune = _add(words, "backup prune", "destroy the keys of backups that are past their date",
                 Does(f"{here}keydump", "prune", ("folders",), Needs.CODE))  # fmt: skip
    prune.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")

    database = _group(words, "database", "roles, revocations and a prompt")
    prepare = _add(database, "prepare", "make the roles and the database, and take away what would leak",
                   Does(f"{here}database", "prepare", ("superuser",)))  # fmt: skip
    prepare.add_argument("--superuser", metavar="ADDRESS", help="log in with this when DATABASE_URL is set")
    prompt = _add(
        database, "psql", "open PostgreSQL's prompt", Does(f"{here}database", "prompt", ("role",), Needs.OFFICE)
    )
    prompt.add_argument("--as", dest="role", default="candour_owner", metavar="ROLE")

    secrets = _group(words, "secrets", "passwords and keys of this installation")
    _add(secrets, "init", "make those that are missing", Does(f"{here}line", "init_secrets", needs=Needs.NOTHING))

    _add_keys(words)

    search = _group(words, "search", "the index of what people wrote")
    _add(search, "rebuild", "make the index anew, under a new key: when that may be known, or words are counted otherwise",
         Does(f"{here}search", "rebuild", needs=Needs.OFFICE))  # fmt: skip

    people = _group(words, "people", "who may sign in")
    first = _add(
        people,
        "first-administrator",
        "make the first system administrator and print the link that enrols them",
        Does(f"{here}people", "first_administrator", ("name", "email")),
    )
    first.add_argument("--name", required=True)
    first.add_argument("--email", required=True)

    mail = _group(words, "mail", "how mail leaves")
    tried = _add(mail, "test", "send one mail that says nothing, and say what happened step by step",
                 Does(f"{here}mail", "test", ("address",), Needs.CODE))  # fmt: skip
    tried.add_argument("address", metavar="ADDRESS")

    docs = _add(
        words, "docs", "write docs/generated from the code", Does(f"{here}docs", "write", ("check",), Needs.CODE)
    )
    docs.add_argument("--check", action="store_true", help="write nothing; fail if they are out of date")
    translate = _add(words, "translate", "bring the Welsh texts to what the code says, and say which are missing",
                     Does(f"{here}translation", "write", ("check",), Needs.CODE))  # fmt: skip
    translate.add_argument("--check", action="store_true", help="write nothing; fail if one is missing or stale")
    return parser
