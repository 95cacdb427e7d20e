"""Files about meetings: the papers as one PDF, and a person's meetings for their calendar."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from candour.contexts.pathway.models import Meeting
from candour.contexts.pathway.operations import meetings as operations
from candour.contexts.pathway.procedure import meeting as law
from candour.contexts.pathway.queries import invitations, meeting_page, panel_page
from candour.contexts.pathway.queries.invitations import Invitation
from candour.contexts.pathway.views import meeting_pack
from candour.contexts.pathway.views.panels import for_members
from candour.web import downloads, typeset

LONDON = ZoneInfo("Europe/London")


@for_members
@require_safe
def pack(request: Any, reference: str) -> HttpResponse:
    """Agenda and papers as one tagged PDF: of the cases, those that this person may see. Each is recorded."""
    found = panel_page.meeting_for(request.actor, reference)
    if found is None:
        raise Http404
    page = meeting_page.page_of(found, request.actor, localdate(request.now))
    operations.record_read(meeting=found, what="pack", items=len(page.cases), actor=request.actor, at=request.now)
    made = meeting_pack.pack_of(page, for_whom=request.actor.name, at=request.now)
    data = typeset.pdf(made, at=request.now)
    return downloads.given_out(data, name=f"{found.reference}.pdf", media="application/pdf")


@for_members
@require_safe
def calendar(request: Any) -> HttpResponse:
    """The meetings that this person sees or is invited to, as a file for their calendar: panel, time and place, and nothing
    of a case."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Candour//Meetings//EN", "METHOD:PUBLISH"]
    today = datetime.combine(localdate(request.now), time(), LONDON)
    for one in panel_page.for_calendar(request.actor, localdate(request.now)):
        summary = f"{one.panel.name} ({one.get_kind_display()})"
        lines += _event(one, summary, today, is_off=one.state == law.CANCELLED)
    for guest in invitations.invitations_of(request.actor):
        lines += _event(guest, f"{guest.panel} ({guest.kind})", today, is_off=guest.is_called_off)
    lines.append("END:VCALENDAR")
    data = "".join(_folded(line) + "\r\n" for line in lines).encode()
    return downloads.given_out(data, name="meetings.ics", media="text/calendar; charset=utf-8")


def _event(meeting: Meeting | Invitation, summary: str, made: datetime, *, is_off: bool) -> list[str]:
    """``made`` is the day of the file: what tells an earlier file from a later one is the sequence, and a meeting changes
    once, when it is called off."""
    starts = datetime.combine(meeting.held_on, meeting.starts_at, LONDON)
    if is_off:
        summary = _("Called off: %(what)s") % {"what": summary}
    return [
        "BEGIN:VEVENT",
        f"UID:{meeting.reference}@candour",
        f"DTSTAMP:{_utc(made)}",
        f"SEQUENCE:{int(is_off)}",
        f"DTSTART:{_utc(starts)}",
        f"SUMMARY:{_escaped(summary)}",
        f"LOCATION:{_escaped(meeting.place)}",
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        "CLASS:PRIVATE",
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
    parts, room = [""], 75
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append(" ")
            room = 74
        parts[-1] += sign
        room -= size
    return "\r\n".join(parts)
