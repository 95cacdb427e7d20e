"""What every test shares, beside the code and here: one throw-away database, and no network."""

from __future__ import annotations

pytest_plugins = ["tests.database", "tests.network"]
