"""Opening a sealed identity: at the office door, under its grants and row rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.timezone import localdate

from candour.contexts.concerns.identity import CannotOpen, Person
from candour.contexts.concerns.models import (
    Concern,
    ConcernExclusion,
    IdentityPart,
    IdentityPiece,
    KeyHolder,
    Opening,
    OpeningDecision,
    OpeningStep,
    ReleasedPart,
)
from candour.contexts.concerns.operations import barriers, openings
from candour.contexts.concerns.operations.holders import WrongSecret
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Desk, ledger_verbs
from candour.contexts.concerns.tests.vault import WHO, Vault
from candour.kernel.people.models import RoleHolding
from candour.kernel.procedures.facts import Refused
from candour.kernel.sealing import boxes, holders
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def vault(as_door: AsDoor) -> Vault:
    return vaults.build(as_door)


@pytest.fixture
def concern(vault: Vault, desk: Desk) -> Concern:
    return desk.brings(vaults.confidential(), "taken")


@pytest.fixture
def opening(vault: Vault, desk: Desk, concern: Concern) -> Opening:
    return vault.asks(desk, concern)


def codes(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, ...]:
    return refused.value.codes


class TestTheWholeWay:
    def test_two_people_open_and_the_named_reader_reads(self, vault: Vault, desk: Desk, opening: Opening) -> None:
        vault.agrees(vault.officer, opening)
        vault.agrees(vault.deputy, opening)
        (shown,) = vault.reads(desk, opening)
        assert shown.holds == WHO
        opening.refresh_from_db()
        assert (opening.state, opening.opened_on) == ("opened", localdate())
        steps = list(OpeningStep.objects.filter(opening=opening).order_by("number").values_list("step", "by_id"))
        assert steps == [
            ("ask", desk.person.id),
            ("agree_first", vault.officer.person.id),
            ("agree_second", vault.deputy.person.id),
            ("read", desk.person.id),
        ]
        assert {f"concerns.opening.{step}" for step, _ in steps} <= ledger_verbs()

    def test_either_side_may_be_first(self, vault: Vault, desk: Desk, opening: Opening) -> None:
        vault.agrees(vault.deputy_2, opening)
        vault.agrees(vault.officer_2, opening)
        assert vault.reads(desk, opening)[0].holds == WHO

    def test_the_reader_can_be_somebody_else_who_makes_ready(
        self, vault: Vault, desk: Desk, colleague: Desk, concern: Concern
    ) -> None:
        opening = vault.asks(desk, concern, reader=colleague.person)
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer, opening)
        assert codes(refused) == ("record.reader_key",)
        pair = boxes.new_pair()
        with colleague.open():
            openings.get_ready(opening_id=opening.id, public=pair.public, actor=colleague.actor(), at=make.now())
        vault.agrees(vault.officer, opening)
        vault.agrees(vault.deputy, opening)
        assert vault.reads(colleague, opening, pair.private)[0].holds == WHO
        with pytest.raises(Refused) as refused:
            vault.reads(desk, opening, pair.private)
        assert codes(refused) == ("assigned",)

    def test_what_was_released_is_destroyed_when_the_reader_has_finished(
        self, vault: Vault, desk: Desk, opening: Opening
    ) -> None:
        vault.agrees(vault.officer, opening)
        vault.agrees(vault.deputy, opening)
        with desk.open():
            openings.finish(opening_id=opening.id, actor=desk.actor(), at=make.now())
        assert not ReleasedPart.objects.exists()
        with pytest.raises(Refused) as refused:
            vault.reads(desk, opening)
        assert codes(refused) == ("state",)

    def test_no_key_of_the_server_opens_anything(self, vault: Vault, desk: Desk, opening: Opening) -> None:
        vault.agrees(vault.officer, opening)
        vault.agrees(vault.deputy, opening)
        with pytest.raises(CannotOpen):
            vault.reads(desk, opening, boxes.new_pair().private)


class TestAsking:
    def test_refuses_without_a_reason_a_reader_or_an_identity(self, vault: Vault, desk: Desk) -> None:
        plain = desk.brings(make.concern(), "taken")
        with pytest.raises(Refused) as refused:
            desk.does(openings.ask, plain, ground="harm", reason=" ", reader_id=None)
        assert set(codes(refused)) == {"step_up", "record.identity", "record.rationale", "record.reader"}

    def test_refuses_a_ground_that_is_none(self, vault: Vault, desk: Desk, concern: Concern) -> None:
        with pytest.raises(Refused) as refused:
            vault.asks(desk, concern, ground="curiosity")
        assert codes(refused) == ("record.rationale",)

    def test_refuses_a_reader_with_a_declared_interest(
        self, vault: Vault, desk: Desk, colleague: Desk, concern: Concern
    ) -> None:
        colleague.does(barriers.declare_interest, concern, rationale="My cousin.")
        with pytest.raises(Refused) as refused:
            vault.asks(desk, concern, reader=colleague.person)
        assert codes(refused) == ("record.reader",)

    def test_refuses_a_reader_who_does_not_work_with_concerns(self, vault: Vault, desk: Desk, concern: Concern) -> None:
        with pytest.raises(Refused) as refused:
            vault.asks(desk, concern, reader=vault.officer.person)
        assert codes(refused) == ("record.reader",)

    def test_refuses_a_second_request_while_one_runs(self, vault: Vault, desk: Desk, opening: Opening) -> None:
        with pytest.raises(Refused) as refused:
            vault.asks(desk, opening.concern)
        assert codes(refused) == ("equals.is_asked_already",)

    def test_a_request_that_lapsed_gives_way(self, vault: Vault, desk: Desk, opening: Opening) -> None:
        Opening.objects.filter(id=opening.id).update(expires_at=make.now() - timedelta(minutes=1))
        again = vault.asks(desk, opening.concern)
        opening.refresh_from_db()
        assert (opening.state, opening.is_open, again.state) == ("lapsed", False, "asked")


class TestRefusals:
    def test_the_same_officer_for_both_sides(self, vault: Vault, opening: Opening) -> None:
        vault.agrees(vault.officer, opening)
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer, opening)
        assert set(codes(refused)) == {"equals.side_has_agreed", "other_person.agree_first"}

    def test_two_of_the_same_side(self, vault: Vault, opening: Opening) -> None:
        vault.agrees(vault.officer, opening)
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer_2, opening)
        assert codes(refused) == ("equals.side_has_agreed",)

    def test_somebody_whose_role_ended_a_minute_ago(self, vault: Vault, opening: Opening) -> None:
        actor = vault.officer.actor(stepped_up=True)  # as the page knew them
        RoleHolding.objects.filter(person=vault.officer.person).update(ends_on=localdate())
        token = make.session(vault.officer.person, stepped_up=True)  # even with a session that lives on
        with (
            vault.officer._as_door(actor.door, session=token),
            pytest.raises((Opening.DoesNotExist, Refused)),
        ):
            openings.agree(opening_id=opening.id, typed=vault.secret(vault.officer), actor=actor, at=make.now())
        assert not OpeningDecision.objects.exists()

    def test_a_wrong_secret_is_counted_and_slowed(self, vault: Vault, opening: Opening) -> None:
        for _ in range(3):
            with pytest.raises(WrongSecret):
                vault.agrees(vault.officer, opening, holders.new_secret())
        assert KeyHolder.objects.get(person=vault.officer.person).tries == 3
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer, opening)
        assert codes(refused) == ("secret.wait",)
        assert "concerns.holder.wrong_secret" in ledger_verbs()
        KeyHolder.objects.update(tried_at=make.now() - timedelta(minutes=2))
        vault.agrees(vault.officer, opening)
        assert KeyHolder.objects.get(person=vault.officer.person).tries == 0

    def test_a_slip_of_the_pen_is_not_counted(self, vault: Vault, opening: Opening) -> None:
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer, opening, "one two three")
        assert codes(refused) == ("secret.shape",)
        assert KeyHolder.objects.get(person=vault.officer.person).tries == 0

    def test_somebody_elses_secret(self, vault: Vault, opening: Opening) -> None:
        with pytest.raises(WrongSecret):
            vault.agrees(vault.officer, opening, vault.secret(vault.officer_2))

    def test_without_a_fresh_proof(self, vault: Vault, opening: Opening) -> None:
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer, opening, stepped_up=False)
        assert codes(refused) == ("step_up",)

    def test_a_request_that_was_withdrawn(self, vault: Vault, desk: Desk, opening: Opening) -> None:
        vault.agrees(vault.officer, opening)
        with desk.open():
            openings.withdraw(opening_id=opening.id, actor=desk.actor(), at=make.now())
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.deputy, opening)
        assert "state" in codes(refused)

    def test_a_request_that_was_refused(self, vault: Vault, opening: Opening) -> None:
        with vault.deputy.open():
            openings.refuse(
                opening_id=opening.id, rationale="Write to them first.", actor=vault.deputy.actor(), at=make.now()
            )
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer, opening)
        assert "state" in codes(refused)

    def test_a_request_that_is_too_old(self, vault: Vault, opening: Opening) -> None:
        Opening.objects.filter(id=opening.id).update(expires_at=make.now() - timedelta(seconds=1))
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer, opening)
        assert codes(refused) == ("equals.is_current",)

    def test_a_window_that_is_over(self, vault: Vault, desk: Desk, opening: Opening) -> None:
        vault.agrees(vault.officer, opening)
        vault.agrees(vault.deputy, opening)
        OpeningDecision.objects.update(decided_at=make.now() - timedelta(minutes=15, seconds=1))
        with pytest.raises(Refused) as refused:
            vault.reads(desk, opening)
        assert codes(refused) == ("equals.is_current",)
        with desk.open():
            assert not IdentityPiece.objects.exists()
            assert not ReleasedPart.objects.exists()

    def test_whoever_declared_an_interest(self, vault: Vault, opening: Opening) -> None:
        with vault.officer.open():
            openings.step_aside(
                opening_id=opening.id, rationale="I know them.", actor=vault.officer.actor(), at=make.now()
            )
        with pytest.raises(Opening.DoesNotExist):
            vault.agrees(vault.officer, opening)
        vault.agrees(vault.officer_2, opening)
        declared = ConcernExclusion.objects.get()
        assert (declared.person_id, declared.concern_id) == (vault.officer.person.id, opening.concern_id)

    def test_a_reader_who_declares_an_interest_meanwhile(self, vault: Vault, desk: Desk, opening: Opening) -> None:
        vault.agrees(vault.officer, opening)
        vault.agrees(vault.deputy, opening)
        desk.does(barriers.declare_interest, opening.concern, rationale="I know them.")
        with pytest.raises(Opening.DoesNotExist):
            vault.reads(desk, opening)

    def test_an_officer_who_asked(self, vault: Vault, concern: Concern) -> None:
        RoleHolding.objects.create(
            person=vault.officer.person, organisation=make.office(), role="concerns_caseworker", starts_on="2025-01-01"
        )
        opening = vault.asks(vault.officer, concern)
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer, opening)
        assert set(codes(refused)) == {"other_person.ask", "equals.is_reader"}


class TestTheDatabaseRefusesFirst:
    """The same, asked of the tables under the office door's role, past every operation."""

    def decision(self, desk: Desk, opening: Opening, side: str, **given: object) -> OpeningDecision:
        return OpeningDecision(
            **{
                "opening_id": opening.id, "side": side, "by_id": desk.person.id, "asked_by_id": opening.requested_by_id,
                "reader_id": opening.reader_id, "decided_at": make.now(), **given,
            }
        )  # fmt: skip

    def refuses(self, desk: Desk, row: OpeningDecision) -> bool:
        with desk.open():
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
                    connection.cursor().execute("set constraints all immediate")
            except (DatabaseError, IntegrityError):
                return True
        return False

    def test_a_decision_by_the_wrong_person(self, vault: Vault, desk: Desk, opening: Opening) -> None:
        other = vault.deputy.person.id
        assert self.refuses(vault.officer, self.decision(vault.officer, opening, "deputies"))
        assert self.refuses(vault.officer, self.decision(vault.officer, opening, "officers", by_id=other))
        assert self.refuses(desk, self.decision(desk, opening, "officers"))
        assert self.refuses(vault.officer, self.decision(vault.officer, opening, "officers", asked_by_id=other))
        assert self.refuses(vault.officer, self.decision(vault.officer, opening, "officers", reader_id=other))
        late = make.now() + timedelta(hours=1)
        assert self.refuses(vault.officer, self.decision(vault.officer, opening, "officers", decided_at=late))
        assert not self.refuses(vault.officer, self.decision(vault.officer, opening, "officers"))
        assert self.refuses(vault.officer, self.decision(vault.officer, opening, "deputies"))

    def test_each_side_sees_its_own_half_while_somebody_asks(self, vault: Vault, desk: Desk, concern: Concern) -> None:
        with vault.officer.open():
            assert not IdentityPart.objects.exists()
        vault.asks(desk, concern)
        with vault.officer.open():
            assert [part.side for part in IdentityPart.objects.all()] == ["officers"]
        with vault.deputy.open():
            assert [part.side for part in IdentityPart.objects.all()] == ["deputies"]
        with desk.open():
            assert not IdentityPart.objects.exists()

    def test_only_the_reader_sees_what_was_released(
        self, vault: Vault, desk: Desk, head: Desk, opening: Opening
    ) -> None:
        vault.agrees(vault.officer, opening)
        vault.agrees(vault.deputy, opening)
        for other in (vault.officer, vault.deputy, head):
            with other.open():
                assert not ReleasedPart.objects.exists()
                assert not IdentityPiece.objects.exists()
        with desk.open():
            assert ReleasedPart.objects.count() == 2
            assert IdentityPiece.objects.count() == 1

    def test_the_sweep_destroys_what_is_over(self, vault: Vault, opening: Opening) -> None:
        vault.agrees(vault.officer, opening)
        vault.agrees(vault.deputy, opening)
        with vault.officer.open(), connection.cursor() as cursor:
            cursor.execute("select concerns_sweep_identities()")
        assert ReleasedPart.objects.count() == 2
        OpeningDecision.objects.update(decided_at=make.now() - timedelta(minutes=16))
        with vault.officer.open(), connection.cursor() as cursor:
            cursor.execute("select concerns_sweep_identities()")
        assert not ReleasedPart.objects.exists()


def test_a_person_is_not_printed() -> None:
    assert "Canary" not in repr(Person(name="Canary"))
