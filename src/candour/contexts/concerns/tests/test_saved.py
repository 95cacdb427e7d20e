"""Saved views and watches, in the role of the office door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from candour.contexts.concerns.models import Concern, ConcernExclusion, SavedView, Watch, WatchAlarm
from candour.contexts.concerns.operations import notices, saved
from candour.contexts.concerns.queries import needs
from candour.contexts.concerns.queries import saved as queries
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, ledger_verbs, text
from candour.kernel.doors import Door
from candour.kernel.notifications import queries as told
from candour.kernel.notifications.models import OfficeNotice
from candour.kernel.people.models import Person
from candour.kernel.procedures.facts import Refused
from tests.database import AsDoor

pytestmark = pytest.mark.django_db

WALES = {"nation": "wales"}


def saves(
    desk: Desk, name: str = "Wales", filters: dict[str, str] | None = None, *, is_shared: bool = False
) -> SavedView:
    with desk.open():
        return saved.save_view(
            name=name,
            filters=WALES if filters is None else filters,
            is_shared=is_shared,
            actor=desk.actor(),
            at=make.now(),
        )


def watches(
    desk: Desk, view: SavedView, owner: Desk | None = None, *, more_than: int = 1, within_days: int = 30
) -> Watch:
    with desk.open():
        return saved.start_watch(
            view_id=view.id, more_than=more_than, within_days=within_days, owner_id=(owner or desk).person.id,
            reason="More than chance would bring.", actor=desk.actor(), at=make.now(),
        )  # fmt: skip


def refusal(operation: Callable[..., object], desk: Desk, **given: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused, desk.open():
        operation(**given, actor=desk.actor(), at=make.now())
    return refused.value.codes


def swept(as_door: AsDoor) -> int:
    with as_door(Door.OFFICE):
        return notices.sweep_watches()


class TestViews:
    def test_are_ones_own_or_the_offices(self, desk: Desk, colleague: Desk, head: Desk) -> None:
        own, shared = saves(desk), saves(head, "Shared", is_shared=True)
        for person, seen in ((desk, [own.id, shared.id]), (colleague, [shared.id]), (head, [shared.id])):
            with person.open():
                assert [view.id for view in queries.views_for(person.actor())] == seen

    def test_are_shared_by_the_head_alone(self, desk: Desk) -> None:
        assert refusal(saved.save_view, desk, name="x", filters={}, is_shared=True) == ("role",)

    def test_have_each_their_own_name_and_are_twelve_at_most(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        saves(desk)
        assert refusal(saved.save_view, desk, name="wales", filters={}, is_shared=False) == ("view.name",)
        monkeypatch.setattr(queries, "MOST", 1)
        assert refusal(saved.save_view, desk, name="Other", filters={}, is_shared=False) == ("view.most",)

    def test_are_renamed_narrowed_and_removed_by_whoever_keeps_them(
        self, desk: Desk, colleague: Desk, head: Desk
    ) -> None:
        own, shared = saves(desk), saves(head, "Shared", is_shared=True)
        with desk.open():
            saved.rename_view(view_id=own.id, name="Cymru", actor=desk.actor(), at=make.now())
            saved.narrow_view(view_id=own.id, filters={"due": "late"}, actor=desk.actor(), at=make.now())
        own.refresh_from_db()
        assert (own.name, own.filters) == ("Cymru", {"due": "late"})
        for view in (own, shared):
            assert refusal(saved.remove_view, colleague, view_id=view.id) == ("view.absent",)
        with head.open():
            saved.remove_view(view_id=shared.id, actor=head.actor(), at=make.now())
        shared.refresh_from_db()
        assert shared.ended_on == localdate()
        verbs = {"concerns.view.save", "concerns.view.rename", "concerns.view.narrow", "concerns.view.remove"}
        assert ledger_verbs() >= verbs

    def test_refuse_the_name_of_another(self, desk: Desk) -> None:
        saves(desk, "A")
        other = saves(desk, "B")
        assert refusal(saved.rename_view, desk, view_id=other.id, name="a") == ("view.name",)


class TestWatches:
    def test_count_what_came_in_the_window_and_fits(self, desk: Desk) -> None:
        view = saves(desk)
        watch = watches(desk, view, within_days=10)
        today = localdate()
        for nation, days in (("wales", 0), ("wales", 9), ("wales", 10), ("england", 0)):
            made = make.concern(nation=nation)
            Concern.objects.filter(id=made.id).update(received_on=today - timedelta(days=days), is_open=False)
        with desk.open():
            assert queries.counted_by(watch) == 2

    @pytest.mark.parametrize(
        "filters",
        [
            {"term": "delay"}, {"language": "welsh"}, {"language": "any"}, {"level": "named"}, {"kind": "feedback"},
            {"sector": "police"}, {"stage": "referral"}, {"region": "london"},
        ],
    )  # fmt: skip
    def test_count_as_the_inbox_does(self, desk: Desk, filters: dict[str, str]) -> None:
        fits, _other = (
            desk.brings(make.concern(language="Welsh", kind="feedback"), "taken"),
            make.concern(kind="concern"),
        )
        Concern.objects.filter(id=fits.id).update(level="named")
        desk.codes(fits, "delay")
        watch = watches(desk, saves(desk, filters=filters))
        with desk.open():
            assert queries.counted_by(watch) == 1

    def test_do_not_count_what_their_owner_is_barred_from(self, desk: Desk) -> None:
        concern = make.concern(nation="wales")
        watch = watches(desk, saves(desk))
        ConcernExclusion.objects.create(
            concern=concern, person=desk.person, reason="x", declared_by=desk.person, declared_on=localdate()
        )
        with desk.open():
            assert queries.counted_by(watch) == 0

    def test_tell_nobody_else_their_number(self, desk: Desk, colleague: Desk, as_door: AsDoor) -> None:
        make.concern(nation="wales")
        watch = watches(desk, saves(desk))
        with colleague.open():
            assert queries.counted_by(watch) == 0
        with as_door(Door.OFFICE):
            assert queries.counted_by(watch) == 0

    def test_lie_on_coded_fields_alone(self, desk: Desk) -> None:
        view = saves(desk, filters={"assigned": "me"})
        given = {"view_id": view.id, "more_than": 1, "within_days": 1, "owner_id": desk.person.id, "reason": "x"}
        assert refusal(saved.start_watch, desk, **given) == ("watch.filters",)
        fine = saves(desk, "Fine")
        watches(desk, fine)
        assert refusal(saved.narrow_view, desk, view_id=fine.id, filters={"due": "late"}) == ("watch.filters",)

    def test_call_somebody_else_only_for_the_head_and_on_a_shared_view(
        self, desk: Desk, colleague: Desk, head: Desk
    ) -> None:
        own, shared = saves(desk), saves(head, "Shared", is_shared=True)
        given = {"more_than": 1, "within_days": 1, "owner_id": colleague.person.id, "reason": "x"}
        for view in (own, shared):
            assert refusal(saved.start_watch, desk, view_id=view.id, **given) == ("watch.owner",)
        assert watches(head, shared, colleague).owner_id == colleague.person.id
        given["owner_id"] = make.person("An analyst", "analyst").id
        assert refusal(saved.start_watch, head, view_id=shared.id, **given) == ("watch.stranger",)
        assert refusal(saved.start_watch, colleague, view_id=own.id, **given) == ("view.absent",)


class TestSweep:
    def test_raises_one_alarm_for_one_crossing(self, desk: Desk, as_door: AsDoor) -> None:
        watches(desk, saves(desk))
        make.concern(nation="wales")
        assert swept(as_door) == 0
        crossing = make.concern(nation="wales")
        assert swept(as_door) == 1
        assert swept(as_door) == 0
        make.concern(nation="wales")
        assert swept(as_door) == 0
        assert WatchAlarm.objects.count() == 1
        Concern.objects.exclude(id=crossing.id).update(nation="england")
        assert swept(as_door) == 0
        assert WatchAlarm.objects.get().fell_on == localdate()
        make.concern(nation="wales")
        assert swept(as_door) == 1
        assert WatchAlarm.objects.filter(fell_on=None).count() == 1

    def test_stands_on_the_home_page_of_the_owner_with_the_reason(
        self, desk: Desk, colleague: Desk, as_door: AsDoor, browser: Browser
    ) -> None:
        watches(desk, saves(desk))
        for _ in range(2):
            make.concern(nation="wales")
        swept(as_door)
        with browser(desk) as client:
            page = text(client.get("/"))
        assert "Look at “Wales”: more came than you expected" in page
        assert "More than chance would bring." in page
        with colleague.open():
            assert not needs.watches_passed(colleague.actor(), localdate()).items

    def test_tells_by_notice_and_where_to_look(self, desk: Desk, as_door: AsDoor) -> None:
        watches(desk, saves(desk))
        for _ in range(2):
            make.concern(nation="wales")
        swept(as_door)
        with desk.open():
            [notice] = told.notices_of(desk.actor())
        alarm = WatchAlarm.objects.get()
        assert notice.place is not None
        assert (notice.place.reference, notice.place.href) == ("Wales", f"/concerns/alarms/{alarm.id}/")

    def test_calls_the_head_when_the_owner_left(self, desk: Desk, head: Desk, as_door: AsDoor) -> None:
        view = saves(head, "Shared", is_shared=True)
        watches(head, view, desk)
        for _ in range(2):
            make.concern(nation="wales")
        Person.objects.filter(id=desk.person.id).update(deactivated_on=localdate())
        assert swept(as_door) == 1
        assert OfficeNotice.objects.get().person_id == head.person.id
        with head.open():
            assert len(needs.watches_passed(head.actor(), localdate()).items) == 1

    def test_forgets_a_watch_that_has_ended(self, desk: Desk, as_door: AsDoor) -> None:
        watch = watches(desk, saves(desk))
        for _ in range(2):
            make.concern(nation="wales")
        with desk.open():
            saved.end_watch(watch_id=watch.id, actor=desk.actor(), at=make.now())
        assert swept(as_door) == 0
        assert refusal(saved.end_watch, desk, watch_id=watch.id) == ("view.absent",)


class TestAcknowledge:
    @pytest.fixture
    def alarm(self, desk: Desk, as_door: AsDoor) -> WatchAlarm:
        watches(desk, saves(desk))
        for _ in range(2):
            make.concern(nation="wales")
        swept(as_door)
        return WatchAlarm.objects.get()

    def test_takes_it_off_the_home_page_until_the_next_crossing(
        self, desk: Desk, alarm: WatchAlarm, as_door: AsDoor
    ) -> None:
        with desk.open():
            saved.acknowledge(alarm_id=alarm.id, reason="One meeting.", actor=desk.actor(), at=make.now())
            assert not needs.watches_passed(desk.actor(), localdate()).items
        assert swept(as_door) == 0
        assert "concerns.watch.acknowledge" in ledger_verbs()
        assert refusal(saved.acknowledge, desk, alarm_id=alarm.id, reason="Again.") == ("watch.done",)

    def test_asks_for_words_and_for_the_right_person(
        self, desk: Desk, colleague: Desk, head: Desk, alarm: WatchAlarm
    ) -> None:
        assert refusal(saved.acknowledge, desk, alarm_id=alarm.id, reason=" ") == ("record.reason",)
        assert refusal(saved.acknowledge, colleague, alarm_id=alarm.id, reason="x") == ("view.absent",)
        SavedView.objects.update(is_shared=True)
        assert refusal(saved.acknowledge, colleague, alarm_id=alarm.id, reason="x") == ("watch.others",)
        with head.open():
            saved.acknowledge(alarm_id=alarm.id, reason="Known.", actor=head.actor(), at=make.now())

    def test_from_its_page(self, browser: Browser, desk: Desk, alarm: WatchAlarm) -> None:
        with browser(desk) as client:
            page = text(client.get(f"/concerns/alarms/{alarm.id}/"))
            assert "More than 1 concerns of this view came within 30 days" in page
            assert client.post(f"/concerns/alarms/{alarm.id}/", {"reason": ""}).status_code == 200
            assert client.post(f"/concerns/alarms/{alarm.id}/", {"reason": "One meeting."}).status_code == 302
            assert "One meeting." in text(client.get(f"/concerns/alarms/{alarm.id}/"))


class TestPages:
    def test_save_list_rename_and_remove_a_view(self, browser: Browser, desk: Desk) -> None:
        make.concern(nation="wales")
        with browser(desk) as client:
            assert "Nation: Wales" in text(client.get("/concerns/views/new/?nation=wales"))
            sent = client.post("/concerns/views/new/?nation=wales", {"name": "Wales"})
            view = SavedView.objects.get()
            assert sent["Location"] == f"/concerns/?nation=wales&view={view.id}"
            page = text(client.get(sent["Location"]))
            assert "Concerns: Wales" in page
            assert "Your views" in page
            assert "Wales" in text(client.get("/concerns/views/"))
            assert client.post(f"/concerns/views/{view.id}/", {"name": "Cymru"}).status_code == 302
            assert "Cymru" in text(client.get(f"/concerns/views/{view.id}/"))
            assert client.post(f"/concerns/views/{view.id}/remove/").status_code == 302
            assert client.post(f"/concerns/views/{view.id}/remove/").status_code == 404

    def test_offers_the_changed_filters_to_the_view_they_came_from(self, browser: Browser, desk: Desk) -> None:
        view = saves(desk)
        with browser(desk) as client:
            page = text(client.get(f"/concerns/?sector=police&view={view.id}"))
            assert "Let “Wales” have these filters" in page
            assert client.post(f"/concerns/views/{view.id}/narrow/?sector=police").status_code == 302
        watches(desk, view)
        with browser(desk) as client:
            client.post(f"/concerns/views/{view.id}/narrow/?due=late")
        view.refresh_from_db()
        assert view.filters == {"sector": "police"}

    def test_say_what_is_wrong_with_what_was_typed(self, browser: Browser, desk: Desk) -> None:
        saves(desk)
        other = saves(desk, "Other")
        with browser(desk) as client:
            assert "There is a view of this name" in text(client.post("/concerns/views/new/", {"name": "Wales"}))
            assert "There is a view of this name" in text(
                client.post(f"/concerns/views/{other.id}/", {"name": "Wales"})
            )

    def test_watch_a_view_and_end_it(self, browser: Browser, desk: Desk) -> None:
        view, narrowed = saves(desk), saves(desk, "Mine", {"assigned": "me"})
        given = {"more_than": "5", "within_days": "30", "owner": str(desk.person.id), "reason": "A pattern."}
        with browser(desk) as client:
            assert client.get(f"/concerns/views/{view.id}/watch/").status_code == 200
            assert client.post(f"/concerns/views/{view.id}/watch/", given | {"more_than": "0"}).status_code == 200
            assert client.post(f"/concerns/views/{view.id}/watch/", given).status_code == 302
            assert "More than 5 within 30 days" in text(client.get("/concerns/views/"))
            watch = Watch.objects.get()
            assert client.post(f"/concerns/watches/{watch.id}/end/").status_code == 302
            assert client.post(f"/concerns/watches/{watch.id}/end/").status_code == 404
            assert "A watch counts what came" in text(client.post(f"/concerns/views/{narrowed.id}/watch/", given))

    def test_know_nothing_that_is_not_there(self, browser: Browser, desk: Desk, colleague: Desk) -> None:
        theirs = saves(colleague)
        with browser(desk) as client:
            for address in (f"views/{theirs.id}/", f"views/{theirs.id}/watch/", f"alarms/{theirs.id}/"):
                assert client.get(f"/concerns/{address}").status_code == 404, address

    def test_stay_within_fifteen_questions_with_every_view_counted(
        self, browser: Browser, desk: Desk, head: Desk
    ) -> None:
        for number in range(queries.MOST):
            saves(desk, f"Own {number}")
            saves(head, f"Shared {number}", is_shared=True)
        for _ in range(3):
            make.concern(nation="wales")
        with browser(desk) as client, CaptureQueriesContext(connection) as asked:
            page = text(client.get("/concerns/?sector=&due=week"))
        assert len(asked) <= 15
        assert page.count("Own ") == page.count("Shared ") == queries.MOST
