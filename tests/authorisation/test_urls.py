"""Role × address × record over HTTP, at each door under its own login: in, or exactly as if it were not there."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from candour.kernel.visitors import mailbox_pass
from candour.web import cookies, entrance
from tests.authorisation.browsing import addresses, ask, at_door, fill
from tests.authorisation.conftest import Office
from tests.authorisation.oracle import Knowledge, Visitor
from tests.authorisation.oracle_pages import NOWHERE, PAGES, Page

DOORS = ("public", "delivery", "office")
ABSENT = "/no/such/address/"
METHODS = ("GET", "POST")
CANARY = re.compile(rb"canary ([0-9a-f]{32})")
CASE = re.compile(r"/concerns/(C-\w{4}-\w{4})/(?:print/)?$")

FEW = frozenset(
    {
        "caseworker", "colleague", "head", "analyst", "administrator", "former", "deactivated", "deputy", "expired",
        "officer", "supervisor", "other_officer", "coordinator", "partner", "receiver", "referrer",
        "changed_sides", "contact", "contact_deputy", "council_administrator", "private_office", "both", "impostor", "two_bodies",
    }
)  # fmt: skip
"""Who comes in the fast run; in the full run everybody does."""


@pytest.fixture(autouse=True)
def _database(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


def visitors_at(office: Office, door: str, *, thorough: bool) -> list[Visitor]:
    """Nobody, and every session, also those of another door."""
    found = [visitor for visitor in office.visitors if visitor.door == door and visitor.session]
    found = [visitor for visitor in found if not (visitor.mailbox or visitor.signing_in or visitor.invitation)]
    if not thorough:
        found = [visitor for visitor in found if visitor.label.split(" at ")[0] in FEW]
    return [Visitor("nobody", door), *found]


class Judge:
    """Asks and compares. ``faults`` says what differed; nothing is looked up in the code under judgement."""

    def __init__(self, office: Office, door: str) -> None:
        self.office, self.door = office, door
        self.client = Client(raise_request_exception=False)
        self.faults: list[str] = []
        self.asked: Counter[str] = Counter()
        self.absent: dict[tuple[str, str], bytes] = {}

    def __str__(self) -> str:
        return f"{len(self.faults)} faults\n" + "\n".join(self.faults[:30])

    def not_there(self, visitor: Visitor, method: str) -> bytes:
        """The page for an address that does not exist."""
        if (visitor.label, method) not in self.absent:
            response = ask(self.client, self.door, visitor, method, ABSENT)
            assert response.status_code == 404
            self.absent[visitor.label, method] = response.content
        return self.absent[visitor.label, method]

    def judge(self, visitor: Visitor, *, thorough: bool, stops_early: bool = False) -> None:
        """Every address of this door, for one visitor; ``stops_early`` at the first fault."""
        k = Knowledge(self.office.world, visitor)
        for route, page in PAGES[self.door].items():
            records = fill(self.office, self.door, route, thorough=thorough)
            if k.actor is None and not thorough:
                records = itertools.islice(records, 1)  # whoever is nobody is nobody for every record
            for address, given in records:
                if stops_early and self.faults:
                    return
                admitted = page.admits(k, given)
                for method in METHODS:
                    if method == "POST" and admitted:
                        continue  # what a form does is told elsewhere; here it is who may send one
                    if method == "POST" and page.to is None:
                        continue
                    self._hold(visitor, k, page, method, address, admitted=admitted)

    def _hold(self, visitor: Visitor, k: Knowledge, page: Page, method: str, address: str, *, admitted: bool) -> None:
        response = ask(self.client, self.door, visitor, method, address, proved=page.proves and k.actor is not None)
        status = response.status_code
        to_sign_in = response.headers.get("Location", "").startswith("/sign-in/?")
        if admitted:
            wanted, right = "let in", status in page.shows and not (to_sign_in and page.to is not None)
        elif k.actor is None and page is not NOWHERE and page.to is not None:
            wanted, right = "sent to sign in", to_sign_in if method == "GET" else status == 403
        else:
            wanted, right = "not there", status == 404 and response.content == self.not_there(visitor, method)
        if status == 405 and not admitted:
            # The page exists for people like this and takes no such request: said without looking at the record.
            right = page.calls(k)
        self._listen(k, f"{visitor.label} at {self.door}: {method} {address}", response.content)
        if admitted and method == "GET" and (found := CASE.match(address)):
            self._hears(k, f"{visitor.label}: {address}", found[1], response.content)
        self.asked[wanted] += 1
        if not right:
            self.faults.append(
                f"{visitor.label} at {self.door}: {method} {address} answers {status}: should be {wanted}"
            )

    def _listen(self, k: Knowledge, said: str, content: bytes) -> None:
        """What a reporter wrote is heard by nobody who may not read it, on whatever page."""
        for found in set(CANARY.findall(content)):
            self.asked["heard"] += 1
            if not k.reads(UUID(found.decode())):
                self.faults.append(f"{said} shows what was written in a concern that may not be read")

    def _hears(self, k: Knowledge, said: str, reference: str, content: bytes) -> None:
        """Whoever may read it finds it on the page of the concern."""
        concern = next(row["id"] for row in k.world["concerns_concern"] if row["reference"] == reference)
        written = any(row["concern_id"] == concern for row in k.world["concerns_narrative"])
        if written and k.reads(concern) and concern.hex.encode() not in content:
            self.faults.append(f"{said} does not show what was written")


def asks_for_proof(office: Office, door: str, client: Client, visitors: list[Visitor]) -> list[str]:
    """Pages for grave acts that show themselves without a fresh proof of identity."""
    found = []
    for visitor in visitors:
        k = Knowledge(office.world, visitor)
        for route, page in PAGES[door].items():
            for address, given in fill(office, door, route, thorough=False) if page.proves else ():
                if page.admits(k, given):
                    response = ask(client, door, visitor, "GET", address)
                    if not response.headers.get("Location", "").startswith("/step-up/"):
                        found.append(f"{visitor.label}: {address} answers {response.status_code} without a proof")
    return found


def judged(office: Office, door: str, *, thorough: bool) -> Judge:
    """The whole matrix of one door."""
    with at_door(office, door):
        judge = Judge(office, door)
        for visitor in visitors_at(office, door, thorough=thorough):
            judge.judge(visitor, thorough=thorough)
    return judge


class TestMailboxes:
    """A receipt opens its own mailbox and no other."""

    def test_show_their_own_words_alone(self, office: Office) -> None:
        with at_door(office, "public"):
            client = Client(raise_request_exception=False)
            for label, receipt in office.built.receipts.items():
                own = office.built.concerns[label]
                client.cookies.clear()
                client.cookies[cookies.MAILBOX] = mailbox_pass.make(receipt.mailbox_secret, at=office.world.now)
                for address in ("/check/mailbox/", "/check/mailbox/withdraw/"):
                    with transaction.atomic():
                        response = client.get(address)
                        transaction.set_rollback(True)
                    assert response.status_code == 200, label
                    heard = {UUID(found.decode()) for found in CANARY.findall(response.content)}
                    assert heard <= {own}, label
                    keyless = label.startswith("bare")  # an erased one: nothing is left to hear
                    assert heard == {own} or keyless or address != "/check/mailbox/", label

    def test_another_secret_opens_nothing(self, office: Office) -> None:
        with at_door(office, "public"):
            client = Client(raise_request_exception=False)
            client.cookies[cookies.MAILBOX] = mailbox_pass.make(b"x" * 32, at=office.world.now)
            response = client.get("/check/mailbox/")
        assert response.status_code != 200 or not CANARY.search(response.content)
        assert b"We cannot find it" in response.content or response.status_code == 302


class TestAddresses:
    """Every address is in the oracle, and every view says who may enter."""

    @pytest.mark.parametrize("door", DOORS)
    def test_are_those_of_the_oracle(self, office: Office, door: str) -> None:
        with at_door(office, door):
            assert set(addresses()) == set(PAGES[door])

    @pytest.mark.parametrize("door", DOORS)
    def test_have_a_view_that_says_who_may_enter(self, office: Office, door: str) -> None:
        with at_door(office, door):
            views = addresses()
        assert len(views) > 20
        assert [route for route, view in views.items() if entrance.of(view) is None] == []


class TestPages:
    """No page too many, none too few."""

    @pytest.mark.parametrize("door", ["delivery", "office"])
    def test_of_grave_acts_ask_for_a_fresh_proof(self, office: Office, door: str) -> None:
        with at_door(office, door):
            visitors = visitors_at(office, door, thorough=False)
            assert asks_for_proof(office, door, Client(raise_request_exception=False), visitors) == []

    @pytest.mark.parametrize("door", DOORS)
    def test_agree_with_the_oracle(
        self, office: Office, door: str, record_testsuite_property: Callable[[str, object], None]
    ) -> None:
        judge = judged(office, door, thorough=False)
        record_testsuite_property(f"requests at {door}", sum(judge.asked.values()))
        assert not judge.faults, str(judge)
        assert (judge.asked["heard"] > 10) == (door == "office")
        if door != "public":
            assert min(judge.asked[what] for what in ("let in", "sent to sign in", "not there")) > 50

    @pytest.mark.slow
    @pytest.mark.parametrize("door", DOORS)
    def test_agree_with_the_oracle_everywhere(
        self, office: Office, door: str, record_testsuite_property: Callable[[str, object], None]
    ) -> None:
        judge = judged(office, door, thorough=True)
        record_testsuite_property(f"requests at {door}", sum(judge.asked.values()))
        assert not judge.faults, str(judge)
        assert sum(judge.asked.values()) > {"public": 50, "delivery": 3_000, "office": 30_000}[door]
