"""The room in which the office drafts, for tests: three people of the office, and drafts as far as a test wants them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Draft, Recommendation, ReportDraft
from candour.contexts.recommendations.operations import drafts, issuing, reference
from candour.contexts.recommendations.submission import Asked, Contents, ReportSaid
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.kernel.people.roles import Role
from tests.somebody import Somebody


@dataclass
class Room(Desk):
    """Rowena drafts, Tarek checks, Agnes signs."""

    def __post_init__(self) -> None:
        super().__post_init__()
        reference.load()
        self.owner("Home Office")

    @property
    def rowena(self) -> Somebody:
        """Drafts and considers."""
        return self.of_office(Role.REVIEWER, "Rowena Ashe")

    @property
    def tarek(self) -> Somebody:
        """The second person."""
        return self.of_office(Role.REVIEWER, "Tarek Said")

    @property
    def agnes(self) -> Somebody:
        """The head of office, who issues."""
        return self.of_office(Role.HEAD_OF_OFFICE, "Agnes Muir")

    def report_draft(self, slug: str = "lessons-2026", **said: Any) -> ReportDraft:
        """A report in the making; the same for the same slug."""
        held = ReportDraft.objects.filter(slug=slug).first()
        given = {"title": "Lessons of 2026", "author": "Independent Prevent Commissioner", **said}
        return held or self.rowena.does(drafts.draft_report, said=ReportSaid(slug=slug, **given))

    def contents(self, number: str = "1", *bodies: str, **said: Any) -> Contents:
        """What a draft says that lacks nothing but what was considered."""
        asked = tuple(Asked(self.body(name).id) for name in bodies or ("Home Office",))
        given = {
            "text": f"Train everybody who takes referrals ({number}).",
            "measure": "Nine in ten were trained.",
            "deliver_by": today() + timedelta(days=200),
            "asked": asked,
            **said,
        }
        return Contents(number=number, **given)

    def drafted(self, number: str = "1", *bodies: str, report: ReportDraft | None = None, **said: Any) -> Draft:
        """A draft."""
        source = report or self.report_draft()
        return self.rowena.does(drafts.draft, report_id=source.id, said=self.contents(number, *bodies, **said))

    def considered(self, number: str = "1", *bodies: str, **said: Any) -> Draft:
        """A draft of which every aspect was considered."""
        made = self.drafted(number, *bodies, **said)
        self.rowena.does(drafts.consider, draft_id=made.id, reasons=every_aspect())
        return made

    def proposed(self, number: str = "1", *bodies: str, **said: Any) -> Draft:
        """A draft that waits for a second person."""
        made = self.considered(number, *bodies, **said)
        self.rowena.does(drafts.propose, draft_id=made.id)
        return fresh(made)

    def passed(self, number: str = "1", *bodies: str, **said: Any) -> Draft:
        """A draft that waits to be issued."""
        made = self.proposed(number, *bodies, **said)
        self.tarek.does(drafts.pass_gate, draft_id=made.id, rationale="It can be done and measured.")
        return fresh(made)

    def issued(self, number: str = "1", *bodies: str, **said: Any) -> Recommendation:
        """A recommendation that was issued."""
        return self.agnes.does(issuing.issue, draft_id=self.passed(number, *bodies, **said).id)


def every_aspect() -> dict[str, str]:
    """Reasons for each aspect of the quality gate."""
    return {aspect: f"What {aspect} means here." for aspect in codes.Aspect.values}


def fresh(draft: Draft) -> Draft:
    """A draft as it stands now."""
    return Draft.objects.select_related("report").get(pk=draft.pk)
