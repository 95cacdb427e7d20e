"""The lists of the police, a panel and a receiving service, the monitoring board, and one step of a referral.

``cost`` prints what each list costs and nothing else; ``full`` measures everything against floors of the same run: the
same template on rows in memory with the page's own statement, and the rows of a step by plain psycopg. What is handed over
as ``small`` are the costs at ten thousand referrals.
"""

from __future__ import annotations

import json
import re
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import django
import psycopg

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  after setup
from django.db import connection, transaction  # noqa: E402  after setup
from django.template.loader import get_template  # noqa: E402  after setup
from django.test.utils import CaptureQueriesContext  # noqa: E402  after setup
from django.utils.timezone import localdate  # noqa: E402  after setup

from candour.contexts.pathway import references  # noqa: E402  after setup
from candour.contexts.pathway.operations import referrals  # noqa: E402  after setup
from candour.kernel.access import context  # noqa: E402  after setup
from candour.kernel.doors import Door  # noqa: E402  after setup
from candour.kernel.ledger import canonical  # noqa: E402  after setup
from candour.kernel.people.actor import Actor  # noqa: E402  after setup
from candour.web import navigation, pages  # noqa: E402  after setup
from tests.bench import asking, figures, pack, pathway_rows  # noqa: E402  after setup

TIMES, ROUNDS = 30, 5
STEPS = 150


@dataclass(frozen=True)
class Listed:
    """A list that is measured: whose, where, the table that it shows, and how its rows are known."""

    name: str
    token: str
    address: str
    table: str
    mark: bytes

    def body(self, application: WSGIHandler) -> bytes:
        """The page, which has to show fifty rows."""
        status, body = asking.answer(application, self.address, cookie=f"candour_delivery_session={self.token}")
        assert status.startswith("200"), f"{self.name}: {status}"
        assert not self.mark or body.count(self.mark) >= 25, f"{self.name} does not show its rows"
        return body


INBOX = Listed("police inbox", pathway_rows.OFFICER, "/referrals/", "pathway_referral", b"/referrals/R-")
WORKLIST = Listed("panel worklist", pathway_rows.COORDINATOR, "/cases/", "pathway_panelcase", b"/cases/K-")
SERVICE = Listed("service's list", pathway_rows.RECEIVER, "/transfers/", "pathway_transfer", b"/transfers/T-")
BOARD = Listed("monitoring board", pathway_rows.SUPERVISOR, "/transfers/board/", "pathway_transfer", b"")
LISTS = (INBOX, WORKLIST, SERVICE)


def _cost(work: Callable[[], Any]) -> float:
    return figures.cpu(work, rounds=ROUNDS, times=TIMES)[0]


def _wall(work: Callable[[], Any]) -> float:
    taken = []
    for _ in range(9):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return figures.median(taken)


def _rendered(application: WSGIHandler, listed: Listed) -> tuple[str, dict[str, Any], Any]:
    """The template, facts and request of one real page."""
    caught: list[tuple[str, dict[str, Any], Any]] = []
    real = pages.page

    def catching(request: Any, template: str, context: Any = None, status: int = 200) -> Any:
        caught.append((template, dict(context or {}), request))
        return real(request, template, context, status)

    pages.page = catching  # given back below
    try:
        listed.body(application)
    finally:
        pages.page = real
    return caught[-1]


def _statement(application: WSGIHandler, listed: Listed) -> tuple[str, int]:
    """The longest statement that asks for what the list shows in its order, and the number of all."""
    with CaptureQueriesContext(connection) as caught:
        listed.body(application)
    asked = [query["sql"] for query in caught.captured_queries]
    of_list = re.compile(rf'from "?{listed.table}"?\b.*order by', re.IGNORECASE | re.DOTALL)
    return max((sql for sql in asked if of_list.search(sql)), key=len), len(asked)


def _raw() -> psycopg.Connection:
    told = connection.get_connection_params()
    wanted = {name: told[name] for name in ("host", "port", "user", "password", "dbname") if name in told}
    return psycopg.connect(**wanted)


def _floor(application: WSGIHandler, listed: Listed, sql: str) -> Callable[[], Any]:
    template, facts, request = _rendered(application, listed)
    loaded, raw = get_template(template), _raw()
    asks, unread = navigation.unread, pages.Shell(request).unread

    def known(actor: Actor | None) -> int:
        return unread

    def work() -> None:
        raw.execute("select set_config('candour.session', %s, true)", [listed.token])
        rows = raw.execute(sql).fetchall()  # the page's own statement, values included
        raw.commit()
        assert rows
        navigation.unread = known  # in memory as well: the layout would ask the database for it
        loaded.render(facts, request)
        navigation.unread = asks

    return work


def _lists(report: figures.Report, application: WSGIHandler, small: dict[str, float]) -> None:
    for listed in LISTS:
        page = partial(listed.body, application)
        sql, queries = _statement(application, listed)
        spent, floor = figures.cpu(page, _floor(application, listed, sql), rounds=ROUNDS, times=TIMES)
        taken = _wall(page)
        before = small[listed.name]
        report.at_most(f"{listed.name} at 1 M, queries", queries, 15)
        report.at_most(f"{listed.name} at 1 M, a page", spent, 15, unit="CPU-ms", note=f"{taken:.0f} ms by the clock")
        report.at_most(
            f"{listed.name}, against template and statement", spent / floor, 2, note=f"floor {floor:.1f} CPU-ms"
        )
        report.at_most(f"{listed.name} at 1 M, against 10 k", spent / before, 1.3, note=f"{before:.1f} CPU-ms at 10 k")


def _received(raw: psycopg.Connection, actor: Actor, on: date) -> list[uuid.UUID]:
    """So many referrals that an officer has entered for a caller today, each of a person of its own."""
    made = []
    force = actor.holdings[0].organisation_id
    for _ in range(STEPS):
        raw.execute("select set_config('candour.session', %s, true)", [pathway_rows.OFFICER])
        referral, individual = uuid.uuid4(), uuid.uuid4()
        raw.execute(
            "insert into pathway_individual (id, reference, display_name, languages, interpreter, communication_needs,"
            " is_synthetic) values (%s, %s, 'A person', '', '', '', true)",
            [individual, references.new_individual()],
        )
        raw.execute(
            "insert into pathway_referral (id, reference, individual_id, channel, sector, urgency, nation, force_id,"
            " received_on, entered_at, entered_by_id, regime, state, procedure_version, is_open, next_due_on, deconflicted,"
            " outcome, is_synthetic) values (%s, %s, %s, 'telephone', '', 'routine', 'england', %s, %s, now(), %s,"
            " 'dpa_part_3', 'received', 1, true, %s, '', '', true)",
            [referral, references.new_referral(), individual, force, on, actor.person_id, on + timedelta(days=7)],
        )
        raw.execute(
            "insert into pathway_referralstep (id, referral_id, number, step, from_state, to_state, by_id, by_kind,"
            " taken_on, taken_at, rationale, ledger_entry)"
            " values (%s, %s, 1, 'receive', '', 'received', %s, 'staff', %s, now(), '', %s)",
            [uuid.uuid4(), referral, actor.person_id, on, uuid.uuid4()],
        )
        raw.commit()
        made.append(referral)
    return made


def _ours(wanted: list[uuid.UUID], actor: Actor, now: datetime) -> float:
    began = time.perf_counter()
    for referral in wanted:
        with transaction.atomic():
            context.tell(context.SESSION, pathway_rows.OFFICER)
            referrals.take(referral_id=referral, actor=actor, at=now)
    return len(wanted) / (time.perf_counter() - began)


def _plain(raw: psycopg.Connection, wanted: list[uuid.UUID], actor: Actor, now: datetime) -> float:
    on = localdate(now)
    began = time.perf_counter()
    for referral in wanted:
        raw.execute("select set_config('candour.session', %s, true)", [pathway_rows.OFFICER])
        raw.execute("select state from pathway_referral where id = %s for update", [referral])
        entry = uuid.uuid4()
        raw.execute(
            "insert into ledger_entry (id, entry) values (%s, %s)",
            [
                entry,
                canonical.encode(
                    entry_id=entry, verb="pathway.referral.take", subject=referral, actor=actor.person_id,
                    door="delivery", at=now, codes={"from": "received", "to": "screening", "version": 1},
                ),
            ],
        )  # fmt: skip
        raw.execute(
            "insert into pathway_referralstep (id, referral_id, number, step, from_state, to_state, by_id, by_kind,"
            " taken_on, taken_at, rationale, ledger_entry)"
            " values (%s, %s, 2, 'take', 'received', 'screening', %s, 'staff', %s, %s, '', %s)",
            [uuid.uuid4(), referral, actor.person_id, on, now, entry],
        )
        raw.execute(
            "update pathway_referral set state = 'screening', assigned_to_id = %s where id = %s",
            [actor.person_id, referral],
        )
        raw.commit()
    return len(wanted) / (time.perf_counter() - began)


def _step(report: figures.Report) -> None:
    now = datetime.now(UTC)
    with transaction.atomic():
        context.tell(context.SESSION, pathway_rows.OFFICER)
        actor = context.actor_for_session(door=Door.DELIVERY, token=pathway_rows.OFFICER)
    assert actor is not None
    pairs = []
    with _raw() as raw:
        _ours(_received(raw, actor, localdate(now)), actor, now)
        for _ in range(ROUNDS):
            ours = _ours(_received(raw, actor, localdate(now)), actor, now)
            pairs.append((ours, _plain(raw, _received(raw, actor, localdate(now)), actor, now)))
    note = f"{figures.median([a for a, _ in pairs]):,.0f}/s against {figures.median([b for _, b in pairs]):,.0f}/s"
    share = figures.median([a / b for a, b in pairs])
    report.at_least("a step of a referral, share of the same rows by psycopg", share, 0.2, note=note)


def main(what: str, small: str = "{}") -> None:
    """Measure what is asked for."""
    application = WSGIHandler()
    if what == "cost":
        print(json.dumps({listed.name: _cost(partial(listed.body, application)) for listed in LISTS}))
        return
    report = figures.Report()
    _lists(report, application, json.loads(small))
    report.at_most("monitoring board", _wall(lambda: BOARD.body(application)), 300, unit="ms", note="by the clock")
    _step(report)
    pack.measure(report, application)
    report.hand_over()


if __name__ == "__main__":
    main(*sys.argv[1:])
