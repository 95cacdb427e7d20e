"""Signing off and sending: by a second person, once, and several at once or none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from candour.contexts.recommendations.models import Addressee, AddresseeDeadline, PlannedTask, Response, ResponseDraft
from candour.contexts.recommendations.operations import delivering, preparing, responding
from candour.contexts.recommendations.operations.body import RefusedSeveral
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries.written import Written
from candour.contexts.recommendations.tests.answered import (
    answered,
    by_office,
    closed,
    owners,
    prepared,
    task,
    written,
)
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.models import Cover
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor, now, somebody

pytestmark = pytest.mark.django_db

STATE = {
    "accept": answer.ACCEPTED,
    "accept_in_part": answer.ACCEPTED,
    "accept_in_principle": answer.ACCEPTED,
    "reject": answer.REJECTED,
    "note": answer.NOTED,
    "pass_on": answer.ELSEWHERE,
}


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


class TestSign:
    @pytest.mark.parametrize("kind", sorted(STATE))
    def test_the_kind_is_the_step(self, desk: Desk, kind: str) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        sent = answered(desk, held, kind)
        assert (held.state, held.response, held.is_open) == (STATE[kind], kind, True)
        assert (sent.number, sent.kind, sent.sent_on) == (1, kind, today())
        assert (sent.prepared_by_id, sent.by_id) == (ann.person.id, ben.person.id)
        assert sent.for_body == ("The Department for Education" if kind == "pass_on" else "")
        assert not ResponseDraft.objects.exists()
        assert AddresseeDeadline.objects.get(addressee=held, code=answer.RESPOND).met_on == today()

    def test_tasks_are_copied_in_order_and_what_is_promised_falls_due(self, desk: Desk) -> None:
        held = desk.asked(deliver_by=today() + timedelta(days=90))
        answered(desk, held, tasks=(task("First", 5, "Team A"), task("Second", 10, "Team B")))
        rows = PlannedTask.objects.filter(addressee=held).order_by("number")
        assert [(row.number, row.text, row.owner) for row in rows] == [(1, "First", "Team A"), (2, "Second", "Team B")]
        assert held.next_due_on == held.deliver_by

    def test_a_later_response_counts_on(self, desk: Desk) -> None:
        held = desk.asked()
        answered(desk, held, tasks=(task(),))
        by_office(desk, held, "ask_again", ("rationale",))
        assert held.state == answer.ASKED
        again = answered(desk, held, "accept_in_part", tasks=(task("Another"),))
        assert again.number == 2
        assert list(PlannedTask.objects.filter(response=again).values_list("number", flat=True)) == [2]

    def test_is_for_a_second_person(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        version = prepared(desk, held)
        with pytest.raises(Refused) as refused:
            ann.does(responding.sign, addressee_id=held.id, version=version)
        assert refused.value.codes == ("equals.prepared_by_me",)
        assert not Response.objects.exists()

    def test_the_database_says_so_too(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        with pytest.raises(IntegrityError, match="response_signed_by_another_person"), transaction.atomic():
            Response.objects.create(
                addressee=held, number=1, kind="note", reasons="x", sent_on=today(), at=now(), prepared_by=ann.person,
                by=ann.person,
            )  # fmt: skip

    def test_a_deputy_signs_for_whom_they_stand_in(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        deputy = somebody(desk.as_door, Role.ORGANISATION_ADMINISTRATOR, at=desk.body(), name="Dee")
        holding = ann.person.holdings.get()
        Cover.objects.create(holding=holding, covered_by=deputy.person, kind=Cover.Kind.DEPUTY, starts_on=today())
        version = prepared(desk, held)
        acting = Actor(
            deputy.person.id,
            "Dee",
            Door.DELIVERY,
            (HoldingFact(Role.RECOMMENDATION_OWNER.value, desk.body().id, "Home Office", covering=ann.person.id),),
        )
        with deputy.open():
            sent = responding.sign(addressee_id=held.id, version=version, actor=acting, at=now())
        assert sent.by_id == deputy.person.id

    def test_the_second_of_two_owners_is_told_who_was_first(self, desk: Desk) -> None:
        held = desk.asked()
        version = prepared(desk, held)
        owners(desk)[1].does(responding.sign, addressee_id=held.id, version=version)
        third = desk.owner("Home Office", "Cleo")
        with pytest.raises(Refused) as refused:
            third.does(responding.sign, addressee_id=held.id, version=version)
        assert refused.value.codes == ("answered",)
        assert "Ben of Home Office already sent" in str(refused.value.refusals[0].message)
        assert Response.objects.count() == 1

    def test_nobody_signs_what_they_have_not_read(self, desk: Desk) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        version = prepared(desk, held)
        taken = ann.does(preparing.take_back, addressee_id=held.id, version=version)
        ann.does(preparing.write, addressee_id=held.id, version=taken.version, written=written("reject"), submit=True)
        with pytest.raises(Refused) as refused:
            ben.does(responding.sign, addressee_id=held.id, version=version)
        assert refused.value.codes == ("saved_meanwhile",)

    def test_needs_something_that_was_given(self, desk: Desk) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        ann.does(preparing.write, addressee_id=held.id, version=0, written=written())
        with pytest.raises(Refused) as refused:
            ben.does(responding.sign, addressee_id=held.id, version=1)
        assert refused.value.codes == ("not_submitted",)

    def test_a_response_after_closure_is_refused(self, desk: Desk) -> None:
        held, (_ann, ben) = desk.asked(), owners(desk)
        version = prepared(desk, held)
        closed(desk, held)
        with pytest.raises(Refused) as refused:
            ben.does(responding.sign, addressee_id=held.id, version=version)
        assert refused.value.codes == ("closed",)
        assert ResponseDraft.objects.count() == 1

    def test_a_task_whose_day_passed_while_it_waited_is_refused(self, desk: Desk) -> None:
        held, (_ann, ben) = desk.asked(), owners(desk)
        version = prepared(desk, held, tasks=(task(days=1),))
        with pytest.raises(Refused) as refused:
            ben.does(responding.sign, addressee_id=held.id, version=version, at=now() + timedelta(days=3))
        assert refused.value.codes == ("task_in_the_past",)

    def test_the_draft_in_the_database_is_judged_again(self, desk: Desk) -> None:
        held, (_ann, ben) = desk.asked(), owners(desk)
        version = prepared(desk, held, tasks=(task(),))
        ResponseDraft.objects.update(plan="", tasks=[{"text": "", "due_on": "", "owner": ""}])
        with pytest.raises(Refused) as refused:
            ben.does(responding.sign, addressee_id=held.id, version=version)
        assert refused.value.codes == ("task_unfinished", "record.plan")

    def test_an_answer_overtakes_a_request_for_more_time_to_give_it(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        ann.does(delivering.ask_extension, addressee_id=held.id, until=today() + timedelta(days=120), reasons="Recess.")
        answered(desk, held)
        assert AddresseeDeadline.objects.get(addressee=held, code=answer.DECIDE_EXTENSION).cancelled_on == today()
        ann.does(
            delivering.ask_extension, addressee_id=held.id, until=today() + timedelta(days=300), reasons="Training."
        )


class TestSeveral:
    def rows(self, desk: Desk, many: int = 30) -> list[Addressee]:
        report = desk.report("thirty")
        return [desk.asked(recommendation=desk.recommendation(report)) for _ in range(many)]

    def test_thirty_are_prepared_at_once_and_signed_off_at_once(self, desk: Desk) -> None:
        rows, (ann, ben) = self.rows(desk), owners(desk)
        made = ann.does(
            responding.prepare_all,
            addressee_ids=[row.id for row in rows],
            written=written("note"),
        )
        assert len(made) == 30
        versions = {one.addressee_id: one.version for one in made}
        sent = ben.does(responding.sign_all, versions=versions)
        assert len(sent) == Response.objects.filter(kind="note", by=ben.person).count() == 30
        assert set(Addressee.objects.values_list("state", flat=True)) == {answer.NOTED}

    def test_one_that_is_in_the_making_keeps_the_others_back_and_is_named(self, desk: Desk) -> None:
        rows, (ann, ben) = self.rows(desk, 3), owners(desk)
        ben.does(preparing.write, addressee_id=rows[1].id, version=0, written=Written(reasons="Mine."))
        with pytest.raises(RefusedSeveral) as refused:
            ann.does(responding.prepare_all, addressee_ids=[row.id for row in rows], written=written())
        assert list(refused.value.of) == [rows[1].id]
        assert f"{rows[1].reference} (2): There is a response in the making already." in str(
            refused.value.refusals[0].message
        )
        assert ResponseDraft.objects.get().reasons == "Mine."

    def test_every_refusal_is_named_and_nothing_is_sent(self, desk: Desk) -> None:
        rows, (ann, ben) = self.rows(desk, 4), owners(desk)
        made = ann.does(responding.prepare_all, addressee_ids=[row.id for row in rows], written=written())
        versions = {one.addressee_id: one.version for one in made}
        closed(desk, rows[0])
        ben.does(preparing.take_back, addressee_id=rows[2].id, version=versions[rows[2].id])
        with pytest.raises(RefusedSeveral) as refused:
            ben.does(responding.sign_all, versions=versions)
        assert {one: [why.code for why in reasons] for one, reasons in refused.value.of.items()} == {
            rows[0].id: ["closed"],
            rows[2].id: ["not_submitted"],
        }
        assert not Response.objects.exists()

    def test_what_the_same_person_prepared_is_refused_for_each(self, desk: Desk) -> None:
        rows, (ann, _ben) = self.rows(desk, 2), owners(desk)
        made = ann.does(responding.prepare_all, addressee_ids=[row.id for row in rows], written=written())
        with pytest.raises(RefusedSeveral) as refused:
            ann.does(responding.sign_all, versions={one.addressee_id: one.version for one in made})
        assert refused.value.codes == ("equals.prepared_by_me",) * 2

    def test_what_was_answered_already_is_named(self, desk: Desk) -> None:
        rows, (ann, _ben) = self.rows(desk, 2), owners(desk)
        answered(desk, rows[0])
        with pytest.raises(RefusedSeveral) as refused:
            ann.does(responding.prepare_all, addressee_ids=[row.id for row in rows], written=written())
        assert refused.value.codes == ("answered",)

    def test_the_text_is_judged_once(self, desk: Desk) -> None:
        rows, (ann, _ben) = self.rows(desk, 2), owners(desk)
        with pytest.raises(Refused) as refused:
            ann.does(
                responding.prepare_all,
                addressee_ids=[row.id for row in rows],
                written=Written("accept", "Yes.", "", tasks=(task(days=-1),)),
            )
        assert refused.value.codes == ("task_in_the_past", "plan")

    def test_needs_a_choice(self, desk: Desk) -> None:
        desk.asked()
        ann, ben = owners(desk)
        with pytest.raises(Refused) as refused:
            ann.does(responding.prepare_all, addressee_ids=[], written=written())
        assert refused.value.codes == ("none_chosen",)
        with pytest.raises(Refused) as refused:
            ben.does(responding.sign_all, versions={})
        assert refused.value.codes == ("none_chosen",)

    def test_what_belongs_to_another_body_is_not_there(self, desk: Desk) -> None:
        mine, theirs = desk.asked("Home Office"), desk.asked("Northshire Council")
        ann, _ben = owners(desk)
        with pytest.raises(Addressee.DoesNotExist):
            ann.does(responding.prepare_all, addressee_ids=[mine.id, theirs.id], written=written())
