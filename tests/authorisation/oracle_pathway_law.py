"""The law of the pathway's tables, in the judgements of ``oracle_pathway``. Imports nothing of Candour."""

from __future__ import annotations

from tests.authorisation.oracle_pathway import (
    arrives,
    by_code,
    clock_seen,
    countersigns,
    decides_match,
    declares_interest,
    ends_interest,
    entered_by_staff,
    first_step,
    hangs,
    has_referral,
    has_value,
    left_behind,
    mine,
    nobody,
    nobody_referred,
    of_individual,
    of_led,
    of_request,
    of_transfer,
    owns,
    police_write,
    referral_by_code,
    refers,
    replies,
    sees_assessment,
    sees_individual,
    sees_interest,
    sees_link,
    sees_reading,
    sees_referral,
    sees_request,
    sees_transfer,
    signed_in,
    to_partner,
    untouched,
    works,
    writes_about,
    writes_referrer,
)
from tests.authorisation.oracle_shared import Commands, Judge, May, both, by_actor, either, every

_ABOUT: dict[str, dict[str, Commands]] = {
    table: {
        "public": {"insert": May(both(nobody_referred, nobody("added_by_id")))},
        "delivery": {
            "select": May(of_individual),
            "insert": May(writes_about),
            "update": May(both(of_individual, works), ("ended_on",)),
        },
    }
    for table in (
        "pathway_individualname", "pathway_individualcontact", "pathway_affiliation", "pathway_equalityfact", "pathway_need",
    )
}  # fmt: skip


def _runs(of: Judge, update: tuple[str, ...] = ()) -> dict[str, Commands]:
    """A clock: seen, started and moved by whoever sees its record."""
    return {"delivery": {"select": May(of), "insert": May(of), "update": May(of, update)}}


def _history(of: Judge) -> dict[str, Commands]:
    return {"delivery": {"select": May(of), "insert": May(by_actor("by_id", of))}}


_READ_BY_ALL: dict[str, Commands] = {"public": {"select": May(every)}, "delivery": {"select": May(every)}}
_LIST = ("state", "is_open", "next_due_on")

PATHWAY: dict[str, dict[str, Commands]] = {
    **_ABOUT,
    "pathway_codeterm": _READ_BY_ALL,
    "pathway_codemapping": _READ_BY_ALL,
    "pathway_policychoice": _READ_BY_ALL,
    "pathway_individual": {
        "public": {"insert": May(every)},
        "delivery": {
            "select": May(sees_individual),
            "insert": May(either(works, refers)),
            "update": May(both(sees_individual, works)),
        },
    },
    "pathway_interest": {
        "delivery": {
            "select": May(sees_interest),
            "insert": May(declares_interest),
            "update": May(ends_interest, ("ended_at", "ended_by_id", "end_reason")),
        },
    },
    "pathway_referral": {
        "public": {
            "select": May(referral_by_code, ("id", "reference", "state", "received_on")),
            "insert": May(both(arrives, has_value("channel", "public"))),
        },
        "delivery": {
            "select": May(sees_referral),
            "insert": May(entered_by_staff),
            "update": May(has_referral, after=left_behind),
        },
    },
    "pathway_referralcontent": {
        "public": {"insert": May(both(untouched, nobody("written_by_id")))},
        "delivery": {
            "select": May(either(hangs, mine("written_by_id"))),
            "insert": May(by_actor("written_by_id", untouched)),
        },
    },
    "pathway_referrer": {
        "public": {
            "select": May(by_code, ("referral_id", "code_digest", "feedback", "feedback_on")),
            "insert": May(both(both(untouched, nobody("person_id")), has_value("feedback", ""))),
        },
        "delivery": {
            "select": May(either(hangs, mine("person_id"))),
            "insert": May(writes_referrer),
            "update": May(police_write, ("feedback", "feedback_on", "feedback_by_id")),
        },
    },
    "pathway_referralstep": {
        "public": {
            "insert": May(both(both(first_step, untouched), both(nobody("by_id"), has_value("by_kind", "referrer"))))
        },
        "delivery": {
            "select": May(hangs),
            "insert": May(by_actor("by_id", either(police_write, both(first_step, untouched)))),
        },
    },
    "pathway_referraldeadline": {
        "public": {"insert": May(untouched)},
        "delivery": {
            "select": May(hangs),
            "insert": May(either(police_write, both(signed_in, untouched))),
            "update": May(police_write),
        },
    },
    "pathway_referralpause": {
        "delivery": {"select": May(clock_seen), "insert": May(clock_seen), "update": May(clock_seen)},
    },
    "pathway_referrallink": {
        "delivery": {
            "select": May(sees_link),
            "insert": May(decides_match),
            "update": May(sees_link, ("ended_at", "ended_by_id", "end_reason")),
        },
    },
    "pathway_referraldraft": {
        "delivery": {
            command: May(by_actor("person_id", refers)) for command in ("select", "insert", "update", "delete")
        },
    },
    "pathway_referralread": {
        "delivery": {"select": May(sees_reading), "insert": May(by_actor("person_id", hangs))},
    },
    "pathway_individualcorrection": {
        "delivery": {"select": May(of_individual), "insert": May(by_actor("by_id", both(works, of_individual)))},
    },
    "pathway_deconfliction": {
        "delivery": {"select": May(hangs), "insert": May(by_actor("checked_by_id", police_write))},
    },
    "pathway_assessment": {
        "delivery": {"select": May(hangs), "insert": May(by_actor("assessed_by_id", police_write))},
    },
    "pathway_countersignature": {"delivery": {"select": May(sees_assessment), "insert": May(countersigns)}},
    "pathway_decision": {
        "delivery": {"select": May(hangs), "insert": May(by_actor("decided_by_id", police_write))},
    },
    "pathway_informationrequest": {
        "delivery": {
            "select": May(sees_request),
            "insert": May(both(by_actor("asked_by_id", police_write), has_value("state", "asked"))),
            "update": May(either(to_partner, police_write), _LIST),
        },
    },
    "pathway_informationreply": {"delivery": {"select": May(of_request), "insert": May(replies)}},
    "pathway_informationstep": _history(of_request),
    "pathway_informationdeadline": _runs(of_request, ("met_on", "met_by", "cancelled_on", "cancelled_by")),
    "pathway_transfer": {
        "delivery": {
            "select": May(sees_transfer),
            "insert": May(both(owns, has_value("state", "offered"))),
            "update": May(sees_transfer, (*_LIST, "owner_id", "accepted_on", "chased_on", "came_to")),
        },
    },
    "pathway_transferupdate": {"delivery": {"select": May(of_transfer), "insert": May(by_actor("by_id", of_transfer))}},
    "pathway_transferstep": _history(of_transfer),
    "pathway_transferdeadline": _runs(of_transfer),
    "pathway_policeledcase": {
        "delivery": {
            "select": May(has_referral),
            "insert": May(has_referral),
            "update": May(has_referral, (*_LIST, "owner_id")),
        },
    },
    "pathway_policeledstep": _history(of_led),
    "pathway_policeleddeadline": _runs(of_led),
}
