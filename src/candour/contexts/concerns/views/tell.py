"""Telling the Commissioner: one thing to a page, check the answers, send, keep the receipt.

``candour.web.filling`` asks and keeps; what is sent, and what is shown then, is here.
"""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from candour.contexts.concerns import codes
from candour.contexts.concerns.forms import mailbox as mailbox_forms
from candour.contexts.concerns.forms import tell as forms
from candour.contexts.concerns.operations import files, intake
from candour.contexts.concerns.queries.identities import NoSides
from candour.kernel.doors import Door
from candour.kernel.visitors import drafts, receipts
from candour.kernel.visitors import operations as keeping
from candour.web import cookies, languages, pages
from candour.web.entrance import ANYONE, entrance
from candour.web.filling import Filling, Held

CHECK = "concerns:check-answers"


FILLING = Filling(forms.FORM, cookies.DRAFT, "concerns", begin=partial(drafts.new_contents, sealed=True))


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What the office can do, what happens next, what anonymity protects, and what to do when someone is in danger."""
    return pages.page(request, "concerns/public/start.html")


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of the form."""
    return FILLING.question(request, slug)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: HttpRequest) -> HttpResponse:
    """Every answer with a link to change it; sending commits, and the receipt follows."""
    held = FILLING.held(request, lock=request.method == "POST")
    if held.is_sent:
        return redirect("concerns:receipt")
    if held.is_gone:
        return redirect("concerns:draft-gone")
    if request.method != "POST" or held.contents is None or held.key is None:
        return _list(request, held, is_empty=request.method == "POST")
    told = forms.submission(held.answers)
    try:
        received = intake.receive(
            submission=told,
            receipt=receipts.Receipt(held.contents.receipt),
            at=held.at,
            pair=held.contents.pair,
            files=held.contents.files,
        )
    except intake.NothingTold:
        return _list(request, held, is_empty=True)
    except NoSides:  # never taken in with less protection than was promised
        return _list(request, held, cannot_seal=True)
    keeping.keep(key=held.key, contents=held.contents.sent_as(received.reference), at=held.at)
    return redirect("concerns:receipt")


def _list(request: HttpRequest, held: Held, *, is_empty: bool = False, cannot_seal: bool = False) -> HttpResponse:
    answers = held.answers
    context = {
        "given": forms.FORM.given(answers),
        "files": held.contents.files if held.contents else (),
        "is_confidential": answers.get("level") == codes.Level.CONFIDENTIAL,
        "lacks_words": not answers.get("what_happened"),
        "has_errors": is_empty or cannot_seal,
        "cannot_seal": cannot_seal,
    }
    return pages.page(request, "concerns/public/check-answers.html", context)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt, once: a reload right after shows it again, finishing or leaving ends that.

    Whoever wants to may type it back; nothing depends on it.
    """
    held = FILLING.held(request)
    if held.contents is None:
        return redirect("concerns:draft-gone" if held.is_gone else "concerns:start")
    if not held.is_sent:
        return redirect(CHECK)
    mine = receipts.Receipt(held.contents.receipt)
    form = mailbox_forms.Confirm(request.POST if request.method == "POST" else None)
    if languages.is_toggling(request):
        form = mailbox_forms.Confirm.as_typed(request.POST)
    if form.is_bound and form.is_valid() and form.cleaned_data["receipt"] is not None:
        if form.cleaned_data["receipt"] == mine:
            return redirect(f"{reverse('concerns:receipt')}?fits=yes")  # a page that the way back can show again
        form.add_error("receipt", _("This is not the receipt above. Compare it group by group"))
    context = {
        "shown": mine.shown,
        "address": f"{request.get_host()}{reverse('concerns:check')}",
        "form": form,
        "is_right": request.GET.get("fits") == "yes" and not form.is_bound,
        "has_errors": bool(form.is_bound and form.errors),
    }
    return pages.page(request, "concerns/public/receipt.html", context)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """The receipt is kept: forget it here."""
    return _forget(request, "finished")


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the answers given so far, after asking once."""
    if request.method == "POST":
        return _forget(request, "deleted")
    return pages.page(request, "pages/delete-answers.html", {"back": reverse(CHECK)})


def _forget(request: HttpRequest, then: str) -> HttpResponse:
    held = FILLING.held(request)
    if held.contents is not None and not held.is_sent:
        files.drop(held.contents.files)
    return FILLING.forget(held, then)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_GET
def draft_gone(request: HttpRequest) -> HttpResponse:
    """The answers given before are gone. Says why, and what is still there of what was just typed."""
    held = FILLING.held(request)
    if held.is_sent:
        return redirect("concerns:receipt")
    kept = [answer for answer in forms.FORM.given(held.answers) if answer.text]
    response = pages.page(request, "concerns/public/draft-gone.html", {"kept": kept})
    if held.is_gone:
        cookies.take_back(response, cookies.DRAFT)
    return response


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_GET
def finished(request: HttpRequest) -> HttpResponse:
    """After the receipt: what happens now, and how to come back."""
    return pages.page(request, "concerns/public/finished.html")


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """The answers are deleted."""
    return pages.page(request, "concerns/public/deleted.html")
