"""The inbox (see ``queries.inbox``). Rows reach the template as finished words: a loop of fifty does nothing else."""

from __future__ import annotations

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
from candour.contexts.concerns.queries import case, inbox
from candour.contexts.concerns.queries.inbox import Filters, Row
from candour.contexts.concerns.views import words
from candour.contexts.concerns.views.office import for_handlers
from candour.web import pages

TABS: tuple[tuple[str, Filters], ...] = (
    ("open", Filters()),
    ("mine", Filters(assigned="me")),
    ("nobody", Filters(assigned="nobody")),
    ("late", Filters(due="late")),
    ("unread", Filters(unread=True)),
)


@for_handlers
@require_safe
def show(request: Any) -> HttpResponse:
    """One page of concerns, by their next time limit."""
    on = localdate(request.now)
    filters = addresses.read(request.GET)
    after = request.GET.get("after", "")[:60]
    page = inbox.page(actor=request.actor, filters=filters, after=after, on=on)
    frame = inbox.frame(actor=request.actor, on=on)
    tab = next((position for position, (_name, known) in enumerate(TABS) if known == filters), None)
    shown = {
        "wide": True,
        "may_enter": not case.refusals_to_enter(request.actor, request.now),
        "rows": _rows(page.rows, request.actor.person_id, on),
        "tabs": _tabs(frame.counts, tab),
        "filters": filters,
        "is_narrowed": tab is None,
        "total": frame.counts[tab] if tab is not None else _total(request, filters, on),
        "selects": _selects(filters, frame.caseworkers),
        "selected": _selected(filters, frame.caseworkers) if tab is None else [],
        "next": _address(filters, page.after) if page.after else "",
        "first": _address(filters) if after else "",
    }
    return pages.page(request, "concerns/office/inbox.html", shown)


def _total(request: Any, filters: Filters, on: date) -> str:
    return inbox.count(actor=request.actor, filters=filters, on=on)


def _rows(rows: Any, me: UUID, on: date) -> list[dict[str, Any]]:
    said = words.in_language(get_language())
    kinds, sectors, stages, states, regions, paper, months = said
    you, nobody = _("You"), _("Nobody")

    def day(value: date) -> str:
        return f"{value.day} {months[value.month]} {value.year}"

    def line(row: Row) -> dict[str, Any]:
        due, late = "", ""
        if row.next_due_on is not None and row.is_open:
            due = day(row.next_due_on)
            late = late_words(row.next_due_on, on)
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
            "who": you if row.assigned_to == me else row.assigned_name or nobody,
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


def _tabs(counts: tuple[str, ...], current: int | None) -> list[dict[str, Any]]:
    texts = {
        "open": _("All open"),
        "mine": _("Mine"),
        "nobody": _("Nobody’s"),
        "late": _("Late"),
        "unread": _("Not read"),
    }
    return [
        {"text": texts[name], "count": count, "href": _address(filters), "active": position == current}
        for position, ((name, filters), count) in enumerate(zip(TABS, counts, strict=True))
    ]


def _selects(filters: Filters, people: list[tuple[UUID, str]]) -> list[dict[str, Any]]:
    every = ("", _("Any"))
    states = [("", _("Open")), ("all", _("Open and finished")), *words.STATE.items()]
    whom = [every, ("me", _("Me")), ("nobody", _("Nobody")), *((str(person), name) for person, name in people)]
    listed: list[tuple[str, str, list[Any]]] = [
        ("state", _("State"), states),
        ("kind", _("Kind"), [every, *words.KIND.items()]),
        ("sector", _("Sector"), [every, *words.SECTOR.items()]),
        ("stage", _("Stage"), [every, *words.STAGE.items()]),
        ("region", _("Region"), [every, *words.REGION.items()]),
        ("assigned", _("Assigned to"), whom),
        ("due", _("Time limit"), [every, ("late", _("Late")), ("week", _("Due by Sunday"))]),
    ]
    return [
        {"name": name, "label": label, "options": options, "chosen": getattr(filters, name)}
        for name, label, options in listed
    ]


def _selected(filters: Filters, people: list[tuple[UUID, str]]) -> list[dict[str, str]]:
    """Each filter that is set, in words, with the address without it."""
    asked = addresses.address(filters)
    chosen = []
    for select in _selects(filters, people):
        if select["name"] in asked:
            word = dict(select["options"]).get(asked[select["name"]], _("a person who is no longer a caseworker"))
            rest = {name: value for name, value in asked.items() if name != select["name"]}
            chosen.append({"text": f"{select['label']}: {word}", "href": "?" + urlencode(rest)})
    if filters.unread:
        rest = {name: value for name, value in asked.items() if name != "unread"}
        chosen.append({"text": _("Not read"), "href": "?" + urlencode(rest)})
    return chosen


def _address(filters: Filters, after: str = "") -> str:
    asked = addresses.address(filters) | ({"after": after} if after else {})
    return "?" + urlencode(asked) if asked else "/concerns/"
