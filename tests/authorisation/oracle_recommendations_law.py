"""The second opinion on recommendations, table by table: which door may do what with which rows and columns. Imports nothing
of Candour."""

from __future__ import annotations

from tests.authorisation.oracle_evidence import EVIDENCE
from tests.authorisation.oracle_recommendations import (
    BEING_DONE,
    OWED,
    READS,
    SIGNS,
    WORKS,
    asks,
    being_drafted,
    body_moves,
    both_ends,
    closes,
    decides_extension,
    draft_stays,
    ends_clock,
    escalates,
    issues,
    judges,
    links,
    notice,
    of_addressee,
    of_recommendation,
    of_report,
    of_request,
    of_task,
    office_moves,
    own,
    plans,
    prepared_on,
    prepares,
    published,
    publishes,
    reports_on_task,
    sees_recommendation,
    sees_report,
    sends,
    stands,
    starts_clock,
    takes_step,
    unpublished,
)
from tests.authorisation.oracle_shared import Commands, Judge, May, both, by_actor, every


def _by_body(written: Judge, *columns: str) -> dict[str, Commands]:
    """The public reads nobody's name."""
    return {
        "public": {"select": May(of_addressee, ("id", "addressee_id", *columns))},
        "delivery": {"select": May(of_addressee), "insert": May(by_actor("by_id", written))},
        "office": {"select": May(READS)},
    }


def _by_office(written: Judge, *columns: str) -> dict[str, Commands]:
    """Neither the public nor the body reads the name."""
    return {
        "public": {"select": May(of_addressee, ("id", "addressee_id", *columns))},
        "delivery": {"select": May(of_addressee, ("id", "addressee_id", "at", *columns))},
        "office": {"select": May(READS), "insert": May(by_actor("by_id", written))},
    }


def _issued(insert: Judge) -> dict[str, Commands]:
    return {
        "public": {"select": May(of_recommendation)},
        "delivery": {"select": May(of_recommendation)},
        "office": {"select": May(READS), "insert": May(insert)},
    }


_DRAFTED: dict[str, Commands] = {
    "office": {
        "select": May(READS),
        "insert": May(being_drafted),
        "update": May(being_drafted),
        "delete": May(being_drafted),
    }
}
_SHOWN: dict[str, Commands] = {"public": {"select": May(every)}, "office": {"select": May(every)}}
_STATE = ("state", "next_due_on")

RECOMMENDATIONS: dict[str, dict[str, Commands]] = {
    "recommendations_report": {
        "public": {"select": May(published)},
        "delivery": {"select": May(sees_report)},
        "office": {
            "select": May(READS),
            "insert": May(both(SIGNS, unpublished)),
            "update": May(both(WORKS, unpublished), ("published_on", "published_at"), after=both(SIGNS, published)),
        },
    },
    "recommendations_recommendation": {
        "public": {"select": May(published)},
        "delivery": {"select": May(sees_recommendation)},
        "office": {
            "select": May(READS),
            "insert": May(issues),
            "update": May(both(WORKS, unpublished), ("published_at",), after=publishes),
        },
    },
    "recommendations_part": _issued(SIGNS),
    "recommendations_tag": _issued(SIGNS),
    "recommendations_link": {
        "public": {"select": May(both_ends, ("id", "recommendation_id", "to_id", "kind", "reason", "made_on"))},
        "delivery": {"select": May(both_ends)},
        "office": {"select": May(READS), "insert": May(by_actor("by_id", links))},
    },
    "recommendations_addressee": {
        "public": {"select": May(published)},
        "delivery": {"select": May(own), "update": May(own, (*_STATE, "response"), after=body_moves)},
        "office": {
            "select": May(READS),
            "insert": May(asks),
            "update": May(WORKS, (*_STATE, "is_open", "deliver_by", "published_at"), after=office_moves),
        },
    },
    "recommendations_addresseestep": {
        "delivery": {"select": May(of_addressee), "insert": May(by_actor("by_id", takes_step))},
        "office": {"select": May(READS), "insert": May(by_actor("by_id", takes_step))},
    },
    "recommendations_addresseedeadline": {
        "public": {"select": May(of_addressee)},
        "delivery": {
            "select": May(of_addressee),
            "insert": May(starts_clock),
            "update": May(ends_clock, ("met_on", "met_by", "cancelled_on", "cancelled_by")),
        },
        "office": {"select": May(READS), "insert": May(WORKS), "update": May(WORKS)},
    },
    "recommendations_correction": {
        "public": {
            "select": May(
                notice, ("id", "recommendation_id", "addressee_id", "about", "was", "instead", "reason", "made_on")
            )
        },
        "delivery": {"select": May(notice)},
        "office": {"select": May(READS), "insert": May(by_actor("by_id", both(WORKS, notice)))},
    },
    "recommendations_response": _by_body(sends, "number", "kind", "reasons", "plan", "for_body", "sent_on"),
    "recommendations_plannedtask": _by_body(plans, "response_id", "number", "text", "due_on", "owner"),
    "recommendations_taskreport": {
        "public": {"select": May(of_task, ("id", "task_id", "number", "state", "text", "reported_on"))},
        "delivery": {"select": May(of_task), "insert": May(by_actor("by_id", reports_on_task))},
        "office": {"select": May(READS)},
    },
    "recommendations_update": _by_body(stands(*BEING_DONE), "text", "written_on"),
    "recommendations_claim": _by_body(
        stands("accepted", "not_verified"), "number", "against_measure", "evidence", "claimed_on"
    ),
    **EVIDENCE,
    "recommendations_extensionrequest": _by_body(stands(*OWED), "number", "what", "until", "reasons", "asked_on"),
    "recommendations_verdict": _by_office(
        judges, "claim_id", "outcome", "looked_at", "method", "missing", "next_on", "found_on"
    ),
    "recommendations_closing": _by_office(closes, "reason", "text", "superseded_by_id", "closed_on"),
    "recommendations_escalation": _by_office(escalates, "kind", "about", "text", "signed_as", "sent_on"),
    "recommendations_extensiondecision": {
        "public": {
            "select": May(of_request, ("id", "request_id", "is_granted", "until", "reasons", "decided_on"))
        },
        "delivery": {
            "select": May(of_request, ("id", "request_id", "is_granted", "until", "reasons", "decided_on", "at"))
        },
        "office": {"select": May(READS), "insert": May(by_actor("by_id", decides_extension))},
    },
    # What a body prepares is its own: neither the office nor the public has any privilege
    "recommendations_responsedraft": {
        "delivery": {
            "select": May(of_addressee),
            "insert": May(by_actor("by_id", prepares)),
            "update": May(of_addressee, after=prepared_on),
            "delete": May(of_addressee),
        },
    },
    # What has not left the office is the office's alone
    "recommendations_reportdraft": {"office": {"select": May(READS), "insert": May(WORKS), "update": May(WORKS)}},
    "recommendations_draft": {
        "office": {"select": May(READS), "insert": May(WORKS), "update": May(WORKS, after=draft_stays)}
    },
    "recommendations_draftpart": _DRAFTED,
    "recommendations_draftaddressee": _DRAFTED,
    "recommendations_draftlink": _DRAFTED,
    "recommendations_consideration": {
        "office": {"select": May(READS), "insert": May(by_actor("by_id", being_drafted))}
    },
    "recommendations_draftstep": {"office": {"select": May(READS), "insert": May(by_actor("by_id", WORKS))}},
    # Lists, figures, and what public sources say of earlier reviews
    "recommendations_tagterm": {**_SHOWN, "delivery": {"select": May(every)}},
    "recommendations_figure": _SHOWN,
    "recommendations_drawn": _SHOWN,
    "recommendations_changed": _SHOWN,
    "recommendations_publishedtext": {
        "public": {"select": May(of_report)},
        "office": {"select": May(READS), "insert": May(SIGNS)},
    },
    "recommendations_reported": {"public": {"select": May(of_recommendation)}, "office": {"select": May(READS)}},
    "recommendations_reportnote": {"public": {"select": May(of_report)}, "office": {"select": May(READS)}},
    "recommendations_withheld": {"public": {"select": May(every)}, "office": {"select": May(READS)}},
}  # fmt: skip
