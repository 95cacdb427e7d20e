"""What the demonstration's office keeps beside its concerns: texts in English and Welsh, views, watches, a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID, uuid5

from candour.contexts.concerns import models
from candour.contexts.concerns.demonstration import cast
from candour.contexts.concerns.demonstration.cast import Member
from candour.kernel.doors import Door
from candour.kernel.ledger import canonical
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures.invention import Rows, new_id

_NAMESPACE = UUID("9e4f9d0e-7d53-4b5e-9b39-8e3f0c2f5a10")
CAMPAIGN_NAME = "The college’s form for outside speakers"

NIAMH = next(member for member in cast.CASEWORKERS if member.key == "niamh.oconnor")
SIAN = next(member for member in cast.CASEWORKERS if member.key == "sian.llewelyn-rhys")


def id_of(what: str) -> UUID:
    """The same in every demonstration."""
    return uuid5(_NAMESPACE, what)


TEMPLATES: tuple[tuple[str, str, str, str], ...] = (
    ("acknowledge", "en", "We have it", "Thank you for telling us. What you told us came on {received_on}; your reference is {reference}.\n\nA caseworker will read it and decide whether this office can look at it. We will tell you by {due_on}.\n\nIf you or somebody else is in danger now, call 999. Do not wait for us.\n\n{office}"),
    ("acknowledge", "cy", "Mae gennym ni", "Diolch am ddweud wrthym. Daeth yr hyn a ddywedoch ar {received_on}; eich cyfeirnod yw {reference}.\n\nBydd gweithiwr achos yn ei ddarllen ac yn penderfynu a all y swyddfa hon edrych arno. Byddwn yn dweud wrthych erbyn {due_on}.\n\nOs ydych chi neu rywun arall mewn perygl nawr, ffoniwch 999. Peidiwch ag aros amdanom ni.\n\n{office}"),
    ("acknowledge", "en", "Many have written about the same", "Thank you for telling us. Many people have written to us about the same matter; we read each letter, and yours is {reference}.\n\nWe look at them together and tell you by {due_on} what we can do.\n\n{office}"),
    ("write", "en", "We need one more fact", "About {reference}: to go on, we need to know\n\n[what you need to know]\n\nYou can answer here. If you would rather not, tell us, and we will see what we can do without it.\n\n{office}"),
    ("write", "cy", "Mae angen un ffaith arall arnom", "Ynglŷn â {reference}: er mwyn symud ymlaen, mae angen i ni wybod\n\n[beth sydd angen i chi ei wybod]\n\nGallwch ateb yma.\n\n{office}"),
    ("signpost", "en", "A complaint about the police", "We have read what you told us under {reference}. This office cannot settle a complaint about how an officer behaved.\n\nThe right place for it is the force’s own professional standards department, and after that the Independent Office for Police Conduct.\n\nWe have recorded what you told us and count such matters.\n\n{office}"),
    ("ask_agreement", "en", "May we ask the school?", "To look into {reference}, we would like to ask the school about it. We do that only if you agree.\n\nWe would ask: [the question, as the school would read it]\n\nWe would not tell them who you are. They may still guess it from the facts. You can say yes or no on this page.\n\n{office}"),
    ("answer", "en", "Recorded, and what it adds to", "We have finished looking at what you told us under {reference}.\n\n[what we looked at, and what we found]\n\nWe do not settle single complaints. What you told us is part of what the Commissioner reports on.\n\nIf something is missing, write back here and we will look at it again.\n\n{office}"),
    ("answer", "cy", "Wedi’i gofnodi", "Rydym wedi gorffen edrych ar yr hyn a ddywedoch wrthym o dan {reference}.\n\n[beth y gwnaethom edrych arno, a beth a ganfuom]\n\nOs oes rhywbeth ar goll, ysgrifennwch yn ôl yma.\n\n{office}"),
)  # fmt: skip

VIEWS: tuple[tuple[str, Member, bool, dict[str, str]], ...] = (
    ("Schools and colleges, North West", cast.HEAD, True, {"sector": "education", "region": "north_west"}),
    ("Wales, open", cast.HEAD, True, {"nation": "wales"}),
    ("No answer for two weeks", cast.HEAD, True, {"waiting": "14"}),
    ("Mine, late", NIAMH, False, {"assigned": "me", "due": "late"}),
    ("Delay", NIAMH, False, {"term": "delay"}),
    ("Cymraeg", SIAN, False, {"language": "welsh"}),
)
WATCHES: tuple[tuple[str, Member, int, int, str], ...] = (
    ("Schools and colleges, North West", NIAMH, 5, 30, "More than chance would bring from one region in a month: look for a pattern."),
    ("Delay", NIAMH, 25, 90, "The Commissioner asked to be told when delay becomes the rule."),
)  # fmt: skip


class Keeping:
    """Adds it all to the rows of the demonstration, each with the ledger entry that the real act leaves."""

    def __init__(self, *, rows: Rows, today: date) -> None:
        self.rows, self.today = rows, today
        self.rng = Random("candour demonstration, keeping")  # noqa: S311  no secret comes of it

    def build(self) -> None:
        """Everything."""
        self._templates()
        self._views()
        self._campaign()

    def _on(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def _enter(self, verb: str, subject: UUID, by: Member, on: date, codes: Mapping[str, str | int]) -> None:
        entry_id = new_id(self.rng)
        at = datetime.combine(on, time(10, self.rng.randint(0, 59)), UTC)
        entry = canonical.encode(
            entry_id=entry_id, verb=verb, subject=subject, actor=by.id, door=Door.OFFICE.value, at=at, codes=codes
        )
        self.rows.add(Entry(id=entry_id, entry=entry))

    def _templates(self) -> None:
        for number, (purpose, language, name, text) in enumerate(TEMPLATES):
            row = models.MessageTemplate(
                id=id_of(f"template/{number}"),
                family=id_of(f"family/{number}"),
                name=name,
                purpose=purpose,
                language=language,
                text=text,
                created_by_id=cast.HEAD.id,
                created_on=self._on(60),
            )
            self.rows.add(row)
            codes: dict[str, str | int] = {"family": str(row.family), "version": 1, "purpose": purpose}
            self._enter("concerns.template.add", row.id, cast.HEAD, row.created_on, codes)

    def _views(self) -> None:
        for name, owner, is_shared, filters in VIEWS:
            row = models.SavedView(
                id=id_of(f"view/{name}"),
                owner_id=owner.id,
                name=name,
                filters=filters,
                is_shared=is_shared,
                created_on=self._on(40),
            )
            self.rows.add(row)
            shared = {"shared": "yes" if is_shared else "no"}
            self._enter("concerns.view.save", row.id, owner, row.created_on, shared)
        for view, owner, more_than, within_days, reason in WATCHES:
            by = cast.HEAD if next(one for one in VIEWS if one[0] == view)[2] else owner
            watch = models.Watch(
                id=id_of(f"watch/{view}"),
                view_id=id_of(f"view/{view}"),
                more_than=more_than,
                within_days=within_days,
                owner_id=owner.id,
                reason=reason,
                created_by_id=by.id,
                created_on=self._on(39),
            )
            self.rows.add(watch)
            codes: dict[str, str | int] = {"more_than": more_than, "within_days": within_days, "owner": str(owner.id)}
            self._enter("concerns.watch.start", watch.id, by, watch.created_on, codes)
        tripped = id_of(f"watch/{WATCHES[0][0]}")
        self.rows.add(models.WatchAlarm(id=id_of("alarm"), watch_id=tripped, raised_on=self._on(1)))

    def _campaign(self) -> None:
        row = models.Campaign(
            id=id_of("campaign"), name=CAMPAIGN_NAME, owner_id=NIAMH.id, started_by_id=NIAMH.id, started_on=self._on(12)
        )
        self.rows.add(row)
        self._enter("concerns.campaign.start", row.id, NIAMH, row.started_on, {})
