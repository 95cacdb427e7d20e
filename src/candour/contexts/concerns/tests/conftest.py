"""Who is at work in these tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from pytest_django import Settings

from candour.contexts.concerns import procedure
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk
from candour.kernel.doors import Door
from tests.database import AsDoor


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
    return Desk(as_door, make.person("Margaret Oyelaran", procedure.roles.HEAD))


@pytest.fixture
def browser(settings: Settings, as_door: AsDoor) -> Browser:
    """A client at the office door, in the role of that door, signed in as whoever works at the desk that is given."""
    settings.ROOT_URLCONF = "candour.config.urls.office"
    settings.SESSION_COOKIE_NAME = "candour_office_session"

    @contextmanager
    def signed_in(desk: Desk, *, stepped_up: bool = False) -> Iterator[Client]:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = make.session(desk.person, stepped_up=stepped_up)
        with as_door(Door.OFFICE):
            yield client

    return signed_in
