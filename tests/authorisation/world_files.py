"""Files of a concern, in each state that somebody may meet: real blobs, and words in them by which a leak is heard."""

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

Add = Callable[..., Any]
_PICTURE = b"RIFF\x00\x00\x00\x00WEBPVP8 "


def add_files(add: Add, concern: UUID, *, pair: Pair, author: UUID, message: UUID, canary: str, today: date) -> None:
    """From the reporter: released, waiting, refused. From the office: waiting, released."""
    key = sealed.files_key(pair)
    page = arrivals.take("page", bytes(4) + Page(canary, _PICTURE).packed(), key=key).address
    whole = arrivals.take("whole", canary.encode(), key=key).address
    mine: dict[str, Any] = {"direction": "from_reporter", "wants_copy": False}
    ours: dict[str, Any] = {"direction": "to_reporter", "wants_copy": True, "author_id": author, "message_id": message}
    settled = {"settled_on": today}
    for facts in (
        mine | settled | {"state": "released", "kind": "text", "pages": [page]},
        mine | {"state": "taken_in"},
        mine | settled | {"state": "refused", "reason": "too_slow"},
        ours | {"state": "taken_in"},
        ours | settled | {"state": "released", "kind": "text", "pages": [page], "copy": whole},
    ):
        document = uuid4()
        box = details.lock(Details("notes.txt", 10), key=key, about=document)
        given: dict[str, Any] = {"reason": "", "kind": "", "pages": [], "copy": ""} | facts
        add(
            "concerns_concerndocument", id=document, concern_id=concern, address=whole, details=box,
            taken_in_on=today, **given,
        )  # fmt: skip
