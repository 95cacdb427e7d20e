"""The demonstration of recommendations is what the guards would have allowed, and every standing of it is there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from candour.contexts.concerns.demonstration import cast
from candour.contexts.recommendations import codes, demonstration, procedure
from candour.contexts.recommendations.models import (
    Addressee,
    AddresseeStep,
    Closing,
    Correction,
    Draft,
    DraftStep,
    Escalation,
    ExtensionDecision,
    ExtensionRequest,
    PublishedText,
    Recommendation,
    Report,
    Response,
    ResponseDraft,
    TaskReport,
    Verdict,
)
from candour.contexts.recommendations.queries.standing import standing_of
from candour.kernel.deadlines import terms
from candour.kernel.people.models import Cover, Organisation, Person, RoleHolding
from candour.kernel.people.roles import Role
from candour.kernel.procedures import proof

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)
HISTORIES: tuple[tuple[Any, Any, Any], ...] = (
    (procedure.ANSWER, AddresseeStep, Addressee),
    (procedure.DRAFT, DraftStep, Draft),
)


@pytest.fixture(autouse=True)
def _built() -> None:
    """The people and bodies alone: three hundred concerns would take longer, and say nothing here."""
    terms.load_defaults()
    Organisation.objects.bulk_create(cast.organisation_rows())
    Person.objects.bulk_create(cast.person_rows())
    RoleHolding.objects.bulk_create(cast.holding_rows())
    Cover.objects.bulk_create(cast.cover_rows(TODAY))
    demonstration.build(TODAY)


def test_has_every_standing_and_every_state_of_both_procedures() -> None:
    held = Addressee.objects.values_list("state", "response")
    assert {standing_of(*one) for one in held} == set(codes.Standing)
    assert {state for state, _response in held} == {state.name for state in procedure.ANSWER.states}
    assert set(Draft.objects.values_list("state", flat=True)) == {state.name for state in procedure.DRAFT.states}


def test_has_every_kind_of_record() -> None:
    assert set(Response.objects.values_list("kind", flat=True)) == set(codes.ResponseKind.values)
    assert set(Closing.objects.values_list("reason", flat=True)) == set(codes.ClosingReason.values)
    assert set(Verdict.objects.values_list("outcome", flat=True)) == set(codes.Outcome.values)
    assert set(TaskReport.objects.values_list("state", flat=True)) == {"started", "done", "dropped"}
    assert set(ExtensionDecision.objects.values_list("is_granted", flat=True)) == {True, False}
    assert ExtensionRequest.objects.filter(decision=None).exists()
    assert set(ExtensionRequest.objects.values_list("what", flat=True)) == {"response", "delivery"}
    assert Correction.objects.exists()
    assert {one.submitted_at is None for one in ResponseDraft.objects.all()} == {True, False}
    told = Escalation.objects.filter(addressee__state="not_verified").order_by("at")
    assert list(told.values_list("kind", flat=True)) == ["remind", "write_letter", "give_notice"]
    assert Addressee.objects.filter(state="asked", next_due_on__lt=TODAY, escalations__kind="write_letter").exists()


def test_steps_run_as_the_tables_say_and_by_whom_they_may() -> None:
    roles = {person.id: {*person.holdings.values_list("role", flat=True)} for person in Person.objects.all()}
    deputies = Person.objects.filter(covers__holding__role=Role.RECOMMENDATION_OWNER).values_list("id", flat=True)
    for person_id in deputies:
        roles[person_id].add(Role.RECOMMENDATION_OWNER.value)
    for law, history, model in HISTORIES:
        at: dict[object, tuple[str, Any]] = {}
        for row in history.objects.order_by(f"{history.SUBJECT_FIELD}_id", "number"):
            step = law.step(row.step)
            before, when = at.get(row.subject_id, ("", None))
            assert before in step.source or (not step.source and row.number == 1), row
            assert when is None or when <= row.taken_at, row
            assert row.taken_on < TODAY
            assert roles[row.by_id] & set(step.by), row
            assert row.to_state == (step.target or row.from_state)
            at[row.subject_id] = (row.to_state, row.taken_at)
        assert {one: state for one, (state, _when) in at.items()} == dict(model.objects.values_list("id", "state"))


def test_each_step_has_the_ledger_entry_that_proves_it() -> None:
    for _law, history, _model in HISTORIES:
        for row in history.objects.all():
            with connection.cursor() as cursor:
                cursor.execute("select entry from ledger_entry where id = %s", [row.ledger_entry])
                found = cursor.fetchone()
            assert found is not None
            assert proof.fingerprint(row).encode() in bytes(found[0])


def test_two_people_stand_behind_each_answer_and_each_recommendation() -> None:
    for sent in Response.objects.all():
        assert sent.prepared_by_id != sent.by_id
    for passed in DraftStep.objects.filter(step="pass_gate"):
        assert passed.by_id != DraftStep.objects.get(draft=passed.draft, step="propose").by_id
        assert not passed.draft.considerations.filter(by=passed.by_id).exists()


def test_says_of_itself_that_it_is_invented() -> None:
    assert not Report.objects.filter(is_earlier=False, is_synthetic=False).exists()
    assert not Recommendation.objects.filter(report__is_earlier=False, is_synthetic=False).exists()
    for one in Report.objects.filter(is_earlier=False):
        assert one.title.startswith("Invented report for the demonstration")
    assert not Draft.objects.filter(is_synthetic=False).exists()
    assert not Addressee.objects.filter(is_synthetic=False).exists()


def test_shows_what_was_published_and_what_was_not() -> None:
    assert Report.objects.filter(is_synthetic=True, published_at=None).count() == 1
    assert PublishedText.objects.count() == Report.objects.filter(is_synthetic=True).count() - 1
    assert not Addressee.objects.filter(recommendation__report__published_at=None, published_at__isnull=False).exists()


def test_is_loaded_once_and_only_beside_invented_people() -> None:
    before = Recommendation.objects.filter(is_synthetic=True).count()
    assert demonstration.build(TODAY) == before
    Person.objects.filter(email__startswith="zubair").update(is_synthetic=False)
    with pytest.raises(demonstration.NotADemonstration):
        demonstration.build(TODAY)
