"""The public tracker, the open API, downloads and the office's list at fifty thousand recommendations.

``pages`` measures against floors of the same run: the same template on facts in memory, ``json.dumps`` of the same rows with
the one statement, and COPY of the same rows. ``office`` measures the office's list. ``csv`` and ``ods`` write one download in a
process of its own and say how long it took and the most memory that it held.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django
import psycopg

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  after setup
from django.db import connection  # noqa: E402  after setup
from django.template.loader import get_template  # noqa: E402  after setup
from django.test.utils import CaptureQueriesContext  # noqa: E402  after setup
from django.utils.timezone import localdate  # noqa: E402  after setup

from candour.contexts.recommendations.queries import register, tracker  # noqa: E402  after setup
from candour.contexts.recommendations.views import open_api  # noqa: E402  after setup
from candour.kernel.visitors.pace import Pace, Rate  # noqa: E402  after setup
from candour.web import pages  # noqa: E402  after setup
from tests.bench import asking, figures  # noqa: E402  after setup
from tests.bench import recommendation_rows as rows  # noqa: E402  after setup

TIMES, ROUNDS = 20, 5
ONE = f"/recommendations/{rows.reference('N', 10)}/"
"""One with two parts, two bodies, and links."""
LONG = f"/recommendations/{rows.reference('N', 11)}/"
"""One whose body wrote two hundred times how it goes."""
PAGES = {
    "tracker, first page": "/recommendations/",
    "tracker, a filtered page": "/recommendations/?q=panel&standing=accepted&tag=prevent&report=report-0",
    "tracker, overdue by their day": "/recommendations/?overdue=1&sort=due",
    "tracker, one recommendation": ONE,
}
BY_CLOCK = {
    "tracker, a word of every text": ("/recommendations/?q=department", 100),
    "tracker, a word of a tenth": ("/recommendations/?q=zeppelin+or+panel&standing=claimed", 100),
    "tracker, a word of one text": (f"/recommendations/?q={rows.ALONE}", 50),
    "tracker, two hundred updates": (LONG, 100),
    "tracker, what changed": ("/recommendations/changes/", 100),
    "API, a word of every text": ("/api/v1/recommendations/?text=department", 100),
    "API, not overdue": ("/api/v1/recommendations/?overdue=false", 100),
    "API, not overdue, few fit": (f"/api/v1/recommendations/?overdue=false&text={rows.ALONE}", 100),
    "API, bodies": ("/api/v1/bodies/", 150),
    "API, changes": ("/api/v1/changes/", 100),
}
OFFICE = {
    "office, everything": ("/recommendations/", 150),
    "office, the body is late": ("/recommendations/?late=yes", 150),
    "office, the body is not late": ("/recommendations/?late=no", 150),
    "office, a word of every text": ("/recommendations/?q=department", 150),
}


def _cost(work: Callable[[], Any]) -> float:
    return figures.cpu(work, rounds=ROUNDS, times=TIMES)[0]


def _wall(work: Callable[[], Any], times: int = 7) -> float:
    """Milliseconds by the clock; the median."""
    work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return figures.median(taken)


def _body(application: WSGIHandler, address: str, cookie: str = "") -> bytes:
    path, _, query = address.partition("?")
    status, body = asking.answer(application, path, query=query, cookie=cookie)
    assert status.startswith("200"), f"{address}: {status}"
    return body


def _rendered(application: WSGIHandler, address: str) -> Callable[[], Any]:
    """The template of one real page on its facts in memory, as work."""
    caught: list[tuple[str, dict[str, Any], Any]] = []
    real = pages.page

    def catching(request: Any, template: str, context: Any = None, status: int = 200) -> Any:
        caught.append((template, dict(context or {}), request))
        return real(request, template, context, status)

    pages.page = catching  # given back below
    try:
        _body(application, address)
    finally:
        pages.page = real
    template, facts, request = caught[-1]
    return partial(get_template(template).render, facts, request)


def _unchanged(application: WSGIHandler, address: str) -> Callable[[], None]:
    """Asking for what one has already, as work."""
    path, _, query = address.partition("?")
    status, named = asking.told(application, path, query=query)
    assert status.startswith("200"), f"{address}: {status}"

    def work() -> None:
        status, _ = asking.told(application, path, query=query, HTTP_IF_NONE_MATCH=named["ETag"])
        assert status.startswith("304"), f"{address}: {status}"

    return work


def _tracker(report: figures.Report, application: WSGIHandler) -> None:
    for name, address in PAGES.items():
        page = partial(_body, application, address)
        spent, floor = figures.cpu(page, _rendered(application, address), rounds=ROUNDS, times=TIMES)
        with CaptureQueriesContext(connection) as caught:
            page()
        asked = len(caught)  # forgotten with the next request
        note = f"{_wall(page):.0f} ms by the clock, {len(page()) / 1000:.0f} kB"
        report.at_most(f"{name}, queries", asked, 10)
        report.at_most(f"{name}", spent, 12, unit="CPU-ms", note=note)
        report.at_most(f"{name}, against its template", spent / floor, 2, note=f"floor {floor:.1f} CPU-ms")
    for name, address in (
        ("tracker", "/recommendations/"),
        ("one recommendation", ONE),
        ("API", "/api/v1/recommendations/"),
    ):
        report.at_most(f"{name}, unchanged (304)", _cost(_unchanged(application, address)), 2, unit="CPU-ms")


def _api(report: figures.Report, application: WSGIHandler) -> None:
    address = "/api/v1/recommendations/"
    with CaptureQueriesContext(connection) as caught:
        told = json.loads(_body(application, address))
    assert len(told["data"]) == 100
    sql = max((query["sql"] for query in caught.captured_queries), key=len)
    raw = _raw()

    def bare() -> None:
        raw.execute(sql).fetchall()
        raw.commit()
        json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    pairs = [(_cost(partial(_body, application, address)), _cost(bare)) for _ in range(3)]
    clock = [(_wall(partial(_body, application, address)), _wall(bare)) for _ in range(3)]
    ours, floor = min(a for a, _ in pairs), min(b for _, b in pairs)
    whole = figures.median([a / b for a, b in clock])
    report.at_most(
        "API page of 100, against json.dumps and the one statement", whole, 2,
        note=f"by the clock, {clock[0][0]:.0f} against {clock[0][1]:.0f} ms; {ours:.1f} against {floor:.1f} CPU-ms",
    )  # fmt: skip


def _raw() -> psycopg.Connection:
    told = connection.get_connection_params()
    wanted = {name: told[name] for name in ("host", "port", "user", "password", "dbname") if name in told}
    return psycopg.connect(**wanted)


def _csv(report: figures.Report, application: WSGIHandler) -> None:
    """The whole register against COPY of the same statement, alternating."""
    sql, given = register.statement(tracker.Wanted(), localdate())
    raw = _raw()

    def copied() -> None:
        with raw.cursor() as cursor, cursor.copy(f"copy ({sql}) to stdout (format csv)", given) as copy:
            for _ in copy:
                pass
        raw.commit()

    ours = partial(_body, application, "/recommendations/register.csv")
    assert ours().count(b"\n") > rows.RECOMMENDATIONS
    pairs = [(_wall(ours, 1), _wall(copied, 1)) for _ in range(3)]
    share = figures.median([b / a for a, b in pairs])
    report.at_least(
        "whole register as CSV, share of COPY", share, 0.3, note=f"{pairs[0][0]:.0f} against {pairs[0][1]:.0f} ms"
    )


def _download(ending: str) -> dict[str, float]:
    """One download read to its end and forgotten; the seconds, the most megabytes held, and the bytes."""
    began, many, told = time.perf_counter(), 0, []
    response = WSGIHandler()(asking.asked(f"/recommendations/register.{ending}"), lambda *given: told.append(given))  # type: ignore[arg-type]
    for piece in response:
        many += len(piece)
    response.close()
    assert told[0][0].startswith("200")
    held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return {"seconds": time.perf_counter() - began, "megabytes": int(held.split()[1]) / 1024, "bytes": many}


def _by_clock(
    report: figures.Report, application: WSGIHandler, addresses: dict[str, tuple[str, int]], cookie: str = ""
) -> None:
    for name, (address, limit) in addresses.items():
        page = partial(_body, application, address, cookie)
        report.at_most(name, _wall(page), limit, unit="ms", note=f"by the clock; {_cost(page):.1f} CPU-ms")


def main(what: str) -> None:
    """Measure what is asked for."""
    if what in {"csv", "ods"}:
        print(json.dumps(_download(what)))
        return
    open_api.PACE = Pace(of_one=Rate(10**9, 10**9), of_all=Rate(10**9, 10**9))  # one reader asks as often as a thousand
    application, report = WSGIHandler(), figures.Report()
    if what == "office":
        _by_clock(report, application, OFFICE, f"candour_office_session={rows.READER}")
    else:
        _tracker(report, application)
        _api(report, application)
        _by_clock(report, application, BY_CLOCK)
        _csv(report, application)
    report.hand_over()


if __name__ == "__main__":
    main(*sys.argv[1:])
