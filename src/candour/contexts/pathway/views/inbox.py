"""The inbox of a force (see ``queries.inbox``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from candour.contexts.pathway import codes
from candour.contexts.pathway.forms import filters as addresses
from candour.contexts.pathway.queries import inbox, visible
from candour.contexts.pathway.queries.inbox import Filters, Row
from candour.contexts.pathway.queries.routing import NATIONAL_DESK
from candour.contexts.pathway.views import police, words
from candour.web import dates, due, pages

LISTS: tuple[tuple[str, Filters], ...] = (
    ("open", Filters()),
    ("mine", Filters(assigned="me")),
    ("nobody", Filters(assigned="nobody")),
    ("late", Filters(due="late")),
    ("tell", Filters(list="tell")),
)
"""The lists that everybody has."""


@police.for_police
@require_safe
def show(request: Any) -> HttpResponse:
    """One page of the force's referrals, by their next time limit."""
    on = localdate(request.now)
    filters = addresses.read(request.GET)
    found = inbox.page(actor=request.actor, filters=filters, after=request.GET.get("after", "")[:60], on=on)
    counts = inbox.counts(actor=request.actor, on=on)
    names = dict(LISTS)
    here = next((name for name, known in LISTS if known == filters), "")
    selects = _selects(request.actor, filters)
    shown = {
        "wide": True,
        "rows": _rows(found.rows, request.actor.person_id, on),
        "lists": [
            {
                "text": words.LIST[name],
                "count": inbox.capped(getattr(counts, name)),
                "href": _address(names[name]),
                "active": name == here,
            }
            for name in names
        ],
        "heading": words.LIST.get(here, _("Referrals")),
        "is_narrowed": not here,
        "selects": selects,
        "selected": [] if here else _chips(filters, selects),
        "next": _address(filters, after=found.after) if found.after else "",
        "first": _address(filters) if request.GET.get("after") else "",
        "is_open": filters.is_open,
        "has_several": len(visible.forces_of(request.actor)) > 1,
    }
    return pages.page(request, "pathway/police/inbox.html", shown)


def _rows(rows: Sequence[Row], me: UUID, on: date) -> list[dict[str, Any]]:
    """Each as finished words: a loop of fifty does nothing else."""
    states = words.states_in(get_language())
    written, due_words = dates.writer("j M Y"), due.teller(on)
    you, no_name, no_area = _("You"), _("Name not known"), _("Area not known")
    return [
        {
            "reference": row.reference,
            "name": row.name or no_name,
            "is_child": row.is_child,
            "state": states.get(row.state, row.state),
            "colour": words.COLOUR.get(row.state, "grey"),
            "force": row.force,
            "area": row.area or no_area,
            "is_desk": row.force_code == NATIONAL_DESK,
            "is_soon": row.urgency == codes.Urgency.SOON.value,
            "due": written(row.next_due_on) if row.next_due_on else "",
            "due_words": due_words(row.next_due_on),
            "is_late": due.is_late(row.next_due_on, on),
            "who": you if row.assigned_to == me else row.assigned_name,
            "has_somebody": row.assigned_to is not None,
            "received": written(row.received_on),
        }
        for row in rows
    ]


def _selects(actor: Any, filters: Filters) -> list[dict[str, Any]]:
    every = ("", _("Any"))
    forces = {held.organisation_id: held.organisation_name for held in actor.holdings}
    own = [(str(force), forces[force]) for force in visible.forces_of(actor)]
    choices = inbox.choices(actor)
    officers = [(str(person), name) for person, name in choices.officers]
    listed: list[tuple[str, str, list[Any]]] = [
        ("state", _("State"), [("", _("Open")), ("all", _("Open and decided")), *words.STATE.items()]),
        ("assigned", _("Works on it"), [every, ("me", _("Me")), ("nobody", _("Nobody")), *officers]),
        ("due", _("Time limit"), [every, ("late", _("Late")), ("week", _("Due by Sunday"))]),
        ("authority", _("Area"), [every, *((str(area), name) for area, name in choices.areas)]),
        ("sector", _("From"), [every, *words.SECTOR.items()]),
        ("urgency", _("How soon"), [every, *codes.Urgency.choices]),
    ]
    if len(own) > 1:
        listed.append(("force", _("Force"), [every, *own]))
    return [
        {"name": name, "label": label, "options": options, "chosen": getattr(filters, name)}
        for name, label, options in listed
    ]


def _chips(filters: Filters, selects: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Each filter that is set, in words, with the address without it."""
    asked = addresses.address(filters)
    found = []
    for select in selects:
        name = select["name"]
        if name in asked:
            word = dict(select["options"]).get(asked[name], asked[name])
            rest = {part: value for part, value in asked.items() if part != name}
            found.append({"text": f"{select['label']}: {word}", "href": "?" + urlencode(rest)})
    return found


def _address(filters: Filters, **more: str) -> str:
    asked = addresses.address(filters) | more
    return "?" + urlencode(asked) if asked else "/referrals/"
