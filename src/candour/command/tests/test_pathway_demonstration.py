"""The demonstration of the pathway is what the guards would have allowed, and every state of it is there."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from candour.contexts.concerns import demonstration as concerns
from candour.contexts.pathway import demonstration, procedure
from candour.contexts.pathway.models import (
    InformationStep,
    Interest,
    PanelCaseStep,
    PoliceLedCase,
    PoliceLedStep,
    Referral,
    ReferralStep,
    Transfer,
    TransferStep,
)
from candour.kernel.people.models import Person
from candour.kernel.procedures import proof

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)
HISTORIES = (
    (procedure.REFERRAL, ReferralStep),
    (procedure.INFORMATION, InformationStep),
    (procedure.TRANSFER, TransferStep),
    (procedure.POLICE_LED, PoliceLedStep),
    (procedure.CASE, PanelCaseStep),
)


@pytest.fixture(autouse=True)
def _built() -> None:
    concerns.build(TODAY)
    demonstration.build(TODAY)


def test_has_every_state_of_a_referral_and_of_a_transfer() -> None:
    found = set(Referral.objects.values_list("state", flat=True))
    assert found == {state.name for state in procedure.REFERRAL.states}
    offered = set(Transfer.objects.values_list("state", flat=True))
    assert {"offered", "accepted", "completed", "declined", "lapsed"} <= offered
    assert not Interest.objects.exists()


def test_steps_run_as_the_tables_say() -> None:
    for law, history in HISTORIES:
        at: dict[object, str] = {}
        rows = history._default_manager.order_by(f"{history.SUBJECT_FIELD}_id", "number")
        assert rows.exists(), law.name
        for row in rows:
            step = law.step(row.step)
            assert (at.get(row.subject_id, "") in step.source) or (not step.source and row.number == 1), row
            assert row.to_state == (step.target or row.from_state)
            at[row.subject_id] = row.to_state


def test_each_step_has_the_ledger_entry_that_proves_it() -> None:
    for _law, history in HISTORIES:
        for row in history._default_manager.all():
            with connection.cursor() as cursor:
                cursor.execute("select entry from ledger_entry where id = %s", [row.ledger_entry])
                found = cursor.fetchone()
            assert found is not None
            assert proof.fingerprint(row).encode() in bytes(found[0])


def test_no_decision_was_taken_while_a_check_says_wait_or_without_a_countersignature() -> None:
    decided = Referral.objects.exclude(outcome="")
    assert decided.count() >= 12
    assert set(decided.values_list("deconflicted", flat=True)) == {"clear"}
    for step in ReferralStep.objects.filter(step__in=["refer_to_panel", "transfer", "open_police_led", "close"]):
        assert step.rationale
        assert step.decision.reasons


def test_shows_what_the_reviews_found() -> None:
    assert Referral.objects.filter(force__code="ctphq", assigned_to=None).count() == 1
    assert Transfer.objects.filter(state="lapsed", next_due_on__lt=TODAY).exists()
    assert PoliceLedCase.objects.filter(next_due_on__lt=TODAY, is_open=True).exists()
    late = Referral.objects.filter(state="no_further_action", deadlines__code="pathway.tell_referrer")
    assert late.filter(deadlines__met_on=None, deadlines__due_on__lt=TODAY).exists()


def test_is_loaded_once_and_only_beside_invented_people() -> None:
    before = Referral.objects.count()
    assert demonstration.build(TODAY) == before
    Person.objects.filter(email__startswith="imran").update(is_synthetic=False)
    with pytest.raises(demonstration.NotADemonstration):
        demonstration.build(TODAY)
