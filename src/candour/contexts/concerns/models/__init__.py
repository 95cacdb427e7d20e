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
from candour.contexts.concerns.models.document import ConcernDocument, DocumentKey
from candour.contexts.concerns.models.erasure import Erasure
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
from candour.contexts.concerns.models.identity import (
    HolderWrap,
    IdentityKey,
    IdentityPart,
    IdentityPiece,
    KeyHolder,
    SealedIdentity,
)
from candour.contexts.concerns.models.key import ConcernKey
from candour.contexts.concerns.models.links import Campaign, ConcernLink
from candour.contexts.concerns.models.lists import ConcernExport, SavedView, Watch, WatchAlarm
from candour.contexts.concerns.models.nudge import Nudge
from candour.contexts.concerns.models.opening import (
    Opening,
    OpeningDecision,
    OpeningStep,
    ReaderKey,
    ReleasedPart,
)
from candour.contexts.concerns.models.searching import SearchEntry, SearchKey
from candour.contexts.concerns.models.templates import MessageTemplate
from candour.contexts.concerns.models.translation import MessageTranslation

__all__ = [
    "Assignment",
    "BodyAgreement",
    "Campaign",
    "Concern",
    "ConcernCode",
    "ConcernDeadline",
    "ConcernDocument",
    "ConcernEnquiry",
    "ConcernExclusion",
    "ConcernExport",
    "ConcernKey",
    "ConcernLink",
    "ConcernPause",
    "ConcernStep",
    "DocumentKey",
    "EmergencyAccess",
    "Enquiry",
    "EnquiryDeadline",
    "EnquiryPause",
    "EnquiryReply",
    "EnquiryStep",
    "Erasure",
    "HarmOverride",
    "HolderWrap",
    "IdentityKey",
    "IdentityPart",
    "IdentityPiece",
    "KeyHolder",
    "Message",
    "MessageTemplate",
    "MessageTranslation",
    "Narrative",
    "NarrativeRead",
    "Nudge",
    "Opening",
    "OpeningDecision",
    "OpeningStep",
    "ReaderKey",
    "ReleasedPart",
    "Reporter",
    "SavedView",
    "SealedIdentity",
    "SearchEntry",
    "SearchKey",
    "SignpostBody",
    "Signposting",
    "TaxonomyTerm",
    "Watch",
    "WatchAlarm",
]
