"""Which concerns belong together, and which perhaps do: by their coded fields alone, for a person to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q

from candour.contexts.concerns.models import Campaign, Concern, ConcernLink
from candour.contexts.concerns.queries import narrowing, visible
from candour.kernel.people.actor import Actor

NEAR = timedelta(days=7)
"""Concerns that came further apart are not suggested to be the same matter."""

SUGGESTED = 8


@dataclass(frozen=True)
class Links:
    """What one concern belongs to. ``repeats`` is the concern that it tells again; ``repeated_by`` those that tell it
    again, or that tell the same one again."""

    campaign: Campaign | None = None
    repeats: Concern | None = None
    repeated_by: Sequence[Concern] = field(default_factory=tuple)
    own: Sequence[ConcernLink] = field(default_factory=tuple)
    """The concern's own links that run, which can be taken away."""

    @property
    def has_duplicates(self) -> bool:
        """Whether the same matter is told by another concern."""
        return self.repeats is not None or bool(self.repeated_by)


def of(concern: Concern) -> Links:
    """What a concern belongs to. One query; what the person signed in is barred from is not there."""
    here = (
        Q(concern=concern)
        | Q(duplicate_of=concern)
        | Q(duplicate_of__in=ConcernLink.objects.filter(concern=concern, ended_on=None).values("duplicate_of"))
    )
    rows = list(
        ConcernLink.objects.filter(here, ended_on=None)
        .select_related("campaign", "concern", "duplicate_of")
        .order_by("concern__received_on", "id")
    )
    own = [row for row in rows if row.concern_id == concern.id]
    repeats = next((row.duplicate_of for row in own if row.duplicate_of_id), None)
    return Links(
        campaign=next((row.campaign for row in own if row.campaign_id), None),
        repeats=repeats,
        repeated_by=[row.concern for row in rows if row.duplicate_of_id and row.concern_id != concern.id],
        own=own,
    )


def same_matter(actor: Actor, concern: Concern) -> list[Concern]:
    """The concern and all that tell the same matter, the one that stands first. Two queries."""
    found = of(concern)
    ids = {concern.id, *(one.id for one in found.repeated_by)} | ({found.repeats.id} if found.repeats else set())
    root = found.repeats.id if found.repeats else concern.id
    rows = visible.concerns_visible_to(actor).filter(id__in=ids).select_related("assigned_to")
    return sorted(rows, key=lambda one: (one.id != root, one.received_on, one.reference))


def root_of(concern: Concern) -> Concern:
    """The concern that stands for the matter: the one that this repeats, or itself."""
    link = ConcernLink.objects.filter(concern=concern, ended_on=None, duplicate_of__isnull=False)
    found = link.select_related("duplicate_of").first()
    return found.duplicate_of if found is not None and found.duplicate_of is not None else concern


def campaigns() -> list[Campaign]:
    """The campaigns that run, by name."""
    return list(Campaign.objects.filter(ended_on=None).order_by("name")[:100])


def every_campaign() -> list[Campaign]:
    """All campaigns with ``size``, how many concerns are in each now; those that run first. One query."""
    rows = Campaign.objects.select_related("owner").annotate(size=Count("links", filter=Q(links__ended_on=None)))
    return list(rows.order_by(F("ended_on").desc(nulls_first=True), "name")[:200])


def campaign(campaign_id: UUID) -> Campaign | None:
    """One campaign, ended or not."""
    return Campaign.objects.select_related("owner").filter(id=campaign_id).first()


def members(actor: Actor, of_campaign: Campaign, *, most: int) -> list[Concern]:
    """The concerns of a campaign that this person may know of, in the order in which they came."""
    linked = ConcernLink.objects.filter(campaign=of_campaign, ended_on=None).values("concern_id")
    rows = visible.concerns_visible_to(actor).filter(id__in=linked).select_related("assigned_to")
    return list(rows.order_by("received_on", "id")[:most])


@dataclass(frozen=True)
class Suggestion:
    """A concern that may tell the same matter, and how many terms of the taxonomy both are coded with."""

    id: UUID
    reference: str
    kind: str
    sector: str
    stage: str
    region: str
    state: str
    days_apart: int
    terms_shared: int


_SUGGESTED = """
select c.id, c.reference, c.kind, c.sector, c.stage, c.region, c.state, abs(c.received_on - %(day)s::date),
       (select count(*) from concerns_concerncode k
         where k.concern_id = c.id and k.removed_on is null and k.term_id in (
           select own.term_id from concerns_concerncode own where own.concern_id = %(id)s and own.removed_on is null))
  from concerns_concern c
 where {excluded} and c.id <> %(id)s and c.received_on between %(day)s::date - %(near)s and %(day)s::date + %(near)s
   and c.sector = %(sector)s and c.region = %(region)s
   and not exists (select 1 from concerns_concernlink l
                    where l.concern_id = c.id and l.ended_on is null
                      and (l.duplicate_of_id is not null or l.campaign_id in (
                        select own.campaign_id from concerns_concernlink own
                         where own.concern_id = %(id)s and own.ended_on is null)))
 order by (c.stage = %(stage)s) desc, 9 desc, 8, c.id limit %(most)s
"""


def suggested(actor: Actor, concern: Concern) -> list[Suggestion]:
    """Concerns about the same sector and region that came within a week, the likest first. None where the concern has
    no sector or no region: everything would be like it. Those that repeat another, or are in the same campaign, are known
    already and left out. One query."""
    if not (concern.sector and concern.region and actor.has(*visible.HANDLES_CONCERNS)):
        return []
    asked: dict[str, Any] = {
        "me": actor.person_id,
        "id": concern.id,
        "day": concern.received_on,
        "near": NEAR.days,
        "sector": concern.sector,
        "region": concern.region,
        "stage": concern.stage,
        "most": SUGGESTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SUGGESTED.format(excluded=narrowing.NOT_EXCLUDED), asked)
        return [Suggestion(*row) for row in cursor.fetchall()]
