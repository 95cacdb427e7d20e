"""From the button to the provider and back, by HTTP, as a browser would go."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import requests
from django.conf import settings
from django.test import Client
from django.utils import timezone

from candour.contexts.accounts import queries
from candour.contexts.accounts.operations import provider as operations
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

CALLBACK = f"{settings.DOOR_ADDRESSES['office']}/sign-in/provider/callback/"


def link(person: Person, issuer: str, subject: str, door: Door = Door.OFFICE) -> None:
    operations.link(
        person=person, issuer=issuer, told=queries.as_told(door, issuer, subject),
        actor=Actor(person.pk, person.name, door), door=door, at=timezone.now(),
    )  # fmt: skip


def text(response: Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def moved_on(response: Response) -> str:
    assert response.status_code == 200, text(response)
    return response.headers["Refresh"].removeprefix("0; url=")


def go(client: Client, begin: str = "/sign-in/provider/", **sent: str) -> str:
    """From the button to where the provider takes over."""
    assert client.post(begin, sent).headers["Location"] == "/sign-in/provider/go/"
    return moved_on(client.get("/sign-in/provider/go/"))


def come_back(client: Client, address: str, who: str = "ada") -> Response:
    """From the provider's page to the answer of ``callback``."""
    back = requests.get(f"{address}&who={who}", allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    return client.get(back.headers["Location"].removeprefix(settings.DOOR_ADDRESSES["office"]))


def through(client: Client, who: str = "ada", begin: str = "/sign-in/provider/", **sent: str) -> Response:
    """All the way to the answer of ``finish``."""
    return client.get(moved_on(come_back(client, go(client, begin, **sent), who)))


def reasons() -> list[str]:
    found = [json.loads(bytes(entry.entry)) for entry in Entry.objects.all()]
    return [entry["codes"]["reason"] for entry in found if entry["verb"] == "people.session.refused"]


def entries(verb: str) -> list[dict[str, Any]]:
    return [entry for entry in (json.loads(bytes(one.entry)) for one in Entry.objects.all()) if entry["verb"] == verb]
