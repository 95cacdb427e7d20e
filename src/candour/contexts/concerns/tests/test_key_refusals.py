"""What the keys of sealed identities, and the files beside them, refuse: each refusal with its own reason."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from candour.contexts.concerns import identity
from candour.contexts.concerns.ceremony import CeremonyError, by_shares
from candour.contexts.concerns.models import ConcernDocument, HolderWrap, IdentityPart, Message
from candour.contexts.concerns.operations import ceremony as keeping
from candour.contexts.concerns.operations import files, holders, identities, notices, steps
from candour.contexts.concerns.queries import identities as queries
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Desk
from candour.contexts.concerns.tests.vault import CHEAP, Vault
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.operations import NotReadable
from candour.kernel.notifications.registry import Place
from candour.kernel.people.models import RoleHolding
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def vault(as_door: AsDoor) -> Vault:
    return vaults.build(as_door)


class TestCeremony:
    def test_takes_no_key_twice(self, vault: Vault) -> None:
        with pytest.raises(CeremonyError, match="is in use already, or was"):
            keeping.adopt(vault.made["officers"].published, at=make.now())

    def test_lets_nobody_in_with_shares_of_the_other_side(self, vault: Vault) -> None:
        made = vault.made["deputies"]
        pair = by_shares(made.published, made.shares[:2])
        with pytest.raises(CeremonyError, match="These are shares of"):
            keeping.let_in(side="officers", email=vault.officer.person.email, pair=pair, at=make.now())


class TestHolders:
    @pytest.fixture
    def new(self, as_door: AsDoor) -> Desk:
        return Desk(as_door, make.person("Nia Newcomer", Role.IDENTITY_OFFICER))

    def test_let_nobody_in_whose_role_ended_since_they_asked(self, vault: Vault, new: Desk) -> None:
        with new.open():
            asked = holders.ask(actor=new.actor(stepped_up=True), at=make.now(), cost=CHEAP)
        RoleHolding.objects.filter(person=new.person).update(ends_on=make.now().date())
        with vault.officer.open(), pytest.raises(Refused) as refused:
            holders.enrol(
                holder_id=asked.holder.id, typed=vault.secret(vault.officer),
                actor=vault.officer.actor(stepped_up=True), at=make.now(),
            )  # fmt: skip
        assert refused.value.codes == ("lost_the_role",)

    def test_want_a_fresh_proof(self, vault: Vault, new: Desk) -> None:
        with new.open(), pytest.raises(Refused) as refused:
            holders.ask(actor=new.actor(), at=make.now(), cost=CHEAP)
        assert refused.value.codes == ("step_up",)

    def test_are_ended_by_nobody_but_the_head_and_themselves(self, vault: Vault) -> None:
        held = queries.holding_of(vault.officer.person.id)
        assert held is not None
        with vault.officer_2.open(), pytest.raises(Refused) as refused:
            holders.end(holder_id=held.id, actor=vault.officer_2.actor(), at=make.now())
        assert refused.value.codes == ("step_up", "not_yours")

    def test_open_nothing_when_what_was_sealed_to_them_is_gone(self, vault: Vault) -> None:
        """The database takes it out of sight when the role ends; between asking who holds and opening, it may."""
        held = queries.holding_of(vault.officer.person.id)
        assert held is not None
        HolderWrap.objects.filter(holder=held).delete()
        with vault.officer.open(), pytest.raises(Refused) as refused:
            holders.try_secret(
                typed=vault.secret(vault.officer), actor=vault.officer.actor(stepped_up=True), at=make.now()
            )
        assert refused.value.codes == ("no_key",)


class TestIdentities:
    def test_of_somebody_who_told_nothing_holds_no_piece(self, vault: Vault) -> None:
        rows = identities.rows_of(uuid4(), identity.Person(), on=make.now().date(), added_by=None)
        assert sorted(type(row).__name__ for row in rows) == ["IdentityPart", "IdentityPart", "SealedIdentity"]

    def test_with_a_damaged_half_are_not_opened(self, vault: Vault, desk: Desk) -> None:
        concern = desk.brings(vaults.confidential(), "taken")
        opening = vault.asks(desk, concern)
        half = IdentityPart.objects.get(identity_id=concern.id, side="officers")
        with connection.cursor() as cursor:  # as the owner: no door may change one
            cursor.execute(
                "update concerns_identitypart set sealed = overlay(sealed placing '\\x00' from 40) where id = %s",
                [half.pk],
            )
        with pytest.raises(Refused) as refused:
            vault.agrees(vault.officer, opening)
        assert refused.value.codes == ("other_key",)


class TestNotices:
    def test_lead_to_a_request_only_who_may_see_it(self, as_door: AsDoor, vault: Vault, desk: Desk) -> None:
        opening = vault.asks(desk, desk.brings(vaults.confidential(), "taken"))
        with vault.officer.open():
            places = notices.opening_places(vault.officer.actor(), [opening.id, uuid4()])
        address = reverse("identities:opening", args=[opening.id])
        assert places == {opening.id: Place(opening.reference, address)}
        analyst = Desk(as_door, make.person("Ana Analyst", Role.ANALYST))
        with analyst.open():
            assert notices.opening_places(analyst.actor(), [opening.id]) == {}

    def test_about_keys_lead_to_their_page(self) -> None:
        assert notices.keys() == reverse("identities:keys")


class TestFiles:
    def test_are_sent_and_read_by_nobody_who_may_not_read_the_concern(self, desk: Desk, colleague: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        concern = type(concern).objects.get(id=concern.id)
        with colleague.open(), Arrival("a.txt") as arrival, pytest.raises(ValueError, match="can read it"):
            files.send(concern, [arrival], message=Message(), actor=colleague.actor(), at=make.now())
        with colleague.open(), pytest.raises(NotReadable):
            files.open_original(concern, ConcernDocument(), actor=colleague.actor(), at=make.now())


def test_a_refresh_of_what_is_right_already_writes_nothing(desk: Desk) -> None:
    concern = desk.brings(make.concern(), "taken")
    steps.refresh(concern)
    before = type(concern).objects.filter(id=concern.id).values().get()
    steps.refresh(concern)
    assert type(concern).objects.filter(id=concern.id).values().get() == before
