"""The office follows a recommendation to a body no further, and says why; or opens it again, or asks anew.

All raise Refused with every reason, and Addressee.DoesNotExist for absent and forbidden alike. ``seen`` is the number of
the last entry of the history that the page showed; None skips that check.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Addressee, AddresseeStep, Closing, Link
from candour.contexts.recommendations.operations import judging
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import acts
from candour.kernel.procedures.facts import Refusal

Reason = codes.ClosingReason


@transaction.atomic
def close_as_done(
    *, addressee_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> Closing:
    """It was verified, and that is the end of it."""
    return _close(Reason.DONE, addressee_id, rationale, actor=actor, at=at, seen=seen)


@transaction.atomic
def close_as_exceeded(
    *, addressee_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> Closing:
    """It was verified, and more was done than was asked."""
    return _close(Reason.EXCEEDED, addressee_id, rationale, actor=actor, at=at, seen=seen)


@transaction.atomic
def close_as_superseded(
    *, addressee_id: UUID, successor_id: UUID | None, rationale: str, actor: Actor, at: datetime,
    seen: int | None = None,
) -> Closing:  # fmt: skip
    """A later recommendation takes its place: one that says of itself that it supersedes this one."""
    return _close(Reason.SUPERSEDED, addressee_id, rationale, actor=actor, at=at, seen=seen, successor_id=successor_id)


@transaction.atomic
def close_as_not_applicable(
    *, addressee_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> Closing:
    """What it was about is no more."""
    return _close(Reason.NOT_APPLICABLE, addressee_id, rationale, actor=actor, at=at, seen=seen)


@transaction.atomic
def close_as_refused(
    *, addressee_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> Closing:
    """The body said no, and the office leaves it at that: it stays on record as refused."""
    return _close(Reason.REFUSED, addressee_id, rationale, actor=actor, at=at, seen=seen)


@transaction.atomic
def ask_again(
    *, addressee_id: UUID, rationale: str, deliver_by: date | None = None, actor: Actor, at: datetime,
    seen: int | None = None,
) -> AddresseeStep:  # fmt: skip
    """Ask the body for a new response; its time to respond starts again. ``deliver_by`` None leaves that day as it is."""
    return _ask("ask_again", addressee_id, rationale, deliver_by, actor=actor, at=at, seen=seen)


@transaction.atomic
def reopen(
    *, addressee_id: UUID, rationale: str, deliver_by: date | None = None, actor: Actor, at: datetime,
    seen: int | None = None,
) -> AddresseeStep:  # fmt: skip
    """Open what was closed: the body is asked anew. ``deliver_by`` None leaves that day as it is."""
    return _ask("reopen", addressee_id, rationale, deliver_by, actor=actor, at=at, seen=seen)


def _close(
    reason: codes.ClosingReason, addressee_id: UUID, text: str, *, actor: Actor, at: datetime, seen: int | None,
    successor_id: UUID | None = None,
) -> Closing:  # fmt: skip
    held = judging.lock(addressee_id, at)
    wrong = _wrong_successor(successor_id, held) if successor_id is not None else []
    given = acts.given(rationale=text.strip(), successor=successor_id)
    taken = judging.passed(held, reason, actor=actor, at=at, seen=seen, given=given, wrong=wrong)
    closing = Closing(
        addressee=held,
        reason=reason,
        text=text.strip(),
        superseded_by_id=successor_id,
        closed_on=localdate(at),
        at=at,
        by_id=actor.person_id,
    )
    closing.save(force_insert=True)
    named = {"successor": str(successor_id)} if successor_id is not None else {}
    taken.take(rationale=text, codes={"closing": str(closing.id), **named})
    return closing


def _ask(
    step: str, addressee_id: UUID, text: str, deliver_by: date | None, *, actor: Actor, at: datetime, seen: int | None
) -> AddresseeStep:
    held = judging.lock(addressee_id, at)
    wrong = judging.day_ahead(deliver_by, at)
    if deliver_by is None and held.deliver_by is not None and held.deliver_by < localdate(at):
        wrong.append(_day_is_over(held.deliver_by))
    given = acts.given(rationale=text.strip())
    taken = judging.passed(held, step, actor=actor, at=at, seen=seen, given=given, wrong=wrong)
    if deliver_by is None:
        return taken.take(rationale=text)
    held.deliver_by = deliver_by
    return taken.take(rationale=text, codes={"deliver_by": deliver_by.isoformat()}, changed=["deliver_by"])


def _wrong_successor(successor_id: UUID, held: Addressee) -> list[Refusal]:
    """What is wrong with what should supersede it: it has to say so, and everybody has to be able to read it."""
    links = Link.objects.filter(recommendation_id=successor_id, kind=codes.LinkKind.SUPERSEDES)
    link = links.filter(to_id=held.recommendation_id).select_related("recommendation").first()
    if link is None:
        return [_not_linked()]
    if link.recommendation.published_at is None:
        return [_not_published()]
    return []


def _not_linked() -> Refusal:
    return Refusal(
        "no_link",
        _("That recommendation does not say that it supersedes this one."),
        _("Link the later one to this as “supersedes” first, then choose it."),
    )


def _not_published() -> Refusal:
    return Refusal(
        "successor_not_published",
        _("The later recommendation is not published: the body and the public would learn of it here."),
        _("Publish its report first, then close this one."),
    )


def _day_is_over(day: date) -> Refusal:
    return Refusal(
        "deliver_by_passed",
        format_lazy(
            _("The day by which it should be delivered, {day}, has passed: nobody can keep it."),
            day=date_format(day, "j F Y"),
        ),
        _("Say by when it should be delivered now."),
    )
