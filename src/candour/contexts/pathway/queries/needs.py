"""What of the police's side waits for a person, for the home page of the delivery door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes, procedure
from candour.contexts.pathway.models import PolicyChoice, Referral, ReferralDeadline
from candour.contexts.pathway.procedure.referral import ASSESSMENT, RECEIVED, SCREENING
from candour.contexts.pathway.queries import people, visible, work
from candour.contexts.pathway.queries.routing import NATIONAL_DESK
from candour.kernel.people.actor import Actor
from candour.web.home import Needed, Waiting

MOST = 25
"""Of one kind on one home page; the lists have the rest."""

SOON = timedelta(days=14)
"""How long before its day a review stands on the home page."""

NECESSITY = ("pathway.necessity_review", "pathway.necessity_review_child")
_NEXT = {RECEIVED: _("Take on"), SCREENING: _("Assess"), ASSESSMENT: _("Decide on")}
_STATES = {state.name: state.label for state in procedure.REFERRAL.states}


def own(actor: Actor, on: date) -> Waiting:
    """The open referrals that this person works on."""
    return _listed(visible.of_own_force(actor).filter(is_open=True, assigned_to_id=actor.person_id), "assigned=me")


def unassigned(actor: Actor, on: date) -> Waiting:
    """Referrals on which nobody works, or only somebody whose role has ended: for supervisors, and at the national desk for
    everybody. Those whose area nobody knows, and those at which somebody should look today, stand before everything."""
    forces = Q(force_id__in=visible.supervised_by(actor)) | Q(force__code=NATIONAL_DESK)
    working = [person for force in visible.forces_of(actor) for person, _name in people.officers(force)]
    nobody = Q(assigned_to=None) | ~Q(assigned_to__in=working)
    rows = visible.of_own_force(actor).filter(forces, nobody, is_open=True).select_related("force")
    found = list(rows.order_by(F("next_due_on").asc(nulls_last=True), "id")[: MOST + 1])
    items = [
        Needed(
            what=_("Find the area of, and send on:") if _is_desk(row) else _("Assign"),
            reference=row.reference,
            href=reverse("referrals:case", args=[row.reference]),
            due_on=row.next_due_on,
            why=_("National desk · nobody works on it") if _is_desk(row) else _("Nobody works on it"),
            is_urgent=_is_desk(row) or row.urgency == codes.Urgency.SOON or row.assigned_to_id is not None,
        )
        for row in found[:MOST]
    ]
    more = (_("All referrals that nobody works on"), reverse("referrals:inbox") + "?assigned=nobody")
    return Waiting(items, more if len(found) > MOST else None)


def _is_desk(row: Referral) -> bool:
    return row.force.code == NATIONAL_DESK and row.state == RECEIVED


def to_countersign(actor: Actor, on: date) -> Waiting:
    """Assessments that policy wants a second person to agree with, this person's own not among them."""
    rows = visible.of_own_force(actor).filter(state=ASSESSMENT, force_id__in=visible.supervised_by(actor))
    rows = rows.prefetch_related("assessments__countersignature").order_by(F("next_due_on").asc(nulls_last=True), "id")
    free = _not_required(on)
    waiting = []
    for row in rows[: 4 * MOST]:
        latest = max(row.assessments.all(), key=lambda made: made.number, default=None)
        if latest is None or latest.assessed_by_id == actor.person_id or hasattr(latest, "countersignature"):
            continue
        if (latest.proposes, row.nation) not in free and (latest.proposes, "") not in free:
            waiting.append(row)
    return Waiting([_needed(_("Countersign"), row) for row in waiting[:MOST]])


def _not_required(on: date) -> set[tuple[str, str]]:
    rows = PolicyChoice.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=on),
        code__startswith="countersign.",
        value="not_required",
        in_force_from__lte=on,
    )
    return {(row.code.removeprefix("countersign."), row.nation) for row in rows}


def late(actor: Actor, on: date) -> Waiting:
    """Late referrals of the force on which somebody else works, for supervisors."""
    rows = visible.of_own_force(actor).filter(is_open=True, next_due_on__lt=on, assigned_to__isnull=False)
    rows = rows.filter(force_id__in=visible.supervised_by(actor)).exclude(assigned_to_id=actor.person_id)
    found = list(rows.select_related("assigned_to").order_by("next_due_on", "id")[: MOST + 1])
    items = [
        Needed(
            what=_("See why it is late:"),
            reference=row.reference,
            href=reverse("referrals:case", args=[row.reference]),
            due_on=row.next_due_on,
            why=format_lazy(_("{name} works on it"), name=row.assigned_to.name if row.assigned_to else ""),
        )
        for row in found[:MOST]
    ]
    more = (_("All late referrals"), reverse("referrals:inbox") + "?due=late")
    return Waiting(items, more if len(found) > MOST else None)


def to_tell(actor: Actor, on: date) -> Waiting:
    """Decided referrals whose referrer has still to be told: one's own, and for supervisors those of nobody."""
    return _clocks(actor, ("pathway.tell_referrer",), None, _("Tell the referrer of"), "list=tell")


def necessity(actor: Actor, on: date) -> Waiting:
    """Records that soon have to be looked at: whether they must still be kept."""
    return _clocks(actor, NECESSITY, on + SOON, _("Review whether it must be kept:"), "state=all")


def _clocks(actor: Actor, named: Iterable[str], by: date | None, what: Any, more: str) -> Waiting:
    whose = Q(referral__assigned_to_id=actor.person_id) | Q(
        referral__assigned_to=None, referral__force_id__in=visible.supervised_by(actor)
    )
    rows = ReferralDeadline.objects.filter(
        whose, code__in=list(named), met_on=None, cancelled_on=None, referral__force_id__in=visible.forces_of(actor)
    )
    if by is not None:
        rows = rows.filter(due_on__lte=by)
    found = list(rows.select_related("referral").order_by("due_on", "id")[: MOST + 1])
    items = [
        Needed(
            what=what,
            reference=row.referral.reference,
            href=reverse("referrals:case", args=[row.referral.reference]),
            due_on=row.due_on,
            why=_STATES[row.referral.state],
        )
        for row in found[:MOST]
    ]
    address = (_("The list"), f"{reverse('referrals:inbox')}?{more}")
    return Waiting(items, address if len(found) > MOST else None)


def requests_to_answer(actor: Actor, on: date) -> Waiting:
    """What the police asked and waits for an answer of one's own body."""
    found = list(work.requests_listed(actor).filter(is_open=True)[: MOST + 1])
    items = [
        Needed(
            what=_("Answer the police’s request"),
            reference=one.reference,
            href=reverse("referrals:request", args=[one.reference]),
            due_on=one.next_due_on,
            why=one.organisation.name,
        )
        for one in found[:MOST]
    ]
    return Waiting(items, (_("All requests"), reverse("referrals:requests")) if len(found) > MOST else None)


def led_to_review(actor: Actor, on: date) -> Waiting:
    """Police-led cases whose review falls due soon, for the supervisors who review them."""
    rows = work.led_listed(actor).filter(is_open=True, next_due_on__lte=on + SOON)
    found = list(rows.filter(force_id__in=visible.supervised_by(actor))[: MOST + 1])
    items = [
        Needed(
            what=_("Review the police-led case"),
            reference=one.reference,
            href=reverse("referrals:led", args=[one.reference]),
            due_on=one.next_due_on,
        )
        for one in found[:MOST]
    ]
    return Waiting(items, (_("All police-led cases"), reverse("referrals:led_list")) if len(found) > MOST else None)


def _listed(rows: QuerySet[Referral], more: str) -> Waiting:
    found = list(rows.order_by(F("next_due_on").asc(nulls_last=True), "id")[: MOST + 1])
    items = [_needed(_NEXT[row.state], row) for row in found[:MOST]]
    address = (_("All referrals that you work on"), f"{reverse('referrals:inbox')}?{more}")
    return Waiting(items, address if len(found) > MOST else None)


def _needed(what: Any, row: Referral) -> Needed:
    return Needed(
        what=what,
        reference=row.reference,
        href=reverse("referrals:case", args=[row.reference]),
        due_on=row.next_due_on,
        why=_STATES[row.state],
        is_urgent=row.urgency == codes.Urgency.SOON and row.state == RECEIVED,
    )
