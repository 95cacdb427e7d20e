"""Who is at work in these tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.test import Client

from candour.contexts.concerns import procedure
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Desk
from candour.kernel.doors import Door

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


@pytest.fixture
def browser(settings: Any, as_door: AsDoor) -> Callable[..., AbstractContextManager[Client]]:
    """A client at the office door, in the role of that door, signed in as whoever works at the desk that is given."""
    settings.ROOT_URLCONF = "candour.config.urls.office"
    settings.SESSION_COOKIE_NAME = "candour_office_session"

    @contextmanager
    def signed_in(desk: Desk, **how: Any) -> Iterator[Client]:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = make.session(desk.person, **how)
        with as_door(Door.OFFICE):
            yield client

    return signed_in
