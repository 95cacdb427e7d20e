"""The inbox of a force: what each filter lets through, both orders over several pages, and what the lists count."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from candour.contexts.pathway.models import CodeTerm, Referral
from candour.contexts.pathway.operations import deciding, reference, referrals
from candour.contexts.pathway.queries import inbox
from candour.contexts.pathway.queries.inbox import Filters
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.desk import Desk

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


def shown(officer: Desk, filters: Filters, after: str = "") -> inbox.Page:
    return officer.asks(inbox.page, actor=officer.actor(), filters=filters, after=after, on=make.today())


def names(officer: Desk, **asked: str) -> set[str]:
    return {row.name for row in shown(officer, Filters(**asked)).rows}


class TestFilters:
    def test_by_who_works_on_it(self, officer: Desk, supervisor: Desk) -> None:
        taken = make.referral("Taken")
        make.referral("Free")
        officer.does(referrals.take, taken)
        assert names(officer, assigned="me") == names(officer, assigned=str(officer.person.id)) == {"Taken"}
        assert names(officer, assigned="nobody") == {"Free"}
        assert names(supervisor, assigned="me") == names(officer, assigned=str(uuid4())) == set()

    def test_by_when_it_is_due(self, officer: Desk) -> None:
        late, soon, far = (make.referral(name) for name in ("Late", "Soon", "Far"))
        sunday = make.today() + timedelta(days=6 - make.today().weekday())
        for referral, due_on in ((late, make.today() - TOMORROW), (soon, sunday), (far, sunday + TOMORROW)):
            Referral.objects.filter(id=referral.id).update(next_due_on=due_on)
        assert names(officer, due="late") == {"Late"}
        assert names(officer, due="week") == {"Late", "Soon"}
        assert [row.name for row in shown(officer, Filters()).rows] == ["Late", "Soon", "Far"]

    def test_by_what_it_is(self, officer: Desk) -> None:
        reference.load()
        one, two = make.referral("One"), make.referral("Two")
        term = CodeTerm.objects.filter(list=CodeTerm.List.CONCERN).first()
        assert term is not None
        Referral.objects.filter(id=one.id).update(sector="health", urgency="soon", type_of_concern=term)
        council = make.authority("Eastmoor Council", of=make.force())
        Referral.objects.filter(id=two.id).update(authority=council)
        one.refresh_from_db()
        for asked in (
            {"sector": "health"}, {"urgency": "soon"}, {"concern": term.code}, {"authority": str(one.authority_id)},
            {"state": "received", "sector": "health"},
        ):  # fmt: skip
            assert names(officer, **asked) == {"One"}, asked
        assert names(officer, force=str(one.force_id)) == names(officer, state="received") == {"One", "Two"}
        assert names(officer, force=str(uuid4())) == names(officer, state="screening") == set()
        assert {row.name: row.area for row in shown(officer, Filters()).rows}["Two"] == "Eastmoor Council"

    def test_by_whom_to_tell(self, officer: Desk, supervisor: Desk) -> None:
        decided = officer.closes(make.referral("Decided"), with_=supervisor)
        make.referral("Open")
        assert names(officer) == {"Open"}
        assert names(officer, list="tell") == names(officer, state="no_further_action") == {"Decided"}
        officer.does(deciding.tell_referrer, decided, feedback="We looked into it.")
        assert names(officer, list="tell") == set()
        assert names(officer, state="all") == {"Open", "Decided"}

    def test_somebody_of_another_force_and_somebody_of_none_see_nothing(
        self, elsewhere: Desk, coordinator: Desk
    ) -> None:
        make.referral("Theirs")
        for other in (elsewhere, coordinator):
            assert names(other) == names(other, state="all") == set()
            counted = other.asks(inbox.counts, actor=other.actor(), on=make.today())
            assert counted == inbox.Counts()


class TestPages:
    @pytest.mark.parametrize(("state", "timed"), [("", 4), ("", 0), ("", 7), ("all", 4)])
    def test_hold_each_once_and_in_order(
        self, officer: Desk, monkeypatch: pytest.MonkeyPatch, state: str, timed: int
    ) -> None:
        monkeypatch.setattr(inbox, "PAGE", 2)
        for number in range(7):
            days = timedelta(days=number)
            made = make.referral(f"Person {number}")
            Referral.objects.filter(id=made.id).update(
                received_on=make.today() - days, next_due_on=make.today() + days if number < timed else None
            )
        found, after, filters = [], "", Filters(state=state)
        for _page in range(4):
            page = shown(officer, filters, after)
            found += [row.name for row in page.rows]
            after = page.after
        assert not after
        everybody = [f"Person {number}" for number in range(7)]
        in_order = 7 if state else timed  # those without a time limit come after the others, in no order of their own
        assert found[:in_order] == everybody[:in_order]
        assert sorted(found) == everybody

    @pytest.mark.parametrize("after", ["nonsense", "_", "2026-13-01_x", "2026-01-01_zz"])
    def test_a_mark_that_cannot_be_read_is_none(self, officer: Desk, after: str) -> None:
        make.referral("Person")
        assert len(shown(officer, Filters(), after).rows) == 1


class TestCounts:
    def test_are_those_of_the_lists(self, officer: Desk, supervisor: Desk) -> None:
        officer.closes(make.referral("Decided"), with_=supervisor)
        officer.does(referrals.take, make.referral("Mine"))
        late = make.referral("Late")
        Referral.objects.filter(id=late.id).update(next_due_on=make.today() - TOMORROW)
        counted = officer.asks(inbox.counts, actor=officer.actor(), on=make.today())
        assert counted == inbox.Counts(open=2, mine=1, nobody=1, late=1, tell=1)
        for name, filters in {
            "mine": Filters(assigned="me"), "nobody": Filters(assigned="nobody"), "late": Filters(due="late"),
            "tell": Filters(list="tell"),
        }.items():  # fmt: skip
            assert len(shown(officer, filters).rows) == getattr(counted, name)

    def test_stop_at_a_thousand(self, officer: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inbox, "CAPPED_AT", 2)
        for number in range(4):
            make.referral(f"Person {number}")
        counted = officer.asks(inbox.counts, actor=officer.actor(), on=make.today())
        assert (counted.open, inbox.capped(counted.open), inbox.capped(2)) == (3, "2+", "2")
