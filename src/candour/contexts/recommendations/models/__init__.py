"""Rows of recommendations: what is drafted, what was issued, what bodies answered, what the office found."""

from candour.contexts.recommendations.models.answered import (
    Claim,
    ExtensionRequest,
    PlannedTask,
    Response,
    TaskReport,
    Update,
)
from candour.contexts.recommendations.models.draft import (
    Consideration,
    Draft,
    DraftAddressee,
    DraftLink,
    DraftPart,
    DraftStep,
    ReportDraft,
)
from candour.contexts.recommendations.models.evidence import EvidenceFile
from candour.contexts.recommendations.models.figures import Changed, Drawn, Figure
from candour.contexts.recommendations.models.history import Reported, ReportNote, Withheld
from candour.contexts.recommendations.models.issued import (
    Addressee,
    AddresseeDeadline,
    AddresseeStep,
    Correction,
    Link,
    Part,
    Recommendation,
    Report,
    Tag,
)
from candour.contexts.recommendations.models.judged import Closing, Escalation, ExtensionDecision, Verdict
from candour.contexts.recommendations.models.lists import TagTerm
from candour.contexts.recommendations.models.preparing import ResponseDraft
from candour.contexts.recommendations.models.published import PublishedText

__all__ = [
    "Addressee",
    "AddresseeDeadline",
    "AddresseeStep",
    "Changed",
    "Claim",
    "Closing",
    "Consideration",
    "Correction",
    "Draft",
    "DraftAddressee",
    "DraftLink",
    "DraftPart",
    "DraftStep",
    "Drawn",
    "Escalation",
    "EvidenceFile",
    "ExtensionDecision",
    "ExtensionRequest",
    "Figure",
    "Link",
    "Part",
    "PlannedTask",
    "PublishedText",
    "Recommendation",
    "Report",
    "ReportDraft",
    "ReportNote",
    "Reported",
    "Response",
    "ResponseDraft",
    "Tag",
    "TagTerm",
    "TaskReport",
    "Update",
    "Verdict",
    "Withheld",
]
