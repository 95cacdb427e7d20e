"""The filters of the inbox, read from its address. What is not one of the answers narrows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from candour.contexts.concerns import codes, procedure
from candour.contexts.concerns.queries.inbox import Filters

_STATES = frozenset({"all", *(state.name for state in procedure.CONCERN.states)})
_FIXED: dict[str, frozenset[str]] = {
    "state": _STATES,
    "kind": frozenset(codes.Kind.values),
    "sector": frozenset(codes.Sector.values),
    "stage": frozenset(codes.Stage.values),
    "region": frozenset(codes.Region.values),
    "due": frozenset({"late", "week"}),
}


def read(given: Mapping[str, str]) -> Filters:
    """The filters that an address asks for."""
    chosen = {name: given.get(name, "") for name, values in _FIXED.items() if given.get(name, "") in values}
    return Filters(**chosen, assigned=_assigned(given.get("assigned", "")), unread=given.get("unread") == "yes")


def address(filters: Filters) -> dict[str, str]:
    """The parts of the address that ask for these filters."""
    named = {name: getattr(filters, name) for name in (*_FIXED, "assigned")}
    return {name: value for name, value in named.items() if value} | ({"unread": "yes"} if filters.unread else {})


def _assigned(given: str) -> str:
    if given in {"me", "nobody"}:
        return given
    try:
        return str(UUID(given))
    except ValueError:
        return ""
