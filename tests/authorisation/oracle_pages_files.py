"""The second opinion on the pages of a concern's files. Imports nothing of Candour."""

from __future__ import annotations

from typing import Any

from tests.authorisation.oracle import Knowledge, Row

Arguments = dict[str, Any]


def _file(k: Knowledge, given: Arguments) -> Row | None:
    """The file, for somebody who reads the concern that the address names; a sealed one for nobody."""
    row = k.world.by_id["concerns_concerndocument"].get(given["document"])
    if row is None or row["is_sealed"] or not k.reads(row["concern_id"]):
        return None
    return row if k.world.by_id["concerns_concern"][row["concern_id"]]["reference"] == given["reference"] else None


def file(k: Knowledge, given: Arguments) -> bool:
    return _file(k, given) is not None


def file_page(k: Knowledge, given: Arguments) -> bool:
    row = _file(k, given)
    return row is not None and 1 <= given["number"] <= len(row["pages"])


def file_released(k: Knowledge, given: Arguments) -> bool:
    row = _file(k, given)
    return row is not None and row["state"] == "released"


def file_refused(k: Knowledge, given: Arguments) -> bool:
    row = _file(k, given)
    return row is not None and row["state"] == "refused"
