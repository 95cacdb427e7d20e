"""Telling the Commissioner: one thing to a page, check the answers, send, keep the receipt.

Every page works without JavaScript and with any of its answers empty. What was typed is never thrown away: where it
cannot be kept as it is, the page shows it again and says why; where the draft is gone, what was just typed begins a
new one. Nothing of the browser or the connection is looked at or kept.
"""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from candour.contexts.concerns import codes, drafts, receipts
from candour.contexts.concerns.forms import mailbox as mailbox_forms
from candour.contexts.concerns.forms import tell as forms
from candour.contexts.concerns.operations import drafts as keeping
from candour.contexts.concerns.operations import files, intake
from candour.contexts.concerns.queries.identities import NoSides
from candour.contexts.concerns.views import cookies
from candour.kernel.doors import Door
from candour.web import languages, pages
from candour.web.entrance import ANYONE, entrance

CHECK = "concerns:check-answers"
FROM_CHECK = "check"


class Held:
    """The draft that this browser has the key of: still there, sent already, gone, or never begun."""

    def __init__(self, request: HttpRequest, *, lock: bool = False) -> None:
        cookie = request.COOKIES.get(cookies.DRAFT, "")
        self.at: datetime = request.now  # type: ignore[attr-defined]  # set by ClockMiddleware
        self.key = drafts.key_of(cookie) if cookie else None
        self.contents = keeping.find(key=self.key, at=self.at, lock=lock) if self.key else None

    @property
    def is_gone(self) -> bool:
        """There was one, and there is none any more: two hours are over, or it was finished in another tab."""
        return self.key is not None and self.contents is None

    @property
    def is_sent(self) -> bool:
        """It became a concern; only its receipt is left."""
        return self.contents is not None and self.contents.is_sent

    @property
    def answers(self) -> dict[str, str]:
        """What was answered so far."""
        return dict(self.contents.answers) if self.contents else {}


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What the office can do, what happens next, what anonymity protects, and what to do when someone is in danger."""
    return pages.page(request, "concerns/public/start.html")


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of the form."""
    page = forms.page_at(slug)
    if page is None:
        raise Http404
    held = Held(request, lock=request.method == "POST")
    is_first = page is forms.FIRST
    if held.is_sent and not is_first:
        return redirect("concerns:receipt")
    if request.method != "POST":
        if held.is_gone and not is_first:
            return redirect("concerns:draft-gone")
        answers = {} if held.is_sent else held.answers
        return _ask(request, page, page.form(initial=answers), has_draft=bool(answers))
    if languages.is_toggling(request):
        return _ask(request, page, page.form.as_typed(request.POST), has_draft=bool(held.answers))
    form = page.form(request.POST)
    if not form.is_valid():
        return _ask(request, page, form, has_draft=bool(held.answers))
    return _keep(request, page, form, held)


def _ask(request: HttpRequest, page: forms.Page, form: forms.Answers, *, has_draft: bool) -> HttpResponse:
    before = forms.before(page)
    back = _back(request, before.slug if before else None)
    place = forms.PAGES.index(page) + 1
    context = {
        "form": form,
        "title": page.form.title,
        "has_errors": bool(form.errors),
        "back": back,
        "place": place,
        "places": len(forms.PAGES),
        "has_draft": has_draft,
        "asked_at": languages.english(request.get_full_path()),
    }
    return pages.page(request, page.template, context)


def _back(request: HttpRequest, slug: str | None) -> str:
    """Where the back link leads: to the list when one answer is being changed, else to the page before."""
    if request.GET.get("from") == FROM_CHECK:
        return reverse(CHECK)
    return reverse("concerns:question", kwargs={"slug": slug}) if slug else reverse("concerns:start")


def _keep(request: HttpRequest, page: forms.Page, form: forms.Answers, held: Held) -> HttpResponse:
    begins = held.contents is None or held.is_sent
    key = drafts.new_key() if begins or held.key is None else held.key
    contents = drafts.new_contents() if begins or held.contents is None else held.contents
    keeping.keep(key=key, contents=contents.answering(form.answers()), at=held.at)
    following = forms.after(page)
    if held.is_gone and page is not forms.FIRST:
        response = redirect("concerns:draft-gone")
    elif following is None or request.GET.get("from") == FROM_CHECK:
        response = redirect(CHECK)
    else:
        response = redirect("concerns:question", slug=following.slug)
    if begins:
        cookies.give(request, response, cookies.DRAFT, key.cookie)
    return response


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: HttpRequest) -> HttpResponse:
    """Every answer with a link to change it; sending commits, and the receipt follows."""
    held = Held(request, lock=request.method == "POST")
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
        "given": forms.given(answers),
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
    held = Held(request)
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
    return _forget(request, "concerns:finished")


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the answers given so far, after asking once."""
    if request.method == "POST":
        return _forget(request, "concerns:deleted")
    return pages.page(request, "concerns/public/delete.html", {"back": reverse(CHECK)})


def _forget(request: HttpRequest, then: str) -> HttpResponse:
    held = Held(request)
    if held.contents is not None and not held.is_sent:
        files.drop(held.contents.files)
    if held.key is not None:
        keeping.forget(key=held.key)
    response = redirect(then)
    cookies.take_back(response, cookies.DRAFT)
    return response


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_GET
def draft_gone(request: HttpRequest) -> HttpResponse:
    """The answers given before are gone. Says why, and what is still there of what was just typed."""
    held = Held(request)
    if held.is_sent:
        return redirect("concerns:receipt")
    kept = [answer for answer in forms.given(held.answers) if answer.text]
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
