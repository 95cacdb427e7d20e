"""The web shell: pages, components, forms and middleware that every context stands on. It knows no concern and no case.

This file is read by the settings, before applications exist: it imports nothing of Django.
"""

from __future__ import annotations

from pathlib import Path

_WEB = Path(__file__).resolve().parent


def template_folders() -> list[str]:
    """Every ``templates`` folder of the shell and of the contexts; the shell first, so that nothing hides it."""
    contexts = sorted(path for path in (_WEB.parent / "contexts").glob("*/templates") if path.is_dir())
    return [str(_WEB / "templates"), *map(str, contexts)]
