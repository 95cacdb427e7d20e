"""Searching in what people wrote: all of the words, only in what one may read, and only where they really stand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from candour.contexts.concerns.forms.search import Words
from candour.contexts.concerns.models import Concern, ConcernKey, EmergencyAccess, Narrative, NarrativeRead
from candour.contexts.concerns.operations import barriers, handling, indexing, searching
from candour.contexts.concerns.queries import search
from candour.contexts.concerns.queries.narrowing import Filters
from candour.contexts.concerns.queries.search import Found, Page, Sought
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Desk
from candour.kernel.doors import Door
from candour.kernel.sealing import blind
from tests.database import AsDoor

pytestmark = pytest.mark.django_db
EVERY = Filters(state="all")


def sought(typed: str) -> Sought:
    form = Words({"words": typed})
    assert form.is_valid(), form.errors
    return form.sought


class Searching:
    """A person who searches; what is new is put into the index first, as the worker does within seconds."""

    def __init__(self, as_door: AsDoor, desk: Desk) -> None:
        self.as_door, self.desk = as_door, desk

    def page(self, typed: str, filters: Filters = EVERY, after: str = "") -> Page:
        with self.as_door(Door.OFFICE):
            while indexing.index():
                pass
        actor = self.desk.actor()
        with self.desk.open():
            return search.page(actor=actor, sought=sought(typed), filters=filters, after=after)

    def finds(self, typed: str, filters: Filters = EVERY) -> set[str]:
        return {row.concern.reference for row in self.page(typed, filters).rows}


@pytest.fixture
def mine(as_door: AsDoor, desk: Desk) -> Searching:
    return Searching(as_door, desk)


@pytest.fixture
def theirs(as_door: AsDoor, colleague: Desk) -> Searching:
    return Searching(as_door, colleague)


def taken(desk: Desk, story: str = make.STORY, **fields: Any) -> Concern:
    return desk.brings(make.concern(story=story, **fields), "taken")


def marked(row: Found) -> list[str]:
    return [piece.text for place in row.places for piece in place.pieces if piece.is_found]


class TestWords:
    def test_have_to_be_there_all_of_them(self, mine: Searching, desk: Desk) -> None:
        both = taken(desk, "The school wrote to the police.")
        one = taken(desk, "The school wrote.")
        assert mine.finds("school") == {both.reference, one.reference}
        assert mine.finds("school police") == {both.reference}
        assert mine.finds("school police ambulance") == set()

    @pytest.mark.parametrize("typed", ["refer", "REFERRALS", "referring", "  referred, "])
    def test_are_found_in_any_form(self, mine: Searching, desk: Desk, typed: str) -> None:
        concern = taken(desk, "Nobody told us about the referral.")
        (row,) = mine.page(typed).rows
        assert row.concern.reference == concern.reference
        assert marked(row) == ["referral"]

    @pytest.mark.parametrize("typed", ["sian", "Siân", "TY GWYN", "tŷ"])
    def test_are_found_with_or_without_accents(self, mine: Searching, desk: Desk, typed: str) -> None:
        concern = taken(desk, "Siân came to Tŷ Gwyn.")
        assert mine.finds(typed) == {concern.reference}

    def test_are_found_across_the_parts_of_one_concern(self, mine: Searching, desk: Desk) -> None:
        concern = taken(desk, "The school told nobody.")
        make.message(concern, "The police came in March.")
        assert mine.finds("school police") == {concern.reference}
        (row,) = mine.page("school march").rows
        assert [str(place.of) for place in row.places] == ["What happened", "Body"]
        (row,) = mine.page("march").rows
        assert [(str(place.of), bool(place.sent_on)) for place in row.places] == [("They wrote", True)]

    def test_of_a_message_of_the_office_are_found_too(self, mine: Searching, desk: Desk) -> None:
        concern = taken(desk)
        desk.does(handling.write, concern, text="We wrote to the headmaster.")
        (row,) = mine.page("headmaster").rows
        assert row.concern.id == concern.id
        assert [str(place.of) for place in row.places] == ["We wrote"]

    def test_in_quotation_marks_stand_together(self, mine: Searching, desk: Desk) -> None:
        right = taken(desk, "They said: he is a risk to others.")
        other = taken(desk, "A risk, the others said.")
        (row,) = mine.page("“risk to others”").rows
        assert row.concern.reference == right.reference
        assert marked(row) == ["risk", "to", "others"]
        assert mine.finds('"risk others"') == set()
        assert mine.finds('risk "others said"') == {other.reference}

    def test_that_share_a_number_only_are_not_shown(
        self, mine: Searching, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A candidate of the index in which the word does not stand: two words can have the same 64 bits."""
        monkeypatch.setattr("candour.kernel.sealing.blind.token", lambda key, stem: 7)
        taken(desk, "The school told nobody.")
        assert mine.finds("school")
        assert mine.finds("ambulance") == set()

    def test_are_shown_with_what_stands_around_them(self, mine: Searching, desk: Desk) -> None:
        before, behind = "word before " * 30, " word behind" * 30
        taken(desk, f"{before}the headmaster{behind}")
        (place,) = mine.page("headmaster").rows[0].places
        line = "".join(piece.text for piece in place.pieces)
        assert line.startswith("… ")
        assert line.endswith(" …")
        assert "the headmaster word" in line
        assert len(line) < 2 * search.AROUND + 30

    def test_without_spaces_around_them_are_shown_all_the_same(self, mine: Searching, desk: Desk) -> None:
        taken(desk, f"{'-' * 300}headmaster{'-' * 300}")
        (place,) = mine.page("headmaster").rows[0].places
        assert [piece.text for piece in place.pieces if piece.is_found] == ["headmaster"]


class TestScope:
    """A hit is content: nobody hears of one in what they may not read."""

    def test_is_what_one_works_on(self, mine: Searching, theirs: Searching, desk: Desk, colleague: Desk) -> None:
        first, second = taken(desk, "Zebra one."), taken(colleague, "Zebra two.")
        make.concern(story="Zebra three, nobody's.")
        assert mine.finds("zebra") == {first.reference}
        assert theirs.finds("zebra") == {second.reference}

    def test_is_nothing_for_the_head_of_office(self, as_door: AsDoor, head: Desk, desk: Desk) -> None:
        taken(desk, "Zebra one.")
        assert Searching(as_door, head).finds("zebra") == set()

    def test_is_nothing_for_other_roles(self, as_door: AsDoor, desk: Desk) -> None:
        concern = taken(desk, "Zebra one.")
        analyst = Desk(as_door, make.person("Ann Lyst", "analyst"))
        Concern.objects.filter(id=concern.id).update(assigned_to=analyst.person)
        assert Searching(as_door, analyst).page("zebra") == Page()
        with analyst.open():
            assert candidates("zebra") == set()

    def test_is_what_one_opened_in_an_emergency_until_that_ends(
        self, theirs: Searching, desk: Desk, colleague: Desk
    ) -> None:
        concern = taken(desk, "Zebra one.")
        colleague.does(barriers.open_in_emergency, concern, rationale="A child may be at risk.", stepped_up=True)
        assert theirs.finds("zebra") == {concern.reference}
        assert theirs.finds("zebra", Filters(state="closed")) == set()
        EmergencyAccess.objects.update(ended_at=timezone.now())
        assert theirs.finds("zebra") == set()
        EmergencyAccess.objects.update(ended_at=None, until_at=timezone.now() - timedelta(minutes=1))
        assert theirs.finds("zebra") == set()

    def test_ends_with_the_assignment(self, mine: Searching, theirs: Searching, desk: Desk, colleague: Desk) -> None:
        concern = taken(desk, "Zebra one.")
        desk.does(barriers.assign, concern, person_id=colleague.person.id, rationale="Away.")
        assert mine.finds("zebra") == set()
        assert theirs.finds("zebra") == {concern.reference}

    def test_ends_with_a_declared_interest(self, mine: Searching, desk: Desk) -> None:
        concern = taken(desk, "Zebra one.")
        Concern.objects.filter(id=concern.id).update(unread_for_office=True)
        desk.does(barriers.declare_interest, concern, rationale="My cousin.")
        Concern.objects.filter(id=concern.id).update(assigned_to=desk.person)
        assert mine.finds("zebra") == set()

    def test_is_not_what_stands_in_a_field_without_an_assignment(self, mine: Searching, desk: Desk) -> None:
        """The row that says who works on it decides, not the copy in the concern that lists are made from."""
        concern = make.concern(story="Zebra one.")
        Concern.objects.filter(id=concern.id).update(assigned_to=desk.person)
        mine.page("zebra")
        with desk.open():
            assert candidates("zebra") == set()

    def test_ends_with_erasure(self, mine: Searching, desk: Desk) -> None:
        concern = taken(desk, "Zebra one.")
        assert mine.finds("zebra")
        ConcernKey.objects.filter(concern=concern).delete()
        assert mine.finds("zebra") == set()

    def test_is_nothing_without_a_session(self, as_door: AsDoor, mine: Searching, desk: Desk) -> None:
        taken(desk, "Zebra one.")
        mine.page("zebra")
        with as_door(Door.OFFICE):
            assert candidates("zebra") == set()

    def test_stays_shut_behind_the_index_too(
        self, mine: Searching, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Should the index ever name what may not be read: the row rules show nothing of it."""
        secret = make.concern(story="Zebra, nobody's.")
        taken(desk, "Zebra one.")
        monkeypatch.setattr(search, "_candidates", lambda *asked: [(secret.id, secret.received_on)])
        assert mine.finds("zebra") == set()


def candidates(*stems: str) -> set[object]:
    """What the index answers to whoever asks here."""
    rows = search._candidates(sorted(_number(stem) for stem in stems), EVERY, search._NEWEST)
    return {concern for concern, _on in rows}


def _number(stem: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        who = cursor.fetchone()[0]
        cursor.execute("reset role")
        key = search._key()
        cursor.execute(f'set local role "{who}"')
    assert key is not None
    return blind.token(key, stem)


class TestMany:
    """Somebody with thousands of concerns, a page after another, and whichever way the index goes."""

    def _many(self, desk: Desk, number: int) -> None:
        """As many more that say nothing, written straight into the tables: they need no words to be in the way."""
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into concerns_concern (id, reference, mailbox_digest, sealing_key, level, kind, connection, nation,"
                " region, sector, stage, agreement, language, channel, received_on, state, procedure_version, is_open,"
                " assigned_to_id, close_reason, unread_for_office, unread_for_reporter, is_synthetic)"
                " select gen_random_uuid(), 'X-' || n, sha256(n::text::bytea), '', 'named', 'concern', '', '', '', '', '',"
                " 'not_asked', '', 'online', current_date + 1, 'open', 1, true, %s, '', false, false, true"
                " from generate_series(1, %s) n",
                [desk.person.id, number],
            )

    def test_pages_follow_one_another_and_none_is_lost_or_twice(self, mine: Searching, desk: Desk) -> None:
        made = {taken(desk, f"Zebra {index}.").reference for index in range(search.SHOWN * 2 + 3)}
        found: list[str] = []
        after, pages = "", 0
        while True:
            page = mine.page("zebra", after=after)
            found += [row.concern.reference for row in page.rows]
            pages, after = pages + 1, page.after
            if not after:
                break
        assert pages == 3
        assert (len(found), set(found)) == (len(made), made)

    def test_a_page_opens_fifty_at_most_and_leads_on(
        self, mine: Searching, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "OPENED", 4)
        for index in range(5):
            taken(desk, f"Zebra is no horse {index}.", received_on=timezone.localdate())
        taken(desk, "A zebra horse.", received_on=timezone.localdate() - timedelta(days=1))
        first = mine.page("“zebra horse”")
        assert (len(first.rows), bool(first.after)) == (0, True)
        assert len(mine.page("“zebra horse”", after=first.after).rows) == 1

    @pytest.mark.parametrize("words", ["rare", "common"])
    def test_are_found_behind_thousands_that_say_nothing(self, mine: Searching, desk: Desk, words: str) -> None:
        rare, common = taken(desk, "Zebra rare."), [taken(desk, f"Zebra common {index}.") for index in range(3)]
        self._many(desk, 2_100)
        wanted = {rare.reference} if words == "rare" else {one.reference for one in common}
        assert mine.finds(words) == wanted
        assert mine.finds(f"zebra {words}") == wanted

    def test_a_mark_that_cannot_be_read_counts_as_none(self, mine: Searching, desk: Desk) -> None:
        taken(desk, "Zebra.")
        for after in ("nonsense", "2026-01-01_x", "_"):
            assert len(mine.page("zebra", after=after).rows) == 1


class TestFilters:
    def test_combine(self, mine: Searching, desk: Desk) -> None:
        police = taken(desk, "Zebra.", sector="police", kind="concern", stage="referral", region="london")
        school = taken(desk, "Zebra.", sector="education", kind="feedback", stage="panel", region="wales")
        for filters, wanted in (
            (Filters(state="all", sector="police"), {police}),
            (Filters(state="all", kind="feedback"), {school}),
            (Filters(state="all", stage="panel"), {school}),
            (Filters(state="all", region="london"), {police}),
            (Filters(state="all", sector="police", kind="feedback"), set()),
            (Filters(state="acknowledged", sector="police"), {police}),
            (Filters(state="closed"), set()),
        ):
            assert mine.finds("zebra", filters) == {one.reference for one in wanted}, filters

    def test_open_ones_are_those_that_are_not_finished(self, mine: Searching, desk: Desk) -> None:
        running, finished = taken(desk, "Zebra."), desk.brings(make.concern(story="Zebra."), "closed")
        assert mine.finds("zebra", Filters()) == {running.reference}
        assert mine.finds("zebra") == {running.reference, finished.reference}


class TestSoon:
    def test_says_that_something_is_not_searched_yet(self, mine: Searching, desk: Desk) -> None:
        concern = taken(desk, "Zebra.")
        with desk.open():
            assert search.page(actor=desk.actor(), sought=sought("zebra"), filters=EVERY) == Page(is_behind=True)
        assert not mine.page("zebra").is_behind
        make.message(concern, "More.")
        with desk.open():
            page = search.page(actor=desk.actor(), sought=sought("zebra"), filters=EVERY)
        assert (len(page.rows), page.is_behind) == (1, True)

    def test_says_nothing_of_what_others_work_on(self, mine: Searching, desk: Desk) -> None:
        taken(desk, "Zebra.")
        mine.page("zebra")
        make.concern(story="Zebra, nobody's.")
        with desk.open():
            assert not search.page(actor=desk.actor(), sought=sought("zebra"), filters=EVERY).is_behind

    def test_passes_over_what_does_not_open(self, mine: Searching, desk: Desk) -> None:
        broken, whole = taken(desk, "Zebra."), taken(desk, "Zebra.")
        mine.page("zebra")
        Narrative.objects.filter(concern=broken).update(sealed=b"\x01nonsense")
        assert mine.finds("zebra") == {whole.reference}


class TestRecordShown:
    def test_records_each_once_in_a_sitting_and_leaves_it_unread(self, desk: Desk) -> None:
        concerns = [taken(desk, "Zebra.") for _ in range(2)]
        Concern.objects.update(unread_for_office=True)
        at = make.now()
        ids, actor = [one.id for one in concerns], desk.actor()
        with desk.open():
            assert searching.record_shown(concerns=ids, actor=actor, at=at) == 2
            assert searching.record_shown(concerns=ids, actor=actor, at=at + timedelta(minutes=1)) == 0
            assert searching.record_shown(concerns=ids, actor=actor, at=at + timedelta(minutes=16)) == 2
            assert searching.record_shown(concerns=[], actor=actor, at=at) == 0
        assert NarrativeRead.objects.count() == 4
        assert not Concern.objects.filter(unread_for_office=False).exists()

    def test_and_the_case_page_do_not_count_twice(self, desk: Desk) -> None:
        concern, at = taken(desk, "Zebra."), make.now()
        with desk.open():
            searching.record_shown(concerns=[concern.id], actor=desk.actor(), at=at)
            concern = Concern.objects.get(id=concern.id)
            assert barriers.record_read(concern=concern, actor=desk.actor(), at=at) is None
