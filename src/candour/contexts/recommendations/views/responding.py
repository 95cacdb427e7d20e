"""Preparing a response, and signing it off: two people of one body."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from candour.contexts.recommendations.forms import responding as forms
from candour.contexts.recommendations.models import Addressee, ResponseDraft
from candour.contexts.recommendations.operations import body, kinds, preparing, responding
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries import answering as queries
from candour.contexts.recommendations.queries.written import written_in
from candour.contexts.recommendations.views.answering import for_owners, found_or_404, number_in
from candour.kernel.procedures.facts import Refused
from candour.web import due, pages


@for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: Any, reference: str) -> HttpResponse:
    """Write the response; keep it, or give it to a colleague to sign off."""
    found = found_or_404(request, reference)
    draft = ResponseDraft.objects.filter(addressee=found).first()
    if request.method != "POST":
        if draft is not None and draft.submitted_at is not None:
            return HttpResponseRedirect(reverse("answering:sign", args=[found.reference]))
        return _write_page(request, found, draft, forms.Response(written_in(draft) if draft else None))
    form = forms.Response(data=request.POST)
    act = request.POST.get("do", "")
    if act == "more":
        return _write_page(request, found, draft, form.with_one_more(), version=number_in(request, "version"))
    if not form.is_valid():
        return _write_page(request, found, draft, form, version=number_in(request, "version"))
    submit = act == "submit"
    try:
        preparing.write(
            addressee_id=found.id,
            version=number_in(request, "version") or 0,
            written=form.written(),
            actor=request.actor,
            at=request.now,
            submit=submit,
        )
    except Refused as refused:
        step = "submit" if submit else "save"
        body.record_refusal(subject=found.id, step=step, refused=refused, actor=request.actor, at=request.now)
        now = ResponseDraft.objects.filter(addressee=found).first()
        return _write_page(request, found_or_404(request, reference), now, form, refused=refused)
    if not submit:
        messages.success(request, str(_("Kept. Nobody outside your body sees it.")))
        return HttpResponseRedirect(reverse("answering:respond", args=[found.reference]))
    messages.success(request, str(_("Given to your colleagues: one of them signs it off and sends it.")))
    return HttpResponseRedirect(reverse("answering:one", args=[found.reference]))


def _write_page(
    request: Any,
    found: Addressee,
    draft: ResponseDraft | None,
    form: forms.Response,
    *,
    version: int | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """The page of the form. After a refusal it stands on the newest version: what stands there is shown beside."""
    on = localdate(request.now)
    codes = refused.codes if refused else ()
    theirs = draft if draft is not None and ("saved_meanwhile" in codes or "submitted" in codes) else None
    shown = {
        "asked": found,
        "form": form,
        "version": version if version is not None else (draft.version if draft else 0),
        "theirs": written_in(theirs) if theirs else None,
        "theirs_kind": theirs.get_kind_display() if theirs else "",
        "draft": draft,
        "writer": preparing.name_of(draft) if draft else "",
        "refusals": refused.refusals if refused else (),
        "is_waiting": found.state == answer.ASKED,
        "why_not": body.not_waiting(found) if found.state != answer.ASKED else None,
        "due_on": found.body_due,  # type: ignore[attr-defined]  # the annotation of with_due
        "due": due.words(found.body_due, on),  # type: ignore[attr-defined]
        "kind_hints": forms.KIND_HINTS,
    }
    return pages.page(request, "recommendations/answering/respond.html", shown, status=409 if refused else 200)


@for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Any, reference: str) -> HttpResponse:
    """Read what a colleague prepared; sign it off and send it, or take it back."""
    found = found_or_404(request, reference)
    if request.method != "POST":
        return _sign_page(request, found)
    back = request.POST.get("do") == "take_back"
    given = {"addressee_id": found.id, "version": number_in(request, "version") or 0, "actor": request.actor}
    try:
        if back:
            preparing.take_back(**given, at=request.now)
        else:
            responding.sign(**given, at=request.now, seen=number_in(request, "seen"))
    except Refused as refused:
        step = "take_back" if back else "sign"
        body.record_refusal(subject=found.id, step=step, refused=refused, actor=request.actor, at=request.now)
        return _sign_page(request, found_or_404(request, reference), refused)
    if back:
        messages.success(request, str(_("Taken back. It can be changed again.")))
        return HttpResponseRedirect(reverse("answering:respond", args=[found.reference]))
    messages.success(request, str(_("Signed off and sent. The Commissioner has the response of your body.")))
    return HttpResponseRedirect(reverse("answering:one", args=[found.reference]))


def _sign_page(request: Any, found: Addressee, refused: Refused | None = None) -> HttpResponse:
    draft = ResponseDraft.objects.filter(addressee=found, submitted_at__isnull=False).first()
    if draft is None and refused is None:
        return HttpResponseRedirect(reverse("answering:respond", args=[found.reference]))
    on, actor = localdate(request.now), request.actor
    facts = kinds.answers(request.now).facts(found, actor)
    owners = queries.owners_of([found.organisation_id], on)
    shown = {
        "asked": found,
        "draft": draft,
        "written": written_in(draft) if draft else None,
        "writer": preparing.name_of(draft) if draft else "",
        "is_mine": draft is not None and draft.by_id == actor.person_id,
        "colleagues": [held.person.name for held in owners if draft is None or held.person_id != draft.by_id],
        "seen": len(facts.history),
        "refusals": refused.refusals if refused else (),
    }
    return pages.page(request, "recommendations/answering/sign.html", shown, status=409 if refused else 200)
