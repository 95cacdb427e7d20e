"""A panel, who is on it and what makes it quorate. Who runs the panel of an authority (its chair, its coordinator) says so.

All raise Refused with every reason; DoesNotExist for what is absent and for what may not be known. Each leaves its entry
in the ledger, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import Meeting, Panel, PanelMember, QuorumRule
from candour.contexts.pathway.models.choices import Part
from candour.contexts.pathway.procedure.basis import PANEL
from candour.contexts.pathway.queries import panel_people, visible
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures.facts import Refusal, Refused

FURTHEST = timedelta(days=366)
MOST_PRESENT = 30
PARTS = (Part.CHAIR, Part.DEPUTY, Part.POLICE, Part.PARTNER, Part.SECRETARY)
"""What somebody can be on a panel; a guest comes for one case."""


@transaction.atomic
def found(*, authority_id: UUID, name: str, begun_on: date, actor: Actor, at: datetime) -> Panel:
    """Found a panel of an authority whose panels the actor runs. Law, names and forms follow the authority's nation."""
    authority = Organisation.objects.filter(
        id=authority_id, id__in=visible.organisations_as(actor, *PANEL), kind=OrganisationKind.LOCAL_AUTHORITY
    ).first()
    refusals = []
    if authority is None:
        refusals.append(Refusal("authority", _("Choose an authority whose panel you chair or coordinate.")))
    if not name.strip():
        refusals.append(Refusal("name", _("A panel has a name."), _("Write how it is known.")))
    elif authority is not None and Panel.objects.filter(authority=authority, name=name.strip(), ended_on=None).exists():
        refusals.append(
            Refusal("same_name", _("This authority has a panel of that name already."), _("Choose another name."))
        )
    if begun_on > localdate(at) + FURTHEST:
        refusals.append(_too_far())
    if authority is None or refusals:  # without an authority there is always a refusal; the type checker needs both
        raise Refused(tuple(refusals))
    panel = Panel(
        authority=authority,
        name=name.strip(),
        nation=authority.nation,
        begun_on=begun_on,
        is_synthetic=authority.is_synthetic,
    )
    panel.save(force_insert=True)
    _note(panel, "found", panel.id, actor, at)
    return panel


@transaction.atomic
def end(*, panel_id: UUID, actor: Actor, at: datetime) -> Panel:
    """The panel meets no more. What it did stays, and its members no longer see its meetings through it."""
    panel = _lock(panel_id, actor)
    refusals = _if_ended(panel)
    if Meeting.objects.filter(panel=panel, is_open=True).exists():
        refusals.append(
            Refusal(
                "open_meeting",
                _("A meeting of this panel is still to come, or its minutes are not signed."),
                _("Call it off, or sign its minutes, first."),
            )
        )
    if refusals:
        raise Refused(tuple(refusals))
    panel.ended_on = localdate(at)
    panel.save(update_fields=["ended_on"])
    for member in PanelMember.objects.filter(panel=panel, until_on=None):
        member.until_on = max(member.from_on, panel.ended_on)
        member.save(update_fields=["until_on"])
    _note(panel, "end", panel.id, actor, at)
    return panel


@transaction.atomic
def add_member(
    *, panel_id: UUID, person: UUID | None, part: str, from_on: date, actor: Actor, at: datetime
) -> PanelMember:
    """Put somebody on the panel: the chair and the deputy are of the authority (s.37), the police of a force."""
    panel = _lock(panel_id, actor)
    known = {one.person: one for one in panel_people.partners_of(panel.authority_id)}
    them = known.get(person) if person is not None else None
    refusals = _if_ended(panel)
    if them is None:
        refusals.append(Refusal("no_such_partner", _("Choose somebody from the list.")))
    if part not in PARTS:
        refusals.append(Refusal("part", _("Choose what they are on the panel.")))
    elif them is not None:
        refusals.extend(_unfit(panel, them, part))
    running = PanelMember.objects.filter(panel=panel, until_on=None)
    if them is not None and running.filter(person_id=them.person).exists():
        refusals.append(
            Refusal("on_it", _("They are on this panel already."), _("End that first, if they are something else now."))
        )
    if part == Part.CHAIR and running.filter(part=Part.CHAIR).exists():
        refusals.append(
            Refusal("second_chair", _("The panel has a chair already."), _("End their time as chair first."))
        )
    if from_on > localdate(at) + FURTHEST:
        refusals.append(_too_far())
    if them is None or refusals:  # likewise
        raise Refused(tuple(refusals))
    row = PanelMember(
        panel=panel,
        person_id=them.person,
        organisation_id=them.organisation,
        part=part,
        from_on=from_on,
        added_by_id=actor.person_id,
    )
    row.save(force_insert=True)
    _note(panel, "add_member", row.id, actor, at, person=str(them.person))
    return row


@transaction.atomic
def end_member(*, panel_id: UUID, member: UUID, until_on: date, actor: Actor, at: datetime) -> PanelMember:
    """Say when somebody leaves. ``until_on`` is the first day on which they are no longer on the panel."""
    panel = _lock(panel_id, actor)
    row = PanelMember.objects.filter(panel=panel, id=member, until_on=None).first()
    refusals = []
    if row is None:
        refusals.append(Refusal("no_such_member", _("They are not on this panel now.")))
    elif until_on < row.from_on:
        refusals.append(
            Refusal("ends_before", _("It cannot end before it began."), _("Check the day on which it ended."))
        )
    if until_on > localdate(at) + FURTHEST:
        refusals.append(_too_far())
    if row is None or refusals:  # likewise
        raise Refused(tuple(refusals))
    row.until_on = until_on
    row.save(update_fields=["until_on"])
    _note(panel, "end_member", row.id, actor, at, person=str(row.person_id))
    return row


@transaction.atomic
def set_quorum(
    *,
    panel_id: UUID,
    least_present: int,
    kinds: Sequence[str],
    source: str,
    in_force_from: date,
    actor: Actor,
    at: datetime,
) -> QuorumRule:
    """What the panel asks for beyond the statutory minimum, from a day on. The rule before it ends on that day; meetings
    that were held keep theirs."""
    panel = _lock(panel_id, actor)
    on = localdate(at)
    refusals = _if_ended(panel)
    if not 2 <= least_present <= MOST_PRESENT:
        refusals.append(
            Refusal(
                "least_present",
                _("A panel needs at least two: the authority in the chair, and the police."),
                _("Write a number from 2 to 30."),
            )
        )
    if not set(kinds) <= set(OrganisationKind.values):
        refusals.append(Refusal("kinds", _("Choose kinds of body from the list.")))
    if not source.strip():
        refusals.append(
            Refusal("source", _("A rule has its source."), _("Write who set it, and where it can be read."))
        )
    if not on <= in_force_from <= on + FURTHEST:
        refusals.append(
            Refusal("in_force_from", _("A rule begins today or later: what was held is judged by the rule of its day."))
        )
    later = QuorumRule.objects.filter(panel=panel, in_force_from__gt=in_force_from)
    if later.exclude(in_force_until=F("in_force_from")).exists():
        refusals.append(Refusal("later_rule", _("A rule that begins later was set already."), _("Choose a later day.")))
    if refusals:
        raise Refused(tuple(refusals))
    QuorumRule.objects.filter(panel=panel, in_force_until=None).update(in_force_until=in_force_from)
    row = QuorumRule(
        panel=panel,
        least_present=least_present,
        kinds=sorted(set(kinds)),
        source=source.strip(),
        in_force_from=in_force_from,
    )
    row.save(force_insert=True)
    _note(panel, "set_quorum", row.id, actor, at)
    return row


def _lock(panel_id: UUID, actor: Actor) -> Panel:
    """The panel, where the actor runs it: a member who does not is told no more than that it is not theirs to change."""
    authorities = visible.organisations_as(actor, *PANEL)
    return Panel.objects.select_for_update().get(id=panel_id, authority_id__in=authorities)


def _if_ended(panel: Panel) -> list[Refusal]:
    return [Refusal("ended", _("This panel meets no more."))] if panel.ended_on is not None else []


def _unfit(panel: Panel, them: panel_people.Partner, part: str) -> list[Refusal]:
    if part in {Part.CHAIR, Part.DEPUTY} and them.organisation != panel.authority_id:
        return [
            Refusal(
                "chair_of_authority",
                _("The local authority chairs its panel (CTSA 2015 s.37)."),
                _("Choose somebody of the authority."),
            )
        ]
    if (part == Part.POLICE) != (them.kind == OrganisationKind.POLICE_FORCE):
        return [
            Refusal(
                "police_part",
                _("Whoever comes from a police force is there as the police, and nobody else is."),
                _("Choose the part that fits their body."),
            )
        ]
    return []


def _too_far() -> Refusal:
    return Refusal("too_far", _("The day is more than a year ahead."), _("Check the year."))


def _note(panel: Panel, verb: str, row: UUID, actor: Actor, at: datetime, **codes: str) -> None:
    ledger.append(
        verb=f"pathway.panel.{verb}",
        subject=panel.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"row": str(row), **codes},
    )
