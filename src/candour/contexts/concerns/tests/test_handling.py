"""The office's steps, taken in the role of the office door, so that every grant and row rule applies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import localdate

from candour.contexts.concerns.models import (
    BodyAgreement,
    Concern,
    ConcernCode,
    ConcernDeadline,
    ConcernPause,
    ConcernStep,
    Message,
    Signposting,
    TaxonomyTerm,
)
from candour.contexts.concerns.operations import barriers, handling, messages
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Desk
from candour.kernel.deadlines import calendar
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db


def refusal_of(desk: Desk, operation: Callable[..., object], concern: Concern, **given: Any) -> tuple[str, ...]:
    """The codes with which it is refused, after making sure that nothing was stored."""
    before = (ConcernStep.objects.count(), Message.objects.count(), ConcernCode.objects.count(), Entry.objects.count())
    with pytest.raises(Refused) as refused:
        desk.does(operation, concern, **given)
    after = (ConcernStep.objects.count(), Message.objects.count(), ConcernCode.objects.count(), Entry.objects.count())
    assert before == after
    return refused.value.codes


class TestTheUsualWay:
    def test_goes_from_received_to_closed(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "closed")
        assert (concern.state, concern.is_open, concern.close_reason) == ("closed", False, "answered")
        assert list(ConcernStep.objects.filter(concern=concern).values_list("step", flat=True)) == [
            "receive", "acknowledge", "take", "code", "triage_in_scope", "open", "answer", "close",
        ]  # fmt: skip
        assert not ConcernDeadline.objects.filter(concern=concern, met_on=None).exists()
        assert [m.number for m in Message.objects.filter(concern=concern).order_by("number")] == [1, 2]
        assert concern.unread_for_reporter

    def test_leaves_a_ledger_entry_for_each_step(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "open")
        named = set(ConcernStep.objects.filter(concern=concern).values_list("ledger_entry", flat=True))
        assert len(named) == 6
        assert set(Entry.objects.values_list("id", flat=True)) >= named


class TestAcknowledge:
    def test_writes_a_message_and_starts_the_next_clock(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "acknowledged")
        message = Message.objects.get(concern=concern)
        assert (message.kind, message.author_id, message.sent_on) == ("acknowledgement", desk.person.id, localdate())
        running = ConcernDeadline.objects.get(concern=concern, met_on=None)
        assert running.code == "concerns.triage"
        assert concern.next_due_on == running.due_on

    def test_numbers_on_after_messages_that_may_not_be_read(self, desk: Desk) -> None:
        concern = make.concern()
        make.message(concern, "One more thing.")
        desk.does(handling.acknowledge, concern, text="We have it.")
        assert Message.objects.get(concern=concern, kind="acknowledgement").number == 2

    def test_refuses_an_empty_message(self, desk: Desk) -> None:
        assert refusal_of(desk, handling.acknowledge, make.concern(), text="  \n") == ("record.message",)

    def test_refuses_a_second_time_and_says_who_did_it(self, desk: Desk, colleague: Desk) -> None:
        concern = desk.brings(make.concern(), "acknowledged")
        with pytest.raises(Refused) as refused:
            colleague.does(handling.acknowledge, concern, text="We have it.")
        assert refused.value.codes == ("state",)
        assert desk.person.name in str(refused.value.refusals[0].message)

    def test_knows_no_concern_that_is_not_there(self, desk: Desk) -> None:
        concern = make.concern()
        concern.id = uuid4()
        with pytest.raises(Concern.DoesNotExist):
            desk.does(handling.acknowledge, concern, text="We have it.")


class TestSeen:
    def test_refuses_to_do_the_same_twice(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        desk.does(handling.write, concern, text="A question.", seen=3)
        assert refusal_of(desk, handling.write, concern, text="A question.", seen=3) == ("done_already",)

    def test_refuses_when_somebody_else_acted_since(self, desk: Desk, colleague: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        colleague.does(handling.withdraw, make.concern(), rationale="Another one.")
        desk.codes(concern)
        assert refusal_of(desk, handling.write, concern, text="A question.", seen=3) == ("moved_on",)

    def test_lets_what_is_fresh_pass(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        assert desk.does(handling.write, concern, text="A question.", seen=3).number == 4


class TestCode:
    def test_sets_terms_and_fields(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        desk.codes(concern, "delay", "distress")
        concern.refresh_from_db()
        held = ConcernCode.objects.filter(concern=concern, removed_on=None)
        assert set(held.values_list("term__code", flat=True)) == {"delay", "distress"}
        assert (concern.sector, concern.stage, concern.region) == ("police", "referral", "london")

    def test_ends_what_is_no_longer_named_and_keeps_it(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        desk.codes(concern, "delay", "consent")
        desk.codes(concern, "consent", "panel")
        rows = dict(ConcernCode.objects.filter(concern=concern).values_list("term__code", "removed_on"))
        assert rows == {"delay": localdate(), "consent": None, "panel": None}

    def test_refuses_without_an_issue(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        harm = [term.id for term in make.terms("distress")]
        given = {"terms": harm, "sector": "", "stage": "", "region": ""}
        assert refusal_of(desk, handling.code, concern, **given) == ("record.coding",)

    def test_refuses_without_an_issue_what_has_one_already(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "coded")
        given = {"terms": [], "sector": "", "stage": "", "region": ""}
        assert refusal_of(desk, handling.code, concern, **given) == ("record.coding",)

    def test_leaves_out_terms_of_another_time(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        make.terms()
        old = TaxonomyTerm.objects.create(
            version=1, axis="issue", code="old", label="Old", valid_from="2020-01-01", valid_until="2021-01-01"
        )
        given = {"terms": [old.id], "sector": "", "stage": "", "region": ""}
        assert refusal_of(desk, handling.code, concern, **given) == ("record.coding",)


class TestSignpost:
    def test_points_to_bodies_and_ends_the_clocks(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "coded")
        bodies = [body.id for body in make.bodies("ico", "iopc")]
        desk.does(handling.signpost, concern, bodies=bodies, text="Go there.", rationale="It is about data.")
        concern.refresh_from_db()
        assert (concern.state, concern.next_due_on) == ("signposted", None)
        assert Signposting.objects.filter(concern=concern, given_by=desk.person).count() == 2
        assert Message.objects.filter(concern=concern, kind="signpost").count() == 1

    def test_refuses_everything_that_is_missing_at_once(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "acknowledged")
        found = refusal_of(desk, handling.signpost, concern, bodies=[], text="", rationale="")
        assert found == ("assigned", "record.coding", "record.signposting", "record.message", "record.rationale")

    def test_leaves_out_a_body_that_has_ended(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "coded")
        (body,) = make.bodies("ico")
        body.ended_on = localdate()
        body.save()
        found = refusal_of(desk, handling.signpost, concern, bodies=[body.id], text="Go.", rationale="So.")
        assert found == ("record.signposting",)


class TestMessages:
    @pytest.mark.parametrize(
        ("operation", "kind", "state"),
        [
            (handling.write, "message", "taken"),
            (handling.ask_agreement, "agreement_request", "taken"),
            (handling.answer, "answer", "open"),
        ],
    )
    def test_writes_one_of_its_kind(self, desk: Desk, operation: Callable[..., object], kind: str, state: str) -> None:
        concern = desk.brings(make.concern(), state)
        desk.does(operation, concern, text="Words for the person.")
        last = Message.objects.filter(concern=concern).order_by("-number").first()
        assert last is not None
        assert (last.kind, last.direction) == (kind, "to_reporter")
        assert make.texts(concern)[-1] == "Words for the person."

    def test_numbers_from_one_where_nothing_is_known(self, desk: Desk) -> None:
        nothing = Concern(id=uuid4())
        with desk.open():
            assert messages._last_number(nothing) == 0

    def test_refuses_whoever_is_not_assigned(self, desk: Desk, colleague: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        assert refusal_of(colleague, handling.write, concern, text="Hello.") == ("assigned",)


class TestRecordAgreement:
    def test_records_what_was_said_elsewhere(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        desk.does(handling.record_agreement, concern, agreement="agreed", rationale="On the telephone today.")
        desk.does(handling.record_agreement, concern, agreement="refused", rationale="Called again.")
        concern.refresh_from_db()
        assert concern.agreement == "refused"
        rows = BodyAgreement.objects.filter(concern=concern).order_by("number")
        assert [(row.number, row.answer, row.how) for row in rows] == [
            (1, "agreed", "assisted"),
            (2, "refused", "assisted"),
        ]

    def test_refuses_what_is_no_answer(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        found = refusal_of(desk, handling.record_agreement, concern, agreement="not_asked", rationale="Nothing said.")
        assert found == ("record.agreement",)


class TestCloseAndReopen:
    def test_refuses_a_reason_that_is_not_in_the_list(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "answered")
        assert refusal_of(desk, handling.close, concern, close_reason="tired", rationale="So.") == (
            "record.close_reason",
        )

    def test_opens_again_with_a_new_time_to_answer(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "closed")
        desk.does(handling.reopen, concern, rationale="They telephoned: something is missing.")
        concern.refresh_from_db()
        assert (concern.state, concern.is_open) == ("open", True)
        assert ConcernDeadline.objects.get(concern=concern, met_on=None).code == "concerns.answer"

    def test_does_not_open_again_without_a_reason(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "closed")
        assert refusal_of(desk, handling.reopen, concern, rationale=" ") == ("record.message",)

    def test_withdraws_and_cancels_the_clocks(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "acknowledged")
        desk.does(handling.withdraw, concern, rationale="Asked on the telephone.")
        concern.refresh_from_db()
        assert (concern.state, concern.is_open, concern.next_due_on) == ("withdrawn", False, None)
        assert not ConcernDeadline.objects.filter(concern=concern, met_on=None, cancelled_on=None).exists()


class TestClock:
    def test_stands_still_and_runs_again(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "open")
        clock = ConcernDeadline.objects.get(concern=concern, met_on=None)
        desk.does(handling.pause_clock, concern, rationale="we wait for your answer")
        concern.refresh_from_db()
        assert concern.next_due_on is None
        assert ConcernPause.objects.get(deadline=clock).reason == "we wait for your answer"
        # As if both had begun a fortnight ago.
        ConcernDeadline.objects.filter(id=clock.id).update(started_on=localdate() - timedelta(days=14))
        ConcernPause.objects.filter(deadline=clock).update(from_on=localdate() - timedelta(days=14))
        desk.does(handling.resume_clock, concern)
        concern.refresh_from_db()
        uncounted = calendar.due_on(localdate() - timedelta(days=14), clock.term, "england")
        assert concern.next_due_on is not None
        assert concern.next_due_on > uncounted

    def test_cannot_be_paused_after_its_last_day(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "open")
        ConcernDeadline.objects.filter(concern=concern).update(due_on=localdate() - timedelta(days=1))
        assert refusal_of(desk, handling.pause_clock, concern, rationale="late") == ("nothing_to_pause",)

    def test_that_was_met_while_it_stood_still_is_not_paused_any_more(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "open")
        desk.does(handling.pause_clock, concern, rationale="we wait")
        desk.does(handling.answer, concern, text="Here is our answer.")
        desk.does(handling.reopen, concern, rationale="They telephoned.")
        assert desk.does(handling.pause_clock, concern, rationale="we wait again").step == "pause_clock"
        assert desk.does(handling.resume_clock, concern).step == "resume_clock"

    def test_cannot_be_paused_twice(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "open")
        desk.does(handling.pause_clock, concern, rationale="we wait")
        assert refusal_of(desk, handling.pause_clock, concern, rationale="we wait") == ("equals.is_paused",)


class TestCorrect:
    def test_takes_the_last_step_back_and_keeps_it(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "answered")
        mistaken = ConcernStep.objects.get(concern=concern, step="answer")
        desk.does(handling.correct, concern, entry=mistaken.id, rationale="Sent to the wrong person.")
        concern.refresh_from_db()
        assert (concern.state, concern.is_open) == ("open", True)
        assert ConcernStep.objects.get(concern=concern, step="correct").corrects_id == mistaken.id
        assert concern.next_due_on == ConcernDeadline.objects.get(concern=concern, met_on=None).due_on

    def test_refuses_what_is_not_the_last(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "answered")
        earlier = ConcernStep.objects.get(concern=concern, step="open")
        given = {"entry": earlier.id, "rationale": "A mistake."}
        assert refusal_of(desk, handling.correct, concern, **given) == ("not_last",)

    def test_refuses_without_saying_what_was_mistaken(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "answered")
        last = ConcernStep.objects.get(concern=concern, step="answer")
        assert refusal_of(desk, handling.correct, concern, entry=last.id, rationale="") == ("record.rationale",)


class TestBarriersOfTheDatabase:
    def test_a_caseworker_reads_no_message_of_another_s_concern(self, desk: Desk, colleague: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        with colleague.open():
            assert not Message.objects.filter(concern=concern).exists()
        with desk.open():
            assert Message.objects.filter(concern=concern).exists()

    def test_a_concern_is_taken_by_one_alone(self, desk: Desk, colleague: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        assert refusal_of(colleague, barriers.take, concern) == ("equals.assigned_to",)
