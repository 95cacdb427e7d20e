"""The office decides on a request for more time: to respond, or to deliver.

More time to respond moves the clock that runs, and keeps why (``deadlines.move``): counting anew does not undo it. More
time to deliver moves the record's own day.

Both raise Refused with every reason, and Addressee.DoesNotExist for absent and forbidden alike. ``seen`` is the number of
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

from candour.contexts.recommendations.models import Addressee, AddresseeDeadline, ExtensionDecision, ExtensionRequest
from candour.contexts.recommendations.operations import judging
from candour.contexts.recommendations.procedure import answer
from candour.kernel.deadlines import operations as deadlines
from candour.kernel.deadlines import queries as clocks
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import acts
from candour.kernel.procedures.facts import Refusal

RESPONSE = ExtensionRequest.What.RESPONSE


@transaction.atomic
def extend(
    *, addressee_id: UUID, until: date | None, reasons: str, actor: Actor, at: datetime, seen: int | None = None
) -> ExtensionDecision:
    """Give more time, until a day that may differ from the one that was asked for."""
    held = judging.lock(addressee_id, at)
    request = waiting(held)
    wrong = [*judging.day_ahead(until, at), *_no_more(held, request, until)]
    given = acts.given(reasons=reasons.strip(), until=until)
    taken = judging.passed(held, "extend", actor=actor, at=at, seen=seen, given=given, wrong=wrong)
    assert request is not None  # the procedure wants a request that waits, and these want a day
    assert until is not None
    row = _decided(request, reasons, until, actor, at)
    said = {"decision": str(row.id), "what": request.what, "until": until.isoformat()}
    if request.what == RESPONSE:
        deadlines.move(
            model=AddresseeDeadline, subject=held, code=answer.RESPOND, to=until, because=reasons, on=localdate(at)
        )
        taken.take(codes=said)
    else:
        held.deliver_by = until
        taken.take(codes=said, changed=["deliver_by"])
    return row


@transaction.atomic
def refuse_extension(
    *, addressee_id: UUID, reasons: str, actor: Actor, at: datetime, seen: int | None = None
) -> ExtensionDecision:
    """Give no more time: the day that counts stays."""
    held = judging.lock(addressee_id, at)
    request = waiting(held)
    given = acts.given(reasons=reasons.strip())
    taken = judging.passed(held, "refuse_extension", actor=actor, at=at, seen=seen, given=given)
    assert request is not None
    row = _decided(request, reasons, None, actor, at)
    taken.take(codes={"decision": str(row.id), "what": request.what})
    return row


def waiting(held: Addressee) -> ExtensionRequest | None:
    """The request that waits for a decision: the last, where it has none."""
    return ExtensionRequest.objects.filter(addressee=held, decision__isnull=True).order_by("number").last()


def _decided(
    request: ExtensionRequest, reasons: str, until: date | None, actor: Actor, at: datetime
) -> ExtensionDecision:
    row = ExtensionDecision(
        request=request,
        is_granted=until is not None,
        until=until,
        reasons=reasons.strip(),
        decided_on=localdate(at),
        at=at,
        by_id=actor.person_id,
    )
    row.save(force_insert=True)
    return row


def _no_more(held: Addressee, request: ExtensionRequest | None, until: date | None) -> list[Refusal]:
    """What is wrong with what was asked: it is about something over, or the day gives no more time."""
    if request is None:
        return []
    if request.what == RESPONSE:
        running = clocks.running(AddresseeDeadline).filter(addressee=held, code=answer.RESPOND)
        counts = running.values_list("due_on", flat=True).first()
    else:
        counts = held.deliver_by if held.state in answer.BEING_DELIVERED else None
    if counts is None:
        return [
            Refusal(
                "nothing_to_extend",
                _("What more time was asked for is over: the body has answered, or was asked anew."),
                _("Give no more time, and say that nothing is left to extend."),
            )
        ]
    if until is None or until > counts:
        return []
    return [
        Refusal(
            "no_more_time",
            format_lazy(_("That is no more time: {day} counts already."), day=date_format(counts, "j F Y")),
            _("Choose a later day, or give no more time."),
        )
    ]
