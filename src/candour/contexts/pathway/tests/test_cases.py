"""A panel's cases: another owner, what the panel decided, opening it again; and the pages of both sides."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from candour.contexts.pathway.models import PanelCase, Referral
from candour.contexts.pathway.operations import cases, deciding
from candour.contexts.pathway.queries import needs, visible
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.conftest import Browser
from candour.contexts.pathway.tests.desk import REASONS, Desk, ledger_verbs, text
from candour.kernel.procedures.facts import Refused
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(officer: Desk, coordinator: Desk, referral: Referral) -> PanelCase:
    """One that the police referred to Westmoor's panel."""
    officer.does(
        deciding.refer_to_panel, officer.assesses(referral), authority_id=make.authority().id,
        reasons=[REASONS["refer_to_panel"]], rationale="Support would help.",
    )  # fmt: skip
    return PanelCase.objects.get()


@pytest.fixture
def chair(as_door: AsDoor) -> Desk:
    return Desk(as_door, make.holder("Cora Hale", "panel_chair", make.authority()))


def _does(desk: Desk, operation: Any, case: PanelCase, **given: Any) -> Any:
    return desk.acts(operation, case_id=case.id, **given)


class TestReassign:
    def test_gives_it_to_a_colleague_with_the_reason(self, case: PanelCase, coordinator: Desk, chair: Desk) -> None:
        _does(coordinator, cases.reassign, case, person_id=chair.person.id, rationale="On leave.")
        case.refresh_from_db()
        assert (case.owner, case.state) == (chair.person, "referred")
        assert ledger_verbs()[-1] == "pathway.case.reassign"

    @pytest.mark.parametrize("who", ["stranger", "interested", "nobody"])
    def test_refuses_who_cannot_own_it(
        self, case: PanelCase, coordinator: Desk, chair: Desk, officer: Desk, who: str
    ) -> None:
        case.individual.interests.create(person=chair.person, reason="Kin", declared_at=make.now())
        person = {"stranger": officer.person.id, "interested": chair.person.id, "nobody": None}[who]
        with pytest.raises(Refused) as refused:
            _does(coordinator, cases.reassign, case, person_id=person, rationale=" ")
        assert refused.value.codes == ("record.assignee", "record.rationale")


class TestConclude:
    def test_records_what_the_panel_decided_and_can_be_opened_again(self, case: PanelCase, coordinator: Desk) -> None:
        _does(coordinator, cases.conclude, case, rationale="Adopted; mentoring, monthly.")
        case.refresh_from_db()
        assert (case.state, case.is_open, case.next_due_on) == ("closed", False, None)
        assert case.steps.get(step="conclude").rationale == "Adopted; mentoring, monthly."
        _does(coordinator, cases.reopen, case, rationale="A new concern.")
        case.refresh_from_db()
        assert (case.state, case.is_open) == ("referred", True)
        assert case.next_due_on is not None

    def test_is_the_panels_and_needs_its_rationale(self, case: PanelCase, coordinator: Desk, officer: Desk) -> None:
        with pytest.raises(PanelCase.DoesNotExist):  # the force sees it and may not hold it
            _does(officer, cases.conclude, case, rationale="Adopted.")
        with pytest.raises(Refused) as refused:
            _does(coordinator, cases.conclude, case, rationale=" ")
        assert refused.value.codes == ("record.rationale",)

    def test_a_page_that_is_stale_decides_nothing(self, case: PanelCase, coordinator: Desk, chair: Desk) -> None:
        _does(coordinator, cases.reassign, case, person_id=chair.person.id, rationale="On leave.")
        with pytest.raises(Refused) as refused:
            _does(coordinator, cases.conclude, case, rationale="Adopted.", seen=1)
        assert refused.value.codes == ("moved_on",)


def test_the_home_page_of_the_panel_has_it(
    case: PanelCase, coordinator: Desk, elsewhere: Desk, delivery: Settings
) -> None:
    found = coordinator.asks(needs.panel_cases, coordinator.actor(), make.today())
    assert [item.reference for item in found.items] == [case.reference]
    assert not elsewhere.asks(needs.panel_cases, elsewhere.actor(), make.today()).items
    assert coordinator.asks(visible.address_for, case.reference, coordinator.actor()) == f"/cases/{case.reference}/"
    assert elsewhere.asks(visible.address_for, case.reference, elsewhere.actor()) is None


class TestPages:
    def test_show_the_owner_and_take_the_steps(self, case: PanelCase, coordinator: Desk, browser: Browser) -> None:
        with browser(coordinator) as client:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                listed = text(client.get("/cases/"))
            assert len(asked) <= 15
            assert case.reference in listed
            with CaptureQueriesContext(connection) as asked:
                page = text(client.get(f"/cases/{case.reference}/"))
            assert len(asked) <= 30
            assert coordinator.person.name in page
            form = client.get(f"/cases/{case.reference}/reassign/")
            assert form.status_code == 200
            empty = client.post(f"/cases/{case.reference}/conclude/", {"rationale": "", "seen": "1"})
            assert empty.status_code == 200
            stale = client.post(f"/cases/{case.reference}/conclude/", {"rationale": "Adopted.", "seen": "9"})
            assert stale.status_code == 409
            assert "Adopted." in text(stale)
            done = client.post(f"/cases/{case.reference}/conclude/", {"rationale": "Adopted.", "seen": "1"})
            assert done.status_code == 302
            assert client.get(f"/cases/{case.reference}/nothing/").status_code == 404
            assert client.get("/cases/K-0000-0000/").status_code == 404
        case.refresh_from_db()
        assert case.state == "closed"

    def test_tell_the_force_which_body_has_it_and_let_it_do_nothing(
        self, case: PanelCase, officer: Desk, browser: Browser
    ) -> None:
        with browser(officer) as client:
            page = text(client.get(f"/cases/{case.reference}/"))
            assert "somebody at Westmoor Council" in page
            assert "What you can do" not in page
            assert client.get(f"/cases/{case.reference}/conclude/").status_code == 404

    def test_an_empty_list_says_what_will_stand_there(self, coordinator: Desk, browser: Browser) -> None:
        with browser(coordinator) as client:
            assert "No case has been referred to your panel" in text(client.get("/cases/"))
