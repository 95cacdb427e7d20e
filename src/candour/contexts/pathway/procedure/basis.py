"""Who acts on the pathway, on what basis, and from when: what its tables share."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from candour.kernel.people.roles import Role
from candour.kernel.procedures.table import Period

OFFICER = Role.POLICE_CASE_OFFICER.value
SUPERVISOR = Role.POLICE_SUPERVISOR.value
REFERRER = Role.DUTY_BODY_REFERRER.value
CHAIR = Role.PANEL_CHAIR.value
COORDINATOR = Role.PANEL_COORDINATOR.value
PARTNER = Role.PANEL_PARTNER.value
PROVIDER = Role.INTERVENTION_PROVIDER.value
SERVICE = Role.RECEIVING_SERVICE.value
POLICE = (OFFICER, SUPERVISOR)
PANEL = (COORDINATOR, CHAIR)
ANYBODY = "referrer"
"""A member of the public, who has no account."""
PERSON = "person"
"""The person who was referred, or a parent for them: by the code that was given to them."""

SINCE_2019 = Period(date(2019, 4, 12))
"""Since then a local authority too may refer to its panel (CTSA 2015 s.36 as amended; domain.md, 1.1)."""

STATUTE_36_3 = _("Counter-Terrorism and Security Act 2015, s.36(3)")
STATUTE_36_4 = _("Counter-Terrorism and Security Act 2015, s.36(4)")
STATUTE_36_6 = _("Counter-Terrorism and Security Act 2015, s.36(6)")
STATUTE_38 = _("Counter-Terrorism and Security Act 2015, s.38 and Sch 7: partners co-operate")
GUIDANCE = _("Channel duty guidance (2023), in Scotland PMAP duty guidance: panels and partners have regard to it")
DUTY = _("Counter-Terrorism and Security Act 2015, s.26; Prevent duty guidance (in force 31 December 2023)")
RATIONALE = _("Prevent Learning Reviews (Ali Harbi Ali, Southport; February 2025): every decision with its rationale")
FEEDBACK = _("Southport Prevent Learning Review (February 2025): the referrer hears what became of it")
TRANSFERS = _("Reforms of December 2024: what becomes of those passed to other services is followed")
POLICE_POLICY = _("Police policy on Prevent referrals (policy data of this installation)")
PRINCIPLES = _("Seven Principles of Public Life: a declared interest keeps a person out")
ACCURACY = _(
    "UK GDPR Art 5(1)(d) and Data Protection Act 2018 s.38: accuracy, and corrections that leave what was there"
)
NECESSITY = _(
    "Data Protection Act 2018 ss.35 and 39; II [2020] EWHC 2528 (Admin): what is kept must still be necessary"
)
