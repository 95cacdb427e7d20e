"""Coming back with the code of a referral: where it stands, and what the police said. Nothing can be written here.

``candour.web.returning`` says how: neither time nor bytes tell a code that opens something from one that does not.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from candour.contexts.pathway.forms import refer as forms
from candour.contexts.pathway.queries import standing as queries
from candour.contexts.pathway.views.refer import FILLING
from candour.kernel.doors import Door
from candour.web import cookies, pages, returning
from candour.web.entrance import ANYONE, entrance
from candour.web.returning import Closed, Returning

PASS = Returning(cookies.REFERRAL, "code", "refer:standing")


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for the code."""
    too_many = _("Wait ten seconds, then try again. Many codes that open nothing came from this connection")
    return PASS.asked(request, forms.Open, _ask, too_many=too_many)


def _ask(request: HttpRequest, form: forms.Open, *, ended: bool = False, unknown: bool = False) -> HttpResponse:
    if unknown:
        form = forms.Open({})
        form.full_clean()
        form.errors.clear()
        # A slip of the pen is said before anything is looked up: what opens nothing is more often of another kind.
        said = _("We cannot find it. Type it again from your copy; if it is a code for something else, use it there")
        form.add_error("code", said)
    context = {"form": form, "has_ended": ended, "has_errors": bool(form.is_bound and form.errors)}
    return pages.page(request, "pathway/public/check.html", context)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD"])
def shown(request: HttpRequest) -> HttpResponse:
    """Where it stands. Whoever is here has the code: a draft that still shows it is forgotten."""
    try:
        secret = PASS.secret(request)
        found = queries.by_code(secret)
    except Closed as closed:
        return PASS.close(_ask(request, forms.Open(), ended=True)) if closed.ended else redirect("refer:check")
    except queries.NoReferral:
        returning.opened_nothing(request)
        return PASS.close(_ask(request, forms.Open(), unknown=True))
    response = PASS.go_on(request, secret, pages.page(request, "pathway/public/standing.html", {"standing": found}))
    FILLING.forget_sent(request, response)
    return response


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close it on this computer."""
    return PASS.close(redirect("refer:closed"))


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_GET
def closed(request: HttpRequest) -> HttpResponse:
    """It is closed on this computer."""
    return pages.page(request, "pathway/public/closed.html")
