"""What a reporter does in the mailbox: writes, says yes or no to asking the body, withdraws."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from candour.contexts.concerns.models import (
    BodyAgreement,
    Concern,
    ConcernDeadline,
    ConcernStep,
    Message,
)
from candour.contexts.concerns.operations import mailbox as operations
from candour.contexts.concerns.queries import mailbox as queries
from candour.contexts.concerns.submission import Submission
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.public_side import (
    EARLIER,
    MAILBOX,
    WORDS,
    Opened,
    Visitor,
    as_owner,
    office_says,
    opened,
    received,
    stands,
    text,
    visitor,
)
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures import proof
from candour.kernel.procedures.facts import Refusal, Refused
from candour.kernel.visitors import receipts

pytestmark = pytest.mark.django_db
__all__ = ["opened", "visitor"]


class TestWrite:
    def _write(self, visitor: Visitor, words: str, **more: str) -> Any:
        return visitor.post("/check/mailbox/write/", {"text": words, **more})

    def test_is_a_step_with_a_day_and_a_ledger_entry(self, opened: Opened) -> None:
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

    def test_twice_is_once(self, opened: Opened) -> None:
        visitor, _, _ = opened
        for _ in range(3):
            assert self._write(visitor, "One more thing.").status_code == 302
        with as_owner():
            assert Message.objects.count() == 1

    @pytest.mark.parametrize("state", ["answered", "signposted", "closed", "withdrawn"])
    def test_opens_again_what_had_ended(self, opened: Opened, state: str) -> None:
        visitor, _, concern = opened
        stands(concern, state, is_open=False)
        with as_owner():
            ConcernDeadline.objects.update(met_on=timezone.localdate())
        assert self._write(visitor, "You forgot my question.").status_code == 302
        with as_owner():
            now = Concern.objects.get(id=concern.id)
            assert (now.state, now.is_open) == ("open", True)
            assert now.next_due_on is not None
            assert ConcernStep.objects.filter(step="reopen").exists()

    def test_needs_words(self, opened: Opened) -> None:
        visitor, receipt, _ = opened
        assert "Write your message" in text(self._write(visitor, "  "))
        with pytest.raises(Refused) as refused:
            operations.write(mailbox=receipt.mailbox_secret, text=" ", at=timezone.now())
        assert refused.value.codes == ("record.message",)

    def test_waits_until_tomorrow_after_very_many(self, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
        visitor, receipt, _ = opened
        monkeypatch.setattr(operations, "MESSAGES_A_DAY", 2)
        for number in range(2):
            self._write(visitor, f"Message {number}")
        answer = self._write(visitor, "And another.")
        assert "Send this one tomorrow" in text(answer)
        assert "And another." in text(answer)
        operations.write(mailbox=receipt.mailbox_secret, text="And another.", at=timezone.now() + timedelta(days=1))

    def test_keeps_what_was_typed_when_the_mailbox_closed_meanwhile(self, opened: Opened) -> None:
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

    def test_a_slip_in_the_receipt_is_said_even_while_the_mailbox_is_open(self, opened: Opened) -> None:
        visitor, _, _ = opened
        assert "check characters do not fit" in text(self._write(visitor, "A letter.", receipt="0" * 21 + "1"))

    def test_a_refused_message_is_shown_again(self, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
        visitor, _, _ = opened
        refusal = Refusal("state", "It was closed for good.")

        def refuse(**_given: object) -> None:
            raise Refused((refusal,))

        monkeypatch.setattr(operations, "write", refuse)
        answer = self._write(visitor, "A letter.")
        assert "It was closed for good." in text(answer)
        assert "A letter." in text(answer)

    def test_a_refusal_is_said_in_words(self, opened: Opened) -> None:
        visitor, _, concern = opened
        stands(concern, "answered")
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
        office_says(concern, "May we ask the school?", "agreement_request")
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
        stands(concern, "closed", is_open=False)
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
