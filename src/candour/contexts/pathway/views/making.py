"""Making a referral for a body under the duty: begin, answer, save and return, check, send; and one's own referrals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.pathway.forms import make as forms
from candour.contexts.pathway.models import ReferralDraft
from candour.contexts.pathway.operations import kinds
from candour.contexts.pathway.operations import making as operations
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.queries import making, standing
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from candour.web import pages
from candour.web.entrance import entrance, roles
from candour.web.paged import Answers, Page

for_referrers = entrance(doors=Door.DELIVERY, to=roles(basis.REFERRER))

FROM_CHECK = "check"
LATER = "later"
"""The name of the button that saves and goes back to the list."""

SEND = "send"
"""The name of the button that sends: whoever pressed it twice is told where it went."""


@for_referrers
@require_safe
def mine(request: Any) -> HttpResponse:
    """What this person referred, where it stands, and what they were told."""
    return pages.page(request, "pathway/making/mine.html", {"made": standing.made_by_actor(), "wide": True})


@for_referrers
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Any) -> HttpResponse:
    """Notice, check, share; the drafts there are; and a new one (POST)."""
    bodies = making.bodies(request.actor)
    form = forms.Begin(request.POST if request.method == "POST" else None, bodies=bodies)
    if form.is_valid():
        body = UUID(form.cleaned_data["organisation"])
        draft_id = operations.begin(organisation_id=body, actor=request.actor, at=request.now)
        return redirect("making:question", draft=draft_id, slug=forms.FORM.first.slug)
    drafts = [
        {
            "row": draft,
            "name": draft.answers.get("person_name", ""),
            "href": reverse("making:check-answers", args=[draft.id]),
        }
        for draft in making.drafts_of(request.actor)
    ]
    context = {"form": form, "drafts": drafts, "asks_body": len(bodies) > 1, "days": operations.KEPT_FOR.days}
    return pages.page(request, "pathway/making/begin.html", context)


@for_referrers
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Any, draft: UUID, slug: str) -> HttpResponse:
    """One page of the form: shown, shown again with what is wrong, or saved."""
    page = forms.FORM.page_at(slug)
    found = making.draft_of(request.actor, draft)
    if page is None or (found is None and not _typed_something(request)):
        raise Http404
    if request.method != "POST":
        return _ask(request, draft, page, page.form.answered(found.answers if found else {}))
    form = page.form(request.POST)
    if not form.is_valid():
        return _ask(request, draft, page, form)
    try:
        operations.keep(draft_id=draft, answers=form.answers(), actor=request.actor, at=request.now)
    except operations.DraftGone:
        return _in_a_new_one(request, form)
    if LATER in request.POST:
        messages.success(request, _("Saved. You find it here when you come back."))
        return redirect("making:begin")
    following = forms.FORM.after(page)
    if following is None or request.GET.get("from") == FROM_CHECK:
        return redirect("making:check-answers", draft=draft)
    return redirect("making:question", draft=draft, slug=following.slug)


def _typed_something(request: Any) -> bool:
    return any(value for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", LATER})


def _in_a_new_one(request: Any, form: Answers) -> HttpResponse:
    """The draft was sent or deleted meanwhile: what was just typed is not lost, but begins another."""
    body = next(iter(making.bodies(request.actor)))
    draft_id = operations.begin(organisation_id=body, actor=request.actor, at=request.now, answers=form.answers())
    messages.warning(
        request, _("The draft you were in was sent or deleted. What you just typed stands in a new one, below.")
    )
    return redirect("making:check-answers", draft=draft_id)


def _ask(request: Any, draft: UUID, page: Page, form: Answers) -> HttpResponse:
    before = forms.FORM.before(page)
    if request.GET.get("from") == FROM_CHECK:
        back = reverse("making:check-answers", args=[draft])
    else:
        back = reverse("making:question", args=[draft, before.slug]) if before else reverse("making:begin")
    context = {
        "form": form,
        "back": back,
        "place": forms.FORM.pages.index(page) + 1,
        "places": len(forms.FORM.pages),
        "later": LATER,
    }
    return pages.page(request, page.template, context)


@for_referrers
@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: Any, draft: UUID) -> HttpResponse:
    """Every answer with a link to change it (GET); the referral is made (POST)."""
    found = making.draft_of(request.actor, draft)
    if request.method != "POST":
        if found is None:
            raise Http404
        return _list(request, found)
    if found is None:
        if SEND not in request.POST:
            raise Http404
        return _sent_or_deleted(request)
    if not found.answers.get("why_concerned"):
        return _list(request, found, is_empty=True)
    try:
        received = operations.send(
            draft_id=draft, submission=forms.submission(found.answers), actor=request.actor, at=request.now
        )
    except operations.DraftGone:
        return _sent_or_deleted(request)
    except Refused as refused:
        kinds.record_refusal(
            subject=request.actor.person_id, step="receive", refused=refused, actor=request.actor, at=request.now
        )
        return _list(request, found, refused=refused)
    said = _("The police have it. Its reference is %(reference)s.") % {"reference": received.reference}
    messages.success(request, said)
    return redirect("making:mine")


def _sent_or_deleted(request: Any) -> HttpResponse:
    messages.info(request, _("This draft was sent or deleted before. What you sent stands below."))
    return redirect("making:mine")


def _list(
    request: Any, draft: ReferralDraft, *, is_empty: bool = False, refused: Refused | None = None
) -> HttpResponse:
    reasons = refused.refusals if refused else ()
    context = {
        "draft": draft,
        "given": forms.FORM.given(draft.answers),
        "base": reverse("making:begin") + f"{draft.id}/",
        "body": making.body_of(draft, request.actor)[1],
        "send": SEND,
        "lacks_words": not draft.answers.get("why_concerned"),
        "is_empty": is_empty,
        "refusals": [{"text": f"{one.message} {one.mend}"} for one in reasons],
    }
    status = 409 if refused else 200
    return pages.page(request, "pathway/making/check-answers.html", context, status=status)


@for_referrers
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: Any, draft: UUID) -> HttpResponse:
    """Delete a draft, after asking once."""
    found = making.draft_of(request.actor, draft)
    if found is None:
        raise Http404
    if request.method == "POST":
        operations.forget(draft_id=draft, actor=request.actor)
        messages.success(request, _("The draft is deleted."))
        return redirect("making:begin")
    return pages.page(request, "pathway/making/delete.html", {"draft": found})
