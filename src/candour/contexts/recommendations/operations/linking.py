"""How issued recommendations stand to one another. A link is only ever added; each says why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes, references
from candour.contexts.recommendations.models import Link, Recommendation
from candour.contexts.recommendations.models.issued import TEXT
from candour.contexts.recommendations.operations.locking import SUPERSEDING, one_at_a_time
from candour.contexts.recommendations.queries import facts
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused


@transaction.atomic
def link(
    *, recommendation_id: UUID, kind: str, to: str, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> Link:
    """Say that a recommendation repeats, supersedes, derives from or conflicts with another, whose reference is ``to``.

    ``seen`` is how many links the page showed. Raises Refused with every reason.
    """
    one_at_a_time(SUPERSEDING)
    held = Recommendation.objects.get(pk=recommendation_id)
    if seen is not None and seen != held.links.count():
        raise Refused((_moved_on(),))
    known = references.read(to)
    other = Recommendation.objects.filter(reference=known).first() if known else None
    found = _refusals(held, kind, other, reason)
    if other is None or found:  # the first is among the second; the type checker needs both
        raise Refused(tuple(found))
    new = Link(
        recommendation=held,
        kind=kind,
        to=other,
        reason=reason.strip(),
        made_on=localdate(at),
        by_id=actor.person_id,
    )
    new.save(force_insert=True)
    ledger.append(
        verb="recommendations.link.add",
        subject=held.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"link": str(new.id), "kind": kind, "to": str(other.id)},
    )
    return new


def _refusals(held: Recommendation, kind: str, other: Recommendation | None, reason: str) -> list[Refusal]:
    found = []
    if kind not in codes.LinkKind.values:
        found.append(
            Refusal("link_kind", _("It is not said how the two stand to one another."), _("Choose one of the list."))
        )
    if not reason.strip() or len(reason) > TEXT:
        found.append(
            Refusal(
                "link_reason",
                _("The link has no reason, or one that is too long."),
                _("Say in a sentence why the two belong together."),
            )
        )
    if other is None:
        found.append(
            Refusal(
                "link_to",
                _("There is no issued recommendation with this reference."),
                _("Type its reference, such as N-7K2M-9QXR."),
            )
        )
    elif other == held:
        found.append(
            Refusal("itself", _("A recommendation is not linked to itself."), _("Type the other’s reference."))
        )
    else:
        found.extend(_of_other_links(held, kind, other))
    return found


def _of_other_links(held: Recommendation, kind: str, other: Recommendation) -> list[Refusal]:
    """What the links that there are say against it."""
    both = Q(recommendation=held, to=other) | Q(recommendation=other, to=held)
    there = [row.recommendation_id for row in Link.objects.filter(both, kind=kind)]
    if held.id in there:
        return [Refusal("link_twice", _("The two are linked so already."), _("Nothing more is needed."))]
    if kind == codes.LinkKind.SUPERSEDES and facts.goes_in_a_circle([other.id], held.id):
        return [
            Refusal(
                "circle",
                format_lazy(
                    _("{other} supersedes {this} already, itself or by way of others: they would go in a circle."),
                    other=other.reference,
                    this=held.reference,
                ),
                _("See which of them is the later one, and link that to the earlier."),
            )
        ]
    if there:
        return [
            Refusal(
                "link_reverse",
                format_lazy(_("{other} is linked so to this one already."), other=other.reference),
                _("Nothing more is needed; or choose another kind of link."),
            )
        ]
    return []


def _moved_on() -> Refusal:
    return Refusal(
        "moved_on",
        _("Another link was made since you opened this page. Nothing was stored yet."),
        _("Read the links again. What you typed is still below: check it and send it again."),
    )
