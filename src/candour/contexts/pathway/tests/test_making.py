"""Making a referral for a body under the duty: drafts that are their author's alone, one referral however often it is sent, and
feedback without the referral.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from candour.contexts.pathway.forms import make as forms
from candour.contexts.pathway.models import Referral, ReferralContent, ReferralDraft, Referrer
from candour.contexts.pathway.operations import making as operations
from candour.contexts.pathway.queries import making, standing
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.conftest import Browser
from candour.contexts.pathway.tests.desk import Desk, ledger_verbs, text
from candour.kernel.doors import Door
from candour.kernel.people.models import Organisation, RoleHolding
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures.facts import Refused
from tests.database import AsDoor

pytestmark = pytest.mark.django_db

WHY = "He draws the hall with its exits marked."


def school(name: str = "Beech Hill School") -> Organisation:
    return make.body(name, OrganisationKind.EDUCATION)


@pytest.fixture
def teacher(as_door: AsDoor) -> Desk:
    """Somebody who refers for a school."""
    make.national_desk()
    return Desk(as_door, make.holder("Tess Moor", "duty_body_referrer", school()))


@pytest.fixture
def other(as_door: AsDoor) -> Desk:
    """Somebody who refers for the same school."""
    return Desk(as_door, make.holder("Otto Vale", "duty_body_referrer", school()))


def begun(who: Desk, **answers: str) -> UUID:
    """A draft of theirs."""
    body = next(iter(making.bodies(who.actor())))
    return who.acts(operations.begin, organisation_id=body, answers={"why_concerned": WHY, **answers})


def sent(who: Desk, **answers: str) -> Referral:
    """A referral that they made."""
    given = {"why_concerned": WHY, **answers}
    received = who.acts(operations.send, draft_id=begun(who, **answers), submission=forms.submission(given))
    return Referral.objects.get(reference=received.reference)


class TestDrafts:
    def test_are_saved_and_changed(self, teacher: Desk) -> None:
        draft_id = begun(teacher, person_name="Jordan")
        teacher.acts(operations.keep, draft_id=draft_id, answers={"person_name": "", "event": "A fight"})
        draft = teacher.asks(making.draft_of, teacher.actor(), draft_id)
        assert draft is not None
        assert draft.answers == {
            "why_concerned": WHY, "event": "A fight", "referrer_name": "Tess Moor", "organisation": str(school().id),
        }  # fmt: skip

    def test_are_their_authors_alone(self, teacher: Desk, other: Desk, officer: Desk) -> None:
        draft_id = begun(teacher)
        for somebody in (other, officer):
            assert somebody.asks(making.draft_of, somebody.actor(), draft_id) is None
            with somebody.open():
                assert not ReferralDraft.objects.exists()
            with pytest.raises(operations.DraftGone):
                somebody.acts(operations.keep, draft_id=draft_id, answers={})
            somebody.asks(operations.forget, draft_id=draft_id, actor=somebody.actor())
        assert ReferralDraft.objects.count() == 1

    def test_leave_nothing_in_the_ledger(self, teacher: Desk) -> None:
        teacher.asks(operations.forget, draft_id=begun(teacher), actor=teacher.actor())
        assert not ReferralDraft.objects.exists()
        assert ledger_verbs() == []

    def test_left_alone_for_long_go_whoever_began_them(self, teacher: Desk, other: Desk, as_door: AsDoor) -> None:
        begun(teacher)
        left, kept = begun(other), begun(other)
        RoleHolding.objects.filter(person=teacher.person).update(ends_on=make.today())
        now = timezone.now()
        ReferralDraft.objects.exclude(id=kept).update(saved_at=now - operations.KEPT_FOR - timedelta(hours=1))
        ReferralDraft.objects.filter(id=left).update(saved_at=now - operations.KEPT_FOR + timedelta(hours=1))
        with as_door(Door.DELIVERY):
            assert operations.sweep() == 1
        assert set(ReferralDraft.objects.values_list("id", flat=True)) == {left, kept}


class TestSend:
    def test_makes_the_referral_and_deletes_the_draft(self, teacher: Desk) -> None:
        referral = sent(
            teacher, person_name="Jordan Ellery", checked="talked", what_was_said="The lead agrees.",
            safeguarding="Social care knows", urgency="soon", referrer_name="Tess Moor", relationship="his tutor",
        )  # fmt: skip
        assert (referral.channel, referral.sector, referral.urgency) == ("professional", "education", "soon")
        assert referral.entered_by == teacher.person
        content = ReferralContent.objects.get(referral=referral)
        assert content.safeguarding.split("\n\n") == [
            "Talked to the safeguarding or Prevent lead: Yes, I talked to them.", "The lead agrees.", "Social care knows",
        ]  # fmt: skip
        referrer = Referrer.objects.get(referral=referral)
        assert (referrer.person, referrer.organisation, referrer.relationship) == (
            teacher.person,
            school(),
            "his tutor",
        )
        assert not ReferralDraft.objects.exists()
        assert ledger_verbs() == ["pathway.referral.receive"]

    @pytest.mark.parametrize(
        ("kind", "sector"),
        [
            ("education", "education"), ("health", "health"), ("social_care", "local_authority"),
            ("local_authority", "local_authority"), ("prison", "prison_probation"), ("probation", "prison_probation"),
            ("police_force", "police"), ("housing", "other"),
        ],
    )  # fmt: skip
    def test_counts_it_under_the_sector_of_the_body(self, as_door: AsDoor, kind: str, sector: str) -> None:
        make.national_desk()
        body = make.body(f"A body of kind {kind}", kind)
        assert sent(Desk(as_door, make.holder("R. Ferrer", "duty_body_referrer", body))).sector == sector

    def test_twice_makes_one(self, teacher: Desk) -> None:
        draft_id, said = begun(teacher), forms.submission({"why_concerned": WHY})
        teacher.acts(operations.send, draft_id=draft_id, submission=said)
        with pytest.raises(operations.DraftGone):
            teacher.acts(operations.send, draft_id=draft_id, submission=said)
        assert Referral.objects.count() == 1

    def test_is_refused_for_a_body_that_was_left(self, teacher: Desk) -> None:
        draft_id = begun(teacher)
        health = make.body("Moor Trust", OrganisationKind.HEALTH)
        RoleHolding.objects.filter(person=teacher.person).update(organisation=health)
        teacher.token = make.session(teacher.person)
        with pytest.raises(Refused) as refused:
            teacher.acts(operations.send, draft_id=draft_id, submission=forms.submission({"why_concerned": WHY}))
        assert refused.value.codes == ("organisation",)
        assert ReferralDraft.objects.filter(id=draft_id).exists()

    def test_is_refused_without_words_and_the_draft_stays(self, teacher: Desk) -> None:
        draft_id = begun(teacher)
        with pytest.raises(Refused):
            teacher.acts(operations.send, draft_id=draft_id, submission=forms.submission({}))
        assert ReferralDraft.objects.filter(id=draft_id).exists()
        assert not Referral.objects.exists()


class TestWhatTheReferrerSees:
    def test_is_where_it_stands_and_never_what_was_decided(self, teacher: Desk) -> None:
        referral = sent(teacher, person_name="Jordan Ellery", other_names="J. E.")
        for state, stands in (
            ("received", "received"), ("screening", "looked_at"), ("assessment", "looked_at"),
            ("referred_to_panel", "decided"), ("transferred", "decided"), ("police_led", "decided"),
            ("no_further_action", "decided"),
        ):  # fmt: skip
            Referral.objects.update(state=state)
            [one] = teacher.asks(standing.made_by_actor)
            assert (one.reference, one.stands, one.named) == (referral.reference, stands, "Jordan Ellery")
            assert one.label
            assert one.plain

    def test_is_not_the_referral(self, teacher: Desk) -> None:
        sent(teacher)
        with teacher.open():
            assert not Referral.objects.exists()

    def test_is_what_they_wrote_and_not_what_the_police_found_out(self, teacher: Desk) -> None:
        referral = sent(teacher, person_name="Jordan")
        referral.individual.names.create(
            name="Jordan Real-Name", kind="name", added_on=make.now().date(),
            added_by=make.holder("Ola Grant", "police_case_officer", make.force()),
        )  # fmt: skip
        assert [one.named for one in teacher.asks(standing.made_by_actor)] == ["Jordan"]

    def test_is_nobody_elses(self, teacher: Desk, other: Desk, officer: Desk) -> None:
        sent(teacher)
        for somebody in (other, officer):
            assert somebody.asks(standing.made_by_actor) == []

    def test_ends_with_the_role_in_that_body(self, teacher: Desk) -> None:
        sent(teacher)
        RoleHolding.objects.filter(person=teacher.person).update(organisation=school("Another School"))
        teacher.token = make.session(teacher.person)
        assert teacher.asks(standing.made_by_actor) == []

    @pytest.mark.parametrize("door", [Door.PUBLIC, Door.OFFICE])
    def test_is_asked_at_no_other_door(self, as_door: AsDoor, door: Door) -> None:
        with pytest.raises(ProgrammingError), as_door(door), connection.cursor() as cursor:
            cursor.execute("select * from pathway_made()")

    def test_feedback_stands_on_the_home_page_for_four_weeks(self, teacher: Desk, delivery: Any) -> None:
        referral = sent(teacher, person_name="Jordan")
        today = make.now().date()
        assert teacher.asks(making.feedback_came, teacher.actor(), today).items == []
        Referrer.objects.update(feedback="Thank you.", feedback_on=today - timedelta(days=28))
        [item] = teacher.asks(making.feedback_came, teacher.actor(), today).items
        assert (str(item.what), item.reference) == ("Feedback on the referral of Jordan", referral.reference)
        assert item.href == f"/referrals/mine/#{referral.reference}"
        assert teacher.asks(making.feedback_came, teacher.actor(), today + timedelta(days=1)).items == []


class TestPages:
    def test_begin_answer_save_return_and_send(self, teacher: Desk, browser: Browser) -> None:
        with browser(teacher) as client:
            assert "Notice, check, share" in text(client.get("/referrals/make/"))
            address = client.post("/referrals/make/")["Location"]
            asked = []
            while address.endswith("/check-answers/") is False:
                asked.append(address.rstrip("/").rpartition("/")[2])
                assert client.get(address).status_code == 200
                given = {"why_concerned": WHY} if asked[-1] == "why" else {}
                given |= {"person_name": "Jordan"} if asked[-1] == "who" else {}
                given |= {"checked": "not_yet"} if asked[-1] == "check" else {}
                address = client.post(address, given)["Location"]
            assert asked == [page.slug for page in forms.FORM.pages]
            later = client.post(address.replace("check-answers", "online"), {"online": "A channel", "later": "1"})
            assert later["Location"] == "/referrals/make/"
            listed = text(client.get("/referrals/make/"))
            assert "Jordan" in listed
            assert "Saved. You find it here when you come back." in listed
            checked = text(client.get(address))
            for shown in ("Jordan", WHY, "A channel", "Not yet", "You refer for Beech Hill School",
                          "You have not talked to your safeguarding or Prevent lead yet"):  # fmt: skip
                assert shown in checked
            answer = text(client.post(address, {"send": "1"}, follow=True))
            again = text(client.post(address, {"send": "1"}, follow=True))
        reference = Referral.objects.get().reference
        assert f"Its reference is {reference}" in answer
        assert "Nobody has looked at it yet" in answer
        assert "This draft was sent or deleted before" in again

    def test_a_wrong_answer_keeps_what_was_typed(self, teacher: Desk, browser: Browser) -> None:
        draft_id = begun(teacher)
        with browser(teacher) as client:
            page = client.post(f"/referrals/make/{draft_id}/who/", {"person_name": "Jordan", "age": "200"})
            assert "Enter the age as a number from 0 to 120" in text(page)
            assert 'value="Jordan"' in text(page)
            long = client.post(f"/referrals/make/{draft_id}/why/", {"why_concerned": "x" * 20_001})
            assert "x" * 20_001 in text(long)

    def test_a_draft_that_is_gone_keeps_what_was_just_typed(self, teacher: Desk, browser: Browser) -> None:
        with browser(teacher) as client:
            answer = text(client.post(f"/referrals/make/{uuid4()}/why/", {"why_concerned": WHY}, follow=True))
        assert "What you just typed stands in a new one" in answer
        assert WHY in answer

    def test_of_others_are_not_there(self, teacher: Desk, other: Desk, officer: Desk, browser: Browser) -> None:
        draft_id = begun(teacher)
        for somebody in (other, officer):
            with browser(somebody) as client:
                for page in ("why/", "check-answers/", "delete/"):
                    address = f"/referrals/make/{draft_id}/{page}"
                    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
        assert ReferralDraft.objects.get().answers["why_concerned"] == WHY

    def test_sends_nothing_without_words(self, teacher: Desk, browser: Browser) -> None:
        draft_id = begun(teacher)
        ReferralDraft.objects.update(answers={"organisation": str(school().id)})
        with browser(teacher) as client:
            address = f"/referrals/make/{draft_id}/check-answers/"
            assert "One thing is missing" in text(client.get(address))
            assert "Say what raised your concern before you send it" in text(client.post(address, {"send": "1"}))

    def test_says_why_it_was_refused(self, teacher: Desk, browser: Browser) -> None:
        draft_id = begun(teacher, born_on="1850-01-01")
        with browser(teacher) as client:
            answer = client.post(f"/referrals/make/{draft_id}/check-answers/", {"send": "1"})
        assert answer.status_code == 409
        assert "more than 120 years ago" in text(answer)
        assert ReferralDraft.objects.filter(id=draft_id).exists()

    def test_whoever_refers_for_two_bodies_says_for_which(self, teacher: Desk, browser: Browser) -> None:
        health = make.body("Moor Trust", OrganisationKind.HEALTH)
        RoleHolding.objects.create(
            person=teacher.person, organisation=health, role="duty_body_referrer",
            starts_on=make.now().date() - timedelta(days=1),
        )  # fmt: skip
        teacher.token = make.session(teacher.person)
        with browser(teacher) as client:
            assert "For which organisation?" in text(client.get("/referrals/make/"))
            assert "Choose an answer" in text(client.post("/referrals/make/"))
            client.post("/referrals/make/", {"organisation": str(health.id)})
        assert ReferralDraft.objects.get().answers["organisation"] == str(health.id)

    def test_deletes_after_asking_once(self, teacher: Desk, browser: Browser) -> None:
        draft_id = begun(teacher)
        with browser(teacher) as client:
            assert "Delete this draft?" in text(client.get(f"/referrals/make/{draft_id}/delete/"))
            assert "The draft is deleted." in text(client.post(f"/referrals/make/{draft_id}/delete/", follow=True))

    def test_show_feedback_in_a_bounded_number_of_queries(
        self, teacher: Desk, browser: Browser, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(6):
            sent(teacher, person_name=f"Jordan {number}")
        Referrer.objects.update(feedback="We spoke to the family.", feedback_on=date(2026, 5, 1))
        with browser(teacher) as client:
            with django_assert_max_num_queries(12):
                page = text(client.get("/referrals/mine/"))
            assert page.count("We spoke to the family.") == 6
            with django_assert_max_num_queries(12):
                client.get("/referrals/make/")
            home = text(client.get("/"))
        assert re.search(r"Your referrals", page)
        assert "Make a referral" in home

    def test_are_not_there_for_the_police(self, officer: Desk, browser: Browser) -> None:
        with browser(officer) as client:
            assert client.get("/referrals/make/").status_code == 404
            assert client.get("/referrals/mine/").status_code == 404


def test_what_is_kept_of_a_draft_is_text(teacher: Desk) -> None:
    begun(teacher, born_on="2009-03-27")
    assert all(isinstance(value, str) for value in json.loads(json.dumps(ReferralDraft.objects.get().answers)).values())
