"""Transfers: a person is passed to another service, and somebody sees to it that the service takes them on.

``offer`` is called by a decision, in its transaction. Each other act belongs to one side: the service's own people
accept, decline, tell how it goes and complete; the owner's side chases, offers again, offers elsewhere, takes back and
names another owner. Nothing ends while nobody has the person: what comes back waits for its owner's decision.

All raise Refused with every reason, and Transfer.DoesNotExist for absent and forbidden alike. ``seen`` is the number of
the last entry of the history that the page showed; None skips that check.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import (
    Individual,
    Referral,
    Transfer,
    TransferDeadline,
    TransferStep,
    TransferUpdate,
)
from candour.contexts.pathway.procedure import TRANSFER
from candour.contexts.pathway.queries import transfers as queries
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation, Person
from candour.kernel.procedures import acts, guard, refusals, registry
from candour.kernel.procedures.facts import Facts, Refusal, Refused

NAME = TRANSFER.name
Kind = acts.Kind[Transfer, TransferStep]


def kind(at: datetime) -> Kind:
    """Transfers under their procedure, as they stand at this moment."""
    gather = partial(queries.facts_of, on=localdate(at))
    return acts.Kind(NAME, Transfer, TransferStep, TransferDeadline, gather)


@transaction.atomic
def offer(
    *,
    referral: Referral,
    individual: Individual,
    force: Organisation | None,
    authority: Organisation | None,
    organisation_id: UUID | None,
    requirement: str,
    about: str,
    contact: str,
    agreed_with_person: bool,
    arm: str,
    actor: Actor,
    at: datetime,
    owner: Person | None = None,
) -> Transfer:
    """Offer the person of a referral to a service: the record that the service sees, with its owner and its clock.

    Without ``owner`` whoever acts owns it. Refuses a service in which nobody would see it, an owner who could not act on
    it, and one without a requirement, a name or an approach.
    """
    return _offer(
        Transfer(
            referral=referral,
            individual=individual,
            force=force,
            authority=authority,
            nation=referral.nation,
            about=about.strip(),
            contact=contact.strip(),
            requirement=requirement.strip(),
            agreed_with_person=agreed_with_person,
            arm=arm,
            owner_id=owner.id if owner is not None else actor.person_id,
            is_synthetic=referral.is_synthetic,
        ),
        organisation_id,
        actor=actor,
        at=at,
    )


def _offer(new: Transfer, organisation_id: UUID | None, *, actor: Actor, at: datetime) -> Transfer:
    """Insert a transfer that is filled in but for its service, or refuse with every reason."""
    on = new.offered_on = localdate(at)
    service = queries.services().filter(id=organisation_id).first() if organisation_id else None
    found = [] if service is not None else [_no_service()]
    if not new.about:
        found.append(Refusal("about", _("Say whom the service is asked to help, as it needs to know them.")))
    if new.arm not in codes.PilotArm.values:
        found.append(Refusal("arm", _("Say under which approach this transfer is: usual practice, or the pilot.")))
    if not _can_own(new, new.owner_id):
        found.append(_no_owner())
    given = acts.given(requirement=new.requirement)
    found.extend(guard.refusals(registry.in_force(NAME, on), "offer", Facts(new.id, "", given), actor, at))
    if service is None or found:  # the first is among the second; the type checker needs both
        raise Refused(tuple(found))
    new.organisation = service
    kind(at).begin(
        new,
        "offer",
        doer=actor,
        door=actor.door,
        at=at,
        given=given,
        codes={"organisation": str(service.id), "owner": str(new.owner_id)},
    )
    return new


@transaction.atomic
def accept(*, transfer_id: UUID, text: str, actor: Actor, at: datetime, seen: int | None = None) -> TransferStep:
    """The service takes the person on: ``text`` says who does, and what happens first. Refused once the time is over."""
    return _by_service("accept", transfer_id, text, actor=actor, at=at, seen=seen)


@transaction.atomic
def begin(*, transfer_id: UUID, text: str, actor: Actor, at: datetime, seen: int | None = None) -> TransferStep:
    """The service says that it has begun, and how it goes."""
    return _by_service("begin", transfer_id, text, actor=actor, at=at, seen=seen)


@transaction.atomic
def update(*, transfer_id: UUID, text: str, actor: Actor, at: datetime, seen: int | None = None) -> TransferStep:
    """The service says how it goes; its next checkpoint is counted from today."""
    return _by_service("update", transfer_id, text, actor=actor, at=at, seen=seen)


@transaction.atomic
def complete(*, transfer_id: UUID, text: str, actor: Actor, at: datetime, seen: int | None = None) -> TransferStep:
    """The service has done what was asked, and says what was reached."""
    return _by_service("complete", transfer_id, text, actor=actor, at=at, seen=seen)


@transaction.atomic
def decline(*, transfer_id: UUID, reason: str, actor: Actor, at: datetime, seen: int | None = None) -> TransferStep:
    """The service does not take the person on, or no longer; the owner reads why, and decides what then."""
    held = queries.offered_to(actor).select_for_update().get(id=transfer_id)
    facts = kind(at).judged(held, "decline", doer=actor, at=at, seen=seen, given=_words(reason))
    return _comes_back(held, "decline", codes.CameTo.DECLINED, facts=facts, actor=actor, at=at, rationale=reason)


@transaction.atomic
def chase(*, transfer_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> TransferStep:
    """The service is asked again: it gets a mail that says nothing but that something waits."""
    held = _of_owner(transfer_id, actor)
    facts = kind(at).judged(held, "chase", doer=actor, at=at, seen=seen)
    held.chased_on = localdate(at)
    return kind(at).take(held, "chase", facts=facts, doer=actor, door=actor.door, at=at, changed=["chased_on"])


@transaction.atomic
def lapse(*, transfer_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> TransferStep:
    """Note that the service did not answer in time. The worker does it by itself; nobody has to wait for that."""
    held = _of_owner(transfer_id, actor)
    facts = kind(at).judged(held, "lapse", doer=actor, at=at, seen=seen)
    return _comes_back(held, "lapse", codes.CameTo.LAPSED, facts=facts, actor=actor, at=at)


@transaction.atomic
def offer_again(*, transfer_id: UUID, reason: str, actor: Actor, at: datetime, seen: int | None = None) -> TransferStep:
    """Offer it once more to the same service, whose time to accept starts again."""
    held = _of_owner(transfer_id, actor)
    facts = kind(at).judged(held, "offer_again", doer=actor, at=at, seen=seen, given=_words(reason))
    if not queries.services().filter(id=held.organisation_id).exists():
        raise Refused((_no_service(),))
    held.came_to, held.accepted_on = "", None
    changed = ["came_to", "accepted_on"]
    return kind(at).take(
        held,
        "offer_again",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=reason.strip(),
        changed=changed,
    )


@transaction.atomic
def offer_elsewhere(
    *,
    transfer_id: UUID,
    organisation_id: UUID | None,
    requirement: str,
    reason: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Transfer:
    """Settle this one and offer the person to another service, in one act and with the same owner. Returns the new one."""
    held = _of_owner(transfer_id, actor)
    given = _words(reason) | acts.given(service=organisation_id)
    facts = kind(at).judged(held, "offer_elsewhere", doer=actor, at=at, seen=seen, given=given)
    if organisation_id == held.organisation_id:
        raise Refused((_same_service(),))
    following = Transfer(
        referral_id=held.referral_id,
        individual_id=held.individual_id,
        force_id=held.force_id,
        authority_id=held.authority_id,
        nation=held.nation,
        about=held.about,
        contact=held.contact,
        requirement=requirement.strip(),
        agreed_with_person=held.agreed_with_person,
        arm=held.arm,
        owner_id=held.owner_id,
        follows=held,
        is_synthetic=held.is_synthetic,
    )
    _offer(following, organisation_id, actor=actor, at=at)
    kind(at).take(
        held,
        "offer_elsewhere",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=reason.strip(),
        codes={"follows": str(following.id)},
    )
    return following


@transaction.atomic
def take_back(*, transfer_id: UUID, reason: str, actor: Actor, at: datetime, seen: int | None = None) -> TransferStep:
    """End it without another service: ``reason`` says what follows for the person instead, and why."""
    held = _of_owner(transfer_id, actor)
    facts = kind(at).judged(held, "take_back", doer=actor, at=at, seen=seen, given=_words(reason))
    came_to = codes.CameTo(held.came_to) if held.came_to else codes.CameTo.TAKEN_BACK
    return _comes_back(held, "take_back", came_to, facts=facts, actor=actor, at=at, rationale=reason)


@transaction.atomic
def reassign(
    *, transfer_id: UUID, owner_id: UUID | None, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> TransferStep:
    """Give it another owner, in the force or the authority that has it."""
    held = _of_owner(transfer_id, actor)
    given = _words(reason) | acts.given(assignee=owner_id)
    facts = kind(at).judged(held, "reassign", doer=actor, at=at, seen=seen, given=given)
    if owner_id is None or not _can_own(held, owner_id):
        raise Refused((_no_owner(),))
    held.owner_id = owner_id
    return kind(at).take(
        held,
        "reassign",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=reason.strip(),
        codes={"owner": str(owner_id)},
        changed=["owner_id"],
    )


def record_refusal(*, transfer_id: UUID, step: str, refused: Refused, actor: Actor, at: datetime) -> UUID:
    """Leave an entry with the step and the code of every reason."""
    return refusals.record(
        context="pathway", subject=transfer_id, step=f"transfer.{step}", refused=refused, actor=actor, at=at
    )


def _by_service(
    step: str, transfer_id: UUID, text: str, *, actor: Actor, at: datetime, seen: int | None
) -> TransferStep:
    """A step of the service with what it wrote."""
    held = queries.offered_to(actor).select_for_update().get(id=transfer_id)
    facts = kind(at).judged(held, step, doer=actor, at=at, seen=seen, given=acts.given(update=text.strip()))
    changed = []
    if step == "accept":
        held.accepted_on = localdate(at)
        changed.append("accepted_on")
    row = kind(at).take(held, step, facts=facts, doer=actor, door=actor.door, at=at, changed=changed)
    TransferUpdate(transfer=held, step=step, text=text.strip(), at=at, by_id=actor.person_id).save(force_insert=True)
    return row


def _of_owner(transfer_id: UUID, actor: Actor) -> Transfer:
    return queries.owned_by(actor).select_for_update().get(id=transfer_id)


def _words(reason: str) -> frozenset[str]:
    return acts.given(rationale=reason.strip())


def _comes_back(
    held: Transfer,
    step: str,
    came_to: codes.CameTo,
    *,
    facts: Facts,
    actor: Actor,
    at: datetime,
    rationale: str = "",
) -> TransferStep:
    held.came_to = came_to
    return kind(at).take(
        held,
        step,
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=rationale.strip(),
        changed=["came_to"],
    )


def _can_own(transfer: Transfer, person_id: UUID | None) -> bool:
    rows = queries.owners(
        force_id=transfer.force_id, authority_id=transfer.authority_id, individual_id=transfer.individual_id
    )
    return any(row.person_id == person_id for row in rows)


def _no_service() -> Refusal:
    return Refusal(
        "no_service",
        _("Choose a service in which somebody receives transfers."),
        _("If it is not in the list, ask the Commissioner’s office to invite somebody there."),
    )


def _no_owner() -> Refusal:
    return Refusal(
        "no_owner",
        _(
            "The owner has to be somebody who works with Prevent referrals or cases in the force or authority that has it."
        ),
        _("Choose a colleague from the list: from now on they see to it that somebody takes the person on."),
    )


def _same_service() -> Refusal:
    return Refusal(
        "same_service",
        _("This is the service that had it. Choose another one."),
        _("To ask the same service once more, use “Offer it to the same service again”."),
    )
