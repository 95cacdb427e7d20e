"""Law as a table: procedures, their guard, and what is generated from them.

``procedures.register``, ``get``, ``in_force``, ``versions`` and ``every`` find tables; the types are in ``table`` and
``requirements``, the guard in ``guard``, the writes in ``operations``.
"""

from __future__ import annotations

from candour.kernel.procedures.registry import (
    UnknownProcedure,
    every,
    get,
    in_force,
    register,
    versions,
)

__all__ = ["UnknownProcedure", "every", "get", "in_force", "register", "versions"]
