"""Signed papers of the consent in the world's panel cases, in each state that somebody may meet: real blobs, each under the
key that stands in its row."""

from __future__ import annotations

from datetime import date
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from candour.kernel.documents import arrivals, details
from candour.kernel.documents.details import Details
from candour.kernel.documents.page import Page
from tests.authorisation.world_made import made

if TYPE_CHECKING:
    from tests.authorisation.world import Builder

PICTURE = b"RIFF\x00\x00\x00\x00WEBPVP8 "


def papers(b: Builder, consent: UUID, by: UUID) -> None:
    """Released, waiting and refused, all of which stand; and one that the panel set aside."""
    add = partial(made, b)
    page = bytes(4) + Page("what was signed", PICTURE).packed()
    settled: dict[str, Any] = {"settled_on": b.today}
    shown = settled | {"state": "released", "kind": "pdf"}
    aside = {"set_aside_on": b.today, "set_aside_by_id": by, "set_aside_words": "of somebody else"}
    facts = (shown, {"state": "taken_in"}, settled | {"state": "refused", "reason": "damaged"}, shown | aside)
    for number, given in enumerate(facts, start=1):
        row = uuid5(consent, f"paper {number}")
        key = sha256(row.bytes).digest()
        pages = [arrivals.take("page", page, key=key).address] if given["state"] == "released" else []
        whole = arrivals.take("whole", b"%PDF-1.7", key=key).address
        blank = {"reason": "", "kind": "", "set_aside_words": ""}
        add(
            "pathway_consentpaper", id=row, consent_id=consent, number=number, attached_by_id=by, key=key, version=1,
            details=details.lock(Details("signed.pdf", 8), key=key, about=row), address=whole, pages=pages, copy="",
            wants_copy=False, taken_in_on=b.today, **{**blank, **given},
        )  # fmt: skip


def blank_paper(today: date) -> dict[str, Any]:
    """A row as somebody inserts it who attaches a paper: nothing is decided about the file, and it is not set aside."""
    return {
        "number": 9, "version": 1, "state": "taken_in", "reason": "", "kind": "", "pages": [], "copy": "",
        "address": "0" * 64, "wants_copy": False, "taken_in_on": today, "set_aside_words": "",
    }  # fmt: skip
