"""The second opinion on pages: for each door and address, who may come in and about which record. Imports nothing of
Candour. An address that a door answers and that is missing here fails the tests, and so does one that is only here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.authorisation.oracle import OVERSEES, WORKS_WITH_CONCERNS, Knowledge, Row, runs
from tests.authorisation.oracle_identities import (
    KEEPERS,
    OPENERS,
    act_page,
    ask_page,
    end_page,
    let_in_page,
    opening_page,
)
from tests.authorisation.oracle_pages_asked import ANSWER_PAGES, FOLLOWED_PAGES
from tests.authorisation.oracle_pages_drafts import DRAFT_PAGES, PUBLISHED_TEXT
from tests.authorisation.oracle_pages_files import file, file_page, file_refused, file_released
from tests.authorisation.oracle_pages_panels import OPENED_BY_SECRET, PANEL_PAGES
from tests.authorisation.oracle_pages_pathway import PATHWAY_PAGES, REFERRING
from tests.authorisation.oracle_pages_tracker import API, TRACKER, TRACKER_FILES

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


def _of(k: Knowledge, table: str, key: object) -> Row | None:
    return k.world.by_id[table].get(key)


def view(k: Knowledge, given: Arguments) -> bool:
    """One's own, and those that the head of office keeps for everybody; none that was removed."""
    found = _of(k, "concerns_savedview", given["view_id"])
    if found is None or found["ended_on"] is not None:
        return False
    return bool(found["owner_id"] == k.actor or found["is_shared"])


def view_kept(k: Knowledge, given: Arguments) -> bool:
    """Those one may change."""
    found = _of(k, "concerns_savedview", given["view_id"])
    if not view(k, given) or found is None:
        return False
    return "head_of_office" in k.roles if found["is_shared"] else bool(found["owner_id"] == k.actor)


def alarm(k: Knowledge, given: Arguments) -> bool:
    """Of a watch on a view that one may see."""
    found = _of(k, "concerns_watchalarm", given["alarm_id"])
    watch = _of(k, "concerns_watch", found["watch_id"]) if found else None
    return watch is not None and view(k, {"view_id": watch["view_id"]})


def campaign(k: Knowledge, given: Arguments) -> bool:
    return _of(k, "concerns_campaign", given["campaign_id"]) is not None


def template(k: Knowledge, given: Arguments) -> bool:
    """A version that is in force."""
    found = _of(k, "concerns_messagetemplate", given["template_id"])
    return found is not None and found["ended_on"] is None


def has_concerns(k: Knowledge, given: Arguments) -> bool:
    """A caseworker of today, or somebody who still has an open concern that one may know of."""
    person = given["person_id"]
    works = any(
        row["person_id"] == person and row["role"] == "concerns_caseworker" and runs(row, k.world.today)
        for row in k.world["people_roleholding"]
    )
    row = k.world.by_id["people_person"].get(person)
    holds = any(
        row["assigned_to_id"] == person and row["is_open"] and k.knows(row["id"]) for row in k.world["concerns_concern"]
    )
    return (works and row is not None and row["deactivated_on"] is None) or holds


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
        "decide_erasure",
        "end_interest",
        "link",
        "open",
        "open_in_emergency",
        "pause_clock",
        "put_to_body",
        "record_agreement",
        "refuse_erasure",
        "reopen",
        "request_erasure",
        "request_override",
        "resume_clock",
        "seal_passage",
        "seal_file",
        "signpost",
        "take",
        "translate",
        "triage_in_scope",
        "unlink",
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
    # Of an identity provider nothing is there unless one is configured for the door.
    "sign-in/provider/": Page(ANYBODY, shows=(404,)),
    "sign-in/provider/go/": Page(ANYBODY, shows=(404,)),
    "sign-in/provider/callback/": Page(ANYBODY, shows=(404,)),
    "sign-in/provider/finish/": Page(ANYBODY, shows=(404,)),
    "enrol/<str:token>/provider/": Page(ANYBODY, shows=(404,)),
    "account/provider/link/": Page(WHOEVER_SIGNED_IN, shows=(404,)),
    "account/provider/remove/": Page(WHOEVER_SIGNED_IN, shows=(404,)),
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
        "ledger/": Page(ANYBODY),
        "ledger/checkpoint/": Page(ANYBODY, shows=(200, 404)),
        "ledger/export/": Page(ANYBODY, shows=(200, 404)),
        "ledger/verify_ledger.py": Page(ANYBODY),
        "ledger/proof/<slug:digest>/": Page(ANYBODY, shows=(200, 404)),
        "ledger/consistency/<int:size>/": Page(ANYBODY, shows=(200, 404)),
        **{route: Page(ANYBODY, shows=shows) for route, shows in TRACKER.items()},
        **{route: Page(ANYBODY, shows=shows) for route, shows in API.items()},
        PUBLISHED_TEXT: Page(ANYBODY, shows=(200, 404)),
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
        **{route: Page(ANYBODY, shows=shows) for route, shows in REFERRING.items()},
        "my-record/": Page(ANYBODY),
        "my-record/open/": Page(ANYBODY, shows=(302,)),
        "my-record/open/ask/": Page(ANYBODY, shows=SENT_ONLY),
        "my-record/open/asked/": Page(ANYBODY, shows=(302,)),
        "my-record/open/withdraw/": Page(ANYBODY, shows=(302,)),
        "my-record/open/withdrawn/": Page(ANYBODY, shows=(302,)),
        "my-record/close/": Page(ANYBODY, shows=SENT_ONLY),
        "my-record/closed/": Page(ANYBODY),
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
        **{route: Page(*said) for route, said in ANSWER_PAGES.items()},
        "enrol/<str:token>/codes/": Page(ANYBODY, shows=(200, 302, 404)),
        "account/codes/add/": Page(WHOEVER_SIGNED_IN, proves=True),
        "people/organisations/": NOWHERE,
        "people/organisations/add/": NOWHERE,
        "people/organisations/<uuid:organisation_id>/": NOWHERE,
        "enquiries/": Page(frozenset({"body_contact"})),
        "enquiries/<str:reference>/": Page(frozenset({"body_contact"}), enquiry),
        "enquiries/<str:reference>/reply/": Page(frozenset({"body_contact"}), enquiry),
        "enquiries/<str:reference>/print/": Page(frozenset({"body_contact"}), enquiry),
        **{route: Page(to, about) for route, (to, about) in PATHWAY_PAGES.items()},
        **{route: Page(to, about) for route, (to, about) in PANEL_PAGES.items()},
        **{route: Page(ANYBODY, about) for route, about in OPENED_BY_SECRET.items()},
    },
    "office": {
        **_STAFF,
        "recommendations/import/": Page(frozenset({"reviewer", "head_of_office", "commissioner"})),
        "recommendations/import/template.csv": Page(frozenset({"reviewer", "head_of_office", "commissioner"})),
        "jobs/": Page(frozenset({"system_administrator"})),
        **{route: Page(to, about) for route, (to, about) in DRAFT_PAGES.items()},
        **{route: Page(*said) for route, said in FOLLOWED_PAGES.items()},
        "enrol/<str:token>/codes/": Page(ANYBODY, shows=(404,)),  # the office signs in with passkeys
        "account/codes/add/": NOWHERE,
        "people/organisations/": Page(frozenset({"system_administrator"})),
        "people/organisations/add/": Page(frozenset({"system_administrator"})),
        "people/organisations/<uuid:organisation_id>/": Page(frozenset({"system_administrator"}), organisation),
        "concerns/": Page(WORKS_WITH_CONCERNS),
        "concerns/new/": Page(WORKS_WITH_CONCERNS),
        "concerns/export/": Page(WORKS_WITH_CONCERNS),
        "concerns/chosen/assign/": Page(WORKS_WITH_CONCERNS),
        "concerns/chosen/close/": Page(WORKS_WITH_CONCERNS),
        "concerns/chosen/link/": Page(WORKS_WITH_CONCERNS),
        "concerns/views/": Page(WORKS_WITH_CONCERNS),
        "concerns/views/new/": Page(WORKS_WITH_CONCERNS),
        "concerns/views/<uuid:view_id>/": Page(WORKS_WITH_CONCERNS, view_kept),
        "concerns/views/<uuid:view_id>/narrow/": Page(WORKS_WITH_CONCERNS, shows=SENT_ONLY),
        "concerns/views/<uuid:view_id>/remove/": Page(WORKS_WITH_CONCERNS, shows=SENT_ONLY),
        "concerns/views/<uuid:view_id>/watch/": Page(WORKS_WITH_CONCERNS, view),
        "concerns/watches/<uuid:watch_id>/end/": Page(WORKS_WITH_CONCERNS, shows=SENT_ONLY),
        "concerns/alarms/<uuid:alarm_id>/": Page(WORKS_WITH_CONCERNS, alarm),
        "concerns/<str:reference>/": Page(WORKS_WITH_CONCERNS, concern),
        "concerns/<str:reference>/write-to-all/": Page(WORKS_WITH_CONCERNS, concern),
        "concerns/<str:reference>/print/": Page(WORKS_WITH_CONCERNS, concern),
        "concerns/<str:reference>/files/<uuid:document>/": Page(WORKS_WITH_CONCERNS, file),
        "concerns/<str:reference>/files/<uuid:document>/<int:number>/": Page(WORKS_WITH_CONCERNS, file_page),
        "concerns/<str:reference>/files/<uuid:document>/original/": Page(WORKS_WITH_CONCERNS, file_released),
        "concerns/<str:reference>/files/<uuid:document>/again/": Page(
            WORKS_WITH_CONCERNS, file_refused, shows=SENT_ONLY
        ),
        "concerns/<str:reference>/<slug:name>/": Page(WORKS_WITH_CONCERNS, concern_step),
        "campaigns/": Page(WORKS_WITH_CONCERNS),
        "campaigns/<uuid:campaign_id>/": Page(WORKS_WITH_CONCERNS, campaign),
        "campaigns/<uuid:campaign_id>/change/": Page(WORKS_WITH_CONCERNS, campaign),
        "campaigns/<uuid:campaign_id>/end/": Page(WORKS_WITH_CONCERNS, shows=SENT_ONLY),
        "campaigns/<uuid:campaign_id>/write/": Page(WORKS_WITH_CONCERNS, campaign),
        "caseworkers/": Page(WORKS_WITH_CONCERNS),
        "caseworkers/<uuid:person_id>/move/": Page(WORKS_WITH_CONCERNS, has_concerns),
        "exports/": Page(OVERSEES),
        "message-templates/": Page(WORKS_WITH_CONCERNS),
        "message-templates/new/": Page(frozenset({"head_of_office"})),
        "message-templates/<uuid:template_id>/": Page(frozenset({"head_of_office"}), template),
        "message-templates/<uuid:template_id>/end/": Page(frozenset({"head_of_office"}), shows=SENT_ONLY),
        "identities/": Page(WORKS_WITH_CONCERNS | OPENERS),
        "identities/ask/<str:reference>/": Page(WORKS_WITH_CONCERNS, ask_page),
        "identities/keys/": Page(KEEPERS),
        "identities/keys/ask/": Page(OPENERS, proves=True),
        "identities/keys/<uuid:holder_id>/let-in/": Page(OPENERS, let_in_page, proves=True),
        "identities/keys/<uuid:holder_id>/end/": Page(KEEPERS, end_page, proves=True),
        "identities/<uuid:opening_id>/": Page(WORKS_WITH_CONCERNS | OPENERS, opening_page),
        "identities/<uuid:opening_id>/read/": Page(WORKS_WITH_CONCERNS | OPENERS, opening_page, (409,), proves=True),
        "identities/<uuid:opening_id>/read/<uuid:piece_id>/": Page(
            WORKS_WITH_CONCERNS | OPENERS, opening_page, (409,), proves=True
        ),  # without the browser that made ready nobody reads anything
        "identities/<uuid:opening_id>/read/<uuid:piece_id>/<int:number>/": Page(
            WORKS_WITH_CONCERNS | OPENERS, opening_page, (409,), proves=True
        ),
        "identities/<uuid:opening_id>/read/<uuid:piece_id>/original/": Page(
            WORKS_WITH_CONCERNS | OPENERS, opening_page, (409,), proves=True
        ),
        "identities/<uuid:opening_id>/get_ready/": Page(WORKS_WITH_CONCERNS | OPENERS, opening_page),
        "identities/<uuid:opening_id>/<slug:name>/": Page(WORKS_WITH_CONCERNS | OPENERS, act_page, proves=True),
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

_IN_ONE_LANGUAGE = frozenset({*_EVERY_DOOR, "leave/", *TRACKER_FILES, PUBLISHED_TEXT}) | {
    address for address in PAGES["public"] if address.startswith(("ledger/", "api/")) and address != "ledger/"
}
PAGES["public"] |= {
    f"cy/{address}": page for address, page in PAGES["public"].items() if address not in _IN_ONE_LANGUAGE
}
# Every page for people at the public door is there in Welsh as well, for the same visitors.
