"""Enquiries from both doors: what may cross, what may not, and who sees what."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils.timezone import localdate

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import (
    BodyAgreement,
    Concern,
    ConcernEnquiry,
    Enquiry,
    EnquiryDeadline,
    EnquiryReply,
    EnquiryStep,
    HarmOverride,
)
from candour.contexts.concerns.operations import barriers, enquiries, handling, overrides
from candour.contexts.concerns.queries import disclosure
from candour.contexts.concerns.queries import enquiries as queries
from candour.contexts.concerns.tests import factories
from candour.kernel.deadlines import terms
from candour.kernel.doors import Door
from candour.kernel.ledger import queries as ledger
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.models import Organisation, Person, RoleHolding, Session
from candour.kernel.people.roles import OrganisationKind, Role
from candour.kernel.procedures import proof
from candour.kernel.procedures.facts import Refused

AsDoor = Callable[..., AbstractContextManager[None]]
QUESTION = "How does the school tell parents before a referral is made, and who decides that?"


@dataclass
class Contact:
    """Somebody who answers for a body, and the session of their browser."""

    person: Person
    actor: Actor
    token: str
    body: Organisation


def contact(name: str, *roles: str, body: Organisation | None = None) -> Contact:
    body = body or Organisation.objects.create(name=f"{name}'s school", kind=OrganisationKind.EDUCATION)
    person = Person.objects.create(email=f"{secrets.token_hex(6)}@body.example", name=name)
    held = roles or (Role.BODY_CONTACT.value,)
    for role in held:
        RoleHolding.objects.create(
            person=person, organisation=body, role=role, starts_on=localdate(factories.now()) - timedelta(days=9)
        )
    token = secrets.token_urlsafe(24)
    now = factories.now()
    Session.objects.create(
        door="delivery",
        token_digest=hashlib.sha256(token.encode()).digest(),
        person=person,
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=8),
    )
    holdings = tuple(HoldingFact(role, body.id, body.name) for role in held)
    return Contact(person, Actor(person.id, name, Door.DELIVERY, holdings), token, body)


@dataclass
class Case:
    """An open concern with its caseworker."""

    concern: Concern
    worker: Person
    actor: Actor
    token: str
    as_door: AsDoor

    def put(self, body: Organisation | None, **changed: Any) -> Enquiry:
        told: dict[str, Any] = {"subject": "Telling parents", "question": QUESTION} | changed
        with self.as_door(Door.OFFICE, session=self.token):
            return enquiries.put_to_body(
                concern_id=self.concern.id,
                organisation_id=body.id if body else None,
                actor=self.actor,
                at=factories.now(),
                **told,
            )

    def does(self, operation: Callable[..., Any], enquiry: Enquiry, **given: Any) -> Any:
        with self.as_door(Door.OFFICE, session=self.token):
            return operation(enquiry_id=enquiry.id, actor=self.actor, at=factories.now(), **given)


@pytest.fixture
def case(as_door: AsDoor) -> Case:
    return make_case(as_door)


def make_case(as_door: AsDoor, *, agreed: bool = True, reporter: str = "Kezia Oyelaran") -> Case:
    terms.load_defaults()
    worker = factories.caseworker()
    concern = factories.concern(reporter=reporter)
    case = Case(concern, worker, factories.actor(worker), factories.session(worker), as_door)
    at = factories.now()
    handling.acknowledge(concern_id=concern.id, text="We have it.", actor=case.actor, at=at)
    barriers.take(concern_id=concern.id, actor=case.actor, at=at)
    if agreed:
        Concern.objects.filter(id=concern.id).update(agreement=codes.Agreement.AGREED)
        BodyAgreement.objects.create(
            concern=concern, number=1, answer="agreed", how=BodyAgreement.How.FORM, answered_on=localdate(at)
        )
    return case


def sent(case: Case, body: Contact) -> Enquiry:
    return case.put(body.body)


class TestPutToBody:
    def test_sends_it_with_its_clock_history_and_link(self, case: Case, as_door: AsDoor) -> None:
        school = contact("Rhian")
        enquiry = case.put(school.body)
        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.is_open) == ("sent", True)
        clock = EnquiryDeadline.objects.get(enquiry=enquiry)
        assert enquiry.next_due_on == clock.due_on > localdate(factories.now())
        link = ConcernEnquiry.objects.get(enquiry=enquiry)
        assert (link.concern_id, link.override) == (case.concern.id, None)
        assert [step.step for step in EnquiryStep.objects.filter(enquiry=enquiry)] == ["send"]
        assert list(proof.faults(EnquiryStep)) == []
        assert ledger.verify().faults == []
        assert [step.step for step in case.concern.steps.all()][-1] == "put_to_body"

    def test_nothing_of_the_concern_stands_in_what_crosses(self, case: Case) -> None:
        enquiry = sent(case, contact("Rhian"))
        with connection.cursor() as cursor:
            seen = []
            for table in ("concerns_enquiry", "concerns_enquirystep", "concerns_enquirydeadline"):
                cursor.execute(f"select t::text from {table} t")
                seen += [row for (row,) in cursor.fetchall()]
        told = " ".join(seen)
        assert str(case.concern.id) not in told
        assert case.concern.reference not in told
        assert "Kezia" not in told
        assert enquiry.reference.startswith("E-")

    def test_refuses_without_agreement(self, as_door: AsDoor) -> None:
        case = make_case(as_door, agreed=False)
        with pytest.raises(Refused) as refused:
            sent(case, contact("Rhian"))
        assert refused.value.codes == ("one_of.may_tell",)
        assert not Enquiry.objects.exists()

    def test_passes_on_the_ground_of_an_override_of_two_people(self, as_door: AsDoor) -> None:
        case = make_case(as_door, agreed=False)
        at = factories.now()
        overrides.request_override(
            concern_id=case.concern.id, ground="child_at_risk", rationale="Tonight.", is_safe_to_tell=False,
            actor=case.actor, at=at,
        )  # fmt: skip
        second = factories.person("Head", Role.HEAD_OF_OFFICE.value)
        overrides.decide_override(
            concern_id=case.concern.id, authorise=True, rationale="Yes.", text="",
            actor=factories.actor(second, stepped_up=True), at=at,
        )  # fmt: skip
        enquiry = sent(case, contact("Rhian"))
        assert ConcernEnquiry.objects.get(enquiry=enquiry).override == HarmOverride.objects.get()
        with pytest.raises(Refused) as refused:
            sent(case, contact("Gwen"))
        assert refused.value.codes == ("one_of.may_tell",)  # one authorisation, one enquiry

    def test_refuses_a_colleague_to_whom_it_is_not_assigned(self, case: Case) -> None:
        other = factories.actor(factories.caseworker("Ben"))
        with pytest.raises(Refused) as refused:
            enquiries.put_to_body(
                concern_id=case.concern.id, organisation_id=contact("Rhian").body.id, subject="a", question="b",
                actor=other, at=factories.now(),
            )  # fmt: skip
        assert "assigned" in refused.value.codes

    def test_refuses_an_empty_question(self, case: Case) -> None:
        with pytest.raises(Refused) as refused:
            case.put(contact("Rhian").body, question="  ")
        assert refused.value.codes == ("record.enquiry",)

    @pytest.mark.parametrize("which", ["none", "nobody there", "ended"])
    def test_refuses_a_body_at_which_nobody_answers(self, case: Case, as_door: AsDoor, which: str) -> None:
        body = Organisation.objects.create(name="Quiet school", kind=OrganisationKind.EDUCATION)
        if which == "ended":
            body = contact("Rhian").body
            RoleHolding.objects.filter(organisation=body).update(ends_on=localdate(factories.now()))
        with pytest.raises(Refused) as refused:
            case.put(None if which == "none" else body)
        assert refused.value.codes == ("no_contact",)

    def test_never_lets_the_reference_or_the_contact_cross(self, case: Case, as_door: AsDoor) -> None:
        factories.tells_of_themselves(case.concern, contact="kezia@mail.example")
        said = f"About {case.concern.reference.replace('-', ' ').lower()}; write to KEZIA@mail.example."
        school = contact("Rhian")
        with pytest.raises(Refused) as refused:
            case.put(school.body, question=said, is_checked=True)
        assert refused.value.codes == ("shows.reference", "shows.contact")
        assert not Enquiry.objects.exists()

    def test_warns_of_name_and_own_words_and_lets_a_checked_text_pass(self, case: Case, as_door: AsDoor) -> None:
        said = f"Did Ms Oyelaran write? {factories.STORY}"
        school = contact("Rhian")
        with pytest.raises(Refused) as refused:
            case.put(school.body, question=said)
        assert refused.value.codes == ("shows.name", "shows.words")
        assert all(str(refusal.mend) for refusal in refused.value.refusals)
        assert case.put(school.body, question=said, is_checked=True).question == said

    def test_a_stale_page_sends_nothing(self, case: Case) -> None:
        with pytest.raises(Refused) as refused:
            case.put(contact("Rhian").body, seen=1)
        assert refused.value.codes == ("moved_on",)


class TestDisclosure:
    def test_finds_nothing_in_a_clean_text(self, case: Case) -> None:
        assert disclosure.of(case.concern, QUESTION) == ()

    def test_short_words_of_a_name_are_no_sign(self, as_door: AsDoor) -> None:
        case = make_case(as_door, reporter="Ng Bo")
        assert disclosure.of(case.concern, "Was bo asked? Ng was.") == ()

    def test_knows_nothing_where_nothing_may_be_read(self, case: Case, as_door: AsDoor) -> None:
        stranger = factories.session(factories.caseworker("Ben"))
        with as_door(Door.OFFICE, session=stranger):
            assert disclosure.of(case.concern, "Kezia Oyelaran", factories.STORY) == ()


class TestReply:
    def test_the_contact_answers_at_the_delivery_door(self, case: Case, as_door: AsDoor) -> None:
        school = contact("Rhian")
        enquiry = sent(case, school)
        with as_door(Door.DELIVERY, session=school.token):
            row = enquiries.reply(
                enquiry_id=enquiry.id, text=" The lead decides. ", actor=school.actor, at=factories.now(), seen=1
            )
        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.is_open, enquiry.next_due_on) == ("replied", True, None)
        assert row.text == "The lead decides."
        assert row.answered_as.startswith("Rhian, ")
        assert EnquiryDeadline.objects.get().met_on is not None
        with as_door(Door.OFFICE, session=case.token):
            found = queries.found_for(case.actor, enquiry.reference)
            assert found is not None
            told = queries.told(found)
            assert [reply.text for reply in told.replies] == ["The lead decides."]
            assert told.reply_after(told.steps[1]) == told.replies[0]
            assert told.reply_after(told.steps[0]) is None
            assert told.clock is None

    def test_refuses_an_empty_answer_and_a_second_one(self, case: Case) -> None:
        school = contact("Rhian")
        enquiry = sent(case, school)
        call: dict[str, Any] = {"enquiry_id": enquiry.id, "actor": school.actor, "at": factories.now()}
        with pytest.raises(Refused) as refused:
            enquiries.reply(text=" ", **call)
        assert refused.value.codes == ("record.reply",)
        enquiries.reply(text="Answer.", **call)
        with pytest.raises(Refused) as refused:
            enquiries.reply(text="Answer.", **call)
        assert refused.value.codes == ("state",)
        assert EnquiryReply.objects.count() == 1

    def test_refuses_a_stale_page(self, case: Case) -> None:
        school = contact("Rhian")
        enquiry = sent(case, school)
        with pytest.raises(Refused) as refused:
            enquiries.reply(enquiry_id=enquiry.id, text="A.", actor=school.actor, at=factories.now(), seen=7)
        assert refused.value.codes == ("moved_on",)

    @pytest.mark.parametrize("who", ["another body", "another role", "the office"])
    def test_for_others_it_does_not_exist(self, case: Case, as_door: AsDoor, who: str) -> None:
        school = contact("Rhian")
        enquiry = sent(case, school)
        other = contact("Bob") if who == "another body" else contact("Bob", "duty_body_referrer", body=school.body)
        if who == "the office":
            colleague = factories.caseworker("Excluded")
            with pytest.raises(Refused) as refused:
                enquiries.reply(enquiry_id=enquiry.id, text="A.", actor=factories.actor(colleague), at=factories.now())
            assert refused.value.codes == ("role",)
            return
        with as_door(Door.DELIVERY, session=other.token), pytest.raises(Enquiry.DoesNotExist):
            enquiries.reply(enquiry_id=enquiry.id, text="A.", actor=other.actor, at=factories.now())
        # ... and were the code to forget, the database would not.
        with as_door(Door.DELIVERY, session=other.token):
            assert not Enquiry.objects.exists()
            assert not EnquiryStep.objects.exists()


class TestOfficeAfterwards:
    def answered(self, case: Case) -> tuple[Enquiry, Contact]:
        school = contact("Rhian")
        enquiry = sent(case, school)
        enquiries.reply(enquiry_id=enquiry.id, text="Answer.", actor=school.actor, at=factories.now())
        return enquiry, school

    def test_asks_again_and_the_clock_starts_again(self, case: Case, as_door: AsDoor) -> None:
        enquiry, school = self.answered(case)
        case.does(enquiries.ask_again, enquiry, text="Figures, please.")
        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.is_open) == ("sent", True)
        assert enquiry.next_due_on is not None
        with as_door(Door.DELIVERY, session=school.token):
            found = queries.found_for(school.actor, enquiry.reference)
            assert found is not None
            told = queries.told(found)
            assert told.steps[-1].rationale == "Figures, please."
            assert told.clock is not None
            assert told.explained

    def test_accepts(self, case: Case, as_door: AsDoor) -> None:
        enquiry, _ = self.answered(case)
        case.does(enquiries.accept, enquiry)
        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.is_open, enquiry.next_due_on) == ("accepted", False, None)

    def test_takes_back_what_was_not_answered(self, case: Case) -> None:
        enquiry = sent(case, contact("Rhian"))
        case.does(enquiries.take_back, enquiry, text="Not needed.")
        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.is_open, enquiry.next_due_on) == ("taken_back", False, None)
        assert EnquiryDeadline.objects.get().cancelled_on is not None

    def test_the_body_reads_no_name_there_either(self, case: Case) -> None:
        enquiry, _ = self.answered(case)
        with pytest.raises(Refused) as refused:
            case.does(enquiries.ask_again, enquiry, text="What of Kezia?")
        assert refused.value.codes == ("shows.name",)

    def test_refuses_without_words(self, case: Case) -> None:
        enquiry, _ = self.answered(case)
        with pytest.raises(Refused) as refused:
            case.does(enquiries.ask_again, enquiry, text="")
        assert refused.value.codes == ("record.rationale",)

    def test_an_excluded_caseworker_sees_none_of_it(self, case: Case, as_door: AsDoor) -> None:
        enquiry, _ = self.answered(case)
        barriers.declare_interest(
            concern_id=case.concern.id, rationale="A cousin.", actor=case.actor, at=factories.now()
        )
        with as_door(Door.OFFICE, session=case.token):
            assert queries.found_for(case.actor, enquiry.reference) is None
            assert not Enquiry.objects.exists()
            with pytest.raises(Enquiry.DoesNotExist):
                enquiries.accept(enquiry_id=enquiry.id, actor=case.actor, at=factories.now())


class TestDeliveryNeverLearns:
    def test_no_privilege_on_any_table_of_the_office(self, case: Case, as_door: AsDoor) -> None:
        school = contact("Rhian")
        sent(case, school)
        for table in ("concerns_concern", "concerns_concernenquiry", "concerns_concernstep", "concerns_harmoverride"):
            with (
                pytest.raises(DatabaseError),
                as_door(Door.DELIVERY, session=school.token),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"select count(*) from {table}")

    def test_the_list_of_bodies_that_can_be_asked_is_the_offices(self, case: Case, as_door: AsDoor) -> None:
        school = contact("Rhian")
        with as_door(Door.OFFICE, session=case.token):
            assert list(queries.askable()) == [school.body]
        with as_door(Door.OFFICE, session="nobody"):
            assert list(queries.askable()) == []
        with pytest.raises(DatabaseError), as_door(Door.DELIVERY, session=school.token), connection.cursor() as cursor:
            cursor.execute("select concerns_askable()")


class TestQueries:
    def test_lists_by_due_date_with_the_finished_last(self, case: Case, as_door: AsDoor) -> None:
        school = contact("Rhian")
        first, second, third = (sent(case, school) for _ in range(3))
        Enquiry.objects.filter(id=first.id).update(next_due_on=localdate(factories.now()) + timedelta(days=30))
        Enquiry.objects.filter(id=second.id).update(is_open=False, next_due_on=None)
        with as_door(Door.DELIVERY, session=school.token):
            assert list(queries.listed_for(school.actor)) == [third, first, second]

    def test_misspelt_and_absent_references_find_nothing(self, case: Case) -> None:
        for typed in ("E-0000-0000", "C-0000-0000", "nonsense", "e-0000-0000"):
            assert queries.found_for(case.actor, typed) is None

    def test_days_late(self, case: Case) -> None:
        enquiry = sent(case, contact("Rhian"))
        enquiry.refresh_from_db()
        assert enquiry.next_due_on is not None
        assert queries.days_late(enquiry, enquiry.next_due_on) == 0
        assert queries.days_late(enquiry, enquiry.next_due_on + timedelta(days=3)) == 3
        enquiry.next_due_on = None
        assert queries.days_late(enquiry, localdate(factories.now())) == 0
