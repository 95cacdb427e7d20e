"""Due dates in words. Lateness is always said, never shown by colour alone."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def words(due_on: date | None, on: date) -> str:
    """“3 days late”, “due today”, “due tomorrow”, “in 5 days”; nothing without a date."""
    if due_on is None:
        return ""
    days = (due_on - on).days
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
