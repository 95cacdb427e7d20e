"""Referring a person, for anybody: one thing to a page, check the answers, send, keep the code.

``candour.web.filling`` asks and keeps; what is sent, and what is shown then, is here.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from candour.contexts.pathway import codes
from candour.contexts.pathway.forms import answers, refer
from candour.contexts.pathway.operations import intake
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from candour.kernel.visitors import operations as keeping
from candour.kernel.visitors import receipts
from candour.web import cookies, languages, pages
from candour.web.entrance import ANYONE, entrance
from candour.web.filling import Filling, Held

FILLING = Filling(refer.FORM, cookies.REFERRAL_DRAFT, "refer")


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What to do in an emergency, whether this is the right place, what happens after, who sees it."""
    return pages.page(request, "pathway/public/start.html")


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of the form."""
    return FILLING.question(request, slug)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: HttpRequest) -> HttpResponse:
    """Every answer with a link to change it; sending commits, and the code follows."""
    held = FILLING.held(request, lock=request.method == "POST")
    if held.is_sent:
        return redirect("refer:receipt")
    if held.is_gone:
        return redirect("refer:draft-gone")
    if request.method != "POST" or held.contents is None or held.key is None:
        return _list(request, held, is_empty=request.method == "POST")
    if not held.answers.get("why_concerned"):
        return _list(request, held, is_empty=True)
    code = receipts.Receipt(held.contents.receipt)
    try:
        received = intake.receive(
            submission=answers.submission(held.answers),
            channel=codes.Channel.PUBLIC,
            actor=None,
            at=held.at,
            finding_secret=receipts.finding_secret(code.mailbox_secret),
        )
    except Refused as refused:
        return _list(request, held, refused=refused)
    keeping.keep(key=held.key, contents=held.contents.sent_as(received.reference), at=held.at)
    return redirect("refer:receipt")


def _list(request: HttpRequest, held: Held, *, is_empty: bool = False, refused: Refused | None = None) -> HttpResponse:
    reasons = refused.refusals if refused else ()
    context = {
        "given": refer.FORM.given(held.answers),
        "lacks_words": not held.answers.get("why_concerned"),
        "has_errors": is_empty or bool(reasons),
        "refusals": [{"text": f"{one.message} {one.mend}"} for one in reasons],
    }
    return pages.page(request, "pathway/public/check-answers.html", context)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Reference and code, once: a reload right after shows them again, finishing or leaving ends that.

    Whoever wants to may type the code back; nothing depends on it.
    """
    held = FILLING.held(request)
    if held.contents is None:
        return redirect("refer:draft-gone" if held.is_gone else "refer:start")
    if not held.is_sent:
        return redirect("refer:check-answers")
    mine = receipts.Receipt(held.contents.receipt)
    form = refer.Confirm(request.POST if request.method == "POST" else None)
    if languages.is_toggling(request):
        form = refer.Confirm.as_typed(request.POST)
    if form.is_bound and form.is_valid() and form.cleaned_data["code"] is not None:
        if form.cleaned_data["code"] == mine:
            return redirect(f"{reverse('refer:receipt')}?fits=yes")  # a page that the way back can show again
        form.add_error("code", _("This is not the code above. Compare it group by group"))
    context = {
        "reference": held.contents.reference,
        "shown": mine.shown,
        "address": f"{request.get_host()}{reverse('refer:check')}",
        "form": form,
        "is_right": request.GET.get("fits") == "yes" and not form.is_bound,
        "has_errors": bool(form.is_bound and form.errors),
    }
    return pages.page(request, "pathway/public/sent.html", context)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """The code is kept: forget it here."""
    return FILLING.forget(FILLING.held(request), "finished")


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the answers given so far, after asking once."""
    if request.method == "POST":
        return FILLING.forget(FILLING.held(request), "deleted")
    return pages.page(request, "pages/delete-answers.html", {"back": reverse("refer:check-answers")})


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_GET
def draft_gone(request: HttpRequest) -> HttpResponse:
    """The answers given before are gone. Says why, and what is still there of what was just typed."""
    held = FILLING.held(request)
    if held.is_sent:
        return redirect("refer:receipt")
    kept = [answer for answer in refer.FORM.given(held.answers) if answer.text]
    response = pages.page(request, "pathway/public/draft-gone.html", {"kept": kept})
    if held.is_gone:
        cookies.take_back(response, cookies.REFERRAL_DRAFT)
    return response


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_GET
def finished(request: HttpRequest) -> HttpResponse:
    """After the code: what happens now, and how to come back."""
    return pages.page(request, "pathway/public/finished.html")


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """The answers are deleted."""
    return pages.page(request, "pathway/public/deleted.html")
