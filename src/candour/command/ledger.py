"""``candour ledger``: whether the record of what was done is whole."""

from __future__ import annotations

from candour.kernel.ledger import queries
from candour.kernel.procedures import proof

_SHOWN = 50


def verify() -> int:
    """Recompute every entry's hash, hold every history against its entries, and say what does not fit; 1 if anything."""
    found = queries.verify()
    for history in proof.histories():
        found.faults.extend(f"{history._meta.db_table} {fault}" for fault in proof.faults(history))
    for fault in found.faults[:_SHOWN]:
        print(fault)
    if len(found.faults) > _SHOWN:
        print(f"... and {len(found.faults) - _SHOWN} more")
    print(f"{found.entries} entries verified, {len(found.faults)} faults.")
    return 1 if found.faults else 0
