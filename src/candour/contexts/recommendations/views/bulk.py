"""One response to many recommendations of one report: prepared at once, and signed off at once. All, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from candour.contexts.recommendations.forms import responding as forms
from candour.contexts.recommendations.models import Addressee, Report, ResponseDraft
from candour.contexts.recommendations.operations import body, responding
from candour.contexts.recommendations.queries import answering as queries
from candour.contexts.recommendations.queries.written import written_in
from candour.contexts.recommendations.views.answering import for_owners
from candour.kernel.procedures.facts import Refused
from candour.web import due, pages


@for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: Any, slug: str) -> HttpResponse:
    """Give one response to those recommendations of a report that are chosen."""
    report = _report(request, slug)
    if request.method != "POST":
        return _write_page(request, report, forms.Response(), None)
    form = forms.Response(data=request.POST)
    chosen = _chosen(request)
    if request.POST.get("do") == "more":
        return _write_page(request, report, form.with_one_more(), chosen)
    if not form.is_valid():
        return _write_page(request, report, form, chosen)
    try:
        made = responding.prepare_all(
            addressee_ids=_within(request, report, chosen),
            written=form.written(),
            actor=request.actor,
            at=request.now,
        )
    except Refused as refused:
        body.record_refusal(subject=report.id, step="prepare_all", refused=refused, actor=request.actor, at=request.now)
        return _write_page(request, report, form, chosen, refused)
    says = ngettext(
        "%(num)d response is given to your colleagues: one of them signs it off and sends it.",
        "%(num)d responses are given to your colleagues: one of them signs them off and sends them.",
        len(made),
    )
    messages.success(request, says % {"num": len(made)})
    return HttpResponseRedirect(f"{reverse('answering:list')}?report={report.slug}")


def _write_page(
    request: Any, report: Report, form: forms.Response, chosen: set[str] | None, refused: Refused | None = None
) -> HttpResponse:
    rows = queries.waiting_in(request.actor, report)
    drafts = queries.drafts_of(rows)
    against = refused.of if isinstance(refused, body.RefusedSeveral) else {}
    free = [row for row in rows if row.id not in drafts]
    picked = {str(row.id) for row in free} if chosen is None else chosen
    shown = {
        "report": report,
        "rows": [
            _row(request, row, against.get(row.id, ()), picked=str(row.id) in picked)
            for row in rows
            if row in free or row.id in against
        ],
        "begun": [row for row in rows if row.id in drafts],
        "gone": _gone(against, rows),
        "form": form,
        "refusals": () if against else (refused.refusals if refused else ()),
        "several_refused": len(against),
        "several": len(queries.bodies(request.actor)) > 1,
        "kind_hints": forms.KIND_HINTS,
        "waits_to_sign": sum(
            draft.submitted_at is not None and draft.by_id != request.actor.person_id for draft in drafts.values()
        ),
        "wide": True,
    }
    return pages.page(request, "recommendations/answering/bulk.html", shown, status=409 if refused else 200)


@for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Any, slug: str) -> HttpResponse:
    """Sign off those responses to a report that colleagues prepared and that are chosen."""
    report = _report(request, slug)
    if request.method != "POST":
        return _sign_page(request, report, None)
    chosen = _chosen(request)
    versions = {one: _version(request, one) for one in _within(request, report, chosen)}
    try:
        sent = responding.sign_all(versions=versions, actor=request.actor, at=request.now)
    except Refused as refused:
        body.record_refusal(subject=report.id, step="sign_all", refused=refused, actor=request.actor, at=request.now)
        return _sign_page(request, report, chosen, refused)
    says = ngettext("%(num)d response is signed off and sent.", "%(num)d responses are signed off and sent.", len(sent))
    messages.success(request, says % {"num": len(sent)})
    return HttpResponseRedirect(f"{reverse('answering:list')}?report={report.slug}")


def _sign_page(request: Any, report: Report, chosen: set[str] | None, refused: Refused | None = None) -> HttpResponse:
    rows = {row.id: row for row in queries.waiting_in(request.actor, report)}
    drafts = [one for one in queries.drafts_of(rows.values()).values() if one.submitted_at is not None]
    waiting = [one for one in drafts if one.by_id != request.actor.person_id]
    against = refused.of if isinstance(refused, body.RefusedSeveral) else {}
    groups: dict[Any, list[dict[str, Any]]] = {}
    written: dict[Any, dict[str, Any]] = {}
    for row in rows.values():
        draft = next((one for one in waiting if one.addressee_id == row.id), None)
        if draft is None:
            continue
        key = _same_text(draft)
        written[key] = {"written": written_in(draft), "kind": draft.get_kind_display(), "by": draft.by_id}
        picked = chosen is None or str(row.id) in chosen
        groups.setdefault(key, []).append(
            {**_row(request, row, against.get(row.id, ()), picked=picked), "version": draft.version}
        )
    names = queries.names_of([one["by"] for one in written.values()])
    shown = {
        "report": report,
        "groups": [
            {**written[key], "rows": members, "writer": names.get(written[key]["by"], body.FORMER)}
            for key, members in groups.items()
        ],
        "own": sum(one.by_id == request.actor.person_id for one in drafts),
        "gone": _gone({one: why for one, why in against.items() if one not in {d.addressee_id for d in waiting}}, ()),
        "refusals": () if against else (refused.refusals if refused else ()),
        "several_refused": len(against),
        "several": len(queries.bodies(request.actor)) > 1,
        "wide": True,
    }
    return pages.page(request, "recommendations/answering/bulk_sign.html", shown, status=409 if refused else 200)


def _same_text(draft: ResponseDraft) -> tuple[Any, ...]:
    """What is read once, however many it answers."""
    tasks = tuple((task["text"], task["due_on"], task["owner"]) for task in draft.tasks)
    return (draft.by_id, draft.kind, draft.reasons, draft.plan, draft.for_body, tasks)


def _row(request: Any, row: Addressee, reasons: Sequence[Any], *, picked: bool) -> dict[str, Any]:
    on = localdate(request.now)
    due_on = row.body_due  # type: ignore[attr-defined]  # the annotation of with_due
    return {
        "asked": row,
        "is_chosen": picked,
        "reasons": reasons,
        "due_on": due_on,
        "due": due.words(due_on, on),
        "is_late": due.is_late(due_on, on),
    }


def _gone(against: dict[UUID, tuple[Any, ...]], still: Sequence[Addressee]) -> list[Any]:
    """Reasons against records that no longer wait, and so stand in no row of the page."""
    there = {row.id for row in still}
    rows = Addressee.objects.filter(id__in=[one for one in against if one not in there]).select_related(
        "recommendation", "part"
    )
    return [{"name": body.named(row), "reasons": against[row.id]} for row in rows]


def _report(request: Any, slug: str) -> Report:
    found = queries.report_for(request.actor, slug)
    if found is None:
        raise Http404
    return found


def _chosen(request: Any) -> set[str]:
    return set(request.POST.getlist("chosen"))


def _within(request: Any, report: Report, chosen: set[str]) -> list[UUID]:
    """Those chosen that belong to this report and to the person's bodies, whether or not they still wait: the operation
    says why where they do not."""
    rows = queries.asked_of(request.actor).filter(recommendation__report=report)
    return [one for one in rows.values_list("id", flat=True) if str(one) in chosen]


def _version(request: Any, addressee_id: UUID) -> int:
    given = request.POST.get(f"version-{addressee_id}", "")
    return int(given) if given.isdecimal() and len(given) < 7 else 0
