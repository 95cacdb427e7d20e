"""The Commissioner's view over everything that was asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from candour.contexts.recommendations.queries import following as queries
from candour.contexts.recommendations.queries import issued, letters, next_up
from candour.kernel.doors import Door
from candour.web import due, pages, plots
from candour.web.entrance import entrance, roles

DRAWN = 12
"""So many bodies are drawn; the table below has more of them."""
LISTED = 60
"""So many bodies have a line of their own; the others stand together in one, and each can be chosen above."""
PERIODS = {"365": (_("The last 12 months"), 365), "90": (_("The last 90 days"), 90), "all": (_("Everything"), 36_500)}
USUAL = "365"


@entrance(doors=Door.OFFICE, to=roles(*issued.READERS))
@require_GET
def view(request: Any) -> HttpResponse:
    """What is late, what was claimed, what is promised, and how far claims and verdicts lie apart."""
    on = localdate(request.now)
    body = _body(request.GET.get("body", ""))
    period = request.GET.get("period", "")
    period = period if period in PERIODS else USUAL
    rows = queries.board(on=on, body=body)
    late = queries.late(on=on, body=body)
    whole, drifts = queries.drift(on=on, since=on - timedelta(days=PERIODS[period][1]), body=body)
    bodies = rows if body is None else queries.board(on=on)
    shown = {
        "on": on,
        "month": date_format(on, "F Y"),
        "body": str(body or ""),
        "bodies": sorted(((row.key, row.name) for row in bodies), key=lambda one: one[1]),
        "period": period,
        "periods": [(code, label) for code, (label, _days) in PERIODS.items()],
        "places": queries.PLACES,
        "rows": [_row(row) for row in rows[:LISTED]],
        "others": _together(rows[LISTED:]),
        "others_many": len(rows[LISTED:]),
        "board_plot": [_bar(row) for row in rows[:DRAWN]],
        "late": late,
        "holders": [_holder(row, late) for row in late.holders[:LISTED]],
        "holders_many": len(late.holders[LISTED:]),
        "late_plot": [_late_bar(row) for row in late.holders[:DRAWN]],
        "late_parts": LATE_PARTS,
        "office": queries.OFFICE,
        "office_name": letters.office(),
        "unlooked": queries.unlooked(on=on, body=body),
        "deliveries": queries.deliveries(on=on, body=body),
        "tasks": queries.tasks(on=on, body=body),
        "whole": whole,
        "drifts": drifts[:LISTED],
        "drifts_many": len(drifts[LISTED:]),
        "drift_parts": [plots.Part(code, label, 0) for code, label in queries.OUTCOMES],
        "drift_plot": [_drift_bar(row) for row in ([whole] if whole and not body else []) + drifts[:DRAWN]],
        "drawn": DRAWN,
        "shown": queries.SHOWN,
        "due_words": due.words,
        "wide": True,
    }
    return pages.page(request, "recommendations/office/following.html", shown)


LATE_PARTS = (
    plots.Part("unanswered", _("Response"), 0),
    plots.Part("overdue", _("Delivery"), 0),
    plots.Part("unlooked", _("Verdict"), 0),
    plots.Part("awaiting", _("Decision on more time"), 0),
    plots.Part("refused", _("Decision what follows"), 0),
)
_LATE_CODES = ("recommendations.response", "delivery", *next_up.OURS)


def _row(row: queries.Row) -> dict[str, Any]:
    """A body with the address behind each of its numbers."""
    return {
        "name": row.name,
        "total": row.total,
        "href": _address(row.key),
        "cells": [
            {"place": place, "count": row.counts[place.code], "href": _address(row.key, place)}
            for place in queries.PLACES
        ],
    }


def _together(rows: list[queries.Row]) -> list[int]:
    """The numbers of bodies without a line of their own: all of them, then by place."""
    return [sum(row.total for row in rows), *(sum(row.counts[place.code] for row in rows) for place in queries.PLACES)]


def _address(body: UUID, place: queries.Place | None = None) -> str:
    said: list[tuple[str, str]] = [("body", str(body))]
    if place is not None:
        said += [("standing", standing.value) for standing in place.standings]
        said += [("late", place.late)] if place.late else []
    return f"/recommendations/?{urlencode(said)}"


def _bar(row: queries.Row) -> plots.Bar:
    return plots.bar(row.name, [plots.Part(one.code, one.label, row.counts[one.code]) for one in queries.PLACES])


def _name(row: queries.Row) -> str:
    return letters.office() if row.key == queries.OFFICE else row.name


def _late_bar(row: queries.Row) -> plots.Bar:
    parts = zip(LATE_PARTS, _LATE_CODES, strict=True)
    return plots.bar(_name(row), [plots.Part(part.code, part.label, row.counts[code]) for part, code in parts])


def _holder(row: queries.Row, late: queries.Late) -> dict[str, Any]:
    return {
        "name": _name(row),
        "total": row.total,
        "since": late.oldest[row.key],
        "counts": [row.counts[code] for code in _LATE_CODES],
    }


def _drift_bar(row: queries.Drift) -> plots.Bar:
    counts = {"verified": row.verified, "not_verified": row.not_verified, "unlooked": row.unlooked}
    parts = [plots.Part(code, label, counts[code]) for code, label in queries.OUTCOMES]
    return plots.bar(row.name or _("All bodies"), parts)


def _body(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
