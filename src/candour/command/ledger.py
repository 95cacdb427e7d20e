"""``candour ledger``: whether the record of what was done is whole."""

from __future__ import annotations

from candour.kernel.ledger import queries

_SHOWN = 50


def verify() -> int:
    """Recompute every entry's hash and say which do not fit; 1 when there is one."""
    found = queries.verify()
    for fault in found.faults[:_SHOWN]:
        print(fault)
    if len(found.faults) > _SHOWN:
        print(f"... and {len(found.faults) - _SHOWN} more")
    print(f"{found.entries} entries verified, {len(found.faults)} faults.")
    return 1 if found.faults else 0
