"""Pages of the shell itself: am I alive, the way out, still here, find by reference."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_safe

from candour.kernel.doors import Door
from candour.web import navigation, pages
from candour.web.entrance import ANYONE, SIGNED_IN, entrance

STAFF = (Door.DELIVERY, Door.OFFICE)


@entrance(doors=Door, to=ANYONE, database=False)
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """``ok`` when this process answers. With ``?deep=1`` also asks the database for nothing; 503 without details
    when it does not answer.
    """
    if request.GET.get("deep") == "1":
        try:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
        except (DatabaseError, InterfaceError):
            return HttpResponse("unavailable", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """The way out: forget the draft and the open mailbox, and go to a page about something else.

    A link and not a form, so that it works without JavaScript and under ``form-action 'self'``. It only forgets:
    a stranger who makes a browser follow it gains nothing. Cookies of the other doors, which share the host name in
    the demonstration, are left alone.
    """
    response = HttpResponseRedirect(settings.QUICK_EXIT_TO)
    for name in request.COOKIES:
        if not any(f"candour_{door.value}" in name for door in STAFF):
            response.delete_cookie(name)
    return response


@entrance(doors=STAFF, to=SIGNED_IN)
@require_GET
def still_here(request: HttpRequest) -> HttpResponse:
    """Keeps the session alive when the person says so; 204."""
    return HttpResponse(status=204)


@entrance(doors=STAFF, to=SIGNED_IN)
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Where a typed reference leads. Unknown, absent and forbidden answer alike."""
    typed = request.GET.get("reference", "")[:40].strip()
    address = navigation.find(request.door, typed, request.actor) if typed else None  # type: ignore[attr-defined]
    if address:
        return redirect(address)
    return pages.page(request, "pages/not-found-by-reference.html", {"typed": typed})
