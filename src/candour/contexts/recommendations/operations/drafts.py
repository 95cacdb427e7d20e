"""Preparing recommendations: reports and drafts, what was considered, and the quality gate.

Every act on a draft is a step of ``recommendations.draft``. ``seen`` is the number of the last entry of the history that the
page showed; None skips that check. All raise Refused with every reason, and DoesNotExist for absent and forbidden alike.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Consideration, Draft, DraftStep, Report, ReportDraft
from candour.contexts.recommendations.models.issued import TEXT
from candour.contexts.recommendations.operations import contents, kinds
from candour.contexts.recommendations.submission import Contents, ReportSaid
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import acts, guard, registry
from candour.kernel.procedures import refusals as refused_acts
from candour.kernel.procedures.facts import Facts, Refusal, Refused

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED = frozenset({"reports", "new", "drafts", "published", "bodies", "feed", "feeds", "api"})
"""Words that are addresses of something else."""


@transaction.atomic
def draft_report(*, said: ReportSaid, actor: Actor, at: datetime) -> ReportDraft:
    """Begin a report, to which recommendations are then added."""
    new = ReportDraft()
    _write_report(new, said)
    new.save(force_insert=True)
    ledger.append(verb="recommendations.report.draft", subject=new.id, actor=actor, door=actor.door, at=at)
    return new


@transaction.atomic
def change_report(*, report_id: UUID, said: ReportSaid, actor: Actor, at: datetime, seen: str = "") -> ReportDraft:
    """Change what is said of a report, until its first recommendation is issued. ``seen`` is the ``mark`` of what the
    page showed."""
    held = ReportDraft.objects.select_for_update().get(pk=report_id)
    if held.issued_as_id is not None:
        raise Refused((_report_left(),))
    if seen and seen != mark(held):
        raise Refused((_report_changed(),))
    _write_report(held, said)
    held.save()
    ledger.append(verb="recommendations.report.change", subject=held.id, actor=actor, door=actor.door, at=at)
    return held


def mark(report: ReportDraft) -> str:
    """What tells whether a report still says what a page showed."""
    said = repr((report.slug, report.title, report.author, report.paper, report.summary))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def draft(*, report_id: UUID, said: Contents, actor: Actor, at: datetime) -> Draft:
    """Begin a recommendation of a report."""
    report = ReportDraft.objects.select_for_update().get(pk=report_id)
    new = Draft(report=report, is_synthetic=report.is_synthetic)
    given, kind = acts.given(text=said.text.strip()), kinds.drafts()
    law = registry.in_force(kind.procedure, localdate(at))
    standing = guard.refusals(law, "draft", Facts(new.id, "", given), actor, at)
    found = (*standing, *contents.refusals(said, report_id=report.id, draft_id=None, on=localdate(at)))
    if found:
        raise Refused(found)
    contents.write_fields(new, said)
    kind.begin(new, "draft", doer=actor, door=actor.door, at=at, given=given, codes={"report": str(report.id)})
    contents.write_rows(new, said)
    return new


@transaction.atomic
def revise(*, draft_id: UUID, said: Contents, actor: Actor, at: datetime, seen: int | None = None) -> DraftStep:
    """Write a draft anew. What was considered stays, dated before the change."""
    kind, held = kinds.drafts(), _locked(draft_id)
    against = contents.refusals(said, report_id=held.report_id, draft_id=held.id, on=localdate(at))
    given = acts.given(text=said.text.strip())
    facts = judged(held, "revise", actor=actor, at=at, seen=seen, given=given, against=against)
    changed = contents.write_fields(held, said)
    row = kind.take(held, "revise", facts=facts, doer=actor, door=actor.door, at=at, changed=changed)
    contents.write_rows(held, said)
    return row


@transaction.atomic
def consider(
    *, draft_id: UUID, reasons: Mapping[str, str], actor: Actor, at: datetime, seen: int | None = None
) -> DraftStep:
    """Write down what was considered, by aspect. An aspect that is left empty, or as it stands, stays as it is."""
    kind, held = kinds.drafts(), _locked(draft_id)
    last = {row.aspect: row for row in held.considerations.order_by("number")}
    new = {
        aspect: text.strip()
        for aspect, text in reasons.items()
        if text.strip() and (aspect not in last or last[aspect].reasons != text.strip())
    }
    against = tuple(_not_considered(new))
    facts = judged(held, "consider", actor=actor, at=at, seen=seen, given=acts.given(reasons=new), against=against)
    Consideration.objects.bulk_create(
        Consideration(
            draft=held,
            aspect=aspect,
            number=last[aspect].number + 1 if aspect in last else 1,
            reasons=text,
            at=at,
            by_id=actor.person_id,
        )
        for aspect, text in new.items()
    )
    named: dict[str, str | int] = {f"aspect_{place}": aspect for place, aspect in enumerate(new, start=1)}
    return kind.take(held, "consider", facts=facts, doer=actor, door=actor.door, at=at, codes=named)


@transaction.atomic
def propose(*, draft_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> DraftStep:
    """Ask a second person to check it."""
    return _take("propose", draft_id, "", actor=actor, at=at, seen=seen)


@transaction.atomic
def send_back(*, draft_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> DraftStep:
    """Send it back to be written anew, and say why."""
    return _take("send_back", draft_id, rationale, actor=actor, at=at, seen=seen)


@transaction.atomic
def pass_gate(*, draft_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> DraftStep:
    """A second person finds that it is meaningful, proportionate and actionable, and says why."""
    return _take("pass_gate", draft_id, rationale, actor=actor, at=at, seen=seen)


@transaction.atomic
def withdraw(*, draft_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> DraftStep:
    """Give it up before it is issued, and say why."""
    return _take("withdraw", draft_id, rationale, actor=actor, at=at, seen=seen)


@transaction.atomic
def correct(
    *, draft_id: UUID, entry: UUID | None, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> DraftStep:
    """Take back the last step that changed where the draft stands. What was issued cannot be taken back."""
    held = _locked(draft_id)
    facts = judged(held, "correct", actor=actor, at=at, seen=seen)
    if entry is None:
        raise Refused((Refusal("not_last", _("Choose the step that was mistaken."), _("Open the page again.")),))
    return kinds.drafts().correct(held, facts=facts, actor=actor, at=at, entry=entry, reason=rationale)


def judged(
    held: Draft,
    step: str,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None,
    given: frozenset[str] = frozenset(),
    against: tuple[Refusal, ...] = (),
) -> Facts:
    """The facts of a draft that is locked, where neither the procedure nor anything else stands against the step. A page
    that is older than the draft is told so alone: what it would be refused for may be long mended."""
    try:
        facts = kinds.drafts().judged(held, step, doer=actor, at=at, seen=seen, given=given)
    except Refused as refused:
        if {*refused.codes} & {"moved_on", "done_already"}:
            raise
        raise Refused((*refused.refusals, *against)) from None
    if against:
        raise Refused(against)
    return facts


def record_refusal(*, subject: UUID, step: str, refused: Refused, actor: Actor, at: datetime) -> UUID:
    """Leave an entry with the step and the code of every reason, outside the transaction that was rolled back."""
    return refused_acts.record(
        context="recommendations", subject=subject, step=step, refused=refused, actor=actor, at=at
    )


def _take(step: str, draft_id: UUID, rationale: str, *, actor: Actor, at: datetime, seen: int | None) -> DraftStep:
    held, words = _locked(draft_id), rationale.strip()
    facts = judged(held, step, actor=actor, at=at, seen=seen, given=acts.given(rationale=words))
    return kinds.drafts().take(held, step, facts=facts, doer=actor, door=actor.door, at=at, rationale=words)


def _locked(draft_id: UUID) -> Draft:
    return kinds.drafts().lock(draft_id)


def _not_considered(reasons: Mapping[str, str]) -> list[Refusal]:
    found = []
    if unknown := [aspect for aspect in reasons if aspect not in codes.Aspect.values]:
        said = format_lazy(_("“{aspect}” is no aspect of the quality gate."), aspect=unknown[0][:40])
        found.append(Refusal("aspect", said, _("Open the page again.")))
    if any(len(text) > TEXT for text in reasons.values()):
        said = format_lazy(_("Reasons are longer than {most} characters."), most=TEXT)
        found.append(Refusal("too_long", said, _("Shorten them.")))
    return found


def _write_report(report: ReportDraft, said: ReportSaid) -> None:
    slug = said.slug.strip()
    found = []
    if not SLUG.fullmatch(slug) or len(slug) > 80 or slug in RESERVED:
        found.append(
            Refusal(
                "slug",
                _(
                    "The address is not made of small letters, digits and single hyphens, or it is taken by something else."
                ),
                _("Write it like this: lessons-for-prevent-2026."),
            )
        )
    elif (
        ReportDraft.objects.filter(slug=slug).exclude(pk=report.pk).exists()
        or Report.objects.filter(slug=slug).exists()
    ):
        found.append(
            Refusal(
                "slug_taken",
                format_lazy(_("Another report has the address “{slug}”."), slug=slug),
                _("Choose another, for example with the year."),
            )
        )
    if not said.title.strip() or len(said.title) > 300:
        found.append(
            Refusal("title", _("The report has no title, or one of more than 300 characters."), _("Write the title."))
        )
    if not said.author.strip() or len(said.author) > 300:
        found.append(
            Refusal(
                "author",
                _("It is not said whose report it is."),
                _("Write whose it is, such as: Independent Prevent Commissioner."),
            )
        )
    if len(said.paper) > 120 or len(said.summary) > TEXT:
        found.append(Refusal("too_long", _("The number of the paper or the summary is too long."), _("Shorten it.")))
    if found:
        raise Refused(tuple(found))
    report.slug, report.title, report.author = slug, said.title.strip(), said.author.strip()
    report.paper, report.summary = said.paper.strip(), said.summary.strip()


def _report_left() -> Refusal:
    return Refusal(
        "report_issued",
        _("A recommendation of this report was issued, so its title and address stand."),
        _("Correct what is published by a dated notice."),
    )


def _report_changed() -> Refusal:
    return Refusal(
        "moved_on",
        _("Somebody changed this report since you opened the page. Nothing was stored yet."),
        _(
            "Open the report in another window to read what is new. What you typed is still below: send it again if it stands."
        ),
    )
