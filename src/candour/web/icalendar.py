"""Appointments as calendar programs read them (RFC 5545): a file to take away, or what a subscribed address answers.

A calendar tells an earlier state of an appointment from a later one by its sequence: whoever changes an appointment lets
that rise. Nothing here says when an appointment ends, because Candour does not know it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

MEDIA = "text/calendar; charset=utf-8"
LONDON = ZoneInfo("Europe/London")
WIDEST = 75


@dataclass(frozen=True)
class Appointment:
    """One appointment. ``uid`` is the same for as long as it is the same appointment; without ``starts_at`` it is a day."""

    uid: str
    summary: str
    held_on: date
    starts_at: time | None = None
    place: str = ""
    is_off: bool = False
    sequence: int = 0


def calendar(appointments: Iterable[Appointment], *, on: date, subscribed: bool = False) -> bytes:
    """The whole calendar as of a day. One that is ``subscribed`` to has a name and says how often to ask again."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Candour//Meetings//EN", "METHOD:PUBLISH"]
    if subscribed:
        # The first of each pair is what RFC 7986 says, the second what older programs know.
        name = _escaped(_("Panel meetings (Candour)"))
        lines += [f"NAME:{name}", f"X-WR-CALNAME:{name}"]
        lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT4H", "X-PUBLISHED-TTL:PT4H"]
    made = _utc(datetime.combine(on, time(), LONDON))
    for one in appointments:
        lines += _event(one, made)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


def _event(one: Appointment, made: str) -> list[str]:
    summary = _("Called off: %(what)s") % {"what": one.summary} if one.is_off else one.summary
    start = f"DTSTART;VALUE=DATE:{one.held_on:%Y%m%d}"
    if one.starts_at is not None:
        start = f"DTSTART:{_utc(datetime.combine(one.held_on, one.starts_at, LONDON))}"
    return [
        "BEGIN:VEVENT",
        f"UID:{one.uid}@candour",
        f"DTSTAMP:{made}",
        f"SEQUENCE:{one.sequence}",
        start,
        f"SUMMARY:{_escaped(summary)}",
        *([f"LOCATION:{_escaped(one.place)}"] if one.place else []),
        f"STATUS:{'CANCELLED' if one.is_off else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        *([] if one.starts_at is not None else ["TRANSP:TRANSPARENT"]),
        "END:VEVENT",
    ]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """As RFC 5545 writes text (3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line longer than 75 octets; what follows begins with a space (3.1)."""
    parts, room = [""], WIDEST
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append(" ")
            room = WIDEST - 1
        parts[-1] += sign
        room -= size
    return "\r\n".join(parts)
