"""Who holds the key of a side: asking for it, being let in by somebody who holds it, handing it back.

A holder's secret is drawn for them, shown once and stored nowhere. What stands in the database is the public key that
Argon2id makes of it; the side's private key is sealed to that. So another holder can let somebody in without ever
learning their secret, and only by typing their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import identity
from candour.contexts.concerns.models import HolderWrap, IdentityKey, KeyHolder
from candour.contexts.concerns.queries import identities as queries
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused
from candour.kernel.sealing import boxes, holders
from candour.kernel.sealing.boxes import CannotOpen, Pair
from candour.kernel.sealing.keyfile import Cost

FREE_TRIES = 3
"""Wrong secrets in a row before one has to wait: words are mistyped."""

LONGEST_WAIT = timedelta(hours=1)


class WrongSecret(Exception):
    """The secret opens nothing. It was counted."""


@dataclass(frozen=True)
class Asked:
    """A new holder's row, and their secret, which is shown this once."""

    holder: KeyHolder
    secret: str = field(repr=False)


@transaction.atomic
def ask(*, actor: Actor, at: datetime, cost: Cost = holders.USUAL) -> Asked:
    """Draw a secret for the person signed in, and ask the holders of their side to let them in.

    Refuses somebody of neither side or of both, one who holds the key already, and where there was no ceremony. Who had
    asked before and not been let in gets a new secret, and the earlier one counts for nothing.
    """
    refusals = [*_unproved(actor, at)]
    side = queries.side_of_roles(actor)
    key = IdentityKey.objects.filter(side=side, retired_on=None).first() if side else None
    held = queries.holding_of(actor.person_id)
    if side is None:
        refusals.append(_of_no_side())
    elif key is None:
        refusals.append(_no_ceremony())
    elif held is not None and held.enrolled_at is not None:
        refusals.append(_holds_already())
    if refusals or key is None:
        raise Refused(tuple(refusals))
    KeyHolder.objects.filter(person_id=actor.person_id, enrolled_at=None, ended_on=None).update(ended_on=localdate(at))
    secret, salt = holders.new_secret(), holders.new_salt()
    row = KeyHolder(
        key=key,
        person_id=actor.person_id,
        public=holders.pair_of(secret, salt, cost).public,
        salt=salt,
        operations=cost.operations,
        memory=cost.memory,
        asked_on=localdate(at),
    )
    row.save(force_insert=True)
    _note("ask", row, actor, at)
    return Asked(row, secret)


def enrol(*, holder_id: UUID, typed: str, actor: Actor, at: datetime) -> KeyHolder:
    """Let somebody in who asked for the key that the person signed in holds; ``typed`` is the latter's own secret.

    Raises Refused; WrongSecret, which is counted; KeyHolder.DoesNotExist for a request that is not there.
    """
    with transaction.atomic():
        row = (
            KeyHolder.objects.select_for_update(of=("self",))
            .select_related("key")
            .get(id=holder_id, enrolled_at=None, ended_on=None)
        )
        mine = queries.holding_of(actor.person_id)
        refusals = [*_unproved(actor, at)]
        if mine is None or mine.enrolled_at is None or mine.key_id != row.key_id or row.person_id == actor.person_id:
            refusals.append(_not_yours_to_let_in())
        elif not queries.acts_for(row.person_id, row.key.side, on=localdate(at)):
            refusals.append(_lost_the_role())
        if refusals:
            raise Refused(tuple(refusals))
        pair = try_secret(typed=typed, actor=actor, at=at)
        if pair is not None:
            HolderWrap(holder=row, sealed=wrap(row, pair)).save(force_insert=True)
            row.enrolled_at, row.enrolled_by_id = at, actor.person_id
            row.save(update_fields=["enrolled_at", "enrolled_by"])
            _note("enrol", row, actor, at)
            return row
    raise WrongSecret


@transaction.atomic
def end(*, holder_id: UUID, actor: Actor, at: datetime) -> KeyHolder:
    """Take somebody off the list of holders: they left, they lost their secret, or they hand it back.

    For the head of office, and for oneself. Raises Refused; KeyHolder.DoesNotExist.
    """
    row = KeyHolder.objects.select_for_update(of=("self",)).select_related("key").get(id=holder_id, ended_on=None)
    refusals = [*_unproved(actor, at)]
    if row.person_id != actor.person_id and not actor.has("head_of_office"):
        refusals.append(_not_yours_to_end())
    if refusals:
        raise Refused(tuple(refusals))
    row.ended_on = localdate(at)
    row.save(update_fields=["ended_on"])
    _note("end", row, actor, at)
    return row


def wrap(holder: KeyHolder, pair: Pair) -> bytes:
    """A side's private key, sealed to one holder."""
    public = bytes(holder.public)
    return boxes.seal(public, pair.private, about=identity.about_holder(holder.key.name, public))


@transaction.atomic
def try_secret(*, typed: str, actor: Actor, at: datetime) -> Pair | None:
    """The pair of the side whose key the person signed in holds; None for a wrong secret, which is counted.

    What has not the shape of a secret is a slip, refused and not counted. After ``FREE_TRIES`` in a row each costs twice
    the wait of the last. One try at a time for each holder: the row is locked. Raises Refused.
    """
    held = queries.holding_of(actor.person_id)
    if held is None or held.enrolled_at is None:
        raise Refused((_no_key(),))
    row = KeyHolder.objects.select_for_update(of=("self",)).select_related("key").get(id=held.id)
    wait = _wait(row, at)
    if wait:
        raise Refused((_must_wait(wait),))
    try:
        secret = holders.read(typed)
    except holders.NotASecret:
        raise Refused((_no_secret(),)) from None
    pair = _opened(row, secret)
    row.tries = 0 if pair is not None else row.tries + 1
    row.tried_at = at
    row.save(update_fields=["tries", "tried_at"])
    if pair is None:
        _note("wrong_secret", row, actor, at)
    return pair


def _opened(row: KeyHolder, secret: str) -> Pair | None:
    wrapped = HolderWrap.objects.filter(holder_id=row.id).values_list("sealed", flat=True).first()
    if wrapped is None:  # the role ended: the database shows it no more
        raise Refused((_no_key(),))
    own = holders.pair_of(secret, bytes(row.salt), Cost(row.operations, row.memory))
    try:
        about = identity.about_holder(row.key.name, bytes(row.public))
        return boxes.pair_of(boxes.open_sealed(own, bytes(wrapped), about=about))
    except CannotOpen:
        return None


def _wait(row: KeyHolder, at: datetime) -> timedelta | None:
    if row.tries < FREE_TRIES or row.tried_at is None:
        return None
    needed = min(timedelta(minutes=2 ** min(row.tries - FREE_TRIES, 10)), LONGEST_WAIT)
    left = row.tried_at + needed - at
    return left if left > timedelta() else None


def _note(verb: str, row: KeyHolder, actor: Actor, at: datetime) -> None:
    ledger.append(
        verb=f"concerns.holder.{verb}",
        subject=row.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"key": row.key.name, "person": str(row.person_id)},
    )


def _unproved(actor: Actor, at: datetime) -> tuple[Refusal, ...]:
    if actor.has_stepped_up(at):
        return ()
    said = _("This needs a proof of who you are that is less than five minutes old.")
    return (Refusal("step_up", said, _("Use your passkey again, then try once more.")),)


def _of_no_side() -> Refusal:
    return Refusal(
        "no_side",
        _("You act for neither side, or for both. A key is for an identity officer or a deputy of the Commissioner."),
        _("Ask the system administrator which role you hold."),
    )


def _no_ceremony() -> Refusal:
    return Refusal(
        "no_ceremony",
        _("Your side has no key yet."),
        _("Ask the head of office to hold the ceremony (docs/operating/identities.md)."),
    )


def _holds_already() -> Refusal:
    return Refusal(
        "holds_already",
        _("You hold this key already."),
        _("If you lost your secret, have your holding ended first, then ask again."),
    )


def _not_yours_to_let_in() -> Refusal:
    return Refusal(
        "not_a_holder",
        _("Only somebody else who holds the key of this side can let a person in."),
        _("Where there is none left, two of the three shares on paper do it."),
    )


def _lost_the_role() -> Refusal:
    return Refusal(
        "lost_the_role",
        _("This person does not hold the role of your side today."),
        _("Ask the system administrator, or leave the request alone."),
    )


def _not_yours_to_end() -> Refusal:
    return Refusal("not_yours", _("The head of office ends a holding, or the person themselves."), "")


def _no_key() -> Refusal:
    return Refusal(
        "no_key",
        _("You do not hold the key of a side now."),
        _("Ask for it under “Keys”, and have another holder of your side let you in."),
    )


def _no_secret() -> Refusal:
    return Refusal(
        "secret.shape",
        _(
            "Your secret is eight words of the list. One is missing, or is not such a word. This was not counted as a try."
        ),
        _("Compare each word with your paper. The first four letters of each are enough."),
    )


def _must_wait(wait: timedelta) -> Refusal:
    minutes = -(-int(wait.total_seconds()) // 60)
    return Refusal(
        "secret.wait",
        format_lazy(_("Too many wrong secrets in a row. The next try is in {minutes} minutes."), minutes=minutes),
        _("Somebody else of your side can agree meanwhile."),
    )
