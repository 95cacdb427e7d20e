"""The monitoring board of transfers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from candour.contexts.pathway import codes
from candour.contexts.pathway.forms import transfer_filters
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.queries import board as queries
from candour.contexts.pathway.queries.board import Chosen, Line
from candour.kernel.doors import Door
from candour.web import pages, plots
from candour.web.entrance import entrance, roles

WATCHES = (basis.SUPERVISOR, *basis.PANEL)
DRAWN = 15
"""So many services are drawn; the table below has all of them."""


@entrance(doors=Door.DELIVERY, to=roles(*WATCHES))
@require_GET
def board(request: Any) -> HttpResponse:
    """What became of those who were passed to a service: drawn and as a table, by approach, service and area."""
    on = localdate(request.now)
    period = request.GET.get("period", "")
    period = period if period in transfer_filters.PERIODS else transfer_filters.USUAL_PERIOD
    arm = request.GET.get("arm", "")
    chosen = Chosen(since=transfer_filters.since(period, on), arm=arm if arm in codes.PilotArm.values else "")
    found = queries.board_for(request.actor, chosen, on=on)
    arms = {code: Line(code, label) for code, label in codes.PilotArm.choices} | {
        str(line.key): line for line in found.arms
    }
    shown = {
        "on": on,
        "period": period,
        "periods": [(code, label) for code, (label, _days) in transfer_filters.PERIODS.items()],
        "arm": chosen.arm,
        "arm_choices": codes.PilotArm.choices,
        "standings": queries.STANDINGS,
        "total": found.total,
        "arm_lines": _rows(list(arms.values()), chosen, "arm"),
        "service_lines": _rows(found.services, chosen, "service"),
        "area_lines": _rows(found.areas, chosen, "area"),
        "arm_plot": [_bar(line) for line in arms.values()],
        "service_plot": [_bar(line) for line in found.services[:DRAWN]],
        "drawn": DRAWN,
        "wide": True,
    }
    return pages.page(request, "pathway/transfers/board.html", shown)


def _rows(lines: list[Line], chosen: Chosen, by: str) -> list[dict[str, Any]]:
    """Each line with the address behind each of its numbers."""
    return [
        {
            "name": line.name,
            "offered": line.offered,
            "href": _address(_of(chosen, by, line.key)),
            "cells": [
                {
                    "standing": standing,
                    "count": line.counts[standing.code],
                    "href": _address(replace(_of(chosen, by, line.key), standing=standing.code)),
                }
                for standing in queries.STANDINGS
            ],
        }
        for line in lines
    ]


def _of(chosen: Chosen, by: str, key: Any) -> Chosen:
    if by == "area" and key is None:
        return replace(chosen, no_area=True)
    return replace(chosen, **{by: key})


def _address(chosen: Chosen) -> str:
    return f"/transfers/?{transfer_filters.query(chosen, whose='all')}"


def _bar(line: Line) -> plots.Bar:
    parts = [plots.Part(one.code, one.label, line.counts[one.code]) for one in queries.STANDINGS]
    return plots.bar(line.name, parts)
