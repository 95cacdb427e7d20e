"""The inbox, served at the office door in its role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from candour.contexts.concerns.models import (
    Concern,
)
from candour.contexts.concerns.operations import handling
from candour.contexts.concerns.queries import inbox
from candour.contexts.concerns.queries.narrowing import Filters
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, text
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


class TestInbox:
    def test_shows_open_concerns_by_their_time_limit(self, browser: Browser, desk: Desk) -> None:
        later, sooner = make.concern(), make.concern()
        Concern.objects.filter(id=sooner.id).update(next_due_on=localdate() - timedelta(days=3))
        closed = make.concern()
        Concern.objects.filter(id=closed.id).update(state="closed", is_open=False)
        with browser(desk) as client:
            page = text(client.get("/concerns/"))
        assert page.index(sooner.reference) < page.index(later.reference)
        assert "3 days late" in page
        assert closed.reference not in page

    @pytest.mark.parametrize(
        ("asked", "changed"),
        [
            ("state=open", {"state": "open"}),
            ("kind=feedback", {"kind": "feedback"}),
            ("sector=police", {"sector": "police"}),
            ("stage=panel", {"stage": "panel"}),
            ("region=wales", {"region": "wales"}),
            ("due=late", {"next_due_on": "2020-01-01"}),
            ("due=week", {"next_due_on": localdate()}),
            ("unread=yes", {"unread_for_office": True}),
            ("state=closed", {"state": "closed", "is_open": False}),
            ("state=all", {"state": "withdrawn", "is_open": False}),
            ("nation=wales", {"nation": "wales"}),
            ("level=named", {"level": "named"}),
            ("language=welsh", {"language": "Welsh"}),
            ("language=any", {"language": "Polski"}),
            ("waiting=any", {"unanswered_since": localdate()}),
            ("waiting=14", {"unanswered_since": localdate() - timedelta(days=14)}),
            ("from=2020-01-01&to=2020-12-31", {"received_on": "2020-06-01"}),
        ],
    )
    def test_is_narrowed_by_what_the_address_says(
        self, browser: Browser, desk: Desk, asked: str, changed: dict[str, object]
    ) -> None:
        wanted, other = make.concern(), make.concern()
        Concern.objects.update(unread_for_office=False, next_due_on=localdate() + timedelta(days=30))
        if asked == "state=all":
            other.delete()
        Concern.objects.filter(id=wanted.id).update(**changed)
        with browser(desk) as client:
            page = text(client.get(f"/concerns/?{asked}"))
        assert wanted.reference in page
        assert other.reference not in page

    def test_is_narrowed_by_who_works_on_it(self, browser: Browser, desk: Desk, colleague: Desk) -> None:
        mine, theirs, free = (make.concern() for _ in range(3))
        desk.brings(mine, "taken")
        colleague.brings(theirs, "taken")
        with browser(desk) as client:
            assert _references(client, "assigned=me") == {mine.reference}
            assert _references(client, "assigned=nobody") == {free.reference}
            assert _references(client, f"assigned={colleague.person.id}") == {theirs.reference}
            assert _references(client, "assigned=somebody") == {mine.reference, theirs.reference}

    def test_is_narrowed_by_what_it_is_coded_with(self, browser: Browser, desk: Desk) -> None:
        coded, other = desk.brings(make.concern(), "taken"), desk.brings(make.concern(), "taken")
        desk.codes(coded, "delay", "distress")
        desk.codes(other, "threshold")
        with browser(desk) as client:
            assert _references(client, "term=delay") == {coded.reference}
            assert _references(client, "term=distress") == {coded.reference}
            assert _references(client, "term=retention") == set()
        desk.codes(coded, "threshold")
        with browser(desk) as client:
            assert _references(client, "term=delay") == set()

    def test_shows_whose_clock_is_paused(self, browser: Browser, desk: Desk) -> None:
        paused, other = desk.brings(make.concern(), "open"), desk.brings(make.concern(), "open")
        desk.does(handling.pause_clock, paused, rationale="we wait for your answer")
        with browser(desk) as client:
            assert _references(client, "waiting=paused") == {paused.reference}
        desk.does(handling.resume_clock, paused)
        with browser(desk) as client:
            assert _references(client, "waiting=paused") == set()
            assert _references(client, "") == {paused.reference, other.reference}

    def test_shows_who_has_not_answered_and_for_how_long(self, browser: Browser, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        desk.does(handling.write, concern, text="A question.")
        Concern.objects.update(unanswered_since=localdate() - timedelta(days=15))
        with browser(desk) as client:
            assert _references(client, "waiting=14") == {concern.reference}
            assert _references(client, "waiting=28") == set()
            assert "No answer for 15 days" in text(client.get("/concerns/?waiting=any"))

    def test_keeps_filters_and_takes_one_off(
        self, browser: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inbox, "PAGE", 1)
        for _ in range(2):
            make.concern(nation="wales", sector="police")
        with browser(desk) as client:
            page = text(client.get("/concerns/?nation=wales&sector=police"))
        assert "Nation: Wales" in page
        assert "Sector: Police" in page
        assert 'href="?sector=police"' in page
        assert 'href="?nation=wales"' in page
        assert "sector=police&nation=wales&after=" in page

    def test_takes_nonsense_in_the_address_for_nothing(self, browser: Browser, desk: Desk) -> None:
        concern = make.concern()
        with browser(desk) as client:
            page = client.get(
                "/concerns/?state=gone&kind=1&assigned=x&due=y&unread=maybe&after=2020-99-99_zz&from=x&to=1"
                "&term=%27&waiting=9&campaign=z&order=up&view=1&language=" + "x" * 99
            )
        assert page.status_code == 200
        assert concern.reference in text(page)

    def test_says_what_to_do_when_there_is_nothing(self, browser: Browser, desk: Desk) -> None:
        with browser(desk) as client:
            for address in (
                "",
                "?assigned=me",
                "?assigned=nobody",
                "?due=late",
                "?unread=yes",
                "?kind=feedback",
                "?waiting=any",
                "?waiting=paused",
            ):
                assert "concerns-empty" in text(client.get(f"/concerns/{address}")), address

    def test_turns_pages_without_losing_or_repeating_one(self, browser: Browser, desk: Desk) -> None:
        made = [make.concern() for _ in range(6)]
        Concern.objects.filter(id__in=[made[0].id, made[1].id]).update(next_due_on=None)
        for filters in (Filters(), Filters(state="all"), Filters(order="newest"), Filters(order="oldest")):
            found: list[str] = []
            after = ""
            while True:
                with desk.open(), pytest.MonkeyPatch.context() as patch:
                    patch.setattr(inbox, "PAGE", 2)
                    page = inbox.page(actor=desk.actor(), filters=filters, after=after, on=localdate())
                found += [row.reference for row in page.rows]
                after = page.after
                if not after:
                    break
            assert sorted(found) == sorted(concern.reference for concern in made)

    def test_turns_back_to_the_pages_that_were_passed(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        made = [make.concern() for _ in range(7)]
        Concern.objects.filter(id__in=[one.id for one in made[:3]]).update(next_due_on=None)
        monkeypatch.setattr(inbox, "PAGE", 2)
        for filters in (Filters(), Filters(order="newest"), Filters(order="oldest")):
            with desk.open():
                passed = [inbox.page(actor=desk.actor(), filters=filters, after="", on=localdate())]
                while passed[-1].after:
                    after = passed[-1].after
                    passed.append(inbox.page(actor=desk.actor(), filters=filters, after=after, on=localdate()))
                assert [len(page.rows) for page in passed] == [2, 2, 2, 1]
                here = passed.pop()
                while passed:
                    assert here.before
                    with CaptureQueriesContext(connection) as asked:
                        here = inbox.page(
                            actor=desk.actor(), filters=filters, after="", before=here.before, on=localdate()
                        )
                    assert here.rows == passed.pop().rows
                    assert len(asked) <= 4
                assert here.before == ""

    def test_a_concern_leads_back_to_the_page_of_the_list(
        self, browser: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inbox, "PAGE", 1)
        for _ in range(2):
            make.concern(nation="wales")
        with browser(desk) as client:
            first = text(client.get("/concerns/?nation=wales"))
            second_page = first.split('rel="next" href="')[1].split('"')[0]
            second = text(client.get("/concerns/" + second_page))
            concern = second.split('<a class="govuk-link concerns-inbox__reference" href="')[1].split('"')[0]
            reference = concern.split("/")[2]
            assert f'href="/concerns/{second_page}#{reference}"' in text(client.get(concern))
            assert f'id="{reference}"' in second
            elsewhere = text(client.get(f"/concerns/{reference}/?from_list=https://elsewhere.example/"))
        assert f'href="/concerns/#{reference}"' in elsewhere

    def test_links_to_the_next_page(self, browser: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inbox, "PAGE", 1)
        for _ in range(2):
            make.concern()
        with browser(desk) as client:
            first = text(client.get("/concerns/"))
            assert 'rel="next"' in first
            after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
            second = text(client.get("/concerns/" + after))
        assert 'rel="prev"' in second
        assert 'rel="prev"' not in first
        assert 'rel="next"' not in second

    def test_stops_counting_at_a_thousand(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inbox, "CAPPED_AT", 1)
        for _ in range(3):
            make.concern()
        with desk.open():
            assert inbox.frame(actor=desk.actor(), lists=[Filters()], on=localdate()).counts[0] == "1+"
            assert inbox.count(actor=desk.actor(), filters=Filters(kind="concern"), on=localdate()) == "1+"

    def test_asks_at_most_fifteen_questions(self, browser: Browser, desk: Desk) -> None:
        for _ in range(60):
            make.concern()
        with browser(desk) as client, CaptureQueriesContext(connection) as asked:
            assert client.get("/concerns/?sector=&due=week").status_code == 200
        assert len(asked) <= 15

    def test_is_not_there_for_other_roles(self, browser: Browser, as_door: AsDoor) -> None:

        with browser(Desk(as_door, make.person("An analyst", "analyst"))) as client:
            assert client.get("/concerns/").status_code == 404


def _references(client: Client, asked: str) -> set[str]:
    page = text(client.get(f"/concerns/?{asked}"))
    return set(Concern.objects.values_list("reference", flat=True)) & {
        word[:11] for word in page.split("/concerns/") if word.startswith("C-")
    }
