"""What of the recommendations to a body stands on the home page, and who is told by a notice that says nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.contexts.recommendations.models import Addressee, Escalation
from candour.contexts.recommendations.operations import answer_notices, delivering, preparing
from candour.contexts.recommendations.queries import answer_needs
from candour.contexts.recommendations.tests.answered import (
    answered,
    claimed,
    closed,
    extension_decided,
    found_not_verified,
    owners,
    prepared,
    task,
    written,
)
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.contexts.recommendations.tests.browsing import escalation, page, text
from candour.kernel.doors import Door
from candour.kernel.notifications.models import DeliveryNotice
from candour.kernel.people.models import Cover, RoleHolding
from candour.kernel.people.roles import Role
from tests.somebody import AsDoor, Somebody, now, somebody

pytestmark = pytest.mark.django_db

FINDERS = (
    answer_needs.to_sign,
    answer_needs.to_respond,
    answer_needs.to_deliver,
    answer_needs.tasks,
    answer_needs.news,
)


@pytest.fixture(autouse=True)
def addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "candour.config.urls.delivery"


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


def needs(one: Somebody) -> list[tuple[str, str]]:
    """What waits for somebody, with its reference."""
    actor = one.actor()
    with one.open(), CaptureQueriesContext(connection) as asked:
        found = [(str(item.what), item.reference) for find in FINDERS for item in find(actor, today()).items]
    assert len(asked) <= 8
    return found


class TestHome:
    def test_late_and_soon_come_by_date(self, desk: Desk) -> None:
        late, soon = desk.asked(at=now() - timedelta(days=100)), desk.asked()
        ann, _ben = owners(desk)
        assert needs(ann) == [
            ("Respond to a recommendation", late.reference),
            ("Respond to a recommendation", soon.reference),
        ]
        shown = text(ann.get("/"))
        assert "Late" in shown
        assert late.reference in shown

    def test_a_signature_is_asked_of_a_colleague_alone(self, desk: Desk) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        prepared(desk, held)
        assert needs(ben) == [("Sign off a response, or take it back", held.reference)]
        assert needs(ann) == []

    def test_what_should_be_delivered_soon(self, desk: Desk) -> None:
        soon, far = desk.asked(deliver_by=today() + timedelta(days=20)), desk.asked()
        answered(desk, soon)
        answered(desk, far)
        assert needs(owners(desk)[0]) == [("Deliver what your body accepted, and say so", soon.reference)]

    def test_what_was_found_not_verified_with_its_next_day(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        claimed(desk, held)
        assert needs(ann) == []
        verdict = found_not_verified(desk, held)
        actor = ann.actor()
        with ann.open():
            item = answer_needs.to_deliver(actor, today()).items[0]
        assert (str(item.what), item.due_on) == ("Not verified: see what is missing", verdict.next_on)

    def test_tasks_until_they_are_finished(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        answered(desk, held, tasks=(task("Soon", 10), task("Far", 200), task("Started", 12)))
        asks = ("A task of a plan is due: say where it stands", held.reference)
        assert needs(ann) == [asks, asks]
        ann.does(delivering.report_task, addressee_id=held.id, number=3, state="started", text="")
        assert needs(ann) == [asks, asks]
        ann.does(delivering.report_task, addressee_id=held.id, number=1, state="done", text="")
        assert needs(ann) == [asks]
        ann.does(delivering.report_task, addressee_id=held.id, number=3, state="dropped", text="Not needed.")
        assert needs(ann) == []

    def test_letters_and_decisions_are_new_for_two_weeks(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        ann.does(delivering.ask_extension, addressee_id=held.id, until=today() + timedelta(days=99), reasons="Recess.")
        held.refresh_from_db()
        extension_decided(desk, held, granted=False)
        escalation(desk, held, "write_letter")
        assert {what for what, _ in needs(ann)} == {
            "Respond to a recommendation",
            "The Commissioner wrote your body a letter",
            "Your body gets no more time",
        }
        actor = ann.actor()
        with ann.open():
            assert not answer_needs.news(actor, today() + timedelta(days=15)).items
        closed(desk, held)
        assert needs(ann) == []

    def test_more_than_fits_leads_to_the_list(self, desk: Desk) -> None:
        for _ in range(21):
            desk.asked()
        ann, _ben = owners(desk)
        actor = ann.actor()
        with ann.open():
            found = answer_needs.to_respond(actor, today())
        assert len(found.items) == 20
        assert found.more is not None
        assert found.more[1] == "/recommendations/"

    def test_nothing_of_another_body(self, desk: Desk) -> None:
        held = desk.asked()
        answered(desk, held, tasks=(task("Soon", 3),))
        escalation(desk, held, "remind")
        assert needs(desk.owner("Northshire Council")) == []


class TestNotices:
    def told(self, desk: Desk) -> int:
        """What the worker does every minute; how many notices it made."""
        with desk.as_door(Door.DELIVERY):
            return answer_notices.sweep()

    def who(self, code: str) -> set[str]:
        return set(DeliveryNotice.objects.filter(code=code).values_list("person__name", flat=True))

    def test_owners_are_told_once_that_their_body_is_asked(self, desk: Desk) -> None:
        owners(desk)
        desk.owner("Northshire Council")
        held = desk.asked()
        assert [self.told(desk), self.told(desk)] == [2, 0]
        assert self.who("answers.asked") == {"Ann of Home Office", "Ben of Home Office"}
        shown = owners(desk)[0].get("/notifications/")
        assert "Your body is asked to respond to a recommendation" in text(shown)
        assert f'href="{page(held)}"' in shown.content.decode()
        assert "Do what recommendation" not in text(shown)

    def test_whoever_stands_in_is_told_and_who_has_left_is_not(self, desk: Desk) -> None:
        ann, ben = owners(desk)
        deputy = somebody(desk.as_door, Role.ORGANISATION_ADMINISTRATOR, at=desk.body(), name="Dee")
        Cover.objects.create(
            holding=ann.person.holdings.get(), covered_by=deputy.person, kind=Cover.Kind.DEPUTY, starts_on=today()
        )
        RoleHolding.objects.filter(person=ben.person).update(ends_on=today())
        desk.asked()
        self.told(desk)
        assert self.who("answers.asked") == {"Ann of Home Office", "Dee"}

    @pytest.mark.parametrize(
        ("kind", "code", "is_urgent"),
        [
            ("remind", "answers.reminded", False),
            ("write_letter", "answers.letter", True),
            ("give_notice", "answers.notice", True),
        ],
    )
    def test_of_reminders_letters_and_notices(self, desk: Desk, kind: str, code: str, is_urgent: bool) -> None:
        owners(desk)
        held = desk.asked()
        escalation(desk, held, kind)
        self.told(desk)
        assert self.who(code) == {"Ann of Home Office", "Ben of Home Office"}
        assert set(DeliveryNotice.objects.filter(code=code).values_list("is_urgent", flat=True)) == {is_urgent}

    def test_of_what_was_sent_long_ago_nobody_is_told(self, desk: Desk) -> None:
        owners(desk)
        escalation(desk, desk.asked(), "remind")
        Escalation.objects.update(sent_on=today() - timedelta(days=3))
        self.told(desk)
        assert self.who("answers.reminded") == set()

    def test_of_verdicts_and_decisions(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        one, two = desk.asked(), desk.asked()
        claimed(desk, one)
        found_not_verified(desk, one)
        ann.does(delivering.ask_extension, addressee_id=two.id, until=today() + timedelta(days=99), reasons="Recess.")
        two.refresh_from_db()
        extension_decided(desk, two, granted=True)
        self.told(desk)
        assert (
            self.who("answers.verdict") == self.who("answers.extension") == {"Ann of Home Office", "Ben of Home Office"}
        )
        assert DeliveryNotice.objects.filter(code="answers.verdict", is_urgent=True, subject=one.id).count() == 2

    def test_a_signature_is_asked_of_colleagues_alone(self, desk: Desk) -> None:
        prepared(desk, desk.asked())
        self.told(desk)
        assert self.who("answers.sign") == {"Ben of Home Office"}

    def test_a_signature_is_asked_anew_for_what_was_changed_and_not_for_what_is_closed(self, desk: Desk) -> None:
        held, gone, (ann, _ben) = desk.asked(), desk.asked(), owners(desk)
        version = prepared(desk, held)
        prepared(desk, gone)
        closed(desk, gone)
        self.told(desk)
        taken = ann.does(preparing.take_back, addressee_id=held.id, version=version)
        ann.does(preparing.write, addressee_id=held.id, version=taken.version, written=written("note"), submit=True)
        self.told(desk)
        assert (
            list(DeliveryNotice.objects.filter(code="answers.sign").values_list("subject", flat=True)) == [held.id] * 2
        )

    def test_leads_only_to_what_may_be_seen(self, desk: Desk) -> None:
        held = desk.asked()
        stranger = desk.owner("Northshire Council")
        actor = stranger.actor()
        with stranger.open():
            assert answer_notices.places(actor, [held.id]) == {}
        assert Addressee.objects.count() == 1
