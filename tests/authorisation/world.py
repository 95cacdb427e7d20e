"""A small office with every relation between a person and a concern, written as the owner.

Everybody and everything has a name here, so that a failure says who saw what. Sessions are real: their tokens are
known to the tests, the database holds the digests.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

from candour.contexts.concerns import sealed
from candour.contexts.concerns.operations import sealing
from candour.kernel.sealing import boxes
from candour.kernel.visitors import receipts
from tests.authorisation import world_identities, world_lists, world_pathway, world_recommendations
from tests.authorisation.oracle import Row, World, digest, digest_of_hex
from tests.authorisation.rows import Catalogue, insert
from tests.authorisation.world_built import Built
from tests.authorisation.world_files import add_files
from tests.authorisation.world_staff import BODIES, BODY_STAFF, OFFICE_STAFF

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

RELATIONS = (
    "new", "mine", "theirs", "was_mine", "interest", "interest_ended", "interest_of_head", "emergency",
    "emergency_over", "emergency_ended", "emergency_and_interest", "asked", "asked_interest", "bare", "bare_interest",
    "assisted", "bare_mine", *world_identities.SEALED,
)  # fmt: skip

IN_EVERY_CONCERN = (7, 11)
"""What stands in for two words that were written in every concern."""

_CLOCK = {"nation": "england", "term_unit": "days", "term_value": 10}


def new_reference(letter: str) -> str:
    """As they are printed: a letter and two groups of four."""
    return f"{letter}-{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()


def canary(concern: UUID) -> str:
    """What a reporter wrote, so that it is recognised wherever it turns up."""
    return f"canary {concern.hex}"


class Builder:
    """Writes the world. ``today`` and ``now`` are the database's own."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.catalogue = Catalogue(connection)
        found = connection.execute("select (now() at time zone 'Europe/London')::date, now()").fetchone()
        assert found is not None
        self.today: date = found[0]
        self.now = found[1]
        self.built = Built()

    def add(self, table: str, **given: Any) -> Any:
        """Write one row and return its id."""
        row = self.catalogue.row(table, **given)
        insert(self.connection, table, row)
        return row.get("id")

    # -- people

    def people(self) -> None:
        """Bodies, persons, roles, cover, sessions, invitations, passkeys."""
        for name, (kind, code) in BODIES.items():
            self.built.bodies[name] = self.add(
                "people_organisation", kind=kind, code=code, name=name, nation="england", region="South East"
            )
        for name, roles in OFFICE_STAFF.items():
            self.person(name, "office", "office", roles)
        for name, (body, roles) in BODY_STAFF.items():
            self.person(name, body, "delivery", roles)
        self.person("both", "office", "office", ("reviewer",))
        self.hold("both", "council", "body_contact")
        self.session("both elsewhere", "both", "delivery")
        self.person("two_bodies", "council", "delivery", ("body_contact",))
        self.hold("two_bodies", "borough", "organisation_administrator")
        # Rows that should never be: a role of the office in a council, and a role of a council in the office.
        self.person("impostor", "council", "delivery", ("concerns_caseworker",))
        self.session("impostor elsewhere", "impostor", "office")
        self.person("misplaced", "office", "office", ("body_contact",))
        self.session("misplaced elsewhere", "misplaced", "delivery")
        self.cover("deputy", "caseworker", "deputy", self.today - DAY, None)
        self.cover("on_leave_cover", "caseworker", "leave", self.today - DAY, self.today + 5 * DAY)
        self.cover("cover_over", "caseworker", "leave", self.today - 9 * DAY, self.today)
        self.cover("cover_of_former", "former", "deputy", self.today - 9 * DAY, None)
        self.cover("contact_deputy", "contact", "deputy", self.today - DAY, None)
        self.unusable_sessions()
        self.invitation("good", "contact_former", "council")
        self.invitation("used", "contact_former", "council", used_at=self.now - HOUR)
        self.invitation("cancelled", "former", "office", cancelled_at=self.now - HOUR)
        self.invitation("expired", "former", "office", expires_at=self.now - HOUR)
        self.invitation("deactivated", "deactivated", "office")
        self.invitation("office", "former", "office")
        self.add("mfa_authenticator", user_id=self.built.people["deactivated"], type="webauthn")
        for name in ("caseworker", "head", "contact", "former", "contact_former", "two_bodies"):
            self.add("mfa_authenticator", user_id=self.built.people[name], type="totp", data='{"secret": "none"}')
        for name, door in (
            ("caseworker", "office"), ("contact", "delivery"), ("both", "office"), ("both", "delivery"),
            ("contact_former", "delivery"), ("deactivated", "office"),
        ):  # fmt: skip
            subject = digest(f"{door}\nhttps://provider.invalid\n{name}")
            self.add("people_providerlink", person_id=self.built.people[name], door=door, subject_digest=subject)

    def person(self, name: str, body: str, door: str, roles: tuple[str, ...]) -> None:
        """A person with roles in one body, and a live session at their own door."""
        facts: Row = {}
        if name == "deactivated":
            facts["deactivated_on"] = self.today - DAY
        if name == "revoked":
            facts["sessions_valid_from"] = self.now - timedelta(minutes=1)
        self.built.people[name] = self.add(
            "people_person", email=f"{name}@example.invalid", name=name, language="en-gb", **facts
        )
        for role in roles:
            self.hold(name, body, role)
        self.session(name, name, door)

    def hold(self, name: str, body: str, role: str) -> None:
        """A role, running, ended or yet to begin."""
        starts, ends = self.today - 30 * DAY, None
        if role.endswith("-"):
            ends = self.today
        if role.endswith("+"):
            starts = self.today + DAY
        self.built.holdings[name] = self.add(
            "people_roleholding",
            person_id=self.built.people[name],
            organisation_id=self.built.bodies[body],
            role=role.rstrip("+-"),
            area="",
            starts_on=starts,
            ends_on=ends,
        )

    def cover(self, name: str, whose: str, kind: str, starts: date, ends: date | None) -> None:
        """Somebody stands in."""
        self.add(
            "people_cover",
            holding_id=self.built.holdings[whose],
            covered_by_id=self.built.people[name],
            kind=kind,
            starts_on=starts,
            ends_on=ends,
        )

    def session(self, label: str, name: str, door: str, **facts: Any) -> None:
        """A session with a known token."""
        token = secrets.token_urlsafe(32)
        self.built.sessions[label] = token
        given = {
            "created_at": self.now - timedelta(minutes=10),
            "last_seen_at": self.now + HOUR,  # so that a slow run does not find them idle
            "expires_at": self.now + 8 * HOUR,
        } | facts
        self.add(
            "people_session",
            door=door,
            token_digest=digest(token),
            person_id=self.built.people[name] if name else None,
            data="",
            **given,
        )

    def unusable_sessions(self) -> None:
        """Sessions of somebody with every right, each void for one reason."""
        self.session("expired", "head", "office", expires_at=self.now - timedelta(minutes=1))
        self.session("idle", "head", "office", last_seen_at=self.now - timedelta(minutes=16))
        self.session("signing in", "", "office")
        self.session("expired at delivery", "contact", "delivery", expires_at=self.now - timedelta(minutes=1))
        self.session("idle at delivery", "contact", "delivery", last_seen_at=self.now - timedelta(minutes=16))

    def invitation(self, label: str, name: str, body: str, **facts: Any) -> None:
        """An invitation with a known token."""
        token = secrets.token_urlsafe(32)
        self.built.invitations[label] = token
        given = {"expires_at": self.now + DAY, "purpose": "enrol", "token_digest": digest(token)} | facts
        self.add(
            "people_invitation",
            person_id=self.built.people[name],
            organisation_id=self.built.bodies[body],
            **given,
        )

    # -- concerns

    def concerns(self, suffix: str = "") -> None:
        """One concern for each relation that a person can have to one."""
        p = self.built.people
        for relation in RELATIONS:
            self.concern(relation + suffix, bare=relation.startswith("bare"), assisted=relation == "assisted")
        c = {relation: self.built.concerns[relation + suffix] for relation in RELATIONS}
        for relation, name in {
            "mine": "caseworker", "theirs": "colleague", "interest": "caseworker", "interest_ended": "caseworker",
            "interest_of_head": "caseworker", "asked": "caseworker", "asked_interest": "colleague",
            "assisted": "colleague", "bare_mine": "caseworker",
        }.items():  # fmt: skip
            self.assign(c[relation], p[name])
        self.assign(c["was_mine"], p["caseworker"], ended_on=self.today)
        self.assign(c["new"], p["analyst"])  # a mistake in a row gives no way in to who does not work with concerns
        self.interest(c["interest"], p["caseworker"])
        self.interest(c["interest"], p["deputy"])
        self.interest(c["interest_ended"], p["caseworker"], ended_on=self.today)
        self.interest(c["interest_of_head"], p["head"])
        self.interest(c["emergency_and_interest"], p["colleague"])
        self.interest(c["asked_interest"], p["caseworker"])
        self.interest(c["asked_interest"], p["head"])
        self.interest(c["bare_interest"], p["caseworker"])
        self.interest(c["bare_interest"], p["head"])
        for relation, facts in {
            "emergency": {},
            "emergency_over": {"until_at": self.now - HOUR},
            "emergency_ended": {"ended_at": self.now - timedelta(minutes=5)},
            "emergency_and_interest": {},
        }.items():
            for name in ("colleague", "head", "deputy", "analyst"):
                self.emergency(c[relation], p[name], **facts)
        self.enquiry("asked to council" + suffix, c["asked"], "council")
        self.enquiry("asked to borough" + suffix, c["asked"], "borough")
        self.enquiry("interest to council" + suffix, c["asked_interest"], "council")
        for relation, by, second in (
            ("mine", "caseworker", None),
            ("theirs", "colleague", "head"),
            ("interest", "colleague", None),
            ("interest_of_head", "caseworker", None),
            ("asked", "head", None),
        ):
            self.add(
                "concerns_harmoverride",
                concern_id=c[relation],
                ground="imminent_harm",
                requested_by_id=p[by],
                authorised_by_id=p[second] if second else None,
            )

    def concern(self, label: str, *, bare: bool, assisted: bool) -> None:
        """One concern with everything that hangs on it; a bare one has neither narrative nor reporter."""
        receipt, pair = receipts.new(), boxes.new_pair()
        secret = receipts.finding_secret(receipt.mailbox_secret).hex()
        p, add = self.built.people, self.add
        reference = new_reference("C")
        concern = add(
            "concerns_concern",
            mailbox_digest=digest_of_hex(secret),
            sealing_key=pair.public,
            reference=reference,
            level="named",
            kind="concern",
            state="received",
            agreement="not_asked",
            channel="phone" if assisted else "online",
            entered_by_id=p["colleague"] if assisted else None,
            is_open=True,
            nation="england",
        )
        self.built.concerns[label], self.built.mailboxes[label] = concern, secret
        self.built.references[concern], self.built.receipts[label] = reference, receipt
        if not bare:
            told = sealed.seal_told(pair.public, concern, sealed.Told(what_happened=canary(concern)))
            teller = sealed.seal_teller(pair.public, concern, sealed.Teller(name=canary(concern)))
            add("concerns_narrative", concern_id=concern, sealed=told)
            add("concerns_reporter", concern_id=concern, sealed=teller)
            key = sealing.key_row(concern, pair, receipt.mailbox_secret)
            add(
                "concerns_concernkey", concern_id=concern, for_office=key.for_office, office_key=key.office_key,
                for_reporter=key.for_reporter,
            )  # fmt: skip
            add("concerns_searchentry", concern_id=concern, tokens=list(IN_EVERY_CONCERN))
        written = (
            (1, {"direction": "from_reporter"}, canary(concern)),
            (2, {"direction": "to_reporter", "author_id": p["caseworker"]}, "An answer."),
        )
        for number, facts, text in written:
            message = uuid4()
            add(
                "concerns_message", id=message, concern_id=concern, number=number, kind="message", **facts,
                sealed=sealed.seal_message(pair.public, message, text),
            )  # fmt: skip
            world_lists.translation(self, concern, pair.public, message, canary(concern), is_sent=number == 2)
        world_lists.translation(self, concern, pair.public, None, canary(concern), is_sent=False)
        if not bare:
            add_files(
                add, concern, pair=pair, receipt=receipt, author=p["caseworker"], message=message, canary=canary(concern),
                today=self.today,
            )  # fmt: skip
        add("concerns_bodyagreement", concern_id=concern, answer="agreed", how="form", number=1)
        add(
            "concerns_concernstep",
            concern_id=concern,
            by_kind="reporter",
            number=1,
            step="receive",
            from_state="",
            to_state="received",
        )
        deadline = add("concerns_concerndeadline", concern_id=concern, code="concerns.answer", **_CLOCK)
        add("concerns_concernpause", deadline_id=deadline)
        add("concerns_concerncode", concern_id=concern, term_id=self.built.terms[0], coded_by_id=p["caseworker"])
        body = self.connection.execute("select id from concerns_signpostbody limit 1").fetchone()
        assert body is not None
        add("concerns_signposting", concern_id=concern, body_id=body[0], given_by_id=p["caseworker"])
        for name in ("caseworker", "colleague", "head"):
            add("concerns_narrativeread", concern_id=concern, person_id=p[name])

    def assign(self, concern: UUID, person: UUID, **facts: Any) -> None:
        """Somebody works on it."""
        self.add(
            "concerns_assignment",
            concern_id=concern,
            person_id=person,
            assigned_by_id=self.built.people["head"],
            **facts,
        )
        if not facts:
            self.connection.execute("update concerns_concern set assigned_to_id = %s where id = %s", [person, concern])

    def interest(self, concern: UUID, person: UUID, **facts: Any) -> None:
        """A declared interest."""
        self.add("concerns_concernexclusion", concern_id=concern, person_id=person, declared_by_id=person, **facts)

    def emergency(self, concern: UUID, person: UUID, **facts: Any) -> None:
        """Emergency access."""
        given = {"taken_at": self.now - 2 * HOUR, "until_at": self.now + HOUR} | facts
        self.add("concerns_emergencyaccess", concern_id=concern, person_id=person, **given)

    def enquiry(self, label: str, concern: UUID, body: str) -> None:
        """A question to a body, with its history, clock and answer."""
        p, add = self.built.people, self.add
        enquiry = add(
            "concerns_enquiry",
            organisation_id=self.built.bodies[body],
            reference=new_reference("E"),
            state="sent",
            is_open=True,
        )
        self.built.enquiries[label] = enquiry
        add("concerns_concernenquiry", concern_id=concern, enquiry_id=enquiry)
        add(
            "concerns_enquirystep",
            enquiry_id=enquiry,
            by_kind="staff",
            by_id=p["caseworker"],
            step="send",
            number=1,
            from_state="",
            to_state="sent",
        )
        deadline = add("concerns_enquirydeadline", enquiry_id=enquiry, code="concerns.enquiry", **_CLOCK)
        add("concerns_enquirypause", deadline_id=deadline)
        add("concerns_enquiryreply", enquiry_id=enquiry, answered_by_id=p["contact"])

    def rest(self) -> None:
        """What is not about anybody, drafts, and the ledger."""
        world_lists.lists(self)
        for label, expires in (("draft", HOUR), ("other draft", HOUR), ("old draft", -HOUR)):
            secret = secrets.token_hex(32)
            self.built.drafts[label] = secret
            self.add("visitors_draft", digest=digest_of_hex(secret), expires_at=self.now + expires)
        for name in ("caseworker", "head", "administrator"):
            self.add("notifications_officenotice", person_id=self.built.people[name], code="concerns.received")
        for name in ("contact", "council_administrator", "other_contact"):
            self.add("notifications_deliverynotice", person_id=self.built.people[name], code="enquiries.asked")
        self.add("concerns_searchkey", id=1)
        for table in ("deadlines_bankholiday", "concerns_taxonomyterm"):
            for _ in range(2):
                self.add(table)
        for _ in range(2):
            self.add("ledger_entry", entry=b"{}")
        self.add("ledger_publication", kind="report", digest="b" * 64)
        self.add("ledger_publicleaf", leaf=b"{}")
        for table in ("ledger_publicnode", "ledger_publiccheckpoint"):
            self.add(table)
        self.add("ledger_innerleaf", entry_id=uuid4())
        for table in ("ledger_innernode", "ledger_innercheckpoint"):
            self.add(table)

    def directory(self) -> None:
        """A term and a body to refer to, whatever migrations brought."""
        self.built.terms = [self.add("concerns_taxonomyterm", axis="issue"), self.add("concerns_taxonomyterm")]
        self.add("concerns_signpostbody")
        self.add("deadlines_policyterm", code="concerns.answer", unit="days", value=10)


def build(connection: psycopg.Connection, *, copies: int = 1) -> Built:
    """Write the world; ``copies`` repeats the concerns, for more decisions."""
    builder = Builder(connection)
    with connection.transaction():
        builder.people()
        builder.directory()
        world_identities.keys(builder)
        for number in range(copies):
            suffix = "" if number == 0 else f" {number}"
            builder.concerns(suffix)
            world_identities.concerns(builder, suffix)
            world_identities.erasures(builder, suffix)
        world_pathway.pathway(builder, "")
        world_recommendations.recommendations(builder)
        builder.rest()
    return builder.built


def read(connection: psycopg.Connection) -> World:
    """Every row of every table, as the owner sees it."""
    catalogue = Catalogue(connection)
    rows: dict[str, list[Row]] = {}
    with connection.transaction():
        found = connection.execute("select now()").fetchone()
        for table in catalogue.columns:
            cursor = connection.execute(f'select * from "{table}"')
            names = [column.name for column in cursor.description or ()]
            rows[table] = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    assert found is not None
    return World(rows, found[0])
