"""What of the transfers needs somebody: for the home page of the delivery door."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import Transfer
from candour.contexts.pathway.procedure import transfer as law
from candour.contexts.pathway.queries import transfers
from candour.kernel.people.actor import Actor
from candour.web.home import Needed, Waiting, Words

MOST = 20
TAKEN_ON = (law.ACCEPTED, law.MONITORED)

TO_SERVICE = {
    law.OFFERED: _("Answer: can your service help?"),
    law.ACCEPTED: _("Say that it has begun, and how it goes"),
    law.MONITORED: _("Say how it goes"),
}
TO_OWNER = {
    law.OFFERED: _("A service has not answered in time"),
    law.ACCEPTED: _("A service accepted and says nothing"),
    law.MONITORED: _("A service says nothing any more"),
    law.DECLINED: _("Declined: nobody has this person. Decide what follows"),
    law.LAPSED: _("Never taken on: nobody has this person. Decide what follows"),
}


def for_service(actor: Actor, on: date) -> Waiting:
    """What the service is asked, and what it has to say by a day."""
    rows = transfers.offered_to(actor).filter(state__in=TO_SERVICE, is_open=True)
    found = _first(rows)
    items = [
        Needed(
            what=TO_SERVICE[row.state],
            reference=row.reference,
            href=_page(row),
            due_on=row.next_due_on,
            why=format_lazy(
                _("{person}, asked by {body}"),
                person=row.about,
                body=(row.force or row.authority or row.organisation).name,
            ),
        )
        for row in found[:MOST]
        if not transfers.has_lapsed(row, on)
    ]
    return Waiting(items, _more(found))


def for_owner(actor: Actor, on: date) -> Waiting:
    """What came back to its owner, before everything else; then services that are silent."""
    rows = transfers.owned_by(actor).filter(owner_id=actor.person_id, is_open=True)
    back = rows.filter(state__in=(law.DECLINED, law.LAPSED))
    silent = rows.filter(state__in=(law.OFFERED, *TAKEN_ON), next_due_on__lt=on)
    found = _first(back | silent)
    items = [
        Needed(
            what=TO_OWNER[row.state],
            reference=row.reference,
            href=_page(row),
            due_on=row.next_due_on,
            why=format_lazy(_("{person}, offered to {body}"), person=row.about, body=row.organisation.name),
            is_urgent=row.state in (law.DECLINED, law.LAPSED),
        )
        for row in found[:MOST]
    ]
    return Waiting(items, _more(found))


def without_owner(actor: Actor, on: date) -> Waiting:
    """Transfers whose owner has left or may no longer act on them."""
    found = _first(transfers.without_owner(actor))
    return Waiting(
        [
            Needed(
                what=_("Nobody looks after a transfer any more: give it an owner"),
                reference=row.reference,
                href=reverse("transfers:step", args=[row.reference, "reassign"]),
                due_on=row.next_due_on,
                why=format_lazy(_("{person}, offered to {body}"), person=row.about, body=row.organisation.name),
                is_urgent=True,
            )
            for row in found[:MOST]
        ]
    )


def _first(rows: QuerySet[Transfer]) -> list[Transfer]:
    ordered = rows.select_related("organisation", "force", "authority")
    return list(ordered.order_by(F("next_due_on").asc(nulls_last=True), "id")[: MOST + 1])


def _more(found: list[Transfer]) -> tuple[Words, str] | None:
    return (_("All transfers"), reverse("transfers:list")) if len(found) > MOST else None


def _page(row: Transfer) -> str:
    return reverse("transfers:transfer", args=[row.reference])
