"""Codes that a person or a parent is given, what they ask by them, and the answer."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from candour.contexts.pathway.models import (
    Interest,
    Referral,
    RightsAccess,
    RightsDeadline,
    RightsRequest,
    RightsStep,
)
from candour.contexts.pathway.operations import rights, rights_notices
from candour.contexts.pathway.procedure import CASE, REFERRAL
from candour.contexts.pathway.queries import my_record, rights_needs
from candour.contexts.pathway.queries import rights as queries
from candour.contexts.pathway.tests import granting as make
from candour.contexts.pathway.tests.transferring import House, now
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.notifications.models import DeliveryNotice
from candour.kernel.procedures import proof
from candour.kernel.procedures.facts import Refused
from candour.kernel.visitors import receipts
from candour.kernel.visitors.receipts import Receipt


@pytest.fixture(autouse=True)
def _delivery(delivery: object) -> None:
    """What needs somebody leads to addresses of the delivery door."""


def show(house: House, receipt: Receipt) -> my_record.Shown:
    with house.as_door(Door.PUBLIC):
        return my_record.show(receipt.mailbox_secret, at=now())


class TestGive:
    def test_shows_what_was_released_and_nothing_else(self, house: House) -> None:
        _access, receipt = make.given(house, released=["state"])
        shown = show(house, receipt)
        assert (shown.is_case, shown.is_parent) == (True, True)
        assert shown.stands is not None
        assert (shown.since, shown.due, shown.body) == (None, None, None)
        assert shown.access.note == "Call Tomos on 01632 960 200."

    def test_can_release_everything_or_nothing(self, house: House) -> None:
        referral = house.referral()
        shown = show(house, make.given(house, referral, released=["state", "since", "next", "body"])[1])
        assert (shown.is_case, shown.since, shown.body) == (False, referral.received_on, "Northmarch Police")
        shown = show(house, make.given(house, referral, released=[], note="")[1])
        assert (shown.stands, shown.since, shown.body, shown.access.note) == (None, None, None, "")

    def test_takes_the_regime_of_the_record(self, house: House) -> None:
        assert make.given(house, house.referral())[0].regime == "dpa_part_3"
        assert make.given(house)[0].regime == "uk_gdpr"

    def test_takes_the_nation_of_the_case_which_another_area_may_have_taken_on(self, house: House) -> None:
        case = make.case(house)
        case.nation = "scotland"
        case.save(update_fields=["nation"])
        assert make.given(house, case)[0].nation == "scotland"
        assert make.given(house, case.referral)[0].nation == case.referral.nation == "england"

    def test_keeps_nothing_with_which_it_could_be_opened(self, house: House) -> None:
        access, receipt = make.given(house)
        assert bytes(access.code_digest) == receipt.mailbox_digest
        assert receipt.mailbox_secret not in bytes(access.code_digest)

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"capacity": "neighbour"}, "capacity"),
            ({"released": ["narrative"]}, "released"),
            ({"until": now().date() - timedelta(days=1)}, "until"),
            ({"until": now().date() + timedelta(days=800)}, "until"),
        ],
    )
    def test_refuses_what_is_out_of_bounds(self, house: House, more: dict[str, Any], code: str) -> None:
        with pytest.raises(Refused) as refused:
            make.given(house, **more)
        assert refused.value.codes == (code,)

    def test_is_for_the_body_that_has_the_record(self, house: House) -> None:
        referral, case = house.referral(), make.case(house)
        chosen: dict[str, Any] = {
            "capacity": "person", "released": [], "note": "", "until": now().date(),
        }  # fmt: skip
        for worker, reference in (
            (house.coordinator, referral.reference),
            (house.officer, case.reference),
            (house.youth_worker, referral.reference),
            (house.officer, "R-0000-0000"),
            (house.officer, "nonsense"),
        ):
            with pytest.raises(RightsAccess.DoesNotExist):
                worker.does(rights.give, reference=reference, **chosen)

    def test_is_not_for_somebody_with_an_interest(self, house: House) -> None:
        referral = house.referral()
        who = house.officer.person
        Interest.objects.create(individual=referral.individual, person=who, reason="A cousin.", declared_at=now())
        with pytest.raises(RightsAccess.DoesNotExist):
            make.given(house, referral)


def test_every_state_of_a_record_has_words_for_the_person() -> None:
    known = {(law.name, state.name) for law in (REFERRAL, CASE) for state in law.states}
    assert my_record.STANDS.keys() >= known


class TestTheCode:
    def test_opens_its_own_record_alone(self, house: House) -> None:
        _first, one = make.given(house)
        second, other = make.given(house)
        make.asked(house, one)
        shown = show(house, other)
        assert (shown.access.id, shown.asked) == (second.id, [])

    @pytest.mark.parametrize(
        "change",
        [
            {"ended_on": now().date()},
            {"until_on": now().date() - timedelta(days=1), "from_on": now().date() - timedelta(days=9)},
        ],
    )
    def test_opens_nothing_when_its_time_is_over(self, house: House, change: dict[str, Any]) -> None:
        access, receipt = make.given(house)
        RightsAccess.objects.filter(id=access.id).update(**change)
        with pytest.raises(my_record.NoRecord):
            show(house, receipt)

    def test_another_code_opens_nothing(self, house: House) -> None:
        make.given(house)
        with pytest.raises(my_record.NoRecord):
            show(house, receipts.new())

    def test_the_public_door_reads_no_record_and_no_name_behind_it(self, house: House) -> None:
        _access, receipt = make.given(house)
        secret = receipts.finding_secret(receipt.mailbox_secret).hex()
        with house.as_door(Door.PUBLIC, mailbox=secret):
            assert not Referral.objects.values_list("id")
            for sql in (
                "select individual_id from pathway_rightsaccess",
                "select owner_id from pathway_rightsaccess",
                "select answered_by_id from pathway_rightsrequest",
                "select * from pathway_panelcase",
                "select * from pathway_individual",
                "select * from pathway_rightsstep",
            ):
                with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(sql)

    def test_shows_more_or_less_when_the_owner_says_so(self, house: House) -> None:
        access, receipt = make.given(house)
        chosen: dict[str, Any] = {"released": ["since"], "note": "", "until": now().date() + timedelta(days=9)}
        house.chair.does(rights.release, access_id=access.id, **chosen)
        shown = show(house, receipt)
        assert (shown.stands, shown.since, shown.access.note) == (None, now().date(), "")
        with pytest.raises(Refused):
            house.chair.does(rights.release, access_id=access.id, **{**chosen, "released": ["all"]})

    def test_is_ended_with_a_reason_and_once(self, house: House) -> None:
        access, receipt = make.given(house)
        with pytest.raises(Refused):
            house.chair.does(rights.end, access_id=access.id, reason=" ")
        house.chair.does(rights.end, access_id=access.id, reason="The letter was lost.")
        with pytest.raises(my_record.NoRecord):
            show(house, receipt)
        with pytest.raises(RightsAccess.DoesNotExist):
            house.chair.does(rights.end, access_id=access.id, reason="Again.")


class TestAsk:
    @pytest.mark.parametrize(
        ("of_case", "what", "term"),
        [
            (True, "access", "pathway.rights_uk_gdpr"),
            (False, "rectification", "pathway.rights_part_3"),
            (True, "withdrawal", "pathway.rights_withdrawal"),
        ],
    )
    def test_starts_the_clock_of_its_regime(self, house: House, *, of_case: bool, what: str, term: str) -> None:
        _access, receipt = make.given(house, make.case(house) if of_case else house.referral())
        made = make.asked(house, receipt, what)
        (clock,) = RightsDeadline.objects.filter(request=made)
        assert (clock.code, clock.due_on) == (term, made.next_due_on)
        (step,) = RightsStep.objects.filter(request=made)
        assert (step.by_kind, step.by_id, step.to_state) == ("person", None, "received")
        assert list(proof.faults(RightsStep)) == []

    def test_rests_on_the_guidance_of_its_own_nation(self, house: House) -> None:
        for nation, guidance in (("england", "Channel duty guidance"), ("scotland", "PMAP duty guidance")):
            case = make.case(house)
            case.nation = nation
            case.save(update_fields=["nation"])
            made = make.asked(house, make.given(house, case)[1], "withdrawal")
            assert str(queries.told(made).basis).startswith(guidance)

    def test_twice_on_one_day_is_one_request(self, house: House) -> None:
        _access, receipt = make.given(house)
        assert make.asked(house, receipt) == make.asked(house, receipt)
        assert make.asked(house, receipt, text="Something else.") != make.asked(house, receipt)
        assert RightsRequest.objects.count() == 2

    def test_has_a_bound_for_each_day(self, house: House) -> None:
        _access, receipt = make.given(house)
        for number in range(rights.REQUESTS_A_DAY):
            make.asked(house, receipt, text=f"Question {number}")
        with pytest.raises(rights.TooManyRequests):
            make.asked(house, receipt, text="One more")

    def test_needs_words(self, house: House) -> None:
        _access, receipt = make.given(house)
        with pytest.raises(Refused) as refused:
            make.asked(house, receipt, text="  ")
        assert refused.value.codes == ("record.request",)

    def test_knows_its_kinds_and_withdraws_only_where_there_is_a_case(self, house: House) -> None:
        _access, receipt = make.given(house, house.referral())
        for what in ("withdrawal", "erasure"):
            with pytest.raises(ValueError, match=what):
                make.asked(house, receipt, what)

    def test_is_not_possible_with_a_code_that_opens_nothing(self, house: House) -> None:
        with pytest.raises(my_record.NoRecord):
            make.asked(house, receipts.new())


class TestAnswer:
    def test_is_read_by_the_code(self, house: House) -> None:
        _access, receipt = make.given(house)
        made = make.asked(house, receipt)
        house.chair.does(rights.answer, request_id=made.id, text="Two people, in May.", outcome="done", seen=1)
        (one,) = show(house, receipt).asked
        assert (one.request.answer, one.request.outcome, one.request.is_open) == ("Two people, in May.", "done", False)
        assert not RightsDeadline.objects.filter(request=made, met_on=None).exists()
        assert list(proof.faults(RightsStep)) == []

    @pytest.mark.parametrize(
        ("given", "codes"),
        [
            ({"text": " ", "outcome": "done"}, ("record.answer",)),
            ({"text": "Yes.", "outcome": "perhaps"}, ("record.outcome",)),
        ],
    )
    def test_needs_words_and_an_outcome(self, house: House, given: dict[str, str], codes: tuple[str, ...]) -> None:
        made = make.asked(house, make.given(house)[1])
        with pytest.raises(Refused) as refused:
            house.coordinator.does(rights.answer, request_id=made.id, **given)
        assert refused.value.codes == codes

    def test_is_given_once(self, house: House) -> None:
        made = make.asked(house, make.given(house)[1])
        given = {"text": "Yes.", "outcome": "done"}
        house.coordinator.does(rights.answer, request_id=made.id, **given)
        with pytest.raises(Refused) as refused:
            house.coordinator.does(rights.answer, request_id=made.id, **given)
        assert refused.value.codes == ("state",)

    def test_is_not_for_another_body(self, house: House) -> None:
        made = make.asked(house, make.given(house)[1])
        for worker in (house.officer, house.youth_worker):
            with pytest.raises(RightsRequest.DoesNotExist):
                worker.does(rights.answer, request_id=made.id, text="Yes.", outcome="done")

    def test_a_refusal_leaves_an_entry(self, house: House) -> None:
        made = make.asked(house, make.given(house)[1])
        with pytest.raises(Refused) as refused:
            house.coordinator.does(rights.answer, request_id=made.id, text="", outcome="done")
        given = {"request_id": made.id, "step": "answer", "refused": refused.value}
        entry = house.coordinator.does(rights.record_refusal, **given)
        assert json.loads(bytes(Entry.objects.get(id=entry).entry))["codes"]["step"] == "rights.answer"


class TestExtend:
    def test_gives_two_months_more_and_tells_why(self, house: House) -> None:
        _access, receipt = make.given(house)
        made = make.asked(house, receipt, "access")
        house.coordinator.does(rights.extend, request_id=made.id, reason="Three bodies hold papers.")
        before = made.next_due_on
        made.refresh_from_db()
        assert before is not None
        assert made.next_due_on is not None
        assert made.next_due_on > before
        (one,) = show(house, receipt).asked
        assert (one.request.is_open, one.request.answer) == (True, "Three bodies hold papers.")

    def refused(self, house: House, made: RightsRequest, by: str = "coordinator", reason: str = "It is a lot.") -> Any:
        with pytest.raises(Refused) as refused:
            getattr(house, by).does(rights.extend, request_id=made.id, reason=reason)
        return refused.value.codes

    def test_is_possible_once_in_the_first_month_with_a_reason_under_the_uk_gdpr(self, house: House) -> None:
        receipt = make.given(house)[1]
        late, once = make.asked(house, receipt, "access"), make.asked(house, receipt, "objection")
        make.passes(late, 40)
        house.coordinator.does(rights.extend, request_id=once.id, reason="It is a lot.")
        of_police = make.asked(house, make.given(house, house.referral())[1], "access")
        why = ("equals.may_extend",)
        assert self.refused(house, late) == why
        assert self.refused(house, once) == why
        assert self.refused(house, make.asked(house, receipt, "withdrawal")) == why
        assert self.refused(house, of_police, "officer") == why
        assert self.refused(house, make.asked(house, receipt), reason=" ") == ("record.rationale",)


class TestWhoIsTold:
    def test_the_owner_gets_a_notice_without_content_and_once(self, house: House) -> None:
        made = make.asked(house, make.given(house)[1], "withdrawal")
        for _ in range(2):
            with house.as_door(Door.DELIVERY):
                rights_notices.sweep()
        (notice,) = DeliveryNotice.objects.all()
        assert (notice.person_id, notice.is_urgent) == (house.coordinator.person.id, True)
        for worker, sees in ((house.coordinator, True), (house.officer, False)):
            actor = worker.actor()
            with worker.open():
                assert (made.id in rights_notices.places(actor, [made.id])) is sees

    def test_a_withdrawal_stands_before_everything_on_the_home_page(self, house: House) -> None:
        receipt = make.given(house)[1]
        make.asked(house, receipt, "withdrawal")
        make.asked(house, receipt, "access")
        for worker, flags in ((house.coordinator, [True, False]), (house.chair, [True])):
            actor = worker.actor()
            with worker.open():
                items = rights_needs.to_answer(actor, now().date()).items
            assert [item.is_urgent for item in items] == flags

    def test_an_officer_sees_their_own(self, house: House) -> None:
        make.asked(house, make.given(house, house.referral())[1])
        for worker, many in ((house.officer, 1), (house.supervisor, 0)):
            actor = worker.actor()
            with worker.open():
                assert len(rights_needs.to_answer(actor, now().date()).items) == many


def test_a_reference_leads_to_its_page_for_those_who_have_it(house: House) -> None:
    made = make.asked(house, make.given(house)[1])
    for worker, address in ((house.chair, f"/rights/{made.reference}/"), (house.officer, None)):
        actor = worker.actor()
        with worker.open():
            assert queries.address_for(made.reference, actor) == address
