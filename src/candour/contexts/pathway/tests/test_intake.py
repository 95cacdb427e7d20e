"""Receiving a referral: what is stored, where it goes, and what is refused."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from candour.contexts.pathway.models import Affiliation, IndividualName, Need, Referral, ReferralContent, Referrer
from candour.contexts.pathway.operations import intake
from candour.contexts.pathway.queries import routing
from candour.contexts.pathway.submission import Contact, Name, NeedSaid, Submission, Tie
from candour.contexts.pathway.tests import factories as make
from candour.kernel.access import context
from candour.kernel.deadlines.models import PolicyTerm
from candour.kernel.doors import Door
from candour.kernel.people.models import Organisation, Person
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures.facts import Refused
from tests.database import AsDoor

FULL = Submission(
    why_concerned="He talks of nothing else.",
    event="A fight at school",
    online="A channel",
    names=(Name("Jordan Ellery"), Name("J. E.", "alias"), Name(" ")),
    age_about=15,
    languages="English",
    reached_at=(Contact("telephone", "01632 960001", is_safe=False),),
    ties=(Tie("school", "Beech Hill School"),),
    needs_said=(NeedSaid("neurodivergence", "suspected", "Short questions"),),
    sector="education",
    referrer_name="A. Teacher",
    relationship="teacher",
    referrer_contact="a.teacher@beech.example",
)


@pytest.mark.django_db
class TestReceive:
    def _public(self, as_door: AsDoor, said: Submission | None = None, **given: Any) -> intake.Received:
        with as_door(Door.PUBLIC):
            return intake.receive(
                submission=said or make.submission(), channel="public", actor=None, at=make.now(), **given
            )

    def test_takes_a_few_words_from_the_public(self, as_door: AsDoor) -> None:
        make.national_desk()
        received = self._public(as_door, Submission(why_concerned="I am afraid for a neighbour."))
        referral = Referral.objects.get(reference=received.reference)
        assert (referral.state, referral.channel, referral.entered_by_id) == ("received", "public", None)
        assert referral.force == make.national_desk()
        assert referral.is_child is None
        assert referral.next_due_on == referral.deadlines.get().due_on
        assert [(row.step, row.by_kind) for row in referral.steps.all()] == [("receive", "referrer")]
        assert referral.deadlines.get().started_by == referral.steps.get().id
        assert ReferralContent.objects.get(referral=referral).why_concerned.startswith("I am afraid")

    def test_keeps_everything_that_was_said(self, as_door: AsDoor) -> None:
        make.holder("Ola Grant", "police_case_officer", make.force())
        received = self._public(as_door, replace(FULL, authority_id=make.authority().id))
        referral = Referral.objects.get(reference=received.reference)
        person = referral.individual
        assert referral.force == make.force()
        assert referral.nation == "england"
        assert referral.is_child is True
        assert person.display_name == "Jordan Ellery"
        assert person.age_on == localdate()
        assert list(IndividualName.objects.values_list("kind", flat=True).order_by("kind")) == ["alias", "name"]
        assert "=ellery jordan" in IndividualName.objects.get(kind="name").keys
        assert person.contacts.get().is_safe is False
        assert Affiliation.objects.get().name == "Beech Hill School"
        assert Need.objects.get().known == "suspected"
        assert Referrer.objects.get().relationship == "teacher"

    def test_the_same_code_again_stores_nothing(self, as_door: AsDoor) -> None:
        make.national_desk()
        secret = secrets.token_bytes(32)
        first = self._public(as_door, finding_secret=secret)
        again = self._public(as_door, finding_secret=secret)
        assert again.is_repeat
        assert again.reference == first.reference
        assert Referral.objects.count() == 1
        with as_door(Door.PUBLIC):
            context.tell(context.MAILBOX, secret.hex())
            assert list(Referral.objects.values_list("reference", flat=True)) == [first.reference]

    def test_a_professional_refers_in_their_own_name(self, as_door: AsDoor) -> None:
        teacher = make.holder("Ada Teacher", "duty_body_referrer", make.body("Beech Hill", OrganisationKind.EDUCATION))
        make.holder("Ola Grant", "police_case_officer", make.force())
        said = replace(FULL, authority_id=make.authority().id)
        who = make.actor(teacher)
        with as_door(Door.DELIVERY, session=make.session(teacher)):
            received = intake.receive(
                submission=said,
                channel="professional",
                actor=who,
                at=make.now(),
            )
            assert not Referral.objects.exists()  # a referrer sees what they wrote, not the referral
            assert ReferralContent.objects.get().online == "A channel"
        assert Referrer.objects.get().person == teacher
        assert Referral.objects.get(reference=received.reference).entered_by == teacher

    def test_an_officer_writes_down_what_a_caller_says(self, as_door: AsDoor) -> None:
        officer = make.holder("Ola Grant", "police_case_officer", make.force())
        said = replace(FULL, authority_id=make.authority().id, received_on=localdate() - timedelta(days=3))
        with as_door(Door.DELIVERY, session=make.session(officer)):
            received = intake.receive(submission=said, channel="telephone", actor=make.actor(officer), at=make.now())
            referral = Referral.objects.get(reference=received.reference)
        assert referral.received_on == localdate() - timedelta(days=3)
        assert localdate(referral.entered_at) == localdate()
        assert Referrer.objects.get().person is None

    def test_is_taken_in_where_no_time_limit_is_set(self, as_door: AsDoor) -> None:
        make.national_desk()
        PolicyTerm.objects.filter(code="pathway.assess").delete()
        self._public(as_door)
        assert Referral.objects.get().next_due_on is None

    def test_refuses_with_every_reason_at_once(self, as_door: AsDoor) -> None:
        make.national_desk()
        tomorrow = localdate() + timedelta(days=1)
        with pytest.raises(Refused) as refused, as_door(Door.PUBLIC):
            intake.receive(
                submission=Submission(why_concerned=" ", born_on=tomorrow, received_on=tomorrow),
                channel="telephone",
                actor=None,
                at=make.now(),
            )
        assert refused.value.codes == ("born_in_future", "received_in_future", "record.concern", "channel")
        assert not Referral.objects.exists()

    @pytest.mark.parametrize("channel", ["professional", "telephone", "public"])
    def test_refuses_a_role_that_does_not_take_referrals_in(self, as_door: AsDoor, channel: str) -> None:
        chair = make.holder("Una Moss", "panel_chair", make.authority())
        with pytest.raises(Refused) as refused, as_door(Door.DELIVERY, session=make.session(chair)):
            intake.receive(submission=FULL, channel=channel, actor=make.actor(chair), at=make.now())
        assert refused.value.codes == ("channel",)

    def test_refuses_somebody_older_than_anybody(self) -> None:
        said = make.submission(born_on=localdate().replace(year=1890, month=1, day=1))
        with pytest.raises(Refused) as refused:
            intake.receive(submission=said, channel="public", actor=None, at=make.now())
        assert refused.value.codes == ("born_too_early",)


@pytest.mark.django_db
class TestRouting:
    @pytest.fixture
    def staffed(self) -> Organisation:
        force = make.force()
        make.holder("Ola Grant", "police_case_officer", force)
        return force

    def test_an_authority_leads_to_its_force(self, as_door: AsDoor, staffed: Organisation) -> None:
        authority = make.authority()
        with as_door(Door.PUBLIC):
            found = routing.force_for(authority_id=authority.id, establishment_id=None)
        assert found == staffed.id

    def test_a_prison_goes_before_the_authority(self, staffed: Organisation) -> None:
        other = make.force("Eastmoor Police")
        make.holder("Pia Lund", "police_supervisor", other)
        prison = make.body("HMP Eastmoor", OrganisationKind.PRISON, police_force=other)
        assert routing.force_for(authority_id=make.authority().id, establishment_id=prison.id) == other.id

    def test_what_nobody_knows_goes_to_the_national_desk(self) -> None:
        desk = make.national_desk()
        assert routing.force_for(authority_id=None, establishment_id=None) == desk.id
        nowhere = make.body("An authority without a force", OrganisationKind.LOCAL_AUTHORITY)
        assert routing.force_for(authority_id=nowhere.id, establishment_id=None) == desk.id

    def test_a_force_in_which_nobody_could_open_it_is_passed_over(self, staffed: Organisation) -> None:
        Person.objects.update(deactivated_on=localdate())
        found = routing.force_for(authority_id=make.authority().id, establishment_id=None)
        assert found == make.national_desk().id

    def test_without_the_shipped_list_it_says_so(self) -> None:
        Organisation.objects.filter(code="ctphq").delete()
        with pytest.raises(routing.NoNationalDesk):
            routing.force_for(authority_id=None, establishment_id=None)
