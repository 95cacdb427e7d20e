"""Entering a referral for a caller, from an email, or from a letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candour.contexts.pathway.forms.assisted import AssistedEntry
from candour.contexts.pathway.operations import intake, kinds
from candour.contexts.pathway.queries import case
from candour.contexts.pathway.views import police
from candour.kernel.procedures.facts import Refused
from candour.web import pages


@police.for_police
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """The form (GET); its referral, the form with what is wrong, or where another force has it now (POST)."""
    if request.method != "POST":
        return _page(request, AssistedEntry(on=localdate(request.now)))
    form = AssistedEntry(request.POST, on=localdate(request.now))
    if not form.is_valid():
        return _page(request, form)
    try:
        received = intake.receive(
            submission=form.submission, channel=form.cleaned_data["channel"], actor=request.actor, at=request.now
        )
    except Refused as refused:
        kinds.record_refusal(
            subject=request.actor.person_id, step="receive", refused=refused, actor=request.actor, at=request.now
        )
        for refusal in refused.refusals:
            form.add_error(None, f"{refusal.message} {refusal.mend}")
        return _page(request, form, status=409)
    said = _("Recorded as %(reference)s.") % {"reference": received.reference}
    if case.referral_for(request.actor, received.reference) is not None:
        messages.success(request, said)
        return HttpResponseRedirect(reverse("referrals:case", args=[received.reference]))
    messages.success(request, f"{said} " + _("Another force has the person’s area: it has the referral now."))
    return HttpResponseRedirect(reverse("referrals:inbox"))


def _page(request: Any, form: AssistedEntry, status: int = 200) -> HttpResponse:
    return pages.page(request, "pathway/police/new.html", {"form": form}, status=status)
