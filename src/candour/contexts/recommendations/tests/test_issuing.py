"""Issuing and publishing: what leaves the office, who sees it, and what is refused."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localdate

from candour.contexts.recommendations.models import (
    Addressee,
    Draft,
    Link,
    Part,
    PublishedText,
    Recommendation,
    Report,
    Tag,
    TagTerm,
)
from candour.contexts.recommendations.operations import drafts, issuing
from candour.contexts.recommendations.procedure import draft as law
from candour.contexts.recommendations.queries import published
from candour.contexts.recommendations.submission import Asked, Linked
from candour.contexts.recommendations.tests.asked import today
from candour.contexts.recommendations.tests.drafting import Room, fresh
from candour.contexts.recommendations.tests.test_drafts import codes_of, entries
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Publication
from candour.kernel.people.models import Organisation, RoleHolding
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(as_door: AsDoor) -> Room:
    return Room(as_door)


def publish(room: Room, **given: Any) -> Report:
    return room.agnes.does(issuing.publish, report_id=room.report_draft().id, **given)


def _time_goes_by(made: Draft) -> None:
    """The day that lay ahead when it passed the gate is today. The database lets nobody change it then, not even its owner."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table recommendations_draft disable trigger recommendations_draft_stays")
        Draft.objects.filter(id=made.id).update(deliver_by=today())
        cursor.execute("alter table recommendations_draft enable trigger recommendations_draft_stays")


class TestIssue:
    def test_copies_everything_and_asks_each_body(self, room: Room) -> None:
        earlier, tag = room.recommendation(), TagTerm.objects.get(code="early_intervention")
        room.owner("Northshire Council")
        made = room.passed(
            "3",
            parts=(("a", "Train."), ("b", "Publish.")),
            asked=(Asked(room.body().id, "a"), Asked(room.body("Northshire Council").id, "b")),
            tags=(tag.id,),
            links=(Linked("supersedes", earlier.reference, "It asks for more."),),
        )
        new = room.agnes.does(issuing.issue, draft_id=made.id, seen=4)
        held = fresh(made)
        assert (held.state, held.is_open, held.issued_as_id) == (law.ISSUED, False, new.id)
        assert (new.number, new.text, new.measure, new.published_at) == ("3", made.text, made.measure, None)
        assert list(Part.objects.filter(recommendation=new).values_list("letter", "text")) == [
            ("a", "Train."),
            ("b", "Publish."),
        ]
        asked = Addressee.objects.filter(recommendation=new).order_by("part__letter")
        assert list(asked.values_list("organisation__name", "part__letter", "deliver_by")) == [
            ("Home Office", "a", made.deliver_by),
            ("Northshire Council", "b", made.deliver_by),
        ]
        assert Tag.objects.get(recommendation=new).term == tag
        assert Link.objects.get(recommendation=new).to == earlier
        assert new.report.slug == held.report.slug == "lessons-2026"
        assert entries("recommendations.draft.issue") == 1
        assert entries("recommendations.answer.ask") == 2

    def test_makes_the_report_once(self, room: Room) -> None:
        first, tenth, second = (room.issued(number) for number in ("1", "10", "2"))
        assert first.report_id == second.report_id == tenth.report_id
        in_order = Recommendation.objects.order_by("place").values_list("number", flat=True)
        assert sorted(in_order, key=published.in_order) == ["1", "2", "10"]
        assert len({first.place, second.place, tenth.place}) == 3

    def test_is_in_the_order_of_the_report_where_all_are_drafted(self, room: Room) -> None:
        waiting = [room.passed(number) for number in ("10", "2", "1a", "1")]
        for draft in waiting:
            room.agnes.does(issuing.issue, draft_id=draft.id)
        assert list(Recommendation.objects.order_by("place").values_list("number", flat=True)) == ["1", "1a", "2", "10"]

    def test_shows_at_no_door_but_that_of_the_body_before_it_is_published(self, room: Room) -> None:
        new = room.issued()
        with room.owner("Home Office").open():
            assert Addressee.objects.get().recommendation_id == new.id
            assert Report.objects.get().title == "Lessons of 2026"
        with room.owner("Northshire Council").open():
            assert not Recommendation.objects.exists()
        with room.as_door(Door.PUBLIC):
            for model in (Report, Recommendation, Addressee, Part, Tag, PublishedText):
                assert not model.objects.exists()
        assert not PublishedText.objects.exists()
        assert not Publication.objects.exists()

    def test_into_a_published_report_is_public_at_once(self, room: Room) -> None:
        room.issued("1")
        publish(room)
        late = room.issued("2")
        kept = PublishedText.objects.get(recommendation=late)
        assert late.reference in kept.text
        assert set(Publication.objects.values_list("kind", "digest")) == {
            ("report", PublishedText.objects.get(recommendation=None).digest),
            ("recommendation", kept.digest),
        }
        with room.as_door(Door.PUBLIC):
            assert Recommendation.objects.filter(id=late.id).exists()
            assert Addressee.objects.filter(recommendation=late).exists()

    def test_is_for_those_who_sign(self, room: Room) -> None:
        made = room.passed()
        with pytest.raises(Refused) as refused:
            room.rowena.does(issuing.issue, draft_id=made.id)
        assert codes_of(refused) == {"role"}

    def test_needs_what_has_become_missing_since(self, room: Room) -> None:
        made = room.passed()
        RoleHolding.objects.filter(role=Role.RECOMMENDATION_OWNER).update(ends_on=today() - timedelta(days=1))
        _time_goes_by(made)
        with pytest.raises(Refused) as refused:
            room.agnes.does(issuing.issue, draft_id=made.id)
        assert codes_of(refused) == {"equals.addressees_unstaffed", "deliver_by"}
        assert not Report.objects.exists()

    @pytest.mark.parametrize("state", ["drafted", "proposed"])
    def test_follows_the_quality_gate(self, room: Room, state: str) -> None:
        made: Draft = getattr(room, state)()
        with pytest.raises(Refused) as refused:
            room.agnes.does(issuing.issue, draft_id=made.id)
        assert "state" in codes_of(refused)

    def test_happens_once(self, room: Room) -> None:
        made = room.passed()
        room.agnes.does(issuing.issue, draft_id=made.id, seen=4)
        with pytest.raises(Refused) as refused:
            room.agnes.does(issuing.issue, draft_id=made.id, seen=4)
        assert codes_of(refused) == {"state"}
        assert Recommendation.objects.count() == 1

    def test_cannot_be_taken_back(self, room: Room) -> None:
        made = room.passed()
        room.agnes.does(issuing.issue, draft_id=made.id)
        last = fresh(made).steps.order_by("number").last()
        assert last is not None
        with pytest.raises(Refused) as refused:
            room.agnes.does(drafts.correct, draft_id=made.id, entry=last.id, rationale="Mistake.")
        assert "state" in codes_of(refused)


class TestPublish:
    def test_makes_everything_public_at_once(self, room: Room) -> None:
        room.owner("Northshire Council")
        new = room.issued("1", "Home Office", "Northshire Council")
        report = publish(room, seen=1)
        assert report.published_on == localdate(now())
        with room.as_door(Door.PUBLIC):
            assert Report.objects.get().slug == "lessons-2026"
            assert Recommendation.objects.get().id == new.id
            assert Addressee.objects.count() == 2
        assert entries("recommendations.report.publish") == 1

    def test_puts_the_digest_of_the_text_into_the_public_tree(self, room: Room) -> None:
        new = room.issued()
        publish(room)
        with room.as_door(Door.PUBLIC):
            kept = PublishedText.objects.get()
        assert kept.digest == hashlib.sha256(kept.text.encode()).hexdigest()
        assert Publication.objects.get().digest == kept.digest
        for words in (
            "Lessons of 2026",
            new.reference,
            new.text,
            new.measure,
            "Asked: Home Office, for the whole, by ",
        ):
            assert words in kept.text

    def test_keeps_the_words_that_were_published(self, room: Room) -> None:
        room.issued()
        report = publish(room)
        before = PublishedText.objects.get().text
        Organisation.objects.filter(name="Home Office").update(name="Ministry of the Interior")
        assert PublishedText.objects.get().text == before
        assert published.of_report(report, published.issued_in(report), report.published_on or today()) != before

    def test_says_everything_that_stands_against_it(self, room: Room) -> None:
        source = room.report_draft()
        actor = room.rowena
        with pytest.raises(Refused) as refused:
            actor.does(issuing.publish, report_id=source.id, at=now() + timedelta(minutes=6))
        assert codes_of(refused) == {"nothing_issued", "role", "step_up"}

    def test_needs_a_fresh_proof_of_identity(self, room: Room) -> None:
        room.issued()
        with pytest.raises(Refused) as refused:
            room.agnes.does(_unproved_publish, report_id=room.report_draft().id)
        assert codes_of(refused) == {"step_up"}
        assert not Publication.objects.exists()

    def test_happens_once(self, room: Room) -> None:
        room.issued()
        publish(room)
        with pytest.raises(Refused) as refused:
            publish(room)
        assert codes_of(refused) == {"published"}
        assert Publication.objects.count() == 1

    def test_publishes_nothing_that_the_page_did_not_show(self, room: Room) -> None:
        room.issued("1")
        room.issued("2")
        with pytest.raises(Refused) as refused:
            publish(room, seen=1)
        assert codes_of(refused) == {"moved_on"}
        with room.as_door(Door.PUBLIC):
            assert not Report.objects.exists()

    def test_leaves_what_was_not_issued_in_the_office(self, room: Room) -> None:
        room.issued("1")
        waiting = room.passed("2")
        publish(room)
        assert fresh(waiting).state == law.PASSED
        assert waiting.text not in PublishedText.objects.get().text


def _unproved_publish(*, report_id: Any, actor: Any, at: Any) -> Report:
    from dataclasses import replace

    return issuing.publish(report_id=report_id, actor=replace(actor, stepped_up_at=None), at=at)
