"""Who acts on recommendations, on what basis, and from when: what its tables share."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from candour.kernel.people.roles import Role
from candour.kernel.procedures.table import Period

REVIEWER = Role.REVIEWER.value
HEAD = Role.HEAD_OF_OFFICE.value
COMMISSIONER = Role.COMMISSIONER.value
OFFICE = (REVIEWER, HEAD, COMMISSIONER)
SIGNS = (HEAD, COMMISSIONER)
"""Who lets a recommendation go out, signs a letter, and gives public notice."""
OWNER = Role.RECOMMENDATION_OWNER.value
BODY = (OWNER,)

SINCE_2025 = Period(date(2025, 7, 1))
"""The first permanent Commissioner's office (domain.md, 4)."""

ROLE = _(
    "Role of the Independent Prevent Commissioner (published description): reviews, recommendations and what becomes of them"
)
QUALITY = _(
    "Office policy: a recommendation is meaningful, proportionate and actionable, with its implications considered"
)
RESPONSE = _(
    "Select committees’ convention, taken as office policy: a response within two months; no statute sets one for the Commissioner"
)
APART = _(
    "Office policy: what a government claims and what the Commissioner found are two records, each with its evidence and date"
)
ESCALATION = _("Office policy, after the UK Covid-19 Inquiry’s practice: reminder, letter, public notice")
PRINCIPLES = _("Seven Principles of Public Life: nobody judges what they had a part in")
ACCURACY = _("Office policy: what is published is corrected by a dated notice, never in silence")
