"""What of the transfers somebody wants to see, as an address says it. What cannot be read counts as not said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.queries import board
from candour.contexts.pathway.queries.board import Chosen
from candour.kernel.people.models import Organisation

NO_AREA = "none"
PERIODS: dict[str, tuple[str | Promise, int | None]] = {
    "90": (_("The last 90 days"), 90),
    "365": (_("The last 12 months"), 365),
    "all": (_("Everything"), None),
}
USUAL_PERIOD = "365"


def chosen(given: Mapping[str, str]) -> Chosen:
    """The filter that an address asks for."""
    arm, standing, area = given.get("arm", ""), given.get("standing", ""), given.get("area", "")
    return Chosen(
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        service=_id(given.get("service", "")),
        area=_id(area),
        no_area=area == NO_AREA,
        arm=arm if arm in codes.PilotArm.values else "",
        standing=standing if standing in board.BY_CODE else "",
    )


def since(period: str, on: date) -> date | None:
    """The first day of a period that ends today; None for everything."""
    days = PERIODS[period][1]
    return on - timedelta(days=days) if days is not None else None


def query(wanted: Chosen, **more: str) -> str:
    """The filter as the query of an address; empty where there is none."""
    said = {
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
        "service": str(wanted.service or ""),
        "area": NO_AREA if wanted.no_area else str(wanted.area or ""),
        "arm": wanted.arm,
        "standing": wanted.standing,
        **more,
    }
    return urlencode({name: value for name, value in said.items() if value})


def words(wanted: Chosen) -> list[str | Promise]:
    """The filter in words, for the top of a list. One query where it names a body."""
    bodies = [key for key in (wanted.service, wanted.area) if key]
    names = dict(Organisation.objects.filter(id__in=bodies).values_list("id", "name")) if bodies else {}
    found: list[str | Promise] = []
    if wanted.standing:
        found.append(board.BY_CODE[wanted.standing].label)
    found.extend(names[key] for key in bodies if key in names)
    if wanted.no_area:
        found.append(_("No area recorded"))
    if wanted.arm:
        found.append(codes.PilotArm(wanted.arm).label)
    if wanted.since:
        found.append(format_lazy(_("offered from {day}"), day=date_format(wanted.since, "j F Y")))
    if wanted.until:
        found.append(format_lazy(_("offered until {day}"), day=date_format(wanted.until, "j F Y")))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
