"""Dual control (G10): thousands of acts in any order, and many at once. Nothing opens or is erased by one person, by the same
person twice, by somebody whose role or time is over, or for anybody but the reader who was named; and what two people may
do together, they can.

The model below keeps its own account of who asked, who agreed and who holds which role. It knows nothing of the code.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from candour.contexts.concerns.models import Concern, Narrative, Opening, OpeningDecision
from candour.contexts.concerns.operations import barriers, erasure, openings
from candour.contexts.concerns.operations.holders import WrongSecret
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Desk
from candour.contexts.concerns.tests.vault import Vault
from candour.kernel.people.models import Person, RoleHolding
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused
from candour.kernel.sealing import boxes, holders
from candour.kernel.sealing.boxes import CannotOpen

AsDoor = Callable[..., AbstractContextManager[None]]
PEOPLE = ("worker", "colleague", "head", "officer", "officer_2", "deputy", "deputy_2", "both")
SIDE = {"officer": "officers", "officer_2": "officers", "deputy": "deputies", "deputy_2": "deputies"}
HANDLERS = frozenset({"worker", "colleague", "head", "both"})
ACTS_UNTIL_READ = 5
"""Asked, made ready, agreed twice, read."""
someone = st.sampled_from(PEOPLE)


class Office:
    """The people, made once for all examples: the database's clock stands still in a test, and so does theirs."""

    def __init__(self, as_door: AsDoor) -> None:
        self.vault = vaults.build(as_door)
        with connection.cursor() as cursor:
            cursor.execute("select now()")
            self.at: datetime = cursor.fetchone()[0]
        caseworker, head = Role.CONCERNS_CASEWORKER, Role.HEAD_OF_OFFICE
        self.desks: dict[str, Desk] = {
            "worker": Desk(as_door, make.person("Wyn Worker", caseworker)),
            "colleague": Desk(as_door, make.person("Cai Colleague", caseworker)),
            "head": Desk(as_door, make.person("Hedd Head", head)),
            "both": Desk(as_door, make.person("Bo Both", head, Role.IDENTITY_OFFICER)),
            "officer": self.vault.officer,
            "officer_2": self.vault.officer_2,
            "deputy": self.vault.deputy,
            "deputy_2": self.vault.deputy_2,
        }
        self.steps = 0
        self.done: dict[str, int] = {}


class Machine(RuleBasedStateMachine):
    """Anybody tries anything; what succeeds is compared with what the model allows, both ways."""

    office: Office

    @initialize()
    def begin(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()
        self.concern = self.office.desks["worker"].brings(vaults.confidential(), "taken")
        self.left: set[str] = set()
        self.aside: set[str] = set()
        self.forget()
        self.erasure_by: str | None = None
        self.is_erased = False

    def forget(self) -> None:
        self.opening: Opening | None = None
        self.asked_by = self.reader = ""
        self.agreed: dict[str, str] = {}
        self.is_ready = self.is_late = self.is_finished = False
        self.key = boxes.new_pair()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)

    # -- what anybody tries

    @rule(who=someone, reader=st.sampled_from(sorted(HANDLERS)))
    def ask(self, who: str, reader: str) -> None:
        runs = self.opening is not None and not self.is_finished and not self.is_late
        may = (
            self.may_know(who) and self.may_know(reader) and reader not in self.left and not runs and not self.is_erased
        )
        key = boxes.new_pair()
        made = self.tries(
            who, "ask", may, openings.ask, concern_id=self.concern.id, ground="harm", reason="Because.",
            reader_id=self.office.desks[reader].person.id, reader_public=key.public,
        )  # fmt: skip
        if made is not None:
            self.forget()
            self.opening, self.asked_by, self.reader, self.key = made, who, reader, key
            self.is_ready = who == reader

    @rule(who=someone)
    def get_ready(self, who: str) -> None:
        if self.opening is None:
            return
        key = boxes.new_pair()
        may = who == self.reader and self.may_know(who) and self.waits and not self.agreed
        if self.tries(who, "get_ready", may, openings.get_ready, opening_id=self.opening.id, public=key.public):
            self.is_ready, self.key = True, key

    @rule(who=someone, typed=st.sampled_from(["own", "own", "own", "another's", "none"]))
    def agree(self, who: str, typed: str) -> None:
        if self.opening is None:
            return
        side = SIDE.get(who)
        may = (
            side is not None
            and typed == "own"
            and who not in self.left | self.aside
            and side not in self.agreed
            and who not in {self.asked_by, self.reader, *self.agreed.values()}
            and self.waits
            and not self.is_late
            and self.is_ready
            and not self.is_erased
        )
        secrets = {"own": who, "another's": "officer" if who != "officer" else "officer_2", "none": ""}
        secret = self.secret(secrets[typed]) if typed != "none" else holders.new_secret()
        if self.tries(who, "agree", may, openings.agree, opening_id=self.opening.id, typed=secret):
            assert side is not None
            self.agreed[side] = who

    @rule(who=someone, key=st.sampled_from(["own", "own", "another's"]))
    def read(self, who: str, key: str) -> None:
        if self.opening is None:
            return
        may = (
            len(set(self.agreed.values())) == 2
            and who == self.reader
            and self.may_know(who)
            and key == "own"
            and not self.is_late
            and not self.is_finished
        )
        private = self.key.private if key == "own" else boxes.new_key()
        shown = self.tries(who, "read", may, openings.read, opening_id=self.opening.id, private=private)
        assert shown is None or shown[0].holds == vaults.WHO

    @rule(last=st.booleans())
    def go_on_as_it_should(self, last: bool) -> None:
        """The next right act, so that chance also meets requests that are half agreed, open and read."""
        if self.opening is None or self.is_finished or self.is_late:
            self.ask("worker", "colleague" if last else "worker")
        elif not self.is_ready:
            self.get_ready(self.reader)
        elif self.waits:
            free = [who for who, side in SIDE.items() if side not in self.agreed and who not in self.left | self.aside]
            self.agree(free[-1 if last else 0] if free else "officer", "own")
        else:
            self.read(self.reader, "own")

    @rule(how=st.sampled_from(["finish", "withdraw", "refuse"]), last=st.booleans())
    def end_as_it_should(self, how: str, last: bool) -> None:
        """The right person ends a request, after whatever has to be done before that."""
        acts = 0
        while acts < ACTS_UNTIL_READ and not (self.is_open if how == "finish" else self.waits and not self.is_late):
            self.go_on_as_it_should(last)
            acts += 1
        if how == "finish":
            self.read(self.reader, "own")
        sides = [who for who in SIDE if who not in self.left | self.aside | {self.asked_by}]
        knowing = [who for who in sorted(HANDLERS) if self.may_know(who)]
        right = {"finish": [self.reader], "withdraw": knowing, "refuse": sides}[how]
        self.end(right[0] if right else "worker", how)

    @precondition(lambda self: self.is_finished)
    @rule()
    def erase_as_it_should(self) -> None:
        """Two people who may, one after the other; late, because after it nothing can be asked."""
        if self.erasure_by is None:
            self.ask_to_erase("worker" if self.may_know("worker") else "colleague")
        heads = [who for who in ("head", "both") if self.may_know(who) and who != self.erasure_by]
        self.decide_erasure(heads[0] if heads else "head", "decide_erasure")

    @rule(who=someone, how=st.sampled_from(["withdraw", "refuse", "finish"]))
    def end(self, who: str, how: str) -> None:
        if self.opening is None:
            return
        may = {
            "withdraw": self.may_know(who) and self.waits,
            "refuse": who in {*SIDE, "both"} and who not in self.left | self.aside | {self.asked_by} and self.waits,
            "finish": who == self.reader and self.may_know(who) and self.is_open,
        }[how]
        operation: Callable[..., Any] = getattr(openings, how)
        given = {"rationale": "No."} if how == "refuse" else {}
        if self.tries(who, how, may, operation, opening_id=self.opening.id, **given):
            self.is_finished = True

    @rule(who=st.sampled_from(["officer", "deputy", "colleague"]))
    def knows_the_person(self, who: str) -> None:
        if who in self.left | self.aside or self.opening is None:
            return
        if who in SIDE and self.waits:
            self.tries(who, "aside", True, openings.step_aside, opening_id=self.opening.id, rationale="I know them.")
            self.aside.add(who)
        elif who in HANDLERS:
            given = {"concern_id": self.concern.id, "rationale": "I know them."}
            self.tries(who, "aside", not self.is_erased, barriers.declare_interest, **given)
            self.aside |= set() if self.is_erased else {who}

    @rule(who=someone)
    def role_ends_or_comes_back(self, who: str) -> None:
        today = self.office.at.date()
        ends = None if who in self.left else today
        person = self.office.desks[who].person
        RoleHolding.objects.filter(person=person).update(ends_on=ends)
        # A change of roles ends sessions. The one of the test lives on, as if they had signed in again.
        Person.objects.filter(id=person.id).update(sessions_valid_from=None)
        self.left ^= {who}

    @rule()
    def time_passes(self) -> None:
        """Three days for a request that waits, a quarter of an hour for one that is open."""
        if self.opening is not None and not self.is_finished:
            Opening.objects.filter(id=self.opening.id).update(expires_at=self.office.at - timedelta(seconds=1))
            over = self.office.at - timedelta(minutes=15, seconds=1)
            OpeningDecision.objects.filter(opening=self.opening).update(decided_at=over)
            self.is_late = True

    @rule(who=someone)
    def ask_to_erase(self, who: str) -> None:
        may = self.may_know(who) and self.erasure_by is None and not self.is_erased
        given = {"concern_id": self.concern.id, "basis": "asked", "rationale": "They asked."}
        if self.tries(who, "ask_to_erase", may, erasure.request_erasure, **given):
            self.erasure_by = who

    @rule(who=someone, how=st.sampled_from(["decide_erasure", "refuse_erasure"]))
    def decide_erasure(self, who: str, how: str) -> None:
        runs = self.opening is not None and not self.is_finished and not self.is_late
        may = (
            who in {"head", "both"}
            and self.may_know(who)
            and self.erasure_by not in {None, who}
            and not (runs and how == "decide_erasure")
            and not self.is_erased
        )
        operation: Callable[..., Any] = getattr(erasure, how)
        if self.tries(who, how, may, operation, concern_id=self.concern.id, rationale="I agree."):
            self.erasure_by = None
            self.is_erased = how == "decide_erasure"
        assert Narrative.objects.filter(concern=self.concern).exists() != self.is_erased

    # -- the model

    @property
    def waits(self) -> bool:
        return self.opening is not None and len(self.agreed) < 2 and not self.is_finished

    @property
    def is_open(self) -> bool:
        return self.opening is not None and len(self.agreed) == 2 and not self.is_finished

    def may_know(self, who: str) -> bool:
        return who in HANDLERS and who not in self.left | self.aside

    def secret(self, who: str) -> str:
        vault = self.office.vault
        return vault.secret(self.office.desks[who]) if who in SIDE else holders.new_secret()

    def tries(self, who: str, what: str, may: bool, operation: Callable[..., Any], **given: Any) -> Any:
        """Run it as this person under the office door's rules; fail where the model and the office differ."""
        desk, at = self.office.desks[who], self.office.at
        actor = replace(desk.actor(), stepped_up_at=at)
        if who in self.left:
            actor = replace(actor, holdings=())  # as the next request of theirs would find them
        self.office.steps += 1
        done, refused = None, ""
        try:
            with desk.open():
                done = operation(actor=actor, at=at, **given)
        except (Refused, WrongSecret, CannotOpen, Opening.DoesNotExist, Concern.DoesNotExist, DatabaseError) as error:
            refused = repr(error)
        assert may != bool(refused), f"{who}: {what}: the model says {may}; {refused or 'it was done'}"
        if refused:
            return None
        self.office.done[what] = self.office.done.get(what, 0) + 1
        return done


def run(as_door: AsDoor, *, examples: int, steps: int, drawn_from: int = 2026) -> Office:
    """``drawn_from`` is the seed: the same acts each time, whatever else is changed in this file."""
    office = Office(as_door)
    machine = seed(drawn_from)(type("Bound", (Machine,), {"office": office}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
        ),
    )  # fmt: skip
    return office


@pytest.mark.django_db
class TestDualControl:
    def test_a_few_hundred_acts_in_any_order(self, as_door: AsDoor) -> None:
        office = run(as_door, examples=25, steps=50)
        assert office.steps > 200

    @pytest.mark.slow
    def test_thousands_of_acts_in_any_order(
        self, as_door: AsDoor, record_testsuite_property: Callable[[str, object], None]
    ) -> None:
        office = run(as_door, examples=300, steps=60)
        record_testsuite_property("acts under dual control", office.steps)
        record_testsuite_property("of which succeeded", office.done)
        assert office.steps > 8_000, office.done
        for what in ("ask", "get_ready", "agree", "read", "withdraw", "refuse", "finish", "decide_erasure"):
            assert office.done.get(what, 0) > 3, (what, office.done)


@pytest.fixture
def released(as_door: AsDoor) -> Vault:
    return vaults.build(as_door)


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Run all at the same moment, each on a connection of its own; what became of each."""
    barrier, said = threading.Barrier(len(acts)), list[str]()

    def act(one: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            one()
            said.append("done")
        except (Refused, DatabaseError, Opening.DoesNotExist) as error:
            said.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(said) == len(acts)
    return said


@pytest.mark.django_db(transaction=True)
class TestEightAtOnce:
    def test_each_side_agrees_once(self, released: Vault, as_door: AsDoor) -> None:
        desk = Desk(as_door, make.caseworker())
        opening = released.asks(desk, desk.brings(vaults.confidential(), "taken"))
        people = [released.officer, released.officer_2, released.deputy, released.deputy_2] * 2
        said = at_once([lambda who=who: released.agrees(who, opening) for who in people])  # type: ignore[misc]
        assert said.count("done") == 2
        decided = list(OpeningDecision.objects.filter(opening=opening).values_list("side", "by_id"))
        assert {side for side, _ in decided} == {"officers", "deputies"}
        assert len({by for _, by in decided}) == 2
        assert released.reads(desk, opening)[0].holds == vaults.WHO

    def test_one_request_runs(self, released: Vault, as_door: AsDoor) -> None:
        desks = [Desk(as_door, make.caseworker(f"Worker {number}")) for number in range(8)]
        concern = desks[0].brings(vaults.confidential(), "taken")
        said = at_once([lambda desk=desk: released.asks(desk, concern) for desk in desks])  # type: ignore[misc]
        assert said.count("done") == 1
        assert Opening.objects.filter(is_open=True).count() == 1

    def test_an_erasure_is_decided_once_and_never_by_who_asked(self, as_door: AsDoor) -> None:
        heads = [Desk(as_door, make.person(f"Head {number}", Role.HEAD_OF_OFFICE)) for number in range(8)]
        concern = make.concern()
        heads[0].does(erasure.request_erasure, concern, stepped_up=True, basis="asked", rationale="They asked.")
        said = at_once(
            [
                lambda head=head: head.does(erasure.decide_erasure, concern, stepped_up=True, rationale="I agree.")  # type: ignore[misc]
                for head in heads
            ]
        )
        assert said.count("done") == 1
        assert not Narrative.objects.exists()
