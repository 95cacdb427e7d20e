"""What of panel cases and of support waits for a person, for the home page of the delivery door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from candour.contexts.pathway import procedure
from candour.contexts.pathway.models import (
    CaseInformation,
    Commission,
    ItemDecision,
    PanelCase,
    PanelCaseDeadline,
    PlanNeed,
    Session,
)
from candour.contexts.pathway.models.choices import Decided, Held
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.procedure import case as law
from candour.contexts.pathway.queries import support, visible
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Words
from candour.web.home import Needed, Waiting

MOST = 25
"""Of one kind on one home page; the lists have the rest."""

SOON = timedelta(days=14)
_STATES = {state.name: state.label for state in procedure.CASE.states}
_DECIDED = dict(Decided.choices)
_WHAT: dict[str, Words] = {
    "pathway.hold_panel": _("Let the panel look at"),
    "pathway.ask_consent": _("Ask for consent in"),
    "pathway.reassess": _("Put before the panel once more"),
    "pathway.plan_review": _("Review the support in"),
    "pathway.post_closure_6": _("Six-month review of"),
    "pathway.post_closure_12": _("Twelve-month review of"),
    "pathway.post_closure_further": _("Further review of"),
}


_LEFT = _("Stop what still runs, or agree it with the new area, in")


def counted(wanted: int, held: int) -> str:
    """“7 sessions commissioned, 1 held”."""
    said = ngettext(
        "%(num)d session commissioned, %(held)d held", "%(num)d sessions commissioned, %(held)d held", wanted
    )
    return said % {"num": wanted, "held": held}


def clocks(actor: Actor, on: date) -> Waiting:
    """What falls due in the cases of a panel: the next of one's own, and whatever is late or due soon of all."""
    mine = Q(case__owner_id=actor.person_id, due_on=F("case__next_due_on"))
    rows = PanelCaseDeadline.objects.filter(
        mine | Q(due_on__lte=on + SOON),
        case__authority_id__in=_runs(actor),
        case__is_open=True,
        met_on=None,
        cancelled_on=None,
    )
    found = list(rows.select_related("case").order_by("due_on", "id")[: MOST + 1])
    items = [
        Needed(
            what=_WHAT[row.code],
            reference=row.case.reference,
            href=_case(row.case.reference),
            due_on=row.due_on,
            why=_STATES[row.case.state],
        )
        for row in found[:MOST]
    ]
    return Waiting(items, _more(found))


def decisions(actor: Actor, on: date) -> Waiting:
    """What a panel decided and nobody has taken up."""
    rows = ItemDecision.objects.filter(case__authority_id__in=_runs(actor), case__is_open=True, taken_up=None)
    found = list(rows.exclude(decided=Decided.NOTE).select_related("case").order_by("decided_at")[: MOST + 1])
    items = [
        Needed(
            what=_("Take up what the panel decided on"),
            reference=row.case.reference,
            href=_case(row.case.reference),
            why=_DECIDED[row.decided],
            flags=(_("decided"),),
        )
        for row in found[:MOST]
    ]
    return Waiting(items, _more(found))


def ends(actor: Actor, on: date) -> Waiting:
    """Cases whose reviews after closure are all done: no time limit runs, and only the chair can end them."""
    chaired = visible.organisations_as(actor, basis.CHAIR)
    rows = PanelCase.objects.filter(authority_id__in=chaired, state=law.AFTER, is_open=True, next_due_on=None)
    found = list(rows.order_by("closed_on", "id")[: MOST + 1])
    items = [
        Needed(
            what=_("End, or extend, the reviews of"),
            reference=row.reference,
            href=_case(row.reference),
            why=_("Every review after closure was done"),
        )
        for row in found[:MOST]
    ]
    return Waiting(items, _more(found))


def needs(actor: Actor, on: date) -> Waiting:
    """Needs of which nobody has said what became, and whose day is over."""
    rows = PlanNeed.objects.filter(case__authority_id__in=_runs(actor), case__is_open=True, settled="", due_on__lt=on)
    found = list(rows.select_related("case").order_by("due_on", "id")[: MOST + 1])
    items = [
        Needed(
            what=_("See what became of a need in"),
            reference=row.case.reference,
            href=_case(row.case.reference),
            due_on=row.due_on,
            why=format_lazy(_("Need {number}: {name} sees to it"), number=row.number, name=row.owner_name),
        )
        for row in found[:MOST]
    ]
    return Waiting(items, _more(found))


def sessions_behind(actor: Actor, on: date) -> Waiting:
    """Support of which less was given than would have been by now, spread evenly; and all that goes on in a case which
    another area has taken on, since nobody there can see or stop it."""
    moved = Q(case__state=law.MOVED)
    rows = Commission.objects.filter(
        support.unfinished(on), Q(case__is_open=True) | moved, authority_id__in=_runs(actor), from_on__lte=on
    )
    orders = support.with_sessions(rows.select_related("case", "organisation").order_by("until_on", "id")[: 8 * MOST])
    behind = [order for order in orders if order.is_behind(on) or order.commission.case.state == law.MOVED]
    items = [
        Needed(
            what=_LEFT if order.commission.case.state == law.MOVED else _("Fewer sessions than commissioned in"),
            reference=order.commission.case.reference,
            href=_case(order.commission.case.reference),
            due_on=order.behind_since(),
            why=format_lazy(
                "{counted} ({body})",
                counted=counted(order.commission.sessions_wanted, order.held),
                body=order.commission.organisation.name,
            ),
        )
        for order in behind[:MOST]
    ]
    return Waiting(items, _more(behind))


def offers(actor: Actor, on: date) -> Waiting:
    """Cases that another area asks one's own panel to take on. They stand first: somebody lives here now."""
    found = list(visible.offered_to(actor).select_related("case__authority").order_by("offered_on", "id")[: MOST + 1])
    items = [
        Needed(
            what=_("Answer another area: take on"),
            reference=move.case.reference,
            href=_case(move.case.reference),
            why=format_lazy(_("{body}, since {day}"), body=move.case.authority.name, day=_day(move.offered_on)),
            is_urgent=True,
        )
        for move in found[:MOST]
    ]
    return Waiting(items, _more(found))


def questions(actor: Actor, on: date) -> Waiting:
    """What a panel asked one's own body, and waits for an answer."""
    rows = CaseInformation.objects.filter(organisation_id__in=actor.organisations, answered_at=None, case__is_open=True)
    found = list(rows.select_related("case__authority").order_by("asked_at")[: MOST + 1])
    items = [
        Needed(
            what=_("Say what your body knows, in"),
            reference=row.case.reference,
            href=reverse("cases:step", args=[row.case.reference, "give_information"]) + f"?of={row.id}",
            why=format_lazy(
                _("{body} asked on {day}"), body=row.case.authority.name, day=_day(localdate(row.asked_at))
            ),
        )
        for row in found[:MOST]
    ]
    more = (_("The cases that are shared with you"), reverse("cases:list") + "?list=admitted")
    return Waiting(items, more if len(found) > MOST else None)


def sessions_to_report(actor: Actor, on: date) -> Waiting:
    """Sessions whose day has come, and commissions of which sessions have no day yet, for the provider."""
    rows = support.to_own_body(actor)
    late = Session.objects.filter(commission__in=rows, outcome=Held.PLANNED, planned_on__lte=on)
    found = list(late.select_related("commission").order_by("planned_on", "id")[:MOST])
    items = [
        Needed(
            what=format_lazy(_("Say what became of the session with {who}"), who=row.commission.about),
            href=reverse("cases:report_session", args=[row.commission_id, row.id]),
            due_on=row.planned_on,
        )
        for row in found
    ]
    running = support.with_sessions(rows.filter(stopped_on=None, until_on__gte=on)[:MOST])
    items += [
        Needed(
            what=format_lazy(_("Plan the next session with {who}"), who=order.commission.about),
            href=reverse("cases:commission", args=[order.commission.id]),
            due_on=order.commission.until_on,
            why=counted(order.commission.sessions_wanted, order.held),
            flags=() if order.sessions else (_("new"),),
        )
        for order in running
        if order.to_plan and not order.planned
    ]
    return Waiting(items, (_("All support you give"), reverse("cases:support")) if len(items) >= MOST else None)


def _runs(actor: Actor) -> list[object]:
    return list(visible.organisations_as(actor, *basis.PANEL))


def _case(reference: str) -> str:
    return reverse("cases:case", args=[reference])


def _day(on: date) -> str:
    return date_format(on, "j F Y")


def _more(found: Sequence[object]) -> tuple[Words, str] | None:
    return (_("All panel cases"), reverse("cases:list")) if len(found) > MOST else None
