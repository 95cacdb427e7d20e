"""What the views of the police's side share: who may enter, and the record that an address names."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from candour.contexts.pathway.models import InformationRequest, PoliceLedCase, Referral
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.queries import case, visible
from candour.kernel.doors import Door
from candour.web.entrance import entrance, roles

for_police = entrance(doors=Door.DELIVERY, to=roles(*basis.POLICE))
"""Prevent officers and supervisors."""

for_readers = entrance(doors=Door.DELIVERY, to=roles(*basis.POLICE, *basis.PANEL))
"""Whoever may read a referral: the police, and those who chair or coordinate the panel."""

for_askers = entrance(doors=Door.DELIVERY, to=roles(*basis.POLICE, basis.PARTNER))
"""Both sides of a request for information."""

for_partners = entrance(doors=Door.DELIVERY, to=roles(basis.PARTNER))


def found(request: Any, reference: str) -> Referral:
    """The referral of this address. Absent, misspelt and not for this person are the same Http404."""
    referral = case.referral_for(request.actor, reference)
    if referral is None:
        raise Http404
    return referral


def worked_on(request: Any, reference: str) -> Referral:
    """The same, where the own force has it."""
    referral = found(request, reference)
    if not visible.is_worked_on(request.actor, referral):
        raise Http404
    return referral


def found_request(request: Any, reference: str) -> InformationRequest:
    """The request for information of this address, likewise."""
    asked = visible.request_for(request.actor, reference)
    if asked is None:
        raise Http404
    return asked


def found_led(request: Any, reference: str) -> PoliceLedCase:
    """The police-led case of this address, likewise."""
    led = visible.led_for(request.actor, reference)
    if led is None:
        raise Http404
    return led


def seen(request: Any) -> int | None:
    """The number of the last entry that the page showed which was sent."""
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 7 else None
