"""The pathway: referral, assessment, panel, consent, support, closure, and the way to other services."""

from __future__ import annotations

from typing import ClassVar

from django.apps import AppConfig

from candour.kernel.doors import Door


class PathwayConfig(AppConfig):
    """Names the functions that this context's row rules call, and the doors that may call them."""

    name = "candour.contexts.pathway"
    label = "pathway"
    door_functions: ClassVar[dict[str, tuple[Door, ...]]] = {
        "pathway_forces()": (Door.DELIVERY,),
        "pathway_authorities()": (Door.DELIVERY,),
        "pathway_excluded()": (Door.DELIVERY,),
        "pathway_excluded_for(uuid)": (Door.DELIVERY,),
        "pathway_is_known(uuid)": (Door.PUBLIC, Door.DELIVERY),
        "pathway_is_untouched(uuid)": (Door.PUBLIC, Door.DELIVERY),
        "pathway_is_untouched_by(uuid, uuid)": (Door.PUBLIC, Door.DELIVERY),
        "pathway_by_code()": (Door.PUBLIC,),
        "pathway_admitted()": (Door.DELIVERY,),
        "pathway_admitted_for(uuid)": (Door.DELIVERY,),
        "pathway_offered()": (Door.DELIVERY,),
        "pathway_offered_to(uuid[])": (Door.DELIVERY,),
        "pathway_excluded_cases()": (Door.DELIVERY,),
        "pathway_excluded_cases_for(uuid)": (Door.DELIVERY,),
        "pathway_panels()": (Door.DELIVERY,),
        "pathway_panels_of(uuid)": (Door.DELIVERY,),
        "pathway_names(uuid[])": (Door.DELIVERY,),
        "pathway_partners(uuid)": (Door.DELIVERY,),
    }
