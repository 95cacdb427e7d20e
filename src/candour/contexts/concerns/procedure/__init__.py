"""The law of this context, one table in each file: a concern, an enquiry to a body, the opening of a sealed identity.

Each step names who may take it, from where, what it needs, which time limits it starts and ends, and on what basis
(``basis``). Time limits themselves are policy data (``deadlines.PolicyTerm``); nothing here is a number of days.
"""

from candour.contexts.concerns.procedure import basis, concern, enquiry, opening, roles

__all__ = ["basis", "concern", "enquiry", "opening", "roles"]
