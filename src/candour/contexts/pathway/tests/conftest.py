"""Who is at work in these tests."""

from __future__ import annotations

import pytest

from candour.contexts.pathway.tests import board as made
from tests.database import AsDoor


@pytest.fixture
def board(as_door: AsDoor) -> made.Board:
    """A panel at work."""
    return made.board(as_door)
