"""The pages of enquiries and the home pages, at both doors, in each door's own role."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils.timezone import localdate

from candour.contexts.concerns.models import Assignment, Concern, ConcernExclusion, EmergencyAccess, Enquiry
from candour.contexts.concerns.operations import barriers, enquiries, overrides
from candour.contexts.concerns.queries import needs
from candour.contexts.concerns.tests import factories
from candour.contexts.concerns.tests.test_enquiries import Case, Contact, contact, make_case
from candour.kernel.doors import Door
from candour.kernel.people.roles import Role

AsDoor = Callable[..., AbstractContextManager[None]]


class Visitor:
    """A browser at one door, served in that door's role."""

    def __init__(self, door: Door, token: str, as_door: AsDoor) -> None:
        self.door, self.token, self.as_door = door, token, as_door
        self.client = Client()
        self.client.cookies[f"candour_{door.value}_session"] = token

    def get(self, path: str) -> Any:
        return self._ask("get", path)

    def post(self, path: str, **data: Any) -> Any:
        return self._ask("post", path, data)

    def _ask(self, how: str, *given: Any) -> Any:
        settings = {
            "DOOR": self.door,
            "ROOT_URLCONF": f"candour.config.urls.{self.door.value}",
            "SESSION_COOKIE_NAME": f"candour_{self.door.value}_session",
        }
        with override_settings(**settings), self.as_door(self.door):
            return getattr(self.client, how)(*given)


@pytest.fixture
def case(as_door: AsDoor) -> Case:
    return make_case(as_door)


@pytest.fixture
def school(case: Case) -> Contact:
    return contact("Rhian")


@pytest.fixture
def enquiry(case: Case, school: Contact) -> Enquiry:
    return case.put(school.body)


@pytest.fixture
def body(school: Contact, as_door: AsDoor) -> Visitor:
    return Visitor(Door.DELIVERY, school.token, as_door)


@pytest.fixture
def office(case: Case, as_door: AsDoor) -> Visitor:
    return Visitor(Door.OFFICE, case.token, as_door)


def text(response: Any) -> str:
    return str(response.content.decode())


class TestBody:
    def test_sees_what_is_asked_and_answers(self, body: Visitor, enquiry: Enquiry) -> None:
        assert enquiry.subject in text(body.get("/"))
        assert enquiry.reference in text(body.get("/enquiries/"))
        page = text(body.get(f"/enquiries/{enquiry.reference}/"))
        assert "What to do" in page
        assert "working day" in page
        assert body.get(f"/enquiries/{enquiry.reference}/print/").status_code == 200
        answer = body.post(f"/enquiries/{enquiry.reference}/reply/", text="The lead decides.", seen="1")
        assert answer.status_code == 302
        page = text(body.get(answer["Location"]))
        assert "Your answer is with the Commissioner" in page
        assert "The lead decides." in page
        assert "Nothing needs you today" in text(body.get("/"))

    def test_an_empty_answer_comes_back(self, body: Visitor, enquiry: Enquiry) -> None:
        page = body.post(f"/enquiries/{enquiry.reference}/reply/", text=" ", seen="1")
        assert page.status_code == 200
        assert "Error:" in text(page)

    def test_a_second_answer_is_refused_and_still_there_to_copy(self, body: Visitor, enquiry: Enquiry) -> None:
        body.post(f"/enquiries/{enquiry.reference}/reply/", text="First.", seen="1")
        page = body.post(f"/enquiries/{enquiry.reference}/reply/", text="Second thoughts.", seen="1")
        assert page.status_code == 409
        assert "Your answer was not sent" in text(page)
        assert "Second thoughts." in text(page)

    def test_another_bodys_enquiry_is_not_found(self, enquiry: Enquiry, as_door: AsDoor) -> None:
        other = Visitor(Door.DELIVERY, contact("Bob").token, as_door)
        for path in ("", "print/", "reply/"):
            assert other.get(f"/enquiries/{enquiry.reference}/{path}").status_code == 404
        assert "has not asked you anything" in text(other.get("/enquiries/"))

    def test_no_page_at_this_door_names_the_concern(self, case: Case, body: Visitor, enquiry: Enquiry) -> None:
        for path in ("/", "/enquiries/", f"/enquiries/{enquiry.reference}/", f"/enquiries/{enquiry.reference}/print/"):
            page = text(body.get(path))
            assert case.concern.reference not in page
            assert case.worker.name not in page
            assert "Kezia" not in page

    def test_finds_by_reference(self, body: Visitor, enquiry: Enquiry) -> None:
        assert body.get(f"/find/?reference={enquiry.reference.lower()}").status_code == 302
        assert body.get("/find/?reference=E-0000-0000").status_code == 200

    @pytest.mark.parametrize(("operation", "says"), [("accept", "Nothing more to do"), ("take_back", "Nothing to do")])
    def test_sees_how_it_ended(
        self, case: Case, body: Visitor, school: Contact, enquiry: Enquiry, operation: str, says: str
    ) -> None:
        if operation == "accept":
            enquiries.reply(enquiry_id=enquiry.id, text="A.", actor=school.actor, at=factories.now())
            case.does(enquiries.accept, enquiry)
        else:
            case.does(enquiries.take_back, enquiry, text="Thank you.")
        assert says in text(body.get(f"/enquiries/{enquiry.reference}/"))


class TestOffice:
    def test_puts_it_and_warns_first(self, case: Case, office: Visitor, school: Contact) -> None:
        path = f"/concerns/{case.concern.reference}/put_to_body/"
        page = text(office.get(path))
        assert str(school.body.id) in page
        assert "is_checked" not in page
        told = {"organisation": str(school.body.id), "subject": "Telling parents", "question": "Did Kezia write?"}
        warned = office.post(path, **told)
        assert warned.status_code == 409
        assert "is_checked" in text(warned)
        assert "part of the name" in text(warned)
        assert office.post(path, **told, is_checked="on").status_code == 302
        assert Enquiry.objects.count() == 1

    def test_a_tick_cannot_be_set_before_the_warning(self, case: Case, office: Visitor, school: Contact) -> None:
        path = f"/concerns/{case.concern.reference}/put_to_body/"
        page = office.post(path, organisation="", subject="", question="Kezia", is_checked="on")
        assert page.status_code == 200
        assert "is_checked" not in text(page)

    def test_lists_shows_and_acts(self, case: Case, office: Visitor, school: Contact, enquiry: Enquiry) -> None:
        assert enquiry.reference in text(office.get("/enquiries/"))
        page = text(office.get(f"/enquiries/{enquiry.reference}/"))
        assert case.concern.reference in page
        assert "take_back" in page
        assert "ask_again" not in page
        enquiries.reply(enquiry_id=enquiry.id, text="A.", actor=school.actor, at=factories.now())
        assert "The body answered" in text(office.get("/"))
        assert "ask_again" in text(office.get(f"/enquiries/{enquiry.reference}/"))
        path = f"/enquiries/{enquiry.reference}/ask_again/"
        assert office.get(path).status_code == 200
        assert office.post(path, text="").status_code == 200
        assert office.post(path, text="What of Kezia?").status_code == 409
        assert office.post(path, text="Figures, please.", seen="2").status_code == 302
        assert "Figures, please." in text(office.get(f"/enquiries/{enquiry.reference}/"))

    def test_says_why_a_step_is_not_possible(self, office: Visitor, enquiry: Enquiry) -> None:
        page = office.get(f"/enquiries/{enquiry.reference}/accept/")
        assert "This is not possible now" in text(page)
        assert office.post(f"/enquiries/{enquiry.reference}/accept/").status_code == 409
        assert office.get(f"/enquiries/{enquiry.reference}/send/").status_code == 404
        assert office.get("/enquiries/E-0000-0000/accept/").status_code == 404

    def test_an_empty_list_says_how_one_comes(self, office: Visitor, case: Case) -> None:
        assert "No body has been asked" in text(office.get("/enquiries/"))


class TestNeeds:
    def seen(self, as_door: AsDoor, who: Any, find: Any) -> list[str]:
        with as_door(Door.OFFICE, session=factories.session(who)):
            return [item.reference for item in find(factories.actor(who), localdate(factories.now())).items]

    def test_new_ones_are_everybodys_until_taken(self, as_door: AsDoor, case: Case) -> None:
        new = factories.concern()
        assert self.seen(as_door, case.worker, needs.new_concerns) == [new.reference]
        assert self.seen(as_door, case.worker, needs.own_concerns) == [case.concern.reference]

    def test_what_is_new_stands_beside_it(self, as_door: AsDoor, case: Case) -> None:
        for unread, flags in ((True, 1), (False, 0)):
            Concern.objects.update(unread_for_office=unread)
            with as_door(Door.OFFICE, session=case.token):
                [item] = needs.own_concerns(case.actor, localdate(factories.now())).items
            assert len(item.flags) == flags

    def test_says_where_the_rest_is(self, as_door: AsDoor, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(needs, "MOST", 0)
        monkeypatch.setattr(needs, "MOST_NEW", 0)
        factories.concern()
        with as_door(Door.OFFICE, session=case.token):
            assert needs.new_concerns(case.actor, localdate(factories.now())).more
            assert needs.own_concerns(case.actor, localdate(factories.now())).more

    def test_what_is_new_is_shown_before_what_is_due_sooner(
        self, as_door: AsDoor, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(needs, "MOST", 1)
        sooner = factories.concern()
        Concern.objects.update(unread_for_office=False, assigned_to=case.worker)
        Concern.objects.filter(id=sooner.id).update(next_due_on=date(2020, 1, 1))
        assert self.seen(as_door, case.worker, needs.own_concerns) == [sooner.reference]
        Concern.objects.filter(id=case.concern.id).update(unread_for_office=True)
        assert self.seen(as_door, case.worker, needs.own_concerns) == [case.concern.reference]

    def test_a_dropped_concern_alarms_the_head(self, as_door: AsDoor, case: Case) -> None:
        head = factories.person("Head", Role.HEAD_OF_OFFICE.value)
        assert self.seen(as_door, head, needs.without_owner) == []
        with as_door(Door.OFFICE, session=case.token):
            barriers.declare_interest(concern_id=case.concern.id, rationale="x", actor=case.actor, at=factories.now())
        assert self.seen(as_door, head, needs.without_owner) == [case.concern.reference]
        assert self.seen(as_door, head, needs.new_concerns) == []
        assert ConcernExclusion.objects.exists()
        assert not Assignment.objects.filter(ended_on=None).exists()

    def test_an_override_waits_for_everybody_but_who_asked(self, as_door: AsDoor, case: Case) -> None:
        overrides.request_override(
            concern_id=case.concern.id, ground="child_at_risk", rationale="Now.", is_safe_to_tell=True,
            actor=case.actor, at=factories.now(),
        )  # fmt: skip
        other = factories.caseworker("Ben")
        assert self.seen(as_door, case.worker, needs.overrides_to_decide) == []
        assert self.seen(as_door, other, needs.overrides_to_decide) == [case.concern.reference]

    def test_an_emergency_access_waits_for_review_by_another(self, as_door: AsDoor, case: Case) -> None:
        head = factories.person("Head", Role.HEAD_OF_OFFICE.value)
        EmergencyAccess.objects.create(
            concern=case.concern, person=case.worker, reason="x", taken_at=factories.now(),
            until_at=factories.now() + timedelta(hours=2),
        )  # fmt: skip
        assert self.seen(as_door, head, needs.emergencies_to_review) == [case.concern.reference]
        EmergencyAccess.objects.update(person=head)
        assert self.seen(as_door, head, needs.emergencies_to_review) == []

    def test_nothing_of_an_excluded_concern(self, as_door: AsDoor, case: Case) -> None:
        ConcernExclusion.objects.create(
            concern=case.concern, person=case.worker, reason="x", declared_by=case.worker,
            declared_on=localdate(factories.now()),
        )  # fmt: skip
        Concern.objects.update(unread_for_office=True)
        for find in (
            needs.own_concerns,
            needs.new_concerns,
            needs.without_owner,
            needs.overrides_to_decide,
            needs.emergencies_to_review,
        ):
            assert self.seen(as_door, case.worker, find) == []
