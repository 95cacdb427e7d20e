"""The evidence files of what bodies were asked, as body and office see them. Database rules decide which rows there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from candour.contexts.recommendations.models import EvidenceFile
from candour.kernel.documents import queries, shown

Files = dict[UUID, list["Evidence"]]
"""The files by the id of the update or the claim with which they came."""


@dataclass(frozen=True)
class Evidence(shown.Shown):
    """A file of an update or of a claim."""

    row: EvidenceFile

    @property
    def is_set_aside(self) -> bool:
        """Whether the body said that it was the wrong one."""
        return self.row.set_aside_on is not None

    @property
    def came_with(self) -> UUID:
        """The update or the claim."""
        found = self.row.claim_id or self.row.update_id
        assert found is not None  # a constraint of the table
        return found


def of_addressees(addressees: Collection[UUID]) -> Files:
    """All files of these, in the order in which they were attached. One query."""
    found: Files = defaultdict(list)
    for row in EvidenceFile.objects.filter(addressee__in=addressees).order_by("number"):
        one = _shown(row)
        found[one.came_with].append(one)
    return found


def of_claim(claim: UUID) -> list[Evidence]:
    """Those that came with a claim. One query."""
    return [_shown(row) for row in EvidenceFile.objects.filter(claim=claim).order_by("number")]


def one_of(addressee: UUID, file: UUID) -> Evidence | None:
    """One of them; None for absent and forbidden alike."""
    rows = EvidenceFile.objects.filter(addressee=addressee, id=file)
    row = rows.select_related("claim", "update").first()
    return _shown(row) if row is not None else None


def _shown(row: EvidenceFile) -> Evidence:
    return Evidence(row, queries.details_of(row, bytes(row.key)), queries.reason_of(row))
