"""``candour search``: the index of what people wrote."""

from __future__ import annotations

from datetime import UTC, datetime

from candour.contexts.concerns.operations import indexing


def rebuild() -> int:
    """Throw the index and its key away; the office's worker makes both anew while the office runs."""
    waiting = indexing.forget(at=datetime.now(UTC))
    print(
        f"{waiting:,} concerns are to be indexed anew. The office's worker does it, some hundreds a second, while the"
    )
    print("office runs; until then a search says that not everything is searched yet.")
    return 0
