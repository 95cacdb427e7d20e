"""Importing a register: what the dry run says, and that all of a file or nothing becomes drafts."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.contexts.recommendations.forms import importing as forms
from candour.contexts.recommendations.models import (
    Addressee,
    Draft,
    DraftAddressee,
    DraftStep,
    Recommendation,
    ReportDraft,
    TagTerm,
)
from candour.contexts.recommendations.operations import importing
from candour.contexts.recommendations.queries import register_file, register_import
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.kernel.ledger.models import Entry
from candour.kernel.people.roles import OrganisationKind, Role
from tests.somebody import AsDoor, Somebody

pytestmark = pytest.mark.django_db

PATH = "/recommendations/import/"
COLUMNS = register_file.COLUMNS
FIRST = {
    "report": "lessons",
    "number": "1",
    "text": "Publish how long referrals wait.",
    "measure": "Published each quarter.",
    "addressees": "Home Office; Kent Police",
    "part": "",
    "deliver_by": "",
    "tags": "",
}


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    made = Desk(as_door)
    made.body("Home Office")
    made.body("Kent Police", OrganisationKind.POLICE_FORCE)
    ReportDraft.objects.create(slug="lessons", title="Lessons from one case", author="The Commissioner")
    return made


@pytest.fixture
def head(desk: Desk) -> Somebody:
    return desk.of_office(Role.HEAD_OF_OFFICE)


def file_of(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> bytes:
    sheet = io.StringIO(newline="")
    writer = csv.DictWriter(sheet, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**FIRST, **row} for row in rows)
    return sheet.getvalue().encode()


def judged(*rows: dict[str, str]) -> register_import.Judged:
    return register_import.judge(file_of(*rows), on=today())


def told(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def send(somebody: Somebody, data: bytes, name: str = "register.csv") -> Any:
    return somebody.post(PATH, file=SimpleUploadedFile(name, data, "text/csv"))


def copy_in(response: Any) -> str:
    found = re.search(r'name="copy" value="([^"]+)"', response.content.decode())
    assert found, "the page carries no copy of the file"
    return found[1]


class TestImport:
    """From the file to the drafts, over HTTP."""

    def test_makes_what_the_dry_run_showed(self, desk: Desk, head: Somebody) -> None:
        term = TagTerm.objects.create(
            list="contest", code="prevent", label="Prevent", source="CONTEST", valid_from=date(2023, 1, 1)
        )
        due = today() + timedelta(days=90)
        data = file_of(
            {"deliver_by": due.strftime("%d/%m/%Y"), "tags": "contest:prevent"},
            {"number": "2", "addressees": "", "report": "Lessons  from one CASE"},
            {"number": "2", "part": "a", "text": "Write it.", "measure": "", "addressees": "home office"},
            {"number": "2", "part": "B", "text": "Use it.", "measure": "", "addressees": "Kent Police"},
        )
        shown = send(head, data)
        assert shown.status_code == 200
        assert not Draft.objects.exists()
        page = told(shown)
        assert "The file makes 2 drafts" in page
        assert "Part b Use it." in page
        done = head.post(PATH, copy=copy_in(shown), name="register.csv")
        assert (done.status_code, done["Location"]) == (302, PATH)
        one, two = Draft.objects.order_by("number")
        assert (one.text, one.measure, one.deliver_by) == (FIRST["text"], FIRST["measure"], due)
        assert (one.state, one.is_open, one.tags) == ("drafting", True, [str(term.pk)])
        assert sorted(one.addressees.values_list("organisation__name", flat=True)) == ["Home Office", "Kent Police"]
        assert not one.addressees.filter(part__isnull=False).exists()
        assert list(two.parts.values_list("letter", "text")) == [("a", "Write it."), ("b", "Use it.")]
        assert set(two.addressees.values_list("organisation__name", "part__letter")) == {
            ("Home Office", "a"),
            ("Kent Police", "b"),
        }
        assert list(DraftStep.objects.values_list("step", "number").distinct()) == [("draft", 1)]
        assert not Recommendation.objects.exists()
        assert not Addressee.objects.exists()

    def test_is_in_the_ledger(self, head: Somebody) -> None:
        data = file_of({}, {"number": "2"})
        drafts = head.does(importing.apply, data=data)
        entries = [json.loads(bytes(entry)) for entry in Entry.objects.values_list("entry", flat=True)]
        (whole,) = [entry for entry in entries if entry["verb"] == "recommendations.register.import"]
        assert whole["codes"] == {"drafts": 2, "file": hashlib.sha256(data).hexdigest()}
        begun = [entry for entry in entries if entry["verb"] == "recommendations.draft.draft"]
        assert {entry["subject"] for entry in begun} == {str(draft.pk) for draft in drafts}
        assert {entry["codes"]["import"] for entry in begun} == {whole["subject"]}

    def test_sent_twice_makes_it_once(self, head: Somebody) -> None:
        copy = copy_in(send(head, file_of({})))
        head.post(PATH, copy=copy)
        again = head.post(PATH, copy=copy)
        assert again.status_code == 409
        assert "The report has a recommendation 1 already." in told(again)
        assert Draft.objects.count() == 1

    def test_makes_nothing_where_one_row_is_wrong(self, head: Somebody) -> None:
        data = file_of({}, {"number": "2", "addressees": "Nowhere Council"})
        shown = send(head, data)
        assert "1 thing to mend; nothing was made" in told(shown)
        assert "Row 3, addressees: No body is called “Nowhere Council”." in told(shown)
        assert 'name="copy"' not in shown.content.decode()
        with pytest.raises(importing.NotImported):
            head.does(importing.apply, data=data)
        assert not Draft.objects.exists()
        assert not DraftStep.objects.exists()

    def test_makes_nothing_where_the_database_refuses_in_the_middle(
        self, head: Somebody, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_rows: Any, **_options: Any) -> Any:
            raise RuntimeError("the disk is full")

        monkeypatch.setattr(DraftAddressee.objects, "bulk_create", refuse)
        with pytest.raises(RuntimeError):
            head.does(importing.apply, data=file_of({}))
        assert not Draft.objects.exists()
        assert not any(b"register.import" in bytes(entry) for entry in Entry.objects.values_list("entry", flat=True))

    def test_says_what_came_in_between(self, desk: Desk, head: Somebody) -> None:
        copy = copy_in(send(head, file_of({})))
        ReportDraft.objects.all().delete()
        late = head.post(PATH, copy=copy, name="register.csv")
        assert late.status_code == 409
        assert "No report in the making is called “lessons”." in told(late)

    def test_a_copy_is_good_for_whoever_chose_the_file_alone(self, desk: Desk, head: Somebody) -> None:
        copy = copy_in(send(head, file_of({})))
        other = desk.of_office(Role.REVIEWER)
        assert "Choose the file again" in told(other.post(PATH, copy=copy))
        assert "Choose the file again" in told(head.post(PATH, copy=copy[:-2] + "xx"))
        assert not Draft.objects.exists()

    def test_a_copy_does_not_last(self, head: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
        copy = copy_in(send(head, file_of({})))
        monkeypatch.setattr(forms, "LASTS", timedelta(seconds=-1))
        assert "too old" in told(head.post(PATH, copy=copy))

    @pytest.mark.parametrize("role", [Role.REVIEWER, Role.HEAD_OF_OFFICE, Role.COMMISSIONER])
    def test_is_for_those_who_draft(self, desk: Desk, role: str) -> None:
        assert desk.of_office(role).get(PATH).status_code == 200

    @pytest.mark.parametrize("role", [Role.ANALYST, Role.SYSTEM_ADMINISTRATOR, Role.CONCERNS_CASEWORKER])
    def test_is_for_nobody_else(self, desk: Desk, role: str) -> None:
        other = desk.of_office(role)
        assert other.get(PATH).status_code == other.get(f"{PATH}template.csv").status_code == 404
        assert send(other, file_of({})).status_code == 404

    def test_of_a_long_file_asks_few_questions(self, head: Somebody) -> None:
        data = file_of(*({"number": str(number)} for number in range(register_file.MOST_ROWS)))
        with head.open(), CaptureQueriesContext(connection) as asked:
            found = register_import.judge(data, on=today())
        assert len(found.planned) == register_file.MOST_ROWS
        assert len(asked) <= 4
        assert found.may_be_made

    def test_a_page_asks_few_questions(self, head: Somebody) -> None:
        with CaptureQueriesContext(connection) as asked:
            send(head, file_of({}, {"number": "2"}))
        assert len(asked) <= 18, "\n".join(query["sql"] for query in asked.captured_queries)


class TestTheFile:
    """What cannot be read is said, with the way to mend it."""

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (file_of({"text": "Caf\u00e9"}).decode().encode("cp1252"), "the first character that cannot be read is in line 2"),
            (file_of({}).decode().encode("utf-16"), "UTF-16"),
            (file_of({}).replace(b"Publish", b"Pub\x00lish"), "not a CSV file"),
            (file_of({}).replace(b",", b";"), "not separated by commas"),
            (b'report,number\r\n"lessons,1', "from row 2 on (line 2)"),
            (b"\xef\xbb\xbf", "nothing in the file"),
            (file_of(), "no row below the header"),
            (file_of({}, columns=COLUMNS[:-1]), "“tags” is missing"),
            (file_of({}).replace(b"measure", b"measures"), "No column is called “measures”"),
            (file_of({}).replace(b"measure", b"text"), "“text” is there twice"),
            (file_of(*({"number": str(one)} for one in range(301))), "301 rows; 300 are taken"),
            (file_of({}) + b"only,three,cells\r\n", "3 cells, and the header 8"),
            (file_of({"text": "a" * 140_000}), "a cell is too long"),
        ],
    )  # fmt: skip
    def test_says_what_is_wrong(self, desk: Desk, data: bytes, says: str) -> None:
        found = register_import.judge(data, on=today())
        assert not found.may_be_made
        assert any(says in fault.says for fault in found.faults), [fault.says for fault in found.faults]
        assert all(fault.mend for fault in found.faults)

    def test_may_have_a_byte_order_mark_and_empty_rows(self, desk: Desk) -> None:
        data = b"\xef\xbb\xbf" + file_of({}) + b"\r\n,,,,,,,\r\n" + file_of({"number": "2"}).split(b"\r\n", 1)[1]
        found = register_import.judge(data, on=today())
        assert found.may_be_made
        assert [one.row for one in found.planned] == [2, 5]

    def test_the_template_is_read_as_what_it_is(self, desk: Desk, head: Somebody) -> None:
        given = head.get(f"{PATH}template.csv")
        assert given["Content-Disposition"].startswith("attachment")
        table = register_file.read(given.content)
        assert not table.faults
        assert [line.part for line in table.lines] == ["", "", "a", "b"]

    def test_too_large_is_refused_before_it_is_read(self, head: Somebody) -> None:
        shown = send(head, b"a" * (512 * 1024 + 1))
        assert "larger than 512 KB" in told(shown)

    def test_none_or_empty_is_said(self, head: Somebody) -> None:
        assert "Choose the file." in told(head.post(PATH))
        assert "Choose the file." in told(head.post(PATH, file="text, not a file"))
        assert "is empty" in told(send(head, b""))

    def test_a_hostile_name_stays_a_name(self, head: Somebody) -> None:
        shown = send(head, file_of({}), name="<script>alert(1)</script>.csv")
        assert b"<script>alert" not in shown.content

    def test_that_does_not_shrink_is_refused(self, head: Somebody) -> None:
        noise = hashlib.shake_256(b"seed").hexdigest(250_000)
        assert "too large" in told(send(head, noise.encode()))


class TestARow:
    """Every fault of a row, at its row and column."""

    @pytest.mark.parametrize(
        ("row", "column", "says"),
        [
            ({"report": "unknown"}, "report", "No report in the making is called “unknown”"),
            ({"report": ""}, "report", "No report in the making"),
            ({"number": ""}, "number", "no number"),
            ({"number": "1" * 21}, "number", "1 characters too long"),
            ({"text": ""}, "text", "no text"),
            ({"text": "a" * 20_001}, "text", "1 characters too long"),
            ({"measure": "a" * 4_010}, "measure", "10 characters too long"),
            ({"text": "=HYPERLINK(1)"}, "text", "formula"),
            ({"measure": " \t@sum"}, "measure", "formula"),
            ({"number": "-1"}, "number", "formula"),
            ({"addressees": "Nowhere"}, "addressees", "No body is called “Nowhere”"),
            ({"addressees": "Home Office; home  office"}, "addressees", "named twice"),
            ({"deliver_by": "31/02/2030"}, "deliver_by", "not a day of the calendar"),
            ({"deliver_by": "next spring"}, "deliver_by", "not a day of the calendar"),
            ({"deliver_by": "2030-2-3-4"}, "deliver_by", "not a day of the calendar"),
            ({"deliver_by": "2001-01-01"}, "deliver_by", "has passed"),
            ({"deliver_by": "9999-01-01"}, "deliver_by", "30 years"),
            ({"tags": "nothing"}, "tags", "No tag in use"),
            ({"part": "a"}, "part", "no row for the whole"),
        ],
    )
    def test_says_what_is_wrong(self, desk: Desk, row: dict[str, str], column: str, says: str) -> None:
        found = judged({"number": "7"}, {"number": "8", **row})
        fits = [fault for fault in found.faults if fault.row == 3 and fault.column == column]
        assert any(says in fault.says for fault in fits), found.faults
        assert all(fault.mend for fault in found.faults)
        assert not found.may_be_made
        assert not [fault for fault in found.faults if fault.row == 2]

    def test_says_everything_at_once(self, desk: Desk) -> None:
        found = judged({"number": "", "text": "", "addressees": "A; B", "deliver_by": "x", "tags": "y", "report": "z"})
        assert [fault.column for fault in found.of_row(2)].count("addressees") == 2
        assert {fault.column for fault in found.of_row(2)} == {
            "report",
            "number",
            "text",
            "addressees",
            "deliver_by",
            "tags",
        }

    def test_may_not_repeat_a_number(self, desk: Desk) -> None:
        found = judged({}, {"number": "2"}, {})
        assert [(fault.row, fault.says) for fault in found.faults] == [
            (4, "Row 2 has the number 1 of the same report.")
        ]

    def test_may_not_name_an_ended_body_or_one_of_two(self, desk: Desk) -> None:
        gone = desk.body("Old Council", OrganisationKind.LOCAL_AUTHORITY)
        gone.ended_on = today()
        gone.save()
        for kind in (OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.POLICE_FORCE):
            desk.bodies.pop("Twin", None)
            desk.body("Twin", kind)
        found = judged({"addressees": "Old Council; Twin"})
        assert [fault.says for fault in found.faults] == [
            "“Old Council” does not exist any more.",
            "More than one body is called “Twin”.",
        ]

    def test_may_not_use_a_tag_of_yesterday_or_one_of_two(self, desk: Desk) -> None:
        kept = {"label": "Tag", "source": "A list", "valid_from": date(2020, 1, 1)}
        TagTerm.objects.create(list="contest", code="old", valid_until=today(), **kept)
        TagTerm.objects.create(list="contest", code="twin", **kept)
        TagTerm.objects.create(list="objective", code="twin", **kept)
        found = judged({"tags": "old; twin; objective:twin; objective:TWIN"})
        assert [fault.says for fault in found.faults] == [
            "No tag in use is called “old”.",
            "More than one list has a tag “twin”.",
            "The tag “objective:TWIN” is there twice.",
        ]

    def test_of_a_part_has_nothing_of_the_whole_and_its_own_letter(self, desk: Desk) -> None:
        part = {"part": "a", "text": "A part", "measure": "", "addressees": ""}
        found = judged({}, part, part, {**part, "part": "1"}, {**part, "part": "b", "measure": "x", "text": ""})
        assert [(fault.row, fault.column) for fault in found.faults] == [
            (4, "part"),
            (5, "part"),
            (6, "text"),
            (6, "measure"),
        ]

    def test_of_a_report_of_two_names_is_refused(self, desk: Desk) -> None:
        ReportDraft.objects.create(slug="other", title="lessons", author="The Commissioner")
        assert judged({}).faults[0].says == "More than one report is called “lessons”."

    def test_loses_signs_that_reverse_the_reading_and_nothing_else(self, desk: Desk) -> None:
        found = judged({"text": "One\u202e two\r\nthree “four” <b>"})
        assert found.planned[0].text == "One two\nthree “four” <b>"
