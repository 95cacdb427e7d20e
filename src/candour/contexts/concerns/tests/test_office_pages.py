"""The office's pages as the middleware serves them, in the role of the office door."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.test import Client

from candour.contexts.concerns.models import NarrativeRead
from candour.contexts.concerns.tests import factories as make
from candour.kernel.doors import Door

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def browser(settings, as_door):
    """``with browser(person) as client:`` sends requests at the office door, in the role of that door."""
    settings.ROOT_URLCONF = "candour.config.urls.office"
    settings.SESSION_COOKIE_NAME = "candour_office_session"

    @contextmanager
    def signed_in(person, **how):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = make.session(person, **how)
        with as_door(Door.OFFICE):
            yield client

    return signed_in


class TestInbox:
    def test_shows_what_is_open(self, browser):
        concern = make.concern()
        with browser(make.caseworker()) as client:
            page = client.get("/concerns/")
        assert page.status_code == 200
        assert concern.reference in page.content.decode()


class TestCase:
    def test_opens(self, browser):
        concern = make.concern()
        who = make.caseworker()
        with browser(who) as client:
            page = client.get(f"/concerns/{concern.reference}/")
            assert page.status_code == 200, page.content.decode()[:3000]
            assert client.post(f"/concerns/{concern.reference}/take/", {"seen": "1"}).status_code == 302
            page = client.get(f"/concerns/{concern.reference}/")
            assert make.STORY in page.content.decode()
            assert NarrativeRead.objects.filter(person=who).count() == 1
            for name in ("acknowledge", "assign", "code", "correct", "decide_override", "declare_interest"):
                assert client.get(f"/concerns/{concern.reference}/{name}/").status_code == 200, name
            assert client.get(f"/concerns/{concern.reference}/print/").status_code == 200
            assert client.get("/concerns/new/").status_code == 200
