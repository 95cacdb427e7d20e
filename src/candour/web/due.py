"""Due dates in words. Lateness is always said, never shown by colour alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


def words(due_on: date | None, on: date) -> str:
    """“3 days late”, “due today”, “due tomorrow”, “in 5 days”; nothing without a date."""
    if due_on is None:
        return ""
    return _in_words((due_on - on).days, get_language())


def teller(on: date) -> Callable[[date | None], str]:
    """The same for the days of a list: which language it is, is asked once."""
    language = get_language()
    return lambda due_on: "" if due_on is None else _in_words((due_on - on).days, language)


@lru_cache(maxsize=4096)
def _in_words(days: int, _language: str | None) -> str:
    """Put into words once: a list says the same few over and over."""
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def is_late(due_on: date | None, on: date) -> bool:
    """Whether the last day is over. The last day itself still counts."""
    return due_on is not None and due_on < on
