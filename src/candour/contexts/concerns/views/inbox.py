"""The inbox (see ``queries.inbox``). Rows reach the template as finished words: a loop of fifty does nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from candour.contexts.concerns.forms import filters as addresses
from candour.contexts.concerns.queries import case, inbox, saved
from candour.contexts.concerns.queries.inbox import Row
from candour.contexts.concerns.queries.narrowing import Filters
from candour.contexts.concerns.queries.saved import View
from candour.contexts.concerns.views import choosing, words
from candour.contexts.concerns.views.office import for_handlers
from candour.contexts.concerns.views.saved import address_of
from candour.web import jinja, pages

LISTS: tuple[tuple[str, Filters], ...] = (
    ("open", Filters()),
    ("mine", Filters(assigned="me")),
    ("nobody", Filters(assigned="nobody")),
    ("late", Filters(due="late")),
    ("unread", Filters(unread=True)),
    ("waiting", Filters(waiting="any")),
    ("paused", Filters(waiting="paused")),
)
"""The views that everybody has."""

WHOLE_PAGE = "page"


@for_handlers
@require_safe
def show(request: Any) -> HttpResponse:
    """One page of concerns, by their next time limit, beside the lists and views with their counts."""
    on = localdate(request.now)
    filters = addresses.read(request.GET)
    after, before = request.GET.get("after", "")[:60], request.GET.get("before", "")[:60]
    page = inbox.page(actor=request.actor, filters=filters, after=after, before=before, on=on)
    views = saved.views_for(request.actor)
    asked = [known for _name, known in LISTS] + [addresses.read(view.filters) for view in views]
    frame = inbox.frame(actor=request.actor, lists=asked, on=on)
    here = next((position for position, (_name, known) in enumerate(LISTS) if known == filters), None)
    view = _view(request, views)
    place = {"view": _shown_id(view), "after": after, "before": before}
    here_again = choosing.address(filters, **place).removeprefix("/concerns/")
    shown = {
        "wide": True,
        "may_enter": not case.refusals_to_enter(request.actor, request.now),
        "rows": _rows(page.rows, request.actor.person_id, on, is_waiting=bool(filters.waiting)),
        "lists": _lists(frame.counts, here),
        "views": _views(views, frame.counts[len(LISTS) :], view),
        "view": view,
        "narrow_view": _narrows(request, view, filters),
        "filters": filters,
        "is_narrowed": here is None,
        "heading": words.LIST[LISTS[here][0]] if here is not None else "",
        "total": _total(request, filters, frame.counts, asked, on),
        "selects": choosing.selects(filters, frame),
        "terms": choosing.terms(frame),
        "selected": choosing.chips(filters, frame) if here is None else [],
        "query": choosing.address(filters).removeprefix("/concerns/"),
        "from_list": here_again,
        "from_here": "?" + urlencode({"from_list": here_again}) if here_again else "",
        "next": choosing.address(filters, after=page.after, view=_shown_id(view)) if page.after else "",
        "previous": choosing.address(filters, before=page.before, view=_shown_id(view)) if page.before else "",
        "first": choosing.address(filters, view=_shown_id(view)) if page.before else "",
        "is_all_ticked": request.GET.get("select") == WHOLE_PAGE,
        "tick_all": choosing.address(filters, **place, select=WHOLE_PAGE),
        "tick_none": choosing.address(filters, **place),
    }
    return pages.page(request, "concerns/office/inbox.html", shown)


def _view(request: Any, views: list[View]) -> View | None:
    """The saved view that the address names."""
    named = request.GET.get("view", "")
    return next((view for view in views if str(view.id) == named), None)


def _shown_id(view: View | None) -> str:
    return str(view.id) if view else ""


def _narrows(request: Any, view: View | None, filters: Filters) -> bool:
    """Whether the filters are no longer those of the view, and this person could give it these."""
    if view is None or addresses.read(view.filters) == filters:
        return False
    return saved.may_change(request.actor, view)


def _total(request: Any, filters: Filters, counts: tuple[str, ...], asked: list[Filters], on: date) -> str:
    """How many fit: counted already when it is one of the lists."""
    if filters in asked:
        return counts[asked.index(filters)]
    return inbox.count(actor=request.actor, filters=filters, on=on)


def _rows(rows: Sequence[Row], me: UUID, on: date, *, is_waiting: bool) -> list[dict[str, Any]]:
    said = words.in_language(get_language())
    kinds, sectors, stages, states, regions, paper, months = said
    you, nobody = _("You"), _("Nobody")

    def day(value: date) -> str:
        return f"{value.day} {months[value.month]} {value.year}"

    def line(row: Row) -> dict[str, Any]:
        due, late, waits = "", "", ""
        if row.next_due_on is not None and row.is_open:
            due = day(row.next_due_on)
            late = late_words(row.next_due_on, on)
        if is_waiting and row.unanswered_since is not None:
            waits = _waiting_words(row.unanswered_since, on)
        about = [sectors.get(row.sector, ""), stages.get(row.stage, "")]
        return {
            "reference": row.reference,
            "kind": kinds.get(row.kind, row.kind),
            "about": " · ".join(word for word in about if word),
            "region": regions.get(row.region, ""),
            "state": states.get(row.state, row.state),
            "colour": words.COLOUR.get(row.state, "grey"),
            "due": due,
            "late": late,
            "late_class": "concerns-late" if row.next_due_on and row.next_due_on < on else "concerns-today",
            "waits": waits,
            "who": you if row.assigned_to == me else jinja.whole(row.assigned_name or nobody),
            "received": day(row.received_on),
            "unread": row.unread,
            "channel": "" if row.channel == "online" else paper.get(row.channel, ""),
        }

    return [line(row) for row in rows]


def late_words(due_on: date, on: date) -> str:
    """How late, or that it is due today, or nothing: lateness is said in words, never by colour alone."""
    days = (on - due_on).days
    if days > 0:
        return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
    return _("Today") if days == 0 else ""


def _waiting_words(since: date, on: date) -> str:
    days = (on - since).days
    if days < 1:
        return _("Written to today")
    return ngettext("No answer for %(days)d day", "No answer for %(days)d days", days) % {"days": days}


def _lists(counts: tuple[str, ...], here: int | None) -> list[dict[str, Any]]:
    return [
        {
            "text": words.LIST[name],
            "count": count,
            "href": choosing.address(filters),
            "active": position == here,
        }
        for position, ((name, filters), count) in enumerate(zip(LISTS, counts, strict=False))
    ]


def _views(views: list[View], counts: tuple[str, ...], here: View | None) -> list[dict[str, Any]]:
    return [
        {
            "text": view.name,
            "count": count,
            "href": address_of(view),
            "active": here is not None and view.id == here.id,
            "is_shared": view.is_shared,
        }
        for view, count in zip(views, counts, strict=True)
    ]
