"""Moving words that show who somebody is out of everything that was written: what was told, messages, translations."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from candour.contexts.concerns.identity import MARK, Passage
from candour.contexts.concerns.models import (
    Concern,
    ConcernStep,
    IdentityPiece,
    Message,
    MessageTranslation,
    SealedIdentity,
)
from candour.contexts.concerns.operations import handling, identities
from candour.contexts.concerns.operations import mailbox as mailboxes
from candour.contexts.concerns.queries import mailbox, passages
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Browser, Desk, ledger_verbs, text
from candour.contexts.concerns.tests.public_side import Visitor, as_owner, received, visitor
from candour.contexts.concerns.tests.public_side import text as read
from candour.contexts.concerns.tests.test_identities import opened
from candour.contexts.concerns.tests.test_translations import translates
from candour.contexts.concerns.tests.vault import Vault
from candour.contexts.concerns.views import words
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from candour.kernel.visitors import receipts
from tests.database import AsDoor

pytestmark = pytest.mark.django_db
__all__ = ["visitor"]


@pytest.fixture
def vault(as_door: AsDoor) -> Vault:
    return vaults.build(as_door)


@pytest.fixture
def receipt() -> receipts.Receipt:
    return receipts.new()


@pytest.fixture
def concern(vault: Vault, desk: Desk, receipt: receipts.Receipt) -> Concern:
    """Somebody signed their letter and a message, and the office greeted them by name."""
    made = desk.brings(make.concern(story="Nobody answered. Wren", receipt=receipt), "taken")
    make.message(made, "It was I,\nCanary Wren, who called.")
    desk.does(handling.write, made, text="Dear Canary Wren, thank you.")
    return made


def moves(desk: Desk, concern: Concern, passage: str = "Canary Wren", seen: int | None = None) -> ConcernStep:
    return desk.does(identities.seal_passage, concern, passage=passage, seen=seen)


def refusal(desk: Desk, concern: Concern, passage: str = "Canary Wren", seen: int | None = None) -> tuple[str, ...]:
    before = (make.texts(concern), make.told(concern), IdentityPiece.objects.count())
    with pytest.raises(Refused) as refused:
        moves(desk, concern, passage, seen)
    assert (make.texts(concern), make.told(concern), IdentityPiece.objects.count()) == before
    return refused.value.codes


def everything(concern: Concern) -> list[str]:
    return [part for one in passages.texts(Concern.objects.get(id=concern.id)) for part in one.parts.values()]


class TestMovingWords:
    def test_takes_them_out_of_messages_of_both_sides_and_leaves_a_mark(self, desk: Desk, concern: Concern) -> None:
        moves(desk, concern)
        assert make.texts(concern) == ["We have it.", f"It was I,\n{MARK}, who called.", f"Dear {MARK}, thank you."]
        assert make.told(concern).what_happened == "Nobody answered. Wren"
        assert "concerns.concern.seal_passage" in ledger_verbs()

    def test_takes_them_out_of_what_was_told_and_of_messages_at_once(self, desk: Desk, concern: Concern) -> None:
        moves(desk, concern, "Wren")
        assert not [part for part in everything(concern) if "Wren" in part]
        assert make.told(concern).what_happened == f"Nobody answered. {MARK}"

    def test_takes_them_out_of_translations_those_that_were_replaced_too(self, desk: Desk, concern: Concern) -> None:
        theirs = Message.objects.get(concern=concern, author=None)
        translates(desk, concern, theirs.id, text="To ja, Canary Wren, dzwoniłam.")
        translates(desk, concern, theirs.id, text="To ja, Canary Wren, zadzwoniłam.")
        translates(desk, concern, None, text="Nikt nie odpowiedział. Canary Wren")
        moves(desk, concern)
        assert not [part for part in everything(concern) if "Wren" in part.removesuffix("answered. Wren")]
        assert f"To ja, {MARK}, dzwoniłam." in everything(concern)

    def test_puts_them_into_the_identity_with_where_they_stood(
        self, vault: Vault, desk: Desk, concern: Concern
    ) -> None:
        day = Message.objects.filter(concern=concern).latest("number").sent_on.isoformat()
        translates(desk, concern, None, text="Canary Wren")
        moves(desk, concern)
        message, translation = Passage("message", "Canary Wren", day), Passage("translation", "Canary Wren")
        found = opened(vault, desk, concern)
        assert (len(found), found.count(message), found.count(translation)) == (3, 2, 1)

    def test_can_be_done_again_and_leaves_earlier_marks_alone(self, desk: Desk, concern: Concern) -> None:
        moves(desk, concern)
        assert refusal(desk, concern, "sealed identity") == ("record.passage",)
        moves(desk, concern, "thank you")
        assert make.texts(concern)[-1] == f"Dear {MARK}, {MARK}."

    @pytest.mark.parametrize("passage", ["", " \n", "canary wren", "Canary Wrens"])
    def test_refuses_words_that_stand_nowhere(self, desk: Desk, concern: Concern, passage: str) -> None:
        assert refusal(desk, concern, passage) == ("record.passage",)

    def test_refuses_a_page_since_which_somebody_wrote(
        self, as_door: AsDoor, desk: Desk, concern: Concern, receipt: receipts.Receipt
    ) -> None:
        seen = ConcernStep.objects.filter(concern=concern).count()
        with as_door(Door.PUBLIC):
            mailboxes.write(mailbox=receipt.mailbox_secret, text="Canary Wren again.", at=make.now())
        assert refusal(desk, concern, seen=seen) == ("moved_on",)
        moves(desk, concern, seen=seen + 1)
        assert refusal(desk, concern, "thank you", seen=seen + 1) == ("done_already",)

    def test_is_for_the_caseworker_who_works_on_it(self, desk: Desk, colleague: Desk, concern: Concern) -> None:
        assert set(refusal(colleague, concern)) == {"assigned", "record.passage"}

    def test_refuses_before_there_was_a_ceremony(self, desk: Desk) -> None:
        plain = desk.brings(make.concern(), "taken")
        make.message(plain, "Canary Wren")
        assert refusal(desk, plain) == ("no_sides",)
        assert not SealedIdentity.objects.exists()

    def test_leaves_other_concerns_alone(self, desk: Desk, concern: Concern) -> None:
        other = desk.brings(make.concern(), "taken")
        make.message(other, "Ask Canary Wren.")
        moves(desk, concern)
        assert make.texts(other)[-1] == "Ask Canary Wren."


class TestTheDatabase:
    """Refuses first, whatever the code asks."""

    def test_refuses_who_does_not_work_on_it(self, colleague: Desk, concern: Concern) -> None:
        self.refuses(colleague, Message.objects.filter(concern=concern).latest("number"))

    def test_refuses_a_message_of_another_concern_whatever_the_identity(self, desk: Desk, concern: Concern) -> None:
        moves(desk, concern)
        theirs = make.message(make.concern(), "Ask Canary Wren.")
        self.refuses(desk, theirs)

    def test_changes_no_message_in_another_way(self, desk: Desk, concern: Concern) -> None:
        for model in (Message, MessageTranslation):
            with desk.open(), pytest.raises(DatabaseError), transaction.atomic():
                model._default_manager.filter(concern=concern).update(sealed=b"\1")

    @staticmethod
    def refuses(desk: Desk, message: Message) -> None:
        call = "select concerns_move_words('message', %s, %s, %s, %s)"
        with (
            desk.open(),
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="only who works on a concern"),
            transaction.atomic(),
        ):
            cursor.execute(call, [message.id, b"\1left", [uuid4()], [b"\1words"]])


class TestTheMailbox:
    def test_opens_with_the_mark_and_says_what_it_is(self, vault: Vault, desk: Desk, visitor: Visitor) -> None:
        receipt, concern = received()
        with as_owner():
            desk.brings(concern, "taken")
        with as_owner():
            make.message(concern, "It was I, Canary Wren, who called.")
        page = read(visitor.opens(receipt))
        assert "Canary Wren, who called" in page
        assert "there were words that show who you are" not in page
        with as_owner():
            moves(desk, concern)
        page = read(visitor.opens(receipt))
        assert f"It was I, {MARK}, who called." in page
        assert "Canary Wren" not in page
        assert "there were words that show who you are" in page
        assert "Move" not in page

    def test_says_the_mark_in_the_readers_language_in_translations_too(
        self, as_door: AsDoor, desk: Desk, concern: Concern, receipt: receipts.Receipt
    ) -> None:
        ours = Message.objects.filter(concern=concern).latest("number")
        translates(desk, concern, ours.id, language="cy", text="Annwyl Canary Wren, diolch.")
        moves(desk, concern)
        with as_door(Door.PUBLIC), override("cy"):
            shown = mailbox.show(receipt.mailbox_secret, at=make.now())
        assert shown.has_mark
        assert shown.messages[-1].text == "Dear [symudwyd i’r hunaniaeth sydd wedi’i selio], thank you."
        (one,) = shown.translations[ours.id]
        assert one.text == "Annwyl [symudwyd i’r hunaniaeth sydd wedi’i selio], diolch."


class TestPages:
    def test_lead_from_a_message_to_a_list_of_places_and_then_move(
        self, browser: Browser, desk: Desk, concern: Concern
    ) -> None:
        theirs = Message.objects.get(concern=concern, author=None)
        translates(desk, concern, theirs.id, text="To ja, Kanarek, dzwoniłam.")
        case = f"/concerns/{concern.reference}/"
        address = f"{case}seal_passage/?of={theirs.id}"
        with browser(desk) as client:
            assert f'href="{address}"' in text(client.get(case))
            page = text(client.get(address))
            assert "It was I,\nCanary Wren, who called." in page.partition("concerns-original")[2]
            page = text(client.post(address, {"passage": "Canary Wren", "look": "yes"}))
            assert page.count("<mark>") == 2
            assert "Dear <mark>Canary Wren</mark>, thank you." in page
            assert "Our message of" in page
            absent = page.partition("they do not stand letter by letter")[2]
            assert "translation into Polish" in absent
            assert "Dear Canary Wren, thank you." in make.texts(concern)
            assert client.post(address, {"passage": "Canary Wren"}).status_code == 302
            assert f"Dear {MARK}, thank you." in text(client.get(case))

    def test_say_where_words_stand_nowhere(self, browser: Browser, desk: Desk, concern: Concern) -> None:
        address = f"/concerns/{concern.reference}/seal_passage/"
        with browser(desk) as client:
            page = text(client.post(address, {"passage": "Peredur", "look": "yes"}))
            assert "These words stand in no text of this concern" in page
            assert "<mark>" not in page
            assert "Which words show who somebody is?" in text(client.post(address, {"passage": " ", "look": "yes"}))

    def test_show_no_message_of_another_concern(self, browser: Browser, desk: Desk, concern: Concern) -> None:
        theirs = make.message(make.concern(), "A secret of others.")
        with browser(desk) as client:
            page = text(client.get(f"/concerns/{concern.reference}/seal_passage/?of={theirs.id}"))
        assert "A secret of others." not in page

    def test_offer_nothing_to_who_does_not_work_on_it(
        self, browser: Browser, colleague: Desk, concern: Concern
    ) -> None:
        with browser(colleague) as client:
            assert "seal_passage/?of=" not in text(client.get(f"/concerns/{concern.reference}/"))


class TestPlaces:
    def test_say_how_often_and_show_the_first_with_what_is_around(self, desk: Desk, concern: Concern) -> None:
        make.message(concern, "x" * 80 + "Ann" + "y" * 80 + "Ann " * 6)
        with desk.open():
            (place,) = passages.look(Concern.objects.get(id=concern.id), "Ann").places
        assert (place.times, len(place.excerpts)) == (7, 4)
        assert place.excerpts[0] == ("…" + "x" * 60, "Ann", "y" * 60 + "…")
        assert place.excerpts[3] == ("…" + ("y" * 80 + "Ann " * 2)[-60:], "Ann", " Ann Ann Ann ")

    def test_are_none_for_whoever_may_not_read(self, colleague: Desk, concern: Concern) -> None:
        with colleague.open():
            assert passages.look(Concern.objects.get(id=concern.id), "Wren") == passages.Look([], [])

    def test_have_words_for_the_one_who_reads_the_identity(self) -> None:
        day = date(2026, 5, 3).isoformat()
        assert words.where(Passage("place", "x")) == "the place"
        assert words.where(Passage("message", "x", day)) == "the message of 3 May 2026"
        assert words.where(Passage("translation", "x", day)) == "a translation of the message of 3 May 2026"
        assert words.where(Passage("translation", "x")) == "a translation of what was told"
