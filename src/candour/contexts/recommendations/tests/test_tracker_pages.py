"""The public tracker's pages, through the public door's own rights."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Link, Tag, TagTerm
from candour.contexts.recommendations.operations import publishing
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.contexts.recommendations.tests.public_side import (
    Reader,
    claims,
    earlier_review,
    finds,
    has_its_whole_story,
    responds,
    settle,
)
from candour.kernel.doors import Door
from candour.web.tests.twins import untranslated
from tests.somebody import AsDoor, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


@pytest.fixture
def reader(desk: Desk) -> Reader:
    return Reader(desk)


def worker(desk: Desk) -> None:
    """What the office's worker does each minute, without a session."""
    with desk.as_door(Door.OFFICE):
        publishing.count(at=now())
        publishing.draw()


def asked_of_the_database(reader: Reader, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert reader.get(path).status_code == 200, path
    own = ("SAVEPOINT", "RELEASE", "set local role", "reset role")
    return sum(not query["sql"].strip().startswith(own) for query in seen)


class TestList:
    def test_shows_what_is_published_and_nothing_else(self, desk: Desk, reader: Reader) -> None:
        shown = desk.asked(recommendation=desk.recommendation(text="Publish the minutes."))
        hidden = desk.asked(recommendation=desk.recommendation(desk.report("later", published=False), text="A secret."))
        page = reader.text("/recommendations/")
        assert shown.recommendation.reference in page
        assert "Publish the minutes." in page
        assert "No response yet" in page
        assert hidden.recommendation.reference not in page + reader.text("/recommendations/reports/")
        assert "A secret." not in page
        assert reader.get(f"/recommendations/{hidden.recommendation.reference}/").status_code == 404
        assert reader.get("/recommendations/reports/later/").status_code == 404

    def test_says_what_to_do_when_nothing_is_published(self, reader: Reader) -> None:
        assert "Nothing has been published yet" in reader.text("/recommendations/")

    def test_filters_survive_in_the_address(self, desk: Desk, reader: Reader) -> None:
        wanted = desk.asked("Home Office", "Northshire Council")
        responds(desk, wanted, "accept_in_part")
        rejected = desk.asked("Northshire Council")
        responds(desk, rejected, "reject")
        term = TagTerm.objects.create(
            list="contest",
            code="prevent",
            label="Prevent strand",
            label_cy="Llinyn Prevent",
            source="x",
            valid_from=today(),
        )
        Tag.objects.create(recommendation=rejected.recommendation, term=term)
        other = earlier_review(desk)
        every = {wanted.recommendation.reference, rejected.recommendation.reference, other.reference}
        for query, expected in {
            "": every,
            "standing=in_part": {wanted.recommendation.reference},
            "standing=in_part&standing=rejected": every - {other.reference},
            f"body={rejected.organisation_id}": every - {other.reference},
            f"body={rejected.organisation_id}&standing=rejected": {rejected.recommendation.reference},
            f"body={wanted.organisation_id}&standing=awaiting": set(),
            "tag=prevent": {rejected.recommendation.reference},
            "report=earlier": {other.reference},
            "kind=earlier": {other.reference},
            "kind=office": every - {other.reference},
            "q=theme": {other.reference},
            f"q={wanted.reference.lower()}": {wanted.recommendation.reference},
            "q=necessary": set(),
        }.items():
            page = reader.text(f"/recommendations/?{query}")
            found = set(re.findall(r'class="govuk-link" href="/recommendations/(N-[0-9A-Z-]{9})/"', page))
            assert found == expected, query
            if query and expected:
                assert f"register.csv?{query.replace('&', '&amp;')}" in page
        assert "Nothing fits what you chose" in reader.text("/recommendations/?q=necessary")
        assert "Llinyn Prevent" in reader.text("/cy/recommendations/")

    def test_finds_what_a_body_is_late_with(self, desk: Desk, reader: Reader) -> None:
        late = desk.asked(at=now() - timedelta(days=200))
        promised = desk.asked("Northshire Council", deliver_by=today() - timedelta(days=1))
        responds(desk, promised)
        claimed = desk.asked(deliver_by=today() - timedelta(days=1))
        claims(desk, claimed)
        desk.asked()
        for sort in ("", "&sort=due"):
            page = reader.text(f"/recommendations/?overdue=1{sort}")
            for held, there in ((late, True), (promised, True), (claimed, False)):
                assert (f"/recommendations/{held.recommendation.reference}/" in page) is there
        assert page.index(late.recommendation.reference) < page.index(promised.recommendation.reference)

    @pytest.mark.parametrize("sort", ["report", "due"])
    def test_goes_through_every_page_once(self, desk: Desk, reader: Reader, sort: str) -> None:
        made = {desk.asked().recommendation.reference for _ in range(30)}
        page = reader.text(f"/recommendations/?sort={sort}")
        first = re.findall(r'class="govuk-link" href="/recommendations/(N-[0-9A-Z-]{9})/"', page)
        assert len(first) == 25
        assert "30 re" in page
        [following] = re.findall(r'rel="next" href="([^"#]+)', page)
        following = following.replace("&amp;", "&")
        rest = re.findall(r'class="govuk-link" href="/recommendations/(N-[0-9A-Z-]{9})/"', reader.text(following))
        assert len(first) + len(rest) == 30
        assert set(first) | set(rest) == made

    @pytest.mark.parametrize(
        "query",
        [
            "after=2026-99-99~x~1", "after=9999-12-31~00000000-0000-0000-0000-000000000000~999999999", "sort=due&after=1",
            "body=x", "report=%27;drop", "standing=nonsense", "kind=x", "tag=%3Cb%3E", "q=%01%02%1b%7f", f"q={'x' * 5000}",
            "q=%22unclosed", "q=%26%7C!()%3A*", "overdue=maybe", "standing=" + "&standing=".join(["x"] * 90), "q=%ff%fe",
            "after=0000-00-00~zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz~1", "page=999999999999999999", "sort=%F0%9F%92%A9",
            f"body={'0' * 32}", "q=%EF%BF%BD%E2%80%AE",
        ],
    )  # fmt: skip
    def test_answers_whatever_is_asked(self, desk: Desk, reader: Reader, query: str) -> None:
        desk.asked()
        for path in (
            "/recommendations/",
            "/cy/recommendations/",
            "/recommendations/register.csv",
            "/recommendations/register.json",
        ):
            assert reader.get(f"{path}?{query}").status_code == 200

    def test_names_what_it_left_out(self, desk: Desk, reader: Reader) -> None:
        page = reader.text("/recommendations/?standing=nonsense&body=x")
        assert "left out: the body and where it stands." in page


class TestOne:
    def test_tells_the_whole_story(self, desk: Desk, reader: Reader) -> None:
        held = desk.asked()
        has_its_whole_story(desk, held)
        page = reader.text(f"/recommendations/{held.recommendation.reference}/")
        in_order = [
            "Asked by the Commissioner", "Asked for more time to answer", "More time was given", "Answered: Accepted in part",
            "Write the guidance.", "Said how it goes", "Reminder", "Dear Sir or Madam", "It is late.", "A first draft.",
            "Two regions.", "The printed guidance.", "Forty case files.", "Closed: Superseded",
        ]  # fmt: skip
        places = [page.index(words) for words in in_order[:5]]
        assert places == sorted(places)
        for words in in_order:
            assert words in page
        assert page.index("A first draft.") < page.index("Two regions.") < page.index("The printed guidance.")
        assert "Done" in page  # the task
        assert "Corrected on" in page
        assert f"http://localhost/recommendations/{held.recommendation.reference}/" in page
        for person in desk.people.values():
            assert person.person.name not in page

    def test_of_an_earlier_review_says_that_nobody_verified_it(self, desk: Desk, reader: Reader) -> None:
        page = reader.text(f"/recommendations/{earlier_review(desk).reference}/")
        for words in (
            "Nobody of this office has verified this.",
            "gov.uk",
            "20 February 2024",
            "A theme found in a source",
        ):
            assert words in page
        assert "Asked by the Commissioner" not in page

    def test_links_both_ways(self, desk: Desk, reader: Reader) -> None:
        old, new = desk.recommendation(), desk.recommendation()
        Link.objects.create(
            recommendation=new, to=old, kind="supersedes", reason="Wider.", made_on=today(), by=desk.of_office().person
        )
        assert f'Supersedes <a class="govuk-link" href="/recommendations/{old.reference}/' in reader.text(
            f"/recommendations/{new.reference}/"
        )
        assert f'Is superseded by <a class="govuk-link" href="/recommendations/{new.reference}/' in reader.text(
            f"/recommendations/{old.reference}/"
        )

    def test_is_found_by_a_reference_however_it_is_written(self, desk: Desk, reader: Reader) -> None:
        one = desk.recommendation()
        answered = reader.get(f"/cy/recommendations/{one.reference.lower()}/")
        assert (answered.status_code, answered["Location"]) == (302, f"/cy/recommendations/{one.reference}/")
        for nothing in ("N-0000-0000", "A-0000-0000", "x", "%F0%9F%92%A9", "x" * 3000):
            assert reader.get(f"/recommendations/{nothing}/").status_code == 404


class TestProgress:
    def test_counts_by_report_and_by_body(self, desk: Desk, reader: Reader) -> None:
        first = desk.asked("Home Office", "Northshire Council")
        finds(desk, claims(desk, first))
        responds(desk, desk.asked(), "reject")
        for path in (
            "/recommendations/reports/",
            "/recommendations/bodies/",
            f"/recommendations/bodies/{first.organisation_id}/",
        ):
            page = reader.text(path)
            assert "standing=verified" in page
            assert "standing=rejected" in page
        report = reader.text("/recommendations/reports/lessons/")
        assert "<strong>3</strong> requests" in report
        assert "Northshire Council" in report
        assert reader.get(f"/recommendations/bodies/{uuid4()}/").status_code == 404

    def test_tells_what_sources_say_and_what_is_withheld(self, desk: Desk, reader: Reader) -> None:
        earlier_review(desk)
        page = reader.text("/recommendations/reports/earlier/")
        for words in (
            "30 of 34 done",
            "115 of 120 done",
            "Hansard",
            "known_number_uncertain",
            "nobody of this office has verified",
        ):
            assert words in page
        assert "known_number_uncertain" in reader.text("/recommendations/reports/")

    def test_shows_a_plot_only_when_it_is_drawn(self, desk: Desk, reader: Reader) -> None:
        desk.asked()
        assert "<img" not in reader.text("/recommendations/reports/lessons/")
        worker(desk)
        page = reader.text("/recommendations/reports/lessons/")
        assert re.search(r'<img src="/recommendations/plots/report:lessons.svg" width="520" height="\d+" alt="', page)


class TestChanges:
    def test_tell_what_changed_this_month(self, desk: Desk, reader: Reader) -> None:
        has_its_whole_story(desk, desk.asked())
        page = reader.text("/recommendations/changes/")
        for words in (
            "2 recommendations came into this register:", "answered: Accepted in part", "said how it goes", "said that it is delivered",
            "what was claimed: Not verified", "Closed: Superseded", "Public notice", "asked for more time", "More time was given",
            "A correction",
        ):  # fmt: skip
            assert words in page
        before = (today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
        assert "Nothing changed in this month" in reader.text(f"/recommendations/changes/{before}/")

    @pytest.mark.parametrize("month", ["2026-13", "9999-01", "1999-01", "x", "2026-1", "2026-001", "٢٠٢٦-٠١"])
    def test_of_a_month_that_is_none_are_not_there(self, reader: Reader, month: str) -> None:
        assert reader.get(f"/recommendations/changes/{month}/").status_code == 404

    def test_go_on_where_a_page_ended(self, desk: Desk, reader: Reader) -> None:
        held = desk.asked()
        for _ in range(110):
            responds(desk, held)
        page = reader.text("/recommendations/changes/")
        assert page.count("answered: Accepted") == 100
        [following] = re.findall(r'rel="next" href="([^"]+after[^"]+)', page)
        assert reader.text(following).count("answered: Accepted") == 10
        for nonsense in (
            "x",
            "9999-99-99~a~b",
            "2026-11-01~~",
            "2026-11-31~claim~00000000-0000-0000-0000-000000000000",
        ):
            assert reader.get(f"/recommendations/changes/?after={nonsense}").status_code == 200


PAGES = [
    "",
    "data/",
    "reports/",
    "bodies/",
    "changes/",
    "figures/all/",
    "reports/lessons/",
    "feed/",
    "reports/lessons/feed/",
]


@pytest.fixture
def told(desk: Desk) -> list[str]:
    """Every page, with something on each."""
    held = desk.asked("Home Office", "Northshire Council")
    has_its_whole_story(desk, held)
    desk.asked(at=now() - timedelta(days=200))
    earlier = earlier_review(desk)
    worker(desk)
    more = [f"bodies/{held.organisation_id}/", f"bodies/{held.organisation_id}/feed/", f"figures/all/{today()}/"]
    more += [
        f"{held.recommendation.reference}/",
        f"{earlier.reference}/",
        "reports/earlier/",
        f"figures/report:lessons/{today()}/",
    ]
    return [f"/recommendations/{page}" for page in [*PAGES, *more]]


class TestEveryPage:
    def test_asks_at_most_ten_questions(self, reader: Reader, told: list[str]) -> None:
        counted = {path: asked_of_the_database(reader, path) for path in told}
        assert max(counted.values()) <= 10, counted
        assert counted["/recommendations/"] <= 4
        assert max(asked for path, asked in counted.items() if path.startswith("/recommendations/N-")) <= 2

    def test_is_known_again(self, reader: Reader, told: list[str]) -> None:
        for path in told:
            first = reader.get(path)
            assert first["Cache-Control"] == "public, no-cache"
            assert not first.cookies
            with CaptureQueriesContext(connection) as seen:
                again = reader.get(path, **{"If-None-Match": first["ETag"]})
            assert (again.status_code, again.content) == (304, b"")
            assert sum("select" in query["sql"].lower() for query in seen) == 1

    def test_weighs_little_and_loads_nothing_from_elsewhere(self, reader: Reader, told: list[str]) -> None:
        for path in told:
            page = reader.text(path)
            assert len(page.encode()) < 60_000, path
            if "<html" in page:
                assert page.count("<h1") == 1
                for address in re.findall(r'<(?:img|script|link|iframe)[^>]+(?:src|href)="([^"]+)"', page):
                    assert address.startswith("/"), (path, address)

    def test_says_the_same_in_welsh(self, reader: Reader, told: list[str]) -> None:
        for path in told:
            english, welsh = reader.text(path), reader.text(f"/cy{path}")
            if "<html" not in english:
                continue
            assert untranslated(english, welsh) == [], path
            out = re.findall(r'<(?:a|form)\b[^>]*(?:href|action)="(/[^"#]*)', welsh)
            kept = ("/cy/", "/leave/", "/recommendations/register.")
            assert {address for address in out if not address.startswith(kept)} == {path}, path


class TestChangedMark:
    def etag(self, reader: Reader) -> str:
        return str(reader.get("/recommendations/")["ETag"])

    def test_is_another_after_what_the_public_may_read(self, desk: Desk, reader: Reader) -> None:
        held = desk.asked()
        settle()
        seen = [self.etag(reader)]
        for change in (
            lambda: responds(desk, held),
            desk.recommendation,
            lambda: claims(desk, held),
            lambda: TagTerm.objects.create(list="contest", code="x", label="x", source="x", valid_from=today()),
            lambda: type(held.organisation).objects.filter(id=held.organisation_id).update(name="The Home Office"),
            lambda: type(held.organisation).objects.filter(id=held.organisation_id).update(ended_on=today()),
        ):
            change()
            settle()
            seen.append(self.etag(reader))
        assert len(set(seen)) == len(seen)

    def test_stays_the_same_for_what_is_not_published(self, desk: Desk, reader: Reader) -> None:
        desk.asked()
        settle()
        before = self.etag(reader)
        hidden = desk.asked(recommendation=desk.recommendation(desk.report("later", published=False)))
        has_its_whole_story_unpublished(desk, hidden)
        settle()
        assert self.etag(reader) == before


def has_its_whole_story_unpublished(desk: Desk, held: Any) -> None:
    responds(desk, held)
    finds(desk, claims(desk, held))


def test_every_standing_has_its_words() -> None:
    assert all(str(one.label) for one in codes.Standing)
