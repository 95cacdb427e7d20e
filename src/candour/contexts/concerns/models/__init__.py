"""The tables of this context. The office's own are closed to delivery; ``exchange`` holds what crosses."""

from candour.contexts.concerns.models.barriers import (
    ConcernExclusion,
    EmergencyAccess,
    NarrativeRead,
)
from candour.contexts.concerns.models.clock import (
    ConcernDeadline,
    ConcernPause,
    ConcernStep,
)
from candour.contexts.concerns.models.coding import (
    ConcernCode,
    SignpostBody,
    TaxonomyTerm,
)
from candour.contexts.concerns.models.concern import (
    Assignment,
    Concern,
    Narrative,
    Reporter,
)
from candour.contexts.concerns.models.draft import Draft
from candour.contexts.concerns.models.exchange import (
    Enquiry,
    EnquiryDeadline,
    EnquiryPause,
    EnquiryReply,
    EnquiryStep,
)
from candour.contexts.concerns.models.handling import (
    BodyAgreement,
    ConcernEnquiry,
    HarmOverride,
    Message,
    Signposting,
)
from candour.contexts.concerns.models.key import ConcernKey
from candour.contexts.concerns.models.nudge import Nudge
from candour.contexts.concerns.models.searching import SearchEntry, SearchKey

__all__ = [
    "Assignment",
    "BodyAgreement",
    "Concern",
    "ConcernCode",
    "ConcernDeadline",
    "ConcernEnquiry",
    "ConcernExclusion",
    "ConcernKey",
    "ConcernPause",
    "ConcernStep",
    "Draft",
    "EmergencyAccess",
    "Enquiry",
    "EnquiryDeadline",
    "EnquiryPause",
    "EnquiryReply",
    "EnquiryStep",
    "HarmOverride",
    "Message",
    "Narrative",
    "NarrativeRead",
    "Nudge",
    "Reporter",
    "SearchEntry",
    "SearchKey",
    "SignpostBody",
    "Signposting",
    "TaxonomyTerm",
]
