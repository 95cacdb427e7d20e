"""The Commissioner's view: what is late and who holds it, what was claimed and nobody looked at, what is promised this month,
and how far claims and verdicts lie apart; each by the body that was asked.

Everything is counted in SQL when it is asked for, over what bodies were asked and their claims; how it goes (``Update``) is
never read. Lists stop at ``SHOWN``. With 50,000 recommendations, see ``docs/roles/commissioner.md`` for what that costs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Addressee
from candour.contexts.recommendations.queries import next_up
from candour.contexts.recommendations.queries.standing import standing_of
from candour.kernel.people.models import Organisation

SHOWN = 25
Words = str | Promise
Standing = codes.Standing


@dataclass(frozen=True)
class Place:
    """Where a recommendation to a body stands, for whoever watches over all: it stands in exactly one."""

    code: str
    label: Words
    standings: tuple[codes.Standing, ...]
    late: str = ""
    """As in the filter of the list: "yes", "no", or empty where lateness makes no difference."""


_PROMISED = (Standing.ACCEPTED, Standing.IN_PART, Standing.IN_PRINCIPLE)
PLACES = (
    Place("awaiting", _("No response yet"), (Standing.AWAITING,), "no"),
    Place("unanswered", _("Response late"), (Standing.AWAITING,), "yes"),
    Place("refused", _("Not accepted"), (Standing.REJECTED, Standing.NOTED, Standing.ELSEWHERE)),
    Place("promised", _("Accepted"), _PROMISED, "no"),
    Place("overdue", _("Delivery late"), (*_PROMISED, Standing.NOT_VERIFIED), "yes"),
    Place("claimed", _("Claimed"), (Standing.CLAIMED,)),
    Place("not_verified", _("Not verified"), (Standing.NOT_VERIFIED,), "no"),
    Place("verified", _("Verified"), (Standing.VERIFIED,)),
    Place("closed", _("Closed"), (Standing.CLOSED,)),
)
_PLACE_OF = {
    (standing, is_late): place.code
    for place in PLACES
    for standing in place.standings
    for is_late in (True, False)
    if place.late == "" or (place.late == "yes") is is_late
}


@dataclass
class Row:
    """One body with its numbers."""

    key: UUID
    name: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


# A clock of the office may fall due before the body's own day: so what falls due next only says where to look.
_IS_LATE = """
case when not a.is_open or a.next_due_on is null or a.next_due_on >= %(on)s then false
     when a.state in ('accepted', 'not_verified') then coalesce(a.deliver_by < %(on)s, false)
     when a.state = 'asked' then exists (
        select 1 from recommendations_addresseedeadline d
         where d.addressee_id = a.id and d.code = 'recommendations.response' and d.met_on is null
           and d.cancelled_on is null and d.paused_on is null and d.due_on < %(on)s)
     else false end
"""
_BOARD = f"""
select a.organisation_id, a.state, case when a.state = 'accepted' then a.response else '' end, {_IS_LATE}, count(*)
  from recommendations_addressee a
 where (%(body)s::uuid is null or a.organisation_id = %(body)s::uuid)
 group by 1, 2, 3, 4
"""


def board(*, on: date, body: UUID | None = None) -> list[Row]:
    """Where everything stands, by the body that was asked, the most first. Two queries."""
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for key, state, response, is_late, many in _asked(_BOARD, on=on, body=body):
        counts[key][_PLACE_OF[standing_of(state, response), is_late]] += many
    return _rows(counts)


def _rows(counts: dict[UUID, Counter[str]]) -> list[Row]:
    names = names_of(counts)
    rows = [Row(key, names[key], found) for key, found in counts.items()]
    return sorted(rows, key=lambda row: (-row.total, row.name))


# Whose day has passed: the office's own clocks, the body's to respond, and the day of delivery.
_LATE = """
with late as (
    select a.id, a.organisation_id, d.code, d.due_on
      from recommendations_addressee a join recommendations_addresseedeadline d on d.addressee_id = a.id
     where a.is_open and a.next_due_on < %(on)s and d.met_on is null and d.cancelled_on is null
       and d.paused_on is null and d.due_on < %(on)s and (%(body)s::uuid is null or a.organisation_id = %(body)s::uuid)
    union all
    select a.id, a.organisation_id, 'delivery', a.deliver_by
      from recommendations_addressee a
     where a.is_open and a.next_due_on < %(on)s and a.state in ('accepted', 'not_verified') and a.deliver_by < %(on)s
       and (%(body)s::uuid is null or a.organisation_id = %(body)s::uuid)
)
"""
_LATE_BY = _LATE + "select organisation_id, code, count(*), min(due_on) from late group by 1, 2"
_LATE_FIRST = (
    _LATE
    + """
select l.id, l.code, l.due_on,
       (select max(e.sent_on) from recommendations_escalation e
         where e.addressee_id = l.id and e.sent_on > l.due_on and e.kind = 'remind'),
       (select max(e.sent_on) from recommendations_escalation e
         where e.addressee_id = l.id and e.sent_on > l.due_on and e.kind = 'write_letter'),
       (select max(e.sent_on) from recommendations_escalation e
         where e.addressee_id = l.id and e.sent_on > l.due_on and e.kind = 'give_notice')
  from late l order by l.due_on, l.id, l.code limit %(most)s
"""
)
OFFICE = UUID(int=0)
"""Stands for the office among those who hold what is late."""


class LateOne(NamedTuple):
    """One thing that is late: what, since when, and how far the body was asked again since."""

    addressee: Addressee
    code: str
    due_on: date
    reminded_on: date | None
    written_on: date | None
    noticed_on: date | None

    @property
    def what(self) -> Words:
        """What has to be done."""
        return next_up.WHAT[self.code]

    @property
    def is_ours(self) -> bool:
        """The office holds it."""
        return self.code in next_up.OURS


@dataclass(frozen=True)
class Late:
    """What is late: by who holds it, the most first, and the oldest of it one by one."""

    holders: list[Row]
    oldest: dict[UUID, date]
    first: list[LateOne]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(row.total for row in self.holders)


def late(*, on: date, body: UUID | None = None) -> Late:
    """What is late and who holds it. Four queries."""
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    oldest: dict[UUID, date] = {}
    for key, code, many, since in _asked(_LATE_BY, on=on, body=body):
        holder = OFFICE if code in next_up.OURS else key
        counts[holder][code] += many
        oldest[holder] = min(since, oldest.get(holder, since))
    found = _asked(_LATE_FIRST, on=on, body=body, most=SHOWN)
    held = _addressees(row[0] for row in found)
    return Late(_rows(counts), oldest, [LateOne(held[row[0]], *row[1:]) for row in found])


_UNLOOKED = """
select a.id, c.claimed_on, count(*) over ()
  from recommendations_addressee a
  join lateral (select claimed_on from recommendations_claim c where c.addressee_id = a.id
                 order by c.number desc limit 1) c on true
 where a.state = 'claimed' and (%(body)s::uuid is null or a.organisation_id = %(body)s::uuid)
 order by c.claimed_on, a.id limit %(most)s
"""


@dataclass(frozen=True)
class Listed:
    """Things with a day of their own, the earliest first, and how many there are in all."""

    first: list[tuple[Addressee, date, str]]
    total: int


def unlooked(*, on: date, body: UUID | None = None) -> Listed:
    """What was claimed and nobody has looked at, the oldest claim first. Two queries."""
    return _listed(_asked(_UNLOOKED, on=on, body=body, most=SHOWN))


# What falls due next is never after the day of delivery, so that its index finds the month.
_DELIVERIES = """
select a.id, a.deliver_by, count(*) over ()
  from recommendations_addressee a
 where a.state in ('accepted', 'not_verified') and a.next_due_on < %(until)s
   and a.deliver_by >= %(since)s and a.deliver_by < %(until)s
   and (%(body)s::uuid is null or a.organisation_id = %(body)s::uuid)
 order by a.deliver_by, a.id limit %(most)s
"""
_TASKS = """
select a.id, t.due_on, count(*) over (), t.text
  from recommendations_plannedtask t join recommendations_addressee a on a.id = t.addressee_id
 where t.due_on >= %(since)s and t.due_on < %(until)s and a.state in ('accepted', 'not_verified')
   and (%(body)s::uuid is null or a.organisation_id = %(body)s::uuid)
   and t.response_id = (select r.id from recommendations_response r where r.addressee_id = a.id
                         order by r.number desc limit 1)
   and coalesce((select p.state from recommendations_taskreport p where p.task_id = t.id
                  order by p.number desc limit 1), 'planned') not in ('done', 'dropped')
 order by t.due_on, t.id limit %(most)s
"""


def month_of(on: date) -> tuple[date, date]:
    """The first day of a month, and of the next."""
    first = on.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def deliveries(*, on: date, body: UUID | None = None) -> Listed:
    """What is to be delivered in the month of this day, and was not yet said to be. Two queries."""
    since, until = month_of(on)
    return _listed(_asked(_DELIVERIES, on=on, body=body, since=since, until=until, most=SHOWN))


def tasks(*, on: date, body: UUID | None = None) -> Listed:
    """Tasks of plans that are due in the month of this day, and neither done nor dropped. Two queries."""
    since, until = month_of(on)
    return _listed(_asked(_TASKS, on=on, body=body, since=since, until=until, most=SHOWN))


def _listed(found: list[Any]) -> Listed:
    held = _addressees(row[0] for row in found)
    rows = [(held[row[0]], row[1], row[3] if len(row) > 3 else "") for row in found]
    return Listed(rows, found[0][2] if found else 0)


# A claim that is looked at again has no verdict that counts until the next one.
_DRIFT = """
select a.organisation_id, count(*),
       count(*) filter (where v.outcome = 'verified'),
       count(*) filter (where v.outcome = 'not_verified'),
       percentile_disc(0.5) within group (order by v.found_on - c.claimed_on) filter (where v.outcome is not null),
       max(v.found_on - c.claimed_on), max(%(on)s::date - c.claimed_on) filter (where v.outcome is null and a.state = 'claimed')
  from recommendations_claim c join recommendations_addressee a on a.id = c.addressee_id
  left join (select distinct on (w.claim_id) w.claim_id, w.outcome, w.found_on
               from recommendations_verdict w order by w.claim_id, w.at desc) v
    on v.claim_id = c.id
   and not (a.state = 'claimed' and not exists (
       select 1 from recommendations_claim n where n.addressee_id = c.addressee_id and n.number > c.number))
 where c.claimed_on >= %(since)s and (%(body)s::uuid is null or a.organisation_id = %(body)s::uuid)
 group by grouping sets ((a.organisation_id), ())
"""


@dataclass(frozen=True)
class Drift:
    """Claims against verdicts, of one body or of all (``key`` None); days from claim to verdict, None without any."""

    key: UUID | None
    name: str
    claimed: int
    verified: int
    not_verified: int
    median_days: int | None
    longest_days: int | None
    waits_days: int | None

    @property
    def unlooked(self) -> int:
        """Claims on which nothing was found yet."""
        return self.claimed - self.verified - self.not_verified


OUTCOMES: tuple[tuple[str, Words], ...] = (
    ("verified", _("Verified")),
    ("not_verified", _("Not verified")),
    ("unlooked", _("Not looked at")),
)


def drift(*, on: date, since: date, body: UUID | None = None) -> tuple[Drift | None, list[Drift]]:
    """Claims made since a day against what the office found: of all, and of each body, the most first. Two queries."""
    found = _asked(_DRIFT, on=on, body=body, since=since)
    names = names_of(row[0] for row in found if row[0])
    rows = [Drift(row[0], names.get(row[0], ""), *row[1:]) for row in found]
    whole = next((row for row in rows if row.key is None and row.claimed), None)
    each = sorted((row for row in rows if row.key is not None), key=lambda row: (-row.claimed, row.name))
    return whole, each


def names_of(bodies: Iterable[UUID]) -> dict[UUID, str]:
    """The names of bodies; that of the office is not among them."""
    names = dict(Organisation.objects.filter(id__in=[*bodies]).values_list("id", "name"))
    return {**names, OFFICE: ""}


def _addressees(keys: Iterable[UUID]) -> dict[UUID, Addressee]:
    rows = Addressee.objects.filter(id__in=list(keys)).select_related("organisation", "part", "recommendation__report")
    return {row.id: row for row in rows.defer("recommendation__search")}


def _asked(sql: str, **given: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found: list[Any] = cursor.fetchall()
    return found
