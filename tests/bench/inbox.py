"""The office's inbox, a page of fifty, against the same template on rows in memory and its one SQL statement.

``cost`` prints the CPU-ms of one page and nothing else; ``full SMALL`` measures everything, ``SMALL`` being the cost at
ten thousand concerns. The template and its facts are taken from the page itself, so the floor renders exactly the same.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import django
import psycopg

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  after setup
from django.db import connection  # noqa: E402  after setup
from django.template.loader import get_template  # noqa: E402  after setup
from django.test.utils import CaptureQueriesContext  # noqa: E402  after setup

from candour.web import pages  # noqa: E402  after setup
from tests.bench import asking, figures, house  # noqa: E402  after setup

ADDRESS = "/concerns/"
COOKIE = f"candour_office_session={house.TOKEN}"
TIMES = 60
ROUNDS = 5


def _page(application: WSGIHandler) -> bytes:
    status, body = asking.answer(application, ADDRESS, cookie=COOKIE)
    assert status.startswith("200"), status
    assert body.count(b"/concerns/C-") >= 50, "the page does not show fifty concerns"
    return body


def _cost(work: Callable[[], Any]) -> float:
    work()
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(TIMES):
            work()
        spent.append((time.process_time() - began) / TIMES * 1000)
    return min(spent)


def _rendered(application: WSGIHandler) -> tuple[str, dict[str, Any], Any]:
    """The template, facts and request of one real page."""
    caught: list[tuple[str, dict[str, Any], Any]] = []
    real = pages.page

    def catching(request: Any, template: str, context: Any = None, status: int = 200) -> Any:
        caught.append((template, dict(context or {}), request))
        return real(request, template, context, status)

    pages.page = catching  # given back below
    try:
        _page(application)
    finally:
        pages.page = real
    return caught[-1]


def _statement(application: WSGIHandler) -> tuple[str, int]:
    """The longest SQL statement about concerns, and the number of all."""
    with CaptureQueriesContext(connection) as caught:
        _page(application)
    asked = [query["sql"] for query in caught.captured_queries]
    return max((sql for sql in asked if "concerns_concern" in sql), key=len), len(asked)


def _floor(template: str, facts: dict[str, Any], request: Any, sql: str) -> Callable[[], Any]:
    told = connection.get_connection_params()
    wanted = {name: told[name] for name in ("host", "port", "user", "password", "dbname") if name in told}
    raw = psycopg.connect(**wanted)
    loaded = get_template(template)

    def work() -> None:
        raw.execute("select set_config('candour.session', %s, true)", [house.TOKEN])
        rows = raw.execute(sql).fetchall()  # the page's own statement, values included
        raw.commit()
        assert rows
        loaded.render(facts, request)

    return work


def main(what: str, small: str = "") -> None:
    """Measure what is asked for."""
    application = WSGIHandler()
    spent = _cost(lambda: _page(application))
    if what == "cost":
        print(spent)
        return
    sql, queries = _statement(application)
    floor = _cost(_floor(*_rendered(application), sql))
    report = figures.Report()
    report.at_most("inbox at 1 M, queries", queries, 15)
    report.at_most("inbox at 1 M, a page", spent, 15, unit="CPU-ms")
    report.at_most("inbox at 1 M, against template and statement", spent / floor, 2, note=f"floor {floor:.1f} CPU-ms")
    report.at_most("inbox at 1 M, against 10 k", spent / float(small), 1.3, note=f"{float(small):.1f} CPU-ms at 10 k")
    report.hand_over()


if __name__ == "__main__":
    main(*sys.argv[1:])
