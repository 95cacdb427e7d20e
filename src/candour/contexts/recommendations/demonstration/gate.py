"""Reports on their way out: drafted by one, checked by another, issued by the Commissioner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from candour.contexts.recommendations.demonstration.reports import AUTHOR, CONSIDERED, Asked, Report
from candour.contexts.recommendations.demonstration.stage import COMMISSIONER, HEAD, REVIEWER, Stage
from candour.contexts.recommendations.models import Draft, Recommendation, ReportDraft
from candour.contexts.recommendations.operations import drafts, issuing
from candour.contexts.recommendations.submission import Asked as AskedBody
from candour.contexts.recommendations.submission import Contents, Linked, ReportSaid

DAYS = 14, 12, 8, 5
"""How many days before a recommendation is issued it was drafted, considered, proposed, and let pass."""

Issued = dict[str, Recommendation]


def report(stage: Stage, told: Report, ago: int) -> ReportDraft:
    """Begin a report. It is marked invented before anything is added to it, so that all of it is."""
    said = ReportSaid(slug=told.slug, title=told.title, author=AUTHOR, summary=told.summary)
    new = stage.does(REVIEWER, drafts.draft_report, ago, said=said)
    ReportDraft.objects.filter(pk=new.pk).update(is_synthetic=True)
    new.is_synthetic = True
    return new


def issue(
    stage: Stage, told: Report, asked: Sequence[Asked], ago: int, earlier: Mapping[str, Recommendation]
) -> Issued:
    """A whole report, from its first draft to the day on which it is sent to those whom it asks."""
    source = report(stage, told, ago + DAYS[0])
    made = [(one, passed(stage, source, one, ago, earlier)) for one in asked]
    return {one.number: stage.does(COMMISSIONER, issuing.issue, ago, draft_id=held.id) for one, held in made}


def publish(stage: Stage, told: Report, ago: int) -> None:
    """Let everybody see it."""
    source = ReportDraft.objects.get(slug=told.slug)
    stage.does(COMMISSIONER, issuing.publish, ago, report_id=source.id)


def draft(
    stage: Stage, source: ReportDraft, one: Asked, ago: int, earlier: Mapping[str, Recommendation], by: str = REVIEWER
) -> Draft:
    """Somebody writes down what is recommended."""
    return stage.does(by, drafts.draft, ago, report_id=source.id, said=contents(stage, one, earlier))


def considered(stage: Stage, held: Draft, one: Asked, ago: int, by: str = REVIEWER, *, but: int = 0) -> None:
    """What was considered, for every aspect but the last few."""
    aspects = list(CONSIDERED)[: len(CONSIDERED) - but]
    reasons = {aspect: CONSIDERED[aspect].format(about=one.about) for aspect in aspects}
    stage.does(by, drafts.consider, ago, draft_id=held.id, reasons=reasons)


def proposed(
    stage: Stage, source: ReportDraft, one: Asked, ago: int, earlier: Mapping[str, Recommendation], by: str = REVIEWER
) -> Draft:
    """A draft that waits for a second person; ``ago`` is when it could be issued at the soonest."""
    held = draft(stage, source, one, ago + DAYS[0], earlier, by)
    considered(stage, held, one, ago + DAYS[1], by)
    stage.does(by, drafts.propose, ago + DAYS[2], draft_id=held.id)
    return held


def passed(stage: Stage, source: ReportDraft, one: Asked, ago: int, earlier: Mapping[str, Recommendation]) -> Draft:
    """A draft that a second person let pass."""
    held = proposed(stage, source, one, ago, earlier)
    words = "It says who does what by when, and one can see from files whether it was done."
    stage.does(HEAD, drafts.pass_gate, ago + DAYS[3], draft_id=held.id, rationale=words)
    return held


def contents(stage: Stage, one: Asked, earlier: Mapping[str, Recommendation]) -> Contents:
    """What the draft says, with the bodies, terms and earlier recommendations of this database."""
    bodies = [named.partition(":") for named in one.bodies]
    return Contents(
        number=one.number,
        text=one.text,
        measure=one.measure,
        deliver_by=stage.ahead(one.due_in) if one.due_in else None,
        parts=one.parts,
        asked=tuple(AskedBody(stage.bodies[body].id, part) for body, _colon, part in bodies),
        tags=tuple(stage.tags[code].id for code in one.tags),
        links=tuple(Linked(kind, earlier[number].reference, reason) for kind, number, reason in one.links),
    )


def unfinished(stage: Stage, told: Report, asked: Sequence[Asked]) -> None:
    """A report that is still being written: one recommendation in every state of the quality gate, and more."""
    source = report(stage, told, 30)
    gaps, nearly, with_head, with_reviewer, ready, back, given_up = asked
    draft(stage, source, gaps, 2, {})
    held = draft(stage, source, nearly, 12, {})
    considered(stage, held, nearly, 6, but=3)
    proposed(stage, source, with_head, 1, {})
    proposed(stage, source, with_reviewer, 2, {}, by=HEAD)
    passed(stage, source, ready, 3, {})
    held = proposed(stage, source, back, 4, {})
    words = "The measure asks readers, and does not say how many or who they are. Please say."
    stage.does(HEAD, drafts.send_back, 5, draft_id=held.id, rationale=words)
    held = draft(stage, source, given_up, 20, {})
    words = "A line exists already, as the department told us; a recommendation would ask for what is there."
    stage.does(REVIEWER, drafts.withdraw, 9, draft_id=held.id, rationale=words)
