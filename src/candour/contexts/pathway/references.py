"""References of the pathway's records: a letter for the kind, then 40 random bits."""

from __future__ import annotations

from candour.kernel.procedures import references

INDIVIDUAL, REFERRAL, CASE, TRANSFER, POLICE_LED, REQUEST, MEETING, RIGHTS = "P", "R", "K", "T", "L", "Q", "M", "G"
LETTERS = f"{INDIVIDUAL}{REFERRAL}{CASE}{TRANSFER}{POLICE_LED}{REQUEST}{MEETING}{RIGHTS}"


def new_individual() -> str:
    """A reference of an identified individual."""
    return references.new(INDIVIDUAL)


def new_referral() -> str:
    """A reference of a referral."""
    return references.new(REFERRAL)


def new_case() -> str:
    """A reference of a panel case."""
    return references.new(CASE)


def new_transfer() -> str:
    """A reference of a transfer to another service."""
    return references.new(TRANSFER)


def new_police_led() -> str:
    """A reference of a police-led case."""
    return references.new(POLICE_LED)


def new_request() -> str:
    """A reference of a request for information to a partner."""
    return references.new(REQUEST)


def new_meeting() -> str:
    """A reference of a panel's meeting."""
    return references.new(MEETING)


def new_rights() -> str:
    """A reference of what a person, or a parent for them, asks."""
    return references.new(RIGHTS)


def read(typed: str) -> str | None:
    """The reference that somebody typed, in its one form, or None when it cannot be one of the pathway's."""
    return references.read(typed, LETTERS)
