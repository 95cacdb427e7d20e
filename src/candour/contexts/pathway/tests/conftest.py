"""Who is at work in these tests, and how they reach the delivery door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.test import Client
from pytest_django import Settings

from candour.contexts.pathway.models import Referral
from candour.contexts.pathway.tests import board as made
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.desk import Desk
from candour.contexts.pathway.tests.transferring import House, Worker
from candour.kernel.doors import Door
from tests.database import AsDoor

Browser = Callable[[Desk | Worker], AbstractContextManager[Client]]


@pytest.fixture
def officer(as_door: AsDoor) -> Desk:
    """A Prevent officer of Westmoor."""
    return Desk(as_door, make.holder("Ola Grant", "police_case_officer", make.force()))


@pytest.fixture
def supervisor(as_door: AsDoor) -> Desk:
    """The supervisor of Westmoor."""
    return Desk(as_door, make.holder("Pia Lund", "police_supervisor", make.force()))


@pytest.fixture
def elsewhere(as_door: AsDoor) -> Desk:
    """An officer of another force."""
    return Desk(as_door, make.holder("Rhys Tudor", "police_case_officer", make.force("Eastmoor Police")))


@pytest.fixture
def coordinator(as_door: AsDoor) -> Desk:
    """The coordinator of Westmoor's panel."""
    return Desk(as_door, make.holder("Uma Sethi", "panel_coordinator", make.authority()))


@pytest.fixture
def referral(officer: Desk) -> Referral:
    """A referral that came to Westmoor."""
    return make.referral()


@pytest.fixture
def house(as_door: AsDoor) -> House:
    """A force, an authority and two services, with people in each."""
    return House(as_door)


@pytest.fixture
def delivery(settings: Settings) -> Settings:
    """The addresses and the cookie of the delivery door."""
    settings.ROOT_URLCONF = "candour.config.urls.delivery"
    settings.SESSION_COOKIE_NAME = "candour_delivery_session"
    settings.DOOR = Door.DELIVERY
    return settings


@pytest.fixture
def browser(delivery: Settings, as_door: AsDoor) -> Browser:
    """A client at the delivery door, in the role of that door, signed in as whoever is given."""

    @contextmanager
    def signed_in(who: Desk | Worker) -> Iterator[Client]:
        client = Client()
        token = who.token if isinstance(who, Worker) else make.session(who.person)
        client.cookies[delivery.SESSION_COOKIE_NAME] = token
        with as_door(Door.DELIVERY):
            yield client

    return signed_in


@pytest.fixture
def board(as_door: AsDoor) -> made.Board:
    """A panel at work."""
    return made.board(as_door)


Outside = Callable[[], AbstractContextManager[Client]]


@pytest.fixture
def outside(settings: Settings, as_door: AsDoor) -> Outside:
    """A browser at the public door, in the role of that door."""

    @contextmanager
    def stranger() -> Iterator[Client]:
        kept = {name: getattr(settings, name) for name in ("DOOR", "ROOT_URLCONF", "MIDDLEWARE", "CSRF_COOKIE_NAME")}
        settings.DOOR = Door.PUBLIC
        settings.ROOT_URLCONF = "candour.config.urls.public"
        settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
        settings.CSRF_COOKIE_NAME = "candour_public_form"
        try:
            with as_door(Door.PUBLIC):
                yield Client(SERVER_NAME="localhost", raise_request_exception=False)
        finally:
            for name, value in kept.items():
                setattr(settings, name, value)

    return stranger
