"""Erasing a concern: two people, one transaction, and what is left."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from candour.contexts.concerns.models import (
    Concern,
    ConcernKey,
    ConcernStep,
    Erasure,
    IdentityPart,
    IdentityPiece,
    Message,
    Narrative,
    Reporter,
    SealedIdentity,
)
from candour.contexts.concerns.operations import erasure, handling, mailbox
from candour.contexts.concerns.queries import mailbox as shown
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Desk, ledger_verbs
from candour.contexts.concerns.tests.vault import Vault
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from candour.kernel.visitors import receipts
from tests.database import AsDoor

pytestmark = pytest.mark.django_db

GONE = (ConcernKey, Narrative, Reporter, SealedIdentity, IdentityPart, IdentityPiece)


@pytest.fixture
def vault(as_door: AsDoor) -> Vault:
    return vaults.build(as_door)


@pytest.fixture
def receipt() -> receipts.Receipt:
    return receipts.new()


@pytest.fixture
def concern(vault: Vault, desk: Desk, receipt: receipts.Receipt) -> Concern:
    return desk.brings(vaults.confidential(receipt=receipt), "coded")


def asks(desk: Desk, concern: Concern, basis: str = "asked", rationale: str = "They asked.") -> ConcernStep:
    return desk.does(erasure.request_erasure, concern, stepped_up=True, basis=basis, rationale=rationale)


def erases(
    desk: Desk, concern: Concern, rationale: str = "It is their right.", *, stepped_up: bool = True
) -> ConcernStep:
    return desk.does(erasure.decide_erasure, concern, stepped_up=stepped_up, rationale=rationale)


class TestDecide:
    def test_takes_away_keys_texts_and_identity_and_leaves_codes_and_history(
        self, desk: Desk, head: Desk, concern: Concern
    ) -> None:
        before = list(ConcernStep.objects.filter(concern=concern).values_list("step", flat=True))
        asks(desk, concern)
        erases(head, concern)
        for model in GONE:
            assert not model._default_manager.exists(), model
        concern.refresh_from_db()
        assert (concern.state, concern.is_open, concern.sector, concern.next_due_on) == (
            "erased",
            False,
            "police",
            None,
        )
        steps = list(ConcernStep.objects.filter(concern=concern).values_list("step", flat=True))
        assert steps == [*before, "request_erasure", "decide_erasure"]
        assert {"concerns.concern.request_erasure", "concerns.concern.decide_erasure"} <= ledger_verbs()

    def test_the_mailbox_says_so_and_takes_nothing_more(
        self, as_door: AsDoor, desk: Desk, head: Desk, concern: Concern, receipt: receipts.Receipt
    ) -> None:
        make.message(concern, "Please erase it.")
        asks(desk, concern)
        erases(head, concern)
        with as_door(Door.PUBLIC):
            found = shown.show(receipt.mailbox_secret, at=make.now())
            assert (found.concern.state, found.messages) == ("erased", ())
            assert (found.may_write, found.may_withdraw, found.may_answer_agreement) == (False, False, False)
            with pytest.raises(Refused):
                mailbox.write(mailbox=receipt.mailbox_secret, text="Are you there?", at=make.now())

    def test_is_not_for_whoever_asked(self, head: Desk, concern: Concern) -> None:
        asks(head, concern)
        with pytest.raises(Refused) as refused:
            erases(head, concern)
        assert refused.value.codes == ("other_person.request_erasure",)

    def test_is_not_for_a_caseworker(self, desk: Desk, colleague: Desk, concern: Concern) -> None:
        asks(desk, concern)
        with pytest.raises(Refused) as refused:
            erases(colleague, concern)
        assert refused.value.codes == ("role",)

    def test_needs_a_fresh_proof_and_a_reason(self, desk: Desk, head: Desk, concern: Concern) -> None:
        asks(desk, concern)
        with pytest.raises(Refused) as refused:
            erases(head, concern, " ", stepped_up=False)
        assert set(refused.value.codes) == {"step_up", "record.rationale"}

    def test_is_nothing_without_a_request(self, head: Desk, concern: Concern) -> None:
        with pytest.raises(Refused) as refused:
            erases(head, concern)
        assert set(refused.value.codes) == {"before.request_erasure", "record.erasure_waiting"}

    def test_waits_until_no_opening_runs(self, vault: Vault, desk: Desk, head: Desk, concern: Concern) -> None:
        vault.asks(desk, concern)
        asks(desk, concern)
        with pytest.raises(Refused) as refused:
            erases(head, concern)
        assert refused.value.codes == ("equals.opening_runs",)

    def test_nothing_can_be_done_with_it_afterwards(self, desk: Desk, head: Desk, concern: Concern) -> None:
        asks(desk, concern)
        erases(head, concern)
        with pytest.raises(Refused):
            desk.does(handling.write, concern, text="Hello.")
        with pytest.raises(Refused):
            desk.does(handling.reopen, concern, rationale="Why.")
        assert Message.objects.filter(concern=concern).exists()  # closed for ever: their key is gone


class TestRequest:
    def test_names_a_basis_and_waits_alone(self, desk: Desk, concern: Concern) -> None:
        with pytest.raises(Refused) as refused:
            asks(desk, concern, basis="tidiness")
        assert refused.value.codes == ("record.basis",)
        asks(desk, concern)
        with pytest.raises(Refused) as refused:
            asks(desk, concern)
        assert refused.value.codes == ("equals.erasure_waiting",)

    def test_can_be_refused_with_a_reason_and_asked_again(self, desk: Desk, head: Desk, concern: Concern) -> None:
        asks(desk, concern)
        head.does(erasure.refuse_erasure, concern, stepped_up=True, rationale="A court has asked for it.")
        assert Erasure.objects.get().is_refused
        assert Narrative.objects.filter(concern=concern).exists()
        asks(desk, concern)
        assert Erasure.objects.count() == 2


class TestTheDatabaseRefusesFirst:
    def test_nobody_erases_alone(self, desk: Desk, head: Desk, concern: Concern) -> None:
        for who in (desk, head):
            with who.open(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select concerns_erase(%s)", [concern.id])
        asks(head, concern)
        with head.open(), pytest.raises(DatabaseError), transaction.atomic():
            Erasure.objects.filter(concern=concern).update(decided_by_id=head.person.id)
        with head.open(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select concerns_erase(%s)", [concern.id])
        assert Narrative.objects.filter(concern=concern).exists()

    def test_a_refusal_erases_nothing(self, desk: Desk, head: Desk, concern: Concern) -> None:
        asks(desk, concern)
        head.does(erasure.refuse_erasure, concern, stepped_up=True, rationale="No.")
        with head.open(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select concerns_erase(%s)", [concern.id])

    def test_no_door_calls_what_erases_without_asking(self, as_door: AsDoor, concern: Concern) -> None:
        for door in Door:
            with as_door(door), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select concerns_erase_now(%s)", [concern.id])


def test_a_restore_erases_again_what_was_erased(desk: Desk, head: Desk, concern: Concern) -> None:
    other = vaults.confidential()
    asks(desk, concern)
    erases(head, concern)
    assert erasure.erased() == [concern.id]
    with transaction.atomic():
        assert erasure.erase_again([concern.id, other.id], at=make.now()) == 1
    other.refresh_from_db()
    assert other.state == "erased"
    assert not Narrative.objects.exists()
