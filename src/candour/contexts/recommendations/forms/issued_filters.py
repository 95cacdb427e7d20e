"""What of the issued recommendations somebody wants to see, as an address says it. What cannot be read counts as not said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Report
from candour.contexts.recommendations.queries.issued import Chosen
from candour.kernel.people.models import Organisation
from candour.web.forms import OVERRIDES

LATE: tuple[tuple[str, str | Promise], ...] = (("yes", _("The body is late")), ("no", _("The body is not late")))
LONGEST = 200


def chosen(given: Any) -> Chosen:
    """The filter that an address asks for. ``given`` may name several standings."""
    named = given.getlist("standing") if hasattr(given, "getlist") else [given.get("standing", "")]
    text = OVERRIDES.sub("", given.get("q", "")).strip()[:LONGEST]
    late = given.get("late", "")
    return Chosen(
        text=text,
        report=_id(given.get("report", "")),
        body=_id(given.get("body", "")),
        standings=tuple(codes.Standing(one) for one in dict.fromkeys(named) if one in codes.Standing.values),
        late=late if late in dict(LATE) else "",
    )


def query(wanted: Chosen) -> str:
    """The filter as the query of an address; empty where there is none."""
    said: list[tuple[str, str]] = [
        ("q", wanted.text),
        ("report", str(wanted.report or "")),
        ("body", str(wanted.body or "")),
        *(("standing", one.value) for one in wanted.standings),
        ("late", wanted.late),
    ]
    return urlencode([(name, value) for name, value in said if value])


def words(wanted: Chosen, bodies: Mapping[UUID, Organisation], reports: Mapping[UUID, Report]) -> list[str | Promise]:
    """The filter in words, for the top of the list."""
    found: list[str | Promise] = []
    if wanted.text:
        found.append(format_lazy("“{text}”", text=wanted.text))
    if wanted.report:
        found.append(reports[wanted.report].title if wanted.report in reports else _("an unknown report"))
    if wanted.body:
        found.append(bodies[wanted.body].name if wanted.body in bodies else _("an unknown body"))
    found.extend(one.label for one in wanted.standings)
    if wanted.late:
        found.append(dict(LATE)[wanted.late])
    return found


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
