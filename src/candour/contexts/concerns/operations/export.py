"""Taking a list of coded columns out of the office as a file: a grave act, with its reason, and on the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from candour.contexts.concerns.models import ConcernExport
from candour.contexts.concerns.queries import export, visible
from candour.contexts.concerns.queries.narrowing import Filters
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused


@dataclass(frozen=True)
class Taken:
    """What leaves: the names of the columns, and the rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@transaction.atomic
def take_out(
    *, filters: Filters, asked: Mapping[str, str], columns: Sequence[str], reason: str, actor: Actor, at: datetime
) -> Taken:
    """Read the rows that fit and record who took what, why and how many. ``asked`` are the filters as an address has them.

    Refuses other roles, a stale proof of identity, unknown columns, no reason, and more than ``export.MOST`` rows.
    """
    wanted = tuple(dict.fromkeys(("reference", *columns)))
    refusals = []
    if not actor.has(*visible.HANDLES_CONCERNS):
        refusals.append(Refusal("role", _("Only those who handle concerns may take a list out."), ""))
    if not actor.has_stepped_up(at):
        refusals.append(Refusal("step_up", _("It needs a fresh proof that it is you."), _("Confirm that it is you.")))
    if not reason.strip():
        refusals.append(Refusal("record.reason", _("Say what the file is for."), _("Write the reason.")))
    if strange := [name for name in wanted if name not in export.COLUMNS]:
        refusals.append(Refusal("export.column", _("There is no such column."), " ".join(strange)))
    if refusals:
        raise Refused(tuple(refusals))
    rows = export.rows(actor=actor, filters=filters, columns=wanted, on=localdate(at))
    if len(rows) > export.MOST:
        said = _("More than %(most)s concerns fit: a file that stopped there would be counted as if it were whole.")
        raise Refused((Refusal("export.most", said % {"most": f"{export.MOST:,}"}, _("Set more filters.")),))
    row = ConcernExport(
        person_id=actor.person_id,
        exported_at=at,
        reason=reason,
        filters=dict(asked),
        columns=list(wanted),
        rows=len(rows),
    )
    row.save(force_insert=True)
    codes: dict[str, str | int] = {f"column_{place:02d}": name for place, name in enumerate(wanted, start=1)}
    ledger.append(
        verb="concerns.list.export",
        subject=row.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"rows": len(rows), "filters": len(asked), **codes},
    )
    return Taken(wanted, rows)
