"""The second opinion on what a caseworker keeps beside the concerns: links and campaigns, views, watches, texts, exports.

Imports nothing of Candour; see ``oracle_tables``.
"""

from __future__ import annotations

from tests.authorisation.oracle import Knowledge, Row
from tests.authorisation.oracle_shared import Commands, May, by_actor, own_mailbox, reads
from tests.authorisation.oracle_tables import handles, head_of_office


def sees_view(k: Knowledge, row: Row) -> bool:
    """One's own, and those that the head of office keeps for everybody."""
    return k.handles and (row["owner_id"] == k.actor or bool(row["is_shared"]))


def saves_view(k: Knowledge, row: Row) -> bool:
    """In one's own name; for everybody only as head of office. A running name stands once."""
    same = any(
        other["ended_on"] is None and other["is_shared"] == row["is_shared"] and other["name"] == row["name"]
        for other in k.world["concerns_savedview"]
    )
    shares = not row["is_shared"] or "head_of_office" in k.roles
    return k.handles and row["owner_id"] == k.actor and shares and not same


def keeps_view(k: Knowledge, row: Row) -> bool:
    """Those for everybody are the head of office's, whoever made them; one's own are one's own."""
    if row["is_shared"]:
        return k.handles and "head_of_office" in k.roles
    return k.handles and row["owner_id"] == k.actor


def sees_watch(k: Knowledge, row: Row) -> bool:
    """With the view that it lies on."""
    view = k.world.by_id["concerns_savedview"].get(row["view_id"])
    return view is not None and sees_view(k, view)


def _watch_is_theirs(k: Knowledge, row: Row) -> bool:
    return row["owner_id"] == k.actor or "head_of_office" in k.roles


def starts_watch(k: Knowledge, row: Row) -> bool:
    """In one's own name, to be called oneself; the head of office may let others be called."""
    return sees_watch(k, row) and row["created_by_id"] == k.actor and _watch_is_theirs(k, row)


def ends_watch(k: Knowledge, row: Row) -> bool:
    return sees_watch(k, row) and _watch_is_theirs(k, row)


def sees_alarm(k: Knowledge, row: Row) -> bool:
    watch = k.world.by_id["concerns_watch"].get(row["watch_id"])
    return watch is not None and sees_watch(k, watch)


def answers_alarm(k: Knowledge, row: Row) -> bool:
    """Once, by whom the watch calls or the head of office."""
    watch = k.world.by_id["concerns_watch"].get(row["watch_id"])
    return watch is not None and row["acknowledged_by_id"] is None and ends_watch(k, watch)


def alarm_answered(k: Knowledge, row: Row) -> bool:
    """In one's own name."""
    return sees_alarm(k, row) and k.actor is not None and row["acknowledged_by_id"] == k.actor


def sees_export(k: Knowledge, row: Row) -> bool:
    """One's own; all of them for those who oversee."""
    return k.handles and (row["person_id"] == k.actor or k.oversees)


def sees_link(k: Knowledge, row: Row) -> bool:
    """Only whoever may know of both ends."""
    return k.knows(row["concern_id"]) and (row["duplicate_of_id"] is None or k.knows(row["duplicate_of_id"]))


def links(k: Knowledge, row: Row) -> bool:
    """In one's own name, to one of the two, never to itself, and once at a time."""
    whole = (row["campaign_id"] is None) != (row["duplicate_of_id"] is None)
    kind = "campaign_id" if row["campaign_id"] else "duplicate_of_id"
    taken = row["ended_on"] is None and any(
        other["concern_id"] == row["concern_id"] and other["ended_on"] is None and other[kind] is not None
        for other in k.world["concerns_concernlink"]
    )
    itself = row["duplicate_of_id"] == row["concern_id"]
    return sees_link(k, row) and row["linked_by_id"] == k.actor and whole and not itself and not taken


def reads_translation(k: Knowledge, row: Row) -> bool:
    """Of their own mailbox what the office sent, as long as no later one took its place."""
    return own_mailbox(k, row) and bool(row["is_sent"]) and row["ended_on"] is None


def translates(k: Knowledge, row: Row) -> bool:
    """What one may read, in one's own name, of this very concern; one of each into a language; only messages are sent."""
    message = k.world.by_id["concerns_message"].get(row["message_id"]) if row["message_id"] else None
    fits = row["message_id"] is None or (message is not None and message["concern_id"] == row["concern_id"])
    taken = row["ended_on"] is None and any(
        other["ended_on"] is None
        and other["language"] == row["language"]
        and other["message_id"] == row["message_id"]
        and other["concern_id"] == row["concern_id"]
        for other in k.world["concerns_messagetranslation"]
    )
    sent_well = not row["is_sent"] or row["message_id"] is not None
    return reads(k, row) and row["added_by_id"] == k.actor and fits and not taken and sent_well


SEEN_TRANSLATED = (
    "id", "concern_id", "message_id", "language_from", "language", "made_by", "is_machine", "sealed", "is_sent",
    "added_on", "ended_on",
)  # fmt: skip

LISTS: dict[str, dict[str, Commands]] = {
    # What belongs together
    "concerns_campaign": {
        "office": {
            "select": May(handles),
            "insert": May(by_actor("started_by_id", handles)),
            "update": May(handles, ("name", "owner_id", "ended_on")),
        },
    },
    "concerns_concernlink": {
        "office": {
            "select": May(sees_link),
            "insert": May(links),
            "update": May(sees_link, ("ended_by_id", "ended_on", "end_reason")),
        },
    },
    "concerns_messagetranslation": {
        "public": {"select": May(reads_translation, SEEN_TRANSLATED)},
        "office": {"select": May(reads), "insert": May(translates), "update": May(reads, ("ended_on",))},
    },
    # Lists that somebody comes back to
    "concerns_savedview": {
        "office": {
            "select": May(sees_view),
            "insert": May(saves_view),
            "update": May(keeps_view, ("name", "filters", "ended_on")),
        },
    },
    "concerns_watch": {
        "office": {
            "select": May(sees_watch),
            "insert": May(starts_watch),
            "update": May(ends_watch, ("ended_on",)),
        },
    },
    "concerns_watchalarm": {
        "office": {
            "select": May(sees_alarm),
            "update": May(answers_alarm, ("acknowledged_by_id", "acknowledged_at", "reason"), alarm_answered),
        },
    },
    "concerns_concernexport": {
        "office": {"select": May(sees_export), "insert": May(by_actor("person_id", handles))},
    },
    "concerns_messagetemplate": {
        "office": {
            "select": May(handles),
            "insert": May(by_actor("created_by_id", head_of_office)),
            "update": May(head_of_office, ("ended_on",)),
        },
    },
}
