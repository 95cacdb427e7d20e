"""Saved views and the watches on them. Each act is checked, written and entered in the ledger, or not done.

All raise Refused with every reason. A view or a watch that is not this person's to change is refused like one that is
not there: the page has looked before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.models import SavedView, Watch, WatchAlarm
from candour.contexts.concerns.queries import saved
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refusal, Refused


@transaction.atomic
def save_view(*, name: str, filters: Mapping[str, str], is_shared: bool, actor: Actor, at: datetime) -> SavedView:
    """Keep these filters under a name: for oneself, or, as head of office, for everybody.

    Refuses a name that is taken, one view more than fit beside the inbox, and a shared one by anybody else.
    """
    refusals = []
    if is_shared and not actor.has(Role.HEAD_OF_OFFICE):
        refusals.append(_not_the_head())
    known = [view for view in saved.views_for(actor) if view.is_shared == is_shared]
    if any(view.name.lower() == name.lower() for view in known):
        refusals.append(_name_taken())
    if len(known) >= saved.MOST:
        refusals.append(_too_many())
    if refusals:
        raise Refused(tuple(refusals))
    view = SavedView(
        owner_id=actor.person_id,
        name=name,
        filters=dict(filters),
        is_shared=is_shared,
        created_on=localdate(at),
    )
    view.save(force_insert=True)
    _enter("concerns.view.save", view.id, actor, at, {"shared": "yes" if is_shared else "no"})
    return view


@transaction.atomic
def rename_view(*, view_id: UUID, name: str, actor: Actor, at: datetime) -> SavedView:
    """Give a view another name."""
    view = _view(actor, view_id)
    others = (known for known in saved.views_for(actor) if known.is_shared == view.is_shared and known.id != view.id)
    if any(known.name.lower() == name.lower() for known in others):
        raise Refused((_name_taken(),))
    view.name = name
    view.save(update_fields=["name"])
    _enter("concerns.view.rename", view.id, actor, at)
    return view


@transaction.atomic
def narrow_view(*, view_id: UUID, filters: Mapping[str, str], actor: Actor, at: datetime) -> SavedView:
    """Give a view other filters. Refuses filters that a running watch on it could not count."""
    view = _view(actor, view_id)
    if not saved.is_watchable(dict(filters)) and Watch.objects.filter(view=view, ended_on=None).exists():
        raise Refused((_not_watchable(),))
    view.filters = dict(filters)
    view.save(update_fields=["filters"])
    _enter("concerns.view.narrow", view.id, actor, at)
    return view


@transaction.atomic
def remove_view(*, view_id: UUID, actor: Actor, at: datetime) -> SavedView:
    """Take a view away. Watches on it end with it."""
    view = _view(actor, view_id)
    on = localdate(at)
    ended = Watch.objects.filter(view=view, ended_on=None).update(ended_on=on)
    view.ended_on = on
    view.save(update_fields=["ended_on"])
    _enter("concerns.view.remove", view.id, actor, at, {"watches": ended})
    return view


@transaction.atomic
def start_watch(
    *, view_id: UUID, more_than: int, within_days: int, owner_id: UUID, reason: str, actor: Actor, at: datetime
) -> Watch:
    """Tell ``owner_id`` when more than so many concerns of a view came within so many days; ``reason`` says why it matters.

    On one's own view for oneself; on the office's views for oneself, or as head of office for anybody who handles
    concerns. Refuses a view narrowed by something that a watch does not count.
    """
    view = saved.view(actor, view_id)
    refusals = []
    if view is None:
        raise Refused((_not_there(),))
    if not saved.is_watchable(view.filters):
        refusals.append(_not_watchable())
    if owner_id != actor.person_id and not (view.is_shared and actor.has(Role.HEAD_OF_OFFICE)):
        refusals.append(
            Refusal(
                "watch.owner",
                _("A watch for somebody else lies on one of the office’s views, and the head of office sets it."),
                _("Choose yourself, or ask the head of office."),
            )
        )
    elif owner_id not in {person for person, _name in saved.may_own_a_watch(on=localdate(at))}:
        refusals.append(
            Refusal("watch.stranger", _("This person does not handle concerns today."), _("Choose somebody else."))
        )
    if refusals:
        raise Refused(tuple(refusals))
    watch = Watch(
        view_id=view.id,
        more_than=more_than,
        within_days=within_days,
        owner_id=owner_id,
        reason=reason,
        created_by_id=actor.person_id,
        created_on=localdate(at),
    )
    watch.save(force_insert=True)
    codes: dict[str, str | int] = {"more_than": more_than, "within_days": within_days, "owner": str(owner_id)}
    _enter("concerns.watch.start", watch.id, actor, at, codes)
    return watch


@transaction.atomic
def end_watch(*, watch_id: UUID, actor: Actor, at: datetime) -> Watch:
    """Watch no longer. Crossings that nobody acknowledged are no longer shown; they stay on the record."""
    watch = saved.watch_to_end(actor, watch_id)
    if watch is None:
        raise Refused((_not_there(),))
    watch.ended_on = localdate(at)
    watch.save(update_fields=["ended_on"])
    _enter("concerns.watch.end", watch.id, actor, at)
    return watch


@transaction.atomic
def acknowledge(*, alarm_id: UUID, reason: str, actor: Actor, at: datetime) -> WatchAlarm:
    """Say what follows from a crossing. The same watch calls again only after its number was under once more.

    Refuses anybody but the watch's owner and the head of office, a second time, and without words.
    """
    seen = saved.alarm(actor, alarm_id)
    if seen is None:
        raise Refused((_not_there(),))
    refusals = []
    if seen.watch.owner_id != actor.person_id and not actor.has(Role.HEAD_OF_OFFICE):
        refusals.append(
            Refusal("watch.others", _("The person whom the watch names answers it."), _("Tell them what you know."))
        )
    if seen.acknowledged_by_id is not None:
        refusals.append(Refusal("watch.done", _("This was acknowledged already."), _("Nothing more is needed.")))
    if not reason.strip():
        refusals.append(Refusal("record.reason", _("Say what follows from it."), _("Write a sentence.")))
    if refusals:
        raise Refused(tuple(refusals))
    row = WatchAlarm.objects.select_for_update(of=("self",)).get(id=alarm_id)
    row.acknowledged_by_id, row.acknowledged_at, row.reason = actor.person_id, at, reason
    row.save(update_fields=["acknowledged_by", "acknowledged_at", "reason"])
    _enter("concerns.watch.acknowledge", row.watch_id, actor, at, {"alarm": str(row.id)})
    return row


def _view(actor: Actor, view_id: UUID) -> SavedView:
    view = saved.view_to_change(actor, view_id)
    if view is None:
        raise Refused((_not_there(),))
    return SavedView.objects.get(id=view.id)


def _enter(verb: str, subject: UUID, actor: Actor, at: datetime, codes: Mapping[str, str | int] | None = None) -> None:
    ledger.append(verb=verb, subject=subject, actor=actor, door=actor.door, at=at, codes=codes)


def _not_there() -> Refusal:
    return Refusal("view.absent", _("It is no longer there, or not yours to change."), _("Go back to the list."))


def _not_the_head() -> Refusal:
    return Refusal(
        "role", _("The office’s views are kept by the head of office."), _("Save it for yourself, or ask them.")
    )


def _name_taken() -> Refusal:
    return Refusal("view.name", _("There is a view of this name."), _("Choose another name."))


def _too_many() -> Refusal:
    return Refusal(
        "view.most",
        _("There are twelve already: more would not be seen, and each is counted on every page."),
        _("Remove one that is not used."),
    )


def _not_watchable() -> Refusal:
    return Refusal(
        "watch.filters",
        _(
            "A watch counts what came, whatever became of it. The view may be narrowed by kind, sector, stage, nation,"
            " region, coding, name given or not, and language alone."
        ),
        _("Save a view without the other filters, and watch that one."),
    )
