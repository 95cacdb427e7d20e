"""The open API and its own description: asked whatever that allows, and what it does not, it answers as it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import jsonschema_rs
import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from candour.contexts.recommendations.operations import history
from candour.contexts.recommendations.tests.asked import Desk
from candour.contexts.recommendations.tests.reading import at_public_door, everything, told
from candour.contexts.recommendations.views import open_api
from candour.kernel.visitors.pace import Pace, Rate
from tests.somebody import AsDoor, now

pytestmark = pytest.mark.django_db

DESCRIBED: dict[str, Any] = open_api._description()
PATHS: dict[str, Any] = DESCRIBED["paths"]
ASKED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.fixture
def client(as_door: AsDoor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """The public door, with something of every kind behind it."""
    monkeypatch.setattr(open_api, "PACE", Pace(of_one=Rate(10**6, 1), of_all=Rate(10**6, 1)))
    everything(Desk(as_door))
    history.load(at=now())
    with at_public_door(as_door) as found:
        yield found


def holds(address: str, response: Any) -> None:
    """That an answer is one of those that are described, with the content that is described for it."""
    described = PATHS[address]["get"]["responses"]
    assert str(response.status_code) in described, (response.status_code, response.content[:300])
    content = described[str(response.status_code)].get("content", {})
    if not content:
        assert response.content == b""
        return
    (media,) = content
    assert response["Content-Type"] == media
    schema = {**content[media]["schema"], "components": DESCRIBED["components"]}
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(told(response))


def allowed(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Values that the description of a parameter allows."""
    if "$ref" in schema:
        schema = DESCRIBED["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "date":
        return st.dates().map(str)
    if schema.get("format") == "uuid":
        return st.uuids().map(str)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True).filter(lambda text: len(text) <= schema["maxLength"])
    return st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffd"),
        min_size=schema.get("minLength", 0),
        max_size=schema["maxLength"],
    )


QUERIES = {address: {one["name"]: one["schema"] for one in told_of["get"].get("parameters", ()) if one["in"] == "query"}
           for address, told_of in PATHS.items() if "{" not in address}  # fmt: skip


def test_the_description_lists_every_address_and_every_parameter() -> None:
    assert len(PATHS) == 7
    assert set(QUERIES["/api/v1/recommendations/"]) == {
        "report", "body", "standing", "overdue", "tag", "since", "text", "cursor",
    }  # fmt: skip
    jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **DESCRIBED["components"]})


@pytest.mark.parametrize("address", QUERIES)
def test_whatever_is_allowed_is_answered_as_described(client: Client, address: str) -> None:
    known = QUERIES[address]

    @ASKED
    @given(st.fixed_dictionaries({}, optional={name: allowed(schema) for name, schema in known.items()}))
    def asks(query: dict[str, str]) -> None:
        response = client.get(f"{address}?{urlencode(query)}")
        assert response.status_code == 200 or (response.status_code == 400 and "cursor" in query), response.content
        holds(address, response)

    asks()


@pytest.mark.parametrize("address", QUERIES)
def test_whatever_is_not_allowed_is_refused_as_described(client: Client, address: str) -> None:
    names = st.sampled_from([*QUERIES[address], "page", "Report", ""])

    @ASKED
    @given(
        st.lists(
            st.tuples(names, st.binary(max_size=40) | st.text(max_size=20).map(lambda t: t.encode("utf-8", "replace"))),
            max_size=4,
        )
    )
    def asks(query: list[tuple[str, bytes]]) -> None:
        response = client.get(f"{address}?{urlencode(query)}")
        assert response.status_code in {200, 400}, response.content
        holds(address, response)

    asks()


def test_whatever_reference_is_asked_for(client: Client) -> None:
    address = "/api/v1/recommendations/{reference}/"
    known = [one["reference"] for one in told(client.get("/api/v1/recommendations/"))["data"]]

    @ASKED
    @given(
        st.sampled_from(known)
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0?#"), min_size=1, max_size=30)
    )
    def asks(reference: str) -> None:
        response = client.get(f"/api/v1/recommendations/{reference}/")
        assert (response.status_code == 200) is (reference in known) or response.status_code in {200, 404}
        holds(address, response)

    for reference in known:
        assert client.get(f"/api/v1/recommendations/{reference}/").status_code == 200
    asks()


schema = schemathesis.openapi.from_dict(DESCRIBED)


def _asked_by_schemathesis(client: Client, operation: Any, mode: GenerationMode) -> int:
    """Ask one address what schemathesis makes up; how many times."""
    times = 0

    @settings(ASKED, max_examples=25)
    @given(operation.as_strategy(generation_mode=mode))
    def asks(case: Any) -> None:
        nonlocal times
        sent = case.as_transport_kwargs(base_url="http://localhost")
        query = urlencode(sent.get("params") or {}, doseq=True)
        response = client.generic(sent["method"], case.formatted_path, QUERY_STRING=query)
        assert response.status_code < 500, response.content
        if sent["method"] == "GET" and response.status_code != 404:
            holds(operation.path, response)
        times += 1

    asks()
    return times


def test_schemathesis_finds_no_fault(client: Client) -> None:
    """Its own generation of what is allowed and of what is not."""
    operations: list[Any] = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]
    times = {
        (operation.path, mode): _asked_by_schemathesis(client, operation, mode)
        for operation in operations
        for mode in GenerationMode
        if mode is GenerationMode.POSITIVE or QUERIES.get(operation.path)  # where nothing is taken, nothing is wrong
    }
    assert len(times) == 2 * len(PATHS) - 2
    assert sum(times.values()) > 100
