"""What can go wrong on the way to a provider and back, in words: what happened, that nothing is lost, what to do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candour.contexts.accounts.provider import tickets
from candour.contexts.accounts.provider.tickets import Ticket
from candour.contexts.accounts.views import signing
from candour.web.pages import page

# code: (status, what happened)
TROUBLES = {
    "no_wish": (
        400,
        _("You came from %(name)s, but this browser did not go there from here, or it was more than an hour ago. Or the"
          " browser keeps no cookies: it needs two for a moment."),
    ),
    "overtaken": (
        400,
        _("You began again after this, perhaps in another tab, so this answer of %(name)s no longer counts. Finish the"
          " one that you began last, or begin again here."),
    ),
    "lapsed": (400, _("It took more than 10 minutes to come back from %(name)s. Begin again: it is usually quicker.")),
    "spent": (400, _("This answer of %(name)s was used already. That happens when a page is loaded again.")),
    "stopped": (200, _("You stopped at %(name)s, or it did not let you in.")),
    "provider_error": (200, _("%(name)s sent you back and said that something did not work there.")),
    "down": (
        503,
        _("%(name)s does not answer at the moment. Candour itself works: if you have a password here, sign in with it;"
          " otherwise try again in a few minutes."),
    ),
    "wrong_answer": (
        400,
        _("What %(name)s answered does not hold, so it was not believed. Try again. If it happens again, tell whoever"
          " looks after Candour: the reason stands in its log."),
    ),
    "no_proof": (400, _("It took too long, or this page was loaded a second time.")),
    "not_linked": (
        403,
        _("%(name)s knows who you are, but nobody here has linked that account. If you have a password here, sign in with"
          " it and link the two on your account page. If you are new, open the link that your administrator sent you."),
    ),
    "signed_out": (
        403,
        _("Your session here ended while you were at %(name)s. Sign in again and link the two once more."),
    ),
    "linked_elsewhere": (
        403,
        _("That account at %(name)s is linked with somebody else here. Sign out there, and sign in there as yourself. If"
          " you did, tell your administrator."),
    ),
    "other_person": (
        403,
        _("That is not the account at %(name)s that is linked with yours here. Sign in there as yourself, or ask your"
          " administrator for a link that lets you begin anew."),
    ),
}  # fmt: skip


def trouble(request: Any, code: str, ticket: Ticket | None) -> HttpResponse:
    """The page that says so. Where somebody wanted to go is kept, so that trying again leads there."""
    status, words = TROUBLES[code]
    told = settings.SIGN_IN_PROVIDER
    assert told is not None  # whoever calls this is offered only where there is one
    purpose = ticket.purpose if ticket is not None else tickets.SIGN_IN
    shown = {
        "code": code,
        "words": str(words) % {"name": told.name},
        "provider": told,
        "linking": purpose == tickets.LINK,
        "enrolling": purpose == tickets.ENROL,
        "back": _back(purpose, ticket),
        "next": signing.safe_address(request, ticket.to) if ticket and purpose == tickets.SIGN_IN else "/",
    }
    return page(request, "accounts/provider_trouble.html", shown, status=status)


def _back(purpose: str, ticket: Ticket | None) -> str:
    if ticket is not None and purpose == tickets.LINK:
        return reverse("accounts:account")
    if ticket is not None and purpose == tickets.ENROL:
        return reverse("accounts:enrol", args=[ticket.bound])
    return reverse("accounts:sign_in")
