"""The pages of an evidence file: attached in the forms of a body, read and given out at both doors, set aside. No page needs a
script: everything here is forms and links."""

from __future__ import annotations

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pytest_django import Settings

from candour.contexts.recommendations.models import Addressee, Claim, EvidenceFile
from candour.contexts.recommendations.operations import delivering, evidence
from candour.contexts.recommendations.tests.answered import answered, owners
from candour.contexts.recommendations.tests.asked import Desk
from candour.contexts.recommendations.tests.browsing import page, text
from candour.contexts.recommendations.tests.evidencing import (
    arrived,
    claimed_with,
    entries,
    examined,
    files_of,
    request_ends,
    told,
    uploaded,
)
from candour.contexts.recommendations.tests.reading import at_public_door
from candour.kernel.documents import storage
from candour.kernel.documents.tests.clamd import FakeClamd
from candour.kernel.documents.tests.conftest import kept, scanner
from candour.kernel.documents.tests.rehearsal import pdf
from candour.kernel.people.models import Session
from candour.kernel.people.roles import Role
from tests.somebody import AsDoor, Somebody, somebody

__all__ = ["kept", "request_ends", "scanner"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]
REGISTER = pdf(2)
CLAIM = {"against_measure": "Every force has it.", "evidence": "The register of training."}


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


def path(row: EvidenceFile, more: str = "") -> str:
    """The page of a file, at either door."""
    return f"/recommendations/{row.addressee.reference}/evidence/{row.id}/{more}"


def of_office(held: Addressee) -> str:
    """The office's page of the recommendation."""
    return f"/recommendations/{held.recommendation.reference}/"


def sent(held: Addressee, **given: object) -> dict[str, object]:
    """A form of a step, as it is sent by a page that is fresh."""
    return {"seen": str(held.steps.count()), **given}


class TestTheForms:
    def test_take_files_without_a_script_and_list_them_where_they_came(
        self, desk: Desk, as_door: AsDoor, scanner: FakeClamd
    ) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        answered(desk, held)
        asked = ann.get(page(held, "update"))
        assert 'enctype="multipart/form-data"' in asked.content.decode()
        assert "The public reads your words and never the files." in text(asked)
        assert (
            ann.post(page(held, "update"), **sent(held, text="Half.", attached=[uploaded("half.csv", b"a,b\n1,2\n")]))
        ).status_code == 302
        files = [uploaded("register.pdf"), uploaded("letter.pdf")]
        assert ann.post(page(held, "claim"), **sent(held, **CLAIM, attached=files)).status_code == 302
        mine = text(ben.get(page(held)))
        for name in ("half.csv", "register.pdf", "letter.pdf"):
            assert f"{name} Being checked" in mine
        assert mine.index("letter.pdf") < mine.index("half.csv"), "the claim stands above what was said before it"
        examined(as_door)
        theirs = text(desk.of_office(Role.REVIEWER).get(of_office(held)))
        for name in ("half.csv", "register.pdf", "letter.pdf"):
            assert f"{name} Scanned, clean" in theirs
        judged = text(desk.of_office(Role.REVIEWER).get(f"/recommendations/{held.reference}/verify/"))
        assert "letter.pdf Scanned, clean" in judged
        assert "half.csv" not in judged, "the claim's own files stand beside the claim"

    def test_need_none(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        answered(desk, held)
        assert ann.post(page(held, "claim"), **sent(held, **CLAIM)).status_code == 302
        assert not EvidenceFile.objects.exists()
        assert "evidence-files" not in ann.get(page(held)).content.decode()

    @pytest.mark.parametrize(
        ("name", "data", "says"),
        [
            ("talk.mp3", b"ID3\x04 sound", "We cannot take sound or video"),
            ("claim.pdf", b"MZ a program", "We cannot take this kind of file."),
            ("claim.pdf", b"", "The file is empty."),
        ],
    )
    def test_say_what_is_wrong_with_a_file_and_keep_what_was_typed(
        self, desk: Desk, name: str, data: bytes, says: str
    ) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        answered(desk, held)
        answer = ann.post(page(held, "claim"), **sent(held, **CLAIM, attached=[uploaded(name, data)]))
        shown = text(answer)
        assert f"“{name}”: {says}" in shown
        assert "The register of training." in shown
        assert "Choose the file again: it was not kept." in shown
        assert not Claim.objects.exists()
        assert not list(storage.listed())

    def test_say_with_every_reason_that_the_file_has_to_be_chosen_again(self, desk: Desk) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        answered(desk, held)
        before = sent(held, **CLAIM, attached=[uploaded()])
        ben.does(delivering.update, addressee_id=held.id, text="Half.")
        answer = ann.post(page(held, "claim"), **before)
        assert answer.status_code == 409
        shown = text(answer)
        assert "The register of training." in shown
        assert "Choose the file again: it was not kept." in shown
        assert not list(storage.listed())

    def test_send_nothing_where_the_disk_is_full(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        answered(desk, held)

        def full(*_given: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(storage, "put", full)
        shown = text(ann.post(page(held, "claim"), **sent(held, **CLAIM, attached=[uploaded()])))
        assert "The file could not be stored: the disk is full. Nothing was sent." in shown
        assert not Claim.objects.exists()
        held.refresh_from_db()
        assert held.state == "accepted"


class TestReading:
    @pytest.fixture
    def row(self, desk: Desk, as_door: AsDoor, scanner: FakeClamd) -> EvidenceFile:
        (row,) = claimed_with(desk, desk.asked(), arrived("register.pdf", REGISTER))
        examined(as_door, row)
        return row

    @pytest.mark.parametrize("side", ["body", "office"])
    def test_shows_the_pages_and_records_each_reading(self, desk: Desk, row: EvidenceFile, side: str) -> None:
        who = owners(desk)[1] if side == "body" else desk.of_office(Role.ANALYST)
        first = who.get(path(row))
        assert "Page 1 of 2. That you read it is recorded." in text(first)
        assert "Evidence that came with the claim of" in text(first)
        assert ("Set it aside" in text(first)) is (side == "body")
        address = re.search(r'<img class="candour-page" src="([^"]+)"', first.content.decode())
        assert address is not None
        drawn = who.get(address[1])
        assert drawn["Content-Type"] == "image/webp"
        assert Image.open(io.BytesIO(drawn.content)).size[0] > 10
        assert "Page 2 of 2." in text(who.get(path(row) + "?page=2"))
        assert who.get(path(row) + "?page=3").status_code == 404
        assert who.get(path(row, "pages/3/")).status_code == 404
        read = [entry for entry in entries() if entry["verb"] == "documents.page.read"]
        assert len(read) == 3
        assert {(one["actor"], one["subject"]) for one in read} == {(str(who.person.id), str(row.id))}
        assert {one["door"] for one in read} == {"delivery" if side == "body" else "office"}

    @pytest.mark.parametrize("side", ["body", "office"])
    def test_gives_the_file_itself_after_a_fresh_proof_and_records_it(
        self, desk: Desk, row: EvidenceFile, side: str
    ) -> None:
        who = owners(desk)[1] if side == "body" else desk.of_office(Role.REVIEWER)
        assert "that you have the file is recorded" in text(who.get(path(row, "original/")))
        Session.objects.filter(person=who.person).update(stepped_up_at=None)
        away = who.post(path(row, "original/"))
        assert "Content-Disposition" not in away
        assert "documents.original.open" not in [entry["verb"] for entry in entries()]
        other = owners(desk)[0] if side == "body" else desk.of_office()
        given = other.post(path(row, "original/"))
        assert given.content == REGISTER
        assert given["Content-Disposition"] == 'attachment; filename="register.pdf"'
        assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert [entry["verb"] for entry in entries()].count("documents.original.open") == 1

    def test_is_there_for_nobody_else(self, desk: Desk, row: EvidenceFile) -> None:
        contact = somebody(desk.as_door, Role.BODY_CONTACT, at=desk.body())
        other = desk.asked("Northshire Council")
        theirs = desk.owner("Northshire Council")
        for who in (theirs, contact, desk.of_office(Role.SYSTEM_ADMINISTRATOR)):
            for more in ("", "pages/1/", "original/", "set-aside/"):
                assert who.get(path(row, more)).status_code in {403, 404}, (who.person.name, more)
        assert desk.of_office().get(path(row, "set-aside/")).status_code == 404, "the body's own act"
        for who in (theirs, desk.of_office()):
            assert who.get(path(row).replace(row.addressee.reference, other.reference)).status_code == 404

    def test_the_public_reads_the_words_and_nothing_of_the_file(
        self, desk: Desk, as_door: AsDoor, row: EvidenceFile
    ) -> None:
        with at_public_door(as_door) as client:
            shown = client.get(of_office(row.addressee))
            assert shown.status_code == 200
            assert "The register." in text(shown)
            assert "register.pdf" not in shown.content.decode()
            assert str(row.id) not in shown.content.decode()
            assert client.get(path(row)).status_code == 404

    def test_says_why_one_is_refused_and_shows_nothing_of_it(
        self, desk: Desk, as_door: AsDoor, scanner: FakeClamd
    ) -> None:
        held = desk.asked()
        (row,) = claimed_with(desk, held, arrived("broken.pdf", b"%PDF-1.7 nothing"))
        examined(as_door)
        reviewer = desk.of_office(Role.REVIEWER)
        for who, where in ((owners(desk)[0], page(held)), (reviewer, of_office(held))):
            assert "broken.pdf Refused" in text(who.get(where))
            assert "The file is damaged" in text(who.get(path(row)))
            for more in ("pages/1/", "original/"):
                assert who.get(path(row, more)).status_code == 404

    def test_without_a_scanner_shows_the_safe_copy_and_gives_nothing_out(
        self, desk: Desk, as_door: AsDoor, settings: Settings
    ) -> None:
        (row,) = claimed_with(desk, desk.asked())
        examined(as_door, row)
        reviewer = desk.of_office(Role.REVIEWER)
        shown = text(reviewer.get(path(row)))
        assert "Not scanned for malicious software." in shown
        assert "Get the file itself" not in shown
        for how in (reviewer.get, reviewer.post):
            assert how(path(row, "original/")).status_code == 404

    def test_of_a_table_has_words_and_no_picture(self, desk: Desk, as_door: AsDoor, scanner: FakeClamd) -> None:
        (row,) = told(desk, desk.asked(), arrived("half.csv", b"force,trained\nNorthshire,yes\n"))
        examined(as_door, row)
        ann = owners(desk)[0]
        assert "Northshire,yes" in text(ann.get(path(row)))
        assert "Evidence that came with what was said on" in text(ann.get(path(row)))
        assert ann.get(path(row, "pages/1/")).status_code == 404


class TestSettingAside:
    def test_of_a_wrong_file_leaves_it_with_its_reason_to_both_sides(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        wrong, _right = claimed_with(desk, held, arrived("wrong.pdf"), arrived("right.pdf"))
        assert "wrong.pdf" in text(ann.get(path(wrong, "set-aside/")))
        empty = ann.post(path(wrong, "set-aside/"), rationale=" ")
        assert "Error:" in text(empty)
        assert files_of(held)[0].set_aside_on is None
        assert ann.post(path(wrong, "set-aside/"), rationale="It is of another year.").status_code == 302
        for who, where in ((ann, page(held)), (desk.of_office(), of_office(held))):
            shown = text(who.get(where))
            assert "wrong.pdf Set aside" in shown
            assert "It is of another year." in shown
            assert "right.pdf Being checked" in shown
            assert "Set aside by the body on" in text(who.get(path(wrong)))
        assert "set-aside/" not in ann.get(path(wrong)).content.decode()

    def test_twice_says_who_did_it_and_keeps_what_was_typed(self, desk: Desk) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        (row,) = told(desk, held)
        ben.does(evidence.set_aside, addressee_id=held.id, file=row.id, rationale="Blurred.")
        again = ann.post(path(row, "set-aside/"), rationale="It is not ours.")
        assert again.status_code == 409
        shown = text(again)
        assert f"{ben.person.name} already set this file aside" in shown
        assert "It is not ours." in shown
        assert files_of(held)[0].set_aside_words == "Blurred."
        (entry,) = [one for one in entries() if one["verb"] == "recommendations.step.refused"]
        assert entry["codes"]["step"] == "answer.set_aside_evidence"


class TestThePagesThatListThem:
    @pytest.mark.parametrize("side", ["body", "office"])
    def test_ask_one_question_for_all_of_them(self, desk: Desk, side: str) -> None:
        held = desk.asked()
        told(desk, held)
        who: Somebody = owners(desk)[0] if side == "body" else desk.of_office()
        where = page(held) if side == "body" else of_office(held)
        who.get(where)
        with CaptureQueriesContext(connection) as one:
            who.get(where)
        told(desk, held, *(arrived(f"{number}.pdf") for number in range(6)))
        with CaptureQueriesContext(connection) as many:
            shown = who.get(where)
        assert len(many) == len(one)
        assert len(re.findall(r'href="/recommendations/[^"]+/evidence/', shown.content.decode())) == 7

    def test_the_bodys_pdf_names_them(self, desk: Desk) -> None:
        from candour.contexts.recommendations.queries import answer_page, answering
        from candour.contexts.recommendations.views import answer_pack
        from tests.somebody import now

        held, (ann, _ben) = desk.asked(), owners(desk)
        wrong, _right = told(desk, held, arrived("wrong.pdf"), arrived("right.pdf"))
        ann.does(evidence.set_aside, addressee_id=held.id, file=wrong.id, rationale="Blurred.")
        with ann.open():
            found = answering.found_for(ann.actor(), held.reference)
            assert found is not None
            whole = answer_page.told(found, ann.actor(), now().date())
            pack = answer_pack.pack_of(whole, for_whom="Ann", at=now())
        words = [block.text for chapter in pack.chapters for block in chapter.blocks]
        assert "Half of it.\n\nEvidence files:\n– wrong.pdf (set aside: the wrong file)\n– right.pdf" in words
