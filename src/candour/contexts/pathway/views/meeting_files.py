"""Files about meetings: the papers as one PDF, and a person's meetings for their calendar."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from candour.contexts.pathway.operations import meetings as operations
from candour.contexts.pathway.procedure import meeting as law
from candour.contexts.pathway.queries import invitations, meeting_page, panel_page
from candour.contexts.pathway.views import meeting_pack
from candour.contexts.pathway.views.panels import for_members
from candour.web import downloads, icalendar, typeset
from candour.web.icalendar import Appointment


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
    on = localdate(request.now)
    found = [
        *(
            _appointment(one, f"{one.panel.name} ({one.get_kind_display()})", is_off=one.state == law.CANCELLED)
            for one in panel_page.for_calendar(request.actor, on)
        ),
        *(
            _appointment(guest, f"{guest.panel} ({guest.kind})", is_off=guest.is_called_off)
            for guest in invitations.invitations_of(request.actor)
        ),
    ]
    return downloads.given_out(icalendar.calendar(found, on=on), name="meetings.ics", media=icalendar.MEDIA)


def _appointment(meeting: Any, summary: str, *, is_off: bool) -> Appointment:
    """A meeting or an invitation. Each move, and calling it off, is a change that a calendar has to follow."""
    return Appointment(
        uid=meeting.reference,
        summary=summary,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        place=meeting.place,
        is_off=is_off,
        sequence=meeting.times_moved + is_off,
    )
