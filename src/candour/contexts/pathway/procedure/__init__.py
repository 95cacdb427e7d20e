"""The law of the pathway, a table for each noun: referral, request for information, transfer, police-led case, panel case,
meeting, rights request.

Time limits are policy data (``deadlines.PolicyTerm``), and so is whether a supervisor has to countersign
(``PolicyChoice``): where the law or the guidance is not certain, nothing here is a constant.
"""

from candour.contexts.pathway.procedure.case import CASE
from candour.contexts.pathway.procedure.information import INFORMATION
from candour.contexts.pathway.procedure.meeting import MEETING
from candour.contexts.pathway.procedure.police_led import POLICE_LED
from candour.contexts.pathway.procedure.referral import REFERRAL
from candour.contexts.pathway.procedure.rights import RIGHTS
from candour.contexts.pathway.procedure.transfer import TRANSFER

__all__ = ["CASE", "INFORMATION", "MEETING", "POLICE_LED", "REFERRAL", "RIGHTS", "TRANSFER"]
