"""Who and what the invented referrals are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from candour.contexts.pathway import models
from candour.kernel.deadlines.calendar import Term
from candour.kernel.people.models import Organisation, Person


@dataclass(frozen=True)
class World:
    """The demonstration's people and bodies, and the lists and time limits as they stand in this database."""

    today: date
    terms: Mapping[str, Term]
    codes: Mapping[tuple[str, str], models.CodeTerm]
    officer: Person
    supervisor: Person
    coordinator: Person
    chair: Person
    provider: Person
    receiver_elsewhere: Person
    receiver: Person
    partner: Person
    referrer: Person
    forces: Mapping[str, Organisation]
    authority: Organisation
    authority_elsewhere: Organisation
    provider_body: Organisation
    service: Organisation
    partner_body: Organisation
    school: Organisation
