"""References of concerns and of enquiries, as ``kernel.procedures.references`` draws them."""

from __future__ import annotations

from candour.kernel.procedures import references

ALPHABET = references.ALPHABET


def new(letter: str) -> str:
    """A fresh reference of a concern ("C") or an enquiry ("E")."""
    return references.new(letter)


def new_concern() -> str:
    """A reference of a concern."""
    return new("C")


def new_enquiry() -> str:
    """A reference of an enquiry to a body; it shows nothing of the concern behind it."""
    return new("E")


def read(typed: str) -> str | None:
    """The reference that somebody typed, in its one form, or None when it cannot be one."""
    return references.read(typed, "CE")
