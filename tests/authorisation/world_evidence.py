"""Evidence files of the world's bodies, in each state that somebody may meet: real blobs, each under the key that stands in its
row; and claims that nobody has judged, to which somebody might still add one."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from candour.kernel.documents import arrivals, details
from candour.kernel.documents.details import Details
from candour.kernel.documents.page import Page
from tests.authorisation.world_made import made
from tests.authorisation.world_papers import PICTURE

if TYPE_CHECKING:
    from tests.authorisation.world import Builder

IN_EACH_STATE = frozenset({"first to department", "third to department", "fourth to council", "of_force to force"})
"""Here there is a file in each state; everywhere else one that was released."""
UNJUDGED = frozenset({"first to department", "third to department", "fourth to department", "issued to council"})
"""Here a later claim waits for its verdict, or is being made."""


def evidence(b: Builder, label: str, addressee: UUID, said: dict[str, UUID], by_body: dict[str, Any]) -> None:
    """Released with an update; waiting, refused and set aside with the claim."""
    by = by_body["by_id"]
    if label in UNJUDGED:
        made(b, "recommendations_claim", addressee_id=addressee, **by_body, number=2, claimed_on=b.today)
    settled: dict[str, Any] = {"settled_on": b.today}
    shown = settled | {"state": "released", "kind": "pdf"}
    aside = {"set_aside_on": b.today, "set_aside_by_id": by, "set_aside_words": "of another year"}
    facts: list[dict[str, Any]] = [shown | {"update_id": said["update"], "claim_id": None}]
    if label in IN_EACH_STATE:
        of_claim = {"update_id": None, "claim_id": said["claim"]}
        refused = settled | {"state": "refused", "reason": "damaged"}
        facts += [{"state": "taken_in", **of_claim}, refused | of_claim, shown | aside | of_claim]
    page = bytes(4) + Page("what shows it", PICTURE).packed()
    for number, given in enumerate(facts, start=1):
        row = uuid5(addressee, f"evidence {number}")
        key = sha256(row.bytes).digest()
        pages = [arrivals.take("page", page, key=key).address] if given["state"] == "released" else []
        whole = arrivals.take("whole", b"%PDF-1.7", key=key).address
        blank = {"reason": "", "kind": "", "set_aside_words": ""}
        made(
            b, "recommendations_evidencefile", id=row, addressee_id=addressee, number=number, attached_by_id=by, key=key,
            version=1, details=details.lock(Details("register.pdf", 8), key=key, about=row), address=whole, pages=pages,
            copy="", wants_copy=False, taken_in_on=b.today, **{**blank, **given},
        )  # fmt: skip
