"""Who is at work in these tests."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from candour.contexts.concerns import procedure
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Desk

AsDoor = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    """A caseworker."""
    return Desk(as_door, make.caseworker())


@pytest.fixture
def colleague(as_door: AsDoor) -> Desk:
    """Another caseworker."""
    return Desk(as_door, make.caseworker("Idris Bevan"))


@pytest.fixture
def head(as_door: AsDoor) -> Desk:
    """The head of office."""
    return Desk(as_door, make.person("Margaret Oyelaran", procedure.HEAD))
