"""What a meeting gave somebody to do, for whoever was given it: what, by when, and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from candour.contexts.pathway.forms import meetings as forms
from candour.contexts.pathway.operations import meetings, meetings_actions
from candour.contexts.pathway.queries import meeting_actions
from candour.contexts.pathway.views.panels import for_members
from candour.kernel.procedures.facts import Refused
from candour.web import due, pages


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def action(request: Any, action_id: UUID) -> HttpResponse:
    """One's own action: read it, and say that it is done or cannot be."""
    form = forms.AnswerAction(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, action_id, form)
    try:
        meetings_actions.answer_action(action_id=action_id, actor=request.actor, at=request.now, **form.cleaned_data)
    except Refused as refused:
        meetings.record_refusal(
            subject=action_id, step="answer_action", refused=refused, actor=request.actor, at=request.now
        )
        return _page(request, action_id, form, refused)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, str(_("The panel reads it beside the action.")))
    return HttpResponseRedirect("/")


def _page(request: Any, action_id: UUID, form: forms.AnswerAction, refused: Refused | None = None) -> HttpResponse:
    found = meeting_actions.given_one(request.actor, action_id)
    if found is None:
        raise Http404
    on = localdate(request.now)
    shown = {
        "form": form,
        "action": found,
        "answer": getattr(found, "answer", None),
        "is_open": not meetings_actions.closed(found),
        "refusals": refused.refusals if refused else (),
        "due": due.words(found.due_on, on),
        "is_late": due.is_late(found.due_on, on),
    }
    return pages.page(request, "pathway/panels/action.html", shown, status=409 if refused else 200)
