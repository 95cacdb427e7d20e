"""The words and colours of drafts, as the office reads them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.procedure import DRAFT
from candour.contexts.recommendations.procedure import draft as law
from candour.contexts.recommendations.queries import drafts as queries

STATE = {state.name: state.label for state in DRAFT.states}
COLOUR = {
    law.DRAFTING: "blue", law.CHECKING: "yellow", law.PASSED: "purple", law.ISSUED: "green", law.WITHDRAWN: "grey",
}  # fmt: skip
STEP = {
    "draft": _("Drafted"),
    "revise": _("Changed"),
    "consider": _("Wrote down what was considered"),
    "propose": _("Asked for a second person"),
    "send_back": _("Sent back"),
    "pass_gate": _("Let it pass the quality gate"),
    "issue": _("Issued"),
    "withdraw": _("Given up"),
    "correct": _("Took back the last step"),
}
FILTER = {
    "": _("Everything open"),
    queries.SECOND: _("Needs a second person"),
    law.DRAFTING: _("Being drafted"),
    law.CHECKING: _("Being checked"),
    law.PASSED: _("Waits to be issued"),
    law.ISSUED: _("Issued"),
    law.WITHDRAWN: _("Given up"),
}
EMPTY = {
    "": _("Nothing is being drafted. Begin with a report: recommendations are added to it."),
    queries.SECOND: _(
        "Nothing waits for you as the second person. What you proposed yourself, or wrote considerations for, waits for somebody else."
    ),
    law.DRAFTING: _("Nothing is being drafted. Begin a report, or add a recommendation to one."),
    law.CHECKING: _("Nothing is being checked. A draft comes here when somebody asks for a second person."),
    law.PASSED: _("Nothing waits to be issued. A draft comes here when a second person lets it pass."),
    law.ISSUED: _("Nothing was issued yet. The head of office or the Commissioner issues what passed."),
    law.WITHDRAWN: _("Nothing was given up."),
}
