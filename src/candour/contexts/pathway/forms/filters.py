"""The filters of the inbox, read from its address. What is not one of the answers narrows nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from candour.contexts.pathway import codes, procedure
from candour.contexts.pathway.queries.inbox import Filters

_FIXED: dict[str, frozenset[str]] = {
    "state": frozenset({"all", *(state.name for state in procedure.REFERRAL.states)}),
    "due": frozenset({"late", "week"}),
    "sector": frozenset(codes.Sector.values),
    "urgency": frozenset(codes.Urgency.values),
    "list": frozenset({"tell"}),
}
_CODE = re.compile(r"[a-z_]{1,40}")


def read(given: Mapping[str, str]) -> Filters:
    """The filters that an address asks for."""
    chosen = {name: given.get(name, "") for name, values in _FIXED.items() if given.get(name, "") in values}
    assigned, concern = given.get("assigned", ""), given.get("concern", "")
    return Filters(
        **chosen,
        assigned=assigned if assigned in {"me", "nobody"} else _id(assigned),
        authority=_id(given.get("authority", "")),
        force=_id(given.get("force", "")),
        concern=concern if _CODE.fullmatch(concern) else "",
    )


def address(filters: Filters) -> dict[str, str]:
    """The parts of the address that ask for these filters."""
    return {name: value for name, value in vars(filters).items() if value}


def _id(given: str) -> str:
    try:
        return str(UUID(given))
    except ValueError:
        return ""
