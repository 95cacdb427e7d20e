"""What is known about a person: names, ways to reach them, ties, needs and equality facts. Added with a day and ended with a
day, never changed; a detail of the person that was wrong is put right with the reason, and what stood there stays.

All raise Individual.DoesNotExist for whom nothing may be seen, and Refused with every reason.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import (
    Affiliation,
    CodeTerm,
    EqualityFact,
    Individual,
    IndividualContact,
    IndividualCorrection,
    IndividualName,
    Need,
    Referral,
)
from candour.contexts.pathway.operations import intake
from candour.contexts.pathway.queries import lists, matching
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused

ENDABLE: dict[str, type[Model]] = {
    "name": IndividualName,
    "contact": IndividualContact,
    "tie": Affiliation,
    "need": Need,
    "fact": EqualityFact,
}
"""What can be ended, by its word in addresses."""

CORRECTABLE = ("display_name", "born_on", "languages", "interpreter", "communication_needs")
"""The details of the person that are put right rather than added to."""


def _lock(individual_id: UUID) -> Individual:
    return Individual.objects.select_for_update().get(id=individual_id)


def _added(individual: Individual, row: Any, what: str, actor: Actor, at: datetime) -> None:
    row.individual, row.added_on, row.added_by_id = individual, localdate(at), actor.person_id
    row.save(force_insert=True)
    _note(individual, f"add_{what}", row.pk, actor, at)


def _note(individual: Individual, verb: str, row_id: UUID, actor: Actor, at: datetime) -> None:
    ledger.append(
        verb=f"pathway.individual.{verb}",
        subject=individual.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"row": str(row_id)},
    )


def _missing(code: str, message: Any, mend: Any) -> Refusal:
    return Refusal(f"record.{code}", message, mend)


@transaction.atomic
def add_name(*, individual_id: UUID, kind: str, name: str, actor: Actor, at: datetime) -> IndividualName:
    """Add a name, an alias, another spelling or the name in another script: it is found by from now on."""
    individual = _lock(individual_id)
    if kind not in codes.NameKind.values or not matching.keys_of(name):
        raise Refused((_missing("name", _("A name has at least one letter."), _("Write the name as it is known.")),))
    row = IndividualName(kind=kind, name=name.strip(), keys=matching.keys_of(name))
    _added(individual, row, "name", actor, at)
    if not individual.display_name:
        individual.display_name = row.name
        individual.save(update_fields=["display_name"])
    return row


@transaction.atomic
def add_contact(
    *, individual_id: UUID, kind: str, value: str, is_safe: bool, actor: Actor, at: datetime
) -> IndividualContact:
    """Add a way to reach the person, and whether writing or calling there is safe."""
    individual = _lock(individual_id)
    if kind not in codes.ContactKind.values or not value.strip():
        raise Refused((_missing("contact", _("There is nothing to add."), _("Write the address or number.")),))
    row = IndividualContact(kind=kind, value=value.strip(), is_safe=is_safe)
    _added(individual, row, "contact", actor, at)
    return row


@transaction.atomic
def add_tie(
    *, individual_id: UUID, kind: str, name: str, from_on: date | None, actor: Actor, at: datetime
) -> Affiliation:
    """Add a school, an employer, a prison or another tie."""
    individual = _lock(individual_id)
    refusals = []
    if kind not in codes.AffiliationKind.values or not name.strip():
        refusals.append(_missing("tie", _("There is nothing to add."), _("Write the name of the body.")))
    if from_on is not None and from_on > localdate(at):
        refusals.append(_in_future())
    if refusals:
        raise Refused(tuple(refusals))
    row = Affiliation(kind=kind, name=name.strip(), from_on=from_on)
    _added(individual, row, "tie", actor, at)
    return row


@transaction.atomic
def record_need(*, individual_id: UUID, kind: str, known: str, adjustments: str, actor: Actor, at: datetime) -> Need:
    """Record a need as one of five values, with what is done about it. The one before of the same kind ends today."""
    individual = _lock(individual_id)
    if lists.one(CodeTerm.List.NEED, kind, localdate(at)) is None or known not in codes.Known.values:
        raise Refused((_missing("need", _("There is no such need in the list."), _("Choose one of the list.")),))
    Need.objects.filter(individual=individual, kind=kind, ended_on=None).update(ended_on=localdate(at))
    row = Need(kind=kind, known=known, adjustments=adjustments)
    _added(individual, row, "need", actor, at)
    return row


@transaction.atomic
def record_fact(
    *, individual_id: UUID, characteristic: str, stated: str, value: str, actor: Actor, at: datetime
) -> EqualityFact:
    """Record an equality fact as the person stated it, that they did not, or that nobody asked. Monitored, never used."""
    individual = _lock(individual_id)
    refusals = []
    is_listed = lists.one(CodeTerm.List.CHARACTERISTIC, characteristic, localdate(at)) is not None
    if not is_listed or stated not in codes.Stated.values:
        refusals.append(_missing("fact", _("There is no such fact in the list."), _("Choose one of the list.")))
    if (stated == codes.Stated.STATED) != bool(value.strip()):
        refusals.append(
            Refusal(
                "stated.value",
                _("What was stated is written down, and nothing is where it was not stated or not asked."),
                _("Write what the person said, or choose that they were not asked or did not say."),
            )
        )
    if refusals:
        raise Refused(tuple(refusals))
    earlier = EqualityFact.objects.filter(individual=individual, characteristic=characteristic, ended_on=None)
    earlier.update(ended_on=localdate(at))
    row = EqualityFact(characteristic=characteristic, stated=stated, value=value.strip())
    _added(individual, row, "fact", actor, at)
    return row


@transaction.atomic
def end(*, individual_id: UUID, what: str, row_id: UUID, on: date, actor: Actor, at: datetime) -> None:
    """End a name, a contact, a tie, a need or a fact on this day. It stays, with its end; a name that ended is no longer
    found by. Raises KeyError for another ``what``, DoesNotExist for a row that is not there or has ended."""
    individual = _lock(individual_id)
    row: Any = ENDABLE[what]._default_manager.get(pk=row_id, individual=individual, ended_on=None)
    begun = getattr(row, "from_on", None)
    if on > localdate(at):
        raise Refused((_in_future(),))
    if begun is not None and on < begun:
        raise Refused(
            (Refusal("ends_before", _("It cannot end before it began."), _("Check the day on which it ended.")),)
        )
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    _note(individual, f"end_{what}", row.pk, actor, at)


@transaction.atomic
def put_right(
    *, individual_id: UUID, field: str, value: Any, reason: str, actor: Actor, at: datetime
) -> IndividualCorrection:
    """Put a detail of the person right, with the reason; what stood there stays. Raises KeyError for another field.

    A date of birth takes the place of an age that was estimated, and says of the force's own referrals whether they are of a
    child.
    """
    individual = _lock(individual_id)
    if field not in CORRECTABLE:
        raise KeyError(field)
    refusals = []
    if not reason.strip():
        refusals.append(_missing("reason", _("A correction has its reason."), _("Write how it is known.")))
    if field == "born_on":
        refusals.extend(intake.refused_births(value, localdate(at)))
    before = getattr(individual, field)
    if (value or None) == (before or None):
        refusals.append(Refusal("same", _("That is what stands there already."), _("Change it, or go back.")))
    if refusals:
        raise Refused(tuple(refusals))
    row = IndividualCorrection(
        individual=individual,
        field=field,
        before=str(before or ""),
        after=str(value or ""),
        reason=reason,
        at=at,
        by_id=actor.person_id,
    )
    row.save(force_insert=True)
    setattr(individual, field, value)
    changed = [field]
    if field == "born_on" and value is not None:
        individual.age_about = individual.age_on = None
        changed += ["age_about", "age_on"]
    individual.save(update_fields=changed)
    if field == "born_on":
        _say_of_referrals(individual, actor)
    _note(individual, "put_right", row.pk, actor, at)
    return row


def _say_of_referrals(individual: Individual, actor: Actor) -> None:
    for referral in Referral.objects.filter(individual=individual, force_id__in=actor.organisations):
        found = intake.is_child(born_on=individual.born_on, age_about=None, on=referral.received_on)
        if found != referral.is_child:
            referral.is_child = found
            referral.save(update_fields=["is_child"])


def _in_future() -> Refusal:
    return Refusal("in_future", _("The day is in the future."), _("Enter the day on which it happened."))
