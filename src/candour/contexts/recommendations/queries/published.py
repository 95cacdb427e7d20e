"""The text of what is published, exactly as it leaves: one canonical text, whose digest stands in the public ledger.

It is composed once, when it is published, and kept (``models/published.py``). Days are written as the machine writes them, so
that the text is the same for everybody; it is in English, as it was issued.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import PublishedText, Recommendation, Report

_KINDS = {
    codes.LinkKind.REPEATS.value: "Repeats",
    codes.LinkKind.SUPERSEDES.value: "Supersedes",
    codes.LinkKind.DERIVES_FROM.value: "Derives from",
    codes.LinkKind.CONFLICTS.value: "Conflicts with",
}


def issued_in(report: Report) -> list[Recommendation]:
    """The recommendations of a report in its order, with everything that their text says. Five queries."""
    return list(
        report.recommendations.order_by("place").prefetch_related(
            "parts", "tags__term", "links__to", "addressees__organisation", "addressees__part"
        )
    )


def of_report(report: Report, recommendations: Sequence[Recommendation], on: date) -> str:
    """The whole report, with what was issued by this day."""
    lines = [report.title, report.author]
    if report.paper:
        lines.append(f"Paper: {report.paper}")
    lines += [f"Published: {on.isoformat()}", f"Recommendations: {len(recommendations)}"]
    if report.summary:
        lines += ["", report.summary]
    for recommendation in recommendations:
        lines += ["", *_lines(recommendation)]
    return "\n".join(lines) + "\n"


def of_recommendation(report: Report, recommendation: Recommendation, on: date) -> str:
    """One recommendation that was added to a report after the report was published."""
    head = [report.title, report.author, f"Published: {on.isoformat()}", ""]
    return "\n".join([*head, *_lines(recommendation)]) + "\n"


def digest(text: str) -> str:
    """SHA-256 of the bytes that a reader downloads, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def by_digest(wanted: str) -> PublishedText | None:
    """What was published under this digest, as far as whoever asks may see it."""
    return PublishedText.objects.filter(digest=wanted).first()


def _lines(recommendation: Recommendation) -> Iterator[str]:
    yield f"Recommendation {recommendation.number} ({recommendation.reference})"
    yield f"Issued: {recommendation.issued_on.isoformat()}"
    yield recommendation.text
    for part in recommendation.parts.all():
        yield f"Part {part.letter}: {part.text}"
    yield f"Measure of success: {recommendation.measure}"
    asked = sorted(
        recommendation.addressees.all(),
        key=lambda one: (one.part.letter if one.part else "", one.organisation.name, one.reference),
    )
    for one in asked:
        what = f"part {one.part.letter}" if one.part else "the whole"
        by = f", by {one.deliver_by.isoformat()}" if one.deliver_by else ""
        yield f"Asked: {one.organisation.name}, for {what}{by} ({one.reference})"
    for tag in sorted(recommendation.tags.all(), key=lambda tag: (tag.term.list, tag.term.code)):
        yield f"Tag: {tag.term.label}"
    for link in sorted(recommendation.links.all(), key=lambda link: (link.kind, link.to.reference)):
        yield f"{_KINDS[link.kind]}: {link.to.reference}. {link.reason}"


def in_order(number: str) -> tuple[list[tuple[int, int, str]], str]:
    """By what numbers sort: 2 comes before 10, and 4a after 4."""
    pieces = re.findall(r"\d+|\D+", number.casefold())
    return [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces], number
