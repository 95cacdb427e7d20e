"""What a body says while it delivers: updates, tasks, claims, more time. What is refused leaves nothing behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from candour.contexts.recommendations.models import (
    Addressee,
    AddresseeDeadline,
    Claim,
    ExtensionRequest,
    PlannedTask,
    TaskReport,
    Update,
)
from candour.contexts.recommendations.operations import delivering
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.tests.answered import (
    answered,
    by_office,
    claimed,
    closed,
    extension_decided,
    found_not_verified,
    owners,
    task,
)
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor, Somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


@pytest.fixture
def ann(desk: Desk) -> Somebody:
    return owners(desk)[0]


@pytest.fixture
def held(desk: Desk) -> Addressee:
    """Accepted, with two tasks."""
    made = desk.asked()
    answered(desk, made, tasks=(task("Write it"), task("Train", 60)))
    return made


class TestUpdate:
    def test_is_kept_and_moves_nothing(self, ann: Somebody, held: Addressee) -> None:
        new = ann.does(delivering.update, addressee_id=held.id, text="  Half of it is written. ")
        held.refresh_from_db()
        assert (new.text, new.written_on, held.state) == ("Half of it is written.", today(), answer.ACCEPTED)

    def test_needs_words_and_something_that_is_delivered(self, desk: Desk, ann: Somebody, held: Addressee) -> None:
        with pytest.raises(Refused) as refused:
            ann.does(delivering.update, addressee_id=held.id, text=" ")
        assert refused.value.codes == ("record.text",)
        closed(desk, held)
        with pytest.raises(Refused) as refused:
            ann.does(delivering.update, addressee_id=held.id, text="Late news.")
        assert refused.value.codes == ("state",)
        assert not Update.objects.exists()

    def test_an_old_page_is_refused(self, ann: Somebody, held: Addressee) -> None:
        ann.does(delivering.update, addressee_id=held.id, text="One.", seen=2)
        with pytest.raises(Refused) as refused:
            ann.does(delivering.update, addressee_id=held.id, text="One.", seen=2)
        assert refused.value.codes == ("done_already",)


class TestTasks:
    def test_each_report_is_added_and_recorded(self, ann: Somebody, held: Addressee) -> None:
        ann.does(delivering.report_task, addressee_id=held.id, number=1, state="started", text="", seen=0)
        ann.does(delivering.report_task, addressee_id=held.id, number=1, state="done", text="Published.", seen=1)
        rows = TaskReport.objects.filter(task__number=1).order_by("number")
        assert [(row.number, row.state) for row in rows] == [(1, "started"), (2, "done")]
        assert sum(b"recommendations.task.report" in bytes(entry.entry) for entry in Entry.objects.all()) == 2

    @pytest.mark.parametrize(
        ("state", "text", "seen", "code"),
        [("dropped", " ", 0, "dropped_says_why"), ("finished", "x", 0, "task_state"), ("done", "x", 1, "moved_on")],
    )
    def test_refuses_what_is_not_clear(
        self, ann: Somebody, held: Addressee, state: str, text: str, seen: int, code: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            ann.does(delivering.report_task, addressee_id=held.id, number=1, state=state, text=text, seen=seen)
        assert refused.value.codes == (code,)
        assert not TaskReport.objects.exists()

    def test_is_refused_once_it_is_closed(self, desk: Desk, ann: Somebody, held: Addressee) -> None:
        closed(desk, held)
        with pytest.raises(Refused) as refused:
            ann.does(delivering.report_task, addressee_id=held.id, number=1, state="done", text="")
        assert refused.value.codes == ("state",)

    def test_a_task_of_an_earlier_response_is_over(self, desk: Desk, ann: Somebody, held: Addressee) -> None:
        by_office(desk, held, "ask_again", ("rationale",))
        answered(desk, held, "accept_in_part", tasks=(task("Another"),))
        with pytest.raises(Refused) as refused:
            ann.does(delivering.report_task, addressee_id=held.id, number=1, state="done", text="")
        assert refused.value.codes == ("earlier_plan",)
        assert ann.does(delivering.report_task, addressee_id=held.id, number=3, state="done", text="").number == 1

    def test_a_task_that_does_not_exist(self, ann: Somebody, held: Addressee) -> None:
        with pytest.raises(PlannedTask.DoesNotExist):
            ann.does(delivering.report_task, addressee_id=held.id, number=9, state="done", text="")


class TestClaim:
    def test_starts_the_offices_time_to_look(self, ann: Somebody, held: Addressee) -> None:
        new = ann.does(
            delivering.claim, addressee_id=held.id, against_measure="Every force has it.", evidence="The register."
        )
        held.refresh_from_db()
        assert (new.number, held.state) == (1, answer.CLAIMED)
        assert AddresseeDeadline.objects.get(addressee=held, code=answer.VERIFY).met_on is None

    @pytest.mark.parametrize(
        ("measure", "evidence", "codes"),
        [
            ("Met.", " ", ("record.evidence",)),
            ("", "A file.", ("record.against_measure",)),
            ("", "", ("record.against_measure", "record.evidence")),
        ],
    )
    def test_without_evidence_is_refused(
        self, ann: Somebody, held: Addressee, measure: str, evidence: str, codes: tuple[str, ...]
    ) -> None:
        with pytest.raises(Refused) as refused:
            ann.does(delivering.claim, addressee_id=held.id, against_measure=measure, evidence=evidence)
        assert refused.value.codes == codes
        assert not Claim.objects.exists()

    def test_again_after_it_was_found_not_verified(self, desk: Desk, ann: Somebody) -> None:
        made = desk.asked()
        claimed(desk, made)
        found_not_verified(desk, made)
        new = ann.does(delivering.claim, addressee_id=made.id, against_measure="All.", evidence="Both registers.")
        assert new.number == 2

    def test_of_what_was_not_accepted_is_refused(self, desk: Desk, ann: Somebody) -> None:
        made = desk.asked()
        with pytest.raises(Refused) as refused:
            ann.does(delivering.claim, addressee_id=made.id, against_measure="Met.", evidence="This.")
        assert refused.value.codes == ("state",)


class TestMoreTime:
    def ask(self, ann: Somebody, held: Addressee, until: date | None, reasons: str = "The recess.") -> ExtensionRequest:
        return ann.does(delivering.ask_extension, addressee_id=held.id, until=until, reasons=reasons)

    def test_to_respond_and_to_deliver(self, desk: Desk, ann: Somebody, held: Addressee) -> None:
        waiting = desk.asked()
        assert self.ask(ann, waiting, today() + timedelta(days=100)).what == "response"
        assert self.ask(ann, held, today() + timedelta(days=300)).what == "delivery"
        assert AddresseeDeadline.objects.filter(code=answer.DECIDE_EXTENSION, met_on=None).count() == 2

    @pytest.mark.parametrize(("days", "code"), [(-1, "until_passed"), (0, "until_passed"), (150, "until_no_later")])
    def test_a_day_that_gives_no_more_time_is_refused(
        self, ann: Somebody, held: Addressee, days: int, code: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            self.ask(ann, held, today() + timedelta(days=days))
        assert refused.value.codes == (code,)
        assert not ExtensionRequest.objects.exists()

    def test_every_reason_is_given_at_once(self, ann: Somebody, held: Addressee) -> None:
        with pytest.raises(Refused) as refused:
            self.ask(ann, held, None, " ")
        assert refused.value.codes == ("record.reasons", "record.until")
        with pytest.raises(Refused) as refused:
            self.ask(ann, held, today(), " ")
        assert refused.value.codes == ("record.reasons", "until_passed")

    def test_a_second_request_waits_for_the_first(self, desk: Desk, ann: Somebody, held: Addressee) -> None:
        self.ask(ann, held, today() + timedelta(days=300))
        with pytest.raises(Refused) as refused:
            self.ask(ann, held, today() + timedelta(days=400))
        assert refused.value.codes == ("equals.extension_waits",)
        extension_decided(desk, held, granted=False)
        assert self.ask(ann, held, today() + timedelta(days=400)).number == 2

    def test_a_claim_overtakes_it(self, desk: Desk, ann: Somebody, held: Addressee) -> None:
        self.ask(ann, held, today() + timedelta(days=300))
        ann.does(delivering.claim, addressee_id=held.id, against_measure="Met.", evidence="This.")
        held.refresh_from_db()
        found_not_verified(desk, held)
        assert self.ask(ann, held, today() + timedelta(days=300)).number == 2

    def test_without_a_day_there_is_none_to_move(self, ann: Somebody, held: Addressee) -> None:
        Addressee.objects.filter(id=held.id).update(deliver_by=None)
        with pytest.raises(Refused) as refused:
            self.ask(ann, held, today() + timedelta(days=300))
        assert refused.value.codes == ("nothing_due",)

    def test_of_what_is_closed_is_refused(self, desk: Desk, ann: Somebody, held: Addressee) -> None:
        closed(desk, held)
        with pytest.raises(Refused) as refused:
            self.ask(ann, held, today() + timedelta(days=300))
        assert refused.value.codes == ("state",)
