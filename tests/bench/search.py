"""Searching at a million concerns under the barrier: the look-up, for somebody who may read a hundred thousand and for
somebody who may read fifty; the page around it; and how fast the worker puts texts into the index.

``index`` measures that rate and leaves everything real in the index; ``ask MANY_TOKEN FEW_TOKEN`` measures the rest.
"""

from __future__ import annotations

import io
import random
import sys
import time
from collections.abc import Callable
from urllib.parse import urlencode

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  after setup
from django.db import connection, transaction  # noqa: E402  after setup

from candour.contexts.concerns.operations import indexing  # noqa: E402  after setup
from candour.contexts.concerns.queries import search  # noqa: E402  after setup
from candour.contexts.concerns.queries.narrowing import Filters  # noqa: E402  after setup
from candour.kernel.access import context  # noqa: E402  after setup
from tests.bench import asking, figures, sealed_office  # noqa: E402  after setup

TIMES = 200
PAGES = 40
RARE = range(30_000, 50_000)
"""Ranks of words that are in some dozens to a hundred of a million concerns."""
MIDDLING = range(300, 1_000)
COMMON = (8, 9, 10, 11, 12)
"""In a third of all concerns each."""
COMMONEST = (1, 2, 3, 4)
"""In more than half."""

Draw = Callable[[random.Random], tuple[int, ...]]


def _numbers(ranks: tuple[int, ...]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"select array[{', '.join(sealed_office.number_of(rank) for rank in ranks)}]")
        row = cursor.fetchone()
    assert row is not None
    return list(row[0])


def _looked_up(token: str, draw: Draw, seed: int) -> tuple[list[float], int]:
    """Milliseconds of so many look-ups in random order of words, and how many found something."""
    drawn, times, found = random.Random(seed), [], 0
    for _ in range(TIMES):
        numbers = _numbers(draw(drawn))
        with transaction.atomic():
            context.tell(context.SESSION, token)
            began = time.perf_counter()
            candidates = search._candidates(numbers, Filters(state="all"), search._NEWEST)
            times.append((time.perf_counter() - began) * 1000)
        found += bool(candidates)
    return times, found


def _page(application: WSGIHandler, token: str, words: str) -> tuple[float, int]:
    """Milliseconds of one page, sent as a browser sends it, and how many concerns it shows."""
    body = urlencode({"words": words, "state": "all", "csrfmiddlewaretoken": "c" * 32}).encode()
    asked = asking.asked("/search/", cookie=f"candour_office_session={token}; candour_office_form={'c' * 32}")
    asked |= {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "HTTP_ORIGIN": "http://localhost:8000",
    }
    told: list[str] = []
    began = time.perf_counter()
    response = application(asked, lambda status, headers, *rest: told.append(status))  # type: ignore[arg-type]  # as a server does
    page = b"".join(response)
    took = (time.perf_counter() - began) * 1000
    response.close()
    assert told[0].startswith("200"), told[0]
    return took, page.count(b'class="concerns-found"')


def _index() -> None:
    """How many texts a second one worker indexes, alone on the machine but for the database."""
    report, done = figures.Report(), 0
    began = time.perf_counter()
    while some := indexing.index():
        done += some
    rate = done / (time.perf_counter() - began)
    assert done >= 1_000, done
    report.at_least("texts put into the index", rate, 50, unit="/s", note=f"{done:,} texts of 150 words, one worker")
    report.hand_over()


def _ask(many: str, few: str) -> None:
    report = figures.Report()
    kinds: tuple[tuple[str, Draw, float], ...] = (
        ("one rare word", lambda drawn: (drawn.choice(RARE),), 30),
        ("a word that is nowhere", lambda drawn: (drawn.randrange(10**6, 10**7),), 30),
        ("a rare and two common words", lambda drawn: (drawn.choice(RARE), *drawn.sample(COMMON, 2)), 30),
        ("three middling words", lambda drawn: tuple(drawn.sample(MIDDLING, 3)), 400),
        ("three common words", lambda drawn: tuple(drawn.sample(COMMON, 3)), 400),
        ("three of the commonest words", lambda drawn: tuple(drawn.sample(COMMONEST, 3)), 400),
    )
    for whose, token in (("100 k", many), ("50", few)):
        for seed, (what, draw, limit) in enumerate(kinds):
            times, found = _looked_up(token, draw, seed)
            note = f"median {figures.median(times):.1f} ms, {found} of {TIMES} found something"
            p95 = figures.percentile(times, 0.95)
            report.at_most(f"search by one who may read {whose}: {what}, p95", p95, limit, unit="ms", note=note)
    application = WSGIHandler()
    # The row rules list all that somebody may read, anew for each statement: with a hundred thousand that is the page.
    for whose, token, words, shown, limit in (
        ("50", few, "zeppelin", 1, 400), ("50", few, "school letters", 20, 400), ("100 k", many, "airship", 1, 2_000),
    ):  # fmt: skip
        pages = [_page(application, token, words) for _ in range(PAGES)]
        assert {found for _, found in pages} == {shown}, pages[0]
        p95 = figures.percentile([took for took, _ in pages], 0.95)
        report.at_most(
            f"search by one who may read {whose}: a page of {shown}, opened, p95", p95, limit, unit="ms",
            note=f"median {figures.median([took for took, _ in pages]):.0f} ms",
        )  # fmt: skip
    report.hand_over()


if __name__ == "__main__":
    _index() if sys.argv[1] == "index" else _ask(*sys.argv[2:])
