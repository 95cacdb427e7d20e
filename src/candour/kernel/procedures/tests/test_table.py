"""A table with a fault does not start; and what a table and the registry answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from candour.kernel import procedures
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import (
    Assigned,
    ByRole,
    CameBefore,
    DifferentPerson,
    RecordExists,
    WithinTerm,
)
from candour.kernel.procedures.table import Period, Procedure, ProcedureError, State, Step, from_
from candour.kernel.procedures.tests.rehearsal import HEAD, PROCEDURE

OPEN = State("open", "Open", "We look at it.")
CLOSED = State("closed", "Closed", "We have finished.", is_end=True)
CLOSE = Step(
    name="close",
    label="Close",
    source=("open",),
    target="closed",
    by=(HEAD,),
    basis="Office policy",
    in_force=from_(date(2026, 1, 1)),
)
SOUND = Procedure(
    name="rehearsal.small",
    version=1,
    in_force=from_(date(2026, 1, 1)),
    initial="open",
    states=(OPEN, CLOSED),
    steps=(CLOSE,),
    terms=("rehearsal.reply",),
)


def _with_step(**fields: object) -> dict[str, object]:
    return {"steps": (replace(CLOSE, **fields),)}  # type: ignore[arg-type]


class TestFaults:
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"name": "small"}, "does not read context.noun"),
            ({"states": (OPEN, CLOSED, CLOSED)}, "the state “closed” stands twice"),
            ({"steps": (CLOSE, CLOSE)}, "the step “close” stands twice"),
            ({"states": (OPEN, CLOSED, State("In Between", "x", "y"))}, "“In Between” is not a word in lower case"),
            ({"initial": "nowhere"}, "begins in “nowhere”, which is not one of its states"),
            ({"states": (OPEN, CLOSED, State("lost", "Lost", "?", is_end=True))}, "“lost” cannot be reached"),
            ({"states": (OPEN, replace(CLOSED, is_end=False))}, "nothing leads out of “closed”"),
            (_with_step(name="Close it"), "is not named by a word"),
            (_with_step(source=()), "starts from no state, so it has to lead to the first one"),
            (_with_step(source=("open", "elsewhere")), "starts from “elsewhere”, which is not a state"),
            (_with_step(target="elsewhere"), "leads to “elsewhere”, which is not a state"),
            (_with_step(source=("open", "closed")), "leads from “closed” to itself"),
            (_with_step(name="correct"), "so its target is None"),
            (_with_step(basis=" "), "has no basis"),
            (_with_step(by=()), "may be taken by nobody"),
            (_with_step(by=("wizard",)), "is for “wizard”, which is not a role"),
            (_with_step(by=("reporter",), grave=True), "is grave, so only people"),
            (_with_step(starts=("a.b",)), "uses the time limit “a.b”"),
            (_with_step(meets=("a.b",)), "uses the time limit “a.b”"),
            (_with_step(cancels=("a.b",)), "uses the time limit “a.b”"),
            (_with_step(second_person_from="ghost"), "refers to the step “ghost”, which does not exist"),
            (_with_step(requires=(CameBefore("ghost"),)), "refers to the step “ghost”"),
            (_with_step(requires=(DifferentPerson("ghost"),)), "refers to the step “ghost”"),
            (_with_step(requires=(WithinTerm("a.b"),)), "requires the time limit “a.b”"),
            (_with_step(by=("reporter",), requires=(Assigned(),)), "asks what only a person with one can meet"),
            (_with_step(by=(HEAD, "system"), requires=(ByRole(HEAD),)), "asks what only a person with one can meet"),
            (_with_step(gives=("letter",)), "gives “letter”, which it does not require"),
        ],
    )
    def test_names_the_fault(self, change: dict[str, object], said: str) -> None:
        with pytest.raises(ProcedureError, match=said):
            replace(SOUND, **change)  # type: ignore[arg-type]

    def test_names_them_all_at_once(self) -> None:
        with pytest.raises(ProcedureError) as found:
            replace(SOUND, name="small", **_with_step(basis="", by=()))  # type: ignore[arg-type]
        assert str(found.value).count(";") == 2

    def test_accepts_a_sound_table(self) -> None:
        letter = replace(CLOSE, requires=(RecordExists("letter"), WithinTerm("rehearsal.reply")), gives=("letter",))
        assert replace(SOUND, steps=(letter,)).step("close") is letter


class TestProcedure:
    def test_finds_states_and_steps(self) -> None:
        assert SOUND.state("open") is OPEN
        assert SOUND.has_step("close")
        assert not SOUND.has_step("open")
        assert SOUND.steps_from("closed") == ()
        with pytest.raises(KeyError):
            SOUND.state("elsewhere")


class TestPeriod:
    def test_holds_from_its_first_day_until_before_its_end(self) -> None:
        period = Period(date(2026, 1, 2), date(2026, 1, 4))
        assert [period.covers(date(2026, 1, day)) for day in range(1, 6)] == [False, True, True, False, False]
        assert from_(date(2026, 1, 2)).covers(date(2090, 1, 1))


class TestRegistry:
    @pytest.fixture(autouse=True)
    def _own_registry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(registry, "_KNOWN", {})

    def test_finds_the_version_in_force(self) -> None:
        older = procedures.register(replace(SOUND, in_force=Period(date(2026, 1, 1), date(2026, 7, 1))))
        newer = procedures.register(replace(SOUND, version=2, in_force=from_(date(2026, 7, 1))))
        assert procedures.in_force(SOUND.name, date(2026, 6, 30)) is older
        assert procedures.in_force(SOUND.name, date(2026, 7, 1)) is newer
        assert procedures.get(SOUND.name, 1) is older
        assert procedures.versions(SOUND.name) == procedures.every() == (older, newer)

    def test_prefers_the_newer_where_two_overlap(self) -> None:
        procedures.register(replace(SOUND, version=2))
        procedures.register(SOUND)
        assert procedures.in_force(SOUND.name, date(2026, 2, 1)).version == 2

    def test_refuses_another_table_under_the_same_version(self) -> None:
        procedures.register(SOUND)
        assert procedures.register(SOUND) is SOUND
        with pytest.raises(ProcedureError, match="already known"):
            procedures.register(replace(SOUND))

    @pytest.mark.parametrize(("name", "version"), [("rehearsal.small", 9), ("rehearsal.other", 1)])
    def test_knows_what_it_does_not_know(self, name: str, version: int) -> None:
        procedures.register(SOUND)
        with pytest.raises(procedures.UnknownProcedure):
            procedures.get(name, version)

    def test_says_when_none_is_in_force(self) -> None:
        procedures.register(SOUND)
        with pytest.raises(procedures.UnknownProcedure, match="2025-12-31"):
            procedures.in_force(SOUND.name, date(2025, 12, 31))
        assert procedures.versions("rehearsal.other") == ()


def test_the_rehearsal_is_not_among_those_that_are_in_force() -> None:
    assert procedures.every()
    assert PROCEDURE not in procedures.every()
