"""How the open API's answers look: the source of its OpenAPI description. Tests hold every answer to it.

Answers are not put through these while they are made, because a page of a hundred would cost several times as much.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.queries import open_story

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

StandingWord = Enum("StandingWord", {value: value for value in codes.Standing.values}, type=str)  # type: ignore[misc]
ResponseWord = Enum("ResponseWord", {value: value for value in codes.ResponseKind.values}, type=str)  # type: ignore[misc]
CertaintyWord = Enum("CertaintyWord", {value: value for value in codes.Certainty.values}, type=str)  # type: ignore[misc]
PrecisionWord = Enum("PrecisionWord", {value: value for value in codes.Precision.values}, type=str)  # type: ignore[misc]
LinkWord = Enum("LinkWord", {value: value for value in codes.LinkKind.values}, type=str)  # type: ignore[misc]
ChangeWord = Enum("ChangeWord", {value: value for value in open_story.KINDS}, type=str)  # type: ignore[misc]


def _is_day(value: Any) -> Any:
    """Only a day as it is written: numbers are no moments here."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("write it as 2027-03-31")
    return value


Day = Annotated[date, BeforeValidator(_is_day)]
Cursor = Annotated[str, Field(max_length=200, pattern="^[A-Za-z0-9_-]+$", description="from `next` of the page before")]
Slug = Annotated[str, Field(max_length=80, pattern="^[-a-zA-Z0-9_]+$", description="short address of a report")]


class _Strict(Schema):
    """An answer: nothing but what is described."""

    model_config = ConfigDict(extra="forbid")


class Body(_Strict):
    """A body that was asked."""

    id: UUID
    name: str


class OpenAddressee(_Strict):
    """What one body was asked, and where it stands. `part` is a letter where it was asked for a part."""

    reference: str
    body: Body
    part: str | None
    asked_on: date
    respond_by: date | None = Field(description="while no response came")
    deliver_by: date | None
    standing: StandingWord
    response: ResponseWord | None = Field(description="the last one")
    is_overdue: bool = Field(description="on the day `as_of`")


class OpenReported(_Strict):
    """What a public source says of a recommendation of an earlier review. The office verified nothing of it."""

    addressee: str
    response: str
    status: str
    as_of: date
    precision: PrecisionWord
    source: str


class OpenRecommendation(_Strict):
    """A recommendation. `certainty` and `reported` are of earlier reviews alone; a theme has no number."""

    reference: str
    report: str
    number: str | None
    text: str
    measure: str
    issued_on: date
    certainty: CertaintyWord | None
    is_synthetic: bool
    tags: list[str]
    reported: OpenReported | None
    addressees: list[OpenAddressee]


class OpenPart(_Strict):
    """A part of a recommendation, where bodies were asked for different things."""

    letter: str
    text: str


class OpenLink(_Strict):
    """How two recommendations stand to one another."""

    direction: Literal["from_this", "to_this"]
    kind: LinkWord
    recommendation: str
    reason: str
    made_on: date


class OpenChange(_Strict):
    """Something that happened on a day. `details` depends on `kind` (docs/operating/open-api.md)."""

    id: UUID
    on: date
    kind: ChangeWord
    recommendation: str
    addressee: str | None
    body: Body | None
    details: dict[str, Any]


class OneRecommendation(OpenRecommendation):
    """A recommendation with its parts, its links and its whole story, oldest first."""

    parts: list[OpenPart]
    links: list[OpenLink]
    story: list[OpenChange]
    as_of: date


class OpenNote(_Strict):
    """What a source says of a whole report on a day. A count is there only where the source has it."""

    text: str
    addressee: str
    response: str
    status: str
    recommendations: int | None
    recommendations_done: int | None
    tasks: int | None
    tasks_done: int | None
    as_of: date
    precision: PrecisionWord
    source: str


class OpenReport(_Strict):
    """A report from which recommendations come. `precision` says how exactly its day is known."""

    slug: str
    title: str
    author: str
    paper: str
    summary: str
    published_on: date | None
    precision: PrecisionWord
    source: str
    is_earlier: bool
    is_synthetic: bool
    recommendations: int
    notes: list[OpenNote]


class OpenBody(_Strict):
    """A body that was asked, and where what it was asked stands."""

    id: UUID
    name: str
    kind: str
    nation: str | None
    region: str | None
    ended_on: date | None
    asked: int
    overdue: int
    standings: dict[str, int]


class OpenFigure(_Strict):
    """Counts of a day whose digest stands in the public ledger. `scope` is empty for all."""

    scope: str
    counted_on: date
    counts: dict[str, Any]
    digest: str


class OpenWithheld(_Strict):
    """Rows of the history that are not shown, because what supports them is not good enough."""

    report: str
    published: str
    certainty: str
    rows: int


class _Page(_Strict):
    """A page: `next` is the address of the one that follows, if there is one."""

    as_of: date
    next: str | None


class RecommendationPage(_Page):
    """A page of recommendations, the newest first."""

    data: list[OpenRecommendation]


class ReportPage(_Page):
    """A page of reports by their short address."""

    data: list[OpenReport]


class BodyPage(_Page):
    """A page of bodies by name."""

    data: list[OpenBody]


class FigurePage(_Page):
    """A page of figures, the newest first."""

    data: list[OpenFigure]


class ChangePage(_Page):
    """A page of what happened, the newest first."""

    data: list[OpenChange]


class WithheldPage(_Page):
    """Everything that is withheld."""

    data: list[OpenWithheld]


class Wrong(_Strict):
    """What is wrong with one parameter."""

    name: str
    detail: str


class Problem(_Strict):
    """Why there is no answer (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] = Field(default_factory=list)


class NoFilters(Schema):
    """No parameter at all."""


class RecommendationFilters(Schema):
    """What narrows the list. Everything that is asked about a body is asked about one and the same."""

    report: Slug | None = None
    body: UUID | None = Field(None, description="id of a body")
    standing: StandingWord | None = None
    overdue: Literal["true", "false"] | None = None
    tag: str | None = Field(
        None, max_length=80, pattern="^[a-z0-9_.-]+(:[a-z0-9_.-]+)?$", description="`code` or `list:code`"
    )
    since: Day | None = Field(None, description="issued on this day or later")
    text: str | None = Field(
        None, min_length=1, max_length=200, description='words of the text or the measure; `-word` and "a phrase" work'
    )
    cursor: Cursor | None = None


class PageFilters(Schema):
    """Which page."""

    cursor: Cursor | None = None


class FigureFilters(Schema):
    """What narrows the figures."""

    scope: str | None = Field(
        None, max_length=120, pattern="^(report:[-a-zA-Z0-9_]+|body:[-0-9a-f]+)?$", description="empty: of all"
    )
    since: Day | None = Field(None, description="counted on this day or later")
    cursor: Cursor | None = None


class ChangeFilters(Schema):
    """What narrows the changes."""

    since: Day | None = Field(None, description="on this day or later; a month before today where it is not said")
    cursor: Cursor | None = None
