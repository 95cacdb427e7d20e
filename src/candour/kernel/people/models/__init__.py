"""Persons, organisations, holdings and sessions."""

from candour.kernel.people.models.holding import Cover, Invitation, RoleHolding
from candour.kernel.people.models.organisation import Organisation
from candour.kernel.people.models.person import Person
from candour.kernel.people.models.provider import ProviderLink
from candour.kernel.people.models.session import Demonstration, Session

__all__ = [
    "Cover",
    "Demonstration",
    "Invitation",
    "Organisation",
    "Person",
    "ProviderLink",
    "RoleHolding",
    "Session",
]
