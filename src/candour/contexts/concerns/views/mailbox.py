"""Coming back with a receipt: open the mailbox, read, write, agree or refuse, withdraw, close.

``candour.web.returning`` says how: neither time nor bytes tell a receipt that opens something from one that does not.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from candour.contexts.concerns.forms import mailbox as forms
from candour.contexts.concerns.operations import files, refusals
from candour.contexts.concerns.operations import mailbox as operations
from candour.contexts.concerns.queries import files as sent
from candour.contexts.concerns.queries import mailbox as queries
from candour.contexts.concerns.queries import opening
from candour.contexts.concerns.views.tell import FILLING
from candour.kernel.doors import Door
from candour.kernel.procedures.guard import Refused
from candour.kernel.visitors.receipts import Receipt
from candour.web import cookies, downloads, languages, pages, returning
from candour.web.entrance import ANYONE, entrance
from candour.web.returning import Closed, Returning

MAILBOX = "concerns:mailbox"
PASS = Returning(cookies.MAILBOX, "receipt", MAILBOX)


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt."""
    too_many = _("Wait ten seconds, then try again. Many receipts that open nothing came from this connection")
    return PASS.asked(request, forms.Open, _ask, too_many=too_many)


def _ask(request: HttpRequest, form: forms.Open, *, ended: bool = False, unknown: bool = False) -> HttpResponse:
    if unknown:
        form = forms.Open({})
        form.full_clean()
        form.errors.clear()
        form.add_error("receipt", _not_found())
    context = {
        "form": form,
        "has_ended": ended,
        "is_unknown": unknown,
        "has_errors": bool(form.is_bound and form.errors),
    }
    return pages.page(request, "concerns/public/check.html", context)


def _not_found() -> str:
    """What one of the right shape that opens nothing is told. A slip of the pen is said before: so this is rarely one."""
    return _("We cannot find it. Type it again from your receipt; if it is a code for something else, use it there")


def _turned_away(request: HttpRequest, closed: Closed) -> HttpResponse:
    if not closed.ended:
        return redirect("concerns:check")
    return PASS.close(_ask(request, forms.Open(), ended=True))


def _unknown(request: HttpRequest) -> HttpResponse:
    returning.opened_nothing(request)
    return PASS.close(_ask(request, forms.Open(), unknown=True))


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD"])
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mailbox. Whoever is here has the receipt: a draft that still shows it is forgotten."""
    try:
        secret = PASS.secret(request)
        return _page(request, secret)
    except Closed as closed:
        return _turned_away(request, closed)
    except queries.NoMailbox:
        return _unknown(request)


def _page(
    request: HttpRequest,
    secret: bytes,
    *,
    write: forms.Write | None = None,
    agree: forms.Agree | None = None,
    refused: tuple[str, Refused] | None = None,
) -> HttpResponse:
    shown = queries.show(secret, at=returning.now(request))
    if refused:
        step, why = refused
        refusals.record(concern_id=shown.concern.id, step=step, refused=why, actor=None, at=returning.now(request))
    if shown.concern.unread_for_reporter:
        operations.mark_read(mailbox=secret)
    context = {
        "mailbox": shown,
        "write": write or forms.Write(),
        "agree": agree or forms.Agree(initial={"answer": shown.concern.agreement}),
        "refused": refused[1].refusals if refused else (),
        "files_are_lost": bool(request.FILES),
        "has_errors": any(form is not None and form.errors for form in (write, agree)) or refused is not None,
    }
    response = PASS.go_on(request, secret, pages.page(request, "concerns/public/mailbox.html", context))
    FILLING.forget_sent(request, response)
    return response


@entrance(doors=Door.PUBLIC, to=ANYONE, files=True)
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """A message. Where the mailbox closed meanwhile, what was typed is shown again beside the box for the receipt."""
    if languages.is_toggling(request):
        return _in_the_other_language(request)
    form = forms.Write(request.POST, request.FILES)
    is_valid = form.is_valid()
    given: Receipt | None = form.cleaned_data.get("receipt")
    try:
        secret = given.mailbox_secret if given else PASS.secret(request)
        if not is_valid and not form.errors.get("receipt"):
            return _page(request, secret, write=form)
        if not is_valid:
            return _write_again(request, form)
        given_files = form.cleaned_data["attached"]
        operations.write(
            mailbox=secret,
            text=form.cleaned_data["text"],
            at=returning.now(request),
            arrivals=given_files,
            may_be_read=form.cleaned_data["shows"] == forms.SHOWS_NOTHING,
        )
    except Closed:
        return _write_again(request, form)
    except queries.NoMailbox:
        returning.opened_nothing(request)
        form.add_error("receipt", _not_found())
        return _write_again(request, form)
    except operations.TooManyMessages:
        form.add_error("text", _("You wrote many messages today. Send this one tomorrow, or as a part of the last one"))
        return _page(request, secret, write=form)
    except files.TooManyFiles:
        form.add_error("attached", _("You sent many files today. Send these tomorrow"))
        return _page(request, secret, write=form)
    except OSError:
        form.add_error("attached", _("We cannot take files just now. Send your message, and the files later"))
        return _page(request, secret, write=form)
    except Refused as refused:
        return _page(request, secret, write=form, refused=("reply", refused))
    return PASS.go_on(request, secret, redirect("concerns:message-sent"))


def _in_the_other_language(request: HttpRequest) -> HttpResponse:
    """The page that the message was being written on, with the message."""
    form = forms.Write.as_typed(request.POST)
    try:
        secret = PASS.secret(request)
        has_begun = request.POST.get("text") or request.FILES
        return _page(request, secret, write=form) if has_begun else redirect(MAILBOX)
    except (Closed, queries.NoMailbox):
        return _write_again(request, form)


def _write_again(request: HttpRequest, form: forms.Write) -> HttpResponse:
    # Whose name is locked away is not known while the mailbox is closed; the page before knew, and asked.
    context = {"form": form, "asks": "shows" in request.POST, "has_errors": bool(form.errors)}
    return pages.page(request, "concerns/public/write-again.html", context)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_GET
def download(request: HttpRequest, document: UUID) -> HttpResponse:
    """A file that the office sent: its clean copy, to save."""
    try:
        secret = PASS.secret(request)
        concern = queries.find(secret)
    except Closed as closed:
        return _turned_away(request, closed)
    except queries.NoMailbox:
        return _unknown(request)
    pair = opening.pair_for_reporter(concern, secret)
    shown = sent.one_sent_to_reporter(concern, document, pair) if pair else None
    if pair is None or shown is None:
        raise Http404
    data = files.open_copy(shown.row, pair=pair, at=returning.now(request))
    given = downloads.given_out(data, name=shown.copy_name, media=shown.copy_media)
    return PASS.go_on(request, secret, given)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """Yes or no: may the body be told."""
    try:
        secret = PASS.secret(request)
        form = forms.Agree(request.POST)
        if not form.is_valid():
            return _page(request, secret, agree=form)
        operations.answer_agreement(mailbox=secret, answer=form.cleaned_data["answer"], at=returning.now(request))
    except Closed as closed:
        return _turned_away(request, closed)
    except queries.NoMailbox:
        return _unknown(request)
    except Refused as refused:
        return _page(request, secret, refused=("answer_agreement", refused))
    return PASS.go_on(request, secret, redirect("concerns:agreement-noted"))


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw, after asking once."""
    try:
        secret = PASS.secret(request)
        if request.method != "POST":
            shown = queries.show(secret, at=returning.now(request))
            if not shown.may_withdraw:
                return PASS.go_on(request, secret, redirect(MAILBOX))
            return PASS.go_on(request, secret, pages.page(request, "concerns/public/withdraw.html", {"mailbox": shown}))
        operations.withdraw(mailbox=secret, at=returning.now(request))
    except Closed as closed:
        return _turned_away(request, closed)
    except queries.NoMailbox:
        return _unknown(request)
    except Refused as refused:
        return _page(request, secret, refused=("withdraw", refused))
    return PASS.go_on(request, secret, redirect("concerns:withdrawn"))


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


message_sent = _done("concerns/public/message-sent.html")
agreement_noted = _done("concerns/public/agreement-noted.html")
withdrawn = _done("concerns/public/withdrawn.html")


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the mailbox on this computer."""
    return PASS.close(redirect("concerns:closed"))


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_GET
def closed(request: HttpRequest) -> HttpResponse:
    """The mailbox is closed on this computer."""
    return pages.page(request, "concerns/public/closed.html")
