"""Issued recommendations and those who work with them, for tests. Every text is invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from candour.contexts.recommendations.models import Addressee, Part, Recommendation, Report
from candour.contexts.recommendations.operations import asking
from candour.kernel.deadlines import terms
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import OrganisationKind, Role
from candour.kernel.people.tests import factories
from tests.somebody import AsDoor, Somebody, now, somebody


def today() -> date:
    """The day in London."""
    return localdate(now())


@dataclass
class Desk:
    """The office, the bodies it asks, and one recommendation after another. Made as the owner."""

    as_door: AsDoor
    bodies: dict[str, Organisation] = field(default_factory=dict)
    people: dict[tuple[str, str], Somebody] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)

    def __post_init__(self) -> None:
        terms.load_defaults()

    def body(self, name: str = "Home Office", kind: str = OrganisationKind.HOME_OFFICE) -> Organisation:
        """A body; the same for the same name."""
        if name not in self.bodies:
            self.bodies[name] = factories.organisation(kind, name=name)
        return self.bodies[name]

    def of_office(self, role: str = Role.HEAD_OF_OFFICE, name: str = "Somebody") -> Somebody:
        """Somebody of the office; the same for the same role and name."""
        return self._person(role, name, None)

    def owner(self, body: str = "Home Office", name: str = "Owner") -> Somebody:
        """Somebody who answers recommendations for a body; the same for the same name."""
        return self._person(Role.RECOMMENDATION_OWNER, f"{name} of {body}", self.body(body))

    def _person(self, role: str, name: str, at: Organisation | None) -> Somebody:
        if (role, name) not in self.people:
            self.people[role, name] = somebody(self.as_door, role, at=at, name=name)
        return self.people[role, name]

    def report(self, slug: str = "lessons", *, published: bool = True, **fields: Any) -> Report:
        """A report; the same for the same slug."""
        if slug not in self.reports:
            given = {
                "title": f"Report {slug}",
                "author": "The Commissioner",
                "published_on": today() if published else None,
            }
            self.reports[slug] = Report.objects.create(
                slug=slug, issued_at=now(), published_at=now() if published else None, **{**given, **fields}
            )
        return self.reports[slug]

    def recommendation(self, report: Report | None = None, **fields: Any) -> Recommendation:
        """A recommendation that was issued, with nobody asked yet."""
        source = report or self.report()
        place = source.recommendations.count() + 1
        given = {
            "number": str(place),
            "text": f"Do what recommendation {place} says.",
            "measure": "It is done everywhere.",
            "issued_on": today(),
            "published_at": source.published_at,
        }
        return Recommendation.objects.create(report=source, place=place, **{**given, **fields})

    def asked(
        self,
        *bodies: str,
        recommendation: Recommendation | None = None,
        part: Part | None = None,
        deliver_by: date | None = None,
        at: datetime | None = None,
    ) -> Addressee:
        """The first of these bodies, asked for a recommendation; the others are asked too."""
        asked_for = recommendation or self.recommendation()
        head = self.of_office()
        made = [
            asking.ask(
                recommendation=asked_for,
                organisation=self.body(body),
                part=part,
                deliver_by=deliver_by or today() + timedelta(days=200),
                actor=head.actor(),
                at=at or now(),
            )
            for body in bodies or ("Home Office",)
        ]
        return made[0]
