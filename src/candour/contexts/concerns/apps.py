"""Concerns: telling the Commissioner, and being answered."""

from __future__ import annotations

from typing import ClassVar

from django.apps import AppConfig

from candour.kernel.doors import Door


class ConcernsConfig(AppConfig):
    """Names the functions that this context's row rules call, and the doors that may call them."""

    name = "candour.contexts.concerns"
    label = "concerns"
    door_functions: ClassVar[dict[str, tuple[Door, ...]]] = {
        "concerns_excluded()": (Door.OFFICE,),
        "concerns_excluded_for(uuid)": (Door.OFFICE,),
        "concerns_barred(uuid)": (Door.OFFICE,),
        "concerns_barred_of(uuid)": (Door.OFFICE,),
        "concerns_last_message(uuid)": (Door.OFFICE,),
        "concerns_last_message_of(uuid)": (Door.OFFICE,),
        "concerns_opened()": (Door.OFFICE,),
        "concerns_opened_for(uuid)": (Door.OFFICE,),
        "concerns_in_mailbox()": (Door.PUBLIC,),
        "concerns_in_mailbox_of(bytea)": (Door.PUBLIC,),
    }
