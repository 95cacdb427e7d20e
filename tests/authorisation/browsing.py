"""Requests at a door, as the door's own process would answer them: its settings, its addresses, its login.

One process plays the three doors in turn. What a request does is rolled back.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import override
from psycopg.conninfo import conninfo_to_dict

from tests.authorisation import browsing_asked, browsing_drafts, browsing_pathway, browsing_tracker
from tests.authorisation.conftest import Office
from tests.authorisation.oracle import Visitor
from tests.authorisation.oracle_pages import CONCERN_STEPS, Arguments

KEPT = frozenset(
    {"DATABASES", "INSTALLED_APPS", "SECRET_KEY", "EMAIL_BACKEND", "PASSWORD_HASHERS", "STRICT_TEMPLATES", "LOGGING"}
)
"""Settings that the tests' own process keeps."""


WITH_FILES = ("mine", "interest", "theirs", "emergency")
"""Relations to a concern whose files are asked for: each with every file of each."""


@contextmanager
def at_door(office: Office, door: str) -> Iterator[None]:
    """The settings of a door, and its login to this office's database."""
    module = importlib.import_module(f"candour.config.settings.{door}")
    own = {name: getattr(module, name) for name in dir(module) if name.isupper() and name not in KEPT}
    own["STORAGES"] = settings.STORAGES
    own["OFFICE_PUBLIC_KEY"] = settings.OFFICE_PUBLIC_KEY
    own["OFFICE_PRIVATE_KEYS"] = settings.OFFICE_PRIVATE_KEYS if door == "office" else ()
    address = conninfo_to_dict(office.dsn(f"candour_{door}"))
    login = {"USER": address["user"], "PASSWORD": address["password"], "NAME": address["dbname"]}
    before, refusals = connections["default"].settings_dict.copy(), connections["refusals"]
    connections["default"].close()
    connections["default"].settings_dict.update(login, HOST=address["host"], CONN_MAX_AGE=None)
    connections["refusals"] = connections["default"]
    try:
        with override_settings(**own):
            yield
    finally:
        connections["default"].close()
        connections["default"].settings_dict.clear()
        connections["default"].settings_dict.update(before)
        connections["refusals"] = refusals


_PROVED = """
update people_session set stepped_up_at = now() where token_digest = access_session_digest() and door = %s
"""


def ask(
    client: Client, door: str, visitor: Visitor, method: str, address: str, *, proved: bool = False
) -> HttpResponse:
    """One request in a transaction that is rolled back; ``proved`` with a fresh proof of identity."""
    client.cookies.clear()
    if visitor.session:
        client.cookies[f"candour_{door}_session"] = visitor.session
    with transaction.atomic():
        if proved and visitor.session:
            with connections["default"].cursor() as cursor:
                cursor.execute("select set_config('candour.session', %s, true)", [visitor.session])
                cursor.execute(_PROVED, [door])
        response: HttpResponse = client.generic(method, address)  # type: ignore[assignment]  # the test client adds to it
        if response.streaming:  # a download is read while the visitor stands at the door
            sent = b"".join(response.streaming_content)  # type: ignore[attr-defined]
            response = HttpResponse(sent, status=response.status_code, headers=response.headers)
        transaction.set_rollback(True)
    return response


def addresses(patterns: list[URLPattern | URLResolver] | None = None, before: str = "") -> dict[str, Any]:
    """Every address that the present door answers → its view."""
    found: dict[str, Any] = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver) and isinstance(pattern.pattern, LocalePrefixPattern):
            for language in ("en-gb", "cy"):
                with override(language):
                    found |= addresses(pattern.url_patterns, str(pattern.pattern))
            continue
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= addresses(pattern.url_patterns, route)
        else:
            found[route] = pattern.callback
    return found


def fill(office: Office, door: str, route: str, *, thorough: bool) -> Iterator[tuple[str, Arguments]]:
    """Real addresses of a route, for records in every relation and for one that does not exist."""
    names = [part.split(">")[0].rpartition(":")[2] for part in route.split("<")[1:]]
    choices = [list(_values(office, door, route, name, thorough=thorough)) for name in names]
    for values in itertools.product(*choices):
        given = dict(zip(names, values, strict=True))
        path = route
        for name in names:
            start = path.index("<")
            path = path[:start] + str(given[name]) + path[path.index(">") + 1 :]
        yield f"/{path}", given


def _values(office: Office, door: str, route: str, name: str, *, thorough: bool) -> Iterator[Any]:
    built, world = office.built, office.world
    if route.startswith(browsing_pathway.ROUTES):
        yield from browsing_pathway.values(office, route, name, thorough=thorough)
    elif route.startswith(browsing_drafts.ROUTES):
        yield from browsing_drafts.values(office, route, name, thorough=thorough)
    elif door == "public" and route.startswith(browsing_tracker.ROUTES):
        yield from browsing_tracker.values(office, name)
    elif route.startswith("api/"):
        yield from browsing_tracker.api_values(office)
    elif route.startswith("recommendations/"):
        yield from browsing_asked.values(office, door, route, name, thorough=thorough)
    elif name == "reference" and "files/" in route:
        yield from (built.references[built.concerns[relation]] for relation in WITH_FILES)
    elif name == "document":
        theirs = {built.concerns[relation] for relation in (WITH_FILES if thorough else WITH_FILES[:2])}
        yield from (row["id"] for row in world["concerns_concerndocument"] if row["concern_id"] in theirs)
        yield uuid4()
    elif name == "number" and "files/" in route:
        yield from (1, 2)
    elif name == "reference" and route.startswith("concerns/"):
        relations = [*built.concerns] if thorough or route.endswith("<str:reference>/") else ["mine", "interest"]
        yield from (built.references[built.concerns[relation]] for relation in relations)
        yield "C-0000-0000"
    elif name == "reference" and route.startswith("identities/"):
        yield from (built.references[built.concerns[relation]] for relation in ("mine", "sealed", "half_agreed"))
        yield "C-0000-0000"
    elif name == "opening_id":
        every = [row["id"] for row in world["concerns_opening"]]
        yield from (every if thorough or route == "identities/<uuid:opening_id>/" else every[:3])
        yield uuid4()
    elif name == "piece_id":
        yield uuid4()
    elif name == "holder_id":
        yield from built.key_holders.values()
        yield uuid4()
    elif name == "name" and route.startswith("identities/"):
        yield from ("agree", "refuse", "step_aside", "withdraw", "finish", "lapse") if thorough else ("agree", "lapse")
    elif name == "reference":
        yield from (row["reference"] for row in world["concerns_enquiry"])
        yield "E-0000-0000"
    elif name == "name" and route.startswith("concerns/"):
        yield from sorted(CONCERN_STEPS) if thorough else ("assign", "put_to_body", "decide_override")
        yield "reply"
    elif name == "name" and route.startswith("enquiries/"):
        yield from ("ask_again", "accept", "take_back", "reply")
    elif name == "name":
        yield from ("concern", "nothing")
    elif name == "access_id":
        yield from (row["id"] for row in world["concerns_emergencyaccess"])
        yield uuid4()
    elif name == "body_id":
        yield from (row["id"] for row in world["concerns_signpostbody"])
        yield uuid4()
    elif name == "organisation_id":
        yield from (built.bodies[body] for body in ("office", "council", "borough"))
        yield uuid4()
    elif name == "person_id" and route.startswith("caseworkers/"):
        yield from (built.people[person] for person in ("caseworker", "former", "head", "analyst", "contact"))
    elif name == "person_id":
        wanted = ("caseworker", "contact", "other_contact", "contact_former")
        yield from (built.people[person] for person in (wanted if thorough else wanted[:2]))
    elif name == "holding_id":
        yield from (built.holdings[holding] for holding in ("caseworker", "head", "contact", "other_contact"))
        yield uuid4()
    elif name == "cover_id":
        yield from (row["id"] for row in world["people_cover"])
    elif name == "number":
        yield from (row["id"] for row in world["mfa_authenticator"])
        yield 987_654
    elif name == "campaign_id":
        yield from built.campaigns
        yield uuid4()
    elif name == "template_id":
        yield from (row["id"] for row in world["concerns_messagetemplate"])
        yield uuid4()
    elif name == "view_id":
        yield from (row["id"] for row in world["concerns_savedview"])
        yield uuid4()
    elif name == "watch_id":
        yield from (row["id"] for row in world["concerns_watch"])
        yield uuid4()
    elif name == "alarm_id":
        yield from (row["id"] for row in world["concerns_watchalarm"])
        yield uuid4()
    elif name == "token":
        yield from (*built.invitations.values(), "no-such-token")
    elif name == "digest":
        yield from (*(row["digest"] for row in world["ledger_publicleaf"]), "0" * 64)
    elif name == "size":
        yield from (*(row["size"] for row in world["ledger_publiccheckpoint"]), 987_654)
    elif name == "code":
        yield from ("concerns.answer", "no.such.term")
    elif name == "slug":
        yield from ("kind", "nothing")
    else:
        raise LookupError(f"say in tests/authorisation/browsing.py what {name} in {route} can be")
