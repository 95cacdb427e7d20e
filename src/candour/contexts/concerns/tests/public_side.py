"""A visitor of the public door, for tests: a browser without JavaScript, in the role of that door."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.operations import intake
from candour.contexts.concerns.submission import Submission
from candour.contexts.concerns.tests import factories as make
from candour.kernel.doors import Door
from candour.kernel.visitors import mailbox_pass, receipts
from candour.kernel.visitors.receipts import Receipt
from candour.web import cookies

WORDS = "Nobody told us that our son was referred."


class Visitor(Client):
    """A browser. ``text`` of an answer is what one reads; ``says`` and ``receipt`` find things in it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(SERVER_NAME="localhost", raise_request_exception=False, **options)

    def answers(self, slug: str, follow: bool = False, **given: str) -> HttpResponse:
        """Fill in one page of the form."""
        return self.post(f"/tell/{slug}/", given, follow=follow)  # type: ignore[return-value]

    def tells(self, words: str = WORDS) -> HttpResponse:
        """Up to the last page, with only what happened."""
        self.answers("kind")
        return self.answers("what-happened", what_happened=words)

    def sends(self) -> Receipt:
        """Send, and read the receipt."""
        answer = self.post("/tell/check-answers/", follow=True)
        return self.read_receipt(answer)

    @staticmethod
    def read_receipt(answer: Any) -> Receipt:
        """The receipt that a page shows."""
        found = re.search(r'id="code">([0-9A-Z-]+)<', answer.content.decode())
        assert found, text(answer)
        return receipts.read(found[1])

    def opens(self, receipt: Receipt) -> HttpResponse:
        """Come back with the receipt."""
        return self.post("/check/", {"receipt": receipt.shown}, follow=True)  # type: ignore[return-value]

    def forgets_in(self, at: datetime, receipt: Receipt) -> None:
        """Hold a pass that was made at another time."""
        self.cookies[cookies.MAILBOX] = mailbox_pass.make(receipt.mailbox_secret, at=at)


def text(answer: Any) -> str:
    """What a page says, in one line."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@contextmanager
def as_owner() -> Iterator[None]:
    """Look behind the door for a moment."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f'set local role "{Door.PUBLIC.role}"')


@pytest.fixture
def visitor(settings: Any, as_door: Any) -> Iterator[Visitor]:
    """Somebody at the public door; the database sees that door's role."""
    settings.DOOR = Door.PUBLIC
    settings.ROOT_URLCONF = "candour.config.urls.public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
    settings.CONTENT_SECURITY_POLICY = settings.PUBLIC_CONTENT_SECURITY_POLICY
    settings.CSRF_COOKIE_NAME = "candour_public_form"
    intake.forget_terms()
    with as_door(Door.PUBLIC):
        yield Visitor()


def received(told: Submission | None = None, *, at: datetime | None = None) -> tuple[Receipt, Concern]:
    """A concern that came in, with its receipt; as the owner."""
    receipt = receipts.new()
    got = intake.receive(submission=told or Submission(what_happened=WORDS), receipt=receipt, at=at or timezone.now())
    with as_owner():
        return receipt, Concern.objects.get(reference=got.reference)


class Opened(NamedTuple):
    """A visitor whose mailbox is open, with the receipt and the concern behind it."""

    visitor: Visitor
    receipt: Receipt
    concern: Concern


@pytest.fixture
def opened(visitor: Visitor) -> Opened:
    """Somebody told something, and came back with the receipt."""
    receipt, concern = received()
    visitor.opens(receipt)
    return Opened(visitor, receipt, concern)


def stands(concern: Concern, state: str, **fields: Any) -> None:
    """Put the concern where the office has brought it."""
    with as_owner():
        Concern.objects.filter(id=concern.id).update(state=state, **fields)


def office_says(concern: Concern, words: str, kind: str = "message") -> None:
    """The office wrote."""
    with as_owner():
        author = make.caseworker()
        make.message(concern, words, direction="to_reporter", kind=kind, author=author)


EARLIER = timedelta(minutes=15, seconds=1)
MAILBOX = "/check/mailbox/"
__all__ = [
    "EARLIER", "MAILBOX", "WORDS", "Opened", "Visitor", "as_owner", "office_says", "opened", "received", "stands",
    "text", "visitor",
]  # fmt: skip
