"""The second opinion on tables: for each table and door, which columns and which rows each command may touch.

Written by hand from product.md and security.md; imports nothing of Candour. A table that is missing here fails the
tests, and so does one that is here and nowhere else.
"""

from __future__ import annotations

from tests.authorisation.oracle import Knowledge, Row
from tests.authorisation.oracle_identities import IDENTITIES, sealed_file_to_read, steps_aside
from tests.authorisation.oracle_shared import (
    CLOSED,
    Commands,
    May,
    both,
    by_actor,
    clock_known,
    clock_of_enquiry,
    clock_of_own_mailbox,
    either,
    every,
    has,
    knows,
    own_mailbox,
    reads,
    sees_enquiry,
    writes_enquiry,
)

# -- concerns


def is_mailbox(k: Knowledge, row: Row) -> bool:
    return k.mailbox is not None and row["id"] == k.mailbox


def arrives_online(k: Knowledge, row: Row) -> bool:
    """A submission: under its own receipt, in the first state, in nobody's hands."""
    from_outside = row["channel"] == "online" and row["entered_by_id"] is None
    untouched = row["state"] == "received" and row["assigned_to_id"] is None
    return bytes(row["mailbox_digest"]) == _mailbox_digest(k) and from_outside and untouched


def _mailbox_digest(k: Knowledge) -> bytes | None:
    from tests.authorisation.oracle import digest_of_hex

    return digest_of_hex(k.visitor.mailbox)


def knows_concern(k: Knowledge, row: Row) -> bool:
    return k.knows(row["id"])


def arrives_assisted(k: Knowledge, row: Row) -> bool:
    return k.handles and row["entered_by_id"] == k.actor and row["channel"] != "online"


def sees_exclusion(k: Knowledge, row: Row) -> bool:
    """One's own declarations; those of others only for those who oversee, and not about what one is barred from."""
    own = k.actor is not None and row["person_id"] == k.actor
    return own or (k.oversees and row["concern_id"] not in k.excluded)


def declares_exclusion(k: Knowledge, row: Row) -> bool:
    own = k.knows(row["concern_id"]) and row["person_id"] == k.actor
    allowed = own or (k.oversees and row["concern_id"] not in k.excluded)
    return (allowed and row["declared_by_id"] == k.actor) or steps_aside(k, row)


def ends_exclusion(k: Knowledge, row: Row) -> bool:
    return k.oversees and row["concern_id"] not in k.excluded and row["person_id"] != k.actor


def takes_emergency(k: Knowledge, row: Row) -> bool:
    """For oneself, until the next midnight at most, unreviewed."""
    own = k.knows(row["concern_id"]) and row["person_id"] == k.actor
    return own and row["until_at"] <= k.world.midnight and row["reviewed_by_id"] is None


def reviews_emergency(k: Knowledge, row: Row) -> bool:
    return k.knows(row["concern_id"]) and k.oversees and row["person_id"] != k.actor


def sees_reading(k: Knowledge, row: Row) -> bool:
    """One's own, those of others for who oversees, and for whoever may read it too: who moves a passage sees who read it."""
    own = k.actor is not None and row["person_id"] == k.actor
    return row["concern_id"] not in k.excluded and (own or k.oversees or k.reads(row["concern_id"]))


def assigns(k: Knowledge, row: Row) -> bool:
    """To somebody without a declared interest in it; and a concern has one owner at a time."""
    barred = row["person_id"] in k.barred(row["concern_id"])
    taken = row["ended_on"] is None and any(
        other["concern_id"] == row["concern_id"] and other["ended_on"] is None
        for other in k.world["concerns_assignment"]
    )
    return k.knows(row["concern_id"]) and row["assigned_by_id"] == k.actor and not barred and not taken


def requests_override(k: Knowledge, row: Row) -> bool:
    """In one's own name, undecided, and one at a time."""
    own = k.knows(row["concern_id"]) and row["requested_by_id"] == k.actor
    waits = any(
        other["concern_id"] == row["concern_id"] and other["authorised_by_id"] is None
        for other in k.world["concerns_harmoverride"]
    )
    return own and row["authorised_by_id"] is None and not waits


def waits_for_decision(k: Knowledge, row: Row) -> bool:
    return k.knows(row["concern_id"]) and row["authorised_by_id"] is None


def decided_by_second_person(k: Knowledge, row: Row) -> bool:
    mine = k.actor is not None and row["authorised_by_id"] == k.actor
    return k.knows(row["concern_id"]) and mine and row["requested_by_id"] != k.actor


def step_of_reporter(k: Knowledge, row: Row) -> bool:
    nameless = row["by_kind"] == "reporter" and row["by_id"] is None and row["taken_at"] is None
    return own_mailbox(k, row) and nameless


def message_of_reporter(k: Knowledge, row: Row) -> bool:
    return own_mailbox(k, row) and row["direction"] == "from_reporter" and row["author_id"] is None


def untouched(row: Row) -> bool:
    """A file as it is sent: nothing has been decided about it."""
    blank = not (row["reason"] or row["kind"] or row["pages"] or row["copy"])
    return row["state"] == "taken_in" and blank and row["settled_on"] is None


def file_for_reporter(k: Knowledge, row: Row) -> bool:
    """What they sent, and what the office sent once it is released."""
    return own_mailbox(k, row) and (row["direction"] == "from_reporter" or row["state"] == "released")


def file_of_reporter(k: Knowledge, row: Row) -> bool:
    nameless = row["direction"] == "from_reporter" and row["author_id"] is None and not row["wants_copy"]
    return own_mailbox(k, row) and untouched(row) and nameless


def file_of_office(k: Knowledge, row: Row) -> bool:
    """With a message, in one's own name, by somebody who reads the concern."""
    own = row["direction"] == "to_reporter" and row["author_id"] == k.actor and row["message_id"] is not None
    return reads(k, row) and untouched(row) and own and row["wants_copy"] and not row["is_sealed"]


def file_at_office(k: Knowledge, row: Row) -> bool:
    """That there is one: whoever reads the concern. One that is sealed besides: the named reader, in time."""
    return reads(k, row) or sealed_file_to_read(k, row)


def key_of_own_file(k: Knowledge, row: Row) -> bool:
    """With a file that they sent: for the office where it is not sealed, for nobody of the office's people where it is."""
    sent = k.world.by_id["concerns_concerndocument"].get(row["document_id"])
    if sent is None or not own_mailbox(k, row) or row["concern_id"] != sent["concern_id"]:
        return False
    taken = any(other["document_id"] == row["document_id"] for other in k.world["concerns_documentkey"])
    return sent["direction"] == "from_reporter" and (row["for_concern"] is None) == sent["is_sealed"] and not taken


def file_refused(k: Knowledge, row: Row) -> bool:
    return reads(k, row) and row["state"] == "refused" and not row["is_sealed"]


def file_tried_again(k: Knowledge, row: Row) -> bool:
    return reads(k, row) and untouched(row)


def enquiry_seen(k: Knowledge, row: Row) -> bool:
    return k.sees_enquiry(row["id"])


def enquiry_answered(k: Knowledge, row: Row) -> bool:
    """A body can do nothing to an enquiry but answer it."""
    return k.sees_enquiry(row["id"]) and row["state"] == "replied"


def answer_of_body(k: Knowledge, row: Row) -> bool:
    own = k.actor is not None and row["by_id"] == k.actor and row["by_kind"] == "staff"
    return own and row["step"] == "reply" and row["corrects_id"] is None


def handles(k: Knowledge, row: Row) -> bool:
    return k.handles


def own_draft(k: Knowledge, row: Row) -> bool:
    from tests.authorisation.oracle import digest_of_hex

    return bytes(row["digest"]) == digest_of_hex(k.visitor.draft)


def expired_draft(k: Knowledge, row: Row) -> bool:
    return bool(row["expires_at"] < k.world.now)


SEEN_BY_REPORTER = (
    "id", "reference", "mailbox_digest", "level", "kind", "nation", "agreement", "language", "received_on", "state",
    "procedure_version", "next_due_on", "is_open", "close_reason", "unread_for_reporter", "sealing_key",
)  # fmt: skip
MOVED_BY_REPORTER = (
    "state", "agreement", "next_due_on", "is_open", "unread_for_office", "unread_for_reporter", "unanswered_since",
)  # fmt: skip
STEP_SEEN_BY_REPORTER = (
    "id", "concern_id", "number", "step", "from_state", "to_state", "by_kind", "taken_on", "corrects_id",
)  # fmt: skip
MESSAGE_SEEN_BY_REPORTER = ("id", "concern_id", "number", "direction", "kind", "sealed", "sent_on")

FILE_SEEN_BY_REPORTER = (
    "id", "concern_id", "message_id", "direction", "series", "version", "state", "reason", "kind", "address", "details",
    "copy", "taken_in_on", "is_sealed",
)  # fmt: skip

head_of_office = has("head_of_office")

CONCERNS: dict[str, dict[str, Commands]] = {
    "concerns_concern": {
        "public": {
            "select": May(is_mailbox, SEEN_BY_REPORTER),
            "insert": May(arrives_online),
            "update": May(is_mailbox, MOVED_BY_REPORTER),
        },
        "office": {
            "select": May(knows_concern),
            "insert": May(arrives_assisted),
            "update": May(knows_concern),
        },
    },
    "concerns_narrative": {
        "public": {"insert": May(own_mailbox)},
        "office": {"select": May(reads), "insert": May(knows)},
    },
    "concerns_concernkey": {
        "public": {"select": May(own_mailbox, ("concern_id", "for_reporter")), "insert": May(own_mailbox)},
        "office": {"select": May(reads), "insert": May(knows)},
    },
    "concerns_reporter": {
        "public": {"insert": May(own_mailbox)},
        "office": {"select": May(reads), "insert": May(knows)},
    },
    "concerns_assignment": {
        "office": {"select": May(knows), "insert": May(assigns), "update": May(knows, ("ended_on",))},
    },
    "concerns_bodyagreement": {
        "public": {"select": May(own_mailbox), "insert": May(own_mailbox)},
        "office": {"select": May(knows), "insert": May(knows)},
    },
    "concerns_concerncode": {
        "office": {
            "select": May(knows),
            "insert": May(by_actor("coded_by_id", knows)),
            "update": May(knows, ("removed_on",)),
        },
    },
    "concerns_concerndeadline": {
        "public": {"select": May(own_mailbox), "insert": May(own_mailbox), "update": May(own_mailbox)},
        "office": {"select": May(knows), "insert": May(knows), "update": May(knows)},
    },
    "concerns_concerndocument": {
        "public": {"select": May(file_for_reporter, FILE_SEEN_BY_REPORTER), "insert": May(file_of_reporter)},
        "office": {
            "select": May(file_at_office),
            "insert": May(file_of_office),
            "update": May(file_refused, ("state", "reason", "kind", "settled_on"), after=file_tried_again),
        },
    },
    "concerns_documentkey": {
        "public": {
            "select": May(own_mailbox, ("document_id", "concern_id", "for_reporter")),
            "insert": May(key_of_own_file),
        },
        "office": {"select": May(reads, ("document_id", "concern_id", "for_concern"))},
    },
    "concerns_concernpause": {
        "public": {"select": May(clock_of_own_mailbox), "update": May(clock_of_own_mailbox)},
        "office": {"select": May(clock_known), "insert": May(clock_known), "update": May(clock_known)},
    },
    "concerns_concernenquiry": {"office": {"select": May(knows), "insert": May(knows)}},
    "concerns_concernexclusion": {
        "office": {
            "select": May(sees_exclusion),
            "insert": May(declares_exclusion),
            "update": May(ends_exclusion, ("ended_on",)),
        },
    },
    "concerns_concernstep": {
        "public": {"select": May(own_mailbox, STEP_SEEN_BY_REPORTER), "insert": May(step_of_reporter)},
        "office": {"select": May(knows), "insert": May(knows)},
    },
    "visitors_draft": {
        "public": {
            "select": May(either(own_draft, expired_draft)),
            "insert": May(own_draft),
            "update": May(own_draft),
            "delete": May(either(own_draft, expired_draft)),
        },
    },
    "concerns_emergencyaccess": {
        "office": {
            "select": May(knows),
            "insert": May(takes_emergency),
            "update": May(reviews_emergency, ("ended_at", "reviewed_by_id", "reviewed_on", "review_note")),
        },
    },
    "concerns_harmoverride": {
        "office": {
            "select": May(knows),
            "insert": May(requests_override),
            "update": May(
                waits_for_decision,
                ("authorised_by_id", "authorised_at", "is_refused", "decision_reason"),
                decided_by_second_person,
            ),
        },
    },
    "concerns_message": {
        "public": {"select": May(own_mailbox, MESSAGE_SEEN_BY_REPORTER), "insert": May(message_of_reporter)},
        "office": {"select": May(reads), "insert": May(by_actor("author_id", knows))},
    },
    "concerns_narrativeread": {
        "office": {"select": May(sees_reading), "insert": May(by_actor("person_id", reads))},
    },
    "concerns_signposting": {
        "public": {"select": May(own_mailbox, ("id", "concern_id", "body_id"))},
        "office": {"select": May(knows), "insert": May(by_actor("given_by_id", knows))},
    },
    "concerns_nudge": CLOSED,
    # What stands in for the words: no door sees a number, and who handles concerns has the key to make them.
    "concerns_searchentry": CLOSED,
    "concerns_searchkey": {"office": {"select": May(handles)}},
    # What is not about anybody
    "concerns_signpostbody": {
        "public": {"select": May(every)},
        "office": {"select": May(every), "insert": May(head_of_office), "update": May(head_of_office)},
    },
    "concerns_taxonomyterm": {
        "office": {"select": May(every), "insert": May(head_of_office), "update": May(head_of_office)},
    },
    # What crosses to a body
    "concerns_enquiry": {
        "delivery": {
            "select": May(enquiry_seen),
            "update": May(enquiry_seen, ("state", "is_open", "next_due_on"), after=enquiry_answered),
        },
        "office": {
            "select": May(enquiry_seen),
            "insert": May(handles),
            "update": May(enquiry_seen, ("state", "is_open", "next_due_on")),
        },
    },
    "concerns_enquiryreply": {
        "delivery": {"select": May(sees_enquiry), "insert": May(by_actor("answered_by_id", sees_enquiry))},
        "office": {"select": May(sees_enquiry)},
    },
    "concerns_enquirystep": {
        "delivery": {"select": May(sees_enquiry), "insert": May(both(sees_enquiry, answer_of_body))},
        "office": {"select": May(sees_enquiry), "insert": May(by_actor("by_id", writes_enquiry))},
    },
    "concerns_enquirydeadline": {
        "delivery": {"select": May(sees_enquiry), "update": May(sees_enquiry, ("met_on", "met_by"))},
        "office": {"select": May(sees_enquiry), "insert": May(writes_enquiry), "update": May(sees_enquiry)},
    },
    "concerns_enquirypause": {
        "delivery": {"select": May(clock_of_enquiry)},
        "office": {
            "select": May(clock_of_enquiry),
            "insert": May(clock_of_enquiry),
            "update": May(clock_of_enquiry),
        },
    },
    **IDENTITIES,
}
