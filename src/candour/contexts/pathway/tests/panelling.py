"""Steps that several tests of panel cases take on the way to what they are about."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

from candour.contexts.pathway.models import Commission, PanelCase, PlanNeed
from candour.contexts.pathway.operations import cases_consent, cases_panel, cases_plan
from candour.contexts.pathway.operations.cases_consent import Answered
from candour.contexts.pathway.operations.cases_plan import Order, PlanWords
from candour.contexts.pathway.tests.board import Board, term, today

CHILD = today() - timedelta(days=15 * 365)


def answered(**changed: Any) -> Answered:
    """What an adult answered today."""
    told = {
        "giver": "person", "name": "Alex Rowan", "answered_on": today(), "how_asked": "At home.", "language": "English",
    }  # fmt: skip
    return Answered(**{**told, **changed})


def planned(board: Board, case: PanelCase) -> PanelCase:
    """A plan is written."""
    words = PlanWords("In person, at home", "The coordinator", "Mentoring", "Steps Ltd", "Weekly")
    board.coordinator.does(cases_plan.write_plan, case_id=case.id, words=words)
    return case


def with_need(board: Board, case: PanelCase, **changed: Any) -> PlanNeed:
    """A need is added."""
    told = {
        "what": "Somebody to talk to", "owner_name": "Carys", "owner_body": board.authority.id,
        "due_on": today() + timedelta(days=60),
    }  # fmt: skip
    board.coordinator.does(cases_plan.add_need, case_id=case.id, **{**told, **changed})
    return PlanNeed.objects.filter(case=case).latest("number")


def supported(board: Board, **fields: Any) -> PanelCase:
    """Support was agreed to five days ago."""
    case = planned(board, board.stands(board.case(**fields), "awaiting_consent"))
    board.coordinator.does(
        cases_consent.record_consent, case_id=case.id, answered=answered(answered_on=today() - timedelta(days=5))
    )
    case.refresh_from_db()
    return case


def ordered(board: Board, case: PanelCase, **changed: Any) -> Commission:
    """Six sessions are commissioned."""
    told = {
        "need": with_need(board, case).id, "intervention": term("intervention", "mentoring", "Mentoring").id,
        "organisation": board.provider.at_body.id, "about": "Alex, 30", "contact": "Through the coordinator",
        "brief": "Lives alone; likes football.", "sessions_wanted": 6, "from_on": today() - timedelta(days=5),
        "until_on": today() + timedelta(days=90),
    }  # fmt: skip
    board.coordinator.does(cases_plan.commission, case_id=case.id, order=Order(**{**told, **changed}))
    return Commission.objects.filter(case=case).latest("commissioned_at")


def closed(board: Board, case: PanelCase) -> PanelCase:
    """The panel decided so, and it was taken up."""
    board.decided(case, "close")
    board.coordinator.does(
        cases_panel.close, case_id=case.id, exit_reason=term("exit", "reduced", "Risk reduced").id,
        other_help="not_needed", other_words="They have a GP.", rationale="The work is done.",
    )  # fmt: skip
    case.refresh_from_db()
    return case


def text(response: Any) -> str:
    """What the page says, without markup and with one space between words."""
    bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(bare))
