"""Who is at work in these tests: an officer and a supervisor of one force, and an officer of another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from pytest_django import Settings

from candour.contexts.pathway.models import Referral
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.desk import Browser, Desk
from candour.kernel.doors import Door
from tests.database import AsDoor


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
def browser(settings: Settings, as_door: AsDoor) -> Browser:
    """A client at the delivery door, in the role of that door, signed in as whoever works at the desk that is given."""
    settings.ROOT_URLCONF = "candour.config.urls.delivery"
    settings.SESSION_COOKIE_NAME = "candour_delivery_session"
    settings.DOOR = Door.DELIVERY

    @contextmanager
    def signed_in(desk: Desk) -> Iterator[Client]:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = make.session(desk.person)
        with as_door(Door.DELIVERY):
            yield client

    return signed_in
