"""Guessing receipts: how hopeless it is, counted; and that the answer to a guess tells nothing, by what it is or by how
long it takes.

A guess is the POST to ``/check/``: there a receipt becomes the secrets of a mailbox and a pass, and nothing is looked up, so
there is nothing in which a hit could differ from a miss. Timed is the whole of that: in the view alone, and through every
layer from the server's call to the last byte. The page behind the pass looks, and says whether there is a mailbox: that
is its purpose, and whoever gets there with a receipt that opens one holds it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candour.contexts.concerns.operations import intake
from candour.contexts.concerns.submission import Submission
from candour.contexts.concerns.views import mailbox
from candour.kernel.doors import Door
from candour.kernel.visitors import receipts
from candour.kernel.visitors.receipts import Receipt

pytestmark = pytest.mark.django_db

GUESSES = 10_000
TRIES = 20_000
TEN_YEARS = 10 * 365.25 * 24 * 3600


def test_ten_years_of_guessing_at_a_thousand_a_second_open_nothing() -> None:
    mailboxes, codes = 1_000_000, 32**receipts.LENGTH
    assert TEN_YEARS * 1_000 * mailboxes / codes < 1e-12


@pytest.fixture
def codes(settings: Any, as_door: Callable[..., AbstractContextManager[None]]) -> tuple[list[Receipt], list[Receipt]]:
    """Fifty receipts that open a mailbox, and fifty that open none, at the public door."""
    settings.DOOR = Door.PUBLIC
    settings.ROOT_URLCONF = "candour.config.urls.public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
    settings.CONTENT_SECURITY_POLICY = settings.PUBLIC_CONTENT_SECURITY_POLICY
    settings.CSRF_COOKIE_NAME = "candour_public_form"
    real, false = ([receipts.new() for _ in range(50)] for _ in range(2))  # drawn before the watch starts
    for receipt in real:
        with as_door(Door.PUBLIC):
            intake.receive(submission=Submission(what_happened="x"), receipt=receipt, at=timezone.now())
    return real, false


def said(answer: Any) -> tuple[object, ...]:
    """Everything that an answer says: status, headers, cookies but for the sealed value, the length of that, and the body."""
    told = [
        (name, len(morsel.value), sorted((key, value) for key, value in morsel.items() if key != "expires"))
        for name, morsel in sorted(answer.cookies.items())
    ]
    return answer.status_code, sorted(answer.headers.items()), told, len(answer.content), answer.content


def answers(codes: tuple[list[Receipt], list[Receipt]], guesses: int) -> tuple[set[object], set[object], int]:
    """What so many guesses are answered, hits and misses by turns: the different answers of each, and how many asked."""
    found: tuple[dict[str, object], dict[str, object]] = ({}, {})
    asked = 0
    for number in range(guesses):
        client = Client(SERVER_NAME="localhost")
        receipt = codes[number % 2][number // 2 % 50]
        answer = client.post("/check/", {"receipt": receipt.shown})
        found[number % 2][repr(said(answer))] = None
        asked += 1
    return set(found[0]), set(found[1]), asked


def test_a_guess_is_answered_alike_hit_or_miss(codes: tuple[list[Receipt], list[Receipt]]) -> None:
    """A sample. The pass behind it does open what a real one opens, and nothing else."""
    hits, misses, asked = answers(codes, 100)
    assert asked == 100
    assert len(hits) == 1
    assert hits == misses
    opened = [
        b"We cannot find it" not in client.get("/check/mailbox/").content
        for receipts_ in codes
        for client in [Client(SERVER_NAME="localhost")]
        if client.post("/check/", {"receipt": receipts_[0].shown}).status_code == 302
    ]
    assert opened == [True, False]


@pytest.mark.slow
def test_ten_thousand_guesses_tell_nothing(codes: tuple[list[Receipt], list[Receipt]]) -> None:
    hits, misses, asked = answers(codes, GUESSES)
    assert asked == GUESSES
    assert len(hits) == 1
    assert hits == misses


def timed(codes: tuple[list[Receipt], list[Receipt]], ask: Callable[[Receipt], float]) -> None:
    """Ask in turn, so that a busy machine slows both alike; then the medians, and that nothing was looked up."""
    real, false = codes
    hits: list[float] = []
    misses: list[float] = []
    with CaptureQueriesContext(connection) as asked:
        for number in range(TRIES):
            first_hit = number % 2 == 0
            for is_hit in (first_hit, not first_hit):
                times, drawn = (hits, real) if is_hit else (misses, false)
                times.append(ask(drawn[number % len(drawn)]))
    assert len(asked) == 0
    assert len(hits) == len(misses) == TRIES
    assert statistics.median(hits) == pytest.approx(statistics.median(misses), rel=0.01)


@pytest.mark.slow
def test_a_hit_and_a_miss_take_the_same_time_in_the_view(codes: tuple[list[Receipt], list[Receipt]]) -> None:
    factory = RequestFactory(SERVER_NAME="localhost")

    def ask(receipt: Receipt) -> float:
        request: Any = factory.post("/check/", {"receipt": receipt.shown})
        request.now = timezone.now()
        began = time.perf_counter()
        answer = mailbox.check(request)
        took = time.perf_counter() - began
        assert answer["Location"] == "/check/mailbox/"
        return took

    timed(codes, ask)


@pytest.mark.slow
def test_a_hit_and_a_miss_take_the_same_time_through_every_layer(codes: tuple[list[Receipt], list[Receipt]]) -> None:
    client = Client(SERVER_NAME="localhost")

    def ask(receipt: Receipt) -> float:
        began = time.perf_counter()
        answer = client.post("/check/", {"receipt": receipt.shown})
        took = time.perf_counter() - began
        assert answer.status_code == 302
        return took

    timed(codes, ask)
