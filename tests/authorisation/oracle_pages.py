"""The second opinion on pages: for each door and address, who may come in and about which record. Imports nothing of
Candour. An address that a door answers and that is missing here fails the tests, and so does one that is only here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.authorisation.oracle import OVERSEES, WORKS_WITH_CONCERNS, Knowledge, Row

Arguments = dict[str, Any]
About = Callable[[Knowledge, Arguments], bool]

ANYBODY: frozenset[str] | None = None
WHOEVER_SIGNED_IN: frozenset[str] = frozenset()
ADMINISTRATORS = frozenset({"organisation_administrator", "system_administrator"})


@dataclass(frozen=True)
class Page:
    """One address. ``to`` None admits anybody, an empty set everybody who is signed in, else these roles.

    ``about`` judges the record that the address names. ``shows`` are the statuses that count as being let in.
    ``proves`` says that it asks for a fresh proof of identity before anything else.
    """

    to: frozenset[str] | None
    about: About | None = None
    shows: tuple[int, ...] = (200,)
    proves: bool = False

    def calls(self, k: Knowledge) -> bool:
        """Whether the page is there for people like this visitor, whatever the record."""
        return self.to is None or (k.actor is not None and (not self.to or bool(k.roles & self.to)))

    def admits(self, k: Knowledge, given: Arguments) -> bool:
        """Whether this visitor is let in, to this very record."""
        return self.calls(k) and (self.about is None or self.about(k, given))


SENT_ONLY = (405,)
"""A page that is only sent to: asking for it says so, to those who are let in."""
SHOWN_OR_PROVED = (200, 302)
"""Shown, or first asks for a fresh proof of identity."""


# -- records


def concern(k: Knowledge, given: Arguments) -> bool:
    found = next((row for row in k.world["concerns_concern"] if row["reference"] == given["reference"]), None)
    return found is not None and k.knows(found["id"])


def concern_step(k: Knowledge, given: Arguments) -> bool:
    return concern(k, given) and given["name"] in CONCERN_STEPS


def _file(k: Knowledge, given: Arguments) -> Row | None:
    """The file, for somebody who reads the concern that the address names."""
    row = k.world.by_id["concerns_concerndocument"].get(given["document"])
    if row is None or not k.reads(row["concern_id"]):
        return None
    return row if k.world.by_id["concerns_concern"][row["concern_id"]]["reference"] == given["reference"] else None


def file(k: Knowledge, given: Arguments) -> bool:
    return _file(k, given) is not None


def file_page(k: Knowledge, given: Arguments) -> bool:
    row = _file(k, given)
    return row is not None and 1 <= given["number"] <= len(row["pages"])


def file_released(k: Knowledge, given: Arguments) -> bool:
    row = _file(k, given)
    return row is not None and row["state"] == "released"


def file_refused(k: Knowledge, given: Arguments) -> bool:
    row = _file(k, given)
    return row is not None and row["state"] == "refused"


def enquiry(k: Knowledge, given: Arguments) -> bool:
    found = next((row for row in k.world["concerns_enquiry"] if row["reference"] == given["reference"]), None)
    return found is not None and k.sees_enquiry(found["id"])


def enquiry_step(k: Knowledge, given: Arguments) -> bool:
    return enquiry(k, given) and given["name"] in {"ask_again", "accept", "take_back"}


def emergency(k: Knowledge, given: Arguments) -> bool:
    """Of a concern that one may know of, and never one's own."""
    found = k.world.by_id["concerns_emergencyaccess"].get(given["access_id"])
    return found is not None and k.knows(found["concern_id"]) and found["person_id"] != k.actor


def signpost_body(k: Knowledge, given: Arguments) -> bool:
    """Of the directory of bodies, which everybody in the office may read."""
    return given["body_id"] in k.world.by_id["concerns_signpostbody"]


def organisation(k: Knowledge, given: Arguments) -> bool:
    return given["organisation_id"] in k.administers


def member(k: Knowledge, given: Arguments) -> bool:
    """Somebody who holds or held a role in a body that one looks after."""
    return organisation(k, given) and any(
        row["organisation_id"] == given["organisation_id"] and row["person_id"] == given["person_id"]
        for row in k.world["people_roleholding"]
    )


def holding_looked_after(k: Knowledge, given: Arguments) -> bool:
    found = k.world.by_id["people_roleholding"].get(given["holding_id"])
    return found is not None and found["organisation_id"] in k.administers


def holding_own_or_looked_after(k: Knowledge, given: Arguments) -> bool:
    found = k.world.by_id["people_roleholding"].get(given["holding_id"])
    return holding_looked_after(k, given) or (found is not None and found["person_id"] == k.actor)


def own_authenticator(k: Knowledge, given: Arguments) -> bool:
    """One's own; the office takes passkeys alone, so a one-time code is not there."""
    return any(
        row["id"] == given["number"]
        and row["user_id"] == k.actor
        and (k.visitor.door != "office" or row["type"] == "webauthn")
        for row in k.world["mfa_authenticator"]
    )


def policy(k: Knowledge, given: Arguments) -> bool:
    return bool(given["code"] == "concerns.answer")


CONCERN_STEPS = frozenset(
    {
        "acknowledge",
        "answer",
        "ask_agreement",
        "assign",
        "close",
        "code",
        "correct",
        "decide_override",
        "declare_interest",
        "end_interest",
        "open",
        "open_in_emergency",
        "pause_clock",
        "put_to_body",
        "record_agreement",
        "reopen",
        "request_override",
        "resume_clock",
        "signpost",
        "take",
        "triage_in_scope",
        "withdraw",
        "write",
    }
)
"""The steps that somebody in the office takes on a concern, each with a page of its own."""

# -- addresses

_EVERY_DOOR = {
    "healthz": Page(ANYBODY),
    "robots.txt": Page(ANYBODY),
    "security.txt": Page(ANYBODY),
    ".well-known/security.txt": Page(ANYBODY),
    "favicon.ico": Page(ANYBODY, shows=(302,)),
}
_STAFF = {
    **_EVERY_DOOR,
    "": Page(WHOEVER_SIGNED_IN),
    "still-here/": Page(WHOEVER_SIGNED_IN, shows=(204,)),
    "find/": Page(WHOEVER_SIGNED_IN),
    "sign-in/": Page(ANYBODY, shows=SHOWN_OR_PROVED),
    "sign-in/second-step/": Page(ANYBODY, shows=SHOWN_OR_PROVED),
    "sign-in/demonstration/": Page(ANYBODY, shows=(404,)),  # not there unless the office is a demonstration
    "sign-out/": Page(WHOEVER_SIGNED_IN, shows=SENT_ONLY),
    "enrol/<str:token>/": Page(ANYBODY, shows=(200, 404)),
    "enrol/<str:token>/passkey/": Page(ANYBODY, shows=(200, 302, 404)),
    "step-up/": Page(WHOEVER_SIGNED_IN),
    "account/": Page(WHOEVER_SIGNED_IN),
    "account/passkeys/add/": Page(WHOEVER_SIGNED_IN, proves=True),
    "account/passkeys/<int:number>/remove/": Page(WHOEVER_SIGNED_IN, own_authenticator, proves=True),
    "account/password/": Page(WHOEVER_SIGNED_IN, proves=True),
    "account/language/": Page(WHOEVER_SIGNED_IN, shows=SENT_ONLY),
    "account/sign-out-everywhere/": Page(WHOEVER_SIGNED_IN, shows=SENT_ONLY),
    "notifications/": Page(WHOEVER_SIGNED_IN),
    "people/": Page(ADMINISTRATORS),
    "people/roles/<uuid:holding_id>/end/": Page(ADMINISTRATORS, holding_looked_after),
    "people/roles/<uuid:holding_id>/cover/": Page(WHOEVER_SIGNED_IN, holding_own_or_looked_after),
    "people/cover/<uuid:cover_id>/end/": Page(WHOEVER_SIGNED_IN, shows=SENT_ONLY),
    "people/in/<uuid:organisation_id>/invite/": Page(ADMINISTRATORS, organisation),
    "people/in/<uuid:organisation_id>/<uuid:person_id>/": Page(ADMINISTRATORS, member),
    "people/in/<uuid:organisation_id>/<uuid:person_id>/role/": Page(ADMINISTRATORS, member),
    "people/in/<uuid:organisation_id>/<uuid:person_id>/new-link/": Page(ADMINISTRATORS, member, proves=True),
}
NOWHERE = Page(frozenset({"nobody holds this"}))
"""At this door the address answers as if it were not there, to everybody."""

PAGES: dict[str, dict[str, Page]] = {
    "public": {
        **_EVERY_DOOR,
        "": Page(ANYBODY),
        "about/": Page(ANYBODY),
        "how-it-works/": Page(ANYBODY),
        "how-it-works/<slug:name>.svg": Page(ANYBODY, shows=(200, 404)),
        "privacy/": Page(ANYBODY),
        "cookies/": Page(ANYBODY),
        "accessibility/": Page(ANYBODY),
        "contact/": Page(ANYBODY),
        "easy-read/": Page(ANYBODY),
        "bsl/": Page(ANYBODY),
        "translation/": Page(ANYBODY),
        "leave/": Page(ANYBODY, shows=(302,)),
        "tell/": Page(ANYBODY),
        "tell/files/": Page(ANYBODY),
        "tell/files/remove/": Page(ANYBODY, shows=SENT_ONLY),
        "tell/check-answers/": Page(ANYBODY, shows=SHOWN_OR_PROVED),
        "tell/receipt/": Page(ANYBODY, shows=SHOWN_OR_PROVED),
        "tell/finish/": Page(ANYBODY, shows=SENT_ONLY),
        "tell/finished/": Page(ANYBODY),
        "tell/delete/": Page(ANYBODY, shows=SHOWN_OR_PROVED),
        "tell/deleted/": Page(ANYBODY),
        "tell/answers-gone/": Page(ANYBODY),
        "tell/<slug:slug>/": Page(ANYBODY, shows=(200, 302, 404)),
        "check/": Page(ANYBODY),
        "check/mailbox/": Page(ANYBODY, shows=(302,)),
        "check/mailbox/write/": Page(ANYBODY, shows=SENT_ONLY),
        "check/mailbox/files/<uuid:document>/": Page(ANYBODY, shows=(302,)),
        "check/mailbox/sent/": Page(ANYBODY, shows=(302,)),
        "check/mailbox/agreement/": Page(ANYBODY, shows=SENT_ONLY),
        "check/mailbox/noted/": Page(ANYBODY, shows=(302,)),
        "check/mailbox/withdraw/": Page(ANYBODY, shows=(302,)),
        "check/mailbox/withdrawn/": Page(ANYBODY, shows=(302,)),
        "check/close/": Page(ANYBODY, shows=SENT_ONLY),
        "check/closed/": Page(ANYBODY),
    },
    "delivery": {
        **_STAFF,
        "enrol/<str:token>/codes/": Page(ANYBODY, shows=(200, 302, 404)),
        "account/codes/add/": Page(WHOEVER_SIGNED_IN, proves=True),
        "people/organisations/": NOWHERE,
        "people/organisations/add/": NOWHERE,
        "people/organisations/<uuid:organisation_id>/": NOWHERE,
        "enquiries/": Page(frozenset({"body_contact"})),
        "enquiries/<str:reference>/": Page(frozenset({"body_contact"}), enquiry),
        "enquiries/<str:reference>/reply/": Page(frozenset({"body_contact"}), enquiry),
        "enquiries/<str:reference>/print/": Page(frozenset({"body_contact"}), enquiry),
    },
    "office": {
        **_STAFF,
        "jobs/": Page(frozenset({"system_administrator"})),
        "enrol/<str:token>/codes/": Page(ANYBODY, shows=(404,)),  # the office signs in with passkeys
        "account/codes/add/": NOWHERE,
        "people/organisations/": Page(frozenset({"system_administrator"})),
        "people/organisations/add/": Page(frozenset({"system_administrator"})),
        "people/organisations/<uuid:organisation_id>/": Page(frozenset({"system_administrator"}), organisation),
        "concerns/": Page(WORKS_WITH_CONCERNS),
        "concerns/new/": Page(WORKS_WITH_CONCERNS),
        "concerns/<str:reference>/": Page(WORKS_WITH_CONCERNS, concern),
        "concerns/<str:reference>/print/": Page(WORKS_WITH_CONCERNS, concern),
        "concerns/<str:reference>/files/<uuid:document>/": Page(WORKS_WITH_CONCERNS, file),
        "concerns/<str:reference>/files/<uuid:document>/<int:number>/": Page(WORKS_WITH_CONCERNS, file_page),
        "concerns/<str:reference>/files/<uuid:document>/original/": Page(WORKS_WITH_CONCERNS, file_released),
        "concerns/<str:reference>/files/<uuid:document>/again/": Page(
            WORKS_WITH_CONCERNS, file_refused, shows=SENT_ONLY
        ),
        "concerns/<str:reference>/<slug:name>/": Page(WORKS_WITH_CONCERNS, concern_step),
        "emergency-access/": Page(OVERSEES),
        "emergency-access/<uuid:access_id>/": Page(OVERSEES, emergency),
        "directory/": Page(WHOEVER_SIGNED_IN),
        "directory/new/": Page(frozenset({"head_of_office"})),
        "directory/<uuid:body_id>/": Page(frozenset({"head_of_office"}), signpost_body),
        "policies/": Page(WHOEVER_SIGNED_IN),
        "policies/holidays/new/": Page(frozenset({"head_of_office"})),
        "policies/<str:code>/": Page(frozenset({"head_of_office"}), policy),
        "search/": Page(WHOEVER_SIGNED_IN),
        "enquiries/": Page(WORKS_WITH_CONCERNS),
        "enquiries/<str:reference>/": Page(WORKS_WITH_CONCERNS, enquiry),
        "enquiries/<str:reference>/<slug:name>/": Page(WORKS_WITH_CONCERNS, enquiry_step),
    },
}
"""Door → address → who may come in."""

_IN_ONE_LANGUAGE = frozenset({*_EVERY_DOOR, "leave/"})
PAGES["public"] |= {
    f"cy/{address}": page for address, page in PAGES["public"].items() if address not in _IN_ONE_LANGUAGE
}
# Every page for people at the public door is there in Welsh as well, for the same visitors.
