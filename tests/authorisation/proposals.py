"""What somebody might try to write: for every table rows that a person in their place could insert or change.

Each comes in the honest form and in those that an attacker would try: in another's name, for somebody else's record,
already decided, too long. References to other records may be invented, because nothing here is committed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.authorisation import proposals_identities, proposals_pathway, proposals_recommendations
from tests.authorisation.oracle import Knowledge, Row, digest, digest_of_hex
from tests.authorisation.rows import Catalogue
from tests.authorisation.world_built import Built

Proposal = tuple[str, Row]


@dataclass(frozen=True)
class Change:
    """One column set of one existing row."""

    table: str
    id: Any
    set: Row


class Proposals:
    """Everything that one visitor tries. ``concerns`` limits the records of concerns that are tried."""

    def __init__(
        self, catalogue: Catalogue, built: Built, k: Knowledge, concerns: list[UUID], tables: Iterable[str]
    ) -> None:
        self.catalogue, self.built, self.k, self.concerns = catalogue, built, k, concerns
        self.tables = frozenset(tables)
        of_recommendations = [table.startswith("recommendations_") for table in self.tables]
        self.with_recommendations, self.with_others = any(of_recommendations), not all(of_recommendations)
        self.world = k.world
        self.other = built.people["colleague"] if k.actor != built.people["colleague"] else built.people["head"]
        self.me = k.actor or built.people["caseworker"]

    def row(self, table: str, **given: Any) -> Proposal:
        """A whole row; nothing at all of a table that is not tried."""
        return table, self.catalogue.row(table, **given) if table in self.tables else {}

    def inserts(self) -> Iterator[Proposal]:
        """Rows to insert, one at a time."""
        if self.with_recommendations:
            yield from proposals_recommendations.inserts(self)
        if self.with_others:
            yield from self._inserts_elsewhere()

    def _inserts_elsewhere(self) -> Iterator[Proposal]:
        for concern in self.concerns:
            yield from self._about(concern)
        yield from self._concerns()
        yield from self._lists()
        yield from self._enquiries()
        yield from proposals_identities.general(self)
        yield from proposals_pathway.inserts(self)
        yield from self._people()
        yield from self._sessions()
        for table in ("concerns_signpostbody", "concerns_taxonomyterm", "deadlines_bankholiday", "people_organisation"):
            yield self.row(table)
        yield self.row("people_organisation", kind="local_authority", code="")
        yield self.row("deadlines_policyterm", value=3, unit="days")
        yield self.row("people_person", email=f"{uuid4().hex}@example.invalid")
        yield self.row("people_person", email=f"{uuid4().hex.upper()}@EXAMPLE.invalid")
        yield self.row("ledger_entry", entry=b"{}")
        yield self.row("ledger_publication", kind="report", digest="a" * 64)
        yield self.row("notifications_officenotice", person_id=self.me)
        yield self.row("notifications_deliverynotice", person_id=self.me)
        yield self.row("visitors_draft")
        own = digest_of_hex(self.k.visitor.draft)
        if own is not None and all(bytes(row["digest"]) != own for row in self.world["visitors_draft"]):
            yield self.row("visitors_draft", digest=own)

    def _about(self, concern: UUID) -> Iterator[Proposal]:
        me, other, today = self.me, self.other, self.world.today
        if all(row["concern_id"] != concern for row in self.world["concerns_narrative"]):
            yield self.row("concerns_narrative", concern_id=concern)
            yield self.row("concerns_reporter", concern_id=concern)
            yield self.row("concerns_concernkey", concern_id=concern)
        for person, by in ((me, me), (other, me), (me, other), (self.built.people["caseworker"], me)):
            yield self.row(
                "concerns_assignment", concern_id=concern, person_id=person, assigned_by_id=by, ended_on=today
            )
        yield self.row("concerns_assignment", concern_id=concern, person_id=me, assigned_by_id=me)
        for person, by in ((me, me), (other, me), (me, other)):
            yield self.row(
                "concerns_concernexclusion", concern_id=concern, person_id=person, declared_by_id=by, ended_on=today
            )
        yield self.row("concerns_bodyagreement", concern_id=concern)
        yield self.row("concerns_concerndeadline", concern_id=concern)
        yield self.row("concerns_concernenquiry", concern_id=concern, enquiry_id=uuid4())
        for person in (me, other):
            yield self.row(
                "concerns_concerncode", concern_id=concern, term_id=uuid4(), coded_by_id=person, removed_on=today
            )
            yield self.row("concerns_narrativeread", concern_id=concern, person_id=person)
            yield self.row("concerns_signposting", concern_id=concern, given_by_id=person, body_id=uuid4())
            yield self.row("concerns_message", concern_id=concern, direction="to_reporter", author_id=person)
        yield self.row("concerns_message", concern_id=concern, direction="from_reporter")
        yield self.row("concerns_message", concern_id=concern, direction="to_reporter")
        yield from self._files(concern)
        yield self.row("concerns_concernstep", concern_id=concern, by_kind="reporter")
        yield self.row("concerns_concernstep", concern_id=concern, by_kind="staff", by_id=me, taken_at=self.world.now)
        yield from self._linked(concern)
        yield from self._translated(concern)
        yield from self._grave(concern)
        yield from proposals_identities.about(self, concern)
        for row in self.world["concerns_concerndeadline"]:
            if row["concern_id"] == concern:
                yield self.row("concerns_concernpause", deadline_id=row["id"])

    def _files(self, concern: UUID) -> Iterator[Proposal]:
        """As a reporter sends one, as the office does, and in what is neither's to say."""
        blank: Row = {
            "state": "taken_in", "reason": "", "kind": "", "pages": [], "copy": "", "address": "0" * 64,
            "taken_in_on": self.world.today, "concern_id": concern, "is_sealed": False,
        }  # fmt: skip
        mine = blank | {"direction": "from_reporter", "wants_copy": False}
        ours = blank | {"direction": "to_reporter", "wants_copy": True, "message_id": uuid4()}
        shown = {"state": "released", "pages": ["1" * 64], "settled_on": self.world.today}
        for row in (
            mine, mine | shown, mine | {"wants_copy": True}, mine | {"kind": "pdf"}, mine | {"author_id": self.me},
            mine | {"copy": "2" * 64}, mine | {"is_sealed": True}, mine | shown | {"is_sealed": True},
        ):  # fmt: skip
            yield self.row("concerns_concerndocument", **row)
        for author in (self.me, self.other, None):
            yield self.row("concerns_concerndocument", **ours, author_id=author)
        for row in (ours | shown, ours | {"wants_copy": False}, ours | {"message_id": None}):
            yield self.row("concerns_concerndocument", **row, author_id=self.me)
        for document in self.world["concerns_concerndocument"]:
            if document["concern_id"] == concern:
                for wrap in (None, b"wrap"):
                    yield self.row(
                        "concerns_documentkey", document_id=document["id"], concern_id=concern, for_concern=wrap,
                        office_key="",
                    )  # fmt: skip
        elsewhere = self.built.concerns["theirs"]
        for document in self.world["concerns_concerndocument"]:
            if document["concern_id"] == elsewhere != concern:
                yield self.row(
                    "concerns_documentkey", document_id=document["id"], concern_id=concern, for_concern=b"wrap",
                    office_key="",
                )  # fmt: skip

    def _grave(self, concern: UUID) -> Iterator[Proposal]:
        me, other, now = self.me, self.other, self.world.now
        soon = min(now + timedelta(minutes=10), self.world.midnight)
        emergency = {"concern_id": concern, "taken_at": now}
        yield self.row("concerns_emergencyaccess", person_id=me, until_at=soon, **emergency)
        yield self.row("concerns_emergencyaccess", person_id=other, until_at=soon, **emergency)
        too_long = self.world.midnight + timedelta(seconds=1)
        yield self.row("concerns_emergencyaccess", person_id=me, until_at=too_long, **emergency)
        yield self.row("concerns_emergencyaccess", person_id=me, until_at=soon, reviewed_by_id=me, **emergency)
        yield self.row("concerns_harmoverride", concern_id=concern, requested_by_id=me)
        yield self.row("concerns_harmoverride", concern_id=concern, requested_by_id=other)
        yield self.row("concerns_harmoverride", concern_id=concern, requested_by_id=me, authorised_by_id=other)
        yield self.row("concerns_harmoverride", concern_id=concern, requested_by_id=other, authorised_by_id=me)

    def _linked(self, concern: UUID) -> Iterator[Proposal]:
        """To a campaign, to another concern, to both, to neither, to itself; running, ended, in another's name."""
        table, other, today = "concerns_concernlink", self.built.concerns["was_mine"], self.world.today
        for by in (self.me, self.other):
            yield self.row(table, concern_id=concern, campaign_id=uuid4(), linked_by_id=by, ended_on=today)
            yield self.row(table, concern_id=concern, duplicate_of_id=other, linked_by_id=by, ended_on=today)
        barred = self.built.concerns["interest"]
        yield self.row(table, concern_id=concern, duplicate_of_id=barred, linked_by_id=self.me, ended_on=today)
        yield self.row(table, concern_id=concern, campaign_id=uuid4(), linked_by_id=self.me)
        yield self.row(table, concern_id=concern, duplicate_of_id=other, linked_by_id=self.me)
        yield self.row(table, concern_id=concern, duplicate_of_id=concern, linked_by_id=self.me, ended_on=today)
        yield self.row(table, concern_id=concern, linked_by_id=self.me, ended_on=today)
        both = {"campaign_id": uuid4(), "duplicate_of_id": other, "linked_by_id": self.me, "ended_on": today}
        yield self.row(table, concern_id=concern, **both)

    def _translated(self, concern: UUID) -> Iterator[Proposal]:
        """Of a message here, of one elsewhere, of what was told; in another's name; sent where nothing can be."""
        table = "concerns_messagetranslation"
        own = [row["id"] for row in self.world["concerns_message"] if row["concern_id"] == concern][:1]
        other = [row["id"] for row in self.world["concerns_message"] if row["concern_id"] != concern][:1]
        for message in (None, *own, *other):
            for person in (self.me, self.other):
                yield self.row(table, concern_id=concern, message_id=message, added_by_id=person, language="pl")
        yield self.row(table, concern_id=concern, added_by_id=self.me, language="pl", is_sent=True)
        yield self.row(table, concern_id=concern, added_by_id=self.me, language="cy")

    def _lists(self) -> Iterator[Proposal]:
        for person in (self.me, self.other):
            for is_shared in (False, True):
                yield self.row("concerns_savedview", owner_id=person, is_shared=is_shared)
            yield self.row("concerns_campaign", owner_id=person, started_by_id=person)
            yield self.row("concerns_concernexport", person_id=person, columns="[]", rows=1)
            yield self.row("concerns_messagetemplate", created_by_id=person, text="{reference}")
            for view in [row["id"] for row in self.world["concerns_savedview"]]:
                for by in (self.me, self.other):
                    number = {"more_than": 5, "within_days": 30}
                    yield self.row("concerns_watch", view_id=view, owner_id=person, created_by_id=by, **number)
        for watch in self.built.watches:
            yield self.row("concerns_watchalarm", watch_id=watch, fell_on=self.world.today)

    def _concerns(self) -> Iterator[Proposal]:
        fresh: Row = {"state": "received", "channel": "online"}
        yield self.row("concerns_concern", **fresh)
        own = digest_of_hex(self.k.visitor.mailbox)
        if own is not None and self.k.mailbox is None:
            mine = fresh | {"mailbox_digest": own}
            yield self.row("concerns_concern", **mine)
            yield self.row("concerns_concern", **mine | {"state": "closed"})
            yield self.row("concerns_concern", **mine, assigned_to_id=self.me)
            yield self.row("concerns_concern", **mine, entered_by_id=self.me)
            yield self.row("concerns_concern", **mine | {"channel": "phone"}, entered_by_id=self.me)
        for person in (self.me, self.other, None):
            yield self.row("concerns_concern", **fresh | {"channel": "phone"}, entered_by_id=person)
        yield self.row("concerns_concern", **fresh, entered_by_id=self.me)

    def _enquiries(self) -> Iterator[Proposal]:
        for body in ("council", "borough"):
            yield self.row("concerns_enquiry", organisation_id=self.built.bodies[body])
        for enquiry in (*self.built.enquiries.values(), uuid4()):
            for person in (self.me, self.other):
                yield self.row("concerns_enquiryreply", enquiry_id=enquiry, answered_by_id=person)
                for step in ("reply", "accept"):
                    yield self.row("concerns_enquirystep", enquiry_id=enquiry, by_kind="staff", by_id=person, step=step)
            yield self.row("concerns_enquirydeadline", enquiry_id=enquiry)
        for deadline in self.world["concerns_enquirydeadline"]:
            yield self.row("concerns_enquirypause", deadline_id=deadline["id"])

    def _people(self) -> Iterator[Proposal]:
        p, bodies, today = self.built.people, self.built.bodies, self.world.today
        for body, role, area in (
            ("office", "analyst", ""),
            ("office", "body_contact", ""),
            ("council", "body_contact", ""),
            ("council", "panel_chair", "A01"),
            ("council", "panel_chair", "B02"),
            ("council", "police_supervisor", ""),
            ("council", "concerns_caseworker", ""),
            ("borough", "body_contact", ""),
            ("force", "police_supervisor", "force-1"),
            ("department", "private_office", ""),
        ):
            for person in (self.me, p["without_role"], p["other_contact"]):
                yield self.row(
                    "people_roleholding",
                    person_id=person,
                    organisation_id=bodies[body],
                    role=role,
                    area=area,
                    starts_on=today,
                )
        for holding in ("caseworker", "head", "contact", "council_administrator", "other_contact", "former"):
            for person in (self.me, p["colleague"], p["chair"], p["contact_former"], p["officer"]):
                yield self.row(
                    "people_cover",
                    holding_id=self.built.holdings[holding],
                    covered_by_id=person,
                    kind="deputy",
                    starts_on=today,
                )
        chair = {"holding_id": self.built.holdings["contact"], "covered_by_id": p["chair"], "starts_on": today}
        yield self.row("people_cover", kind="leave", **chair)
        yield self.row("people_cover", kind="leave", ends_on=today + timedelta(days=3), **chair)
        backwards = {"starts_on": today, "ends_on": today - timedelta(days=1), "role": "panel_chair", "area": ""}
        yield self.row("people_roleholding", person_id=p["officer"], organisation_id=bodies["council"], **backwards)
        for name in ("caseworker", "contact_former", "both", "other_contact", "two_bodies", "without_role"):
            for body in ("office", "council", "borough"):
                yield self.row("people_invitation", person_id=p[name], organisation_id=bodies[body], purpose="enrol")
        yield self.row("people_invitation", person_id=self.me, organisation_id=bodies["council"], purpose="enrol")
        for person in {self.me, self.other, p["caseworker"], p["contact"], p["contact_former"], p["former"]}:
            yield self.row("mfa_authenticator", user_id=person, type="webauthn")
            for door in ("office", "delivery"):
                yield self.row("people_providerlink", person_id=person, door=door)

    def _sessions(self) -> Iterator[Proposal]:
        own = digest(self.k.visitor.session)
        taken = any(bytes(row["token_digest"]) == own for row in self.world["people_session"])
        p = self.built.people
        for door in ("office", "delivery"):
            for person in {None, self.me, p["head"], p["caseworker"], p["contact"], p["contact_former"], p["former"]}:
                yield self.row("people_session", door=door, person_id=person)
                if own is not None and not taken:
                    yield self.row("people_session", door=door, person_id=person, token_digest=own)

    def changes(self) -> Iterator[Change]:
        """Changes of rows that are there."""
        if self.with_recommendations:
            yield from proposals_recommendations.changes(self)
        if self.with_others:
            yield from self._changes_elsewhere()

    def _changes_elsewhere(self) -> Iterator[Change]:
        for override in self.world["concerns_harmoverride"]:
            for person in (self.me, self.other):
                yield Change("concerns_harmoverride", override["id"], {"authorised_by_id": person})
        for alarm in self.world["concerns_watchalarm"]:
            for person in (self.me, self.other):
                yield Change("concerns_watchalarm", alarm["id"], {"acknowledged_by_id": person})
        for erasure in self.world["concerns_erasure"]:
            for person in (self.me, self.other):
                yield Change("concerns_erasure", erasure["id"], {"decided_by_id": person})
        for opening in self.world["concerns_opening"]:
            yield Change("concerns_opening", opening["id"], {"state": "finished"})
        someone = {"concern_id": self.built.concerns["theirs"]}
        for deadline in self.world["concerns_concerndeadline"]:
            if deadline["concern_id"] in self.concerns:
                yield Change("concerns_concerndeadline", deadline["id"], someone)
        barred = {"concern_id": self.built.concerns["interest"]}
        for deadline in self.world["concerns_concerndeadline"]:
            if deadline["concern_id"] == self.built.concerns["mine"]:
                yield Change("concerns_concerndeadline", deadline["id"], barred)
        again: Row = {"state": "taken_in", "reason": "", "kind": "", "settled_on": None}
        for document in self.world["concerns_concerndocument"]:
            if document["concern_id"] in self.concerns:
                yield Change("concerns_concerndocument", document["id"], again)
                yield Change("concerns_concerndocument", document["id"], {"reason": "malware"})
                yield Change("concerns_concerndocument", document["id"], {"is_sealed": not document["is_sealed"]})
        for wrap in self.world["concerns_documentkey"]:
            if wrap["concern_id"] in self.concerns:
                yield Change("concerns_documentkey", wrap["document_id"], {"for_concern": None})
        elsewhere = {"enquiry_id": self.built.enquiries["asked to borough"]}
        for deadline in self.world["concerns_enquirydeadline"]:
            yield Change("concerns_enquirydeadline", deadline["id"], elsewhere)
        for enquiry_row in self.world["concerns_enquiry"]:
            for state in ("replied", "accepted"):
                yield Change("concerns_enquiry", enquiry_row["id"], {"state": state})
        yield from proposals_pathway.changes(self)
        own = digest(self.k.visitor.session)
        for session in self.world["people_session"]:
            if bytes(session["token_digest"]) == own:
                yield Change("people_session", session["id"], {"person_id": self.built.people["commissioner"]})
                yield Change("people_session", session["id"], {"door": "office"})
                yield Change("people_session", session["id"], {"door": "delivery"})
                yield Change("people_session", session["id"], {"stepped_up_at": self.world.now})
