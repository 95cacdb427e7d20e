"""Weaknesses put into the code: a page that lets in too many, an answer that tells too much, a guard that forgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from candour.contexts.accounts import queries as accounts
from candour.kernel import procedures
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation, RoleHolding
from candour.kernel.procedures import generated, guard
from candour.kernel.procedures.tests.rehearsal import SHOWCASE
from candour.web import entrance, middleware, problems
from tests.authorisation.browsing import at_door
from tests.authorisation.conftest import Office
from tests.authorisation.oracle import Visitor
from tests.authorisation.test_urls import FEW, Judge, asks_for_proof, visitors_at

Break = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def _database(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


def _no_entrance(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(middleware.EntranceMiddleware, "process_view", lambda *args: None)


def _everybody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(entrance.Who, "admits", lambda self, actor: True)


def _every_role(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(entrance.Who, "admits", lambda self, actor: actor is not None or not self.signed_in)


def _every_door(patch: pytest.MonkeyPatch) -> None:
    of = entrance.of

    def open_everywhere(view: Callable[..., Any]) -> entrance.Entrance | None:
        declared = of(view)
        return None if declared is None else replace(declared, doors=frozenset(Door))

    patch.setattr(entrance, "of", open_everywhere)


def _forbidden_is_said(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(middleware, "Http404", PermissionDenied)


def _absent_is_told_apart(patch: pytest.MonkeyPatch) -> None:
    problem = problems.problem

    def telling(request: Any, name: str, status: int, **facts: object) -> HttpResponse:
        response = problem(request, name, status, **facts)
        if getattr(request, "resolver_match", None) is not None:
            response.write(b"<!-- not for you -->")
        return response

    patch.setattr(problems, "problem", telling)


def _nobody_is_not_sent_to_sign_in(patch: pytest.MonkeyPatch) -> None:
    def lost(address: str) -> HttpResponse:
        raise Http404

    patch.setattr(middleware, "HttpResponseRedirect", lost)


def _forms_of_nobody_are_swallowed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(problems, "session_ended", lambda request: HttpResponse("thank you"))


def _every_body_is_looked_after(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(accounts, "organisation", lambda actor, one: Organisation.objects.filter(pk=one).first())


def _every_role_is_ones_own(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        accounts,
        "holding_to_change",
        lambda actor, one: RoleHolding.objects.filter(pk=one).select_related("organisation", "person").first(),
    )


def _no_proof_is_needed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Actor, "has_stepped_up", lambda self, at: True)


BROKEN_PAGES: tuple[tuple[str, str, Break], ...] = (
    ("office", "nobody", _no_entrance),
    ("office", "expired", _no_entrance),
    ("office", "nobody", _everybody),
    ("office", "analyst", _every_role),
    ("office", "caseworker", _every_door),
    ("office", "administrator", _forbidden_is_said),
    ("office", "administrator", _absent_is_told_apart),
    ("office", "nobody", _nobody_is_not_sent_to_sign_in),
    ("office", "nobody", _forms_of_nobody_are_swallowed),
    ("delivery", "chair", _no_entrance),
    ("delivery", "council_administrator", _every_body_is_looked_after),
    ("delivery", "contact_deputy", _every_role_is_ones_own),
    ("delivery", "council_administrator", _no_proof_is_needed),
)
"""The door, who would gain by it, and what is broken."""


class TestPages:
    """The matrix of addresses notices each."""

    @pytest.mark.parametrize(
        ("door", "who", "break_it"), BROKEN_PAGES, ids=lambda each: getattr(each, "__name__", each)
    )
    def test_are_noticed(
        self, office: Office, door: str, who: str, break_it: Break, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with at_door(office, door):
            visitors = visitors_at(office, door, thorough=True)
            visitor = next(one for one in visitors if one.label in {who, f"{who} at {door}"})
            if who not in {*FEW, "nobody"}:  # of those test_urls says that nothing is at fault while nothing is broken
                assert not self._faults(office, visitor, door)
            break_it(monkeypatch)
            assert self._faults(office, visitor, door)

    def _faults(self, office: Office, visitor: Visitor, door: str) -> list[str]:
        judge = Judge(office, door)
        judge.judge(visitor, thorough=False, stops_early=True)
        return judge.faults or asks_for_proof(office, door, judge.client, [visitor])


TABLES = (*procedures.every(), SHOWCASE)
CASES = {table.name: tuple(generated.cases(table)) for table in TABLES}

FORGOTTEN = (
    "state",
    "in_force",
    "role",
    "excluded",
    "step_up",
    "second_person",
    "record.",
    "before.",
    "term.",
    "role.",
    "equals.",
    "one_of.",
    "other_person.",
    "assigned",
)
"""Reasons for which a guard refuses; each is forgotten once."""


def differences() -> int:
    """On how many generated cases the guard answers otherwise than the table says."""
    return sum(
        {refusal.code for refusal in guard.refusals(table, case.step, case.facts, case.doer, case.at)} != case.expected
        for table in TABLES
        for case in CASES[table.name]
    )


class TestGuards:
    """The generated tests of every procedure notice each."""

    def test_there_are_cases_of_every_registered_procedure(self) -> None:
        assert {"concerns.concern", "concerns.enquiry"} <= set(CASES)
        assert {table.name for table in procedures.every()} <= set(CASES)
        assert sum(map(len, CASES.values())) > 3_000
        assert differences() == 0

    @pytest.mark.parametrize("forgotten", FORGOTTEN)
    def test_that_forget_are_noticed(self, forgotten: str, monkeypatch: pytest.MonkeyPatch) -> None:
        judged = guard._refusals

        def forgetful(*args: Any) -> Iterator[guard.Refusal]:
            for refusal in judged(*args):
                if not (refusal.code == forgotten or (forgotten.endswith(".") and refusal.code.startswith(forgotten))):
                    yield refusal

        monkeypatch.setattr(guard, "_refusals", forgetful)
        assert differences() > 0

    def test_that_stop_at_the_first_reason_are_noticed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        judged = guard._refusals

        def hasty(*args: Any) -> Iterator[guard.Refusal]:
            yield from list(judged(*args))[:1]

        monkeypatch.setattr(guard, "_refusals", hasty)
        assert differences() > 0
