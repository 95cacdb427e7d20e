"""Consent that is withdrawn on the person's own page: the case has to follow before anybody can answer."""

from __future__ import annotations

import pytest

from candour.contexts.pathway.models import PanelCase, RightsRequest
from candour.contexts.pathway.operations import rights
from candour.contexts.pathway.queries import my_record
from candour.contexts.pathway.tests import granting as make
from candour.contexts.pathway.tests.conftest import Browser
from candour.contexts.pathway.tests.panelling import text
from candour.contexts.pathway.tests.transferring import House, now
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from candour.kernel.visitors.receipts import Receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(house: House) -> tuple[PanelCase, RightsRequest, Receipt]:
    """A parent withdraws consent to support that goes on."""
    case = make.case(house)
    receipt = make.given(house, case)[1]
    PanelCase.objects.filter(id=case.id).update(state="supported")
    return case, make.asked(house, receipt, "withdrawal", "We do not want this any more."), receipt


def test_no_answer_is_possible_while_the_support_goes_on(
    house: House, asked: tuple[PanelCase, RightsRequest, Receipt]
) -> None:
    _case, made, _receipt = asked
    for outcome, words, codes in (
        ("done", "It has stopped.", ("still_supported",)),
        ("refused", "", ("record.answer", "still_supported")),
    ):
        with pytest.raises(Refused) as refused:
            house.coordinator.does(rights.answer, request_id=made.id, text=words, outcome=outcome)
        assert refused.value.codes == codes
    made.refresh_from_db()
    assert made.is_open


def test_one_click_leads_to_the_step_filled_in_and_back_to_the_answer(
    house: House, browser: Browser, asked: tuple[PanelCase, RightsRequest, Receipt]
) -> None:
    case, made, receipt = asked
    step = f"/cases/{case.reference}/withdraw_consent/?asked={made.reference}"
    with browser(house.coordinator) as client:
        assert step in client.get(f"/rights/{made.reference}/").content.decode()
        assert step in client.get(f"/cases/{case.reference}/").content.decode()
        form = client.get(step).content.decode()
        assert f"with the code that was given to them ({made.reference})" in form
        told = {
            "giver": "parent", "capacity": "has", "name": "Ann Marsh", "how_asked": "By code.", "language": "English", "is_under_18": "yes",
            "answered_on_day": str(made.asked_on.day), "answered_on_month": str(made.asked_on.month),
            "answered_on_year": str(made.asked_on.year), "asked": made.reference, "seen": str(case.steps.count()),
        }  # fmt: skip
        done = client.post(step, told)
        assert (done.status_code, done["Location"]) == (302, f"/rights/{made.reference}/answer/")
        page = text(client.get(f"/rights/{made.reference}/"))
        assert "Nothing that rests on consent runs on the case now." in page
        assert step not in client.get(f"/rights/{made.reference}/").content.decode()
    case.refresh_from_db()
    assert case.state == "consent_withdrawn"
    house.coordinator.does(rights.answer, request_id=made.id, text="It has stopped.", outcome="done")
    with house.as_door(Door.PUBLIC):
        shown = my_record.show(receipt.mailbox_secret, at=now())
    assert shown.stands == "Support has stopped, as was asked. The panel looks at it once more."
    assert shown.asked[0].request.answer == "It has stopped."


def test_another_reference_fills_in_nothing(
    house: House, browser: Browser, asked: tuple[PanelCase, RightsRequest, Receipt]
) -> None:
    case, _made, _receipt = asked
    with browser(house.coordinator) as client:
        form = client.get(f"/cases/{case.reference}/withdraw_consent/?asked=G-0000-0000").content.decode()
    assert "with the code that was given to them" not in form
