"""Files, a name that is locked away, translations and erasure in Welsh, at the public door: as test_welsh.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import Concern, ConcernDocument, ConcernStep, Message
from candour.contexts.concerns.operations import files, handling, intake, translations
from candour.contexts.concerns.queries.identities import NoSides
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Desk
from candour.contexts.concerns.tests.filing import FILES, came, full, kept, listed, note, photo
from candour.contexts.concerns.tests.public_side import (
    MAILBOX,
    Opened,
    Visitor,
    as_owner,
    opened,
    received,
    text,
    visitor,
)
from candour.contexts.concerns.tests.test_welsh import left_in_english
from candour.contexts.concerns.tests.vault import Vault
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.models import State
from candour.kernel.documents.reasons import REASONS
from candour.web.tests.twins import untranslated
from tests.database import AsDoor

pytestmark = pytest.mark.django_db
__all__ = ["kept", "opened", "visitor"]

WRITE = "/check/mailbox/write/"
CONFIDENTIAL: dict[str, Any] = {
    "level": "confidential", "name": "Blodeuwedd", "contact": "07700", "identifying": "Dim ond fi sy’n dysgu Lladin yno.",
}  # fmt: skip


@pytest.fixture
def vault(as_door: AsDoor) -> Vault:
    """Both ceremonies were held, so that a name can be locked away. Asked for before the visitor."""
    return vaults.build(as_door)


def both(
    visitor: Visitor, path: str, sent: Callable[[], dict[str, Any]], *, follow: bool = False
) -> tuple[list[str], str]:
    """What a page and its twin say alike after the same was sent, and the Welsh one. A file can be sent only once."""
    answers = [visitor.post(address, sent(), follow=follow) for address in (path, f"/cy{path}")]
    assert [answer.status_code for answer in answers] == [200, 200]
    return untranslated(*(answer.content.decode() for answer in answers)), text(answers[1])


def refused_files() -> dict[str, Any]:
    """A recording, an empty file, something packed, something unknown."""
    return {
        "attached": [
            SimpleUploadedFile("ffilm.mp4", b"\0\0\0\x20ftypisom" + bytes(90)), SimpleUploadedFile("gwag.pdf", b""),
            SimpleUploadedFile("pecyn.rar", b"Rar!\x1a\x07"), SimpleUploadedFile("rhaglen.exe", b"MZ" + bytes(90)),
        ]
    }  # fmt: skip


class TestFilesOfTheForm:
    def test_are_added_listed_and_taken_out_in_welsh(self, visitor: Visitor) -> None:
        assert left_in_english(visitor, FILES) == []
        visitor.tells()
        added = visitor.post(f"/cy{FILES}", {"attached": [note(), photo()]})
        assert added["Location"] == f"/cy{FILES}"
        assert left_in_english(visitor, FILES) == []
        assert "note.txt" in text(visitor.get(f"/cy{FILES}"))
        assert left_in_english(visitor, "/tell/check-answers/") == []
        taken_out = visitor.post("/cy/tell/files/remove/", {"file": "0" * 64})
        assert taken_out["Location"] == f"/cy{FILES}"

    def test_are_refused_in_welsh(self, visitor: Visitor) -> None:
        left, said = both(visitor, FILES, refused_files)
        assert left == []
        assert "“gwag.pdf”: Mae’r ffeil yn wag." in said
        assert both(visitor, FILES, dict)[0] == []  # nothing was chosen

    def test_of_more_than_fits_is_said_in_welsh(self, visitor: Visitor) -> None:
        left, said = both(visitor, FILES, lambda: {"attached": [note(f"{n}.txt", f"gair {n}") for n in range(12)]})
        assert left == []
        assert "Mae mwy o ffeiliau nag y gallwn eu derbyn ar unwaith." in said
        visitor.post(FILES, {"attached": [note(f"{n}.txt", f"geiriau {n}") for n in range(8)]})
        left, said = both(visitor, FILES, lambda: {"attached": [note(f"{n}.txt", f"arall {n}") for n in range(9)]})
        assert left == []
        assert "Gallwch anfon 10 ffeil" in said

    def test_of_a_full_disk_is_said_in_welsh(self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
        visitor.tells()
        monkeypatch.setattr(files, "keep_for_draft", full)
        assert both(visitor, FILES, lambda: {"attached": [note()]})[0] == []

    def test_lead_to_where_the_answers_went(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.sends()
        assert visitor.get(f"/cy{FILES}")["Location"] == "/cy/tell/receipt/"
        visitor.post("/tell/finish/")
        assert visitor.post("/cy/tell/files/remove/", {"file": "0"})["Location"].startswith("/cy/")


class TestFilesOfTheMailbox:
    def test_stand_there_in_welsh_however_they_fare(self, opened: Opened) -> None:
        visitor, receipt, concern = opened
        with as_owner():
            came(concern, note(), receipt=receipt)
        assert left_in_english(visitor, MAILBOX) == []
        assert "note.txt (41 B) – yn cael ei gwirio" in text(visitor.get(f"/cy{MAILBOX}"))
        for reason in REASONS:
            with as_owner():
                ConcernDocument.objects.update(state=State.REFUSED, reason=reason)
            assert left_in_english(visitor, MAILBOX) == [], reason

    def test_that_the_office_sent_are_linked_under_the_welsh_address(self, opened: Opened) -> None:
        visitor, receipt, concern = opened
        with as_owner():
            came(concern, note(), receipt=receipt)
            author = make.caseworker()
            letter = make.message(concern, "Here it is.", direction="to_reporter", author=author)
            ConcernDocument.objects.update(
                direction=letter.direction,
                author=author,
                message=letter,
                state=State.RELEASED,
                kind=Kind.TEXT,
                pages=["0" * 64],
                settled_on=timezone.localdate(),
            )
        [row] = listed()
        address = f"/cy/check/mailbox/files/{row.id}/"
        assert f'href="{address}"' in visitor.get(f"/cy{MAILBOX}").content.decode()
        assert left_in_english(visitor, MAILBOX) == []
        visitor.cookies.clear()
        assert visitor.get(address)["Location"] == "/cy/check/"

    def test_are_sent_in_welsh(self, opened: Opened) -> None:
        visitor, _, concern = opened
        sent = visitor.post(f"/cy{WRITE}", {"text": "", "attached": [note()]})
        assert sent["Location"] == "/cy/check/mailbox/sent/"
        with as_owner():
            assert make.texts(concern) == ["Rwyf wedi anfon ffeiliau."]
        assert left_in_english(visitor, MAILBOX) == []

    def test_are_refused_in_welsh(self, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
        visitor = opened.visitor
        assert both(visitor, WRITE, lambda: {"text": "x", **refused_files()})[0] == []
        monkeypatch.setattr(files, "FILES_A_DAY", 0)
        assert both(visitor, WRITE, lambda: {"text": "x", "attached": [note()]})[0] == []
        monkeypatch.undo()
        monkeypatch.setattr(files, "keep", full)
        assert both(visitor, WRITE, lambda: {"text": "x", "attached": [note()]})[0] == []

    @pytest.mark.parametrize("words", ["", "Fy ngeiriau."])
    def test_are_to_be_chosen_again_after_changing_the_language(self, opened: Opened, words: str) -> None:
        """A browser does not keep them: nobody should think that they are still there."""
        visitor, _, concern = opened
        left, said = both(visitor, WRITE, lambda: {"text": words, "attached": [note()], "toggle": "1"})
        assert left == []
        assert "dewiswch nhw eto" in said
        assert words in said
        assert listed() == []
        with as_owner():
            assert make.texts(concern) == []
        visitor.cookies.clear()
        left, said = both(visitor, WRITE, lambda: {"text": words, "attached": [note()], "toggle": "1"})
        assert left == []
        assert "dewiswch nhw eto" in said


class TestALockedAwayName:
    def test_is_offered_in_welsh(self, vault: Vault, visitor: Visitor) -> None:
        assert left_in_english(visitor, "/tell/about-you/") == []
        assert "Hoffwn, ond dan glo" in text(visitor.get("/cy/tell/about-you/"))

    @pytest.mark.parametrize(
        "given", [{"name": "x"}, {"identifying": "x"}, {"level": "named", "identifying": "x"}, {"level": "x"}]
    )
    def test_says_in_welsh_what_is_wrong(self, vault: Vault, visitor: Visitor, given: dict[str, str]) -> None:
        assert left_in_english(visitor, "/tell/about-you/", given) == []

    @pytest.mark.parametrize("level", codes.Level.values)
    def test_keeps_what_was_typed_when_the_language_changes(self, vault: Vault, visitor: Visitor, level: str) -> None:
        there = visitor.post("/cy/tell/about-you/", {**CONFIDENTIAL, "level": level, "toggle": "1"}).content.decode()
        assert 'value="Blodeuwedd"' in there
        assert "Dim ond fi sy’n dysgu Lladin yno." in there
        assert f'value="{level}" checked' in there

    def test_cannot_be_promised_and_says_so_in_welsh(
        self, vault: Vault, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_sides(**_given: object) -> None:
            raise NoSides

        visitor.tells()
        visitor.answers("about-you", **CONFIDENTIAL)
        assert left_in_english(visitor, "/tell/check-answers/") == []
        monkeypatch.setattr(intake, "receive", no_sides)
        assert left_in_english(visitor, "/tell/check-answers/", {}) == []

    def test_is_told_of_in_the_mailbox_and_when_it_is_opened(self, vault: Vault, desk: Desk, visitor: Visitor) -> None:
        visitor.tells()
        visitor.answers("about-you", **CONFIDENTIAL)
        visitor.opens(visitor.sends())
        assert left_in_english(visitor, MAILBOX) == []
        assert "Mae pwy ydych chi wedi’i selio." in text(visitor.get(f"/cy{MAILBOX}"))
        with as_owner():
            opening = vault.asks(desk, desk.brings(Concern.objects.get(), "taken"))
            vault.agrees(vault.officer, opening)
            vault.agrees(vault.deputy, opening)
        assert left_in_english(visitor, MAILBOX) == []
        assert "Roedd pwy ydych chi wedi’i selio." in text(visitor.get(f"/cy{MAILBOX}"))


class TestWhatElseTheMailboxTells:
    def test_shows_a_translation_with_who_made_it(self, desk: Desk, visitor: Visitor) -> None:
        receipt, concern = received()
        with as_owner():
            desk.brings(concern, "taken")
            desk.does(handling.write, concern, text="We write in English.")
            ours = Message.objects.filter(concern=concern, author__isnull=False).order_by("-number")[0]
            for language, is_machine in (("pl", True), ("hi", False), ("cy", False)):
                desk.does(
                    translations.translate, concern, message_id=ours.id, language_from="en", language=language,
                    made_by="A. Nowak", is_machine=is_machine, text="Dziękujemy.",
                )  # fmt: skip
        visitor.opens(receipt)
        assert left_in_english(visitor, MAILBOX) == []
        said = text(visitor.get(f"/cy{MAILBOX}"))
        assert "Yr un peth yn yr iaith hon: Pwyleg (polski)" in said
        assert "Cyfieithwyd gan beiriant (A. Nowak)." in said

    def test_says_that_it_was_erased(self, opened: Opened) -> None:
        visitor, _, concern = opened
        with as_owner():
            ConcernStep.objects.create(
                concern=concern, number=2, step="decide_erasure", from_state="received", to_state="erased", by_kind="staff",
                by=make.caseworker(), taken_at=timezone.now(), taken_on=timezone.localdate(), ledger_entry=uuid4(),
            )  # fmt: skip
            Concern.objects.filter(id=concern.id).update(state="erased", is_open=False)
        assert left_in_english(visitor, MAILBOX) == []
        assert "Dyma’r diwrnod y cafodd ei ddileu:" in text(visitor.get(f"/cy{MAILBOX}"))
