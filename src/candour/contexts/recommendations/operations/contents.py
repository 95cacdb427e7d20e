"""What a draft says: its text, whom it asks for what, its tags and links, judged and written as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import (
    Draft,
    DraftAddressee,
    DraftLink,
    DraftPart,
    Recommendation,
    TagTerm,
)
from candour.contexts.recommendations.models.issued import LONG_TEXT, TEXT
from candour.contexts.recommendations.submission import LETTERS, Asked, Contents, Linked
from candour.kernel.people.models import Organisation
from candour.kernel.procedures.facts import Refusal, Words


def refusals(said: Contents, *, report_id: UUID, draft_id: UUID | None, on: date) -> tuple[Refusal, ...]:
    """Everything that stands against it. What the quality gate asks for may still be missing."""
    return (
        *_of_number(said, report_id, draft_id),
        *_of_lengths(said),
        *_of_day(said, on),
        *_of_asked(said, on),
        *_of_tags(said, on),
        *_of_links(said),
    )


def write_fields(draft: Draft, said: Contents) -> list[str]:
    """Set the draft's own fields, which the caller saves; returns their names."""
    draft.number, draft.text, draft.measure = said.number.strip(), said.text.strip(), said.measure.strip()
    draft.deliver_by = said.deliver_by
    draft.tags = [str(term) for term in dict.fromkeys(said.tags)]
    return ["number", "text", "measure", "deliver_by", "tags"]


def write_rows(draft: Draft, said: Contents) -> None:
    """Write parts, bodies and links anew, once the draft itself is stored. Parts are lettered without gaps, whatever was
    taken out."""
    DraftAddressee.objects.filter(draft=draft).delete()
    DraftPart.objects.filter(draft=draft).delete()
    DraftLink.objects.filter(draft=draft).delete()
    parts = {
        typed: DraftPart(draft=draft, letter=letter, text=text.strip())
        for letter, (typed, text) in zip(LETTERS, said.parts, strict=False)
    }
    DraftPart.objects.bulk_create(parts.values())
    DraftAddressee.objects.bulk_create(
        DraftAddressee(draft=draft, organisation_id=asked.organisation_id, part=parts.get(asked.part))
        for asked in said.asked
    )
    targets = _targets(said)
    DraftLink.objects.bulk_create(
        DraftLink(draft=draft, kind=link.kind, to_id=targets[link.reference], reason=link.reason.strip())
        for link in said.links
    )


def of_draft(draft: Draft) -> Contents:
    """What a draft says now. Three queries."""
    return Contents(
        number=draft.number,
        text=draft.text,
        measure=draft.measure,
        deliver_by=draft.deliver_by,
        parts=tuple(draft.parts.values_list("letter", "text")),
        asked=tuple(
            Asked(body, letter or "")
            for body, letter in draft.addressees.order_by("part__letter", "organisation__name").values_list(
                "organisation_id", "part__letter"
            )
        ),
        tags=tuple(UUID(term) for term in draft.tags),
        links=tuple(
            Linked(*row) for row in draft.links.order_by("kind", "id").values_list("kind", "to__reference", "reason")
        ),
    )


def _of_number(said: Contents, report_id: UUID, draft_id: UUID | None) -> Iterator[Refusal]:
    number = said.number.strip()
    if not number or len(number) > 20:
        yield Refusal(
            "number",
            _("It has no number in the report, or a number of more than 20 characters."),
            _("Number it as the report does, such as 4 or 4a."),
        )
        return
    same = Draft.objects.filter(report_id=report_id, number__iexact=number)
    if draft_id is not None:
        same = same.exclude(id=draft_id)
    if (other := same.values_list("reference", flat=True).first()) is not None:
        yield Refusal(
            "number_taken",
            format_lazy(_("The report has a number {number} already: {other}."), number=number, other=other),
            _("Give it another number. One that was given up keeps its number too."),
        )


def _of_lengths(said: Contents) -> Iterator[Refusal]:
    texts: list[tuple[Words, str, int]] = [
        (_("The recommendation"), said.text, LONG_TEXT),
        (_("The measure of success"), said.measure, TEXT),
        *((format_lazy(_("Part {letter}"), letter=letter), text, TEXT) for letter, text in said.parts),
        *((_("The reason for a link"), link.reason, TEXT) for link in said.links),
    ]
    for what, text, most in texts:
        if len(text) > most:
            yield Refusal(
                "too_long",
                format_lazy(_("{what} has {long} characters; {most} fit."), what=what, long=len(text), most=most),
                _("Shorten it."),
            )
    if len(said.parts) > len(LETTERS):
        yield Refusal("parts", _("It has more than 26 parts."), _("Make it two recommendations."))
    if len({letter for letter, _ in said.parts}) < len(said.parts):
        yield Refusal("parts", _("Two of its parts have the same letter."), _("Open the page again."))
    if any(not text.strip() for _, text in said.parts):
        yield Refusal("part_text", _("A part has no text."), _("Say what it asks for, or take it out."))


def _of_day(said: Contents, on: date) -> Iterator[Refusal]:
    if said.deliver_by is not None and said.deliver_by <= on:
        yield Refusal("deliver_by", _("The day by which it should be done is not after today."), _("Set a later day."))


def _of_asked(said: Contents, on: date) -> Iterator[Refusal]:
    wanted = {asked.organisation_id for asked in said.asked}
    known = Organisation.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), id__in=wanted)
    if wanted - set(known.values_list("id", flat=True)):
        yield Refusal("body", _("A body that is asked does not exist, or no longer."), _("Choose one of the list."))
    letters = {letter for letter, _ in said.parts}
    if any(asked.part and asked.part not in letters for asked in said.asked):
        yield Refusal(
            "part", _("A body is asked for a part that has no text."), _("Write the part, or choose another.")
        )
    times = Counter((asked.organisation_id, asked.part) for asked in said.asked)
    whole = {asked.organisation_id for asked in said.asked if not asked.part}
    if any(count > 1 for count in times.values()) or any(
        asked.part and asked.organisation_id in whole for asked in said.asked
    ):
        yield Refusal(
            "asked_twice",
            _("A body is asked for the same thing twice."),
            _("Name each body once for the whole, or once for each part that it is asked for."),
        )


def _of_tags(said: Contents, on: date) -> Iterator[Refusal]:
    wanted = {*said.tags}
    known = TagTerm.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), id__in=wanted, valid_from__lte=on
    )
    if wanted and known.count() < len(wanted):
        yield Refusal("tag", _("A tag is not in use any more."), _("Choose one that is in use today."))


def _of_links(said: Contents) -> Iterator[Refusal]:
    targets = _targets(said)
    for link in said.links:
        if link.reference not in targets:
            yield Refusal(
                "link_to",
                format_lazy(_("There is no issued recommendation {reference}."), reference=link.reference or "–"),
                _("Type its reference, such as N-7K2M-9QXR."),
            )
        if link.kind not in codes.LinkKind.values:
            yield Refusal(
                "link_kind", _("It is not said how the two stand to one another."), _("Choose one of the list.")
            )
        if not link.reason.strip():
            yield Refusal(
                "link_reason", _("A link has no reason."), _("Say in a sentence why the two belong together.")
            )
    if len({(link.kind, link.reference) for link in said.links}) < len(said.links):
        yield Refusal("link_twice", _("The same link is there twice."), _("Take one of them out."))


def _targets(said: Contents) -> dict[str, UUID]:
    if not said.links:
        return {}
    wanted = [link.reference for link in said.links]
    return dict(Recommendation.objects.filter(reference__in=wanted).values_list("reference", "id"))
