"""Where a referral stands, for whoever made it: roughly, in plain words, with what they were told; nothing of the person.

What was decided is not among it. The police tell a referrer what they can; the page does not tell the rest before them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import Referrer
from candour.contexts.pathway.procedure import referral as law
from candour.kernel.access import context
from candour.kernel.procedures.facts import Words
from candour.kernel.visitors import receipts

RECEIVED, LOOKED_AT, DECIDED = "received", "looked_at", "decided"

_IN_WORDS: dict[str, tuple[Words, Words]] = {
    RECEIVED: (_("Received"), _("The police have it. Nobody has looked at it yet.")),
    LOOKED_AT: (_("Being looked at"), _("A Prevent officer is checking it. A decision follows.")),
    DECIDED: (_("Decided"), _("The police have decided what to do.")),
}
_BEFORE_DECISION = {law.RECEIVED: RECEIVED, law.SCREENING: LOOKED_AT, law.ASSESSMENT: LOOKED_AT}


class NoReferral(LookupError):
    """The code opens nothing."""


@dataclass(frozen=True)
class Standing:
    """One referral as its referrer sees it. ``named``: whom it is about, in their own words; empty at the public door."""

    reference: str
    received_on: date
    stands: str
    feedback: str = field(repr=False)
    feedback_on: date | None
    named: str = field(default="", repr=False)

    @property
    def label(self) -> Words:
        """Where it stands, in a word."""
        return _IN_WORDS[self.stands][0]

    @property
    def plain(self) -> Words:
        """Where it stands, in a sentence."""
        return _IN_WORDS[self.stands][1]


def by_code(secret: bytes) -> Standing:
    """The referral whose code was typed. Raises NoReferral. From here on the transaction may touch no other."""
    finding = receipts.finding_secret(secret)
    context.tell(context.MAILBOX, finding.hex())
    found = (
        Referrer.objects.filter(code_digest=hashlib.sha256(finding).digest())
        .values_list("referral__reference", "referral__received_on", "referral__state", "feedback", "feedback_on")
        .first()
    )
    if found is None:
        raise NoReferral
    reference, received_on, state, feedback, feedback_on = found
    return Standing(reference, received_on, _BEFORE_DECISION.get(state, DECIDED), feedback, feedback_on)


def made_by_actor() -> list[Standing]:
    """The newest 200 referrals of whoever is signed in at the delivery door. The database knows who that is."""
    with connection.cursor() as cursor:
        cursor.execute("select reference, received_on, stands, feedback, feedback_on, named from pathway_made()")
        return [Standing(*row) for row in cursor.fetchall()]
