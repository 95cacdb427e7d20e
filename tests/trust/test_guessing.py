"""Guessing receipts: how hopeless it is, counted; and that the answer to a guess takes the same time, hit or miss."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candour.contexts.concerns import receipts
from candour.contexts.concerns.operations import intake
from candour.contexts.concerns.receipts import Receipt
from candour.contexts.concerns.submission import Submission
from candour.contexts.concerns.views import mailbox
from candour.kernel.doors import Door

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

TRIES = 20_000
TEN_YEARS = 10 * 365.25 * 24 * 3600


def test_ten_years_of_guessing_at_a_thousand_a_second_open_nothing() -> None:
    mailboxes, codes = 1_000_000, 32**receipts.LENGTH
    assert TEN_YEARS * 1_000 * mailboxes / codes < 1e-12


def test_a_hit_and_a_miss_take_the_same_time(
    settings: Any, as_door: Callable[..., AbstractContextManager[None]]
) -> None:
    settings.DOOR = Door.PUBLIC
    settings.ROOT_URLCONF = "candour.config.urls.public"
    real, false = ([receipts.new() for _ in range(50)] for _ in range(2))  # drawn before the watch starts
    for receipt in real:
        with as_door(Door.PUBLIC):
            intake.receive(submission=Submission(what_happened="x"), receipt=receipt, at=timezone.now())
    factory = RequestFactory(SERVER_NAME="localhost")

    def ask(receipt: Receipt) -> float:
        request: Any = factory.post("/check/", {"receipt": receipt.shown})
        request.now = timezone.now()
        began = time.perf_counter()
        answer = mailbox.check(request)
        took = time.perf_counter() - began
        assert answer["Location"] == "/check/mailbox/"
        return took

    hits: list[float] = []
    misses: list[float] = []
    with CaptureQueriesContext(connection) as asked:
        for number in range(TRIES):
            first_hit = number % 2 == 0  # in turn, so that a busy machine slows both alike
            for is_hit in (first_hit, not first_hit):
                times, codes = (hits, real) if is_hit else (misses, false)
                times.append(ask(codes[number % len(codes)]))
    assert len(asked) == 0
    assert len(hits) == len(misses) == TRIES
    assert statistics.median(hits) == pytest.approx(statistics.median(misses), rel=0.01)
