"""Every procedure that is known, by name and version. A record pins the version it runs under."""

from __future__ import annotations

from datetime import date

from candour.kernel.procedures.table import Procedure, ProcedureError

_KNOWN: dict[str, dict[int, Procedure]] = {}


class UnknownProcedure(LookupError):
    """No procedure of this name, version or day is known."""


def register(procedure: Procedure) -> Procedure:
    """Make a procedure known and hand it back. Refuses another table under the same name and version."""
    known = _KNOWN.setdefault(procedure.name, {})
    if known.setdefault(procedure.version, procedure) is not procedure:
        raise ProcedureError(f"another table is already known as {procedure.name} v{procedure.version}")
    return procedure


def get(name: str, version: int) -> Procedure:
    """The procedure of this name and version. Raises UnknownProcedure."""
    try:
        return _KNOWN[name][version]
    except KeyError:
        raise UnknownProcedure(f"no procedure {name} v{version}") from None


def versions(name: str) -> tuple[Procedure, ...]:
    """Every version of a procedure, oldest first; empty for a name that is not known."""
    return tuple(procedure for _, procedure in sorted(_KNOWN.get(name, {}).items()))


def in_force(name: str, on: date) -> Procedure:
    """The version under which a record that begins on this day runs: the newest of those in force.

    Raises UnknownProcedure when none is in force on the day.
    """
    fitting = [procedure for procedure in versions(name) if procedure.in_force.covers(on)]
    if not fitting:
        raise UnknownProcedure(f"no version of {name} is in force on {on.isoformat()}")
    return fitting[-1]


def every() -> tuple[Procedure, ...]:
    """Every procedure known, by name and version."""
    return tuple(procedure for name in sorted(_KNOWN) for procedure in versions(name))
