"""Links between issued recommendations, and notices that correct them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from candour.contexts.recommendations.models import Correction, Link, Recommendation, TagTerm
from candour.contexts.recommendations.operations import corrections, linking, reference
from candour.contexts.recommendations.submission import Notice
from candour.contexts.recommendations.tests.drafting import Room
from candour.contexts.recommendations.tests.test_drafts import codes_of, entries
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor

pytestmark = pytest.mark.django_db

SAID = Notice("Measure of success", "Nine in ten", "Nineteen in twenty", "A figure was copied wrongly.")


@pytest.fixture
def room(as_door: AsDoor) -> Room:
    return Room(as_door)


def link(
    room: Room, from_: Recommendation, kind: str, to: str, reason: str = "They ask the same.", **given: Any
) -> Link:
    return room.rowena.does(linking.link, recommendation_id=from_.id, kind=kind, to=to, reason=reason, **given)


class TestLink:
    @pytest.mark.parametrize("kind", ["repeats", "supersedes", "derives_from", "conflicts"])
    def test_is_added_with_its_entry(self, room: Room, kind: str) -> None:
        one, two = room.recommendation(), room.recommendation()
        made = link(room, one, kind, two.reference.lower(), seen=0)
        assert (made.recommendation, made.kind, made.to) == (one, kind, two)
        assert entries("recommendations.link.add") == 1

    def test_says_everything_that_is_missing(self, room: Room) -> None:
        with pytest.raises(Refused) as refused:
            link(room, room.recommendation(), "nearly", "N-0000-0000", " ")
        assert codes_of(refused) == {"link_kind", "link_to", "link_reason"}

    @pytest.mark.parametrize("typed", ["", "x" * 5000, "A-7K2M-9QXR", "\u202e"])
    def test_knows_what_is_no_reference(self, room: Room, typed: str) -> None:
        with pytest.raises(Refused) as refused:
            link(room, room.recommendation(), "repeats", typed)
        assert codes_of(refused) == {"link_to"}

    def test_is_not_made_to_itself(self, room: Room) -> None:
        one = room.recommendation()
        with pytest.raises(Refused) as refused:
            link(room, one, "repeats", one.reference)
        assert codes_of(refused) == {"itself"}

    def test_is_not_made_twice_but_another_kind_is(self, room: Room) -> None:
        one, two = room.recommendation(), room.recommendation()
        link(room, one, "repeats", two.reference)
        with pytest.raises(Refused) as refused:
            link(room, one, "repeats", two.reference)
        assert codes_of(refused) == {"link_twice"}
        link(room, one, "conflicts", two.reference)
        assert Link.objects.count() == 2

    def test_is_not_turned_round(self, room: Room) -> None:
        one, two = room.recommendation(), room.recommendation()
        link(room, one, "derives_from", two.reference)
        with pytest.raises(Refused) as refused:
            link(room, two, "derives_from", one.reference)
        assert codes_of(refused) == {"link_reverse"}

    @pytest.mark.parametrize("length", [2, 3, 7])
    def test_never_closes_a_circle_of_what_supersedes(self, room: Room, length: int) -> None:
        chain = [room.recommendation() for _ in range(length)]
        for newer, older in pairwise(chain):
            link(room, newer, "supersedes", older.reference)
        with pytest.raises(Refused) as refused:
            link(room, chain[-1], "supersedes", chain[0].reference)
        assert codes_of(refused) == {"circle"}
        assert Link.objects.count() == length - 1

    def test_is_not_made_from_an_old_page(self, room: Room) -> None:
        one, two, three = (room.recommendation() for _ in range(3))
        link(room, one, "repeats", two.reference, seen=0)
        with pytest.raises(Refused) as refused:
            link(room, one, "repeats", three.reference, seen=0)
        assert codes_of(refused) == {"moved_on"}

    def test_to_what_is_not_published_is_not_seen_by_the_public(self, room: Room) -> None:
        one = room.recommendation()
        hidden = room.recommendation(room.report("hidden", published=False))
        link(room, one, "repeats", hidden.reference)
        with room.as_door(Door.PUBLIC):
            assert not Link.objects.values_list("id", flat=True)


class TestCorrection:
    def correct(self, room: Room, held: Recommendation, said: Notice = SAID, **given: Any) -> Correction:
        return room.rowena.does(corrections.correct, recommendation_id=held.id, said=said, **given)

    def test_stands_beside_it_and_changes_nothing(self, room: Room) -> None:
        held = room.recommendation()
        before = Recommendation.objects.values().get(pk=held.pk)
        made = self.correct(room, held, seen=0)
        assert Recommendation.objects.values().get(pk=held.pk) == before
        assert (made.was, made.instead) == ("Nine in ten", "Nineteen in twenty")
        assert entries("recommendations.correction.add") == 1
        with room.as_door(Door.PUBLIC):
            assert list(Correction.objects.values_list("about", flat=True)) == ["Measure of success"]

    def test_may_be_about_one_body(self, room: Room) -> None:
        asked = room.asked()
        made = self.correct(room, asked.recommendation, addressee_id=asked.id)
        assert made.addressee == asked

    def test_is_not_about_a_body_that_was_not_asked(self, room: Room) -> None:
        with pytest.raises(Refused) as refused:
            self.correct(room, room.recommendation(), addressee_id=room.asked().id)
        assert codes_of(refused) == {"addressee"}

    def test_says_everything_that_is_missing(self, room: Room) -> None:
        with pytest.raises(Refused) as refused:
            self.correct(room, room.recommendation(), Notice(" ", "", "", ""))
        assert codes_of(refused) == {"about", "was", "instead", "reason"}
        with pytest.raises(Refused) as refused:
            self.correct(room, room.recommendation(), Notice("x", "same", " same ", "x" * 4001))
        assert codes_of(refused) == {"same", "too_long"}

    def test_is_not_made_twice_by_one_press(self, room: Room) -> None:
        held = room.recommendation()
        self.correct(room, held, seen=0)
        with pytest.raises(Refused) as refused:
            self.correct(room, held, seen=0)
        assert codes_of(refused) == {"moved_on"}
        assert Correction.objects.count() == 1

    def test_of_what_is_not_published_is_seen_by_the_body_alone(self, room: Room) -> None:
        asked = room.asked(recommendation=room.recommendation(room.report("hidden", published=False)))
        self.correct(room, asked.recommendation)
        with room.as_door(Door.PUBLIC):
            assert not Correction.objects.values_list("id", flat=True)
        with room.owner("Home Office").open():
            assert Correction.objects.count() == 1


class TestTags:
    def test_are_loaded_once(self, room: Room) -> None:
        assert reference.load() == 0
        assert set(TagTerm.objects.filter(list="contest").values_list("code", flat=True)) == {
            "prevent",
            "pursue",
            "protect",
            "prepare",
        }
        assert TagTerm.objects.filter(list="objective").count() == 3
        assert not TagTerm.objects.filter(source="").exists()

    def test_end_when_the_file_says_so_and_begin_anew(self, room: Room, tmp_path: Any) -> None:
        file = tmp_path / "terms.csv"
        head = "list,code,label,label_cy,source,valid_from,valid_until\n"
        file.write_text(
            head
            + "contest,prevent,Prevent,,CONTEST 2023,2023-07-18,2027-01-01\n"
            + "contest,prevent,Prevent anew,,CONTEST 2027,2027-01-01,\n",
            encoding="utf-8",
        )
        assert reference.load(file) == 2
        assert reference.load(file) == 0
        rows = TagTerm.objects.filter(code="prevent").order_by("valid_from").values_list("label", "valid_until")
        assert [(label, str(until)) for label, until in rows] == [("Prevent", "2027-01-01"), ("Prevent anew", "None")]
