"""A mail with its kind and language, for whatever way it leaves.

Its words are ours when it goes by SMTP, and those of a template of the same kind where a service keeps the words. Either
way it says nothing of anybody: what fills a template is at most a link to enrol, or what was signed of the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import make_msgid

from django.core.mail import EmailMessage

STAFF, NUDGE, INVITATION, HOLDER = "staff", "nudge", "invitation", "holder"
KINDS = (STAFF, NUDGE, INVITATION, HOLDER)
"""To somebody who signs in; to a reporter; to somebody who is to enrol; to a holder of the ledger's checkpoints."""

FACTS: dict[str, frozenset[str]] = {
    STAFF: frozenset(), NUDGE: frozenset(), INVITATION: frozenset({"link"}), HOLDER: frozenset({"checkpoint"}),
}  # fmt: skip
"""What a template of each kind may be filled with: nothing that anybody wrote."""


class Letter(EmailMessage):
    """One mail to one person."""

    def __init__(
        self,
        *,
        kind: str,
        language: str,
        subject: str,
        text: str,
        sender: str,
        to: str,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Refuses facts that this kind of mail does not carry."""
        self.kind, self.language, self.facts = kind, language, dict(facts or {})
        if set(self.facts) - FACTS.get(kind, frozenset()):
            raise ValueError(f"a mail of kind {kind!r} carries no such thing")
        # Made from the sender's own domain: the machine's name, which it would hold otherwise, may tell what this is.
        headers = {"Message-ID": make_msgid(domain=sender.rpartition("@")[2].strip(" >"))}
        super().__init__(subject, text, sender, [to], headers=headers)
