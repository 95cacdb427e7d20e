"""The page on which one searches: what it shows, what it refuses, and that what was typed stands in no address."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from candour.contexts.concerns.models import NarrativeRead
from candour.contexts.concerns.operations import indexing
from candour.contexts.concerns.queries import search
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, ledger_verbs, text
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(as_door: AsDoor) -> Callable[[], None]:
    """The office's worker puts everything into the index."""

    def goes_round() -> None:
        with as_door(Door.OFFICE):
            while indexing.index():
                pass

    return goes_round


class TestPage:
    def test_shows_the_words_marked_and_records_a_reading(
        self, browser: Browser, desk: Desk, worker: Callable[[], None]
    ) -> None:
        concern = desk.brings(make.concern(story="The <b>school</b> told nobody."), "taken")
        make.concern(story="Another school, nobody's.")
        worker()
        with browser(desk) as client:
            response = client.post("/search/", {"words": "schools", "state": "all"})
        page = response.content.decode()
        assert f"/concerns/{concern.reference}/" in page
        assert "<mark>school</mark>" in page
        assert "&lt;b&gt;" in page, "what somebody wrote is never markup"
        assert page.count('class="concerns-found"') == 1
        assert list(NarrativeRead.objects.values_list("concern_id", "person_id")) == [(concern.id, desk.person.id)]
        assert "concerns.narrative.read" in ledger_verbs()

    def test_records_nothing_of_what_was_typed(
        self, browser: Browser, desk: Desk, worker: Callable[[], None], caplog: pytest.LogCaptureFixture
    ) -> None:
        desk.brings(make.concern(story="Zebra."), "taken")
        worker()
        with browser(desk) as client:
            client.post("/search/", {"words": "zebra", "state": "all"})
        assert not [
            entry for entry in Entry.objects.values_list("entry", flat=True) if b"zebra" in bytes(entry).lower()
        ]
        assert "zebra" not in caplog.text.lower()

    def test_takes_words_from_the_body_alone(self, browser: Browser, desk: Desk, worker: Callable[[], None]) -> None:
        desk.brings(make.concern(story="Zebra."), "taken")
        worker()
        with browser(desk) as client:
            asked = client.get("/search/", {"words": "zebra"})
            page = client.get("/search/").content.decode()
        assert "concerns-found" not in asked.content.decode()
        assert '<form method="post" action="/search/"' in page

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ("", "Type at least one word"),
            ("   ", "Type at least one word"),
            ("?! …", "Type at least one word: letters or digits"),
            ("a", "A word needs at least two letters"),
            ("x y", "A word needs at least two letters"),
            ("the and of", "These words are in almost every text"),
            ("a the", "These words are in almost every text"),
            ("mae yn", "These words are in almost every text"),
            ("x" * 65, "This is longer than any word"),
            ("word " * 2_000, "200 characters"),
            (" ".join(f"word{number}" for number in range(11)), "Search for at most 10 words"),
        ],
    )
    def test_says_what_to_type_instead(self, browser: Browser, desk: Desk, typed: str, says: str) -> None:
        with browser(desk) as client:
            response = client.post("/search/", {"words": typed, "state": "all"})
        assert response.status_code == 200
        assert says in text(response)
        assert "There is a problem" in text(response)
        assert "Nothing was found" not in text(response)

    def test_says_that_nothing_was_found(self, browser: Browser, desk: Desk) -> None:
        with browser(desk) as client:
            assert "Nothing was found" in text(client.post("/search/", {"words": "zebra"}))

    def test_leads_on_to_older_ones_with_the_same_filters(
        self, browser: Browser, desk: Desk, worker: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "SHOWN", 2)
        for index in range(3):
            desk.brings(make.concern(story=f"Zebra {index}.", sector="police"), "taken")
        worker()
        asked = {"words": "zebra", "state": "all", "sector": "police"}
        with browser(desk) as client:
            first = client.post("/search/", asked).content.decode()
            mark = first.split('name="after" value="')[1].split('"')[0]
            second = client.post("/search/", asked | {"after": mark}).content.decode()
            beyond = client.post("/search/", asked | {"after": "0001-01-01_" + "0" * 32})
        assert "Look further back" in first
        assert '<input type="hidden" name="sector" value="police">' in first
        assert (first.count('class="concerns-found"'), second.count('class="concerns-found"')) == (2, 1)
        assert "Look further back" not in second
        assert "Nothing more was found" in text(beyond)

    def test_keeps_what_was_typed_and_chosen(self, browser: Browser, desk: Desk) -> None:
        with browser(desk) as client:
            page = client.post("/search/", {"words": "“zebra” <", "state": "closed"}).content.decode()
        assert 'value="“zebra” &lt;"' in page
        assert '<option value="closed" selected>' in page

    def test_says_that_something_is_not_searched_yet(self, browser: Browser, desk: Desk) -> None:
        desk.brings(make.concern(story="Zebra."), "taken")
        with browser(desk) as client:
            assert "not searched yet" in text(client.post("/search/", {"words": "zebra"}))

    def test_finds_by_reference_for_everybody_and_words_for_those_who_handle_concerns(
        self, browser: Browser, as_door: AsDoor
    ) -> None:
        reviewer = Desk(as_door, make.person("Rhys Reviewer", "reviewer"))
        with browser(reviewer) as client:
            page = text(client.get("/search/"))
            assert client.post("/search/", {"words": "zebra"}).status_code == 404
        assert "By reference" in page
        assert "In what was written" not in page

    def test_stands_in_the_menu_of_those_who_handle_concerns(self, browser: Browser, desk: Desk) -> None:
        with browser(desk) as client:
            assert 'href="/search/"' in client.get("/concerns/").content.decode()
