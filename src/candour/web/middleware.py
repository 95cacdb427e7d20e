"""What happens around every view: the clock, the door, who asks, one transaction, and the headers.

Order (settings): ``Headers`` and ``Clock`` outermost, then ``DoorContext``, then Django's session, CSRF and the
rest, ``Entrance`` last. ``DoorContext`` does its work between "which view is it" and "run it", so that a view
declared without database opens no connection at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import urlencode

from candour.kernel.access import context
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from candour.web import entrance, problems

GetResponse = Callable[[HttpRequest], HttpResponseBase]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN = "/sign-in/"

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


class HeadersMiddleware:
    """Headers that Django and django-csp leave out. Pages are ``no-store`` unless their view says they are public
    content; a browser's history on a shared computer then shows nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or "%00" in query or "\0" in query:
            response: HttpResponseBase = problems.bad_request(request)
        else:
            response = self.get_response(request)
        headers = response.headers
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "public, max-age=60" if getattr(request, "is_cacheable", False) else "no-store"
        headers["Permissions-Policy"] = PERMISSIONS
        headers["X-Frame-Options"] = "DENY"
        if "Cross-Origin-Resource-Policy" not in headers:  # a plot may stand in a newspaper's page
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class ClockMiddleware:
    """Reads the clock once: ``request.now`` is the moment of this request, and everything below is told it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.now = timezone.now()  # type: ignore[attr-defined]
        return self.get_response(request)


class DoorContextMiddleware:
    """``request.door``, ``request.actor``, and one transaction that tells the database who asks.

    The transaction opens after the view is known and before anything reads the session; it is rolled back for any
    exception and any status of 500 or more, because Django has turned the exception into a response by the time it
    comes back here, and half-done work would be committed. When the database goes away the person is told that
    nothing was stored and how to try again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.door: Door = settings.DOOR

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.door = self.door  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        opened: list[transaction.Atomic] = []
        request.opened_transactions = opened  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        except BaseException as error:
            if opened:
                opened.pop().__exit__(type(error), error, error.__traceback__)
            raise
        if not opened:
            return response
        return self._closed(request, response, opened)

    def _closed(
        self, request: HttpRequest, response: HttpResponseBase, opened: list[transaction.Atomic]
    ) -> HttpResponseBase:
        atomic = opened.pop()
        try:
            if getattr(response, "streaming", False):
                transaction.set_rollback(True)
                atomic.__exit__(None, None, None)
                raise ImproperlyConfigured(
                    "a streaming response outlives its transaction: declare database=False and open one inside"
                )
            if response.status_code >= 500 or getattr(request, "is_undone", False):
                transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
        except (OperationalError, InterfaceError):
            return problems.unavailable(request)  # at commit: nothing was acknowledged, so nothing is lost
        except IntegrityError as error:
            if not problems.is_a_repetition(error):
                raise
            return problems.already_done(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Open the transaction and find out who asks, for a view that says it uses the database."""
        declared = entrance.of(view)
        if declared is None or not declared.database:
            return None
        atomic = transaction.atomic()
        try:
            atomic.__enter__()
            request.opened_transactions.append(atomic)  # type: ignore[attr-defined]
            if self.door is not Door.PUBLIC:
                token = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
                if token:
                    request.actor = context.actor_for_session(door=self.door, token=token)  # type: ignore[attr-defined]
        except (OperationalError, InterfaceError):
            request.is_undone = True  # type: ignore[attr-defined]
            return problems.unavailable(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Undo what an exception interrupted, whatever page it becomes; answer 503 when the database went away, and
        409 when somebody else was quicker."""
        if getattr(request, "opened_transactions", None):
            request.is_undone = True  # type: ignore[attr-defined]
        if problems.is_database_away(exception):
            return problems.unavailable(request)
        if isinstance(exception, Refused):
            return problems.refused(request, exception)
        if problems.is_a_repetition(exception):
            return problems.already_done(request)
        return None


class EntranceMiddleware:
    """Refuses a view that does not say who may enter, and a visitor whom it does not admit.

    Wrong door and wrong role answer exactly as an address that does not exist. Nobody signed in is sent to sign in
    and back; a form sent after the session ended is told so, because a redirect would throw away what was typed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.door: Door = settings.DOOR

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Judge the visitor before the view runs."""
        declared = entrance.of(view)
        if declared is None:
            raise ImproperlyConfigured(f"{view.__module__}.{getattr(view, '__qualname__', view)} declares no entrance")
        if self.door not in declared.doors:
            raise Http404
        request.is_cacheable = declared.cacheable  # type: ignore[attr-defined]
        actor = getattr(request, "actor", None)
        if declared.to.admits(actor):
            return None
        if actor is not None:
            raise Http404
        if self.door is Door.PUBLIC:
            raise Http404
        if request.method not in SAFE_METHODS:
            return problems.session_ended(request)
        return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': request.get_full_path()})}")
