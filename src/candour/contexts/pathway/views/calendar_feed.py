"""A person's meetings for the calendar program that they let read them: the page on which they make and end the address,
and what the address answers.

The address is the one secret of Candour that stands in a URL, because calendar programs can send it no other way
(docs/decisions/0018-panels-and-meetings.md). Nothing here, and nothing around it, writes it down.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.http import quote_etag
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.accounts import api as accounts
from candour.contexts.pathway.operations import calendar_addresses as operations
from candour.contexts.pathway.queries import calendar_feed as queries
from candour.contexts.pathway.views import panel_words
from candour.contexts.pathway.views.panels import for_members
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from candour.web import downloads, icalendar, pages
from candour.web.entrance import ANYONE, entrance
from candour.web.icalendar import Appointment

SAID_BEFORE = timedelta(days=7)
"""How long before the last day of an address the calendar itself says that it ends."""


@entrance(doors=Door.DELIVERY, to=ANYONE)
@require_safe
def feed(request: Any, secret: str) -> HttpResponse:
    """The meetings of whoever made this address; not found for every other. Nobody is signed in here, and whoever happens to
    be sees no more."""
    found = queries.opened_by(secret)
    if found is None:
        raise Http404
    data = icalendar.calendar(_appointments(found), on=localdate(request.now), subscribed=True)
    response = downloads.given_out(data, name="meetings.ics", media=icalendar.MEDIA)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    etag = quote_etag(hashlib.sha256(data).hexdigest()[:32])
    response["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(answer, HttpResponse)  # the response itself, or that it has not changed
    return answer


def _appointments(found: queries.Opened) -> list[Appointment]:
    told = [
        Appointment(
            uid=one.event,
            summary=f"{panel_words.kind(one.nation)}, {one.authority}",
            held_on=one.held_on,
            starts_at=one.starts_at,
            place=one.place,
            is_off=one.is_called_off,
            sequence=one.times_moved + one.is_called_off,
        )
        for one in found.meetings
    ]
    # A calendar that silently gets nothing new is worse than none: it says beforehand when it ends.
    ends = _("This calendar gets nothing new after %(day)s: make a new address in Candour")
    day = date_format(found.last_on, "j F Y")
    return [*told, Appointment(f"last-day-{found.last_on}", ends % {"day": day}, found.last_on - SAID_BEFORE)]


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: Any) -> HttpResponse:
    """What an address gives away, whether there is one, and making or ending it. A new one is shown once, on the answer to
    this very request."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "end":
        if operations.end(actor=request.actor, at=request.now):
            messages.success(request, _("Ended. The address opens nothing any more."))
        return HttpResponseRedirect(reverse("panels:calendar_address"))
    if act != "make":
        return _page(request)
    try:
        secret = operations.make(actor=request.actor, at=request.now)
    except Refused as refused:
        if "step_up" in refused.codes:
            return accounts.ask_to_step_up(request)
        return _page(request, refused)
    made = settings.DOOR_ADDRESSES[Door.DELIVERY.value] + reverse("panels:calendar_feed", args=[secret])
    response = pages.page(
        request, "pathway/panels/calendar_made.html", {"address": made, "own": queries.own(request.actor)}
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: Any, refused: Refused | None = None) -> HttpResponse:
    shown = {
        "own": queries.own(request.actor),
        "on": localdate(request.now),
        "refusals": refused.refusals if refused else (),
    }
    return pages.page(request, "pathway/panels/calendar.html", shown, status=409 if refused else 200)
