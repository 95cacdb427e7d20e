"""The law of recommendations: before one is issued, and what becomes of it with each body that was asked.

Time limits are policy data (``deadlines.PolicyTerm``): no statute sets one for the Commissioner (domain.md, 9).
"""

from candour.contexts.recommendations.procedure.answer import ANSWER
from candour.contexts.recommendations.procedure.draft import DRAFT

__all__ = ["ANSWER", "DRAFT"]
