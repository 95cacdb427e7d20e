"""The filters of the inbox, read from its address. What is not one of the answers narrows nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from candour.contexts.concerns import codes, procedure
from candour.contexts.concerns.queries import narrowing
from candour.contexts.concerns.queries.narrowing import Filters
from candour.kernel.people.roles import Nation

WAITING_DAYS = ("7", "14", "28")
"""For how many days a reporter may be asked not to have answered."""

_FIXED: dict[str, frozenset[str]] = {
    "state": frozenset({"all", *(state.name for state in procedure.concern.CONCERN.states)}),
    "kind": frozenset(codes.Kind.values),
    "sector": frozenset(codes.Sector.values),
    "stage": frozenset(codes.Stage.values),
    "nation": frozenset(Nation.values),
    "region": frozenset(codes.Region.values),
    "level": frozenset(codes.Level.values),
    "due": frozenset({"late", "week"}),
    "waiting": frozenset({"any", "paused", *WAITING_DAYS}),
    "order": frozenset({narrowing.NEWEST, narrowing.OLDEST}),
}
_DAYS = {"received_from": "from", "received_to": "to"}
"""Field → its short name in the address."""
_TERM = re.compile(r"[a-z_]{1,40}")
_LANGUAGE_MOST = 40


def read(given: Mapping[str, str]) -> Filters:
    """The filters that an address asks for."""
    chosen = {name: given.get(name, "") for name, values in _FIXED.items() if given.get(name, "") in values}
    days = {name: _day(given.get(short, "")) for name, short in _DAYS.items()}
    term, language = given.get("term", ""), " ".join(given.get("language", "").split())
    return Filters(
        **chosen,
        **days,
        term=term if _TERM.fullmatch(term) else "",
        language=language if len(language) <= _LANGUAGE_MOST and language.isprintable() else "",
        assigned=_assigned(given.get("assigned", "")),
        campaign=_id(given.get("campaign", "")),
        unread=given.get("unread") == "yes",
    )


def address(filters: Filters) -> dict[str, str]:
    """The parts of the address that ask for these filters."""
    named = {name: getattr(filters, name) for name in (*_FIXED, "term", "language", "assigned", "campaign")}
    named |= {short: getattr(filters, name) for name, short in _DAYS.items()}
    return {name: value for name, value in named.items() if value} | ({"unread": "yes"} if filters.unread else {})


def without(filters: Filters, short: str) -> Filters:
    """The same without one part of the address."""
    name = next((known for known, part in _DAYS.items() if part == short), short)
    return replace(filters, **{name: False if name == "unread" else ""})  # type: ignore[arg-type]  # every field is one of the two


def _assigned(given: str) -> str:
    return given if given in {"me", "nobody", "somebody"} else _id(given)


def _id(given: str) -> str:
    try:
        return str(UUID(given))
    except ValueError:
        return ""


def _day(given: str) -> str:
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        return ""
