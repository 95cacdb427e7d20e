"""The demonstration must never show what Candour itself would refuse, nor name a real body."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from candour.contexts.concerns import demonstration, procedure
from candour.contexts.concerns.demonstration import cast, paths
from candour.contexts.concerns.forms import filters as addresses
from candour.contexts.concerns.models import (
    Assignment,
    Campaign,
    Concern,
    ConcernDeadline,
    ConcernEnquiry,
    ConcernKey,
    ConcernLink,
    ConcernStep,
    Enquiry,
    EnquiryDeadline,
    EnquiryStep,
    HarmOverride,
    Message,
    MessageTemplate,
    MessageTranslation,
    Narrative,
    Opening,
    OpeningStep,
    Reporter,
    SavedView,
    SealedIdentity,
    WatchAlarm,
)
from candour.contexts.concerns.operations import notices
from candour.contexts.concerns.queries import placeholders
from candour.kernel.deadlines import calendar
from candour.kernel.doors import Door
from candour.kernel.ledger import queries as ledger
from candour.kernel.people.models import Demonstration, Organisation, Person
from candour.kernel.procedures import proof
from candour.kernel.visitors import receipts
from tests.database import AsDoor

TODAY = date(2026, 11, 23)


@pytest.fixture
def built(db: None) -> demonstration.Built:
    return demonstration.build(TODAY)


class TestBuild:
    def test_is_quick_and_of_the_promised_size(self, db: None) -> None:
        begun = time.monotonic()
        built = demonstration.build(TODAY)
        assert time.monotonic() - begun < 10
        assert (built.people, built.organisations) == (48, 20)
        assert 300 <= built.concerns == Concern.objects.count() == paths.total() <= 350

    def test_shows_everything_and_marks_it_as_synthetic(self, built: demonstration.Built) -> None:
        self._covers_every_state_kind_and_sector()
        self._shows_what_is_late_paused_unread_and_very_long()
        assert not Person.objects.filter(is_synthetic=False).exists()
        assert not Concern.objects.filter(is_synthetic=False).exists()
        assert not Enquiry.objects.filter(organisation__is_synthetic=False).exists()
        assert Organisation.objects.filter(is_synthetic=True).count() == 20
        assert all(person.email.endswith(".example") for person in Person.objects.all())

    def _covers_every_state_kind_and_sector(self) -> None:
        rows = Concern.objects.all()
        assert set(rows.values_list("state", flat=True)) == {state.name for state in procedure.concern.CONCERN.states}
        assert set(Enquiry.objects.values_list("state", flat=True)) == {
            state.name for state in procedure.enquiry.ENQUIRY.states
        }
        assert len(set(rows.values_list("kind", flat=True))) == 4
        assert len(set(rows.values_list("sector", flat=True)) - {""}) == 9
        assert len(set(rows.values_list("nation", flat=True))) == 5
        assert len(set(rows.values_list("channel", flat=True))) == 5
        taken = set(ConcernStep.objects.values_list("step", flat=True))
        assert taken == {step.name for step in procedure.concern.CONCERN.steps}

    def _shows_what_is_late_paused_unread_and_very_long(self) -> None:
        late = Concern.objects.filter(is_open=True, next_due_on__lt=TODAY).count()
        assert 20 <= late <= 80
        assert ConcernDeadline.objects.filter(paused_on__isnull=False, met_on=None, cancelled_on=None).count() >= 8
        assert Concern.objects.filter(unread_for_office=True).count() >= 15
        assert max(len(sealed) for sealed in Narrative.objects.values_list("sealed", flat=True)) > 15_000
        assert Enquiry.objects.filter(is_open=True, next_due_on__lt=TODAY).count() >= 5
        assert HarmOverride.objects.filter(authorised_by=None).count() == 3
        assert Concern.objects.filter(unanswered_since__lte=TODAY - timedelta(days=7), is_open=True).count() >= 5

    def test_keeps_what_a_caseworker_works_with(self, db: None, as_door: AsDoor) -> None:
        demonstration.build(timezone.localdate())  # watches count from the database's own day
        campaign = Campaign.objects.get()
        assert ConcernLink.objects.filter(campaign=campaign, ended_on=None).count() == 12
        assert {row.language for row in MessageTemplate.objects.all()} == {"en", "cy"}
        assert all(not placeholders.unknown(row.text) for row in MessageTemplate.objects.all())
        assert SavedView.objects.filter(is_shared=True).count() == 3
        assert all(addresses.address(addresses.read(row.filters)) == row.filters for row in SavedView.objects.all())
        assert MessageTranslation.objects.filter(is_sent=True).count() == 1
        with as_door(Door.OFFICE):
            assert notices.sweep_watches() == 1  # for the alarm that stands already, and no other watch trips
        assert WatchAlarm.objects.get().fell_on is None

    def test_is_the_same_every_time(self, db: None) -> None:
        seen = []
        for _ in range(2):
            with transaction.atomic():
                demonstration.build(TODAY)
                seen.append(list(Concern.objects.order_by("id").values_list("id", "reference", "state", "next_due_on")))
                transaction.set_rollback(True)
        assert seen[0] == seen[1]
        assert len(seen[0]) == paths.total()

    def test_does_nothing_the_second_time(self, built: demonstration.Built) -> None:
        again = demonstration.build(TODAY)
        assert again.was_there
        assert Concern.objects.count() == again.concerns

    def test_refuses_where_real_people_are(self, db: None) -> None:
        Person.objects.create(email="real@office.example", name="Real")
        with pytest.raises(demonstration.NotADemonstration):
            demonstration.build(TODAY)

    @pytest.mark.parametrize("today", [date(2026, 1, 1), date(2027, 2, 28)])
    def test_works_on_any_day(self, db: None, today: date) -> None:
        demonstration.build(today)
        assert not ConcernStep.objects.filter(taken_on__gt=today).exists()
        assert not ConcernStep.objects.filter(taken_on=today, by_kind="staff").exists()


class Consistency:
    """What must hold of every row; checked on one loading, because each takes a second."""

    def every_step_has_its_own_ledger_entry_that_fits(self) -> None:
        assert list(proof.faults(ConcernStep)) == []
        assert list(proof.faults(EnquiryStep)) == []
        assert list(proof.faults(OpeningStep)) == []
        found = ledger.verify()
        assert found.faults == []
        assert found.entries >= ConcernStep.objects.count() + EnquiryStep.objects.count()

    def steps_are_numbered_and_lead_from_one_to_the_next(self) -> None:
        for concern in Concern.objects.prefetch_related("steps"):
            steps = list(concern.steps.all())
            assert [step.number for step in steps] == list(range(1, len(steps) + 1))
            assert steps[0].from_state == ""
            assert all(a.to_state == b.from_state for a, b in pairwise(steps))
            assert all(a.taken_on <= b.taken_on for a, b in pairwise(steps))
            assert steps[-1].to_state == concern.state

    def a_reporter_leaves_no_time_and_no_name(self) -> None:
        theirs = ConcernStep.objects.filter(by_kind="reporter")
        assert theirs.count() > 250
        assert not theirs.filter(Q(by__isnull=False) | Q(taken_at__isnull=False)).exists()
        assert not ConcernStep.objects.filter(by_kind="staff", taken_at=None).exists()

    def clocks_are_counted_as_candour_counts(self) -> None:
        for model in (ConcernDeadline, EnquiryDeadline):
            for clock in model.objects.prefetch_related("pauses"):
                pauses = [pause.pause for pause in clock.pauses.all()]
                assert clock.due_on == calendar.due_on(clock.started_on, clock.term, clock.nation, pauses)

    def an_open_concern_that_is_not_paused_has_its_next_due_date(self) -> None:
        for concern in Concern.objects.filter(is_open=True).prefetch_related("deadlines"):
            running = [clock.due_on for clock in concern.deadlines.all() if clock.is_running and not clock.paused_on]
            assert concern.next_due_on == (min(running) if running else None)

    def no_body_is_asked_without_agreement_or_a_second_person(self) -> None:
        without = ConcernEnquiry.objects.exclude(concern__agreement="agreed")
        assert without.count() == 4
        assert not without.filter(override=None).exists()
        assert not HarmOverride.objects.filter(authorised_by=F("requested_by")).exists()

    def the_present_owner_is_the_one_running_assignment(self) -> None:
        running = dict(Assignment.objects.filter(ended_on=None).values_list("concern_id", "person_id"))
        named = dict(Concern.objects.exclude(assigned_to=None).values_list("id", "assigned_to_id"))
        assert running == named

    def identities_are_sealed_opened_by_two_and_erased_whole(self) -> None:
        confidential = Concern.objects.filter(level="confidential")
        assert set(confidential.values_list("id", flat=True)) <= set(
            SealedIdentity.objects.values_list("pk", flat=True)
        )
        assert not Reporter.objects.filter(concern__in=confidential, nudge_sealed__isnull=False).exists()
        states = set(Opening.objects.values_list("state", flat=True))
        assert states == {"asked", "finished", "refused"}
        opened = Opening.objects.filter(opened_on__isnull=False)
        assert all(len(set(one.decisions.values_list("by_id", flat=True))) == 2 for one in opened)
        erased = Concern.objects.filter(state="erased")
        assert erased.count() == 3
        assert not Narrative.objects.filter(concern__in=erased).exists()
        assert not ConcernKey.objects.filter(concern__in=erased).exists()

    def messages_are_numbered(self) -> None:
        for concern in Concern.objects.prefetch_related("messages"):
            assert sorted(message.number for message in concern.messages.all()) == list(
                range(1, concern.messages.count() + 1)
            )
        assert Message.objects.filter(direction="from_reporter").count() > 60


class TestConsistency:
    def test_every_row_is_as_candour_itself_would_have_left_it(self, built: demonstration.Built) -> None:
        holds = [check for name, check in vars(Consistency).items() if not name.startswith("_")]
        assert len(holds) == 9
        for check in holds:
            check(Consistency())


class TestPeople:
    def test_lists_both_doors_and_says_what_each_can_show(self) -> None:
        listed = demonstration.people()
        assert {shown.door for shown in listed} == {"delivery", "office"}
        assert all(shown.what and shown.line and shown.role for shown in listed)
        assert {"office", "delivery"} == {shown.door for shown in listed[:16]}
        assert len({member.id for member in cast.MEMBERS}) == 48


class TestMailboxes:
    def test_each_opens_a_mailbox_that_was_built(self, built: demonstration.Built) -> None:
        shown = demonstration.mailboxes()
        assert len(shown) == 9
        for mailbox in shown:
            digest = receipts.read(mailbox.receipt).mailbox_digest
            assert Concern.objects.filter(mailbox_digest=digest).count() == 1


class TestLoad:
    def test_marks_the_database_as_a_demonstration(self, db: None) -> None:
        demonstration.load(at=datetime(2026, 11, 23, 9, tzinfo=UTC))
        assert Demonstration.objects.count() == 1
