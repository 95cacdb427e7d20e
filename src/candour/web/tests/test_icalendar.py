"""What a calendar program is told, held against what RFC 5545 says of it."""

from __future__ import annotations

from datetime import date, time

from candour.web.icalendar import Appointment, calendar

DAY = date(2026, 7, 1)


def lines(*appointments: Appointment, subscribed: bool = False) -> list[str]:
    """The unfolded lines."""
    raw = calendar(appointments, on=DAY, subscribed=subscribed)
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    return raw.replace(b"\r\n ", b"").decode().splitlines()


class TestCalendar:
    def test_says_when_in_the_time_of_the_world(self) -> None:
        summer = Appointment("a", "Panel", date(2026, 7, 2), time(10), "Room 1")
        winter = Appointment("b", "Panel", date(2026, 12, 2), time(10), "Room 1")
        said = lines(summer, winter)
        assert [line for line in said if line.startswith("DTSTART")] == [
            "DTSTART:20260702T090000Z", "DTSTART:20261202T100000Z",
        ]  # fmt: skip

    def test_writes_signs_and_long_lines_as_it_must(self) -> None:
        said = lines(Appointment("a", "One; two, three\\four\nfive", DAY, time(9), "ß" * 120))
        assert "SUMMARY:One\\; two\\, three\\\\four\\nfive" in said
        assert f"LOCATION:{'ß' * 120}" in said

    def test_says_of_what_is_called_off_that_it_is(self) -> None:
        said = lines(Appointment("a", "Panel", DAY, time(9), "Room 1", is_off=True, sequence=3))
        assert {"STATUS:CANCELLED", "SUMMARY:Called off: Panel", "SEQUENCE:3"} <= set(said)

    def test_gives_a_whole_day_without_blocking_it(self) -> None:
        said = lines(Appointment("a", "Look at this", DAY))
        assert {"DTSTART;VALUE=DATE:20260701", "TRANSP:TRANSPARENT", "STATUS:CONFIRMED"} <= set(said)
        assert not [line for line in said if line.startswith("LOCATION")]

    def test_names_itself_and_says_when_to_ask_again_where_it_is_subscribed_to(self) -> None:
        assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in lines(subscribed=True)
        assert not [line for line in lines() if "CALNAME" in line or "REFRESH" in line]
