"""Issuing a recommendation, and publishing a report.

Issuing copies a draft that passed into the tables that doors share, and asks each body: from then on they see it. The public
sees nothing until the report is published; then all of it at once. What was issued is never changed.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.models import (
    Addressee,
    Draft,
    Link,
    Part,
    PublishedText,
    Recommendation,
    Report,
    ReportDraft,
    Tag,
)
from candour.contexts.recommendations.operations import asking, drafts, kinds
from candour.contexts.recommendations.procedure import basis
from candour.contexts.recommendations.queries import published
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused

KIND_REPORT, KIND_RECOMMENDATION = "report", "recommendation"
"""What the public ledger calls the two things that are published here."""


@transaction.atomic
def issue(*, draft_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> Recommendation:
    """Issue a draft that passed the quality gate: every body that is asked sees it at once, and its time begins.

    Into a report that is published already it is public at once.
    """
    kind, on = kinds.drafts(), localdate(at)
    held = kind.lock(draft_id)
    against = () if held.deliver_by is None or held.deliver_by > on else (_too_late(),)
    facts = drafts.judged(held, "issue", actor=actor, at=at, seen=seen, against=against)
    source = ReportDraft.objects.select_for_update().get(pk=held.report_id)
    report = _report_of(source, at)
    new = Recommendation(
        report=report,
        number=held.number,
        place=_place(held, report),
        text=held.text,
        measure=held.measure,
        issued_on=on,
        published_at=at if report.published_at is not None else None,
        is_synthetic=held.is_synthetic,
    )
    new.save(force_insert=True)
    parts = {part.id: Part(recommendation=new, letter=part.letter, text=part.text) for part in held.parts.all()}
    Part.objects.bulk_create(parts.values())
    Tag.objects.bulk_create(Tag(recommendation=new, term_id=UUID(term)) for term in held.tags)
    Link.objects.bulk_create(
        Link(
            recommendation=new, kind=link.kind, to_id=link.to_id, reason=link.reason, made_on=on, by_id=actor.person_id
        )
        for link in held.links.all()
    )
    for asked in held.addressees.select_related("organisation").order_by("part__letter", "organisation__name", "id"):
        asking.ask(
            recommendation=new,
            organisation=asked.organisation,
            part=parts[asked.part_id] if asked.part_id else None,
            deliver_by=held.deliver_by,
            actor=actor,
            at=at,
        )
    held.issued_as = new
    kind.take(
        held,
        "issue",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        codes={"recommendation": str(new.id), "report": str(report.id)},
        changed=["issued_as"],
    )
    if report.published_at is not None:
        text = published.of_recommendation(report, _with_all(new), on)
        _put_into_the_public_tree(report, new, text, KIND_RECOMMENDATION, actor=actor, at=at)
    return new


@transaction.atomic
def publish(*, report_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> Report:
    """Publish a report with every recommendation that was issued: the public sees it from this moment. It cannot be
    taken back, so it needs a fresh proof of who publishes.

    ``report_id`` is the draft's. ``seen`` is how many issued recommendations the page showed.
    """
    source = ReportDraft.objects.select_for_update().get(pk=report_id)
    waiting = Report.objects.filter(drafted_as=source, published_at__isnull=True)
    report = waiting.select_for_update(of=("self",)).first()
    issued = published.issued_in(report) if report is not None else []
    found = _against_publishing(source, report, actor, at)
    if report is None or found:  # the first is among the second; the type checker needs both
        raise Refused(tuple(found))
    if seen is not None and seen != len(issued):
        raise Refused((_more_was_issued(),))
    on = localdate(at)
    report.published_on, report.published_at = on, at
    report.save(update_fields=["published_on", "published_at"])
    report.recommendations.update(published_at=at)
    Addressee.objects.filter(recommendation__report=report).update(published_at=at)
    text = published.of_report(report, issued, on)
    _put_into_the_public_tree(report, None, text, KIND_REPORT, actor=actor, at=at)
    ledger.append(
        verb="recommendations.report.publish",
        subject=report.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"recommendations": len(issued)},
    )
    return report


def _report_of(source: ReportDraft, at: datetime) -> Report:
    """The report as it left, made when its first recommendation is issued."""
    if source.issued_as_id is not None:
        return Report.objects.get(pk=source.issued_as_id)
    new = Report(
        slug=source.slug,
        title=source.title,
        author=source.author,
        paper=source.paper,
        summary=source.summary,
        issued_at=at,
        is_synthetic=source.is_synthetic,
    )
    new.save(force_insert=True)
    source.issued_as = new
    source.save(update_fields=["issued_as"])
    return new


def _place(held: Draft, report: Report) -> int:
    """Where it stands in the report: by its number among all that were drafted, or last where that place is taken."""
    numbers = sorted(
        Draft.objects.filter(report_id=held.report_id).values_list("number", flat=True), key=published.in_order
    )
    place = numbers.index(held.number) + 1
    taken = set(report.recommendations.values_list("place", flat=True))
    return place if place not in taken else max(taken) + 1


def _with_all(new: Recommendation) -> Recommendation:
    rows = Recommendation.objects.prefetch_related(
        "parts", "tags__term", "links__to", "addressees__organisation", "addressees__part"
    )
    return rows.get(pk=new.pk)


def _put_into_the_public_tree(
    report: Report, recommendation: Recommendation | None, text: str, kind: str, *, actor: Actor, at: datetime
) -> None:
    """Keep the text as it left, and have its digest put where nobody can change it."""
    digest = published.digest(text)
    row = PublishedText(
        report=report, recommendation=recommendation, text=text, digest=digest, published_on=localdate(at)
    )
    row.save(force_insert=True)
    ledger.publish(kind=kind, digest=digest, actor=actor, at=at)


def _against_publishing(source: ReportDraft, waiting: Report | None, actor: Actor, at: datetime) -> list[Refusal]:
    found = []
    if source.issued_as_id is None:
        found.append(
            Refusal("nothing_issued", _("No recommendation of this report was issued."), _("Issue at least one first."))
        )
    elif waiting is None:
        found.append(Refusal("published", _("This report is published already."), _("Nothing more is needed.")))
    if not actor.has(*basis.SIGNS):
        found.append(
            Refusal(
                "role",
                _("Publishing is for the head of office and the Commissioner."),
                _("Ask one of them to do it."),
            )
        )
    if not actor.has_stepped_up(at):
        found.append(
            Refusal(
                "step_up",
                _("This needs a proof of who you are that is less than five minutes old."),
                _("Use your passkey again, then publish."),
            )
        )
    return found


def _more_was_issued() -> Refusal:
    return Refusal(
        "moved_on",
        _("Another recommendation of this report was issued since you opened the page. Nothing was published yet."),
        _("Read the list again, then publish."),
    )


def _too_late() -> Refusal:
    return Refusal(
        "deliver_by",
        _("The day by which it should be done is not after today."),
        _("Send it back and set a later day."),
    )
