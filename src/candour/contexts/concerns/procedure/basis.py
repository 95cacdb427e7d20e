"""On what basis the steps of this context are taken.

Source of the duties: the office's published route for concerns and its personal information charter
(domain.md, section 6, S58 and S59), and the Standards and Compliance Unit's promise that a body is contacted only
with the complainant's agreement (S31).
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from candour.kernel.procedures.table import Period

FROM_THE_START = Period(date(2025, 1, 1))
"""Office policy, in force since the office exists; a change is a new version with its own date."""

ROUTE = _("Office policy on concerns; published route, gov.uk/guidance/report-a-concern-about-prevent")
AGREEMENT = _(
    "Office policy on concerns; a body is contacted only with agreement (gov.uk, make a complaint about Prevent)"
)
HARM = _("Office policy on imminent harm; duty to safeguard (UK GDPR Art 6(1)(d), 9(2)(c))")
INTEREST = _("Seven Principles of Public Life; office policy on declared interests")
SEALED = _(
    "Office policy on confidential reporters: two people open, one named person reads, the reporter sees the day"
)
ERASURE = _("UK GDPR Art 17, right to erasure; Art 5(1)(e), storage limitation")
CORRECTION = _("UK GDPR Art 5(1)(d), accuracy; office policy on corrections")
