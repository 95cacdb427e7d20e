"""The columns that may leave the office as a file, and their rows: coded fields and days, never what somebody wrote.

There is no column for a narrative, a reporter, a message, a rationale or anybody's name, and none for the language as it
was typed: whoever adds one here decides that a file of it may lie on a desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.queries import narrowing, visible
from candour.contexts.concerns.queries.narrowing import Filters
from candour.kernel.people.actor import Actor

MOST = 20_000
"""Rows of one file. Whoever needs more narrows, or asks for statistics: a file that stopped silently would be counted."""

_TERMS = """(select string_agg(t.code, ' ' order by t.code) from concerns_concerncode k
     join concerns_taxonomyterm t on t.id = k.term_id
    where k.concern_id = c.id and k.removed_on is null and t.axis = '{axis}')"""

COLUMNS: dict[str, tuple[str, Promise]] = {
    "reference": ("c.reference", _("Reference")),
    "kind": ("c.kind", _("Kind")),
    "sector": ("c.sector", _("Sector")),
    "stage": ("c.stage", _("Stage")),
    "nation": ("c.nation", _("Nation")),
    "region": ("c.region", _("Region")),
    "level": ("c.level", _("Name given or not")),
    "channel": ("c.channel", _("How it came")),
    "other_language": (
        "case when c.language = '' then 'no' else 'yes' end",
        _("Another language asked for: yes or no"),
    ),
    "state": ("c.state", _("State")),
    "agreement": ("c.agreement", _("Whether the body may be told")),
    "close_reason": ("c.close_reason", _("Why it was closed")),
    "received_on": ("c.received_on", _("Day on which it came")),
    "next_due_on": ("c.next_due_on", _("Next time limit")),
    "unanswered_since": ("c.unanswered_since", _("Day since which our message has no answer")),
    "assigned": ("case when c.assigned_to_id is null then 'no' else 'yes' end", _("Somebody works on it: yes or no")),
    "issues": (_TERMS.format(axis="issue"), _("Issues, by code")),
    "harms": (_TERMS.format(axis="harm"), _("Harm, by code")),
    "objectives": (_TERMS.format(axis="objective"), _("Objective, by code")),
}
"""Name → where it is read, and what it is. ``reference`` is always the first column of a file."""


def rows(*, actor: Actor, filters: Filters, columns: Sequence[str], on: date) -> list[tuple[Any, ...]]:
    """The rows of these columns, the oldest first; one more than ``MOST`` when there are too many. One statement.

    Raises KeyError for a column that there is none of.
    """
    if not actor.has(*visible.HANDLES_CONCERNS):
        return []
    read = ", ".join(COLUMNS[name][0] for name in columns)
    narrowed, values = narrowing.conditions(actor, filters, on)
    where = " and ".join([narrowing.NOT_EXCLUDED, *narrowed])
    sql = f"select {read} from concerns_concern c where {where} order by c.received_on, c.id limit %(most)s"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"me": actor.person_id, "most": MOST + 1, **values})
        return list(cursor.fetchall())
