"""What every test of notices starts from."""

from __future__ import annotations

import pytest

from candour.kernel.notifications import registry


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What contexts registered stays out of these tests; the staff's mailings are the kernel's own."""
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_sweeps", {})
    staff = {name: one for name, one in registry._mailings.items() if name.startswith("staff.")}
    monkeypatch.setattr(registry, "_mailings", staff)
