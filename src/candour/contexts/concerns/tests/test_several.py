"""Giving several concerns to somebody at once, each judged by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from candour.contexts.concerns.models import Assignment, Concern, ConcernExclusion, ConcernStep
from candour.contexts.concerns.operations import several
from candour.contexts.concerns.operations.several import Outcome
from candour.contexts.concerns.queries import several as queries
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, ledger_verbs, text
from candour.kernel.ledger.models import Entry
from candour.kernel.people.models import Cover, RoleHolding
from candour.kernel.procedures.facts import Refused
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


def gives(head: Desk, concerns: Sequence[Concern], *to: Desk, why: str = "On leave.") -> list[Outcome]:
    people = [(one.person.id, one.person.name) for one in to]
    with head.open():
        return several.assign(concerns=concerns, people=people, rationale=why, actor=head.actor(), at=make.now())


class TestAssign:
    def test_gives_each_with_its_own_step_and_entry(self, head: Desk, desk: Desk) -> None:
        concerns = [make.concern() for _ in range(3)]
        before = Entry.objects.count()
        outcomes = gives(head, concerns, desk)
        assert all(one.is_done for one in outcomes)
        assert [one.reference for one in outcomes] == [one.reference for one in concerns]
        assert {one.note for one in outcomes} == {desk.person.name}
        steps = ConcernStep.objects.filter(step="assign")
        assert {step.rationale for step in steps} == {"On leave."}
        assert Entry.objects.count() == before + 3
        assert Assignment.objects.filter(person=desk.person, ended_on=None).count() == 3

    def test_deals_them_out_in_turn(self, head: Desk, desk: Desk, colleague: Desk) -> None:
        concerns = [make.concern() for _ in range(5)]
        gives(head, concerns, desk, colleague)
        whose = [Concern.objects.get(id=one.id).assigned_to_id for one in concerns]
        assert whose == [desk.person.id, colleague.person.id] * 2 + [desk.person.id]

    def test_reports_every_refusal_and_does_the_rest(self, head: Desk, desk: Desk) -> None:
        fine, closed, barred, has = (make.concern() for _ in range(4))
        Concern.objects.filter(id=closed.id).update(state="closed", is_open=False)
        ConcernExclusion.objects.create(
            concern=barred, person=desk.person, reason="x", declared_by=desk.person, declared_on=localdate()
        )
        desk.brings(has, "taken")
        outcomes = gives(head, [closed, barred, fine, has], desk)
        assert [[why.code for why in one.refusals] for one in outcomes] == [
            ["state"], ["assignee.excluded"], [], ["assignee.same"],
        ]  # fmt: skip
        assert Concern.objects.get(id=fine.id).assigned_to_id == desk.person.id
        assert "concerns.step.refused" in ledger_verbs()

    def test_takes_what_the_person_may_not_know_of_for_absent(self, head: Desk, desk: Desk) -> None:
        concern = make.concern()
        ConcernExclusion.objects.create(
            concern=concern, person=head.person, reason="x", declared_by=head.person, declared_on=localdate()
        )
        [outcome] = gives(head, [concern], desk)
        assert [why.code for why in outcome.refusals] == ["absent"]
        with head.open():
            assert queries.named(head.actor(), [concern.reference], most=9) == []

    def test_refuses_without_anybody(self, head: Desk) -> None:
        with pytest.raises(Refused):
            gives(head, [make.concern()])


class TestPages:
    def test_from_the_inbox_and_back_to_its_filters(self, browser: Browser, head: Desk, desk: Desk) -> None:
        made = [make.concern(nation="wales") for _ in range(2)]
        chosen = [one.reference for one in made]
        with browser(head) as client:
            page = text(client.get("/concerns/?nation=wales&select=page"))
            assert page.count('" checked>') == 2
            assert text(client.get("/concerns/?nation=wales")).count('" checked>') == 0
            asked = client.get("/concerns/chosen/assign/", {"c": [*chosen, "nonsense"], "from_list": "?nation=wales"})
            assert 'href="/concerns/?nation=wales"' in text(asked)
            given = {"c": chosen, "from_list": "?nation=wales", "rationale": "On leave.", "people": str(desk.person.id)}
            assert "Answer “Why?”" in text(client.post("/concerns/chosen/assign/", given | {"rationale": ""}))
            report = text(client.post("/concerns/chosen/assign/", given))
            assert "2 of 2 are assigned" in report
            again = text(client.post("/concerns/chosen/assign/", given))
        assert "0 of 2 are assigned" in again
        assert "This person is working on it already." in again

    def test_say_what_to_do_when_nothing_was_ticked(self, browser: Browser, head: Desk) -> None:
        with browser(head) as client:
            page = text(client.get("/concerns/chosen/assign/?from_list=https://elsewhere.example/"))
        assert "No concern was chosen" in page
        assert "elsewhere" not in page.split("<main")[1]

    def test_move_everything_of_somebody_who_goes(
        self, browser: Browser, head: Desk, desk: Desk, as_door: AsDoor
    ) -> None:
        other = Desk(as_door, make.caseworker("Idris Bevan"))
        for _ in range(2):
            desk.brings(make.concern(), "taken")
        RoleHolding.objects.filter(person=desk.person).update(ends_on=localdate())
        with browser(head) as client:
            assert "Caseworker no longer" in text(client.get("/caseworkers/"))
            address = f"/caseworkers/{desk.person.id}/move/"
            assert "Move the concerns of Amina Rahman" in text(client.get(address))
            report = text(client.post(address, {"people": [str(other.person.id)], "rationale": "She left."}))
            assert "2 of 2 are assigned" in report
            assert client.get(address).status_code == 404
            assert client.get(f"/caseworkers/{head.person.id}/move/").status_code == 404
        assert Concern.objects.filter(assigned_to=other.person).count() == 2

    def test_show_who_is_on_leave_and_who_stands_in(
        self, browser: Browser, head: Desk, desk: Desk, colleague: Desk
    ) -> None:
        desk.brings(make.concern(), "taken")
        Cover.objects.create(
            holding=RoleHolding.objects.get(person=desk.person), covered_by=colleague.person, kind="leave",
            starts_on=localdate() + timedelta(days=3), ends_on=localdate() + timedelta(days=10),
        )  # fmt: skip
        with browser(head) as client:
            assert "Idris Bevan stands in" in text(client.get("/caseworkers/"))
            assert "Move only what must not wait" in text(client.get(f"/caseworkers/{desk.person.id}/move/"))

    def test_ask_a_fixed_number_of_questions_to_show(self, browser: Browser, head: Desk, desk: Desk) -> None:
        chosen = [make.concern().reference for _ in range(30)]
        with browser(head) as client, CaptureQueriesContext(connection) as asked:
            client.get("/concerns/chosen/assign/", {"c": chosen})
        assert len(asked) <= 10
