"""Sealed identities in the world: the two sides' keys and who holds them, and requests in every standing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from candour.contexts.concerns import identity
from candour.kernel.sealing import boxes

if TYPE_CHECKING:
    from tests.authorisation.world import Builder

SEALED = (
    "sealed", "asked_to_open", "half_agreed", "opened", "opened_interest", "window_over", "never_ready",
    "asked_by_officer", "opened_by_one", "half_by_both",
)  # fmt: skip
"""Relations of concerns that have a sealed identity."""

HOLDERS = {
    # name → (side, enrolled, ended)
    "identity_officer": ("officers", True, False),
    "identity_officer_2": ("officers", True, False),
    "identity_officer_asks": ("officers", False, False),
    "identity_officer_ended": ("officers", True, True),
    "former_officer": ("officers", True, False),
    "changed_sides": ("officers", True, False),
    "deputy_commissioner": ("deputies", True, False),
    "deputy_commissioner_asks": ("deputies", False, False),
}


def keys(b: Builder) -> None:
    """Both sides' keys, one that was retired, and those who hold or ask for them."""
    for side in ("officers", "deputies"):
        b.built.keys[side] = b.add("concerns_identitykey", side=side, public=boxes.new_pair().public)
    b.built.keys["retired"] = b.add(
        "concerns_identitykey", side="officers", public=boxes.new_pair().public, retired_on=b.today
    )
    for name, (side, is_enrolled, is_ended) in HOLDERS.items():
        holder = b.add(
            "concerns_keyholder", key_id=b.built.keys[side], person_id=b.built.people[name], tries=0, memory=8192,
            enrolled_at=b.now - timedelta(days=1) if is_enrolled else None, ended_on=b.today if is_ended else None,
        )  # fmt: skip
        b.built.key_holders[name] = holder
        if is_enrolled:
            b.add("concerns_holderwrap", holder_id=holder)


def concerns(b: Builder, suffix: str) -> None:
    """One for each relation in ``SEALED``; the caseworker asks, the colleague reads where somebody may read at all."""
    p, c = b.built.people, {relation: b.built.concerns[relation + suffix] for relation in SEALED}
    for concern in c.values():
        _seal(b, concern)
    for relation in ("sealed", "asked_to_open", "half_agreed"):
        b.assign(c[relation], p["caseworker"])
    b.interest(c["half_agreed"], p["identity_officer_2"])
    b.interest(c["opened_interest"], p["colleague"])
    _opening(b, c["asked_to_open"], "asked", ready=True)
    _opening(b, c["never_ready"], "asked", ready=False, reader="head")
    _opening(b, c["half_agreed"], "half_agreed", ready=True, agreed=("deputies",))
    _opening(b, c["opened"], "opened", ready=True, agreed=("officers", "deputies"))
    _opening(b, c["opened_interest"], "opened", ready=True, agreed=("officers", "deputies"))
    _opening(b, c["asked_by_officer"], "asked", ready=True, asks="officer_who_asks")
    _opening(b, c["half_by_both"], "half_agreed", ready=True, agreed=("deputies",), deputy="on_both_sides")
    # A row that should never be: open, and only one side agreed.
    _opening(b, c["opened_by_one"], "opened", ready=True, agreed=("officers",))
    _opening(b, c["window_over"], "opened", ready=True, agreed=("officers", "deputies"), ago=timedelta(minutes=16))


def _seal(b: Builder, concern: UUID) -> None:
    pair = boxes.new_pair()
    b.add("concerns_sealedidentity", concern_id=concern, public=pair.public)
    for side in ("officers", "deputies"):
        b.add("concerns_identitypart", identity_id=concern, side=side, key_id=b.built.keys[side])
    piece = uuid4()
    who = identity.Person(name=f"canary {concern.hex}")
    b.add(
        "concerns_identitypiece", id=piece, identity_id=concern, kind="person",
        sealed=identity.seal_person(pair.public, piece, who),
    )  # fmt: skip


def _opening(
    b: Builder,
    concern: UUID,
    state: str,
    *,
    ready: bool,
    agreed: tuple[str, ...] = (),
    ago: timedelta = timedelta(),
    reader: str = "colleague",
    asks: str = "caseworker",
    deputy: str = "deputy_commissioner",
) -> None:
    p = b.built.people
    people: dict[str, Any] = {"requested_by_id": p[asks], "reader_id": p[reader]}
    opening = b.add(
        "concerns_opening", concern_id=concern, reference=b.built.references[concern], state=state, is_open=True,
        ground="harm", requested_at=b.now - ago, expires_at=b.now + timedelta(days=2), procedure_version=1, **people,
        opened_on=b.today if state == "opened" else None,
    )  # fmt: skip
    b.built.openings[next(name for name, one in b.built.concerns.items() if one == concern)] = opening
    b.add(
        "concerns_openingstep", opening_id=opening, by_kind="staff", by_id=p[asks], number=1, step="ask",
        from_state="", to_state="asked", taken_at=b.now - ago,
    )  # fmt: skip
    if ready:
        b.add("concerns_readerkey", opening_id=opening, number=1, public=boxes.new_pair().public)
    by = {"officers": p["identity_officer"], "deputies": p[deputy]}
    for side in agreed:
        decision = b.add(
            "concerns_openingdecision", opening_id=opening, side=side, by_id=by[side], asked_by_id=p[asks],
            reader_id=p[reader], decided_at=b.now - ago + (timedelta(minutes=59) if not ago else timedelta()),
        )  # fmt: skip
        if deputy == "deputy_commissioner":  # the other has agreed a moment ago, and releases it now
            b.add("concerns_releasedpart", decision_id=decision)


def erasures(b: Builder, suffix: str) -> None:
    """Asked by the caseworker or by the head, refused, and decided."""
    p, c = b.built.people, b.built.concerns
    for relation, by, second, is_refused in (
        ("mine", "caseworker", None, False),
        ("theirs", "head", None, False),
        ("interest_of_head", "caseworker", None, False),
        ("assisted", "caseworker", "head", True),
    ):
        b.add(
            "concerns_erasure", concern_id=c[relation + suffix], basis="asked", requested_by_id=p[by],
            decided_by_id=p[second] if second else None, is_refused=is_refused,
        )  # fmt: skip
