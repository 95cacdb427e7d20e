"""Sentences that nobody would write by chance, put wherever somebody can write something that has to stay sealed.

Each carries the same mark, so that a thief who looks for the mark finds any of them. ``put`` counts them by place: whoever
adds a place where people write (files, say) adds it to ``Reporter`` or ``Caseworker`` below.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import secrets
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import psycopg

from candour.kernel.sealing import boxes, ring
from tests.trust.submitter import Submitter

MARK = "qwertzheron"
"""Letters alone: whatever makes words of texts, forms of words or addresses of names leaves them as they are."""

RECEIPT = re.compile(r'id="code">([0-9A-Z-]+)<')


@dataclass
class Canaries:
    """Makes them, each another one, and remembers where they went."""

    put: Counter[str] = field(default_factory=Counter)
    _number: itertools.count[int] = field(default_factory=itertools.count)

    def one(self, place: str) -> str:
        """A sentence for this place."""
        self.put[place] += 1
        return f"The {MARK}{self._letters()} stood in the rain."

    def address(self, place: str) -> str:
        """An email address."""
        self.put[place] += 1
        return f"{MARK}{self._letters()}@example.org"

    def _letters(self) -> str:
        return "".join(chr(ord("a") + int(digit)) for digit in str(next(self._number)))


def take_sides_into_use(owner: psycopg.Connection) -> None:
    """Keys of the two sides that together open a locked identity, as two ceremonies leave them here: the public halves."""
    for side in ("officers", "deputies"):
        public = boxes.new_pair().public
        owner.execute(
            "insert into concerns_identitykey (id, side, public, name, begun_on) values (%s, %s, %s, %s, current_date)",
            [uuid.uuid4(), side, public, ring.fingerprint(public)],
        )


@dataclass
class Reporter:
    """Somebody with a browser, who answers everything, comes back and writes."""

    port: int
    canaries: Canaries

    def tells(self, *, locked_away: bool = False) -> str:
        """Tell it, page by page, with a canary wherever something can be typed; the receipt. With a name for the
        caseworkers, or with one that is locked away from them too."""
        browser, say = Submitter(self.port), self.canaries.one
        about_me = {"level": "named", "name": say("name"), "contact": say("contact")}
        if locked_away:
            about_me = {
                "level": "confidential", "name": say("locked: name"), "contact": say("locked: contact"),
                "identifying": say("locked: what points to them"),
            }  # fmt: skip
        pages: dict[str, dict[str, str]] = {
            "kind": {"kind": "concern"},
            "body": {"sector": "education", "body_name": say("body"), "place": say("place")},
            "what-happened": {"what_happened": say("what happened"), "when_it_happened": say("when")},
            "effect": {"effect": say("effect"), "change_wanted": say("change wanted")},
            "about-you": about_me,
            "nudge": {"nudge_email": self.canaries.address("email")},
            "needs": {"access_needs": say("access needs")},
        }
        for slug, answers in pages.items():
            browser.send(f"/tell/{slug}/", answers)
        self._attaches(browser, "/tell/files/")
        browser.send("/tell/check-answers/", {})
        found = RECEIPT.search(browser.ask("GET", "/tell/receipt/")[1])
        assert found, "no receipt"
        return found[1]

    def begins(self) -> None:
        """Begin, add files, and go away: the draft stays for two hours."""
        browser = Submitter(self.port)
        browser.send("/tell/what-happened/", {"what_happened": self.canaries.one("draft")})
        self._attaches(browser, "/tell/files/")

    def _attaches(self, browser: Submitter, address: str) -> None:
        """A small file and one that is too large to be kept in memory while it arrives, with names that tell."""
        for kind, times in (("small", 1), ("large", 60_000)):
            content = f"{self.canaries.one(f'{kind} file')}\n".encode() * times
            browser.attach(address, f"{self.canaries.one(f'name of a {kind} file')}.txt", content)

    def comes_back(self, receipt: str) -> None:
        """Open the mailbox and write; and write something that is refused, being too long."""
        browser = Submitter(self.port)
        page = browser.send("/check/", {"receipt": receipt})
        assert MARK in page or "mailbox" in page
        browser.send("/check/mailbox/write/", {"text": self.canaries.one("message")}, form_at="/check/mailbox/")
        too_long = self.canaries.one("refused message") * 1_000
        _, form = browser.ask("GET", "/check/mailbox/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token
        fields = {"csrfmiddlewaretoken": token[1], "text": too_long}
        assert browser.ask("POST", "/check/mailbox/write/", fields)[0] == 200


@dataclass
class Caseworker:
    """Somebody at the office's door."""

    port: int
    canaries: Canaries
    owner: psycopg.Connection
    browser: Submitter = field(init=False)

    def __post_init__(self) -> None:
        """Comes in with a session that the owner wrote: signing in takes a passkey, and is not what is tested here."""
        token, person, office, now = secrets.token_urlsafe(24), uuid.uuid4(), uuid.uuid4(), datetime.now(UTC)
        self.owner.execute(
            "insert into people_organisation (id, name, short_name, kind, nation, region, code, gss_code, is_synthetic)"
            " values (%s, 'Office', '', 'oversight_office', 'england', '', '', '', true)",
            [office],
        )
        self.owner.execute(
            "insert into people_person (id, email, name, password, language, is_synthetic)"
            " values (%s, 'caseworker@example.org', 'A Caseworker', '!', 'en-gb', true)",
            [person],
        )
        self.owner.execute(
            "insert into people_roleholding (id, person_id, organisation_id, role, area, starts_on, end_reason)"
            " values (%s, %s, %s, 'concerns_caseworker', '', '2025-01-01', '')",
            [uuid.uuid4(), person, office],
        )
        self.owner.execute(
            "insert into people_session (id, door, token_digest, person_id, data, created_at, last_seen_at, expires_at)"
            " values (%s, 'office', %s, %s, '', %s, %s, %s)",
            [uuid.uuid4(), hashlib.sha256(token.encode()).digest(), person, now, now, now + timedelta(hours=8)],
        )
        self.browser = Submitter(self.port, {"candour_office_session": token})

    def works_on(self, reference: str) -> None:
        """Acknowledge it, take it on, read it, write to the reporter."""
        case, say = f"/concerns/{reference}/", self.canaries.one
        self.browser.send(f"{case}acknowledge/", {"text": say("acknowledgement")})
        self.browser.send(f"{case}take/", {})
        assert MARK in self.browser.ask("GET", case)[1], "the caseworker reads it"
        self.browser.send(f"{case}write/", {"text": say("message of the office")})

    def enters(self) -> None:
        """Write down what a caller says."""
        say = self.canaries.one
        answers = {
            "channel": "phone", "kind": "concern", "what_happened": say("caller: what happened"),
            "when_it_happened": say("caller: when"), "body_name": say("caller: body"), "place": say("caller: place"),
            "effect": say("caller: effect"), "change_wanted": say("caller: change"), "name": say("caller: name"),
            "contact": say("caller: contact"), "nudge_email": self.canaries.address("caller: email"),
        }  # fmt: skip
        read_back = self.browser.send("/concerns/new/", answers)
        self.browser.answer(read_back, "/concerns/new/", {"go": "record"})

    def searches(self) -> int:
        """Look for canaries; how many concerns were found."""
        self.canaries.put["search"] += 1
        page = self.browser.send("/search/", {"words": "stood rain", "state": "all"})
        self.browser.send("/search/", {"words": f"“{self.canaries.one('phrase')}”", "state": "all"})
        return page.count('class="concerns-found"')
