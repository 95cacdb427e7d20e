"""A list that leaves the office: coded columns alone, with a proof of identity, a reason and a record."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.utils.timezone import localdate

from candour.contexts.concerns.models import Concern, ConcernExclusion, ConcernExport, TaxonomyTerm
from candour.contexts.concerns.operations import export
from candour.contexts.concerns.queries import export as queries
from candour.contexts.concerns.queries.narrowing import Filters
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, text
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures.facts import Refused
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


def takes(desk: Desk, *columns: str, filters: Filters | None = None, stepped_up: bool = True, why: str = "x") -> Any:
    with desk.open():
        return export.take_out(
            filters=filters or Filters(), asked={}, columns=columns, reason=why,
            actor=desk.actor(stepped_up=stepped_up), at=make.now(),
        )  # fmt: skip


def refusal(desk: Desk, *columns: str, **how: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        takes(desk, *columns, **how)
    return refused.value.codes


class TestTakeOut:
    def test_reads_every_column_of_what_fits(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(nation="wales", language="=cmd()"), "taken")
        desk.codes(concern, "delay", "threshold", "distress")
        make.concern()
        taken = takes(desk, *queries.COLUMNS, filters=Filters(nation="wales"))
        [row] = [dict(zip(taken.columns, row, strict=True)) for row in taken.rows]
        assert taken.columns == tuple(queries.COLUMNS)
        assert (row["reference"], row["state"], row["assigned"]) == (concern.reference, "acknowledged", "yes")
        assert (row["issues"], row["harms"], row["objectives"]) == ("delay threshold", "distress", None)
        assert (row["other_language"], row["received_on"]) == ("yes", localdate())

    def test_holds_nothing_that_somebody_typed(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(reporter="Bronwen", language="Klingon"), "open")
        said = str(takes(desk, *queries.COLUMNS).rows)
        for typed in (make.STORY, "Bronwen", "Klingon", desk.person.name, "It is about a referral."):
            assert typed not in said
        assert concern.reference in said

    def test_leaves_out_what_the_person_is_barred_from(self, desk: Desk) -> None:
        concern = make.concern()
        ConcernExclusion.objects.create(
            concern=concern, person=desk.person, reason="x", declared_by=desk.person, declared_on=localdate()
        )
        assert takes(desk).rows == []

    def test_is_recorded_with_count_columns_and_reason(self, desk: Desk) -> None:
        for _ in range(2):
            make.concern()
        takes(desk, "kind", "state", "kind", why="For the board.")
        row = ConcernExport.objects.get()
        assert (row.rows, row.columns, row.reason) == (2, ["reference", "kind", "state"], "For the board.")
        entry = next(found for found in Entry.objects.all() if b"concerns.list.export" in bytes(found.entry))
        codes = json.loads(bytes(entry.entry))["codes"]
        assert codes == {"rows": 2, "filters": 0, "column_01": "reference", "column_02": "kind", "column_03": "state"}

    def test_refuses_without_proof_reason_or_right(self, desk: Desk, as_door: AsDoor) -> None:
        assert refusal(desk, stepped_up=False) == ("step_up",)
        assert refusal(desk, why=" ") == ("record.reason",)
        assert refusal(desk, "narrative") == ("export.column",)
        assert refusal(Desk(as_door, make.person("An analyst", "analyst"))) == ("role",)
        assert not ConcernExport.objects.exists()

    def test_refuses_more_than_one_file_holds(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queries, "MOST", 1)
        for _ in range(2):
            make.concern()
        assert refusal(desk) == ("export.most",)
        assert not ConcernExport.objects.exists()


class TestPage:
    def test_asks_for_a_fresh_proof_and_keeps_what_was_chosen(self, browser: Browser, desk: Desk) -> None:
        with browser(desk) as client:
            assert "Nation: Wales" in text(client.get("/concerns/export/?nation=wales"))
            sent = client.post("/concerns/export/?nation=wales", {"columns": ["kind"], "reason": "For the board."})
        assert "Confirm that it is you" in text(sent)
        assert "What you typed is kept and sent on" in text(sent)
        assert not ConcernExport.objects.exists()

    def test_gives_a_file_that_calculates_nothing(self, browser: Browser, desk: Desk) -> None:
        concern = make.concern()
        term = TaxonomyTerm.objects.create(
            version=9, axis="issue", code="=1+1", label="x", valid_from=localdate()
        )  # whoever keeps the taxonomy could type anything
        concern.codes.create(term=term, coded_on=localdate(), coded_by=desk.person)
        Concern.objects.filter(id=concern.id).update(region="-2+3")
        with browser(desk, stepped_up=True) as client:
            answer = client.post("/concerns/export/", {"columns": ["region", "issues"], "reason": "x"})
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"] == f'attachment; filename="concerns-{localdate().isoformat()}.csv"'
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert rows == [["reference", "region", "issues"], [concern.reference, "'-2+3", "'=1+1"]]

    def test_says_what_is_wrong_and_lists_what_was_taken(
        self, browser: Browser, desk: Desk, head: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make.concern()
        with browser(desk, stepped_up=True) as client:
            assert client.post("/concerns/export/?state=all", {"reason": "The board."}).status_code == 200
            assert client.get("/exports/").status_code == 404
            monkeypatch.setattr(queries, "MOST", 0)
            assert "Set more filters" in text(client.post("/concerns/export/", {"reason": "x"}))
        with browser(head) as client:
            page = text(client.get("/exports/"))
        assert "The board." in page
        assert "State: Open and finished" in page
        assert "1 row" in page
