"""Codes and what is asked by them, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from candour.contexts.pathway.models import PanelCase, Referral, RightsAccess, RightsDeadline, RightsRequest
from candour.contexts.pathway.operations import rights
from candour.contexts.pathway.procedure import CASE
from candour.contexts.pathway.tests.transferring import House, now
from candour.kernel.doors import Door
from candour.kernel.visitors.receipts import Receipt

QUESTION = "Who was told about my son, and when?"


def case(house: House, referral: Referral | None = None) -> PanelCase:
    """A case of the authority's panel, owned by its coordinator; made as the owner of the database."""
    referral = referral or house.referral()
    return PanelCase.objects.create(
        referral=referral,
        individual=referral.individual,
        force=house.force,
        authority=house.authority,
        nation="england",
        referred_on=now().date(),
        owner=house.coordinator.person,
        state=CASE.initial,
        procedure_version=CASE.version,
    )


def given(house: House, record: Referral | PanelCase | None = None, **more: Any) -> tuple[RightsAccess, Receipt]:
    """A code for a case, given by the coordinator, or for a referral, given by the officer."""
    record = record or case(house)
    by = house.coordinator if isinstance(record, PanelCase) else house.officer
    chosen = {
        "capacity": "parent",
        "released": ["state", "body"],
        "note": "Call Tomos on 01632 960 200.",
        "until": now().date() + timedelta(days=90),
        **more,
    }
    return by.does(rights.give, reference=record.reference, **chosen)


def asked(house: House, receipt: Receipt, what: str = "question", text: str = QUESTION) -> RightsRequest:
    """Asked by the code, at the public door."""
    with house.as_door(Door.PUBLIC):
        made = rights.ask(secret=receipt.mailbox_secret, what=what, text=text, at=now())
    return RightsRequest.objects.get(id=made.id)


def passes(made: RightsRequest, days: int) -> None:
    """Let the days go by for what runs."""
    for clock in RightsDeadline.objects.filter(request=made, met_on=None, cancelled_on=None):
        clock.due_on -= timedelta(days=days)
        clock.save()
    made.refresh_from_db()
    if made.next_due_on:
        made.next_due_on -= timedelta(days=days)
        made.save()
