"""The second opinion on the pages of what bodies are asked: the body's own, and the office's that follows it.

Imports nothing of Candour.
"""

from __future__ import annotations

from tests.authorisation.oracle import Knowledge, Row
from tests.authorisation.oracle_pages_drafts import READ, WRITE, About, Arguments, issued

OWNER = frozenset({"recommendation_owner"})
BODY_STEPS = frozenset({"claim", "update", "ask_extension"})
ANSWERS = frozenset({"accept", "accept_in_part", "accept_in_principle", "reject", "note", "pass_on"})
"""Answers are prepared and signed on pages of their own: their addresses lead there."""
OFFICE_STEPS = frozenset(
    {
        "verify", "find_not_verified", "reconsider", "close_as_done", "close_as_exceeded", "close_as_superseded",
        "close_as_not_applicable", "close_as_refused", "ask_again", "reopen", "extend", "refuse_extension", "remind",
        "write_letter", "give_notice",
    }
)  # fmt: skip


def _named(k: Knowledge, given: Arguments) -> Row | None:
    rows = k.world["recommendations_addressee"]
    return next((row for row in rows if row["reference"] == given["reference"]), None)


def _own(k: Knowledge, row: Row | None) -> bool:
    return row is not None and row["organisation_id"] in k.organisations_as("recommendation_owner")


def asked(k: Knowledge, given: Arguments) -> bool:
    """What a body is asked, for those who answer there."""
    return _own(k, _named(k, given))


def body_step(k: Knowledge, given: Arguments) -> bool:
    return asked(k, given) and given["name"] in BODY_STEPS | ANSWERS


def task(k: Knowledge, given: Arguments) -> bool:
    """A task of the plan that counts: of the last response."""
    row = _named(k, given)
    if row is None or not _own(k, row):
        return False
    answers = [one for one in k.world["recommendations_response"] if one["addressee_id"] == row["id"]]
    last = max(answers, key=lambda one: one["number"], default=None)
    tasks = k.world["recommendations_plannedtask"]
    return any(
        one["addressee_id"] == row["id"]
        and one["number"] == given["number"]
        and last is not None
        and one["response_id"] == last["id"]
        for one in tasks
    )


def report(k: Knowledge, given: Arguments) -> bool:
    """A report by which one's body is asked for something."""
    found = {row["id"]: row["slug"] for row in k.world["recommendations_report"]}
    of = {row["id"]: found[row["report_id"]] for row in k.world["recommendations_recommendation"]}
    rows = k.world["recommendations_addressee"]
    return any(_own(k, row) and of[row["recommendation_id"]] == given["slug"] for row in rows)


def any_asked(k: Knowledge, given: Arguments) -> bool:
    """The office sees what every body is asked."""
    return _named(k, given) is not None


def office_step(k: Knowledge, given: Arguments) -> bool:
    return any_asked(k, given) and given["name"] in OFFICE_STEPS


def _file(k: Knowledge, given: Arguments) -> Row | None:
    """The evidence file of this address, where it is of this record."""
    row, of = k.world.by_id["recommendations_evidencefile"].get(given["file"]), _named(k, given)
    return row if row is not None and of is not None and row["addressee_id"] == of["id"] else None


def _drawn(row: Row | None, given: Arguments) -> bool:
    """One page was drawn of those that are released."""
    return row is not None and row["state"] == "released" and given["number"] == 1


def _given_out(row: Row | None) -> bool:
    return row is not None and row["state"] == "released"


def file(k: Knowledge, given: Arguments) -> bool:
    """Whoever answers for the body looks at what it sent, also where a file was set aside."""
    return asked(k, given) and _file(k, given) is not None


def file_picture(k: Knowledge, given: Arguments) -> bool:
    return asked(k, given) and _drawn(_file(k, given), given)


def file_original(k: Knowledge, given: Arguments) -> bool:
    return asked(k, given) and _given_out(_file(k, given))


def any_file(k: Knowledge, given: Arguments) -> bool:
    """The office looks at the evidence of every body."""
    return _file(k, given) is not None


def any_picture(k: Knowledge, given: Arguments) -> bool:
    return _drawn(_file(k, given), given)


def any_original(k: Knowledge, given: Arguments) -> bool:
    return _given_out(_file(k, given))


ANSWER_PAGES: dict[str, tuple[frozenset[str], About | None, tuple[int, ...]]] = {
    "recommendations/": (OWNER, None, (200,)),
    "recommendations/reports/<slug:slug>/respond/": (OWNER, report, (200,)),
    "recommendations/reports/<slug:slug>/sign/": (OWNER, report, (200,)),
    "recommendations/<str:reference>/": (OWNER, asked, (200,)),
    "recommendations/<str:reference>/pack/": (OWNER, asked, (200,)),
    "recommendations/<str:reference>/respond/": (OWNER, asked, (200, 302)),
    "recommendations/<str:reference>/sign/": (OWNER, asked, (200, 302)),
    "recommendations/<str:reference>/tasks/<int:number>/": (OWNER, task, (200,)),
    "recommendations/<str:reference>/evidence/<uuid:file>/": (OWNER, file, (200,)),
    "recommendations/<str:reference>/evidence/<uuid:file>/pages/<int:number>/": (OWNER, file_picture, (200,)),
    "recommendations/<str:reference>/evidence/<uuid:file>/original/": (OWNER, file_original, (200,)),
    "recommendations/<str:reference>/evidence/<uuid:file>/set-aside/": (OWNER, file, (200,)),
    "recommendations/<str:reference>/<slug:name>/": (OWNER, body_step, (200, 302)),
}
FOLLOWED_PAGES: dict[str, tuple[frozenset[str], About | None, tuple[int, ...]]] = {
    "recommendations/": (READ, None, (200,)),
    "recommendations/following/": (READ, None, (200,)),
    "recommendations/<recommendation:reference>/": (READ, issued, (200,)),
    "recommendations/<asked:reference>/": (READ, any_asked, (200, 302)),
    "recommendations/<asked:reference>/evidence/<uuid:file>/": (READ, any_file, (200,)),
    "recommendations/<asked:reference>/evidence/<uuid:file>/pages/<int:number>/": (READ, any_picture, (200,)),
    "recommendations/<asked:reference>/evidence/<uuid:file>/original/": (READ, any_original, (200,)),
    "recommendations/<asked:reference>/<slug:name>/": (WRITE, office_step, (200,)),
}
