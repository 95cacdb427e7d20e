"""What the public site shows of the procedures, in the version in force today, and of the public ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import psycopg
from django.db import connection

from candour.kernel.ledger import export, sequencing
from candour.kernel.ledger import verifier as stand_alone
from candour.kernel.ledger.log import PUBLIC, Cursor, NotStored
from candour.kernel.ledger.models import PublicCheckpoint, PublicLeaf
from candour.kernel.notifications import holders
from candour.kernel.procedures import drawing, registry
from candour.kernel.procedures.requirements import role_words
from candour.kernel.procedures.table import Procedure, Step


@dataclass(frozen=True)
class ShownStep:
    """One step as the page prints it: who, from where to where, under which conditions, on what basis."""

    label: str
    by: tuple[str, ...]
    source: tuple[str, ...]
    target: str
    needs: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class ShownProcedure:
    """One procedure as the page prints it. ``slug`` names it in addresses."""

    slug: str
    label: str
    version: int
    in_force_from: date
    states: tuple[tuple[str, str, bool], ...]
    """Label, what it means to the person outside, whether it is an end."""
    steps: tuple[ShownStep, ...]
    picture_in_words: str


def procedures_in_force(on: date) -> tuple[ShownProcedure, ...]:
    """Every procedure in force on a day, each in its newest version, in the order of their names."""
    newest = {known.name: known for known in registry.every() if known.in_force.covers(on)}
    return tuple(_shown(procedure) for procedure in newest.values())


def procedure_by_slug(slug: str, on: date) -> Procedure | None:
    """The procedure of this address in force on a day, or None."""
    for procedure in registry.every():
        if _slug(procedure) == slug:
            return registry.in_force(procedure.name, on)
    return None


def _shown(procedure: Procedure) -> ShownProcedure:
    return ShownProcedure(
        slug=_slug(procedure),
        label=str(procedure.label or procedure.name),
        version=procedure.version,
        in_force_from=procedure.in_force.start,
        states=tuple((str(state.label), str(state.plain), state.is_end) for state in procedure.states),
        steps=tuple(_step(procedure, step) for step in procedure.steps),
        picture_in_words=drawing.description(procedure),
    )


def _step(procedure: Procedure, step: Step) -> ShownStep:
    return ShownStep(
        label=str(step.label),
        by=tuple(str(role_words(code)) for code in step.by),
        source=_labels(procedure, step.source),
        target=str(procedure.state(step.target).label) if step.target else "",
        needs=tuple(str(requirement.sentence) for requirement in step.requires),
        basis=str(step.basis),
    )


def _labels(procedure: Procedure, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(procedure.state(name).label) for name in names)


def _slug(procedure: Procedure) -> str:
    return procedure.name.replace(".", "-").replace("_", "-")


DIGEST = re.compile(r"[0-9a-f]{64}\Z")
DAYS_SHOWN = 7


@dataclass(frozen=True)
class ShownLedger:
    """The public ledger as its page prints it: what was signed last, with which key, and the days before."""

    size: int
    note: str
    key: str
    signed_at: datetime
    days: tuple[tuple[date, str], ...]
    """The last days and the root of the inner tree on each, newest first."""


def public_ledger() -> ShownLedger | None:
    """What there is; None before anything was signed."""
    last = PublicCheckpoint.objects.order_by("-size").first()
    if last is None:
        return None
    daily = PublicLeaf.objects.filter(kind=sequencing.DAILY_ROOT).order_by("-on_date")[:DAYS_SHOWN]
    days = tuple((leaf.on_date, leaf.digest) for leaf in daily)
    return ShownLedger(last.size, last.note, last.key, last.signed_at, days)


def holders_are_written_to() -> bool:
    """Whether the inner tree's checkpoints really go to somebody outside."""
    return holders.were_written()


def published(digest: str) -> PublicLeaf | None:
    """What was published under this digest, first; None when nothing was, or when it is no digest."""
    if not DIGEST.match(digest):
        return None
    return PublicLeaf.objects.filter(digest=digest).order_by("position").first()


def ledger_export() -> bytes | None:
    """The public tree for anybody to check; None before anything was signed."""
    try:
        return b"".join(export.export(_cursor(), PUBLIC))
    except export.NothingSigned:
        return None


def ledger_proof(digest: str) -> str | None:
    """The proof that what has this digest is in the ledger; None when it is not, or not yet."""
    leaf = published(digest)
    if leaf is None:
        return None
    try:
        return export.inclusion(_cursor(), PUBLIC, leaf.position, bytes(leaf.leaf))
    except (export.NothingSigned, NotStored):
        return None


def ledger_consistency(size: int) -> str | None:
    """The proof that the ledger continues the checkpoint of so many leaves; None where none was signed."""
    try:
        return export.consistency(_cursor(), PUBLIC, size)
    except (export.NothingSigned, NotStored):
        return None


def ledger_verifier() -> bytes:
    """The program that checks an export, as strangers run it."""
    return Path(stand_alone.__file__).read_bytes()


def _cursor() -> Cursor:
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)
