"""What changed, as the database finds it: every kind of act, only of what is published, in pages that neither lack nor repeat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from candour.contexts.recommendations.models import Addressee, Recommendation
from candour.contexts.recommendations.queries import changed, open_story
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.contexts.recommendations.tests.public_side import has_its_whole_story
from candour.kernel.doors import Door
from tests.somebody import AsDoor

pytestmark = pytest.mark.django_db

LATEST = "select kind, id from recommendations_latest(%s, %s, %s, %s, 0, %s, 1000, null, null)"


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


def latest() -> set[tuple[str, UUID]]:
    given: list[Any] = [list(open_story.KINDS), today() - timedelta(days=900), today(), today() + timedelta(days=1)]
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [*given, UUID(int=0)])
        return set(cursor.fetchall())


def pages(size: int, **narrowed: UUID) -> list[changed.Change]:
    """All of it, a few at a time, as a reader turns the pages."""
    found: list[changed.Change] = []
    while True:
        after = found[-1].key if found else ""
        page = changed.between(today() - timedelta(days=900), today(), after=after, most=size, **narrowed)
        if not page:
            return found
        found += page


class TestLatest:
    def test_has_every_kind_of_what_is_published_and_nothing_else(self, desk: Desk) -> None:
        shown, hidden = desk.asked(), desk.asked("Northshire Council")
        for held in (shown, hidden):
            has_its_whole_story(desk, held)
        with desk.as_door(Door.PUBLIC):
            both = latest()
        assert {kind for kind, _ in both} == set(open_story.KINDS)
        Addressee.objects.filter(id=hidden.id).update(published_at=None)
        with desk.as_door(Door.PUBLIC):
            one = latest()
        assert one < both
        assert {kind for kind, _ in one} == set(open_story.KINDS)
        Addressee.objects.filter(id=shown.id).update(published_at=None)
        Recommendation.objects.update(published_at=None)
        with desk.as_door(Door.PUBLIC):
            assert latest() == set()

    @pytest.mark.parametrize("door", [Door.DELIVERY, Door.OFFICE])
    def test_is_for_the_public_door_alone(self, desk: Desk, door: Door) -> None:
        with desk.as_door(door), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            latest()


class TestPages:
    @pytest.mark.parametrize("size", [1, 3, 7])
    def test_lack_nothing_and_repeat_nothing(self, desk: Desk, size: int) -> None:
        one, other = (
            desk.asked(),
            desk.asked("Northshire Council", recommendation=desk.recommendation(desk.report("other"))),
        )
        for held in (one, other):
            has_its_whole_story(desk, held)
        with desk.as_door(Door.PUBLIC):
            whole = changed.between(today() - timedelta(days=900), today(), most=1000)
            assert pages(size) == whole
            of_report = pages(size, report=one.recommendation.report_id)
            of_body = pages(size, body=other.organisation_id)
        assert {change.kind for change in whole} == {*changed._KINDS, "published"}
        assert of_report == [change for change in whole if change.slug == one.recommendation.report.slug]
        assert of_body == [change for change in whole if change.slug == other.recommendation.report.slug]
