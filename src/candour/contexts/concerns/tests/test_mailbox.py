"""Coming back: what the receipt opens, what may be done there, and that a guess learns nothing."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candour.contexts.concerns import guesses, mailbox_pass, procedure, receipts
from candour.contexts.concerns.models import (
    BodyAgreement,
    Concern,
    ConcernDeadline,
    ConcernPause,
    ConcernStep,
    Draft,
    Message,
    Signposting,
)
from candour.contexts.concerns.operations import mailbox as operations
from candour.contexts.concerns.queries import mailbox as queries
from candour.contexts.concerns.receipts import Receipt
from candour.contexts.concerns.submission import Submission
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.public_side import EARLIER, WORDS, Visitor, as_owner, received, text, visitor
from candour.contexts.concerns.views import cookies
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures import proof
from candour.kernel.procedures.facts import Refusal, Refused

pytestmark = pytest.mark.django_db
__all__ = ["visitor"]

MAILBOX = "/check/mailbox/"


def _stand(concern: Concern, state: str, **fields: Any) -> None:
    """Put the concern where the office has brought it."""
    with as_owner():
        Concern.objects.filter(id=concern.id).update(state=state, **fields)


def _says(concern: Concern, words: str, kind: str = "message") -> None:
    """The office wrote."""
    with as_owner():
        author = make.caseworker()
        make.message(concern, words, direction="to_reporter", kind=kind, author=author)


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


class TestMailbox:
    @pytest.fixture
    def opened(self, visitor: Visitor) -> tuple[Visitor, Receipt, Concern]:
        receipt, concern = received()
        visitor.opens(receipt)
        return visitor, receipt, concern

    def test_says_where_it_stands_what_is_next_and_by_when(self, opened: Any) -> None:
        visitor, _, _ = opened
        said = text(visitor.get(MAILBOX))
        assert "Nobody has looked at it yet" in said
        assert "What happens next" in said
        assert "working days, counted from the day after" in said
        assert "You told us" in said
        assert WORDS not in said  # what was sent is not shown again

    def test_every_state_has_words_for_what_is_next(self, opened: Any) -> None:
        visitor, _, concern = opened
        for state in procedure.ALL:
            _stand(concern, state)
            answer = visitor.get(MAILBOX)
            assert answer.status_code == 200, state
            assert "What happens next" in text(answer)

    def test_shows_messages_both_ways_with_their_days(self, opened: Any) -> None:
        visitor, _, concern = opened
        _says(concern, "We have it.", "acknowledgement")
        visitor.post("/check/mailbox/write/", {"text": "Thank you.\nOne more thing."})
        said = text(visitor.get(MAILBOX))
        assert "Acknowledgement" in said
        assert "We have it." in said
        assert "One more thing." in said
        assert "Amina Rahman" not in said

    def test_reading_marks_it_read(self, opened: Any) -> None:
        visitor, _, concern = opened
        _stand(concern, "acknowledged", unread_for_reporter=True)
        visitor.get(MAILBOX)
        with as_owner():
            assert not Concern.objects.get(id=concern.id).unread_for_reporter

    def test_what_is_read_already_is_not_written_again(self, opened: Any) -> None:
        _, receipt, _ = opened
        with CaptureQueriesContext(connection) as asked:
            operations.mark_read(mailbox=receipt.mailbox_secret)
        assert not [one for one in asked if one["sql"].startswith("UPDATE")]

    def test_says_when_a_day_has_passed(self, visitor: Visitor) -> None:
        receipt, _ = received(at=timezone.now() - timedelta(days=60))
        assert "are late. We are sorry" in text(visitor.opens(receipt))

    def test_says_why_the_clock_stands_still(self, opened: Any) -> None:
        visitor, _, _ = opened
        with as_owner():
            clock = ConcernDeadline.objects.get()
            ConcernPause.objects.create(deadline=clock, from_on=timezone.localdate(), reason="We wait for a letter.")
            ConcernDeadline.objects.update(paused_on=timezone.localdate())
        said = text(visitor.get(MAILBOX))
        assert "the clock is paused. We wait for a letter." in said
        assert "(“We wait for a letter.”)" in said

    def test_names_the_body_that_we_point_to(self, opened: Any) -> None:
        visitor, _, concern = opened
        with as_owner():
            body = make.bodies("ico")[0]
            Signposting.objects.create(
                concern=concern, body=body, given_on=timezone.localdate(), given_by=make.caseworker()
            )
        assert body.name not in text(visitor.get(MAILBOX))
        _says(concern, "Go there.", "signpost")
        assert body.name in text(visitor.get(MAILBOX))

    def test_does_not_tell_of_an_enquiry_without_agreement(self, opened: Any) -> None:
        visitor, _, concern = opened
        with as_owner():
            ConcernStep.objects.create(
                concern=concern, number=2, step="put_to_body", from_state="open", to_state="open", by_kind="staff",
                taken_on=timezone.localdate(), ledger_entry=concern.id,
            )  # fmt: skip
        assert "We asked the body" not in text(visitor.get(MAILBOX))
        _stand(concern, "open", agreement="agreed")
        assert "We asked the body" in text(visitor.get(MAILBOX))

    def test_forgets_a_draft_that_still_shows_the_receipt(self, visitor: Visitor) -> None:
        visitor.tells()
        receipt = visitor.sends()
        visitor.opens(receipt)
        with as_owner():
            assert not Draft.objects.exists()
        assert visitor.cookies[cookies.DRAFT].value == ""

    def test_keeps_a_draft_that_is_not_sent(self, opened: Any) -> None:
        visitor, _, _ = opened
        visitor.tells()
        visitor.get(MAILBOX)
        assert WORDS in text(visitor.get("/tell/check-answers/"))

    def test_sees_no_other_mailbox(self, opened: Any) -> None:
        visitor, receipt, concern = opened
        _, other = received()
        assert other.reference not in text(visitor.get(MAILBOX))
        queries.find(receipt.mailbox_secret)
        assert [one.id for one in Concern.objects.only("id")] == [concern.id]
        assert set(ConcernDeadline.objects.values_list("concern_id", flat=True)) == {concern.id}

    @pytest.mark.parametrize(
        ("method", "address"),
        [
            ("get", MAILBOX), ("post", "/check/mailbox/agreement/"), ("get", "/check/mailbox/withdraw/"),
            ("post", "/check/mailbox/withdraw/"), ("get", "/check/mailbox/sent/"),
        ],
    )  # fmt: skip
    def test_without_a_pass_asks_for_the_receipt(self, visitor: Visitor, method: str, address: str) -> None:
        answer = getattr(visitor, method)(address, follow=True)
        assert "Come back with your receipt" in text(answer)
        receipt, _ = received()
        visitor.forgets_in(timezone.now() - EARLIER, receipt)
        answer = getattr(visitor, method)(address)
        assert "closed after 15 minutes" in text(answer)

    def test_the_quarter_of_an_hour_begins_anew_with_every_page(self, opened: Any) -> None:
        visitor, _, _ = opened
        before = visitor.cookies[cookies.MAILBOX].value
        assert visitor.get(MAILBOX).cookies[cookies.MAILBOX].value != before

    def test_closing_closes(self, opened: Any) -> None:
        visitor, _, _ = opened
        assert visitor.post("/check/close/")["Location"] == "/check/closed/"
        assert visitor.get(MAILBOX)["Location"] == "/check/"

    def test_the_way_out_closes_it_too(self, opened: Any) -> None:
        visitor, _, _ = opened
        visitor.get("/leave/")
        assert visitor.get(MAILBOX)["Location"] == "/check/"


class TestWrite:
    @pytest.fixture
    def opened(self, visitor: Visitor) -> tuple[Visitor, Receipt, Concern]:
        receipt, concern = received()
        visitor.opens(receipt)
        return visitor, receipt, concern

    def _write(self, visitor: Visitor, words: str, **more: str) -> Any:
        return visitor.post("/check/mailbox/write/", {"text": words, **more})

    def test_is_a_step_with_a_day_and_a_ledger_entry(self, opened: Any) -> None:
        visitor, _, concern = opened
        assert self._write(visitor, "One more thing.")["Location"] == "/check/mailbox/sent/"
        with as_owner():
            message = Message.objects.get()
            assert (message.number, message.direction) == (1, "from_reporter")
            assert make.texts(concern) == ["One more thing."]
            step = ConcernStep.objects.get(step="reply")
            assert (step.number, step.by_kind, step.taken_at) == (2, "reporter", None)
            assert list(proof.faults(ConcernStep)) == []
            assert Concern.objects.get(id=concern.id).unread_for_office

    def test_twice_is_once(self, opened: Any) -> None:
        visitor, _, _ = opened
        for _ in range(3):
            assert self._write(visitor, "One more thing.").status_code == 302
        with as_owner():
            assert Message.objects.count() == 1

    @pytest.mark.parametrize("state", ["answered", "signposted", "closed", "withdrawn"])
    def test_opens_again_what_had_ended(self, opened: Any, state: str) -> None:
        visitor, _, concern = opened
        _stand(concern, state, is_open=False)
        with as_owner():
            ConcernDeadline.objects.update(met_on=timezone.localdate())
        assert self._write(visitor, "You forgot my question.").status_code == 302
        with as_owner():
            now = Concern.objects.get(id=concern.id)
            assert (now.state, now.is_open) == ("open", True)
            assert now.next_due_on is not None
            assert ConcernStep.objects.filter(step="reopen").exists()

    def test_needs_words(self, opened: Any) -> None:
        visitor, receipt, _ = opened
        assert "Write your message" in text(self._write(visitor, "  "))
        with pytest.raises(Refused) as refused:
            operations.write(mailbox=receipt.mailbox_secret, text=" ", at=timezone.now())
        assert refused.value.codes == ("record.message",)

    def test_waits_until_tomorrow_after_very_many(self, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        visitor, receipt, _ = opened
        monkeypatch.setattr(operations, "MESSAGES_A_DAY", 2)
        for number in range(2):
            self._write(visitor, f"Message {number}")
        answer = self._write(visitor, "And another.")
        assert "Send this one tomorrow" in text(answer)
        assert "And another." in text(answer)
        operations.write(mailbox=receipt.mailbox_secret, text="And another.", at=timezone.now() + timedelta(days=1))

    def test_keeps_what_was_typed_when_the_mailbox_closed_meanwhile(self, opened: Any) -> None:
        visitor, receipt, _ = opened
        visitor.forgets_in(timezone.now() - EARLIER, receipt)
        answer = self._write(visitor, "A long letter.")
        assert "has not been sent yet" in text(answer)
        assert "A long letter." in text(answer)
        miss = self._write(visitor, "A long letter.", receipt=receipts.new().shown)
        assert "We cannot find it" in text(miss)
        assert "A long letter." in text(miss)
        slip = self._write(visitor, "A long letter.", receipt="0" * 21 + "1")
        assert "check characters do not fit" in text(slip)
        assert self._write(visitor, "A long letter.", receipt=receipt.shown)["Location"] == "/check/mailbox/sent/"
        assert visitor.get("/check/mailbox/sent/").status_code == 200
        with as_owner():
            assert Message.objects.count() == 1

    def test_a_slip_in_the_receipt_is_said_even_while_the_mailbox_is_open(self, opened: Any) -> None:
        visitor, _, _ = opened
        assert "check characters do not fit" in text(self._write(visitor, "A letter.", receipt="0" * 21 + "1"))

    def test_a_refused_message_is_shown_again(self, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        visitor, _, _ = opened
        refusal = Refusal("state", "It was closed for good.")

        def refuse(**_given: object) -> None:
            raise Refused((refusal,))

        monkeypatch.setattr(operations, "write", refuse)
        answer = self._write(visitor, "A letter.")
        assert "It was closed for good." in text(answer)
        assert "A letter." in text(answer)

    def test_a_refusal_is_said_in_words(self, opened: Any) -> None:
        visitor, _, concern = opened
        _stand(concern, "answered")
        answer = visitor.post("/check/mailbox/agreement/", {"answer": "agreed"})
        assert "That could not be done" in text(answer)
        with as_owner():
            assert not BodyAgreement.objects.exists()
            kept = [json.loads(bytes(entry)) for entry in Entry.objects.values_list("entry", flat=True)]
        refused = next(one for one in kept if one["verb"] == "concerns.step.refused")
        assert refused["codes"] == {"step": "answer_agreement", "why_1": "state"}
        assert (refused["actor"], refused["door"], len(refused["at"])) == ("", "public", len("2026-11-23"))


class TestAgreement:
    def test_each_answer_is_kept_and_the_last_counts(self, visitor: Visitor) -> None:
        receipt, concern = received(Submission(what_happened=WORDS, agreement="refused"))
        assert "You said that the body must not be told" in text(visitor.opens(receipt))
        for answer in ("agreed", "agreed", "refused"):
            visitor.post("/check/mailbox/agreement/", {"answer": answer})
        with as_owner():
            kept = list(BodyAgreement.objects.order_by("number").values_list("answer", "how"))
            assert kept == [("refused", "form"), ("agreed", "mailbox"), ("refused", "mailbox")]
            assert Concern.objects.get(id=concern.id).agreement == "refused"
            assert ConcernStep.objects.filter(step="answer_agreement").count() == 2
            assert list(proof.faults(ConcernStep)) == []

    def test_the_question_stands_out_until_it_is_answered(self, visitor: Visitor) -> None:
        receipt, concern = received()
        _says(concern, "May we ask the school?", "agreement_request")
        assert "Say yes or no" in text(visitor.opens(receipt))
        visitor.post("/check/mailbox/agreement/", {"answer": "agreed"})
        assert "Say yes or no" not in text(visitor.get(MAILBOX))

    @pytest.mark.parametrize("answer", ["", "perhaps", "not_asked"])
    def test_is_yes_or_no(self, visitor: Visitor, answer: str) -> None:
        receipt, _ = received()
        visitor.opens(receipt)
        assert "Error: Form" in visitor.post("/check/mailbox/agreement/", {"answer": answer}).content.decode()
        with pytest.raises(ValueError, match="yes or no"):
            operations.answer_agreement(mailbox=receipt.mailbox_secret, answer=answer, at=timezone.now())


class TestWithdraw:
    def test_asks_once_and_stops_the_clock(self, visitor: Visitor) -> None:
        receipt, concern = received()
        visitor.opens(receipt)
        assert "Withdraw what you told us?" in text(visitor.get("/check/mailbox/withdraw/"))
        for _ in range(2):
            assert visitor.post("/check/mailbox/withdraw/")["Location"] == "/check/mailbox/withdrawn/"
        with as_owner():
            now = Concern.objects.get(id=concern.id)
            assert (now.state, now.is_open, now.next_due_on) == ("withdrawn", False, None)
            assert ConcernStep.objects.filter(step="withdraw").count() == 1
            assert ConcernDeadline.objects.get().cancelled_on is not None
        said = text(visitor.get(MAILBOX))
        assert "You withdrew this" in said
        assert visitor.get("/check/mailbox/withdraw/")["Location"] == MAILBOX

    def test_is_refused_where_it_has_ended(self, visitor: Visitor) -> None:
        receipt, concern = received()
        visitor.opens(receipt)
        _stand(concern, "closed", is_open=False)
        assert "That could not be done" in text(visitor.post("/check/mailbox/withdraw/"))

    @pytest.mark.parametrize("operation", ["write", "answer_agreement", "withdraw", "mark_read"])
    def test_nothing_can_be_done_without_a_mailbox(self, visitor: Visitor, operation: str) -> None:
        given: dict[str, Any] = {"write": {"text": "x"}, "answer_agreement": {"answer": "agreed"}}.get(operation, {})
        at: dict[str, datetime] = {} if operation == "mark_read" else {"at": timezone.now()}
        with pytest.raises(queries.NoMailbox):
            getattr(operations, operation)(mailbox=receipts.new().mailbox_secret, **given, **at)

    @pytest.mark.parametrize("address", ["/check/mailbox/agreement/", "/check/mailbox/withdraw/"])
    def test_a_pass_to_nothing_is_told_so(self, visitor: Visitor, address: str) -> None:
        visitor.forgets_in(timezone.now(), receipts.new())
        assert "We cannot find it" in text(visitor.post(address, {"answer": "agreed"}))
