"""Who gets as far as something that could be opened, and who opens it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone
from pytest_django import Settings

from candour.contexts.concerns import sealed
from candour.contexts.concerns.models import Concern, ConcernKey, EmergencyAccess, Message, Narrative, Reporter
from candour.contexts.concerns.operations import barriers, handling, rewrapping
from candour.contexts.concerns.queries import case, opening
from candour.contexts.concerns.sealed import CannotOpen
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Desk
from candour.kernel.doors import Door
from candour.kernel.sealing import ring
from candour.kernel.sealing.ring import NoOfficeKey
from candour.kernel.visitors import receipts
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


def held(concern: Concern) -> tuple[int, ...]:
    """How many rows of what is sealed, and of what opens it, the database shows to whoever asks."""
    return tuple(model.objects.filter(concern=concern).count() for model in (ConcernKey, Narrative, Reporter, Message))


@pytest.fixture
def concern() -> Concern:
    made = make.concern(story="It was the school.", reporter="Sam")
    make.message(made, "One more thing.")
    return made


class TestOffice:
    """The caseworker assigned, and nobody else."""

    def test_whoever_works_on_it_opens_it(self, desk: Desk, concern: Concern) -> None:
        desk.brings(concern, "taken")
        with desk.open():
            assert held(concern) == (1, 1, 1, 2)
            pair = opening.pair_for_office(Concern.objects.get(id=concern.id))
            assert pair is not None

    def test_a_colleague_gets_ciphertext_of_nothing(self, desk: Desk, colleague: Desk, concern: Concern) -> None:
        desk.brings(concern, "taken")
        with colleague.open():
            assert Concern.objects.filter(id=concern.id).count() == 1
            assert held(concern) == (0, 0, 0, 0)
            assert opening.pair_for_office(Concern.objects.get(id=concern.id)) is None
            found = case.concern_for(colleague.actor(), concern.reference)
            assert found is not None
            assert case.written(found) is None

    def test_nor_does_the_head_of_office(self, desk: Desk, head: Desk, concern: Concern) -> None:
        desk.brings(concern, "taken")
        with head.open():
            assert held(concern) == (0, 0, 0, 0)

    def test_nor_somebody_before_they_took_it(self, desk: Desk, concern: Concern) -> None:
        with desk.open():
            assert held(concern) == (0, 0, 0, 0)

    def test_who_may_not_read_can_still_write_into_it(self, desk: Desk, concern: Concern) -> None:
        """Acknowledging needs the public half alone."""
        desk.does(handling.acknowledge, concern, text="We have it.")
        with desk.open():
            assert held(concern) == (0, 0, 0, 0)
        assert make.texts(concern) == ["One more thing.", "We have it."]

    def test_emergency_access_opens_it_until_it_ends(self, colleague: Desk, concern: Concern) -> None:
        colleague.does(barriers.open_in_emergency, concern, rationale="A child may be at risk now.", stepped_up=True)
        with colleague.open():
            assert held(concern)[0] == 1
        EmergencyAccess.objects.update(ended_at=timezone.now())
        with colleague.open():
            assert held(concern)[0] == 0

    def test_a_declared_interest_closes_it_again(self, desk: Desk, concern: Concern) -> None:
        desk.brings(concern, "taken")
        desk.does(barriers.declare_interest, concern, rationale="My cousin works there.")
        with desk.open():
            assert held(concern) == (0, 0, 0, 0)

    def test_the_key_can_be_neither_changed_nor_removed(self, desk: Desk, concern: Concern) -> None:
        desk.brings(concern, "taken")
        for statement in (
            "update concerns_concernkey set for_reporter = for_office",
            "delete from concerns_concernkey",
        ):
            with (
                desk.open(),
                pytest.raises(ProgrammingError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)

    def test_a_process_without_the_key_opens_nothing(self, desk: Desk, concern: Concern, settings: Settings) -> None:
        desk.brings(concern, "taken")
        settings.OFFICE_PRIVATE_KEYS = ()
        with desk.open(), pytest.raises(NoOfficeKey):
            opening.pair_for_office(Concern.objects.get(id=concern.id))

    def test_what_was_moved_to_another_concern_does_not_open(self, concern: Concern) -> None:
        other = make.concern(story="Something else.")
        box = Narrative.objects.get(concern=other).sealed
        Narrative.objects.filter(concern=concern).update(sealed=box)
        with pytest.raises(CannotOpen):
            make.told(concern)
        key = ConcernKey.objects.get(concern=other)
        ConcernKey.objects.filter(concern=concern).update(for_office=key.for_office)
        with pytest.raises(CannotOpen):
            make.told(concern)


class TestReporter:
    """The holder of the receipt, who holds no office key."""

    def test_opens_their_own_with_the_receipt_alone(self, as_door: AsDoor, settings: Settings) -> None:
        receipt = receipts.new()
        made = make.concern(story="It was the school.", receipt=receipt)
        other = make.concern()
        settings.OFFICE_PRIVATE_KEYS = ()
        finding = receipts.finding_secret(receipt.mailbox_secret).hex()
        with as_door(Door.PUBLIC, mailbox=finding):
            assert opening.pair_for_reporter(made, receipt.mailbox_secret) is not None
            assert opening.pair_for_reporter(other, receipt.mailbox_secret) is None
            assert list(ConcernKey.objects.values_list("concern_id", flat=True)) == [made.id]
            with pytest.raises(ProgrammingError), transaction.atomic():
                list(ConcernKey.objects.values_list("for_office", flat=True))

    def test_what_finds_the_mailbox_does_not_open_it(self) -> None:
        receipt = receipts.new()
        made = make.concern(receipt=receipt)
        wrapped = bytes(ConcernKey.objects.get(concern=made).for_reporter)
        for wrong in (receipts.finding_secret(receipt.mailbox_secret), receipt.mailbox_digest):
            with pytest.raises(CannotOpen):
                sealed.unwrap_for_reporter(wrong, made.id, wrapped)

    def test_nothing_opens_once_the_key_is_erased(self) -> None:
        receipt = receipts.new()
        made = make.concern(receipt=receipt)
        ConcernKey.objects.filter(concern=made).delete()
        fresh = Concern.objects.get(id=made.id)
        assert opening.pair_for_office(fresh) is None
        assert opening.pair_for_reporter(fresh, receipt.mailbox_secret) is None
        assert case.written(fresh) is None


def test_a_concern_whose_texts_were_erased_shows_none(concern: Concern) -> None:
    pair = opening.pair_for_office(concern)
    assert pair is not None
    Narrative.objects.filter(concern=concern).delete()
    Reporter.objects.filter(concern=concern).delete()
    fresh = Concern.objects.get(id=concern.id)
    assert opening.told(fresh, pair) is None
    assert opening.teller(fresh, pair) is None


def test_every_concern_lies_under_the_present_key(concern: Concern, settings: Settings) -> None:
    name = ring.fingerprint(settings.OFFICE_PUBLIC_KEY)
    assert ConcernKey.objects.get(concern=concern).office_key == name
    assert rewrapping.left(name) == 0
    assert rewrapping.left(str(uuid4())[:16]) == 1
