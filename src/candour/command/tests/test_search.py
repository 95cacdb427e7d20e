"""``candour search rebuild``."""

from __future__ import annotations

import pytest

from candour.command import search
from candour.contexts.concerns.models import SearchKey
from candour.contexts.concerns.operations import indexing
from candour.contexts.concerns.tests import factories as make
from candour.kernel.doors import Door
from tests.database import AsDoor


@pytest.mark.django_db
def test_says_how_much_is_to_be_indexed_anew(as_door: AsDoor, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        make.concern()
    with as_door(Door.OFFICE):
        assert indexing.index() == 2
    assert search.rebuild() == 0
    assert "2 concerns are to be indexed anew" in capsys.readouterr().out
    assert not SearchKey.objects.exists()
    with as_door(Door.OFFICE):
        assert indexing.index() == 2
