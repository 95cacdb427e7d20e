"""What an address of a calendar tells, held against the oracle for each secret; and each weakness of the functions that open it,
which that comparison must notice."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from django.test import Client

from tests.authorisation.browsing import ask, at_door
from tests.authorisation.conftest import Office
from tests.authorisation.matrix import told
from tests.authorisation.mutants import Weakened
from tests.authorisation.oracle import Visitor
from tests.authorisation.oracle_calendars import told_by
from tests.authorisation.world_calendars import OPENING

NOBODY = Visitor("a calendar program", "delivery")


@pytest.fixture(autouse=True)
def _database(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


def by_database(office: Office, connection: psycopg.Connection, secret: str) -> frozenset[UUID] | None:
    """The meetings that the database tells: each has a place of its own in this world."""
    rows = connection.execute("select event, place from pathway_calendar(%s)", [secret]).fetchall()
    of_place = {row["place"]: row["id"] for row in office.world["pathway_meeting"]}
    assert len(of_place) == len(office.world["pathway_meeting"])
    return frozenset(of_place[place] for event, place in rows if event is not None) if rows else None


def differing(office: Office, connection: psycopg.Connection) -> list[str]:
    """For whose address the database and the oracle do not say the same."""
    secrets = {**office.built.calendars, "nobody": "no-such-secret", "empty": ""}
    return [
        name
        for name, secret in secrets.items()
        if by_database(office, connection, secret) != told_by(office.world, secret)
    ]


class TestEverySecret:
    def test_tells_what_the_oracle_says(self, office: Office) -> None:
        with told(office.doors["delivery"], NOBODY) as connection:
            assert differing(office, connection) == []

    def test_is_one_that_shows_something_or_nothing_or_opens_nothing(self, office: Office) -> None:
        found = {name: told_by(office.world, secret) for name, secret in office.built.calendars.items()}
        assert {name for name, meetings in found.items() if meetings is not None} == set(OPENING)
        assert {name for name, meetings in found.items() if meetings} == {"chair", "partner", "colleague_officer"}

    @pytest.mark.parametrize("door", ["public", "office"])
    def test_opens_nothing_at_another_door(self, office: Office, door: str) -> None:
        with (
            told(office.doors[door], Visitor("nobody", door)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("select 1 from pathway_calendar(%s)", [office.built.calendars["chair"]])

    def test_is_not_asked_for_by_whose_it_is(self, office: Office) -> None:
        """What tells whether an address stands is granted to no door: an id would be enough to ask about somebody."""
        row = office.world["pathway_calendaraddress"][0]
        with (
            told(office.doors["delivery"], NOBODY) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("select pathway_calendar_stands(%s)", [row["id"]])

    def test_gives_over_http_no_reference_no_name_and_no_id(self, office: Office) -> None:
        hidden = [
            row["reference"]
            for table in ("meeting", "panelcase", "referral")
            for row in office.world[f"pathway_{table}"]
        ]
        hidden += [str(row["id"]) for row in (*office.world["pathway_meeting"], *office.world["people_person"])]
        hidden += [row["display_name"] for row in office.world["pathway_individual"] if row["display_name"]]
        hidden += [row["name"] for row in office.world["pathway_panel"]]
        with at_door(office, "delivery"):
            client = Client(raise_request_exception=False)
            for name in OPENING:
                given = ask(client, "delivery", NOBODY, "GET", f"/calendar/{office.built.calendars[name]}/meetings.ics")
                assert given.status_code == 200, name
                whole = given.content.replace(b"\r\n ", b"").decode()
                events = whole.count("BEGIN:VEVENT") - 1
                assert events == len(told_by(office.world, office.built.calendars[name]) or ()), name
                assert [one for one in hidden if one in whole] == [], name


STANDS, TELLS = "pathway_calendar_stands(uuid)", "pathway_calendar(text)"
TODAY = "(now() at time zone 'Europe/London')::date"
WEAKNESSES = (
    Weakened("an address that was ended opens", STANDS, "a.ended_at is null", "true"),
    Weakened("an address opens for ever", STANDS, f"a.last_on >= {TODAY}", "true"),
    Weakened("an address outlives the account", STANDS, "p.deactivated_on is null", "true"),
    Weakened("an address outlives a change of roles", STANDS, "coalesce(p.sessions_valid_from, '-infinity')", "'-infinity'"),
    Weakened("whoever stands in has an address", STANDS, "h.covering is null", "true"),
    Weakened("any role will do", STANDS, "h.role = any", "true or h.role = any"),
    Weakened("a later role brings an address back", STANDS, "own.starts_on <= (a.made_at", "true or own.starts_on <= (a.made_at"),
    Weakened("any secret opens", TELLS, "a.token_digest = sha256(convert_to(secret, 'UTF8')) and", "true and"),
    Weakened("nothing is asked of an address", TELLS, "and public.pathway_calendar_stands(a.id)", ""),
    Weakened("meetings of every authority", TELLS, "m.authority_id in (select", "true or m.authority_id in (select"),
    Weakened("everybody of an authority sees its meetings", TELLS, "where h.role in ('panel_chair', 'panel_coordinator')", ""),
    Weakened("meetings of every panel", TELLS, "s.panel_id = m.panel_id and", ""),
    Weakened("meetings of whoever sits", TELLS, "and s.person_id = o.person_id", ""),
    Weakened("a seat is kept after its last day", TELLS, "s.until_on is null or", "true or"),
    Weakened("a seat is taken before its first day", TELLS, "s.from_on <= today.on_", "true"),
    Weakened("a seat is kept by whoever left their body", TELLS,
             "and s.organisation_id in (select h.organisation_id from held h)", ""),
    Weakened("meetings of all times", TELLS, "m.held_on >= today.on_ - 92", "true"),
)  # fmt: skip


class TestWeaknesses:
    @pytest.mark.parametrize("weakness", WEAKNESSES, ids=lambda one: one.name.replace(" ", "-"))
    def test_are_noticed(self, office: Office, weakness: Weakened) -> None:
        made = weakness.mutant(office.owner)
        with office.owner.transaction(force_rollback=True):
            office.owner.execute(made.statement.encode())
            with told(office.owner, NOBODY, "candour_delivery") as connection:
                assert differing(office, connection), f"nothing notices: {made.name}"
