"""The tables of recommendations by themselves: whoever has to do with them tries to write, and some who have not.

And the three places that know which step is whose are held together: the law, the row rules, and the second opinion.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from candour.contexts.recommendations.models import rules
from candour.contexts.recommendations.procedure import ANSWER, basis
from candour.kernel.procedures.table import Step
from tests.authorisation import oracle_recommendations as oracle
from tests.authorisation.conftest import Office
from tests.authorisation.matrix import Matrix, logged_in

TABLE = "recommendations_"
WRITE = (
    "owner", "co_owner", "owner_former", "owner_deputy", "owner_cover_over", "council_owner", "force_owner", "two_bodies_owner",
    "contact", "private_office", "department_administrator", "head", "commissioner", "reviewer", "analyst", "administrator",
    "auditor", "identity_officer", "deputy_commissioner", "caseworker", "judge_lately", "judge_long_ago", "judge_who_covered",
    "both", "both elsewhere", "misplaced", "nobody",
)  # fmt: skip
"""Each at the doors where they come; the generated weaknesses and the slow run are tried by everybody."""


def test_agree_with_the_oracle(office: Office) -> None:
    tables = [table for table in office.catalogue.columns if table.startswith(TABLE)]
    matrix = Matrix(office.world, office.built, office.catalogue, logged_in(office.doors), tables)
    matrix.columns()
    matrix.forced(office.owner)
    matrix.rows(office.visitors)
    writers = [visitor for visitor in office.visitors if visitor.label.rsplit(" at ", 1)[0] in WRITE]
    assert {visitor.label.rsplit(" at ", 1)[0] for visitor in writers} == set(WRITE)
    matrix.writes(writers, [])
    verdict = matrix.verdict
    assert not verdict.differs, str(verdict)
    assert len(tables) >= 33
    for command in ("select", "insert", "update", "delete", "change"):
        assert verdict.allowed[command] > 20, (command, verdict.allowed[command])


def named(steps: Iterable[Step]) -> set[str]:
    return {step.name for step in steps}


def moves(steps: Iterable[Step]) -> set[tuple[str, str]]:
    """Each state from which one of these steps leads to another."""
    return {(source, step.target) for step in steps for source in step.source if step.target not in {None, source}}


BODY = [step for step in ANSWER.steps if set(step.by) == set(basis.BODY)]
SIGNERS = [step for step in ANSWER.steps if set(step.by) == set(basis.SIGNS)]
JUDGES = [
    step for step in ANSWER.steps if any(getattr(need, "field", "") == "is_independent" for need in step.requires)
]
OFFICE = [step for step in ANSWER.steps if step not in (*BODY, *SIGNERS, *JUDGES)]


class TestWhoseStep:
    @pytest.mark.parametrize(
        ("law", "rule", "opinion"),
        [
            (BODY, rules.OF_BODY, oracle.STEPS_OF_BODY),
            (SIGNERS, rules.OF_SIGNERS, oracle.STEPS_OF_SIGNERS),
            (JUDGES, rules.OF_JUDGES, oracle.STEPS_OF_JUDGES),
            (OFFICE, rules.OF_OFFICE, oracle.STEPS_OF_OFFICE),
        ],
        ids=["body", "signers", "judges", "office"],
    )
    def test_is_said_alike_everywhere(self, law: list[Step], rule: tuple[str, ...], opinion: frozenset[str]) -> None:
        assert named(law) == set(rule) == opinion

    def test_leads_where_the_second_opinion_says(self) -> None:
        assert moves(BODY) == oracle.MOVES_OF_BODY
        assert moves([*SIGNERS, *JUDGES, *OFFICE]) == oracle.MOVES_OF_OFFICE
        assert {state.name for state in ANSWER.states} == oracle.STATES
