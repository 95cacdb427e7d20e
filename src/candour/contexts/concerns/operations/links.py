"""Linking concerns that belong together, and the campaigns that they are part of.

A link is a step of the concern that is linked: judged by the procedure, in its timeline, with its ledger entry. The
other end is not touched, so that a person barred from it learns nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import references
from candour.contexts.concerns.models import Campaign, Concern, ConcernLink, ConcernStep
from candour.contexts.concerns.operations import several, steps
from candour.contexts.concerns.operations.handling import judged
from candour.contexts.concerns.operations.several import Outcome
from candour.contexts.concerns.queries import caseworkers, links
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused


@dataclass(frozen=True)
class To:
    """What concerns are linked to: a campaign that runs, a new one of this name, or the concern of a reference."""

    campaign_id: UUID | None = None
    new_campaign: str = ""
    reference: str = ""


@transaction.atomic
def link(*, concern_id: UUID, to: To, actor: Actor, at: datetime, seen: int | None = None) -> ConcernStep:
    """Say that a concern is part of a campaign, or tells again what another one tells. Raises Refused."""
    return _link(concern_id, _end_of(to, actor, at), actor, at, seen)


@transaction.atomic
def link_several(*, concerns: Sequence[Concern], to: To, actor: Actor, at: datetime) -> list[Outcome]:
    """Link each of several concerns, and say what became of each. Raises Refused when there is nothing to link to."""
    end = _end_of(to, actor, at)
    others = [concern for concern in concerns if not isinstance(end, Concern) or concern.id != end.id]
    return several.each(
        others, lambda concern: _link(concern.id, end, actor, at, None), step="link", actor=actor, at=at
    )


@transaction.atomic
def unlink(
    *, concern_id: UUID, link_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ConcernStep:
    """Take a link away, with the reason. It stays on the record with the day on which it ended."""
    concern = steps.lock(concern_id, actor=actor)
    facts = judged("unlink", concern, actor=actor, at=at, seen=seen, given={"rationale"} if rationale.strip() else ())
    found = ConcernLink.objects.filter(id=link_id, concern=concern, ended_on=None).first()
    if found is None:
        raise Refused((Refusal("link.absent", _("This link was taken away already."), _("Nothing more is needed.")),))
    found.ended_by_id, found.ended_on, found.end_reason = actor.person_id, localdate(at), rationale
    found.save(update_fields=["ended_by", "ended_on", "end_reason"])
    return steps.take(
        concern,
        "unlink",
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"link": str(found.id)},
    )


@transaction.atomic
def start_campaign(*, name: str, actor: Actor, at: datetime) -> Campaign:
    """Name a campaign; whoever starts it looks after it. Refuses a name that a running one has."""
    if not name.strip():
        raise Refused((Refusal("record.name", _("A campaign has a name."), _("Say what people write about.")),))
    if any(one.name.lower() == name.strip().lower() for one in links.campaigns()):
        raise Refused((_name_taken(),))
    campaign = Campaign(
        name=name.strip(), owner_id=actor.person_id, started_by_id=actor.person_id, started_on=localdate(at)
    )
    campaign.save(force_insert=True)
    _enter("concerns.campaign.start", campaign, actor, at)
    return campaign


@transaction.atomic
def change_campaign(*, campaign_id: UUID, name: str, owner_id: UUID, actor: Actor, at: datetime) -> Campaign:
    """Rename a campaign or hand it over to another caseworker. Raises Campaign.DoesNotExist for one that has ended."""
    campaign = _running(campaign_id)
    refusals = []
    if any(one.name.lower() == name.lower() and one.id != campaign.id for one in links.campaigns()):
        refusals.append(_name_taken())
    if owner_id != campaign.owner_id and not caseworkers.is_caseworker(owner_id, on=localdate(at)):
        refusals.append(
            Refusal("campaign.owner", _("A caseworker looks after a campaign."), _("Choose one of those listed."))
        )
    if refusals:
        raise Refused(tuple(refusals))
    campaign.name, campaign.owner_id = name, owner_id
    campaign.save(update_fields=["name", "owner"])
    ledger.append(
        verb="concerns.campaign.change",
        subject=campaign.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"owner": str(owner_id)},
    )
    return campaign


@transaction.atomic
def end_campaign(*, campaign_id: UUID, actor: Actor, at: datetime) -> Campaign:
    """No more concerns are linked to it; those that are stay linked. Raises Campaign.DoesNotExist for one that has ended."""
    campaign = _running(campaign_id)
    campaign.ended_on = localdate(at)
    campaign.save(update_fields=["ended_on"])
    _enter("concerns.campaign.end", campaign, actor, at)
    return campaign


def _running(campaign_id: UUID) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).get(id=campaign_id, ended_on=None)


def _enter(verb: str, campaign: Campaign, actor: Actor, at: datetime) -> None:
    ledger.append(verb=verb, subject=campaign.id, actor=actor, door=actor.door, at=at)


def _end_of(to: To, actor: Actor, at: datetime) -> Campaign | Concern | None:
    """What is linked to, made if it is a new campaign; None when nothing was named. Raises Refused."""
    if to.new_campaign.strip():
        return start_campaign(name=to.new_campaign, actor=actor, at=at)
    if to.campaign_id is not None:
        campaign = Campaign.objects.filter(id=to.campaign_id, ended_on=None).first()
        if campaign is None:
            raise Refused((Refusal("campaign.ended", _("This campaign has ended."), _("Choose another one.")),))
        return campaign
    reference = references.read(to.reference)
    if reference is None:
        return None
    concern = Concern.objects.filter(reference=reference).first()  # the database shows only what one may know of
    if concern is None:
        raise Refused(
            (Refusal("link.unknown", _("There is no concern of this reference for you."), _("Check the reference.")),)
        )
    return links.root_of(concern)


def _link(
    concern_id: UUID, end: Campaign | Concern | None, actor: Actor, at: datetime, seen: int | None
) -> ConcernStep:
    concern = steps.lock(concern_id, actor=actor)
    facts = judged("link", concern, actor=actor, at=at, seen=seen, given={"link"} if end is not None else ())
    assert end is not None  # the procedure refuses without
    known = links.of(concern)
    if isinstance(end, Campaign):
        _may_join(known, end)
        row = ConcernLink(concern=concern, campaign=end)
        codes = {"campaign": str(end.id)}
    else:
        _may_repeat(concern, known, end)
        row = ConcernLink(concern=concern, duplicate_of=end)
        codes = {"duplicate_of": str(end.id)}
    row.linked_by_id, row.linked_on = actor.person_id, localdate(at)
    row.save(force_insert=True)
    return steps.take(concern, "link", facts=facts, actor=actor, door=actor.door, at=at, codes={**codes})


def _may_join(known: links.Links, campaign: Campaign) -> None:
    if known.campaign is None:
        return
    if known.campaign.id == campaign.id:
        raise Refused((Refusal("link.same", _("It is part of this campaign already."), _("Nothing more is needed.")),))
    raise Refused((Refusal("link.other", _("It is part of another campaign."), _("Take that link away first.")),))


def _may_repeat(concern: Concern, known: links.Links, of: Concern) -> None:
    if of.id == concern.id:
        said = _("A concern does not repeat itself, nor one that repeats it.")
        raise Refused((Refusal("link.itself", said, _("Choose the one that came first.")),))
    if known.repeats is not None:
        raise Refused(
            (Refusal("link.repeats", _("It repeats another concern already."), _("Take that link away first.")),)
        )
    if known.repeated_by:
        raise Refused(
            (
                Refusal(
                    "link.repeated",
                    _("Other concerns are said to repeat this one."),
                    _("Link the other concern to this one instead."),
                ),
            )
        )


def _name_taken() -> Refusal:
    return Refusal("campaign.name", _("There is a campaign of this name."), _("Choose it, or another name."))
