"""Who comes to the world: everybody in it at every door, and those who have no business there."""

from __future__ import annotations

import secrets
from uuid import uuid4

from tests.authorisation.oracle import Visitor
from tests.authorisation.world_built import Built


def everybody(built: Built) -> list[Visitor]:
    """Everybody who may come: each session at each door, receipts, drafts, sign-ins, invitations, and nobody."""
    come = [Visitor(f"nobody at {door}", door) for door in ("public", "delivery", "office")]
    come += [
        Visitor(f"{label} at {door}", door, session=token)
        for label, token in built.sessions.items()
        for door in ("office", "delivery")
    ]
    come += [Visitor(f"{label} at public", "public", session=built.sessions[label]) for label in ("head", "contact")]
    come += [Visitor(f"mailbox of {label}", "public", mailbox=secret) for label, secret in built.mailboxes.items()]
    receipts = [(label, secret) for label, secret in built.mailboxes.items() if label in {"mine", "theirs"}]
    come += [
        Visitor(f"mailbox of {label} at {door}", door, mailbox=secret)
        for label, secret in receipts
        for door in ("delivery", "office")
    ]
    come += [
        Visitor(f"caseworker with the receipt of {label}", "office", built.sessions["caseworker"], secret)
        for label, secret in receipts
    ]
    come += [Visitor("wrong receipt", "public", mailbox=secrets.token_hex(32))]
    come += [Visitor(f"code of {label}", "public", mailbox=secret) for label, secret in built.codes.items()]
    come += [Visitor(f"code of {label} at delivery", "delivery", mailbox=code) for label, code in built.codes.items()]
    come += [Visitor(label, "public", draft=secret) for label, secret in built.drafts.items()]
    come += [Visitor("a new draft", "public", draft=secrets.token_hex(32))]
    come += [Visitor("draft at office", "office", draft=built.drafts["draft"])]
    for door in ("office", "delivery", "public"):
        come += [
            Visitor(f"{name} signing in at {door}", door, session=secrets.token_urlsafe(32), signing_in=address)
            for name in ("caseworker", "contact", "deactivated")
            for address in (f"{name}@example.invalid",)
        ]
        come += [
            Visitor(f"{label} invitation at {door}", door, session=secrets.token_urlsafe(32), invitation=token)
            for label, token in built.invitations.items()
        ]
    come += [
        Visitor(
            "contact, signing in as head",
            "delivery",
            session=built.sessions["contact"],
            signing_in="head@example.invalid",
        ),
        Visitor("a forged token", "office", session=str(uuid4())),
        Visitor("nobody's address", "office", session=secrets.token_urlsafe(32), signing_in="x@example.invalid"),
    ]
    return come
