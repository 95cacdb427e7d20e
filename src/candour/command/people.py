"""``candour people``: the one person whom nobody inside can invite."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from django.utils import timezone

from candour.contexts.accounts.operations import enrolment
from candour.contexts.accounts.operations.refusal import Refused


def first_administrator(*, name: str, email: str) -> int:
    """Print the link with which the first administrator chooses a password and registers a passkey.

    Refused once an administrator has signed in: from then on administrators invite administrators.
    """
    now = datetime.now(UTC)
    try:
        link = enrolment.bootstrap_administrator(name=name, email=email, on=timezone.localdate(now), at=now)
    except Refused as refused:
        print(refused.message, file=sys.stderr)
        return 1
    print(f"{name} enrols here. The link works once; hand it over in person:\n\n  {link}\n")
    return 0
