"""Many tabs press "Send" at the same moment: one referral, and everybody is told the same."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from candour.contexts.pathway.forms import make as forms
from candour.contexts.pathway.models import Individual, Referral, ReferralDraft
from candour.contexts.pathway.operations import intake
from candour.contexts.pathway.operations import making as operations
from candour.contexts.pathway.queries import making
from candour.contexts.pathway.tests import factories as make
from candour.kernel.access import context
from candour.kernel.doors import Door
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.visitors import receipts

TABS = 6
WHY = "He draws the hall with its exits marked."

pytestmark = pytest.mark.django_db(transaction=True)


def together(door: Door, act: Callable[[], str], *, session: str = "") -> list[str]:
    """What each of several tabs is told: each in a transaction of its own, in the role of the door."""
    start, told = threading.Barrier(TABS), []

    def one() -> None:
        start.wait(timeout=20)
        try:
            with transaction.atomic():
                context.tell(context.SESSION, session)
                with connection.cursor() as cursor:
                    cursor.execute(f'set local role "{door.role}"')
                told.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(TABS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


def test_by_anybody_it_is_one_referral_of_one_person() -> None:
    make.national_desk()
    secret = receipts.finding_secret(receipts.new().mailbox_secret)

    def send() -> str:
        said = make.submission()
        received = intake.receive(submission=said, channel="public", actor=None, at=make.now(), finding_secret=secret)
        return received.reference

    told = together(Door.PUBLIC, send)
    assert told == [Referral.objects.get().reference] * TABS
    assert Individual.objects.count() == 1


def test_by_a_bodys_referrer_it_is_one_and_the_others_find_the_draft_gone() -> None:
    make.national_desk()
    school = make.body("Beech Hill School", OrganisationKind.EDUCATION)
    teacher = make.holder("Tess Moor", "duty_body_referrer", school)
    session, actor = make.session(teacher), make.actor(teacher)
    body = next(iter(making.bodies(actor)))
    draft_id = operations.begin(organisation_id=body, actor=actor, at=make.now(), answers={"why_concerned": WHY})

    def send() -> str:
        try:
            said = forms.submission({"why_concerned": WHY})
            return operations.send(draft_id=draft_id, submission=said, actor=actor, at=make.now()).reference
        except operations.DraftGone:
            return "gone"

    told = together(Door.DELIVERY, send, session=session)
    assert sorted(told) == sorted([Referral.objects.get().reference, *["gone"] * (TABS - 1)])
    assert not ReferralDraft.objects.exists()
