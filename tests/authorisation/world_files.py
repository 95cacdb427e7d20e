"""Files of a concern, in each state that somebody may meet, sealed ones too: real blobs, and words in them by which a leak is
heard.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from candour.contexts.concerns import sealed
from candour.kernel.documents import arrivals, details
from candour.kernel.documents.details import Details
from candour.kernel.documents.page import Page
from candour.kernel.sealing.boxes import Pair
from candour.kernel.visitors import receipts
from candour.kernel.visitors.receipts import Receipt

Add = Callable[..., Any]
_PICTURE = b"RIFF\x00\x00\x00\x00WEBPVP8 "


def add_files(
    add: Add,
    concern: UUID,
    *,
    pair: Pair,
    receipt: Receipt,
    author: UUID,
    message: UUID,
    canary: str,
    today: date,
) -> None:
    """From the reporter: released, waiting, refused, with a key of its own; sealed and released, refused, waiting. From the
    office: waiting, released."""
    key = sealed.files_key(pair)
    page = arrivals.take("page", bytes(4) + Page(canary, _PICTURE).packed(), key=key).address
    whole = arrivals.take("whole", canary.encode(), key=key).address
    mine: dict[str, Any] = {"direction": "from_reporter", "wants_copy": False}
    ours: dict[str, Any] = {"direction": "to_reporter", "wants_copy": True, "author_id": author, "message_id": message}
    settled = {"settled_on": today}
    released = mine | settled | {"state": "released", "kind": "text", "pages": [page]}
    _with_key_of_its_own(
        add, concern, released, pair=pair, receipt=receipt, canary=canary, today=today, is_sealed=False
    )
    _with_key_of_its_own(add, concern, released, pair=pair, receipt=receipt, canary=canary, today=today, is_sealed=True)
    for facts in (
        mine | settled | {"state": "released", "kind": "text", "pages": [page]},
        mine | {"state": "taken_in"},
        mine | settled | {"state": "refused", "reason": "too_slow"},
        mine | settled | {"state": "refused", "reason": "too_slow", "is_sealed": True},
        mine | {"state": "taken_in", "is_sealed": True},
        ours | {"state": "taken_in"},
        ours | settled | {"state": "released", "kind": "text", "pages": [page], "copy": whole},
    ):
        document = uuid4()
        box = details.lock(Details("notes.txt", 10), key=key, about=document)
        given: dict[str, Any] = {"reason": "", "kind": "", "pages": [], "copy": "", "is_sealed": False} | facts
        add(
            "concerns_concerndocument", id=document, concern_id=concern, address=whole, details=box,
            taken_in_on=today, **given,
        )  # fmt: skip


def _with_key_of_its_own(
    add: Add,
    concern: UUID,
    facts: dict[str, Any],
    *,
    pair: Pair,
    receipt: Receipt,
    canary: str,
    today: date,
    is_sealed: bool,
) -> None:
    """A file as a reporter sends it: what opens it for the office lies beside it, or in no place where the office finds it."""
    opening_key, document = receipts.opening_key(receipt.mailbox_secret), uuid4()
    key = sealed.key_of_file(opening_key, canary.encode() + bytes([is_sealed]))
    page = arrivals.take("page", bytes(4) + Page(canary, _PICTURE).packed(), key=key).address
    given = facts | {"pages": [page], "reason": "", "copy": "", "is_sealed": is_sealed}
    add(
        "concerns_concerndocument", id=document, concern_id=concern, taken_in_on=today, **given,
        address=arrivals.take("whole", canary.encode(), key=key).address,
        details=details.lock(Details(f"{canary}.txt" if is_sealed else "own.txt", 10), key=key, about=document),
    )  # fmt: skip
    add(
        "concerns_documentkey", document_id=document, concern_id=concern, office_key="",
        for_concern=None if is_sealed else sealed.wrap_file_key(sealed.files_key(pair), document, key),
        for_reporter=sealed.wrap_file_key(opening_key, document, key),
    )  # fmt: skip
