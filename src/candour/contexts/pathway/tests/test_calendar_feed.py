"""The address at which a calendar program reads when panels meet, in the role of the delivery door: every row rule applies."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings

from candour.contexts.pathway.models import CalendarAddress, Meeting, PanelCase, PanelMember
from candour.contexts.pathway.operations import calendar_addresses as operations
from candour.contexts.pathway.operations import meetings, meetings_agenda
from candour.contexts.pathway.queries import calendar_feed as queries
from candour.contexts.pathway.tests import sitting
from candour.contexts.pathway.tests.board import Board, Somebody, authority, body, now, somebody, today
from candour.contexts.pathway.tests.desk import ledger_verbs
from candour.contexts.pathway.tests.panelling import text
from candour.contexts.pathway.tests.sitting import planned, refused
from candour.contexts.pathway.tests.test_invitations import guest_of
from candour.kernel.deadlines.models import PolicyTerm
from candour.kernel.doors import Door
from candour.kernel.people.models import Cover, Person, RoleHolding, Session
from candour.kernel.people.roles import OrganisationKind, Role

pytestmark = pytest.mark.django_db
PAGE = "/panels/calendar/address/"


def address_of(secret: str) -> str:
    return f"/calendar/{secret}/meetings.ics"


def fetch(board: Board, address: str, *, how: str = "get", token: str = "", **headers: str) -> Any:
    """As a calendar program asks: nobody is signed in, unless a ``token`` is given."""
    settings = {
        "DOOR": Door.DELIVERY,
        "ROOT_URLCONF": "candour.config.urls.delivery",
        "SESSION_COOKIE_NAME": "candour_delivery_session",
    }
    client = Client(raise_request_exception=False)
    if token:
        client.cookies["candour_delivery_session"] = token
    with override_settings(**settings), board.as_door(Door.DELIVERY):
        return getattr(client, how)(address, headers=headers)


def told(board: Board, secret: str) -> str:
    """The unfolded calendar."""
    given = fetch(board, address_of(secret))
    assert given.status_code == 200
    whole: str = given.content.replace(b"\r\n ", b"").decode()
    return whole


def opens(board: Board, secret: str) -> bool:
    """Whether the secret opens a calendar; where it does not, the page is that of an address that never was."""
    given = fetch(board, address_of(secret))
    if given.status_code == 200:
        return True
    absent = fetch(board, "/no/such/address/")
    assert (given.status_code, given.content) == (404, absent.content)
    return False


class TestWhatItTells:
    def test_panel_authority_time_place_and_nothing_of_a_case(self, board: Board) -> None:
        case = board.case(name="Alex Rowan")
        panel = sitting.panel(board, name="The Rowan panel")
        meeting = planned(board, case, of=panel, days=3)
        secret = board.partner.does(operations.make)
        whole = told(board, secret)
        assert "SUMMARY:Channel panel\\, Northshire Council\r\n" in whole
        assert "LOCATION:Room 1\r\n" in whole
        assert f"{meeting.held_on:%Y%m%d}T" in whole
        assert whole.count("BEGIN:VEVENT") == 2  # the meeting, and that the address ends
        for hidden in ("Rowan", meeting.reference, str(meeting.id), board.partner.person.name, "DESCRIPTION"):
            assert hidden not in whole
        assert all(one.reference not in whole for one in PanelCase.objects.all())

    def test_more_cases_on_an_agenda_change_nothing(self, board: Board) -> None:
        panel = sitting.panel(board)
        meeting = planned(board, board.case(), of=panel, days=3)
        secret = board.partner.does(operations.make)
        before = told(board, secret)
        more = [board.case().id, board.case().id]
        board.coordinator.does(meetings_agenda.add_items, meeting_id=meeting.id, cases=more, why="")
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        assert told(board, secret) == before

    def test_a_move_and_a_calling_off_under_the_same_name(self, board: Board) -> None:
        meeting = planned(board, board.case(), days=3)
        secret = board.partner.does(operations.make)
        first = told(board, secret)
        to = {"held_on": today() + timedelta(days=9), "starts_at": meeting.starts_at, "place": "Room 2"}
        board.coordinator.does(meetings.move, meeting_id=meeting.id, **to, rationale="Snow.")
        second = told(board, secret)
        board.coordinator.does(meetings.call_off, meeting_id=meeting.id, rationale="More snow.")
        third = told(board, secret)
        names = [re.findall(r"UID:([0-9a-f]{32})@candour", one) for one in (first, second, third)]
        assert len(names[0]) == 1
        assert names[0] == names[1] == names[2]
        assert "SEQUENCE:1\r\n" in second
        assert "LOCATION:Room 2\r\n" in second
        assert {"SEQUENCE:2", "STATUS:CANCELLED"} <= set(third.splitlines())
        assert "snow" not in (second + third).lower()

    def test_in_scotland_it_is_a_pmap(self, board: Board) -> None:
        panel = sitting.panel(board)
        panel.nation = "scotland"
        panel.save(update_fields=["nation"])
        planned(board, of=panel, days=3)
        assert "(PMAP)\\, Northshire Council" in told(board, board.partner.does(operations.make))

    def test_the_meetings_that_this_person_may_see_and_no_other(self, board: Board) -> None:
        panel = sitting.panel(board)
        mine, old = planned(board, of=panel, days=3), planned(board, of=panel, days=4)
        other = planned(board, of=sitting.panel(board, name="Another panel"), days=5)
        PanelMember.objects.filter(panel=other.panel, person=board.partner.person).delete()
        for meeting, place in ((mine, "Mine"), (old, "Old"), (other, "Other")):
            Meeting.objects.filter(id=meeting.id).update(place=place)
        Meeting.objects.filter(id=old.id).update(held_on=today() - timedelta(days=93))
        partner, coordinator = board.partner.does(operations.make), board.coordinator.does(operations.make)

        def places(secret: str) -> list[str]:
            return re.findall(r"LOCATION:(\w+)", told(board, secret))

        assert (places(partner), places(coordinator)) == (["Mine"], ["Mine", "Other"])
        PanelMember.objects.filter(panel=panel, person=board.partner.person).update(until_on=today())
        assert places(partner) == []
        stranger = somebody(board.as_door, "Sam", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)
        assert places(stranger.does(operations.make)) == []

    def test_no_meeting_to_which_they_are_invited_for_one_case(self, board: Board) -> None:
        case = board.case()
        guest = guest_of(board, planned(board, case, days=3), case)
        assert "LOCATION" not in told(board, guest.does(operations.make))
        assert "LOCATION:Room 1" in guest.get("/panels/calendar/").content.decode()

    def test_says_a_week_before_that_it_ends(self, board: Board) -> None:
        secret = board.partner.does(operations.make)
        last = CalendarAddress.objects.get().last_on
        whole = told(board, secret)
        assert f"DTSTART;VALUE=DATE:{last - timedelta(days=7):%Y%m%d}" in whole
        assert "This calendar gets nothing new after" in whole


class TestHowItAnswers:
    def test_with_headers_that_let_nobody_keep_it(self, board: Board) -> None:
        given = fetch(board, address_of(board.partner.does(operations.make)))
        assert given.headers["Cache-Control"] == "private, no-store"
        assert given.headers["Referrer-Policy"] == "no-referrer"
        assert given.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert given.headers["Content-Disposition"].startswith("attachment")
        assert not given.cookies

    def test_what_has_not_changed_is_not_sent_again(self, board: Board) -> None:
        panel = sitting.panel(board)
        address = address_of(board.partner.does(operations.make))
        etag = fetch(board, address).headers["ETag"]
        same = fetch(board, address, if_none_match=etag)
        assert (same.status_code, same.content) == (304, b"")
        assert same.headers["Cache-Control"] == "private, no-store"
        planned(board, of=panel, days=3)
        assert fetch(board, address, if_none_match=etag).status_code == 200

    def test_to_reading_alone(self, board: Board) -> None:
        address = address_of(board.partner.does(operations.make))
        assert fetch(board, address, how="head").status_code == 200
        assert fetch(board, address, how="post").status_code == 405

    def test_whoever_is_signed_in_sees_no_more_by_it(self, board: Board) -> None:
        planned(board, board.case(), days=3)
        address = address_of(_alone(board))
        assert fetch(board, address, token=board.coordinator.token).content == fetch(board, address).content

    @pytest.mark.parametrize("secret", ["x", "é", "a" * 43, "a" * 101, "%00", "'; drop table", "a%2Fb"])
    def test_what_is_no_secret_is_not_found(self, board: Board, secret: str) -> None:
        board.partner.does(operations.make)
        assert fetch(board, address_of(secret)).status_code in {400, 404}

    def test_nothing_writes_the_secret_down(self, board: Board, caplog: Any, monkeypatch: Any) -> None:
        secret = board.partner.does(operations.make)
        with caplog.at_level(logging.INFO):
            fetch(board, address_of(secret))
            fetch(board, address_of(secret + "x"))
            monkeypatch.setattr(queries, "opened_by", lambda secret: 1 / 0)
            assert fetch(board, address_of(secret)).status_code == 500
        assert secret not in caplog.text
        with connection.cursor() as cursor:
            cursor.execute("select a::text from pathway_calendaraddress a")
            rows = str(cursor.fetchall())
        assert secret not in rows
        assert hashlib.sha256(secret.encode()).hexdigest() in rows


def _alone(board: Board) -> str:
    """The secret of somebody who sits on no panel."""
    alone = somebody(board.as_door, "Ada Alone", board.partner.at_body, Role.PANEL_PARTNER.value)
    return alone.does(operations.make)


class TestItsEnd:
    def test_one_is_replaced_by_the_next_and_ended_by_its_person(self, board: Board) -> None:
        first = board.partner.does(operations.make)
        second = board.partner.does(operations.make)
        assert (opens(board, first), opens(board, second)) == (False, True)
        assert board.partner.does(operations.end)
        assert not opens(board, second)
        assert not board.partner.does(operations.end)
        verbs = [verb for verb in ledger_verbs() if "calendar_address" in verb]
        assert sorted(verbs) == ["pathway.calendar_address.end"] * 2 + ["pathway.calendar_address.make"] * 2

    def test_somebody_elses_goes_on(self, board: Board) -> None:
        mine, theirs = board.partner.does(operations.make), board.chair.does(operations.make)
        board.partner.does(operations.end)
        assert (opens(board, mine), opens(board, theirs)) == (False, True)

    @pytest.mark.parametrize(("days", "live"), [(0, True), (-1, False)])
    def test_comes_with_its_last_day(self, board: Board, days: int, live: bool) -> None:
        secret = board.partner.does(operations.make)
        CalendarAddress.objects.update(last_on=today() + timedelta(days=days))
        assert opens(board, secret) == live

    def test_comes_with_the_account(self, board: Board) -> None:
        secret = board.partner.does(operations.make)
        Person.objects.filter(id=board.partner.person.id).update(deactivated_on=today())
        assert not opens(board, secret)

    def test_comes_with_the_role_and_the_role_given_again_brings_none_back(self, board: Board) -> None:
        secret = board.partner.does(operations.make)
        held = RoleHolding.objects.filter(person=board.partner.person)
        held.update(ends_on=today())
        assert not opens(board, secret)
        held.update(ends_on=None)
        assert not opens(board, secret)

    def test_comes_with_a_role_that_runs_out_by_itself(self, board: Board) -> None:
        secret = board.partner.does(operations.make)
        RoleHolding.objects.filter(person=board.partner.person).update(ends_on=today())
        # A role whose last day was set long ago ends without anybody changing anything on that day.
        Person.objects.filter(id=board.partner.person.id).update(sessions_valid_from=None)
        assert not opens(board, secret)
        # A role that begins later is another role: the address was made for the first.
        again = {"organisation": board.partner.at_body, "role": Role.PANEL_PARTNER.value, "starts_on": today()}
        RoleHolding.objects.create(person=board.partner.person, **again)
        CalendarAddress.objects.update(made_at=now() - timedelta(days=2))
        assert not opens(board, secret)
        CalendarAddress.objects.update(made_at=now())
        assert opens(board, secret)

    def test_comes_when_what_one_may_do_is_changed_in_another_way(self, board: Board) -> None:
        secret = board.partner.does(operations.make)
        other = body("Southshire NHS", OrganisationKind.HEALTH)
        RoleHolding.objects.filter(person=board.partner.person).update(organisation=other)
        assert not opens(board, secret)

    def test_comes_when_only_another_kind_of_role_is_left(self, board: Board) -> None:
        secret = board.partner.does(operations.make)
        RoleHolding.objects.filter(person=board.partner.person).update(role=Role.BODY_CONTACT.value)
        Person.objects.filter(id=board.partner.person.id).update(sessions_valid_from=None)
        assert not opens(board, secret)


class TestMaking:
    def test_needs_a_fresh_proof_and_a_role_of_ones_own(self, board: Board) -> None:
        stale = replace(board.partner.actor(), stepped_up_at=None, holdings=())
        with board.partner.open():
            codes = refused(lambda: operations.make(actor=stale, at=now()))
        assert codes == ("step_up", "own_role")
        assert not CalendarAddress.objects.exists()

    def test_whoever_stands_in_for_the_chair_is_sent_to_the_file(self, board: Board) -> None:
        holding = RoleHolding.objects.get(person=board.chair.person)
        deputy = somebody(board.as_door, "Dee Deputy", board.authority, Role.BODY_CONTACT.value)
        Cover.objects.create(holding=holding, covered_by=deputy.person, kind="deputy", starts_on=today())
        assert deputy.get(PAGE).status_code == 200
        sent = deputy.post(PAGE, act="make")
        assert sent.status_code == 409
        assert "You only stand in for somebody on a panel." in text(sent)

    def test_lasts_as_long_as_the_policy_says_and_never_more_than_a_year(self, board: Board) -> None:
        term = PolicyTerm.objects.get(code=operations.LIFE)
        # A month, to the working day that follows it; and what is more than a year.
        for value, least, most in ((1, 28, 31 + 5), (24, 366, 366)):
            PolicyTerm.objects.filter(id=term.id).update(value=value)
            board.partner.does(operations.make)
            days = (CalendarAddress.objects.get(ended_at=None).last_on - today()).days
            assert least <= days <= most
        PolicyTerm.objects.filter(id=term.id).delete()
        assert refused(lambda: board.partner.does(operations.make)) == ("no_term",)

    @pytest.mark.parametrize(
        "changed",
        [
            {"last_on": today() + timedelta(days=367)},
            {"made_at": now() + timedelta(days=1)},
            {"ended_at": now()},
            {"person": "chair"},
        ],
    )
    def test_the_database_takes_none_that_would_outlive_its_reasons(
        self, board: Board, changed: dict[str, Any]
    ) -> None:
        row = {"person": board.partner.person, "token_digest": b"x" * 32, "made_at": now(), "last_on": today()}
        if "person" in changed:
            changed = {"person": board.chair.person}
        with board.partner.open(), transaction.atomic(), pytest.raises(DatabaseError, match="row-level security"):
            CalendarAddress.objects.create(**row | changed)

    def test_the_database_lets_none_live_again_or_be_read_by_others(self, board: Board) -> None:
        secret = board.partner.does(operations.make)
        board.partner.does(operations.end)
        with board.partner.open():
            assert CalendarAddress.objects.update(ended_at=None) == 0
        assert not opens(board, secret)
        with board.chair.open():
            assert not CalendarAddress.objects.exists()

    def test_nobody_without_a_role_on_panels_makes_one(self, board: Board) -> None:
        assert board.provider.get(PAGE).status_code == 404
        row = {"person": board.provider.person, "token_digest": b"x" * 32, "made_at": now(), "last_on": today()}
        with board.provider.open(), transaction.atomic(), pytest.raises(DatabaseError, match="row-level security"):
            CalendarAddress.objects.create(**row)


class TestThePage:
    def test_makes_shows_once_replaces_and_ends(self, board: Board) -> None:
        assert "You have no address." in text(board.partner.get(PAGE))
        made = _made(board.partner)
        assert opens(board, made)
        shown = board.partner.get(PAGE)
        assert made not in shown.content.decode()
        assert "You have an address." in text(shown)
        again = _made(board.partner)
        assert (opens(board, made), opens(board, again)) == (False, True)
        assert board.partner.post(PAGE, act="end").headers["Location"] == PAGE
        assert not opens(board, again)
        assert "You have no address." in text(board.partner.get(PAGE))
        assert board.partner.post(PAGE, act="end").status_code == 302
        assert board.partner.post(PAGE, act="nothing").status_code == 200

    def test_says_what_it_gives_away(self, board: Board) -> None:
        shown = text(board.partner.get(PAGE))
        for words in ("whoever has it", "Nobody learns from it of any case", "Signing out everywhere does not end it"):
            assert words in shown
        assert "Your meetings in your calendar" in text(board.partner.get("/panels/"))

    def test_says_when_it_opens_no_more_and_why(self, board: Board) -> None:
        _made(board.partner)
        CalendarAddress.objects.update(last_on=today() - timedelta(days=1))
        assert "was its last day" in text(board.partner.get(PAGE))
        CalendarAddress.objects.update(last_on=today(), made_at=now() - timedelta(days=9))
        Person.objects.filter(id=board.partner.person.id).update(sessions_valid_from=now() - timedelta(hours=1))
        assert "a role of yours or the way in which you sign in was changed" in text(board.partner.get(PAGE))

    def test_asks_for_a_fresh_proof_before_it_makes_one(self, board: Board) -> None:
        Session.objects.filter(person=board.partner.person).update(stepped_up_at=None)
        asked = board.partner.post(PAGE, act="make")
        assert asked.status_code == 200
        assert "Confirm that it is you" in text(asked)
        assert not CalendarAddress.objects.exists()


def _made(who: Somebody) -> str:
    """Make one on the page; the secret that is shown."""
    sent = who.post(PAGE, act="make")
    assert sent.status_code == 200
    assert sent.headers["Cache-Control"] == "no-store"
    found = re.search(r"/calendar/([\w-]{43})/meetings\.ics", sent.content.decode())
    assert found
    return found[1]
