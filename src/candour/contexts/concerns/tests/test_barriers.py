"""Who works on a concern, who must not, and reading one in an emergency: at the office door, with its row rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate

from candour.contexts.concerns import procedure
from candour.contexts.concerns.models import (
    Assignment,
    Concern,
    ConcernExclusion,
    ConcernStep,
    EmergencyAccess,
    Narrative,
    NarrativeRead,
)
from candour.contexts.concerns.operations import barriers
from candour.contexts.concerns.queries import caseworkers
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Desk
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures.facts import Refused
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


class TestTake:
    def test_gives_what_was_written_to_whoever_took_it(self, desk: Desk, colleague: Desk) -> None:
        concern = make.concern()
        with desk.open():
            assert not Narrative.objects.filter(concern=concern).exists()
        desk.does(barriers.take, concern)
        with desk.open():
            assert Narrative.objects.filter(concern=concern).exists()
        with colleague.open():
            assert not Narrative.objects.filter(concern=concern).exists()

    def test_is_refused_to_the_head_of_office(self, head: Desk) -> None:
        with pytest.raises(Refused) as refused:
            head.does(barriers.take, make.concern())
        assert refused.value.codes == ("role",)


class TestAssign:
    def test_hands_over_from_one_to_another(self, desk: Desk, colleague: Desk, head: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        head.does(barriers.assign, concern, person_id=colleague.person.id, rationale="On leave.")
        concern.refresh_from_db()
        assert (concern.assigned_to_id, concern.unread_for_office) == (colleague.person.id, True)
        rows = Assignment.objects.filter(concern=concern)
        assert {row.person_id: row.ended_on for row in rows} == {desk.person.id: localdate(), colleague.person.id: None}
        with desk.open():
            assert not Narrative.objects.filter(concern=concern).exists()

    @pytest.mark.parametrize("role", [procedure.roles.HEAD, "investigator"])
    def test_refuses_somebody_who_is_no_caseworker(self, head: Desk, role: str) -> None:
        other = make.person("Not a caseworker", role)
        with pytest.raises(Refused) as refused:
            head.does(barriers.assign, make.concern(), person_id=other.id, rationale="")
        assert refused.value.codes == ("record.assignee",)

    def test_refuses_nobody(self, head: Desk) -> None:
        with pytest.raises(Refused) as refused:
            head.does(barriers.assign, make.concern(), person_id=None, rationale="")
        assert refused.value.codes == ("record.assignee",)

    def test_refuses_whoever_declared_an_interest(self, desk: Desk, colleague: Desk) -> None:
        concern = make.concern()
        colleague.does(barriers.declare_interest, concern, rationale="My cousin works there.")
        with pytest.raises(Refused) as refused:
            desk.does(barriers.assign, concern, person_id=colleague.person.id, rationale="")
        assert refused.value.codes == ("assignee.excluded",)

    def test_is_refused_by_the_database_too(self, desk: Desk, colleague: Desk) -> None:
        concern = make.concern()
        colleague.does(barriers.declare_interest, concern, rationale="My cousin works there.")
        given = {"concern_id": concern.id, "assigned_by_id": desk.person.id, "started_on": localdate()}
        with desk.open():
            Assignment.objects.create(person_id=desk.person.id, **given)
            Assignment.objects.filter(concern=concern).update(ended_on=localdate())
            with pytest.raises(DatabaseError), transaction.atomic():
                Assignment.objects.create(person_id=colleague.person.id, **given)

    def test_refuses_whoever_has_it(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        with pytest.raises(Refused) as refused:
            desk.does(barriers.assign, concern, person_id=desk.person.id, rationale="")
        assert refused.value.codes == ("assignee.same",)

    def test_knows_of_nobody_barred_where_nothing_is_known(self, desk: Desk) -> None:
        with desk.open():
            assert caseworkers.barred(uuid4()) == frozenset()


class TestDeclareInterest:
    def test_takes_the_concern_away_at_once(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        desk.does(barriers.declare_interest, concern, rationale="I know the family.")
        concern.refresh_from_db()
        assert (concern.assigned_to_id, concern.unread_for_office) == (None, True)
        assert ConcernExclusion.objects.get(concern=concern, person=desk.person).reason == "I know the family."
        with desk.open():
            assert not Concern.objects.filter(id=concern.id).exists()
            assert not Narrative.objects.filter(concern=concern).exists()
            assert not ConcernStep.objects.filter(concern=concern).exists()

    def test_keeps_the_reason_out_of_the_timeline(self, desk: Desk, colleague: Desk) -> None:
        concern = make.concern()
        desk.does(barriers.declare_interest, concern, rationale="I know the family.")
        with colleague.open():
            assert ConcernStep.objects.get(concern=concern, step="declare_interest").rationale == ""
            assert not ConcernExclusion.objects.filter(concern=concern).exists()

    def test_leaves_it_with_whoever_works_on_it(self, desk: Desk, colleague: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        colleague.does(barriers.declare_interest, concern, rationale="I know the family.")
        concern.refresh_from_db()
        assert concern.assigned_to_id == desk.person.id

    def test_defeats_emergency_access(self, desk: Desk) -> None:
        concern = make.concern()
        desk.does(barriers.open_in_emergency, concern, rationale="Danger.", stepped_up=True)
        desk.does(barriers.declare_interest, concern, rationale="I know the family.")
        with desk.open():
            assert not Narrative.objects.filter(concern=concern).exists()

    def test_is_refused_without_words(self, desk: Desk) -> None:
        with pytest.raises(Refused) as refused:
            desk.does(barriers.declare_interest, make.concern(), rationale=" ")
        assert refused.value.codes == ("record.rationale",)


class TestEndInterest:
    def test_gives_the_concern_back_to_whoever_declared_it_by_mistake(self, desk: Desk, head: Desk) -> None:
        concern = make.concern()
        desk.does(barriers.declare_interest, concern, rationale="The wrong concern.")
        declared = ConcernExclusion.objects.get(concern=concern)
        head.does(barriers.end_interest, concern, declaration_id=declared.id, rationale="Declared on the wrong one.")
        declared.refresh_from_db()
        assert declared.ended_on == localdate()
        with desk.open():
            assert Concern.objects.filter(id=concern.id).exists()

    def test_is_refused_to_caseworkers_and_without_a_declaration(self, desk: Desk, colleague: Desk, head: Desk) -> None:
        concern = make.concern()
        desk.does(barriers.declare_interest, concern, rationale="The wrong concern.")
        declared = ConcernExclusion.objects.get(concern=concern)
        with pytest.raises(Refused) as refused:
            colleague.does(barriers.end_interest, concern, declaration_id=declared.id, rationale="Mistake.")
        assert refused.value.codes == ("role", "record.declaration")
        with pytest.raises(Refused) as refused:
            head.does(barriers.end_interest, concern, declaration_id=uuid4(), rationale=" ")
        assert refused.value.codes == ("record.declaration", "record.rationale")


class TestOpenInEmergency:
    def test_lets_in_until_midnight(self, desk: Desk) -> None:
        concern = make.concern()
        access = desk.does(barriers.open_in_emergency, concern, rationale="A child is in danger.", stepped_up=True)
        assert access.until_at == barriers.next_midnight(access.taken_at)
        with desk.open():
            assert Narrative.objects.filter(concern=concern).exists()

    def test_lets_nobody_in_afterwards(self, desk: Desk) -> None:
        concern = make.concern()
        desk.does(barriers.open_in_emergency, concern, rationale="A child is in danger.", stepped_up=True)
        EmergencyAccess.objects.filter(concern=concern).update(until_at=make.now() - timedelta(seconds=1))
        with desk.open():
            assert not Narrative.objects.filter(concern=concern).exists()

    def test_needs_a_fresh_proof_and_a_reason(self, desk: Desk) -> None:
        with pytest.raises(Refused) as refused:
            desk.does(barriers.open_in_emergency, make.concern(), rationale="")
        assert refused.value.codes == ("step_up", "record.rationale")

    @pytest.mark.parametrize(
        ("at", "midnight"),
        [
            (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 7, 1, 23, 0, tzinfo=UTC)),
            (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), datetime(2026, 7, 2, 23, 0, tzinfo=UTC)),
            (datetime(2026, 12, 1, 12, 0, tzinfo=UTC), datetime(2026, 12, 2, 0, 0, tzinfo=UTC)),
            # The clocks go forward on 29 March and back on 25 October.
            (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 23, 0, tzinfo=UTC)),
            (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),
        ],
    )
    def test_midnight_is_london_s(self, at: datetime, midnight: datetime) -> None:
        assert barriers.next_midnight(at) == midnight


class TestReviewEmergency:
    @pytest.fixture
    def access(self, desk: Desk) -> EmergencyAccess:
        return desk.does(barriers.open_in_emergency, make.concern(), rationale="Danger.", stepped_up=True)

    def review(self, who: Desk, access: EmergencyAccess, *, note: str, end_now: bool) -> EmergencyAccess:
        with who.open():
            return barriers.review_emergency(
                access_id=access.id, actor=who.actor(), at=make.now(), note=note, end_now=end_now
            )

    def test_records_what_was_found(self, head: Desk, access: EmergencyAccess) -> None:
        self.review(head, access, note="It was needed.", end_now=False)
        access.refresh_from_db()
        assert (access.reviewed_by_id, access.review_note, access.ended_at) == (head.person.id, "It was needed.", None)
        assert "concerns.emergency.review" in _verbs()

    def test_ends_it_at_once(self, head: Desk, desk: Desk, access: EmergencyAccess) -> None:
        self.review(head, access, note="Not needed.", end_now=True)
        with desk.open():
            assert not Narrative.objects.filter(concern=access.concern_id).exists()

    def test_does_not_end_what_is_over(self, head: Desk, access: EmergencyAccess) -> None:
        over = make.now() - timedelta(hours=1)
        EmergencyAccess.objects.filter(id=access.id).update(until_at=over)
        assert self.review(head, access, note="Needed.", end_now=True).ended_at is None

    def test_is_refused_without_a_note_or_a_second_time(self, head: Desk, access: EmergencyAccess) -> None:
        with pytest.raises(Refused) as refused:
            self.review(head, access, note=" ", end_now=False)
        assert refused.value.codes == ("record.note",)
        self.review(head, access, note="Needed.", end_now=False)
        with pytest.raises(Refused) as refused:
            self.review(head, access, note="Again.", end_now=False)
        assert refused.value.codes == ("reviewed_already",)

    def test_is_never_of_one_s_own(self, head: Desk) -> None:
        own = head.does(barriers.open_in_emergency, make.concern(), rationale="Danger.", stepped_up=True)
        with pytest.raises(EmergencyAccess.DoesNotExist):
            self.review(head, own, note="Fine.", end_now=False)


class TestRecordRead:
    def read(self, desk: Desk, concern: Concern, at: datetime | None = None) -> NarrativeRead | None:
        with desk.open():
            return barriers.record_read(concern=concern, actor=desk.actor(), at=at or make.now())

    def test_leaves_a_row_and_an_entry(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        row = self.read(desk, concern)
        assert row is not None
        assert NarrativeRead.objects.get(concern=concern).ledger_entry == row.ledger_entry
        assert "concerns.narrative.read" in _verbs()

    def test_counts_one_sitting_once(self, desk: Desk) -> None:
        concern, at = desk.brings(make.concern(), "taken"), make.now()
        assert self.read(desk, concern, at) is not None
        assert self.read(desk, concern, at + timedelta(minutes=14)) is None
        assert self.read(desk, concern, at + timedelta(minutes=15)) is not None

    def test_marks_as_read_what_its_caseworker_reads(self, desk: Desk, head: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        head.does(barriers.open_in_emergency, concern, rationale="Danger.", stepped_up=True)
        self.read(head, concern)
        concern.refresh_from_db()
        assert concern.unread_for_office
        self.read(desk, concern)
        concern.refresh_from_db()
        assert not concern.unread_for_office


class TestOtherRoles:
    @pytest.mark.parametrize("role", ["investigator", "analyst", "system_administrator", "auditor"])
    def test_know_of_no_concern(self, as_door: AsDoor, role: str) -> None:
        concern = make.concern()
        other = Desk(as_door, make.person("Somebody else", role))
        with pytest.raises(Concern.DoesNotExist):
            other.does(barriers.take, concern)


def _verbs() -> set[str]:
    import json

    return {json.loads(bytes(entry))["verb"] for entry in Entry.objects.values_list("entry", flat=True)}
