"""Sealing who somebody is: at intake, in assisted entry and by moving a passage."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate

from candour.contexts.concerns import ceremony, codes
from candour.contexts.concerns.identity import Passage, Person
from candour.contexts.concerns.models import (
    Concern,
    IdentityKey,
    IdentityPart,
    KeyHolder,
    Reporter,
    SealedIdentity,
)
from candour.contexts.concerns.operations import ceremony as keeping
from candour.contexts.concerns.operations import holders, identities, intake
from candour.contexts.concerns.queries import disclosure
from candour.contexts.concerns.queries import identities as queries
from candour.contexts.concerns.submission import Submission
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Desk, ledger_verbs
from candour.contexts.concerns.tests.vault import CHEAP, Vault
from candour.kernel.doors import Door
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused
from candour.kernel.visitors import receipts
from tests.database import AsDoor

pytestmark = pytest.mark.django_db

TOLD = Submission(
    what_happened="They never answered.", level="confidential", name="Canary Wren", contact="07700 900123",
    identifying="The only teacher of Latin.", nudge_email="wren@example.org", access_needs="large print",
)  # fmt: skip


@pytest.fixture
def vault(as_door: AsDoor) -> Vault:
    return vaults.build(as_door)


def opened(vault: Vault, desk: Desk, concern: Concern) -> list[object]:
    """Everything in the identity, after two people opened it."""
    opening = vault.asks(desk, concern)
    vault.agrees(vault.officer, opening)
    vault.agrees(vault.deputy, opening)
    return [shown.holds for shown in vault.reads(desk, opening)]


class TestIntake:
    def test_seals_who_a_confidential_reporter_is(self, as_door: AsDoor, vault: Vault, desk: Desk) -> None:
        with as_door(Door.PUBLIC):
            received = intake.receive(submission=TOLD, receipt=receipts.new(), at=make.now())
        concern = desk.brings(Concern.objects.get(reference=received.reference), "taken")
        assert concern.level == "confidential"
        teller = make.teller(concern)
        assert (teller.name, teller.contact, teller.nudge_email, teller.access_needs) == ("", "", "", "large print")
        assert Reporter.objects.get().nudge_sealed is not None
        assert opened(vault, desk, concern) == [Person("Canary Wren", "07700 900123", "The only teacher of Latin.")]

    def test_takes_nothing_in_that_it_cannot_seal(self, as_door: AsDoor) -> None:
        with pytest.raises(queries.NoSides), as_door(Door.PUBLIC):
            intake.receive(submission=TOLD, receipt=receipts.new(), at=make.now())
        assert not Concern.objects.exists()

    def test_staff_can_enter_one(self, vault: Vault, desk: Desk) -> None:
        with desk.open():
            concern, _receipt = intake.receive_assisted(
                submission=TOLD, actor=desk.actor(), channel="phone", at=make.now()
            )
        desk.brings(concern, "taken")
        assert make.teller(concern).name == ""
        assert opened(vault, desk, concern) == [Person("Canary Wren", "07700 900123", "The only teacher of Latin.")]

    def test_each_half_is_sealed_to_its_side(self, vault: Vault) -> None:
        concern = vaults.confidential()
        rows = IdentityPart.objects.filter(identity_id=concern.id).values_list("side", "key__side")
        assert set(rows) == {("officers", "officers"), ("deputies", "deputies")}


class TestSealPassage:
    def test_moves_the_words_wherever_they_stand_and_leaves_a_mark(self, vault: Vault, desk: Desk) -> None:
        story = "I am Canary\nWren of 4B. Ask Canary Wren of 4B."
        concern = desk.brings(make.concern(story=story), "taken")
        desk.does(identities.seal_passage, concern, passage="Canary Wren of 4B")
        mark = "[moved to the sealed identity]"
        assert make.told(concern).what_happened == f"I am {mark}. Ask {mark}."
        assert SealedIdentity.objects.filter(concern=concern).exists()
        assert opened(vault, desk, concern) == [Passage("what_happened", "Canary\nWren of 4B")]
        assert "concerns.concern.seal_passage" in ledger_verbs()

    def test_adds_to_an_identity_that_is_there(self, vault: Vault, desk: Desk) -> None:
        concern = desk.brings(vaults.confidential(story="Signed: Wren."), "taken")
        desk.does(identities.seal_passage, concern, passage="Wren.")
        assert IdentityPart.objects.count() == 2
        assert set(map(type, opened(vault, desk, concern))) == {Person, Passage}

    @pytest.mark.parametrize("passage", ["", "   ", "not in the text"])
    def test_refuses_words_that_do_not_stand_there(self, vault: Vault, desk: Desk, passage: str) -> None:
        concern = desk.brings(make.concern(), "taken")
        with pytest.raises(Refused) as refused:
            desk.does(identities.seal_passage, concern, passage=passage)
        assert refused.value.codes == ("record.passage",)

    def test_is_for_the_caseworker_who_works_on_it(self, vault: Vault, desk: Desk, colleague: Desk) -> None:
        concern = desk.brings(make.concern(story="I am Wren."), "taken")
        with pytest.raises(Refused) as refused:
            colleague.does(identities.seal_passage, concern, passage="Wren")
        assert set(refused.value.codes) == {"assigned", "record.passage"}

    def test_refuses_before_there_was_a_ceremony(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(story="I am Wren."), "taken")
        with pytest.raises(Refused) as refused:
            desk.does(identities.seal_passage, concern, passage="Wren")
        assert refused.value.codes == ("no_sides",)
        assert make.told(concern).what_happened == "I am Wren."


def test_what_may_cross_to_a_body_cannot_see_a_sealed_name(vault: Vault, desk: Desk) -> None:
    concern = desk.brings(vaults.confidential(), "taken")
    with desk.open():
        assert disclosure.of(concern, "Canary Wren told us.") == ()


class TestHolders:
    def test_somebody_new_is_let_in_by_another_holder_and_can_open(
        self, as_door: AsDoor, vault: Vault, desk: Desk
    ) -> None:
        new = Desk(as_door, make.person("Nia Newcomer", Role.IDENTITY_OFFICER))
        with new.open():
            asked = holders.ask(actor=new.actor(stepped_up=True), at=make.now(), cost=CHEAP)
        concern = desk.brings(vaults.confidential(), "taken")
        opening = vault.asks(desk, concern)
        with pytest.raises(Refused) as refused:
            vault.agrees(new, opening, asked.secret)
        assert "no_key" in refused.value.codes
        with vault.officer.open():
            holders.enrol(
                holder_id=asked.holder.id, typed=vault.secret(vault.officer),
                actor=vault.officer.actor(stepped_up=True), at=make.now(),
            )  # fmt: skip
        vault.agrees(new, opening, asked.secret)
        vault.agrees(vault.deputy, opening)
        assert vault.reads(desk, opening)

    @pytest.mark.parametrize("who", ["officer", "deputy"])
    def test_nobody_lets_in_themselves_or_somebody_of_the_other_side(
        self, as_door: AsDoor, vault: Vault, who: str
    ) -> None:
        new = Desk(
            as_door,
            make.person("Nia Newcomer", Role.DEPUTY_COMMISSIONER if who == "officer" else Role.IDENTITY_OFFICER),
        )
        with new.open():
            asked = holders.ask(actor=new.actor(stepped_up=True), at=make.now(), cost=CHEAP)
        for desk, typed in ((new, asked.secret), (getattr(vault, who), vault.secret(getattr(vault, who)))):
            with desk.open(), pytest.raises((Refused, KeyHolder.DoesNotExist)) as refused:
                holders.enrol(holder_id=asked.holder.id, typed=typed, actor=desk.actor(stepped_up=True), at=make.now())
            if isinstance(refused.value, Refused):
                assert refused.value.codes == ("not_a_holder",)

    def test_two_shares_let_somebody_in_where_no_holder_is_left(self, as_door: AsDoor, vault: Vault) -> None:
        new = Desk(as_door, make.person("Nia Newcomer", Role.IDENTITY_OFFICER))
        with new.open():
            asked = holders.ask(actor=new.actor(stepped_up=True), at=make.now(), cost=CHEAP)
        made = vault.made["officers"]
        pair = ceremony.by_shares(made.published, made.shares[1:])
        keeping.let_in(side="officers", email=new.person.email, pair=pair, at=make.now())
        with new.open():
            assert holders.try_secret(typed=asked.secret, actor=new.actor(stepped_up=True), at=make.now()) == pair

    def test_who_is_ended_opens_nothing(self, vault: Vault, desk: Desk, head: Desk) -> None:
        held = queries.holding_of(vault.officer.person.id)
        assert held is not None
        with head.open():
            holders.end(holder_id=held.id, actor=head.actor(stepped_up=True), at=make.now())
        opening = vault.asks(desk, desk.brings(vaults.confidential(), "taken"))
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer, opening)
        assert refused.value.codes == ("no_key",)

    def test_asking_is_for_one_side(self, as_door: AsDoor, vault: Vault, desk: Desk) -> None:
        both = Desk(as_door, make.person("Bo Both", Role.IDENTITY_OFFICER, Role.DEPUTY_COMMISSIONER))
        for who, code in ((both, "no_side"), (desk, "no_side"), (vault.officer, "holds_already")):
            with who.open(), pytest.raises(Refused) as refused:
                holders.ask(actor=who.actor(stepped_up=True), at=make.now(), cost=CHEAP)
            assert refused.value.codes == (code,)


class TestCeremony:
    def test_a_new_key_takes_over_and_the_old_halves_are_moved(self, vault: Vault, desk: Desk) -> None:
        concern = desk.brings(vaults.confidential(), "taken")
        old = vault.made["officers"]
        emails = [vault.officer.person.email]
        vault.made["officers"] = ceremony.hold("officers", emails, on=localdate(), cost=CHEAP)
        keeping.adopt(vault.made["officers"].published, at=make.now())
        opening = vault.asks(desk, concern)
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer, opening)
        assert refused.value.codes == ("other_key",)
        assert keeping.left_to_move("officers") == 1
        assert keeping.move(side="officers", old=ceremony.by_shares(old.published, old.shares[:2]), at=make.now()) == 1
        assert keeping.left_to_move("officers") == 0
        vault.agrees(vault.officer, opening)
        vault.agrees(vault.deputy, opening)
        assert vault.reads(desk, opening)
        assert IdentityKey.objects.filter(retired_on=None).count() == 2

    def test_refuses_strangers_other_roles_and_both_sides(self, vault: Vault, desk: Desk) -> None:
        for email in ("nobody@example.org", desk.person.email, vault.officer.person.email):
            made = ceremony.hold("deputies", [email], on=localdate(), cost=CHEAP)
            with pytest.raises(ceremony.CeremonyError):
                keeping.adopt(made.published, at=make.now())

    def test_the_file_says_nothing_that_opens(self, vault: Vault) -> None:
        made = vault.made["officers"]
        text = ceremony.write(made.published)
        assert ceremony.read(text) == made.published
        assert not any(secret in text for secret in made.secrets.values())
        for damaged in (
            "",
            "{}",
            text.replace("officers", "everybody"),
            text.replace(made.published.fingerprint, "0" * 16),
        ):
            with pytest.raises(ceremony.CeremonyError):
                ceremony.read(damaged)

    def test_a_share_of_another_key_and_one_share_alone_are_refused(self, vault: Vault) -> None:
        officers, deputies = vault.made["officers"], vault.made["deputies"]
        for words in (officers.shares[:1], (officers.shares[0], deputies.shares[0]), deputies.shares[:2]):
            with pytest.raises(ceremony.CeremonyError):
                ceremony.by_shares(officers.published, words)

    def test_a_side_has_holders_each_once(self) -> None:
        for side, emails in (("officers", []), ("officers", ["a@b", "a@b"]), ("everybody", ["a@b"])):
            with pytest.raises(ceremony.CeremonyError):
                ceremony.hold(side, emails, on=localdate(), cost=CHEAP)

    def test_there_are_words_for_every_kind(self) -> None:
        assert {kind.value for kind in codes.Piece} == {"person", "passage", "file"}
