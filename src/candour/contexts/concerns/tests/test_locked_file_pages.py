"""Locked files as people meet them: asked about in the form and the mailbox, read by the named reader in the window."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from candour.contexts.concerns import codes, reader_pass
from candour.contexts.concerns.models import (
    Concern,
    ConcernDocument,
    DocumentKey,
    IdentityPiece,
    Opening,
    OpeningDecision,
)
from candour.contexts.concerns.submission import Submission
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Browser, Desk, ledger_verbs
from candour.contexts.concerns.tests.desk import text as said
from candour.contexts.concerns.tests.filing import CANARY, FILES, came, kept, note, photo, scanner, work_through
from candour.contexts.concerns.tests.public_side import MAILBOX, Visitor, as_owner, received, text, visitor
from candour.contexts.concerns.tests.test_identity_pages import agrees, asks
from candour.contexts.concerns.tests.vault import Vault
from candour.kernel.visitors.receipts import Receipt
from tests.database import AsDoor

__all__ = ["kept", "scanner", "visitor"]

pytestmark = pytest.mark.django_db

QUESTION = "Could these files show who you are?"


@pytest.fixture
def vault(as_door: AsDoor) -> Vault:
    return vaults.build(as_door)


class TestTheForm:
    @pytest.fixture(autouse=True)
    def sides(self, vault: Vault) -> None:
        """Both sides have their keys before anybody writes."""

    @pytest.fixture
    def visitor(self, sides: None, visitor: Visitor) -> Visitor:
        return visitor

    def test_asks_one_question_and_locks_unless_it_is_answered(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.answers("about-you", level="confidential", name="Canary Wren")
        page = visitor.get(FILES)
        assert QUESTION in text(page)
        assert re.search(r'value="yes"[^>]*checked', page.content.decode())
        visitor.post(FILES, {"attached": [note("payslip.txt")]})
        visitor.post(FILES, {"attached": [photo("street.jpg")], "shows": "no"})
        shown = text(visitor.get(FILES))
        assert "payslip.txt 41 B Locked away with your name" in shown
        assert "The people who work on your concern may open it" in shown
        listed = text(visitor.get("/tell/check-answers/"))
        assert "payslip.txt – locked away with your name" in listed
        assert "street.jpg – the people who work on your concern may open it" in listed
        receipt = visitor.sends()
        with as_owner():
            sealed = {row.is_sealed for row in ConcernDocument.objects.all()}
            assert sealed == {True, False}
            assert IdentityPiece.objects.filter(kind="file").count() == 1
        visitor.opens(receipt)
        mailbox = text(visitor.get(MAILBOX))
        assert "payslip.txt (41 B) – being checked, locked away with your name" in mailbox
        assert re.search(r"street\.jpg \(\d+ \w+\) – being checked(?!,)", mailbox)

    def test_lets_somebody_change_their_answer_by_adding_the_file_again(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.answers("about-you", level="confidential", name="Canary Wren")
        visitor.post(FILES, {"attached": [note()], "shows": "no"})
        visitor.post(FILES, {"attached": [note()], "shows": "yes"})
        visitor.sends()
        with as_owner():
            assert [row.is_sealed for row in ConcernDocument.objects.all()] == [True]

    def test_takes_any_other_answer_for_yes(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.answers("about-you", level="confidential", name="Canary Wren")
        assert visitor.post(FILES, {"attached": [note()], "shows": "maybe"}).status_code == 200
        visitor.sends()
        with as_owner():
            assert [row.is_sealed for row in ConcernDocument.objects.all()] == [True]

    def test_asks_somebody_who_has_not_said_yet_what_may_be_known(self, visitor: Visitor) -> None:
        visitor.tells()
        page = text(visitor.get(FILES))
        assert QUESTION in page
        assert "This counts if you choose later" in page
        visitor.post(FILES, {"attached": [note()]})
        visitor.answers("about-you", level="confidential", name="Canary Wren")
        visitor.sends()
        with as_owner():
            assert [row.is_sealed for row in ConcernDocument.objects.all()] == [True]

    @pytest.mark.parametrize("level", ["named", "anonymous"])
    def test_does_not_ask_somebody_else(self, visitor: Visitor, level: str) -> None:
        visitor.tells()
        visitor.answers("about-you", level=level, name="A. Reporter" if level == "named" else "")
        assert QUESTION not in text(visitor.get(FILES))
        visitor.post(FILES, {"attached": [note()]})
        visitor.sends()
        with as_owner():
            assert [row.is_sealed for row in ConcernDocument.objects.all()] == [False]


def test_the_form_does_not_ask_where_nothing_can_be_locked(visitor: Visitor) -> None:
    visitor.tells()
    assert QUESTION not in text(visitor.get(FILES))


class TestTheMailbox:
    @pytest.fixture
    def opened(self, vault: Vault, visitor: Visitor) -> tuple[Visitor, Receipt]:
        told = Submission(what_happened="They never answered.", level="confidential", name="Canary Wren")
        receipt, _concern = received(told)
        visitor.opens(receipt)
        return visitor, receipt

    def write(self, visitor: Visitor, **given: Any) -> None:
        sent = visitor.post("/check/mailbox/write/", {"text": "Here it is.", **given})
        assert sent.status_code == 302, text(sent)

    def test_asks_the_same_question(self, opened: tuple[Visitor, Receipt]) -> None:
        visitor, _receipt = opened
        assert QUESTION in text(visitor.get(MAILBOX))
        self.write(visitor, attached=[note("badge.txt")])
        self.write(visitor, attached=[note("street.txt", "a street")], shows="no")
        with as_owner():
            rows = list(ConcernDocument.objects.order_by("is_sealed"))
            assert [row.is_sealed for row in rows] == [False, True]
            assert DocumentKey.objects.filter(for_concern__isnull=True).count() == 1
        assert "badge.txt (41 B) – being checked, locked away with your name" in text(visitor.get(MAILBOX))

    def test_gives_no_file_of_theirs_back(self, opened: tuple[Visitor, Receipt]) -> None:
        visitor, _receipt = opened
        self.write(visitor, attached=[note()])
        with as_owner():
            row = ConcernDocument.objects.get()
        assert visitor.get(f"{MAILBOX}files/{row.id}/").status_code == 404

    def test_keeps_the_same_file_once_and_again_where_it_is_to_lie_elsewhere(
        self, opened: tuple[Visitor, Receipt]
    ) -> None:
        visitor, _receipt = opened
        for shows in ("no", "no", "yes", "yes"):
            self.write(visitor, attached=[note()], shows=shows)
        with as_owner():
            assert sorted(row.is_sealed for row in ConcernDocument.objects.all()) == [False, True]

    def test_asks_again_beside_the_receipt_once_it_has_closed(self, opened: tuple[Visitor, Receipt]) -> None:
        visitor, receipt = opened
        visitor.cookies.clear()
        given = {"text": "Here it is.", "shows": "no", "attached": [note()]}
        page = visitor.post("/check/mailbox/write/", given)
        assert QUESTION in text(page)
        assert re.search(r'value="no"[^>]*checked', page.content.decode())
        given = {"text": "Here it is.", "shows": "no", "attached": [note()], "receipt": receipt.shown}
        assert visitor.post("/check/mailbox/write/", given).status_code == 302
        with as_owner():
            assert not ConcernDocument.objects.get().is_sealed

    def test_does_not_ask_somebody_whose_name_is_not_locked_away(self, vault: Vault, visitor: Visitor) -> None:
        receipt, _concern = received()
        visitor.opens(receipt)
        assert QUESTION not in text(visitor.get(MAILBOX))


Opens = Callable[[], Any]


class TestTheReader:
    @pytest.fixture
    def concern(self, vault: Vault, desk: Desk) -> Concern:
        return desk.brings(vaults.confidential(), "taken")

    @pytest.fixture
    def reading(
        self, browser: Browser, vault: Vault, desk: Desk, concern: Concern
    ) -> Callable[..., tuple[Opening, str]]:
        """Ask, have so many sides agree, and hold the key of the browser that asked."""

        def make(*sides: Desk) -> tuple[Opening, str]:
            with browser(desk, stepped_up=True) as client:
                opening = asks(client, concern, desk)
                cookie = client.cookies[reader_pass.name(opening.id)].value
            for side in sides:
                agrees(browser, vault, side, opening)
            return opening, cookie

        return make

    @contextmanager
    def browsing(self, browser: Browser, desk: Desk, opening: Opening, cookie: str) -> Iterator[Client]:
        with browser(desk, stepped_up=True) as client:
            client.cookies[reader_pass.name(opening.id)] = cookie
            yield client

    def place(self, opening: Opening) -> str:
        piece = IdentityPiece.objects.get(kind=codes.Piece.FILE)
        return f"/identities/{opening.id}/read/{piece.id}/"

    def test_reads_pages_and_takes_the_file(
        self, browser: Browser, vault: Vault, desk: Desk, concern: Concern, reading: Any, as_door: AsDoor, scanner: None
    ) -> None:
        came(concern, photo("badge of C Wren.jpg"))
        work_through(as_door)
        opening, cookie = reading(vault.officer, vault.deputy)
        place = self.place(opening)
        with self.browsing(browser, desk, opening, cookie) as client:
            listed = said(client.get(f"/identities/{opening.id}/read/"))
            assert "badge of C Wren.jpg" in listed
            assert "Scanned, clean" in listed
            page = client.get(place)
            assert "Page 1 of 1" in said(page)
            assert page["Refresh"].endswith(f"url=/identities/{opening.id}/")
            picture = client.get(f"{place}1/")
            assert (picture["Content-Type"], picture.content[:4]) == ("image/webp", b"RIFF")
            assert client.get(f"{place}2/").status_code == 404
            assert client.get(f"{place}?page=7").status_code == 404
            assert "no longer protected" in said(client.get(f"{place}original/"))
            given = client.post(f"{place}original/")
            assert given.content.startswith(b"\xff\xd8\xff")
            assert given["Content-Disposition"] == 'attachment; filename="badge of C Wren.jpg"'
            assert given["Cache-Control"] == "no-store"
            assert client.get(f"/identities/{opening.id}/read/{opening.id}/").status_code == 404
        assert {"documents.page.read", "documents.original.open"} <= ledger_verbs()

    def test_reads_the_safe_copy_alone_where_no_scanner_saw_it(
        self, browser: Browser, vault: Vault, desk: Desk, concern: Concern, reading: Any, as_door: AsDoor
    ) -> None:
        came(concern, note("letter.txt"))
        work_through(as_door)
        opening, cookie = reading(vault.officer, vault.deputy)
        place = self.place(opening)
        with self.browsing(browser, desk, opening, cookie) as client:
            assert "Not scanned for malicious software before it was locked" in said(
                client.get(f"/identities/{opening.id}/read/")
            )
            page = said(client.get(place))
            assert CANARY in page
            assert "Not scanned for malicious software" in page
            assert client.get(f"{place}1/").status_code == 404  # words alone have no picture
            assert client.get(f"{place}original/").status_code == 404
            assert client.post(f"{place}original/").status_code == 404

    def test_sees_that_a_file_was_refused_or_still_waits(
        self, browser: Browser, vault: Vault, desk: Desk, concern: Concern, reading: Any, as_door: AsDoor
    ) -> None:
        came(concern, note("letter.pdf", "no PDF"))
        opening, cookie = reading(vault.officer, vault.deputy)
        place = self.place(opening)
        with self.browsing(browser, desk, opening, cookie) as client:
            assert "It is being checked." in said(client.get(f"/identities/{opening.id}/read/"))
            assert "Look again in a minute." in said(client.get(place))
        work_through(as_door)
        with self.browsing(browser, desk, opening, cookie) as client:
            assert "Nobody opens it." in said(client.get(f"/identities/{opening.id}/read/"))
            assert "We cannot take this kind of file" in said(client.get(place))
            assert client.get(f"{place}original/").status_code == 404

    def test_is_refused_before_both_agreed_and_after_the_quarter_of_an_hour(
        self, browser: Browser, vault: Vault, desk: Desk, concern: Concern, reading: Any, as_door: AsDoor, scanner: None
    ) -> None:
        came(concern, photo("badge.jpg"))
        work_through(as_door)
        opening, cookie = reading(vault.officer)
        place = self.place(opening)
        self.refused(browser, desk, opening, cookie, place)
        agrees(browser, vault, vault.deputy, opening)
        self.refused(browser, desk, opening, "", place)
        OpeningDecision.objects.update(decided_at=opening.requested_at - timedelta(minutes=16))
        self.refused(browser, desk, opening, cookie, place)
        assert not {"documents.page.read", "documents.original.open"} & ledger_verbs()

    def refused(self, browser: Browser, desk: Desk, opening: Opening, cookie: str, place: str) -> None:
        with self.browsing(browser, desk, opening, cookie) as client:
            for found in (
                client.get(place),
                client.get(f"{place}1/"),
                client.get(f"{place}original/"),
                client.post(f"{place}original/"),
            ):
                assert found.status_code == 409
                assert b"badge.jpg" not in found.content

    def test_is_nobody_else(
        self, browser: Browser, vault: Vault, desk: Desk, head: Desk, concern: Concern, reading: Any, as_door: AsDoor
    ) -> None:
        came(concern, note("letter.txt"))
        work_through(as_door)
        opening, cookie = reading(vault.officer, vault.deputy)
        place = self.place(opening)
        for other in (vault.officer, vault.deputy, head):
            with self.browsing(browser, other, opening, cookie) as client:
                found = client.get(place)
                assert found.status_code == 409
                assert CANARY not in said(found)

    def test_need_not_be_the_caseworker(
        self, browser: Browser, vault: Vault, desk: Desk, colleague: Desk, concern: Concern, as_door: AsDoor
    ) -> None:
        """Somebody who may not read the concern reads the locked file, and still not the one that is not locked."""
        came(concern, note("letter.txt"))
        came(concern, note("open.txt", "words for the caseworker"), may_be_read=True)
        work_through(as_door)
        with browser(desk, stepped_up=True) as client:
            opening = asks(client, concern, colleague)
        with browser(colleague) as client:
            client.post(f"/identities/{opening.id}/get_ready/")
            cookie = client.cookies[reader_pass.name(opening.id)].value
        agrees(browser, vault, vault.officer, opening)
        agrees(browser, vault, vault.deputy, opening)
        place = self.place(opening)
        with self.browsing(browser, colleague, opening, cookie) as client:
            assert CANARY in said(client.get(place))
            assert [row.is_sealed for row in ConcernDocument.objects.all()] == [True]
            row = ConcernDocument.objects.get()
            assert client.get(f"/concerns/{concern.reference}/files/{row.id}/").status_code == 404
