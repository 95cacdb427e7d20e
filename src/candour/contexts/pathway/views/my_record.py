"""A person's or parent's own page: with a code, see what was released, ask, withdraw consent, read the answer.

``candour.web.returning`` says how: neither time nor bytes tell a code that opens something from one that does not.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from candour.contexts.pathway.forms import my_record as forms
from candour.contexts.pathway.models.rights import RightsRequest
from candour.contexts.pathway.operations import rights as operations
from candour.contexts.pathway.queries import my_record as queries
from candour.kernel.doors import Door
from candour.kernel.visitors.receipts import Receipt
from candour.web import cookies, languages, pages, returning
from candour.web.entrance import ANYONE, entrance
from candour.web.returning import Closed, Returning

PAGE = "my_record:open"
PASS = Returning(cookies.MY_RECORD, "code", PAGE)


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for the code."""
    too_many = _("Wait ten seconds, then try again. Many codes that open nothing came from this connection")
    return PASS.asked(request, forms.Open, _ask_code, too_many=too_many)


def _ask_code(request: HttpRequest, form: forms.Open, *, ended: bool = False, unknown: bool = False) -> HttpResponse:
    if unknown:
        form = forms.Open({})
        form.full_clean()
        form.errors.clear()
        form.add_error("code", _not_found())
    context = {"form": form, "has_ended": ended, "has_errors": bool(form.is_bound and form.errors)}
    return pages.page(request, "pathway/my_record/check.html", context)


def _not_found() -> str:
    """Said in the language of the moment."""
    return _("This code opens nothing here. Type it again; or its time may be over: ask whoever gave it to you")


def _turned_away(request: HttpRequest, closed: Closed) -> HttpResponse:
    if not closed.ended:
        return redirect("my_record:check")
    return PASS.close(_ask_code(request, forms.Open(), ended=True))


def _unknown(request: HttpRequest) -> HttpResponse:
    returning.opened_nothing(request)
    return PASS.close(_ask_code(request, forms.Open(), unknown=True))


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD"])
def shown(request: HttpRequest) -> HttpResponse:
    """Where things stand, as far as it was released, and what was asked."""
    try:
        return _page(request, PASS.secret(request))
    except Closed as closed:
        return _turned_away(request, closed)
    except queries.NoRecord:
        return _unknown(request)


def _page(request: HttpRequest, secret: bytes, *, form: forms.Ask | None = None) -> HttpResponse:
    context = {
        "shown": queries.show(secret, at=returning.now(request)),
        "form": form or forms.Ask(),
        "has_errors": bool(form is not None and form.errors),
    }
    return PASS.go_on(request, secret, pages.page(request, "pathway/my_record/open.html", context))


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """A request. Where the page closed meanwhile, what was typed is shown again beside the box for the code."""
    if languages.is_toggling(request):
        return _in_the_other_language(request)
    form = forms.Ask(request.POST)
    is_valid = form.is_valid()
    given: Receipt | None = form.cleaned_data.get("code")
    try:
        secret = given.mailbox_secret if given else PASS.secret(request)
        if not is_valid:
            return _page(request, secret, form=form)
        operations.ask(
            secret=secret, what=form.cleaned_data["what"], text=form.cleaned_data["text"], at=returning.now(request)
        )
    except Closed:
        return _ask_again(request, form)
    except queries.NoRecord:
        returning.opened_nothing(request)
        form.add_error("code", _not_found())
        return _ask_again(request, form)
    except operations.TooManyRequests:
        form.add_error("text", _("You asked many things today. Send this one tomorrow"))
        return _page(request, secret, form=form)
    return PASS.go_on(request, secret, redirect("my_record:asked"))


def _in_the_other_language(request: HttpRequest) -> HttpResponse:
    form = forms.Ask.as_typed(request.POST)
    try:
        return _page(request, PASS.secret(request), form=form)
    except (Closed, queries.NoRecord):
        return _ask_again(request, form)


def _ask_again(request: HttpRequest, form: forms.Ask) -> HttpResponse:
    context = {"form": form, "has_errors": bool(form.errors)}
    return pages.page(request, "pathway/my_record/ask-again.html", context)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw consent to support, after asking once."""
    try:
        secret = PASS.secret(request)
        found = queries.show(secret, at=returning.now(request))
        if not found.is_case:
            return PASS.go_on(request, secret, redirect(PAGE))
        toggling = languages.is_toggling(request)
        form = forms.Withdraw.as_typed(request.POST) if toggling else forms.Withdraw(request.POST or None)
        if request.method != "POST" or toggling or not form.is_valid():
            context = {"form": form, "has_errors": bool(form.is_bound and form.errors)}
            return PASS.go_on(request, secret, pages.page(request, "pathway/my_record/withdraw.html", context))
        what, text = RightsRequest.Kind.WITHDRAWAL, form.cleaned_data["text"] or _("I withdraw my consent.")
        operations.ask(secret=secret, what=what, text=text, at=returning.now(request))
    except Closed as closed:
        return _turned_away(request, closed)
    except queries.NoRecord:
        return _unknown(request)
    except operations.TooManyRequests:
        return PASS.go_on(request, secret, redirect(PAGE))
    return PASS.go_on(request, secret, redirect("my_record:withdrawn"))


View = Callable[[HttpRequest], HttpResponse]


def _done(template: str) -> View:
    @entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
    @require_GET
    def done(request: HttpRequest) -> HttpResponse:
        try:
            secret = PASS.secret(request)
        except Closed as closed:
            return _turned_away(request, closed)
        return PASS.go_on(request, secret, pages.page(request, template))

    return done


asked = _done("pathway/my_record/asked.html")
withdrawn = _done("pathway/my_record/withdrawn.html")


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the page on this computer."""
    return PASS.close(redirect("my_record:closed"))


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_GET
def closed(request: HttpRequest) -> HttpResponse:
    """It is closed on this computer."""
    return pages.page(request, "pathway/my_record/closed.html")
