"""What the filters of the inbox can be set to, in words: the form's fields, and one chip for each that is set."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candour.contexts.concerns.forms import filters as addresses
from candour.contexts.concerns.models import TaxonomyTerm
from candour.contexts.concerns.queries.inbox import Frame
from candour.contexts.concerns.queries.narrowing import Filters
from candour.contexts.concerns.views import words
from candour.kernel.people.roles import Nation

Choice = tuple[str, str]


def selects(filters: Filters, frame: Frame) -> list[dict[str, Any]]:
    """The form's lists, each with its choices and what is chosen."""
    people = [(str(person), name) for person, name in frame.caseworkers]
    campaigns = [(str(campaign), name) for campaign, name in frame.campaigns]
    more = {"assigned": people, "campaign": campaigns}
    return [
        {"name": name, "label": label, "options": [*options, *more.get(name, ())], "chosen": getattr(filters, name)}
        for name, label, options in _lists(get_language())
    ]


@lru_cache(maxsize=8)
def _lists(language: str | None) -> tuple[tuple[str, str, tuple[Choice, ...]], ...]:
    """The lists that are the same for everybody, as text, made once for each language."""
    days = [(number, _("No answer for %(days)s days") % {"days": number}) for number in addresses.WAITING_DAYS]
    every = ("", _("Any"))
    listed: tuple[tuple[str, str, list[Any]], ...] = (
        ("state", _("State"), [("", _("Open")), ("all", _("Open and finished")), *words.STATE.items()]),
        (
            "assigned",
            _("Assigned to"),
            [every, ("me", _("Me")), ("nobody", _("Nobody")), ("somebody", _("Somebody"))],
        ),
        ("due", _("Time limit"), [every, ("late", _("Late")), ("week", _("Due by Sunday"))]),
        (
            "waiting",
            _("Waiting for the person"),
            [every, ("any", _("Our message has no answer")), *days, ("paused", _("The clock is paused"))],
        ),
        ("kind", _("Kind"), [every, *words.KIND.items()]),
        ("sector", _("Sector"), [every, *words.SECTOR.items()]),
        ("stage", _("Stage"), [every, *words.STAGE.items()]),
        ("nation", _("Nation"), [every, *Nation.choices]),
        ("region", _("Region"), [every, *words.REGION.items()]),
        ("level", _("Name given"), [every, *words.LEVEL.items()]),
        ("campaign", _("Campaign"), [every]),
        ("order", _("Order"), [("", _("As usual")), ("newest", _("Newest first")), ("oldest", _("Oldest first"))]),
    )
    return tuple((name, label, tuple((value, str(word)) for value, word in options)) for name, label, options in listed)


def terms(frame: Frame) -> list[tuple[str, list[tuple[str, str]]]]:
    """The terms of the taxonomy by axis, for one list with groups."""
    axes = {
        TaxonomyTerm.Axis.ISSUE: _("Issues"),
        TaxonomyTerm.Axis.HARM: _("Harm"),
        TaxonomyTerm.Axis.OBJECTIVE: _("Objective"),
    }
    return [
        (heading, [(code, label) for of, code, label in frame.terms if of == axis]) for axis, heading in axes.items()
    ]


def chips(filters: Filters, frame: Frame) -> list[dict[str, str]]:
    """Each filter that is set, in words, with the address without it."""
    asked = addresses.address(filters)
    found = []
    for name, text in said(filters, frame).items():
        rest = {part: value for part, value in asked.items() if part != name}
        found.append({"text": text, "href": "?" + urlencode(rest)})
    return found


def said(filters: Filters, frame: Frame) -> dict[str, str]:
    """Each filter that is set, in words, by its name in the address."""
    asked = addresses.address(filters)
    chosen = {}
    for select in selects(filters, frame):
        if select["name"] in asked:
            word = dict(select["options"]).get(asked[select["name"]], _gone(select["name"]))
            chosen[select["name"]] = f"{select['label']}: {word}"
    if filters.term:
        label = next((label for _axis, code, label in frame.terms if code == filters.term), filters.term)
        chosen["term"] = _("Coded: %(term)s") % {"term": label}
    if filters.language:
        language = _("any that was asked for") if filters.language == "any" else filters.language
        chosen["language"] = _("Language: %(language)s") % {"language": language}
    if filters.received_from:
        chosen["from"] = _("Came on or after %(day)s") % {"day": _day(filters.received_from)}
    if filters.received_to:
        chosen["to"] = _("Came on or before %(day)s") % {"day": _day(filters.received_to)}
    if filters.unread:
        chosen["unread"] = _("Not read")
    return chosen


def _gone(name: str) -> str:
    return _("a campaign that has ended") if name == "campaign" else _("a person who is no longer a caseworker")


def _day(written: str) -> str:
    on = parse_date(written)
    return date_format(on, "j F Y") if on else written


def address(filters: Filters, **more: str) -> str:
    """The inbox's address for these filters."""
    asked = addresses.address(filters) | {name: value for name, value in more.items() if value}
    return "?" + urlencode(asked) if asked else "/concerns/"
