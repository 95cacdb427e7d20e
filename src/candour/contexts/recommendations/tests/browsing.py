"""The pages on which a body answers, for tests: asking for them, and the forms that are sent to them."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.contexts.recommendations.models import (
    Addressee,
    Escalation,
)
from candour.contexts.recommendations.tests.asked import Desk, today
from tests.somebody import Somebody, now


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


_OF_THE_TEST = ("SAVEPOINT", "RELEASE", "set local role", "reset role")
"""Statements by which a test stands at a door inside its own transaction."""


def gets(one: Somebody, address: str, *, most: int) -> str:
    with CaptureQueriesContext(connection) as asked:
        response = one.get(address)
    assert response.status_code == 200, response.status_code
    own = [one["sql"] for one in asked.captured_queries if not one["sql"].startswith(_OF_THE_TEST)]
    assert len(own) <= most, f"{len(own)}: " + "\n".join(sql[:110] for sql in own)
    return text(response)


def page(held: Addressee, *more: str) -> str:
    return "/".join(["/recommendations", held.reference, *more, ""])


def escalation(desk: Desk, held: Addressee, kind: str, words: str = "Answer, please.") -> Escalation:
    return Escalation.objects.create(
        addressee=held, kind=kind, about="response", text=words, signed_as="The Commissioner", sent_on=today(),
        at=now(), by=desk.of_office().person,
    )  # fmt: skip


def form(kind: str = "accept", **more: str) -> dict[str, str]:
    return {
        "kind": kind,
        "reasons": "We agree.",
        "plan": "We do it.",
        "for_body": "",
        "version": "0",
        "rows": "1",
        **more,
    }


def one_task(number: int = 1, words: str = "Write it", days: int = 20) -> dict[str, str]:
    day = today() + timedelta(days=days)
    name = f"task{number}"
    return {
        f"{name}-text": words, f"{name}-owner": "Policy team", f"{name}-due_on_day": str(day.day),
        f"{name}-due_on_month": str(day.month), f"{name}-due_on_year": str(day.year),
    }  # fmt: skip
