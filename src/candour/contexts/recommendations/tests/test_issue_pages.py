"""From a draft to a published report in the browser, and what is put beside what was issued."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.test import Client, override_settings

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import (
    Addressee,
    Correction,
    Link,
    PublishedText,
    Recommendation,
    Report,
)
from candour.contexts.recommendations.operations import drafts
from candour.contexts.recommendations.procedure import draft as law
from candour.contexts.recommendations.tests.drafting import Room, fresh
from candour.contexts.recommendations.tests.test_draft_pages import LIST, at, gets, words
from candour.kernel.doors import Door
from candour.kernel.people.models import Session
from candour.kernel.people.roles import Role
from tests.somebody import AsDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(as_door: AsDoor) -> Room:
    return Room(as_door)


class TestTwoSteps:
    def test_from_a_draft_to_a_published_report(self, room: Room) -> None:
        """Rowena writes, Tarek checks, Agnes issues and publishes; at each step the others see what is theirs."""
        made = room.considered("1", "Home Office")
        assert room.rowena.post(at(made, "propose"), seen="2").status_code == 302
        own = room.rowena.get(at(made))
        assert "Another person than the one who proposed it" in words(own)
        alone = room.rowena.post(at(made, "pass_gate"), rationale="Mine is good.", seen="3")
        assert alone.status_code == 409
        assert "Mine is good." in words(alone)
        assert "Check a recommendation as the second person" in words(room.tarek.get("/"))
        assert "Check a recommendation as the second person" not in words(room.rowena.get("/"))
        assert "What you judge" in words(room.tarek.get(at(made, "pass_gate")))
        assert room.tarek.post(at(made, "pass_gate"), rationale="It can be measured.", seen="3").status_code == 302
        assert "Issue a recommendation that passed" in words(room.agnes.get("/"))
        assert "Issue a recommendation that passed" not in words(room.rowena.get("/"))
        assert not Recommendation.objects.exists()
        assert "What leaves the office" in words(room.agnes.get(at(made, "issue")))
        assert room.agnes.post(at(made, "issue"), seen="4").status_code == 302
        new = Recommendation.objects.get()
        assert new.reference in words(room.rowena.get(at(made)))
        with room.owner("Home Office").open():
            assert Addressee.objects.count() == 1
        with room.as_door(Door.PUBLIC):
            assert not Recommendation.objects.exists()
        assert "Publish a report whose recommendations were issued" in words(room.agnes.get("/"))
        assert room.agnes.post(f"{LIST}lessons-2026/publish/", seen="1").status_code == 302
        with room.as_door(Door.PUBLIC):
            assert Report.objects.get().slug == "lessons-2026"
        assert "Publish a report" not in words(room.agnes.get("/"))
        kept = PublishedText.objects.get()
        assert kept.digest in room.agnes.get(f"{LIST}lessons-2026/").content.decode()
        assert room.agnes.get(f"/recommendations/published/{kept.digest}.txt").content == kept.text.encode()
        assert room.agnes.get(f"/recommendations/published/{'0' * 64}.txt").status_code == 404

    def test_everybody_downloads_what_the_ledger_vouches_for(self, room: Room) -> None:
        room.issued()
        at_public = {"DOOR": Door.PUBLIC, "ROOT_URLCONF": "candour.config.urls.public"}
        room.agnes.post(f"{LIST}lessons-2026/publish/", seen="1")
        kept = PublishedText.objects.get()
        with override_settings(**at_public), room.as_door(Door.PUBLIC):
            answer = Client().get(f"/recommendations/published/{kept.digest}.txt")
            assert hashlib.sha256(answer.content).hexdigest() == kept.digest
            assert Client().get(f"/recommendations/published/{'0' * 64}.txt").status_code == 404
            assert Client().get(f"/recommendations/published/{kept.digest.upper()}.txt").status_code == 404

    def test_publishing_asks_for_a_fresh_proof(self, room: Room) -> None:
        room.issued()
        Session.objects.filter(person=room.agnes.person).update(stepped_up_at=None)
        answer = room.agnes.post(f"{LIST}lessons-2026/publish/", seen="1")
        assert answer.status_code == 200
        assert "Confirm that it is you" in words(answer)
        with room.as_door(Door.PUBLIC):
            assert not Report.objects.exists()

    def test_publishing_twice_or_from_an_old_page_is_refused(self, room: Room) -> None:
        room.issued("1")
        room.issued("2")
        old = room.agnes.post(f"{LIST}lessons-2026/publish/", seen="1")
        assert old.status_code == 409
        assert "Another recommendation of this report was issued" in words(old)
        assert room.agnes.post(f"{LIST}lessons-2026/publish/", seen="2").status_code == 302
        assert room.agnes.post(f"{LIST}lessons-2026/publish/", seen="2").status_code == 409
        assert "published already" in words(room.agnes.get(f"{LIST}lessons-2026/publish/"))

    def test_a_step_is_taken_back_from_its_page(self, room: Room) -> None:
        made = room.proposed()
        page = room.rowena.get(at(made, "correct"))
        assert "Asked for a second person" in words(page)
        entry = re.search(r'name="entry" value="([\w-]+)"', page.content.decode())
        assert entry is not None
        answer = room.rowena.post(at(made, "correct"), entry=entry[1], rationale="Too early.", seen="3")
        assert answer.status_code == 302
        assert fresh(made).state == law.DRAFTING
        for nonsense in ("", "x"):
            assert (
                room.rowena.post(at(made, "correct"), entry=nonsense, rationale="Again.", seen="4").status_code == 409
            )

    def test_nobody_passes_what_they_did_not_read(self, room: Room) -> None:
        made = room.proposed()
        room.rowena.does(drafts.send_back, draft_id=made.id, rationale="A mistake.")
        room.rowena.does(drafts.revise, draft_id=made.id, said=room.contents("1", text="Something else."))
        room.rowena.does(drafts.propose, draft_id=made.id)
        answer = room.tarek.post(at(made, "pass_gate"), rationale="Good.", seen="3")
        assert answer.status_code == 409
        assert fresh(made).state == law.CHECKING


class TestBeside:
    def test_a_link_is_made_and_a_circle_is_not(self, room: Room) -> None:
        one, two = room.recommendation(), room.recommendation()
        page = f"/recommendations/{one.reference}/link/"
        gets(room.rowena, page, most=14)
        answer = room.rowena.post(page, kind="supersedes", to=two.reference, reason="It asks for more.", seen="0")
        assert (answer.status_code, answer["Location"]) == (302, f"/recommendations/{one.reference}/")
        circle = room.rowena.post(
            f"/recommendations/{two.reference}/link/",
            kind="supersedes",
            to=one.reference,
            reason="Round it goes.",
            seen="0",
        )
        assert circle.status_code == 409
        assert "they would go in a circle" in words(circle)
        assert "Round it goes." in words(circle)
        assert Link.objects.count() == 1
        assert set(codes.LinkKind.values) == set(
            re.findall(r'name="kind" type="radio" value="(\w+)"', circle.content.decode())
        )

    def test_a_notice_is_put_beside_it(self, room: Room) -> None:
        asked = room.asked()
        page = f"/recommendations/{asked.recommendation.reference}/correct/"
        gets(room.rowena, page, most=14)
        said = {"about": "Day", "was": "1 May", "instead": "2 May", "reason": "Misread.", "seen": "0"}
        assert room.rowena.post(page, **said, addressee_id=str(asked.id)).status_code == 302
        assert Correction.objects.get().addressee == asked
        twice = room.rowena.post(page, **said, addressee_id=str(asked.id))
        assert twice.status_code == 409
        assert Correction.objects.count() == 1
        assert room.rowena.post(page, **said, addressee_id="x").status_code == 200

    def test_is_not_for_those_who_only_read(self, room: Room) -> None:
        held = room.recommendation()
        for name in ("link", "correct"):
            page = f"/recommendations/{held.reference}/{name}/"
            assert room.of_office(Role.ANALYST).get(page).status_code == 404
