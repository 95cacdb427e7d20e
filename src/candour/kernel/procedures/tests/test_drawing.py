"""The picture, the table and the pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.utils.translation import override

from candour.kernel import procedures
from candour.kernel.procedures import documentation, drawing, registry
from candour.kernel.procedures.table import Period, Procedure, State
from candour.kernel.procedures.tests.rehearsal import PROCEDURE, SHOWCASE

SVG = "{http://www.w3.org/2000/svg}"
TABLES = [*procedures.every(), PROCEDURE, SHOWCASE]


def _parsed(table: Procedure) -> ET.Element:
    return ET.fromstring(drawing.svg(table))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
class TestPicture:
    def test_is_the_same_every_time(self, table: Procedure) -> None:
        assert drawing.svg(table) == drawing.svg(table)

    def test_is_named_and_described(self, table: Procedure) -> None:
        picture = _parsed(table)
        ids = {child.get("id") for child in picture if child.tag in {f"{SVG}title", f"{SVG}desc"}}
        assert picture.get("role") == "img"
        assert set((picture.get("aria-labelledby") or "").split()) == ids
        description = picture.findtext(f"{SVG}desc") or ""
        for step in table.steps:
            if step.target:
                assert f"{step.label} leads to {table.state(step.target).label}" in description

    def test_needs_no_style_and_no_script(self, table: Procedure) -> None:
        text = drawing.svg(table)
        assert not re.search(r"style|script|href|class=|url\(", text)

    def test_stays_inside_its_frame(self, table: Procedure) -> None:
        picture = _parsed(table)
        height = int(picture.get("height") or 0)
        assert int(picture.get("width") or 0) == drawing.WIDTH <= 375
        for text in picture.iter(f"{SVG}text"):
            end = int(text.get("x") or 0) + len(text.text or "") * 7
            assert end <= drawing.WIDTH
            assert 0 < int(text.get("y") or 0) <= height
        for path in picture.iter(f"{SVG}path"):
            for number in re.findall(r"[MHL](\d+)", path.get("d") or ""):
                assert int(number) <= drawing.WIDTH

    def test_shows_every_state_and_every_step_that_leads_on(self, table: Procedure) -> None:
        words = " ".join(text.text or "" for text in _parsed(table).iter(f"{SVG}text"))
        for state in table.states:
            assert str(state.label) in words
        for step in table.steps:
            if step.target and step.source:
                assert f"{step.label} → {table.state(step.target).label}" in words

    def test_keeps_lanes_apart(self, table: Procedure) -> None:
        lanes: dict[int, list[tuple[int, int]]] = {}
        for path in _parsed(table).iter(f"{SVG}path"):
            found = re.fullmatch(r"M(\d+) (\d+)V(\d+)", path.get("d") or "")
            if found:
                x, top, bottom = (int(number) for number in found.groups())
                lanes.setdefault(x, []).append((top, bottom))
        for stretches in lanes.values():
            ordered = sorted(stretches)
            assert all(above[1] < below[0] for above, below in pairwise(ordered))


class TestSharedLane:
    def test_two_lanes_that_never_meet_share_a_column(self) -> None:
        names = ("first", "second", "third", "fourth")
        ways = [("first", "second"), ("second", "third"), ("third", "fourth"), ("second", "first"), ("fourth", "third")]
        note = PROCEDURE.step("note")
        table = Procedure(
            name="rehearsal.loops",
            version=1,
            in_force=PROCEDURE.in_force,
            initial="first",
            states=tuple(State(name, name, name) for name in names),
            steps=tuple(
                replace(note, name=f"{start}_{end}", source=(start,), target=end, label="Go") for start, end in ways
            ),
        )
        assert len(re.findall(r'd="M\d+ \d+V\d+" stroke="#505a5f"', drawing.svg(table))) == 2
        assert len(set(re.findall(r'd="M(\d+) \d+V\d+" stroke="#505a5f"', drawing.svg(table)))) == 1


class TestWithoutOpening:
    def test_begins_with_an_arrow_alone(self) -> None:
        picture = drawing.svg(SHOWCASE)
        assert "Receive" not in picture
        assert drawing.rows(SHOWCASE)[0].name == "drafted"


class TestMarkdown:
    def test_marks_what_an_extract_cannot_show(self) -> None:
        page = documentation.markdown(SHOWCASE, {})
        assert "Three are present (not checkable from an extract)" in page
        assert "a fresh proof of identity; a second person" in page
        assert "starts `rehearsal.reply` (set by the office)" in page
        assert "# One of everything | with a bar" in page

    def test_names_the_time_limits_in_words(self) -> None:
        with override("en-gb"):
            page = documentation.markdown(PROCEDURE, documentation.default_terms())
        assert "| `concerns.acknowledge` | 2 working days, Office policy (default; not law) |" in page

    def test_says_until_when_it_is_in_force_and_that_it_has_no_limits(self) -> None:
        steps = tuple(replace(step, starts=(), meets=(), cancels=(), requires=()) for step in PROCEDURE.steps)
        table = replace(PROCEDURE, terms=(), steps=steps, in_force=Period(date(2026, 1, 1), date(2027, 1, 1)))
        page = documentation.markdown(table, {})
        assert "in force from 2026-01-01 until 2027-01-01." in page
        assert page.endswith("## Time limits\n\nNone.\n")


class TestFolder:
    @pytest.fixture(autouse=True)
    def _own_registry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(registry, "_KNOWN", {})
        procedures.register(PROCEDURE)

    def test_is_in_order_once_written(self, tmp_path: Path) -> None:
        folder = tmp_path / "generated"
        assert documentation.stale(folder) == [
            "procedure-rehearsal.matter.md",
            "procedure-rehearsal.matter.svg",
            "procedures.md",
        ]
        documentation.write(folder)
        assert documentation.stale(folder) == []

    def test_notices_an_edit_and_a_leftover_and_mends_both(self, tmp_path: Path) -> None:
        documentation.write(tmp_path)
        (tmp_path / "procedure-gone.md").write_text("x", encoding="utf-8")
        (tmp_path / "another.md").write_text("x", encoding="utf-8")
        (tmp_path / "procedures.md").write_text("x", encoding="utf-8")
        assert documentation.stale(tmp_path) == ["procedure-gone.md", "procedures.md"]
        documentation.write(tmp_path)
        assert documentation.stale(tmp_path) == []
        assert (tmp_path / "another.md").exists()

    def test_keeps_the_pages_of_older_versions(self, tmp_path: Path) -> None:
        procedures.register(replace(PROCEDURE, version=2))
        documentation.write(tmp_path)
        assert (tmp_path / "procedure-rehearsal.matter-v1.md").exists()
        assert "version 2" in (tmp_path / "procedure-rehearsal.matter.md").read_text(encoding="utf-8")
