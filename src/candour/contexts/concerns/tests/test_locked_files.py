"""Files that show who somebody is: locked away when they are sent, examined by the worker, moved by a caseworker."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from candour.contexts.concerns import identity, sealed, tasks
from candour.contexts.concerns.identity import File
from candour.contexts.concerns.models import Concern, ConcernDocument, DocumentKey, IdentityPiece, SealedIdentity
from candour.contexts.concerns.operations import erasure, files, filework, identities, locking, rewrapping
from candour.contexts.concerns.queries import files as queries
from candour.contexts.concerns.queries import identities as known_identities
from candour.contexts.concerns.queries import opening
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Browser, Desk, ledger_verbs
from candour.contexts.concerns.tests.desk import text as said
from candour.contexts.concerns.tests.filing import CANARY, came, kept, note, photo, scanner, work_through
from candour.contexts.concerns.tests.vault import Vault
from candour.kernel.documents import operations as documents
from candour.kernel.documents.models import State
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from candour.kernel.sealing import boxes, ring, rotation
from tests.database import AsDoor

__all__ = ["kept", "scanner"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def vault(as_door: AsDoor) -> Vault:
    return vaults.build(as_door)


@pytest.fixture
def case(vault: Vault, desk: Desk) -> Concern:
    return desk.brings(vaults.confidential(), "taken")


def wraps(document: UUID | None = None) -> tuple[bool, bool, bool]:
    """Who has a wrap of the file's key: the caseworkers, the worker, the reporter."""
    row = DocumentKey.objects.get(document_id=document) if document else DocumentKey.objects.get()
    return row.for_concern is not None, row.for_worker is not None, bool(row.for_reporter)


def pieces(vault: Vault, desk: Desk, concern: Concern) -> list[str]:
    """The kinds of what the reader is shown, in order."""
    asked = vault.asks(desk, concern)
    vault.agrees(vault.officer, asked)
    vault.agrees(vault.deputy, asked)
    return [shown.kind for shown in vault.reads(desk, asked)]


def the_file(vault: Vault, desk: Desk, concern: Concern) -> list[File]:
    """What two people open for the reader."""
    asked = vault.asks(desk, concern)
    vault.agrees(vault.officer, asked)
    vault.agrees(vault.deputy, asked)
    return [shown.holds for shown in vault.reads(desk, asked) if isinstance(shown.holds, File)]


class TestTakingIn:
    def test_locks_what_may_show_who_they_are(self, case: Concern, desk: Desk) -> None:
        came(case, note())
        row = ConcernDocument.objects.get()
        assert row.is_sealed
        assert wraps() == (False, True, True)
        piece = IdentityPiece.objects.get(kind="file")
        assert (piece.document_id, piece.added_by_id) == (row.id, None)
        assert "concerns.identity.lock_file" in ledger_verbs()

    def test_leaves_to_the_caseworkers_what_does_not(self, case: Concern, desk: Desk) -> None:
        came(case, note(), may_be_read=True)
        assert not ConcernDocument.objects.get().is_sealed
        assert wraps() == (True, False, True)
        assert not IdentityPiece.objects.filter(kind="file").exists()

    @pytest.mark.parametrize("level", ["named", "anonymous"])
    def test_locks_nothing_of_somebody_whose_name_is_not(self, desk: Desk, level: str) -> None:
        case = desk.brings(make.concern(level=level), "taken")
        came(case, note())
        assert not ConcernDocument.objects.get().is_sealed
        assert wraps() == (True, False, True)

    def test_takes_nothing_in_that_it_cannot_lock(self, desk: Desk) -> None:
        case = make.concern(level="confidential")
        with pytest.raises(known_identities.NoSides), transaction.atomic():
            came(case, note())
        assert not ConcernDocument.objects.exists()

    def test_knows_the_same_file_again_by_its_address(self, case: Concern) -> None:
        assert sealed.key_of_file(b"a" * 32, b"1" * 32) == sealed.key_of_file(b"a" * 32, b"1" * 32)
        assert sealed.key_of_file(b"a" * 32, b"1" * 32) != sealed.key_of_file(b"b" * 32, b"1" * 32)
        assert sealed.key_of_file(b"a" * 32, b"1" * 32) != sealed.key_of_file(b"a" * 32, b"2" * 32)


class TestTheWorker:
    def test_takes_what_opens_it_from_the_office_once_it_is_released(
        self, case: Concern, desk: Desk, vault: Vault, as_door: AsDoor, scanner: None
    ) -> None:
        came(case, note(), photo())
        work_through(as_door)
        assert {row.state for row in ConcernDocument.objects.all()} == {State.RELEASED}
        for row in ConcernDocument.objects.all():
            assert wraps(row.id) == (False, False, True)
            with as_door(Door.OFFICE):
                assert filework.load(row.id) is None
        assert {file.document for file in the_file(vault, desk, case)} == {
            row.id for row in ConcernDocument.objects.all()
        }

    def test_takes_it_without_a_scanner_too_and_never_tries_again(
        self, case: Concern, as_door: AsDoor, settings: Any
    ) -> None:
        came(case, note())
        work_through(as_door)
        row = ConcernDocument.objects.get()
        assert (row.state, row.reason, len(row.pages)) == ("checked", "no_scanner", 1)
        assert wraps() == (False, False, True)
        with as_door(Door.OFFICE):
            assert filework.pending(has_scanner=True) == []

    def test_takes_it_where_the_file_is_refused(self, case: Concern, as_door: AsDoor, desk: Desk) -> None:
        came(case, note("note.pdf", "no PDF at all"))
        work_through(as_door)
        row = ConcernDocument.objects.get()
        assert row.state == "refused"
        assert wraps() == (False, False, True)
        with pytest.raises(files.NotReadable), desk.open():
            files.try_again(row, actor=desk.actor(), at=make.now())

    def test_goes_on_where_it_was_killed(
        self, case: Concern, as_door: AsDoor, scanner: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        came(case, note())
        (waiting,) = [row.id for row in ConcernDocument.objects.all()]
        stages = ["checked", "scanned"]

        def stops(holder: Any, given: Any, outcome: Any, at: Any, keep: Any = documents._keep) -> bool:
            if outcome.state not in stages:
                raise KeyboardInterrupt
            done: bool = keep(holder, given, outcome, at)
            return done

        monkeypatch.setattr(documents, "_keep", stops)
        with as_door(Door.OFFICE), pytest.raises(KeyboardInterrupt):
            tasks.examine(waiting)
        assert ConcernDocument.objects.get().state == "scanned"
        assert wraps() == (False, True, True)
        monkeypatch.undo()
        work_through(as_door)
        assert ConcernDocument.objects.get().state == "released"
        assert wraps() == (False, False, True)

    def test_destroys_nothing_that_lies_in_no_identity(self, case: Concern, as_door: AsDoor) -> None:
        came(case, note())
        IdentityPiece.objects.filter(kind="file").delete()
        with pytest.raises(DatabaseError, match="lies in no identity"), transaction.atomic():
            work_through(as_door)
        assert wraps() == (False, True, True)


class TestTheCaseworker:
    def test_sees_that_there_is_one_and_nothing_of_it(
        self, case: Concern, desk: Desk, browser: Browser, as_door: AsDoor
    ) -> None:
        came(case, note("payslip of C Wren.txt"))
        for _ in range(2):
            with browser(desk, stepped_up=True) as client:
                page = said(client.get(f"/concerns/{case.reference}/"))
                assert "A locked file" in page
                assert "payslip" not in page
                assert f"/identities/ask/{case.reference}/" in page
                row = ConcernDocument.objects.get()
                for place in ("", "1/", "original/"):
                    found = client.get(f"/concerns/{case.reference}/files/{row.id}/{place}")
                    assert found.status_code == 404
                    assert CANARY not in said(found)
                assert client.post(f"/concerns/{case.reference}/files/{row.id}/again/").status_code == 404
                printed = said(client.get(f"/concerns/{case.reference}/print/"))
                assert "payslip" not in printed
            work_through(as_door)
        with browser(desk) as client:
            page = said(client.get(f"/concerns/{case.reference}/"))
        assert "TXT, 1 page" in page

    def test_is_refused_by_the_operations_as_well(self, case: Concern, desk: Desk, as_door: AsDoor) -> None:
        came(case, note())
        work_through(as_door)
        with desk.open():
            found = Concern.objects.get(id=case.id)
            row = ConcernDocument.objects.get()
            pair = opening.pair_for_office(found)
            assert pair is not None
            assert queries.key_for_office(row, pair) is None
            with pytest.raises(files.NotReadable):
                files.read_page(found, row, number=1, actor=desk.actor(), at=make.now())

    def test_has_no_grant_for_the_workers_wrap(self, case: Concern, desk: Desk) -> None:
        came(case, note())
        with desk.open(), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            list(DocumentKey.objects.values_list("for_worker"))


def test_the_reader_sees_first_who_they_are(case: Concern, vault: Vault, desk: Desk) -> None:
    came(case, note(), photo())
    assert pieces(vault, desk, case) == ["person", "file", "file"]


class TestSealFile:
    @pytest.fixture
    def plain(self, vault: Vault, desk: Desk, as_door: AsDoor, scanner: None) -> Concern:
        """A concern of somebody named, with a file that everybody who works on it can read."""
        case = desk.brings(make.concern(level="named"), "taken")
        came(case, note("payslip of C Wren.txt"))
        work_through(as_door)
        return case

    def test_moves_it_out_of_everybodys_reach_and_into_the_identity(
        self, plain: Concern, desk: Desk, vault: Vault, browser: Browser
    ) -> None:
        row = ConcernDocument.objects.get()
        with browser(desk) as client:
            page = f"/concerns/{plain.reference}/"
            assert f"{page}seal_file/?of={row.id}" in said(client.get(page))
            asked = client.get(f"{page}seal_file/?of={row.id}")
            assert "payslip of C Wren.txt" in said(asked)
            assert "Who may have read the file already" in said(asked)
            assert "checked" in asked.content.decode()
            sent = client.post(f"{page}seal_file/", {"file": str(row.id), "seen": ""}, follow=True)
            assert "Moved." in said(sent)
            assert "A locked file" in said(sent)
            assert "payslip" not in said(sent)
            assert "Identifying file moved" in said(sent)
        assert wraps() == (False, False, True)
        assert SealedIdentity.objects.filter(concern=plain).exists()
        piece = IdentityPiece.objects.get()
        assert (piece.kind, piece.document_id, piece.added_by_id) == ("file", row.id, desk.person.id)
        assert {"concerns.concern.seal_file", "concerns.identity.lock_file"} <= ledger_verbs()
        (file,) = the_file(vault, desk, plain)
        assert documents._whole(row.address, file.key) == CANARY.encode()

    def test_leaves_one_that_waits_to_the_worker_alone(
        self, vault: Vault, desk: Desk, as_door: AsDoor, scanner: None
    ) -> None:
        case = desk.brings(make.concern(level="named"), "taken")
        came(case, note())
        desk.does(identities.seal_file, case, document_id=ConcernDocument.objects.get().id)
        assert wraps() == (False, True, True)
        work_through(as_door)
        assert ConcernDocument.objects.get().state == "released"
        assert wraps() == (False, False, True)

    def test_is_for_the_caseworker_who_works_on_it(self, plain: Concern, colleague: Desk) -> None:
        with pytest.raises(Refused) as refused:
            colleague.does(identities.seal_file, plain, document_id=ConcernDocument.objects.get().id)
        assert set(refused.value.codes) == {"assigned", "record.movable_file", "record.file"}

    def test_refuses_one_of_another_concern_and_one_that_lies_there_already(self, plain: Concern, desk: Desk) -> None:
        row = ConcernDocument.objects.get()
        other = desk.brings(make.concern(), "taken")
        came(other, note())
        with pytest.raises(Refused) as refused:
            desk.does(identities.seal_file, other, document_id=row.id)
        assert refused.value.codes == ("record.file",)
        desk.does(identities.seal_file, plain, document_id=row.id)
        with pytest.raises(Refused) as refused:
            desk.does(identities.seal_file, plain, document_id=row.id)
        assert set(refused.value.codes) == {"record.movable_file", "record.file"}

    def test_refuses_before_there_was_a_ceremony(self, desk: Desk) -> None:
        case = desk.brings(make.concern(), "taken")
        came(case, note())
        with pytest.raises(Refused) as refused:
            desk.does(identities.seal_file, case, document_id=ConcernDocument.objects.get().id)
        assert refused.value.codes == ("no_sides",)
        assert wraps() == (True, False, True)

    def test_the_database_moves_it_for_nobody_else(self, plain: Concern, desk: Desk, colleague: Desk) -> None:
        row = ConcernDocument.objects.get()
        for who, message in ((colleague, "cannot be moved by this person"), (desk, "lies in no identity")):
            with pytest.raises(DatabaseError, match=message), transaction.atomic(), who.open():
                self._seals(row.id)
        assert wraps() == (True, False, True)

    def test_the_database_moves_nothing_that_has_no_key_of_its_own(self, plain: Concern, desk: Desk) -> None:
        row = ConcernDocument.objects.get()
        with desk.open():
            identities_row = identities._identity(plain.id, plain.received_on)
            locking.lock_file(row, boxes.new_key(), identity=identities_row, actor=desk.actor(), at=make.now())
        DocumentKey.objects.all().delete()
        with pytest.raises(DatabaseError, match="no key of its own"), transaction.atomic(), desk.open():
            self._seals(row.id)

    @staticmethod
    def _seals(document: UUID) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select concerns_seal_file(%s, null, '')", [document])


class TestErasing:
    def test_destroys_what_opens_it(self, case: Concern, desk: Desk, head: Desk) -> None:
        came(case, note())
        came(case, note("other.txt", "other"), may_be_read=True)
        desk.does(erasure.request_erasure, case, basis="asked", rationale="Asked for.", stepped_up=True)
        head.does(erasure.decide_erasure, case, rationale="Yes.", stepped_up=True)
        for table in (ConcernDocument, DocumentKey, IdentityPiece, SealedIdentity):
            assert not table.objects.exists()


class TestRotation:
    def test_seals_the_wrap_that_waits_to_the_new_key(self, case: Concern, settings: Any, as_door: AsDoor) -> None:
        came(case, note())
        new = boxes.new_pair()
        change = rotation.change_to((new.private, *settings.OFFICE_PRIVATE_KEYS))
        assert rewrapping.files_left(change.name) == 1
        assert rewrapping.batch_of_files(change, 10, make.now()) == 1
        assert rewrapping.batch_of_files(change, 10, make.now()) == 0
        assert rewrapping.files_left(change.name) == 0
        assert "concerns.file_key.rewrap" in ledger_verbs()
        settings.OFFICE_PRIVATE_KEYS = (new.private,)
        row = ConcernDocument.objects.get()
        with as_door(Door.OFFICE):
            waiting = filework.load(row.id)
        assert waiting is not None
        assert waiting.extension == "txt"

    def test_passes_over_what_is_locked_already(self, case: Concern, as_door: AsDoor) -> None:
        came(case, note())
        work_through(as_door)
        assert rewrapping.files_left("0" * 16) == 0


def test_a_piece_of_another_file_does_not_open_this_one(case: Concern) -> None:
    pair = boxes.new_pair()
    row = ConcernDocument(concern=case)
    wrapped = ring.wrap(b"k" * 32, about=sealed.about_file(row.id))
    with pytest.raises(ring.CannotOpen):
        ring.unwrap(wrapped, about=sealed.about_file(case.id))
    box = identity.seal_file(pair.public, row.id, File(row.id, b"k" * 32))
    assert identity.open_piece(pair, "file", row.id, box) == File(row.id, b"k" * 32)
    with pytest.raises(identity.CannotOpen):
        identity.open_piece(pair, "file", case.id, box)
