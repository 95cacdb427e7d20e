"""Coming back with a receipt, without an account: a pass for a quarter of an hour.

The receipt is sent once, in the body of a POST. Whether it opens anything is not looked at there: every well-formed
receipt gets a pass of the same length and the same redirect, so that neither time nor bytes tell a hit from a miss.
The page behind it says whether there is anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from candour.kernel.visitors import guesses, mailbox_pass
from candour.kernel.visitors.receipts import Receipt
from candour.web import cookies, languages


class Closed(Exception):
    """There is no open pass. ``ended``: the quarter of an hour is over."""

    def __init__(self, *, ended: bool) -> None:
        super().__init__()
        self.ended = ended


def now(request: HttpRequest) -> datetime:
    """The moment of this request."""
    at: datetime = request.now  # type: ignore[attr-defined]  # set by ClockMiddleware
    return at


def must_wait(request: HttpRequest) -> bool:
    """Whether this connection guessed so often today that its next try has to wait ten seconds."""
    return guesses.TODAY.must_wait(_address(request), at=now(request))


def wait(response: HttpResponse) -> HttpResponse:
    """Say to the browser, too, that ten seconds have to pass."""
    response.status_code = 429
    response["Retry-After"] = "10"
    return response


def opened_nothing(request: HttpRequest) -> None:
    """A receipt opened nothing: count it."""
    guesses.TODAY.note(_address(request), at=now(request))


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


@dataclass(frozen=True)
class Returning:
    """One way to come back: the name of the cookie that carries its pass, the field of the form in which the receipt is
    typed, and the page that it leads to."""

    cookie: str
    field: str
    page: str

    def asked(
        self, request: HttpRequest, form_class: Any, show: Callable[[HttpRequest, Any], HttpResponse], *, too_many: str
    ) -> HttpResponse:
        """The page that asks for the receipt, drawn by ``show``, and what is sent to it. ``form_class``: a form of one
        field that knows ``as_typed``; ``too_many``: what is said to whom has to wait ten seconds."""
        if request.method != "POST":
            return show(request, form_class())
        if languages.is_toggling(request):
            return show(request, form_class.as_typed(request.POST))
        form = form_class(request.POST)
        if not form.is_valid():
            return show(request, form)
        if must_wait(request):
            form.add_error(None, too_many)
            return wait(show(request, form))
        return self.let_in(request, form.cleaned_data[self.field], redirect(self.page))

    def let_in(self, request: HttpRequest, receipt: Receipt, response: HttpResponse) -> HttpResponse:
        """Give the pass of this receipt, whether or not it opens anything."""
        return self.go_on(request, receipt.mailbox_secret, response)

    def go_on(self, request: HttpRequest, secret: bytes, response: HttpResponse) -> HttpResponse:
        """Another quarter of an hour."""
        cookies.give(request, response, self.cookie, mailbox_pass.make(secret, at=now(request)))
        return response

    def secret(self, request: HttpRequest) -> bytes:
        """The secret that the pass carries. Raises Closed."""
        try:
            return mailbox_pass.read(request.COOKIES.get(self.cookie, ""), at=now(request))
        except mailbox_pass.PassEnded:
            raise Closed(ended=True) from None
        except mailbox_pass.NotAPass:
            raise Closed(ended=False) from None

    def close(self, response: HttpResponse) -> HttpResponse:
        """Take the pass back."""
        cookies.take_back(response, self.cookie)
        return response
