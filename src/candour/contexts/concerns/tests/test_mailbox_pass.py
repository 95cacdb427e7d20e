"""What the receipt opens and for how long, and that a guess learns nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candour.contexts.concerns.queries import mailbox as queries
from candour.contexts.concerns.tests.public_side import (
    EARLIER,
    Visitor,
    received,
    text,
    visitor,
)
from candour.kernel.visitors import guesses, mailbox_pass, receipts
from candour.web import cookies

pytestmark = pytest.mark.django_db
__all__ = ["visitor"]


class TestThePass:
    def test_holds_for_a_quarter_of_an_hour(self) -> None:
        secret, at = receipts.new().mailbox_secret, timezone.now()
        made = mailbox_pass.make(secret, at=at)
        assert mailbox_pass.read(made, at=at + timedelta(minutes=14, seconds=58)) == secret
        with pytest.raises(mailbox_pass.PassEnded):
            mailbox_pass.read(made, at=at + EARLIER)

    @pytest.mark.parametrize("cookie", ["", "x", "A" * 5_000, "é", "\0", "====", "AAAA"])
    def test_is_refused_when_it_is_not_ours(self, cookie: str) -> None:
        with pytest.raises(mailbox_pass.NotAPass):
            mailbox_pass.read(cookie, at=timezone.now())

    def test_does_not_show_what_it_holds_and_is_always_as_long(self) -> None:
        made = [mailbox_pass.make(receipts.new().mailbox_secret, at=timezone.now()) for _ in range(20)]
        assert len({len(one) for one in made}) == 1
        assert len(set(made)) == 20

    def test_another_doors_key_does_not_open_it(self, settings: Any) -> None:
        made = mailbox_pass.make(receipts.new().mailbox_secret, at=timezone.now())
        settings.SECRET_KEY = "another"
        with pytest.raises(mailbox_pass.NotAPass):
            mailbox_pass.read(made, at=timezone.now())


class TestCheck:
    def test_opens_the_mailbox_however_it_is_typed(self, visitor: Visitor) -> None:
        receipt, concern = received()
        for typed in (receipt.shown, receipt.code.lower(), " ".join(receipt.code).replace("0", "O").replace("1", "i")):
            answer = visitor.post("/check/", {"receipt": typed}, follow=True)
            assert concern.reference in text(answer)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "Enter your receipt"),
            ("ABCD", "This has 4"),
            ("U" * 22, "only letters and digits"),
            ("0" * 21 + "1", "The check characters do not fit"),
            ("9" * 300, "must be 200 characters or fewer"),
            ("\u202e\0", "cannot be stored"),
        ],
    )
    def test_says_what_is_wrong_with_the_characters_alone(self, visitor: Visitor, typed: str, said: str) -> None:
        with CaptureQueriesContext(connection) as asked:
            answer = visitor.post("/check/", {"receipt": typed})
        assert answer.status_code == 200
        assert said in text(answer)
        assert cookies.MAILBOX not in answer.cookies
        assert len(asked) == 0

    def test_a_wrong_check_character_of_a_real_receipt_says_the_same(self, visitor: Visitor) -> None:
        real, _ = received()
        bodies = [real.code, receipts.new().code]
        said = []
        for code in bodies:
            wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
            said.append(text(visitor.post("/check/", {"receipt": wrong})).replace(wrong, ""))
        assert said[0] == said[1]

    def test_a_hit_and_a_miss_get_the_same_answer(self, visitor: Visitor) -> None:
        real, _ = received()
        seen = []
        for code in (real, receipts.new()):
            with CaptureQueriesContext(connection) as asked:
                answer = Visitor().post("/check/", {"receipt": code.shown})
            cookie = answer.cookies[cookies.MAILBOX]
            seen.append((answer.status_code, answer["Location"], answer.content, len(cookie.value), len(asked)))
        assert seen[0] == seen[1]
        assert seen[0][-1] == 0  # the door does not even look

    def test_looking_takes_one_statement_whether_or_not_there_is_one(self, visitor: Visitor) -> None:
        real, _ = received()
        counts = []
        for code in (real, receipts.new()):
            with CaptureQueriesContext(connection) as asked:
                try:
                    queries.find(code.mailbox_secret)
                except queries.NoMailbox:
                    counts.append(-len(asked))
                else:
                    counts.append(len(asked))
        assert counts == [2, -2]  # telling the database, and asking it

    def test_an_unknown_one_cannot_be_found_and_leaves_no_pass(self, visitor: Visitor) -> None:
        before = guesses.TODAY.total
        answer = visitor.opens(receipts.new())
        assert "We cannot find it" in text(answer)
        page = answer.content.decode()
        assert '<a href="#id_receipt">We cannot find it' in page
        assert 'href="/refer/check/"' in page
        assert 'href="/my-record/"' in page
        assert visitor.cookies[cookies.MAILBOX].value == ""
        assert guesses.TODAY.total in {1, before + 1}

    def test_the_receipt_is_never_in_an_address(self, visitor: Visitor) -> None:
        receipt, _ = received()
        answer = visitor.opens(receipt)
        for address, _status in answer.redirect_chain:  # type: ignore[attr-defined]
            assert receipt.code[:4] not in address
        assert visitor.get(f"/check/?receipt={receipt.shown}").status_code == 200
        assert concern_shown(visitor.get("/check/")) is False

    def test_slows_a_connection_that_goes_on_guessing(self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(guesses, "TODAY", guesses.Guesses())
        visitor.defaults["REMOTE_ADDR"] = "8.8.8.8"
        for _ in range(guesses.FREE_TRIES):
            visitor.opens(receipts.new())
        answer = visitor.post("/check/", {"receipt": receipts.new().shown})
        assert answer.status_code == 429
        assert answer["Retry-After"] == "10"
        assert "Wait ten seconds" in text(answer)
        visitor.tells()
        assert visitor.sends().code  # telling is never slowed


def concern_shown(answer: Any) -> bool:
    return "Your mailbox" in text(answer) and "Where it stands" in text(answer)
