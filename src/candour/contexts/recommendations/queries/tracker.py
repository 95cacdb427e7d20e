"""The public tracker's list: what is asked for in an address, one page of it, and how many there are at most.

Everything is bounded: a page has so many rows, the next one begins where it ended (no page is counted off), and a count stops
at a thousand. Nothing is ranked. Columns are asked for by name, because the public door has no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes, references
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries.progress import OVERDUE
from candour.contexts.recommendations.queries.standing import standing_of

PAGE = 25
COUNTED = 1_000
"""Where counting stops: "1,000+"."""
LONGEST = 200
"""Characters of what is searched for; what comes after is left out."""
CHOICES = 250
"""Reports and bodies that a list offers to choose from."""

BY_REPORT, BY_DUE = "report", "due"
SORTS = (BY_REPORT, BY_DUE)
KINDS = ("office", "earlier")
"""Recommendations of this office, and of reviews before it."""

_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}\Z")
_AFTER_REPORT = re.compile(r"(\d{4}-\d{2}-\d{2})~([0-9a-f-]{36})~(\d{1,9})\Z")
_AFTER_DUE = re.compile(r"(\d{4}-\d{2}-\d{2})~([0-9a-f-]{36})\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffd]+")

_STATES: dict[codes.Standing, tuple[str, str]] = {
    codes.Standing.AWAITING: (answer.ASKED, ""),
    codes.Standing.ACCEPTED: (answer.ACCEPTED, codes.ResponseKind.ACCEPT),
    codes.Standing.IN_PART: (answer.ACCEPTED, codes.ResponseKind.ACCEPT_IN_PART),
    codes.Standing.IN_PRINCIPLE: (answer.ACCEPTED, codes.ResponseKind.ACCEPT_IN_PRINCIPLE),
    **{
        codes.Standing(state): (state, "")
        for state in (
            answer.REJECTED, answer.NOTED, answer.ELSEWHERE, answer.CLAIMED, answer.VERIFIED, answer.NOT_VERIFIED,
            answer.CLOSED,
        )
    },
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What an address asks for. ``ignored`` names what could not be understood and was left out."""

    words: str = ""
    report: str = ""
    body: UUID | None = None
    standings: tuple[codes.Standing, ...] = ()
    overdue: bool = False
    tag: str = ""
    kind: str = ""
    sort: str = BY_REPORT
    after: str = ""
    ignored: tuple[str | Promise, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out of the list."""
        return bool(self.words or self.report or self.body or self.standings or self.overdue or self.tag or self.kind)

    @property
    def by_body(self) -> bool:
        """Whether it is about bodies that were asked, which recommendations of earlier reviews do not have."""
        return bool(self.body or self.standings or self.overdue)

    def query(self, **other: str) -> str:
        """The query of the address that asks for this again, in one spelling; ``other`` changes or adds."""
        said: list[tuple[str, str]] = [("q", self.words), ("report", self.report), ("body", str(self.body or ""))]
        said += [("standing", one.value) for one in self.standings]
        said += [("overdue", "1" if self.overdue else ""), ("tag", self.tag), ("kind", self.kind)]
        said += [("sort", "" if self.sort == BY_REPORT else self.sort), ("after", self.after)]
        said = [(name, other.pop(name, value)) for name, value in said] + list(other.items())
        return urlencode([(name, value) for name, value in said if value])


def wanted(given: Mapping[str, Sequence[str]]) -> Wanted:
    """Read an address. Whatever it holds, this answers: what is no answer to a question is left out and named."""
    ignored: list[str | Promise] = []
    words = _CONTROL.sub(" ", _one(given, "q")).strip()
    if len(words) > LONGEST:
        words = words[:LONGEST]
        ignored.append(_("all but the first 200 characters of what you searched for"))
    report, tag, kind, sort = (_one(given, name) for name in ("report", "tag", "kind", "sort"))
    if report and not _SLUG.match(report):
        report = _left_out(ignored, _("the report"))
    if tag and not _SLUG.match(tag):
        tag = _left_out(ignored, _("the tag"))
    if kind and kind not in KINDS:
        kind = _left_out(ignored, _("whose recommendations"))
    if sort and sort not in SORTS:
        sort = _left_out(ignored, _("the order"))
    body = _uuid(_one(given, "body"))
    if _one(given, "body") and body is None:
        _left_out(ignored, _("the body"))
    known = {one.value: one for one in codes.Standing}
    asked = [value for value in given.get("standing", ())[:20] if value]
    standings = tuple(dict.fromkeys(known[value] for value in asked if value in known))
    if any(value not in known for value in asked):
        _left_out(ignored, _("where it stands"))
    after = _one(given, "after")
    sort = sort or BY_REPORT
    if after and not _place(sort, after):
        after = _left_out(ignored, _("the place in the list"))
    overdue = _one(given, "overdue") in {"1", "on", "yes"}
    return Wanted(words, report, body, standings, overdue, tag, kind, sort, after, tuple(ignored))


@dataclass
class Ask:
    """What one body is asked, as a list shows it. ``waits_for`` says what the next day is for."""

    body: UUID
    name: str
    part: str
    standing: codes.Standing
    is_overdue: bool
    next_on: date | None = None
    waits_for: str = ""


@dataclass
class Row:
    """One recommendation in a list; ``asks`` empty for those of earlier reviews, which have ``reported``."""

    id: UUID
    reference: str
    number: str
    text: str
    place: int
    issued_on: date
    certainty: str
    report_id: UUID
    slug: str
    title: str
    reported: tuple[str, str] | None = None
    asks: list[Ask] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """One page of the list. ``count`` above ``COUNTED`` means that many or more; ``after`` is where the next begins."""

    rows: tuple[Row, ...]
    count: int
    after: str


def page(asked: Wanted, on: date, *, size: int = PAGE) -> Page:
    """One page. Two queries, and one more where words are searched for."""
    common = bool(asked.words) and bool(_asked(_ARE_COMMON, {"words": asked.words})[0][0])
    found, count = _found(asked, on, size + 1, common=common)
    after = ""
    if len(found) > size:
        found = found[:size]
        after = found[-1].key
    return Page(tuple(_with_asks(found, on)), count, after)


def named(asked: Wanted, options: Iterable[Option]) -> str:
    """The name of the report or body that is asked for, where there is one."""
    values = {asked.report, str(asked.body)} - {"", "None"}
    return next((one.name for one in options if one.value in values), "") if values else ""


class Option(NamedTuple):
    """One choice of a filter. ``list`` is report, body, or the name of a list of tags."""

    list: str
    value: str
    name: str


_OPTIONS = """
(select 'report', p.slug, p.title, p.title from recommendations_report p
  where p.published_at is not null order by p.published_on desc nulls last, p.slug limit %(most)s)
union all
(select 'body', o.id::text, o.name, o.name from people_organisation o
  where exists (select 1 from recommendations_addressee a
                 where a.organisation_id = o.id and a.published_at is not null) order by o.name limit %(most)s)
union all
(select distinct on (t.list, t.code) t.list, t.code, t.label, coalesce(nullif(t.label_cy, ''), t.label)
   from recommendations_tagterm t order by t.list, t.code, t.valid_from desc limit %(most)s)
"""


def options(*, is_welsh: bool) -> list[Option]:
    """What can be chosen: reports, newest first; bodies that were asked; tags. One query."""
    return [
        Option(kind, value, in_welsh if is_welsh else name)
        for kind, value, name, in_welsh in _asked(_OPTIONS, {"most": CHOICES})
    ]


_ARE_COMMON = "select recommendations_words_are_common(%(words)s)"


@dataclass(frozen=True)
class _Found:
    """A recommendation in the list, the key by which the next page begins, and the one ask that it stands for."""

    row: Row
    key: str
    ask: UUID | None = None


_FOLLOWED = ("a.is_open", "a.next_due_on is not null")

_COLUMNS = """r.id, r.reference, r.number, left(r.text, 400), r.place, r.issued_on, r.certainty, r.report_id, p.slug,
       p.title, h.addressee, h.status"""
_JOINED = """join recommendations_report p on p.id = r.report_id
  left join recommendations_reported h on h.recommendation_id = r.id"""


# How a list is walked: from which tables, by what, and the names of that in what was found.
_WALKS = {
    # Each ask that is followed, by its next day: a recommendation stands here once for each body.
    BY_DUE: (
        "recommendations_addressee a join recommendations_recommendation r on r.id = a.recommendation_id",
        "r.id, a.next_due_on, a.id as ask",
        "a.next_due_on, a.id",
        "m.next_due_on, m.ask",
    ),
    BY_REPORT: (
        "recommendations_recommendation r",
        "r.id, r.issued_on, r.report_id, r.place",
        "r.issued_on desc, r.report_id, r.place",
        "m.issued_on desc, m.report_id, m.place",
    ),
}


def _found(asked: Wanted, on: date, most: int, *, common: bool) -> tuple[list[_Found], int]:
    """So many of the list from its place on, and how many the whole list has, up to one more than ``COUNTED``. One query.

    In a report, or where few hold the words, the search itself is what costs: it is made once, and counted. Else the list's own
    order gives a page at once, and counting goes its own way, where there is more than a page to count.
    """
    given: dict[str, object] = {"today": on, "most": most, "counted": COUNTED + 1}
    found = _of_recommendation(asked, given, common=common)
    if asked.sort == BY_DUE:
        found += [*_FOLLOWED, *_of_ask(asked, given)]
    elif asked.by_body:
        found.append(_some_ask(asked, given))
    source, keys, order, order_found = _WALKS[asked.sort]
    if asked.kind:
        source += " join recommendations_report p on p.id = r.report_id"
    behind = _behind(asked, given)
    is_once = not behind and bool(asked.report or (asked.words and not common))
    bound, within = "%(counted)s" if is_once else "%(most)s", "(select count(*) from matching)"
    whole = f"(select count(*) from (select 1 from {source} where {' and '.join(found)} limit %(counted)s) bounded)"
    sql = f"""
with matching as materialized (
    select {keys} from {source} where {" and ".join([*found, *behind])} order by {order} limit {bound})
select {_COLUMNS}, {"m.ask, m.next_due_on" if asked.sort == BY_DUE else "null, null"},
       {within if is_once else whole if behind else f"case when {within} < %(most)s then {within} else {whole} end"}
  from (select * from matching m order by {order_found} limit %(most)s) m
  join recommendations_recommendation r on r.id = m.id {_JOINED} order by {order_found}"""
    rows = _asked(sql, given)
    listed = []
    for *columns, ask, day, _many in rows:
        row = _row(columns)
        listed.append(_Found(row, f"{day}~{ask}" if ask else f"{row.issued_on}~{row.report_id}~{row.place}", ask))
    return listed, int(rows[0][-1]) if rows else 0


def _behind(asked: Wanted, given: dict[str, object]) -> list[str]:
    """The condition of standing behind the place where a page begins; none at the beginning."""
    place = _place(asked.sort, asked.after)
    if not place:
        return []
    given |= dict(zip(("day", "near", "at"), place, strict=False))
    if asked.sort == BY_DUE:
        return ["(a.next_due_on, a.id) > (%(day)s, %(near)s)"]
    return ["r.issued_on <= %(day)s and (r.issued_on < %(day)s or (r.report_id, r.place) > (%(near)s, %(at)s))"]


def conditions(asked: Wanted, on: date) -> tuple[list[str], dict[str, object]]:
    """What an address asks for as conditions on recommendations (``r``), reports (``p``) and asks (``a``), and their values.
    The order and the place in the list are left out."""
    given: dict[str, object] = {"today": on}
    found = _of_recommendation(asked, given)
    return ([*found, *_of_ask(asked, given)] if asked.by_body else found), given


def _of_recommendation(asked: Wanted, given: dict[str, object], *, common: bool = False) -> list[str]:
    """What is asked of recommendations (``r``) and their reports (``p``). Common words are looked for in the list's order."""
    found = ["r.published_at is not null"]
    # "necessary" is a word, and could be a reference: one that somebody copied has its hyphens or digits.
    looks = "-" in asked.words or any(sign.isdigit() for sign in asked.words)
    reference = references.read(asked.words) if looks else None
    if reference:
        given["reference"] = reference
        found.append(
            "(r.reference = %(reference)s or exists (select 1 from recommendations_addressee n"
            " where n.recommendation_id = r.id and n.reference = %(reference)s))"
        )
    elif asked.words:
        given["words"] = asked.words
        found.append(
            "r.search @@ websearch_to_tsquery('english', %(words)s)"
            if common
            else "r.id in (select recommendations_with_words(%(words)s))"
        )
    if asked.report:
        given["slug"] = asked.report
        found.append("r.report_id = (select s.id from recommendations_report s where s.slug = %(slug)s)")
    if asked.kind:
        found.append("p.is_earlier" if asked.kind == "earlier" else "not p.is_earlier")
    if asked.tag:
        given["tag"] = asked.tag
        found.append(
            "exists (select 1 from recommendations_tag t join recommendations_tagterm m on m.id = t.term_id"
            " where t.recommendation_id = r.id and m.code = %(tag)s)"
        )
    return found


def _of_ask(asked: Wanted, given: dict[str, object]) -> list[str]:
    """What is asked of the asks (``a``)."""
    found = ["a.published_at is not null"]
    if asked.body:
        given["body"] = asked.body
        found.append("a.organisation_id = %(body)s")
    if asked.standings:
        given["states"] = sorted({_STATES[one][0] for one in asked.standings})
        found.append("a.state = any(%(states)s)")
        accepted = [_STATES[one][1] for one in asked.standings if _STATES[one][0] == answer.ACCEPTED]
        if accepted:
            given["responses"] = [str(one) for one in accepted]
            found.append(f"(a.state <> '{answer.ACCEPTED}' or a.response = any(%(responses)s))")
    if asked.overdue:
        found.append(f"a.next_due_on < %(today)s and ({OVERDUE})")
    return found


def _some_ask(asked: Wanted, given: dict[str, object]) -> str:
    return (
        "exists (select 1 from recommendations_addressee a where a.recommendation_id = r.id and "
        f"{' and '.join(_of_ask(asked, given))})"
    )


_ASKS = f"""
select a.recommendation_id, a.id, o.id, o.name, coalesce(t.letter, ''), a.state, a.response,
       a.is_open, a.next_due_on, a.deliver_by, {OVERDUE},
       (select d.code from recommendations_addresseedeadline d
         where d.addressee_id = a.id and d.met_on is null and d.cancelled_on is null and d.paused_on is null
         order by d.due_on, d.code limit 1)
  from recommendations_addressee a join people_organisation o on o.id = a.organisation_id
  left join recommendations_part t on t.id = a.part_id
 where a.recommendation_id = any(%(found)s) order by o.name, t.letter, a.id
"""


def _with_asks(found: Sequence[_Found], on: date) -> list[Row]:
    """The recommendations with what each body is asked; where one stands for one ask, with that one alone."""
    asks: dict[UUID, list[tuple[UUID, Ask]]] = {}
    recommendations = list({one.row.id for one in found})
    if recommendations:
        for row in _asked(_ASKS, {"found": recommendations, "today": on}):
            asks.setdefault(row[0], []).append((row[1], _ask(row)))
    for one in found:
        one.row.asks = [ask for key, ask in asks.get(one.row.id, ()) if one.ask in {None, key}]
    return [one.row for one in found]


def _ask(row: Sequence[Any]) -> Ask:
    _, _, body, name, part, state, response, is_open, next_on, deliver_by, is_overdue, code = row
    delivers = state in answer.BEING_DELIVERED and next_on == deliver_by
    return Ask(
        body, name, part, standing_of(str(state), str(response)), bool(is_overdue),
        next_on if is_open else None,
        "delivery" if delivers else str(code or "").rpartition(".")[2],
    )  # fmt: skip


def _row(row: Sequence[Any]) -> Row:
    known = (str(row[10]), str(row[11])) if row[10] is not None else None
    return Row(*[*row[:10], known])


def _asked(sql: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _one(given: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of this name, as one line. Longer than anything that could be meant, and it is cut."""
    values = given.get(name) or [""]
    return values[0][: 20 * LONGEST].strip()


def _left_out(ignored: list[str | Promise], what: str | Promise) -> str:
    ignored.append(what)
    return ""


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value) if len(value) == 36 else None
    except ValueError:
        return None


def _place(sort: str, after: str) -> tuple[Any, ...]:
    """Where a page begins; empty at the beginning, and for what cannot be a place."""
    found = (_AFTER_DUE if sort == BY_DUE else _AFTER_REPORT).match(after)
    if not found:
        return ()
    try:
        day, near = date.fromisoformat(found[1]), UUID(found[2])
    except ValueError:
        return ()
    return (day, near) if sort == BY_DUE else (day, near, int(found[3]))
