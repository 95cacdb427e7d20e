"""People at work at the delivery door, for tests of the pathway: every grant and row rule applies to what they do."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from django.test import Client

from candour.contexts.pathway.models import Referral
from candour.contexts.pathway.operations import assessing, deciding, referrals
from candour.contexts.pathway.operations import reference as lists
from candour.contexts.pathway.tests import factories as make
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person

Done = TypeVar("Done")

ASSESSMENT = {
    "framework": "paf-2024",
    "narrative": "He watches the films of the attack every night.",
    "conclusion": "He is susceptible, and his family wants help.",
    "type_of_concern": "extreme_violence",
}
REASONS = {
    "refer_to_panel": "panel.extreme_violence",
    "transfer": "transfer.need",
    "open_police_led": "led.panel_cannot",
    "close": "close.not_borne_out",
}


class Desk:
    """``desk.does(operation, referral, ...)`` runs it as this person, in the role of the delivery door."""

    def __init__(self, as_door: Callable[..., AbstractContextManager[None]], person: Person) -> None:
        self.person, self._as_door = person, as_door
        self.token = make.session(person)

    def actor(self, *, stepped_up: bool = False) -> Actor:
        return make.actor(self.person, stepped_up=stepped_up)

    def open(self) -> AbstractContextManager[None]:
        return self._as_door(Door.DELIVERY, session=self.token)

    def does(self, operation: Callable[..., Done], referral: Referral, **given: Any) -> Done:
        return self.acts(operation, referral_id=referral.id, **given)

    def acts(self, operation: Callable[..., Done], *, stepped_up: bool = False, **given: Any) -> Done:
        actor = self.actor(stepped_up=stepped_up)
        with self.open():
            return operation(**{"actor": actor, "at": make.now(), **given})

    def asks(self, query: Callable[..., Done], *given: Any, **named: Any) -> Done:
        with self.open():
            return query(*given, **named)

    def assesses(self, referral: Referral, proposes: str = "refer_to_panel", **said: Any) -> Referral:
        """Take it on where nobody did, check, and assess."""
        lists.load()
        referral.refresh_from_db()
        if referral.assigned_to_id is None:
            self.does(referrals.take, referral)
        self.does(referrals.deconflict, referral, result="clear", checked_on=make.today())
        operation = assessing.assess_again if referral.state == "assessment" else assessing.record_assessment
        self.does(operation, referral, proposes=proposes, **{**ASSESSMENT, **said})
        referral.refresh_from_db()
        return referral

    def closes(self, referral: Referral, *, with_: Desk) -> Referral:
        """Assess it, let ``with_`` countersign, and take no further action."""
        self.assesses(referral, "close")
        with_.does(assessing.countersign, referral)
        self.does(deciding.close, referral, reasons=[REASONS["close"]], rationale="We asked school and family.")
        referral.refresh_from_db()
        return referral


class Browser(Protocol):
    """``with browser(desk) as client:`` a client at the delivery door, signed in as whoever works at that desk."""

    def __call__(self, desk: Desk) -> AbstractContextManager[Client]: ...


def text(response: Any) -> str:
    """The page without what differs at every request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html.unescape(response.content.decode()))


def ledger_verbs() -> list[str]:
    """What the ledger holds, by verb; asked as the owner, because no door may read it."""
    return [json.loads(bytes(entry))["verb"] for entry in Entry.objects.values_list("entry", flat=True)]
