"""The mailbox as it is read: where a concern stands, what is next, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candour.contexts.concerns import procedure
from candour.contexts.concerns.models import (
    Concern,
    ConcernDeadline,
    ConcernPause,
    ConcernStep,
    Signposting,
)
from candour.contexts.concerns.operations import mailbox as operations
from candour.contexts.concerns.queries import mailbox as queries
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
from candour.kernel.visitors.models import Draft
from candour.web import cookies

pytestmark = pytest.mark.django_db
__all__ = ["opened", "visitor"]


class TestMailbox:
    def test_says_where_it_stands_what_is_next_and_by_when(self, opened: Opened) -> None:
        visitor, _, _ = opened
        said = text(visitor.get(MAILBOX))
        assert "Nobody has looked at it yet" in said
        assert "What happens next" in said
        assert "working days, counted from the day after" in said
        assert "You told us" in said
        assert WORDS not in said  # what was sent is not shown again

    def test_every_state_has_words_for_what_is_next(self, opened: Opened) -> None:
        visitor, _, concern = opened
        for state in procedure.concern.ALL:
            stands(concern, state)
            answer = visitor.get(MAILBOX)
            assert answer.status_code == 200, state
            assert "What happens next" in text(answer)

    def test_shows_messages_both_ways_with_their_days(self, opened: Opened) -> None:
        visitor, _, concern = opened
        office_says(concern, "We have it.", "acknowledgement")
        visitor.post("/check/mailbox/write/", {"text": "Thank you.\nOne more thing."})
        said = text(visitor.get(MAILBOX))
        assert "Acknowledgement" in said
        assert "We have it." in said
        assert "One more thing." in said
        assert "Amina Rahman" not in said

    def test_reading_marks_it_read(self, opened: Opened) -> None:
        visitor, _, concern = opened
        stands(concern, "acknowledged", unread_for_reporter=True)
        visitor.get(MAILBOX)
        with as_owner():
            assert not Concern.objects.get(id=concern.id).unread_for_reporter

    def test_what_is_read_already_is_not_written_again(self, opened: Opened) -> None:
        _, receipt, _ = opened
        with CaptureQueriesContext(connection) as asked:
            operations.mark_read(mailbox=receipt.mailbox_secret)
        assert not [one for one in asked if one["sql"].startswith("UPDATE")]

    def test_says_when_a_day_has_passed(self, visitor: Visitor) -> None:
        receipt, _ = received(at=timezone.now() - timedelta(days=60))
        assert "are late. We are sorry" in text(visitor.opens(receipt))

    def test_says_why_the_clock_stands_still(self, opened: Opened) -> None:
        visitor, _, _ = opened
        with as_owner():
            clock = ConcernDeadline.objects.get()
            ConcernPause.objects.create(deadline=clock, from_on=timezone.localdate(), reason="We wait for a letter.")
            ConcernDeadline.objects.update(paused_on=timezone.localdate())
        said = text(visitor.get(MAILBOX))
        assert "the clock is paused. We wait for a letter." in said
        assert "(“We wait for a letter.”)" in said

    def test_names_the_body_that_we_point_to(self, opened: Opened) -> None:
        visitor, _, concern = opened
        with as_owner():
            body = make.bodies("ico")[0]
            Signposting.objects.create(
                concern=concern, body=body, given_on=timezone.localdate(), given_by=make.caseworker()
            )
        assert body.name not in text(visitor.get(MAILBOX))
        office_says(concern, "Go there.", "signpost")
        assert body.name in text(visitor.get(MAILBOX))

    def test_does_not_tell_of_an_enquiry_without_agreement(self, opened: Opened) -> None:
        visitor, _, concern = opened
        with as_owner():
            ConcernStep.objects.create(
                concern=concern, number=2, step="put_to_body", from_state="open", to_state="open", by_kind="staff",
                taken_on=timezone.localdate(), ledger_entry=concern.id,
            )  # fmt: skip
        assert "We asked the body" not in text(visitor.get(MAILBOX))
        stands(concern, "open", agreement="agreed")
        assert "We asked the body" in text(visitor.get(MAILBOX))

    def test_forgets_a_draft_that_still_shows_the_receipt(self, visitor: Visitor) -> None:
        visitor.tells()
        receipt = visitor.sends()
        visitor.opens(receipt)
        with as_owner():
            assert not Draft.objects.exists()
        assert visitor.cookies[cookies.DRAFT].value == ""

    def test_keeps_a_draft_that_is_not_sent(self, opened: Opened) -> None:
        visitor, _, _ = opened
        visitor.tells()
        visitor.get(MAILBOX)
        assert WORDS in text(visitor.get("/tell/check-answers/"))

    def test_sees_no_other_mailbox(self, opened: Opened) -> None:
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

    def test_the_quarter_of_an_hour_begins_anew_with_every_page(self, opened: Opened) -> None:
        visitor, _, _ = opened
        before = visitor.cookies[cookies.MAILBOX].value
        assert visitor.get(MAILBOX).cookies[cookies.MAILBOX].value != before

    def test_closing_closes(self, opened: Opened) -> None:
        visitor, _, _ = opened
        assert visitor.post("/check/close/")["Location"] == "/check/closed/"
        assert visitor.get(MAILBOX)["Location"] == "/check/"

    def test_the_way_out_closes_it_too(self, opened: Opened) -> None:
        visitor, _, _ = opened
        visitor.get("/leave/")
        assert visitor.get(MAILBOX)["Location"] == "/check/"
