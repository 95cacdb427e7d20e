"""Downloads, figures and plots of the public tracker, through the public door's own rights."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection

from candour.contexts.recommendations import codes, tasks
from candour.contexts.recommendations.models import Drawn, Figure
from candour.contexts.recommendations.operations import publishing
from candour.contexts.recommendations.procedure import ANSWER, answer
from candour.contexts.recommendations.queries import figures, plot, progress, register
from candour.contexts.recommendations.queries.standing import standing_of
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.contexts.recommendations.tests.public_side import (
    Reader,
    claims,
    earlier_review,
    finds,
    has_its_whole_story,
    responds,
)
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry, Publication
from tests.somebody import AsDoor, now

pytestmark = pytest.mark.django_db

NAMES = [column.name for column in register.COLUMNS]
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


@pytest.fixture
def reader(desk: Desk) -> Reader:
    return Reader(desk)


def worker(desk: Desk) -> tuple[int, int]:
    """The office's worker, without a session: figures kept, plots drawn."""
    with desk.as_door(Door.OFFICE):
        return publishing.count(at=now()), publishing.draw()


class TestDownloads:
    @pytest.fixture(autouse=True)
    def register(self, desk: Desk) -> None:
        rejected = desk.asked(
            "Home Office", "=2+5", recommendation=desk.recommendation(text="@SUM(A1) – naïve, “quoted”\nand more")
        )
        responds(desk, rejected, "reject")
        has_its_whole_story(desk, desk.asked())
        earlier_review(desk)
        desk.asked(recommendation=desk.recommendation(desk.report("later", published=False), text="A secret."))

    def rows(self, reader: Reader, query: str = "") -> list[dict[str, str]]:
        text = reader.file(f"/recommendations/register.csv{query}").decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def test_csv_has_a_row_for_each_request_and_no_formula(self, reader: Reader) -> None:
        rows = self.rows(reader)
        assert list(rows[0]) == NAMES
        assert len(rows) == 5  # two asked for one, one with its story, its successor, an earlier one
        by_body = {(row["body"], row["standing"]): row for row in rows}
        assert by_body["Home Office", "rejected"]["text"] == "'@SUM(A1) – naïve, “quoted”\nand more"
        assert by_body["'=2+5", "awaiting"]["is_overdue"] == "no"
        closed = by_body["Home Office", "closed"]
        assert (closed["verdict"], closed["closing"], closed["response"]) == (
            "verified",
            "close_as_superseded",
            "accept_in_part",
        )
        [reported] = [row for row in rows if row["is_earlier_review"] == "yes"]
        assert (reported["reported_status"], reported["standing"], reported["is_overdue"]) == ("delivered", "", "")
        assert "A secret." not in str(rows)

    def test_csv_can_be_the_filtered_list(self, desk: Desk, reader: Reader) -> None:
        assert {row["standing"] for row in self.rows(reader, "?standing=rejected")} == {"rejected"}
        assert {row["is_earlier_review"] for row in self.rows(reader, "?kind=earlier")} == {"yes"}
        assert self.rows(reader, "?q=nothing+of+the+kind") == []

    def test_json_says_the_same(self, reader: Reader) -> None:
        told = json.loads(reader.file("/recommendations/register.json?standing=rejected&standing=closed"))
        assert told["filter"] == "standing=rejected&standing=closed"
        assert [row["standing"] for row in told["rows"]].count("rejected") == 1
        assert list(told["rows"][0]) == NAMES

    @pytest.mark.parametrize(
        ("before", "yes", "sheets"),
        [("", "yes", ["Cover", "Notes", "Recommendations"]), ("/cy", "ie", ["Clawr", "Nodiadau", "Argymhellion"])],
    )
    def test_ods_opens_and_holds_the_same(self, reader: Reader, before: str, yes: str, sheets: list[str]) -> None:
        sent = reader.file(f"{before}/recommendations/register.ods")
        with zipfile.ZipFile(io.BytesIO(sent)) as opened:
            assert opened.testzip() is None
            first = opened.infolist()[0]
            assert (first.filename, first.compress_type, opened.read(first)) == (
                "mimetype", zipfile.ZIP_STORED, b"application/vnd.oasis.opendocument.spreadsheet",
            )  # fmt: skip
            assert sent[30:38] == b"mimetype"
            for name in ("META-INF/manifest.xml", "meta.xml", "styles.xml"):
                ET.fromstring(opened.read(name))
            content = ET.fromstring(opened.read("content.xml"))
        tables = content.findall(f".//{TABLE}table")
        assert [table.get(f"{TABLE}name") for table in tables] == sheets
        [header] = tables[2].findall(f"{TABLE}table-header-rows/{TABLE}table-row")
        assert len(header) == len(NAMES)
        rows = tables[2].findall(f"{TABLE}table-row")[2:]  # under the heading and the line of explanation
        written = [["\n".join(p.text or "" for p in cell.findall(f"{TEXT}p")) for cell in row] for row in rows]
        expected = self.rows(reader)
        assert len(written) == len(expected)
        assert {len(row) for row in written} == {len(NAMES)}
        assert [row[0] for row in written] == [row["reference"] for row in expected]
        assert "=2+5" in [row[NAMES.index("body")] for row in written]  # a cell of words, which nothing executes
        assert yes in [row[NAMES.index("is_earlier_review")] for row in written]
        kinds = {cell.get(f"{OFFICE}value-type") for row in rows for cell in row}
        assert kinds == {"string", "date", None}
        assert not [cell for row in rows for cell in row if cell.get(f"{TABLE}formula")]

    def test_are_known_again_and_never_shown(self, reader: Reader) -> None:
        for path in (
            "/recommendations/register.csv",
            "/recommendations/register.json",
            "/cy/recommendations/register.ods",
        ):
            answered = reader.get(path)
            assert answered["Content-Disposition"].startswith("attachment;")
            assert reader.get(path, **{"If-None-Match": answered["ETag"]}).status_code == 304

    def test_every_column_is_explained(self, reader: Reader) -> None:
        page = reader.text("/recommendations/data/")
        for name in NAMES:
            assert f">{name}</th>" in page


class TestFigures:
    def test_are_kept_once_a_day_where_something_changed(self, desk: Desk) -> None:
        held = desk.asked("Home Office", "Northshire Council")
        desk.asked(recommendation=desk.recommendation(desk.report("later", published=False)))
        assert worker(desk)[0] == 4  # all, one report, two bodies
        assert worker(desk) == (0, 0)
        responds(desk, held, "reject")
        assert worker(desk)[0] == 0  # today's were counted; what came later stands in tomorrow's
        Figure.objects.update(counted_on=today() - timedelta(days=1))
        assert worker(desk)[0] == 3  # the other body's are the same as yesterday
        newest = figures.latest("all")
        assert newest is not None
        assert newest.counts == dict.fromkeys(codes.Standing.values, 0) | {
            "awaiting": 1, "rejected": 1, "total": 2, "overdue": 0,
        }  # fmt: skip

    def test_stand_in_the_public_ledger_by_their_digest(self, desk: Desk) -> None:
        desk.asked()
        worker(desk)
        for figure in Figure.objects.all():
            assert figure.digest == hashlib.sha256(figures.text(figure).encode()).hexdigest()
            [published] = Publication.objects.filter(digest=figure.digest)
            assert (published.kind, published.on_date) == (publishing.KIND, today())
            entries = [json.loads(bytes(entry)) for entry in Entry.objects.values_list("entry", flat=True)]
            assert [entry["verb"] for entry in entries if entry["subject"] == str(published.id)] == [
                "ledger.publication.add"
            ]

    def test_have_an_address_to_quote(self, desk: Desk, reader: Reader) -> None:
        held = desk.asked()
        worker(desk)
        for scope in ("all", "report:lessons", f"body:{held.organisation_id}"):
            address = f"/recommendations/figures/{scope}/{today()}/"
            page = reader.text(address)
            [text] = re.findall(r'<pre class="candour-checkpoint" lang="zxx">([^<]+)</pre>', page)
            raw = reader.get(f"{address}text/").content
            assert raw.decode() == text.replace("&#34;", '"')
            digest = hashlib.sha256(raw).hexdigest()
            assert f"/ledger/?digest={digest}" in page
            assert f"http://localhost{address}" in page
            assert f'href="{address}"' in reader.text(f"/recommendations/figures/{scope}/")

    def test_lead_from_a_day_without_a_change_to_the_last_before(self, desk: Desk, reader: Reader) -> None:
        desk.asked()
        worker(desk)
        before = today() - timedelta(days=9)
        Figure.objects.update(counted_on=before)
        answered = reader.get(f"/cy/recommendations/figures/report:lessons/{today()}/")
        assert (answered.status_code, answered["Location"]) == (
            302,
            f"/cy/recommendations/figures/report:lessons/{before}/",
        )

    @pytest.mark.parametrize(
        "address",
        [
            "all/2026-02-30/", "all/9999-01-01/", "all/2001-01-01/", "all/x/", "all/2026-W01-1/", "report:none/", "body:x/",
            "body:00000000-0000-0000-0000-000000000000/", "body:------------------------------------/", "x/", "report:/", "all/20260101/",
        ],
    )  # fmt: skip
    def test_of_nothing_are_not_there(self, desk: Desk, reader: Reader, address: str) -> None:
        desk.asked()
        worker(desk)
        assert reader.get(f"/recommendations/figures/{address}").status_code == 404

    def test_say_that_nothing_is_counted_yet(self, reader: Reader) -> None:
        assert "Nothing has been counted yet" in reader.text("/recommendations/figures/all/")


def possible(state: str) -> tuple[str, ...]:
    """The last responses that a record in this state can have."""
    return tuple(codes.ACCEPTING) if state == answer.ACCEPTED else ("", *codes.ResponseKind.values)


class TestCounting:
    def test_the_worker_counts_what_the_pages_count(self, desk: Desk) -> None:
        held = desk.asked("Home Office", "Northshire Council")
        finds(desk, claims(desk, held), "not_verified")
        responds(desk, desk.asked(deliver_by=today() - timedelta(days=1)), "accept_in_principle")
        desk.asked("Northshire Council", at=now() - timedelta(days=200))
        desk.asked(recommendation=desk.recommendation(desk.report("later", published=False)))

        def told(cells: list[progress.Cell]) -> list[str]:
            return sorted(map(str, cells))

        with desk.as_door(Door.OFFICE):
            every = told(progress.every_cell())
        with desk.as_door(Door.PUBLIC):
            assert told(progress.cells(today())) == every
        total = progress.altogether(progress.cells(today()))
        assert total.overdue == 2

    @pytest.mark.parametrize("state", [state.name for state in ANSWER.states])
    def test_a_standing_is_the_same_in_both_languages_of_the_house(self, state: str) -> None:
        for response in possible(state):
            with connection.cursor() as cursor:
                cursor.execute("select recommendations_standing(%s, %s)", [state, response])
                assert cursor.fetchone() == (standing_of(state, response).value,)

    def test_every_standing_is_some_state(self) -> None:
        pairs = [(state.name, response) for state in ANSWER.states for response in possible(state.name)]
        assert {standing_of(*pair) for pair in pairs} == set(codes.Standing) == set(progress.ORDER)

    def test_the_worker_does_it_when_something_changed(self, desk: Desk) -> None:
        desk.asked()
        tasks._done.clear()
        with desk.as_door(Door.OFFICE):
            assert tasks.publish() > 0
            assert tasks.publish() == 0


class TestPlots:
    def test_are_drawn_once_for_the_same_numbers(self, desk: Desk) -> None:
        held = desk.asked("Home Office", "Northshire Council")
        assert worker(desk)[1] == 2 * 5  # reports, bodies, a report, two bodies; in two languages
        before = dict(Drawn.objects.values_list("name", "svg"))
        assert worker(desk)[1] == 0
        responds(desk, held, "reject")
        assert worker(desk)[1] == 2 * 4  # the other body's is the same
        assert dict(Drawn.objects.values_list("name", "svg")) != before

    def test_are_served_as_files_that_anybody_may_show(self, desk: Desk, reader: Reader) -> None:
        desk.asked("Home <b>Office")
        worker(desk)
        for before, words in (("", "What became of recommendations"), ("/cy", "Beth ddaeth o argymhellion")):
            address = f"{before}/recommendations/plots/reports.svg"
            answered = reader.get(address)
            assert answered["Content-Type"] == "image/svg+xml"
            assert answered["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert words in answered.content.decode()
            again = reader.get(address, **{"If-None-Match": answered["ETag"]})
            since = reader.get(address, **{"If-Modified-Since": answered["Last-Modified"]})
            assert (again.status_code, since.status_code) == (304, 304)
        assert reader.get("/recommendations/plots/none.svg").status_code == 404
        bodies = reader.get("/recommendations/plots/bodies.svg").content.decode()
        assert "Home &lt;b&gt;Office" in bodies
        ET.fromstring(bodies)

    def test_hold_as_many_bars_as_they_say(self) -> None:
        lines = [progress.Line(str(number), "A body with a very long name indeed " * 5) for number in range(60)]
        for line in lines:
            line.counts[codes.Standing.VERIFIED] = 3
        picture = plot.svg(progress.Bars("bodies", "", tuple(lines)))
        assert "and 20 more, in the table" in picture
        width, height = plot.size(lines)
        assert f'viewBox="0 0 {width} {height}"' in picture
        places = [float(found) for found in re.findall(r' y="([\d.]+)"', picture)]
        assert max(places) + 16 <= height

    @pytest.mark.parametrize(
        ("name", "language", "picture"),
        [
            ("report:none", "en", "<svg x"),
            ("reports", "de", "<svg x"),
            ("reports", "en", "<script>"),
            ("x", "en", "<svg x"),
        ],
    )
    def test_of_nothing_are_not_kept(self, desk: Desk, name: str, language: str, picture: str) -> None:
        with desk.as_door(Door.OFFICE):
            assert publishing._keep(name, language, picture, "0" * 64) == 0
        assert not Drawn.objects.exists()


class TestFeeds:
    def test_are_atom_and_tell_what_changed(self, desk: Desk, reader: Reader) -> None:
        held = desk.asked("Home <Office>")
        responds(desk, held, "reject")
        responds(desk, desk.asked("Northshire Council"), "accept")
        atom = "{http://www.w3.org/2005/Atom}"
        for path, count in (("", 3), (f"bodies/{held.organisation_id}/", 2), ("reports/lessons/", 3)):
            answered = reader.get(f"/recommendations/{path}feed/")
            assert answered["Content-Type"] == "application/atom+xml; charset=utf-8"
            feed = ET.fromstring(answered.content)
            entries = feed.findall(f"{atom}entry")
            assert len(entries) == count
            assert len({entry.findtext(f"{atom}id") for entry in entries}) == count
            titles = " ".join(entry.findtext(f"{atom}title") or "" for entry in entries)
            assert "Home <Office> answered: Rejected" in titles
        assert "wedi ateb: Gwrthodwyd" in reader.text("/cy/recommendations/feed/")
        for nothing in ("reports/none/feed/", "bodies/00000000-0000-0000-0000-000000000000/feed/"):
            assert reader.get(f"/recommendations/{nothing}").status_code == 404
