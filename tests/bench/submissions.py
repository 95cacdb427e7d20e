"""The final POST of a submission: a thousand of them, eight at once, through the real server; and the operation alone.

Drafts are laid ready, so that only what happens between pressing *Send* and the receipt is measured. The server runs as
``candour run`` runs it. Afterwards the rows are counted: none failed, none twice, none without its ledger entry.
"""

from __future__ import annotations

import http.client
import os
import secrets
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import django
import psycopg

django.setup()

from django.db import connection, connections, transaction  # noqa: E402  after setup
from django.utils.timezone import localdate  # noqa: E402  after setup

from candour.contexts.concerns import references, sealed  # noqa: E402  after setup
from candour.contexts.concerns.operations import intake  # noqa: E402  after setup
from candour.contexts.concerns.submission import Submission  # noqa: E402  after setup
from candour.kernel.ledger import canonical  # noqa: E402  after setup
from candour.kernel.sealing import boxes  # noqa: E402  after setup
from candour.kernel.visitors import drafts, receipts  # noqa: E402  after setup
from candour.kernel.visitors import operations as keeping  # noqa: E402  after setup
from candour.web import cookies  # noqa: E402  after setup
from tests.bench import figures  # noqa: E402  after setup
from tests.house import free_ports  # noqa: E402  after setup
from tests.trust.submitter import HIDDEN  # noqa: E402  after setup

AT_ONCE = 8
SUBMISSIONS = 1_000
ALONE = 400
ROUNDS = 3
WORDS = "The school referred my son and nobody told us. " * 20
BOX = sealed.seal_told(boxes.new_pair().public, uuid.uuid4(), sealed.Told(what_happened=WORDS))
"""As many bytes as a sealed narrative has; the floor inserts what somebody sealed beforehand."""
ANSWERS = {"kind": "concern", "nation": "england", "sector": "education", "stage": "referral", "what_happened": WORDS}


def _lay_ready(number: int) -> list[drafts.Key]:
    now = datetime.now(UTC)
    keys = []
    for _ in range(number):
        key = drafts.new_key()
        with transaction.atomic():
            keeping.keep(key=key, contents=drafts.new_contents(sealed=True).answering(ANSWERS), at=now)
        keys.append(key)
    return keys


def _serve(port: int) -> subprocess.Popen[bytes]:
    arguments = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "8", "--no-ws", "--log-level", "warning", "--no-access-log",
        "candour.config.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(arguments, env=os.environ.copy(), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "GET", "/healthz", port)
            return server
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the public door did not start")


def _ask(
    held: http.client.HTTPConnection, method: str, address: str, port: int, cookie: str = "", body: str | None = None
) -> tuple[int, str, list[str]]:
    headers = {"Host": f"localhost:{port}", "Cookie": cookie}
    if body is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{port}"}
    held.request(method, address, body, headers)
    answer = held.getresponse()
    page = answer.read().decode()
    return answer.status, page, answer.headers.get_all("Set-Cookie") or []


def _at_once(work: Callable[[list[drafts.Key]], None], keys: list[drafts.Key]) -> float:
    shares = [keys[start::AT_ONCE] for start in range(AT_ONCE)]
    return _threads([partial(work, share) for share in shares])


def _threads(work: Iterable[Callable[[], None]]) -> float:
    threads = [threading.Thread(target=one) for one in work]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def _over_http(report: figures.Report) -> None:
    keys = _lay_ready(SUBMISSIONS + 80)
    port = free_ports()
    server = _serve(port)
    times: list[float] = []
    failed: list[int] = []

    def send(share: list[drafts.Key], note: bool = True) -> None:
        held = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        pass_ = f"{cookies.DRAFT}={share[0].cookie}"
        _, page, given = _ask(held, "GET", "/tell/check-answers/", port, pass_)
        token = HIDDEN.search(page)
        assert token is not None, page[:2000]
        form = "; ".join(
            f"{name}={m.value}" for line in given for name, m in SimpleCookie(line).items() if "form" in name
        )
        body = urlencode({"csrfmiddlewaretoken": token[1]})
        for key in share:
            began = time.perf_counter()
            status, _, _ = _ask(
                held, "POST", "/tell/check-answers/", port, f"{form}; {cookies.DRAFT}={key.cookie}", body
            )
            if note:
                times.append(time.perf_counter() - began)
                if status != 302:
                    failed.append(status)

    try:
        _at_once(lambda share: send(share, note=False), keys[SUBMISSIONS:])
        took = _at_once(send, keys[:SUBMISSIONS])
        again = keys[:AT_ONCE]
        _at_once(lambda share: send(share, note=False), again)  # the same drafts once more: nothing is stored twice
    finally:
        server.terminate()
        server.wait(20)
    report.equals("final POST, failed", len(failed), 0, note=f"of {len(times)}, 8 at once")
    report.at_least("final POST, rate", len(times) / took, 100, unit="/s")
    report.at_most("final POST, p95", figures.percentile(times, 0.95) * 1000, 150, unit="ms")


def _operation(keys: list[drafts.Key]) -> None:
    now = datetime.now(UTC)
    told = Submission(**ANSWERS)
    for _ in keys:
        with transaction.atomic():
            intake.receive(submission=told, receipt=receipts.new(), at=now)
    connections.close_all()


def _plain(keys: list[drafts.Key]) -> None:
    told = connection.get_connection_params()
    wanted = {name: told[name] for name in ("host", "port", "user", "password", "dbname") if name in told}
    connections.close_all()
    with psycopg.connect(**wanted) as raw:
        for _ in keys:
            _insert(raw)


def _insert(raw: psycopg.Connection) -> None:
    """The same rows that the operation writes, by hand."""
    concern, step, entry, on = uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), localdate()
    receipt = receipts.new()
    raw.execute(
        "select set_config('candour.mailbox', %s, true)", [receipts.finding_secret(receipt.mailbox_secret).hex()]
    )
    raw.execute(
        "insert into concerns_concern (id, reference, mailbox_digest, level, kind, connection, nation, region, sector,"
        " stage, agreement, language, channel, received_on, state, procedure_version, is_open, next_due_on, close_reason,"
        " unread_for_office, unread_for_reporter, is_synthetic, sealing_key) values (%s, %s, %s, 'anonymous', 'concern', '',"
        " 'england', '', 'education', 'referral', 'not_asked', '', 'online', %s, 'received', 1, true, %s, '', true,"
        " false, false, %s)",
        [concern, references.new_concern(), receipt.mailbox_digest, on, on, BOX[:32]],
    )
    raw.execute("insert into concerns_narrative (concern_id, sealed) values (%s, %s)", [concern, BOX])
    raw.execute(
        "insert into concerns_concernkey (concern_id, for_office, office_key, for_reporter) values (%s, %s, %s, %s)",
        [concern, BOX[:321], "0" * 16, BOX[:297]],
    )
    raw.execute(
        "insert into ledger_entry (id, entry) values (%s, %s)",
        [
            entry,
            canonical.encode(
                entry_id=entry, verb="concerns.concern.receive", subject=concern, actor=None, door="public", at=on,
                codes={"from": "", "to": "received", "version": 1},
            ),
        ],
    )  # fmt: skip
    raw.execute(
        "insert into concerns_concernstep (id, concern_id, number, step, from_state, to_state, by_kind, taken_on,"
        " rationale, ledger_entry) values (%s, %s, 1, 'receive', '', 'received', 'reporter', %s, '', %s)",
        [step, concern, on, entry],
    )
    raw.execute(
        "insert into concerns_concerndeadline (id, concern_id, code, started_on, term_value, term_unit, nation, due_on)"
        " values (%s, %s, 'concerns.acknowledge', %s, 2, 'working_days', 'england', %s)",
        [uuid.uuid4(), concern, on, on],
    )
    raw.commit()


def main() -> None:
    """Over HTTP, then the operation alone against plain psycopg, alternating."""
    report = figures.Report()
    _over_http(report)
    keys = [drafts.Key(secrets.token_bytes(32)) for _ in range(ALONE)]
    _at_once(_operation, keys)
    pairs = [(ALONE / _at_once(_operation, keys), ALONE / _at_once(_plain, keys)) for _ in range(ROUNDS)]
    note = f"{figures.median([a for a, _ in pairs]):,.0f}/s against {figures.median([b for _, b in pairs]):,.0f}/s"
    report.at_least(
        "receiving alone, 8 at once, share of plain psycopg", figures.median([a / b for a, b in pairs]), 0.2, note=note
    )
    report.hand_over()


if __name__ == "__main__":
    main()
