"""References of recommendations: a letter for the kind, then 40 random bits."""

from __future__ import annotations

from candour.kernel.procedures import references

RECOMMENDATION, ADDRESSEE, DRAFT = "N", "A", "D"
LETTERS = f"{RECOMMENDATION}{ADDRESSEE}{DRAFT}"


def new_recommendation() -> str:
    """A reference of an issued recommendation, as the public quotes it."""
    return references.new(RECOMMENDATION)


def recommendation_from(digest: bytes) -> str:
    """A reference of a recommendation of an earlier review, from the first 40 bits of a digest of what identifies it."""
    return references.from_bits(RECOMMENDATION, int.from_bytes(digest[:5], "big"))


def new_addressee() -> str:
    """A reference of what one body is asked to do."""
    return references.new(ADDRESSEE)


def new_draft() -> str:
    """A reference of a recommendation that has not left the office."""
    return references.new(DRAFT)


def read(typed: str) -> str | None:
    """The reference that somebody typed, in its one form, or None when it cannot be one of these."""
    return references.read(typed, LETTERS)
