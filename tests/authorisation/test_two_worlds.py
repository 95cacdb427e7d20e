"""Nobody outside the office can tell an office without a concern from one with two hundred, nor one that drafts another
recommendation from one that does not: the same requests, of the Home Office, the police, bodies and the public, are
answered in both worlds with the same bytes.

Made alike before they are compared is only what differs between any two answers: form tokens, nonces, drawn receipts and
references, the sealed values of cookies (their length stays), and the ids of people and bodies, which each world drew for
itself; and in the public ledger the hashes over its daily leaves (``daily_leaf``).
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from candour.contexts.publication import queries
from candour.web import pages
from tests.authorisation import daily_leaf, world_recommendations
from tests.authorisation import world as worlds_of
from tests.authorisation.browsing import addresses, at_door
from tests.authorisation.conftest import Office, Offices

PEOPLE = (
    "private_office",
    "officer",
    "contact",
    "council_administrator",
    "chair",
    "other_contact",
    "two_bodies",
    "both elsewhere",
    "owner",
    "council_owner",
)
"""Sessions at the delivery door: the Home Secretary's private office, the police, a school, councils, and who answers
recommendations for the Home Office and for a council."""

TYPED = {
    "delivery": (
        "/find/?reference=C-1234-5678", "/find/?reference=x", "/find/?reference=E-0000-0000", "/enquiries/C-1234-5678/",
        "/enquiries/E-0000-0000/", "/enquiries/E-0000-0000/reply/", "/enquiries/?state=all", "/enquiries/?after=x",
        "/concerns/", "/concerns/C-1234-5678/", "/concerns/C-1234-5678/print/", "/search/", "/emergency-access/", "/jobs/",
        "/policies/", "/directory/", "/no/such/page/", "/healthz?deep=1", "/people/organisations/", "/check/mailbox/",
    ),
    "public": (
        "/how-it-works/concern.svg", "/how-it-works/nothing.svg", "/no/such/page/", "/healthz?deep=1", "/concerns/",
        "/tell/what-happened/", "/tell/kind/", "/tell/nothing/", "/tell/needs/?from=check", "/check/?receipt=x", "/search/",
        *daily_leaf.TYPED,
    ),
}  # fmt: skip
"""Addresses that somebody could type or guess, besides all that the door has."""

SENT: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "delivery": (
        ("/enquiries/E-0000-0000/reply/", {"text": "words"}),
        ("/search/", {"words": "school"}),
        ("/concerns/C-1234-5678/take/", {}),
        ("/account/language/", {"language": "cy"}),
        ("/account/language/", {"language": "en-gb"}),
        ("/no/such/page/", {}),
    ),
    "public": (
        ("/check/", {"receipt": "6VND-4VJH-2B63-RKPW-YQP2-B1"}),
        ("/check/", {"receipt": "6VND-4VJH-2B63-RKPW-YQP2-B2"}),
        ("/check/", {"receipt": "short"}),
        ("/check/mailbox/write/", {"text": "words"}),
        ("/check/mailbox/withdraw/", {}),
        ("/check/close/", {}),
        ("/tell/what-happened/", {"what_happened": "words"}),
        ("/tell/kind/", {"kind": "concern"}),
        ("/tell/check-answers/", {}),
        ("/tell/delete/", {}),
        ("/tell/finish/", {}),
    ),
}
"""Forms that are sent, the wrong and the right ones. At the public door somebody so tells, and comes back."""

ENDING = ("/sign-out/", "/account/sign-out-everywhere/", "/sign-in/second-step/")
"""These end a session, which the rest needs: asked by nobody alone."""

CHANGING = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "<id>"),
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'), "<token>"),
    (re.compile(r"nonce-[\w+/=-]+"), "<nonce>"),
    (re.compile(r"\b(?:[0-9A-Z]{4}-){5}[0-9A-Z]{2}\b"), "<receipt>"),
    (re.compile(r"\b[CE]-[0-9A-Z]{4}-[0-9A-Z]{4}\b"), "<reference>"),
)


@dataclass(frozen=True)
class Request:
    """One request of somebody. ``sent`` is a form; None asks for a page."""

    who: str
    address: str
    sent: tuple[tuple[str, str], ...] | None = None
    language: str = "en-GB"

    def __str__(self) -> str:
        return f"{self.who}: {'GET' if self.sent is None else 'POST'} {self.address} ({self.language})"


def requests(door: str) -> list[Request]:
    """Everything that is asked at a door: each address that it has, those that can be guessed, and the forms."""
    routes = [route for route in addresses() if "<" not in route]
    people = (*PEOPLE, "nobody") if door == "delivery" else ("somebody", "somebody else")
    asked = [f"/{route}" for route in sorted(routes)] + list(TYPED[door])
    return [
        request
        for who in people
        for request in (
            *(Request(who, address) for address in asked),
            *(Request(who, address, language="cy") for address in asked),
            *(Request(who, address, tuple(fields.items())) for address, fields in SENT[door]),
            *(Request(who, f"/{route}", ()) for route in sorted(routes)),
        )
        if who == "nobody" or request.address not in ENDING
    ]


class Replay:
    """The answers of one world to a list of requests, each person in a browser of their own."""

    def __init__(self, world: World, door: str) -> None:
        office = world.office
        self.office, self.door, self.ledger = office, door, world.ledger
        named = [*office.built.people.items(), *office.built.bodies.items(), *office.built.holdings.items()]
        self.names = {str(value): f"<{name}>" for name, value in named}
        self.browsers: dict[str, Client] = {}

    def browser(self, who: str) -> Client:
        if who not in self.browsers:
            self.browsers[who] = Client(SERVER_NAME="localhost", raise_request_exception=False)
        client = self.browsers[who]
        if who in self.office.built.sessions:  # each time: a page for whoever is not signed in may have taken it away
            client.cookies["candour_delivery_session"] = self.office.built.sessions[who]
        return client

    def answers(self, asked: list[Request]) -> Iterator[tuple[int, str]]:
        with at_door(self.office, self.door):
            for request in asked:
                client, headers = self.browser(request.who), {"Accept-Language": request.language}
                answer: Any
                address = self.ledger.address(request.address)
                if request.sent is None:
                    answer = client.get(address, headers=headers)
                else:
                    answer = client.post(address, dict(request.sent), headers=headers)
                yield answer.status_code, self.alike(request.address, answer)

    def alike(self, address: str, answer: HttpResponse) -> str:
        """All that is said, without what differs between any two answers."""
        cookies = [
            (name, len(morsel.value), {key: value for key, value in morsel.items() if key != "expires"})
            for name, morsel in sorted(answer.cookies.items())
        ]
        text = f"{answer.status_code}\n{sorted(answer.headers.items())}\n{cookies}\n{said(answer)}"
        for value, name in self.names.items():
            text = text.replace(value, name)
        for pattern, name in CHANGING:
            text = pattern.sub(name, text)
        return self.ledger.alike(text) if daily_leaf.is_of_the_ledger(address) else text


def said(answer: HttpResponse) -> str:
    """The words of an answer: also of one that is sent bit by bit, and of those that lie packed in a spreadsheet."""
    sent: Any = answer
    whole = b"".join(sent.streaming_content) if answer.streaming else answer.content
    if not whole.startswith(b"PK"):
        return whole.decode()
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        return "\n".join(f"{name}\n{packed.read(name).decode()}" for name in packed.namelist())


@dataclass(frozen=True)
class World:
    """An office, and what its public ledger alone holds."""

    office: Office
    ledger: daily_leaf.Ledger


Worlds = tuple[World, World]


@pytest.fixture(scope="module")
def worlds(offices: Offices) -> Worlds:
    """The same bodies and people, once with no concern at all and once with two hundred and more, and a draft besides."""
    empty, full = offices.make(copies=0), offices.make(copies=12)
    # What was put to a body crosses; everything else must not show. So the full world asks nobody here.
    full.owner.execute("delete from concerns_concernenquiry")
    for table in ("pause", "deadline", "step", "reply", ""):
        full.owner.execute(f"delete from concerns_enquiry{table}")
    for office in (empty, full):
        # Drawn at random whenever something published changes. Both begin with the same one: a draft must not change it.
        office.owner.execute("update recommendations_changed set mark = '00000000-0000-4000-8000-000000000001'")
    _draft_another(full)
    assert not empty.world["concerns_concern"]
    assert len(full.world["concerns_concern"]) > 200
    ledgers = daily_leaf.close_days(empty.owner, (0, 0, 0)), daily_leaf.close_days(full.owner, (700, 0, 1_300))
    return World(empty, ledgers[0]), World(full, ledgers[1])


def _draft_another(office: Office) -> None:
    """A recommendation with its report, as far as it can be before it is issued."""
    builder = worlds_of.Builder(office.owner)
    builder.built = office.built
    with office.owner.transaction():
        world_recommendations.draft(builder, "another")


@pytest.fixture(autouse=True)
def _database(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


def compared(worlds: Worlds, door: str, asked: list[Request]) -> dict[int, int]:
    """Holds every answer of one world against the other's; how many there were of each status."""
    statuses: dict[int, int] = {}
    replays = [Replay(world, door) for world in worlds]
    answered = [list(replay.answers(asked)) for replay in replays]
    for request, (status, without), (_, with_concerns) in zip(asked, *answered, strict=True):
        statuses[status] = statuses.get(status, 0) + 1
        assert without == with_concerns, str(request)
        assert "canary" not in with_concerns, str(request)
    return statuses


class TestTwoWorlds:
    """A sample, and five thousand at each door in any order."""

    @pytest.mark.parametrize("door", ["delivery", "public"])
    def test_look_alike(self, worlds: Worlds, door: str) -> None:
        with at_door(worlds[0].office, door):
            every = requests(door)
        asked = [
            request
            for request in every
            if request.who in {"private_office", "officer", "council_administrator", "owner", "nobody", "somebody"}
        ]
        statuses = compared(worlds, door, asked)
        assert sum(statuses.values()) > 90
        assert statuses[200] > 40
        assert max(statuses) < 500

    def test_would_be_told_apart_by_one_number(self, worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
        """Otherwise it would prove nothing: somewhere in the foot of a page stands how many concerns there are."""
        page = pages.page

        def telling(request: Any, template: str, context: Any = None, status: int = 200) -> HttpResponse:
            response = page(request, template, context, status)
            response.write(f"<!-- {telling.number} -->".encode())  # type: ignore[attr-defined]
            return response

        monkeypatch.setattr(pages, "page", telling)
        asked = [Request("somebody", "/about/")]
        with pytest.raises(AssertionError, match="somebody: GET /about/"):
            compared_telling(worlds, asked, telling)

    def test_the_public_ledgers_are_there(self, worlds: Worlds) -> None:
        """Otherwise two empty pages were compared: the files have the same length, and are not the same."""
        asked = [Request("somebody", f"/ledger/{name}") for name in ("", "checkpoint/", "export/", "proof/<day 0>/")]
        for request in asked:
            contents = []
            for world in worlds:
                with at_door(world.office, "public"):
                    answer = Client(SERVER_NAME="localhost").get(world.ledger.address(request.address))
                assert answer.status_code == 200, str(request)
                contents.append(answer.content)
            one, other = contents
            assert len(one) == len(other), str(request)
            assert one != other, str(request)

    @pytest.mark.parametrize(
        ("address", "query", "tell"),
        [
            ("/ledger/", "public_ledger", lambda shown, number: replace(shown, size=shown.size + number)),
            ("/cy/ledger/", "public_ledger", lambda shown, number: replace(shown, days=shown.days[: 1 + bool(number)])),
            ("/ledger/checkpoint/", "public_ledger", lambda shown, number: replace(shown, note=f"{shown.note}{number}")),
            ("/ledger/export/", "ledger_export", lambda export, number: export + b"\n" * number),
            ("/ledger/proof/<day 0>/", "ledger_proof", lambda proof, number: f"{proof}{number}\n"),
            ("/ledger/consistency/1/", "ledger_consistency", lambda proof, number: f"{proof}{number}\n"),
        ],
    )  # fmt: skip
    def test_would_be_told_apart_by_a_number_in_the_ledger(
        self, worlds: Worlds, monkeypatch: pytest.MonkeyPatch, address: str, query: str, tell: Callable[[Any, int], Any]
    ) -> None:
        asks = getattr(queries, query)

        def telling(*given: Any) -> Any:
            return tell(asks(*given), telling.number)  # type: ignore[attr-defined]

        monkeypatch.setattr(queries, query, telling)
        with pytest.raises(AssertionError, match=f"somebody: GET {re.escape(address)}"):
            compared_telling(worlds, [Request("somebody", address)], telling)

    @pytest.mark.slow
    @pytest.mark.parametrize("door", ["delivery", "public"])
    def test_look_alike_five_thousand_times(
        self, worlds: Worlds, door: str, record_testsuite_property: Callable[[str, object], None]
    ) -> None:
        drawn = random.Random(2026)
        with at_door(worlds[0].office, door):
            every = requests(door)
        pages = [request for request in every if request.sent is None]  # what shows most is asked for most
        every += pages * 2
        asked: list[Request] = []
        while len(asked) < 5_000:
            asked += drawn.sample(every, len(every))
        statuses = compared(worlds, door, asked)
        record_testsuite_property(f"requests compared at {door}", sum(statuses.values()))
        assert sum(statuses.values()) >= 5_000
        assert statuses[200] > 1_500
        assert max(statuses) < 500


def compared_telling(worlds: Worlds, asked: list[Request], telling: Any) -> None:
    """The same comparison, while each world writes its own number into its pages."""
    texts = []
    for world in worlds:
        telling.number = len(world.office.world["concerns_concern"])
        texts.append(list(Replay(world, "public").answers(asked)))
    for request, one, other in zip(asked, *texts, strict=True):
        assert one == other, str(request)
