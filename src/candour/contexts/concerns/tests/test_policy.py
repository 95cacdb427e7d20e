"""The office's time limits and bank holidays, changed by the head of office; and the lists that come with Candour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from candour.contexts.concerns.models import ConcernDeadline, SignpostBody, TaxonomyTerm
from candour.contexts.concerns.operations import directory, handling, policy, reference, refusals
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Desk
from candour.kernel.deadlines import calendar
from candour.kernel.deadlines.calendar import Term, Unit
from candour.kernel.deadlines.models import BankHoliday, PolicyTerm
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db


def working_day_after(on: date) -> date:
    day = on + timedelta(days=1)
    while not calendar.is_working_day(day, "england"):
        day += timedelta(days=1)
    return day


class TestAddBankHoliday:
    def add(self, who: Desk, on: date, nation: str = "") -> BankHoliday:
        with who.open():
            return policy.add_bank_holiday(
                on=on, name="Day of mourning", nation=nation, source="Proclamation", actor=who.actor(), at=make.now()
            )

    def test_moves_what_runs_and_the_lists(self, head: Desk) -> None:
        concern = make.concern()
        before = concern.next_due_on
        self.add(head, working_day_after(localdate()))
        concern.refresh_from_db()
        assert before is not None
        assert concern.next_due_on is not None
        assert concern.next_due_on > before
        assert concern.next_due_on == ConcernDeadline.objects.get(concern=concern).due_on

    def test_leaves_paused_and_finished_ones_alone(self, desk: Desk, head: Desk) -> None:
        paused = desk.brings(make.concern(), "open")
        desk.does(handling.pause_clock, paused, rationale="we wait")
        finished = desk.brings(make.concern(), "closed")
        self.add(head, working_day_after(localdate()))
        paused.refresh_from_db()
        finished.refresh_from_db()
        assert (paused.next_due_on, finished.next_due_on) == (None, None)

    def test_refuses_a_weekend(self, head: Desk) -> None:
        saturday = localdate() + timedelta(days=(5 - localdate().weekday()) % 7)
        with pytest.raises(Refused) as refused:
            self.add(head, saturday)
        assert refused.value.codes == ("holiday",)

    def test_refuses_a_caseworker(self, desk: Desk) -> None:
        with pytest.raises(Refused) as refused:
            self.add(desk, working_day_after(localdate()))
        assert refused.value.codes == ("role",)


class TestSetTerm:
    def set(self, who: Desk, *, in_force_from: date | None = None) -> PolicyTerm:
        with who.open():
            return policy.set_term(
                code="concerns.triage", term=Term(5, Unit.WORKING_DAYS), nation="", source="Decision 4",
                in_force_from=in_force_from or localdate(), actor=who.actor(), at=make.now(),
            )  # fmt: skip

    def test_holds_from_its_day_for_what_starts_then(self, desk: Desk, head: Desk) -> None:
        self.set(head)
        concern = desk.brings(make.concern(), "acknowledged")
        assert ConcernDeadline.objects.get(concern=concern, met_on=None).term_value == 5
        assert PolicyTerm.objects.filter(code="concerns.triage").count() == 2

    def test_refuses_a_day_that_has_passed(self, head: Desk) -> None:
        with pytest.raises(Refused) as refused:
            self.set(head, in_force_from=localdate() - timedelta(days=1))
        assert refused.value.codes == ("term",)

    def test_refuses_a_caseworker(self, desk: Desk) -> None:
        with pytest.raises(Refused) as refused:
            self.set(desk)
        assert refused.value.codes == ("role",)


class TestDirectory:
    SAID = directory.Said(
        name="A new body", looks_at="New matters.", nations=["wales", "england"], website="https://n.example/"
    )

    def add(self, who: Desk) -> SignpostBody:
        with who.open():
            return directory.add_body(said=self.SAID, actor=who.actor(), at=make.now())

    def change(self, who: Desk, row: SignpostBody, *, is_ended: bool = False) -> SignpostBody:
        said = directory.Said(name="Renamed", looks_at="Other matters.")
        with who.open():
            return directory.change_body(body_id=row.id, said=said, is_ended=is_ended, actor=who.actor(), at=make.now())

    def test_gets_a_body_and_keeps_what_was_said(self, head: Desk) -> None:
        row = self.add(head)
        row.refresh_from_db()
        assert (row.name, row.nations, row.ended_on) == ("A new body", "england,wales", None)

    def test_changes_what_is_said_and_takes_it_out_and_back(self, head: Desk) -> None:
        row = self.add(head)
        assert self.change(head, row).name == "Renamed"
        assert self.change(head, row, is_ended=True).ended_on == localdate()
        assert self.change(head, row, is_ended=True).ended_on == localdate()
        assert self.change(head, row).ended_on is None

    def test_is_kept_by_the_head_alone(self, desk: Desk, head: Desk) -> None:
        row = self.add(head)
        attempts: list[Callable[[], object]] = [lambda: self.add(desk), lambda: self.change(desk, row)]
        for attempt in attempts:
            with pytest.raises(Refused) as refused:
                attempt()
            assert refused.value.codes == ("role",)


class TestReference:
    def test_loads_once(self) -> None:
        reference.load()
        assert reference.load() == 0
        assert TaxonomyTerm.objects.filter(version=1, axis="issue").count() > 20
        assert SignpostBody.objects.filter(code="ico").exists()

    def test_leaves_what_the_office_changed(self) -> None:
        reference.load()
        SignpostBody.objects.filter(code="ico").update(name="Renamed by the office")
        reference.load()
        assert SignpostBody.objects.get(code="ico").name == "Renamed by the office"

    def test_names_no_body_twice_and_only_real_nations(self) -> None:
        reference.load()
        nations = {code for body in SignpostBody.objects.all() for code in body.nations.split(",") if code}
        assert nations == {"england", "wales", "scotland", "northern_ireland"}


class TestRefusals:
    def test_leave_an_entry_without_content(self, desk: Desk) -> None:
        concern = make.concern()
        with pytest.raises(Refused) as refused:
            desk.does(handling.write, concern, text="")
        actor = desk.actor()
        with desk.open():
            entry = refusals.record(
                concern_id=concern.id, step="write", refused=refused.value, actor=actor, at=make.now()
            )
        stored = bytes(Entry.objects.get(id=entry).entry).decode()
        assert '"verb":"concerns.step.refused"' in stored
        assert '"why_1":"assigned","why_2":"record.message"' in stored
