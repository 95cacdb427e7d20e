"""The open API: what it answers, what it refuses, and that nothing it says is undescribed or not public."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pydantic import BaseModel

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import AddresseeDeadline, Tag, TagTerm
from candour.contexts.recommendations.operations import history
from candour.contexts.recommendations.procedure import ANSWER, answer
from candour.contexts.recommendations.queries import open_data, open_story
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.contexts.recommendations.tests.public_side import settle
from candour.contexts.recommendations.tests.reading import at_public_door, everything, put, told
from candour.contexts.recommendations.views import open_api
from candour.contexts.recommendations.views import open_schemas as schemas
from candour.kernel.visitors.pace import Pace, Rate
from tests.somebody import AsDoor, now

pytestmark = pytest.mark.django_db

V1 = "/api/v1/"
LIST = f"{V1}recommendations/"
PAGES: dict[str, type[BaseModel]] = {
    "recommendations/": schemas.RecommendationPage,
    "reports/": schemas.ReportPage,
    "bodies/": schemas.BodyPage,
    "figures/": schemas.FigurePage,
    "changes/": schemas.ChangePage,
    "withheld/": schemas.WithheldPage,
}


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


@pytest.fixture
def client(as_door: AsDoor) -> Iterator[Client]:
    with at_public_door(as_door) as found:
        yield found


@pytest.fixture(autouse=True)
def _rested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_api, "PACE", Pace(of_one=Rate(120, 2), of_all=Rate(2_000, 100)))


def references(response: Any) -> list[str]:
    return [one["reference"] for one in told(response)["data"]]


def ask(desk: Desk, address: str, **headers: Any) -> Any:
    with at_public_door(desk.as_door) as client:
        return client.get(address, **headers)


class TestAnswers:
    """Each is what is described, and what is public."""

    @pytest.mark.parametrize("name", PAGES)
    def test_of_an_empty_office_are_empty_pages(self, client: Client, name: str) -> None:
        answered = told(client.get(V1 + name))
        PAGES[name].model_validate(answered)
        assert (answered["data"], answered["next"]) == ([], None)

    @pytest.mark.parametrize("name", PAGES)
    def test_are_as_described(self, desk: Desk, name: str) -> None:
        everything(desk)
        history.load(at=now())
        answered = told(ask(desk, V1 + name))
        PAGES[name].model_validate_json(json.dumps(answered))
        assert answered["data"]

    def test_of_one_tell_its_whole_story(self, desk: Desk) -> None:
        made = everything(desk)
        answered = told(ask(desk, f"{LIST}{made.reference}/"))
        schemas.OneRecommendation.model_validate_json(json.dumps(answered))
        assert [event["kind"] for event in answered["story"]] == list(open_story.KINDS)
        said = {event["kind"]: event["details"] for event in answered["story"]}
        assert said["response"]["tasks"][0]["owner"] == "A team"
        assert said["verdict"]["missing"] == "Half"
        assert said["closing"]["superseded_by"] == answered["links"][0]["recommendation"]
        assert said["correction"]["instead"] == "2 May"
        assert answered["parts"] == [{"letter": "a", "text": "The first half."}]
        assert answered["links"][0]["direction"] == "to_this"
        assert answered["tags"] == ["contest:prevent"]
        (held,) = answered["addressees"]
        assert (held["standing"], held["part"], held["is_overdue"]) == ("closed", "a", False)

    def test_of_one_find_it_as_it_is_read_out(self, desk: Desk) -> None:
        made = desk.recommendation()
        assert told(ask(desk, f"{LIST}{made.reference.lower().replace('-', ' ')}/"))["reference"] == made.reference

    def test_name_nobody(self, desk: Desk) -> None:
        made = everything(desk)
        names = {person.person.name for person in desk.people.values()}
        assert len(names) >= 3
        for address in (LIST, f"{LIST}{made.reference}/", f"{V1}changes/"):
            content = ask(desk, address).content.decode()
            assert not [name for name in names if name in content]

    def test_hold_nothing_that_is_not_published(self, desk: Desk) -> None:
        hidden = desk.recommendation(desk.report("hidden", published=False))
        desk.asked(recommendation=hidden)
        for name in PAGES:
            assert told(ask(desk, V1 + name))["data"] == []
        assert ask(desk, f"{LIST}{hidden.reference}/").status_code == 404

    def test_of_earlier_reviews_say_what_is_reported_and_how_well(self, desk: Desk) -> None:
        history.load(at=now())
        found = told(ask(desk, f"{LIST}?report=prevent-learning-review-attack-on-sir-david-amess"))["data"]
        assert [(one["number"], one["certainty"], one["addressees"]) for one in found] == [("1", "found", [])]
        assert found[0]["reported"]["status"] == "implemented (government statement)"
        withheld = told(ask(desk, f"{V1}withheld/"))["data"]
        assert {"found_partial", "known", "found_exists"} <= {row["certainty"] for row in withheld}

    def test_count_what_a_body_was_asked(self, desk: Desk) -> None:
        desk.asked("Home Office")
        put(desk.asked("Home Office"), answer.ACCEPTED, "accept_in_part", deliver_by=today() - timedelta(days=1))
        (body,) = told(ask(desk, f"{V1}bodies/"))["data"]
        assert (body["name"], body["asked"], body["overdue"]) == ("Home Office", 2, 1)
        assert body["standings"] == {"awaiting": 1, "in_part": 1}

    def test_cost_few_queries(self, desk: Desk) -> None:
        made = everything(desk)
        limits = {LIST: 2, f"{LIST}{made.reference}/": 5, **{V1 + name: 3 for name in PAGES}}  # one asks for the mark
        for address, most in limits.items():
            with at_public_door(desk.as_door) as client, CaptureQueriesContext(connection) as asked:
                client.get(address)
            found = [query["sql"] for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]
            assert len(found) <= most, (address, found)


class TestFilters:
    """Each narrows the list by what it says."""

    def test_by_report_since_tag_and_text(self, desk: Desk) -> None:
        old = desk.recommendation(desk.report("old"), issued_on=date(2020, 1, 1), text="Train every panel.")
        new = desk.recommendation(desk.report("new"), text="Publish the waiting times.")
        term = TagTerm.objects.create(list="contest", code="pursue", label="P", source="S", valid_from=date(2020, 1, 1))
        Tag.objects.create(recommendation=old, term=term)
        for query, found in {
            "": [new, old],
            "?report=old": [old],
            "?report=unknown": [],
            "?since=2021-01-01": [new],
            "?tag=pursue": [old],
            "?tag=contest:pursue": [old],
            "?tag=objective:pursue": [],
            "?text=training": [old],
            "?text=waiting+-publish": [],
            "?text=%22waiting+times%22&report=new": [new],
            "?text=%26%7C!*:": [],
        }.items():
            assert references(ask(desk, LIST + query)) == [one.reference for one in found], query

    def test_by_body_and_standing_of_one_and_the_same(self, desk: Desk) -> None:
        both = desk.recommendation()
        put(desk.asked("Home Office", recommendation=both), answer.REJECTED, "reject")
        desk.asked("Cabinet Office", recommendation=both)
        body, other = desk.body("Home Office").pk, desk.body("Cabinet Office").pk
        assert references(ask(desk, f"{LIST}?body={body}&standing=rejected")) == [both.reference]
        assert references(ask(desk, f"{LIST}?body={other}&standing=awaiting")) == [both.reference]
        assert references(ask(desk, f"{LIST}?body={other}&standing=rejected")) == []
        assert references(ask(desk, f"{LIST}?body={both.pk}")) == []

    @pytest.mark.parametrize("standing", codes.Standing.values)
    def test_by_every_standing(self, desk: Desk, standing: str) -> None:
        for state in ANSWER.states:
            for response in ("accept", "accept_in_part", "accept_in_principle"):
                put(desk.asked(), state.name, response)
        found = told(ask(desk, f"{LIST}?standing={standing}"))["data"]
        assert found
        assert {held["standing"] for one in found for held in one["addressees"]} == {standing}

    def test_by_what_is_overdue(self, desk: Desk) -> None:
        yesterday = today() - timedelta(days=1)
        unanswered, undelivered, in_time, looked_at = (desk.asked() for _ in range(4))
        AddresseeDeadline.objects.filter(addressee=unanswered).update(due_on=yesterday)
        put(undelivered, answer.ACCEPTED, "accept", deliver_by=yesterday)
        put(looked_at, answer.CLAIMED, "accept", deliver_by=yesterday)
        late = told(ask(desk, f"{LIST}?overdue=true"))["data"]
        assert {one["reference"] for one in late} == {
            unanswered.recommendation.reference,
            undelivered.recommendation.reference,
        }
        assert all(held["is_overdue"] for one in late for held in one["addressees"])
        rest = told(ask(desk, f"{LIST}?overdue=false&body={desk.body().pk}"))["data"]
        assert {one["reference"] for one in rest} == {
            in_time.recommendation.reference,
            looked_at.recommendation.reference,
        }
        assert not any(held["is_overdue"] for one in rest for held in one["addressees"])

    def test_of_changes_and_figures(self, desk: Desk) -> None:
        everything(desk)
        tomorrow = today() + timedelta(days=1)
        assert told(ask(desk, f"{V1}changes/?since={tomorrow}"))["data"] == []
        assert told(ask(desk, f"{V1}figures/?since={tomorrow}"))["data"] == []
        assert len(told(ask(desk, f"{V1}figures/?scope="))["data"]) == 1
        assert told(ask(desk, f"{V1}figures/?scope=report:lessons"))["data"] == []


class TestPagesOf:
    """Going from page to page shows everything once."""

    def walk(self, desk: Desk, address: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for _ in range(20):
            response = ask(desk, address)
            page = told(response)
            found += page["data"]
            if page["next"] is None:
                assert "Link" not in response.headers
                return found
            assert response.headers["Link"] == f'<{page["next"]}>; rel="next"'
            address = page["next"]
        raise AssertionError("it never ends")

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(open_data, "PAGE", 3)
        monkeypatch.setattr(open_story, "PAGE", 3)

    def test_recommendations(self, desk: Desk) -> None:
        made = [
            desk.recommendation(desk.report(f"report-{number % 3}"), issued_on=today() - timedelta(days=number % 2))
            for number in range(11)
        ]
        found = self.walk(desk, f"{LIST}?since=2000-01-01")
        assert sorted(one["reference"] for one in found) == sorted(one.reference for one in made)
        assert [one["issued_on"] for one in found] == sorted((one["issued_on"] for one in found), reverse=True)

    def test_reports_bodies_and_changes(self, desk: Desk) -> None:
        everything(desk)
        for number in range(7):
            desk.asked(f"Council {number}", recommendation=desk.recommendation(desk.report(f"report-{number}")))
        assert len({one["slug"] for one in self.walk(desk, f"{V1}reports/")}) == 8
        assert len({one["id"] for one in self.walk(desk, f"{V1}bodies/")}) == 8
        changes = self.walk(desk, f"{V1}changes/")
        assert len(changes) == len({(one["id"], one["kind"]) for one in changes})
        assert {one["kind"] for one in changes} == set(open_story.KINDS)


def cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


_HOSTILE: list[Any] = [
    [], [1], "text", None, {"a": 1}, [1, 2, 3], ["2020-01-01", "x", 1], ["2020-01-01", "0" * 32, -1], [[], [], []],
    ["2020-01-01", "0" * 32, 2**70], ["2020-01-01", "0" * 32, 1.5], ["\ud800", "0" * 32], ["a\0b", "0" * 32],
    ["2020-01-01", 5], [5, "0" * 32], ["9999-99-99", "0" * 32, 1], ["\ud800"], [True, True, True],
]  # fmt: skip
HOSTILE = [cursor(value) for value in _HOSTILE]


class TestRefusals:
    """Whatever is asked is answered, and never by a fault."""

    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("standing=late", "standing"),
            ("overdue=maybe", "overdue"),
            ("overdue=1", "overdue"),
            ("body=1", "body"),
            ("since=yesterday", "since"),
            ("since=1700000000", "since"),
            ("since=2026-02-30", "since"),
            ("since=0000-01-01", "since"),
            ("report=%2e%2e%2f", "report"),
            (f"text={'a' * 201}", "text"),
            ("text=", "text"),
            ("tag=%27%3B--", "tag"),
            ("page=2", "page"),
            ("limit=1000000", "limit"),
            ("report=a&report=b", "report"),
            ("text=%ff%fe", "text"),
            ("cursor=%20", "cursor"),
            ("cursor=a", "cursor"),
            (f"cursor={'A' * 201}", "cursor"),
            *((f"cursor={one}", "cursor") for one in HOSTILE),
        ],
    )
    def test_name_the_parameter(self, client: Client, query: str, name: str) -> None:
        response = client.get(f"{LIST}?{query}")
        assert response.status_code == 400, response.content
        assert response["Content-Type"] == "application/problem+json"
        problem = schemas.Problem.model_validate(told(response))
        assert name in {one.name for one in problem.errors}

    @pytest.mark.parametrize("name", PAGES)
    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_of_a_cursor_are_the_same_everywhere(self, client: Client, name: str, hostile: str) -> None:
        assert client.get(f"{V1}{name}?cursor={hostile}").status_code in {200, 400}

    @pytest.mark.parametrize(
        "address",
        [
            "/api/v2/recommendations/", "/api/nothing", "/api/v1/", f"{LIST}N-0000-0000/", f"{LIST}{quote('ünïcode')}/",
            f"{LIST}%ff%fe/", f"{LIST}{'A' * 5000}/", f"{LIST}N-0000-0000/more/",
        ],
    )  # fmt: skip
    def test_of_what_is_not_there_are_problems_too(self, client: Client, address: str) -> None:
        response = client.get(address)
        assert response.status_code == 404
        assert schemas.Problem.model_validate(told(response)).status == 404
        assert response["Access-Control-Allow-Origin"] == "*"

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
    def test_of_whatever_would_write(self, client: Client, method: str) -> None:
        response = getattr(client, method)(LIST)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert told(response)["status"] == 405

    def test_of_what_no_text_holds(self, client: Client) -> None:
        response = client.get(f"{LIST}?text=a%00b")
        assert (response.status_code, told(response)["status"]) == (400, 400)

    def test_of_a_database_that_went_away(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(*_given: Any, **_options: Any) -> Any:
            raise OperationalError("the connection is closed")

        monkeypatch.setattr(open_data, "reports", gone)
        response = client.get(f"{V1}reports/")
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert schemas.Problem.model_validate(told(response)).status == 503

    def test_of_a_fault_of_our_own_say_nothing_of_it(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_given: Any, **_options: Any) -> Any:
            raise RuntimeError("a secret of the inside")

        monkeypatch.setattr(open_data, "reports", broken)
        response = client.get(f"{V1}reports/")
        assert response.status_code == 500
        assert b"secret" not in response.content
        assert told(response)["status"] == 500

    def test_of_too_many_requests_say_when_to_come_back(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(open_api, "PACE", Pace(of_one=Rate(1, 0.1), of_all=Rate(2, 0.1)))
        assert client.get(LIST, REMOTE_ADDR="81.2.69.142").status_code == 200
        slowed = client.get(LIST, REMOTE_ADDR="81.2.69.142")
        assert (slowed.status_code, slowed["Retry-After"]) == (429, "10")
        schemas.Problem.model_validate(told(slowed))
        assert client.get(LIST, REMOTE_ADDR="81.2.69.143").status_code == 200
        assert client.get(LIST, REMOTE_ADDR="81.2.69.144").status_code == 429


class TestHeaders:
    """What every answer carries."""

    @pytest.mark.parametrize("address", ["/api/", "/api/openapi.json", *(V1 + name for name in PAGES)])
    def test_let_an_unchanged_answer_be_left_out(self, client: Client, address: str) -> None:
        first = client.get(address)
        assert (first.status_code, first["Cache-Control"]) == (200, "public, max-age=60")
        for known in (first["ETag"], f"W/{first['ETag']}", f'"other", {first["ETag"]}', "*"):
            again = client.get(address, HTTP_IF_NONE_MATCH=known)
            assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert client.get(address, HTTP_IF_NONE_MATCH='"other"').status_code == 200

    def test_change_with_what_is_told(self, desk: Desk) -> None:
        before = ask(desk, LIST)["ETag"]
        desk.recommendation()
        settle()
        assert ask(desk, LIST, HTTP_IF_NONE_MATCH=before).status_code == 200

    def test_let_scripts_of_other_sites_read_and_set_no_cookie(self, client: Client) -> None:
        response = client.get(LIST, HTTP_ORIGIN="https://newspaper.example")
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
        assert not response.cookies
        assert "default-src 'none'" in response["Content-Security-Policy"]
        asked = client.options(LIST, HTTP_ORIGIN="https://newspaper.example", HTTP_ACCESS_CONTROL_REQUEST_METHOD="GET")
        assert (asked.status_code, asked["Access-Control-Allow-Headers"]) == (204, "If-None-Match")

    def test_of_a_head_are_those_of_a_get(self, client: Client) -> None:
        got, head = client.get(LIST), client.head(LIST)
        assert (head.status_code, head["ETag"], head["Content-Type"]) == (200, got["ETag"], "application/json")


def test_the_api_is_at_the_public_door_alone(desk: Desk) -> None:
    assert desk.of_office().get(LIST).status_code == 404
    assert desk.owner().get("/api/openapi.json").status_code == 404
