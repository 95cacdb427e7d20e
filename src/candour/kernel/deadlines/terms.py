"""Policy terms in force, and the office's defaults.

The defaults are **office policy, not law**: a sensible beginning that the head of office replaces by adding terms of
their own. Where a source sets a limit, the term that carries it names the source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from candour.kernel.deadlines.calendar import Term, Unit
from candour.kernel.deadlines.models import PolicyTerm

DEFAULT_SOURCE = "Office policy (default; not law)"
DEFAULTS_FROM = date(2025, 7, 1)


class NoSuchTerm(LookupError):
    """No policy term is in force under this code on this day: the office has to set one."""


@dataclass(frozen=True)
class DefaultTerm:
    """A term as Candour ships it."""

    code: str
    term: Term
    source: str = DEFAULT_SOURCE


_EXTENSION = "UK GDPR Art 12(3): two further months; counted from the day of the extension, so never longer than that"
_RESPONSE = (
    "Select committees' convention of two months, taken as office policy; no statute sets one for the Commissioner"
)
_AFTER_CLOSURE = "Answer to a parliamentary question, 12 February 2025: after 6 and 12 months, extendable to 2 years"

DEFAULTS: tuple[DefaultTerm, ...] = (
    DefaultTerm("concerns.acknowledge", Term(2, Unit.WORKING_DAYS)),
    DefaultTerm("concerns.triage", Term(10, Unit.WORKING_DAYS)),
    DefaultTerm("concerns.answer", Term(20, Unit.WORKING_DAYS)),
    DefaultTerm("concerns.enquiry", Term(20, Unit.WORKING_DAYS)),
    DefaultTerm("concerns.override_review", Term(2, Unit.WORKING_DAYS)),
    DefaultTerm("pathway.route", Term(1, Unit.WORKING_DAYS)),
    DefaultTerm(
        "pathway.assess",
        Term(5, Unit.WORKING_DAYS),
        "Training for practitioners: up to five days on average (elearning.prevent.homeoffice.gov.uk); not law",
    ),
    DefaultTerm("pathway.decide", Term(10, Unit.WORKING_DAYS)),
    DefaultTerm("pathway.tell_referrer", Term(5, Unit.WORKING_DAYS)),
    DefaultTerm("pathway.necessity_review", Term(12, Unit.MONTHS)),
    DefaultTerm("pathway.necessity_review_child", Term(6, Unit.MONTHS)),
    DefaultTerm("pathway.information", Term(5, Unit.WORKING_DAYS)),
    DefaultTerm("pathway.accept_transfer", Term(10, Unit.WORKING_DAYS)),
    DefaultTerm("pathway.transfer_checkpoint", Term(1, Unit.MONTHS)),
    DefaultTerm("pathway.transfer_decide", Term(5, Unit.WORKING_DAYS)),
    DefaultTerm("pathway.police_led_review", Term(3, Unit.MONTHS)),
    DefaultTerm("pathway.hold_panel", Term(1, Unit.MONTHS)),
    DefaultTerm("pathway.ask_consent", Term(10, Unit.WORKING_DAYS)),
    DefaultTerm("pathway.reassess", Term(1, Unit.MONTHS)),
    DefaultTerm(
        "pathway.plan_review",
        Term(3, Unit.MONTHS),
        "Channel guidance of 2015: at least every three months; the present interval is not certain",
    ),
    DefaultTerm("pathway.post_closure_6", Term(6, Unit.MONTHS), _AFTER_CLOSURE),
    DefaultTerm("pathway.post_closure_12", Term(12, Unit.MONTHS), _AFTER_CLOSURE),
    DefaultTerm("pathway.minutes", Term(10, Unit.WORKING_DAYS)),
    DefaultTerm("pathway.calendar_address", Term(6, Unit.MONTHS)),
    DefaultTerm("pathway.post_closure_further", Term(12, Unit.MONTHS), _AFTER_CLOSURE),
    DefaultTerm("pathway.rights_uk_gdpr", Term(1, Unit.MONTHS), "UK GDPR Art 12(3)"),
    DefaultTerm("pathway.rights_part_3", Term(1, Unit.MONTHS), "Data Protection Act 2018, s.54 (Part 3)"),
    DefaultTerm("pathway.rights_extended", Term(2, Unit.MONTHS), _EXTENSION),
    DefaultTerm("pathway.rights_withdrawal", Term(1, Unit.WORKING_DAYS)),
    DefaultTerm("recommendations.response", Term(2, Unit.MONTHS), _RESPONSE),
    DefaultTerm("recommendations.verify", Term(2, Unit.MONTHS)),
    DefaultTerm("recommendations.extension", Term(10, Unit.WORKING_DAYS)),
    DefaultTerm("recommendations.decide", Term(1, Unit.MONTHS)),
    DefaultTerm("recommendations.warning", Term(10, Unit.WORKING_DAYS)),
    DefaultTerm("recommendations.letter", Term(10, Unit.WORKING_DAYS)),
    DefaultTerm("recommendations.independence", Term(12, Unit.MONTHS)),
)
"""Acknowledge, triage, first answer of substance, a body's answer to an enquiry, and the head of office's look at a
decision to tell a body without agreement; then the pathway's: who has a referral, assessing it, deciding, telling the
referrer, looking at whether it must still be kept, a partner's answer, a service's acceptance, the look at a transfer, what
to do with one that came back, the review of a police-led case, the panel's first look, asking for consent, reassessing
after a refusal, reviewing support, the reviews after closure, signing the minutes of a meeting, how long a calendar program
may read when panels meet, and the answers to what a person asks about what is held."""


def in_force(code: str, nation: str, on: date) -> PolicyTerm:
    """The term under this code on this day: the nation's own before the one for all. Raises NoSuchTerm."""
    return in_force_many([code], nation, on)[code]


def in_force_many(codes: Iterable[str], nation: str, on: date) -> dict[str, PolicyTerm]:
    """The terms under these codes on this day, in one query. Raises NoSuchTerm naming those that are missing."""
    wanted = frozenset(codes)
    rows = _on(on).filter(code__in=wanted, nation__in=("", nation)).order_by("nation", "in_force_from")
    found = {row.code: row for row in rows}  # the last wins: a nation's own after "", the newest after the older
    missing = sorted(wanted - found.keys())
    if missing:
        raise NoSuchTerm(f"no policy term in force on {on.isoformat()} for: {', '.join(missing)}")
    return found


def all_in_force(on: date) -> QuerySet[PolicyTerm]:
    """Every term in force on this day, for the pages that show the office's time limits."""
    return _on(on)


def _on(on: date) -> QuerySet[PolicyTerm]:
    return PolicyTerm.objects.filter(Q(in_force_until__isnull=True) | Q(in_force_until__gt=on), in_force_from__lte=on)


def load_defaults() -> int:
    """Add each default whose code has no term yet, and return how many were added. Never touches what is there."""
    known = set(
        PolicyTerm.objects.filter(code__in=[default.code for default in DEFAULTS]).values_list("code", flat=True)
    )
    added = [
        PolicyTerm(
            code=default.code,
            value=default.term.value,
            unit=default.term.unit.value,
            source=default.source,
            in_force_from=DEFAULTS_FROM,
        )
        for default in DEFAULTS
        if default.code not in known
    ]
    PolicyTerm.objects.bulk_create(added)
    return len(added)
