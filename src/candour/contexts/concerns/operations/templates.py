"""Keeping the office's texts: the head of office alone. Nothing is overwritten; each change is a version of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from candour.contexts.concerns.models import MessageTemplate
from candour.contexts.concerns.queries import placeholders
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refusal, Refused


@transaction.atomic
def add(*, name: str, purpose: str, language: str, text: str, actor: Actor, at: datetime) -> MessageTemplate:
    """Keep a new text. Refuses anybody but the head of office, and placeholders that there are none of."""
    _may_keep(actor, text)
    row = MessageTemplate(
        name=name,
        purpose=purpose,
        language=language,
        text=text,
        created_by_id=actor.person_id,
        created_on=localdate(at),
    )
    row.save(force_insert=True)
    _enter("concerns.template.add", row, actor, at)
    return row


@transaction.atomic
def change(*, template_id: UUID, name: str, text: str, actor: Actor, at: datetime) -> MessageTemplate:
    """Put a new version in force; the one before it is ended and stays. Purpose and language stay what they were.

    Raises MessageTemplate.DoesNotExist for one that is not in force; Refused as ``add`` does.
    """
    _may_keep(actor, text)
    before = MessageTemplate.objects.select_for_update(of=("self",)).get(id=template_id, ended_on=None)
    before.ended_on = localdate(at)
    before.save(update_fields=["ended_on"])
    row = MessageTemplate(
        family=before.family,
        version=before.version + 1,
        name=name,
        purpose=before.purpose,
        language=before.language,
        text=text,
        created_by_id=actor.person_id,
        created_on=localdate(at),
    )
    row.save(force_insert=True)
    _enter("concerns.template.change", row, actor, at)
    return row


@transaction.atomic
def end(*, template_id: UUID, actor: Actor, at: datetime) -> MessageTemplate:
    """Offer it no longer. Raises MessageTemplate.DoesNotExist for one that is not in force."""
    _may_keep(actor, "")
    row = MessageTemplate.objects.select_for_update(of=("self",)).get(id=template_id, ended_on=None)
    row.ended_on = localdate(at)
    row.save(update_fields=["ended_on"])
    _enter("concerns.template.end", row, actor, at)
    return row


def _may_keep(actor: Actor, text: str) -> None:
    refusals = []
    if not actor.has(Role.HEAD_OF_OFFICE):
        refusals.append(Refusal("role", _("The office’s texts are kept by the head of office."), _("Ask them.")))
    if strange := placeholders.unknown(text):
        known = " ".join(f"{{{name}}}" for name in placeholders.MEANS)
        refusals.append(
            Refusal(
                "template.placeholder",
                _("This is no placeholder: %(strange)s") % {"strange": " ".join(strange)},
                _("Use %(known)s, or take the braces away.") % {"known": known},
            )
        )
    if refusals:
        raise Refused(tuple(refusals))


def _enter(verb: str, row: MessageTemplate, actor: Actor, at: datetime) -> None:
    codes: dict[str, str | int] = {"family": str(row.family), "version": row.version, "purpose": row.purpose}
    ledger.append(verb=verb, subject=row.id, actor=actor, door=actor.door, at=at, codes=codes)
