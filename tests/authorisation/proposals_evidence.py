"""What somebody might try with the evidence files of bodies: in another's name, with what another said or said on another day,
with a claim at which the office looks, as one that nothing has to look at; and to unsay that a file was the wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.authorisation.world_papers import blank_paper

if TYPE_CHECKING:
    from tests.authorisation.oracle import Row
    from tests.authorisation.proposals import Change, Proposal, Proposals

TABLE = "recommendations_evidencefile"
TRIED = (
    "first to department", "third to department", "fourth to department", "fifth to department", "second to council",
    "issued to council", "fourth to council", "first to council", "first to force",
)  # fmt: skip


def inserts(p: Proposals) -> Iterator[Proposal]:
    """Files, one at a time."""
    today = p.world.today
    aside: Row = {"set_aside_on": today, "set_aside_by_id": p.me, "set_aside_words": "x"}
    shown: Row = {"state": "released", "kind": "pdf", "pages": ["1" * 64], "settled_on": today}
    elsewhere = p.built.addressees["issued to council"]
    for label in TRIED:
        addressee = p.built.addressees[label]
        blank = {**blank_paper(today), "addressee_id": addressee}
        said: dict[str, list[Row]] = {
            kind: [
                {"update_id": None, "claim_id": None, f"{kind}_id": row["id"]}
                for row in p.world[f"recommendations_{kind}"]
                if row["addressee_id"] in {addressee, elsewhere}
            ]
            for kind in ("update", "claim")
        }
        of_each = [*said["update"], *said["claim"]]
        for of in (
            *of_each,
            {"update_id": None, "claim_id": None},
            {**said["update"][0], "claim_id": of_each[-1]["claim_id"]},
        ):
            for by in (p.me, p.other):
                yield p.row(TABLE, **{**blank, **of}, attached_by_id=by)
            yield p.row(TABLE, **{**blank, **of, "taken_in_on": today - timedelta(days=1)}, attached_by_id=p.me)
        for given in (
            aside,
            shown,
            {"state": "scanned"},
            {"kind": "pdf"},
            {"wants_copy": True},
            {"version": 2},
            {"number": 1},
        ):
            for of in said["update"]:
                yield p.row(TABLE, **{**blank, **of, **given}, attached_by_id=p.me)


def changes(p: Proposals) -> Iterator[Change]:
    """Changes of files that are there."""
    from tests.authorisation.proposals import Change

    given: Row
    for row in p.world[TABLE]:
        for by, why in ((p.me, "x"), (p.other, "x"), (p.me, "")):
            given = {"set_aside_on": p.world.today, "set_aside_by_id": by, "set_aside_words": why}
            yield Change(TABLE, row["id"], given)
        yield Change(TABLE, row["id"], {"set_aside_on": None, "set_aside_words": ""})
        yield Change(TABLE, row["id"], {"state": "released"})
