"""Translations kept beside their originals: sealed alike, shown to the reporter only of what the office wrote."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from candour.contexts.concerns.models import Concern, ConcernStep, Message, MessageTranslation
from candour.contexts.concerns.operations import handling, translations
from candour.contexts.concerns.queries import mailbox, opening
from candour.contexts.concerns.queries import translations as queries
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, text
from candour.contexts.concerns.tests.public_side import Visitor, as_owner, received, visitor
from candour.contexts.concerns.tests.public_side import text as read
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from tests.database import AsDoor

pytestmark = pytest.mark.django_db
__all__ = ["visitor"]

POLISH = "Dziękujemy za wiadomość."


def translates(desk: Desk, concern: Concern, message: UUID | None, **given: Any) -> ConcernStep:
    told: dict[str, Any] = {
        "language_from": "en",
        "language": "pl",
        "made_by": "A. Nowak",
        "is_machine": False,
        "text": POLISH,
    } | given
    return desk.does(translations.translate, concern, message_id=message, **told)


def refusal(desk: Desk, concern: Concern, message: UUID | None, **given: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        translates(desk, concern, message, **given)
    return refused.value.codes


@pytest.fixture
def concern(desk: Desk) -> Concern:
    made = desk.brings(make.concern(), "taken")
    make.message(made, "Kiedy będzie odpowiedź?")
    desk.does(handling.write, made, text="Thank you for your message.")
    Concern.objects.update(unread_for_reporter=False)
    return made


def ours(concern: Concern) -> Message:
    return Message.objects.filter(concern=concern, author__isnull=False).order_by("-number")[0]


def theirs(concern: Concern) -> Message:
    return Message.objects.get(concern=concern, author=None)


def unread(concern: Concern) -> bool:
    return Concern.objects.values_list("unread_for_reporter", flat=True).get(id=concern.id)


class TestTranslate:
    def test_of_our_message_is_sealed_and_sent(self, desk: Desk, concern: Concern) -> None:
        row = translates(desk, concern, ours(concern).id)
        made = MessageTranslation.objects.get()
        assert (row.step, made.is_sent, unread(concern)) == ("translate", True, True)
        assert POLISH.encode() not in bytes(made.sealed)
        with desk.open():
            pair = opening.pair_for_office(Concern.objects.get(id=concern.id))
            assert pair is not None
            [opened] = queries.of(concern, pair)[ours(concern).id]
        assert opened.text == POLISH

    @pytest.mark.parametrize("whole", [True, False])
    def test_of_their_own_words_stays_with_the_office(self, desk: Desk, concern: Concern, *, whole: bool) -> None:
        translates(desk, concern, None if whole else theirs(concern).id, language_from="pl", language="en")
        assert not MessageTranslation.objects.get().is_sent
        assert not unread(concern)

    def test_takes_the_place_of_the_one_before(self, desk: Desk, concern: Concern) -> None:
        for words in ("First.", "Second."):
            translates(desk, concern, ours(concern).id, text=words)
            translates(desk, concern, None, language_from="pl", language="en", text=words)
        assert MessageTranslation.objects.filter(ended_on=None).count() == 2
        assert MessageTranslation.objects.count() == 4

    def test_refuses_what_makes_no_sense(self, desk: Desk, colleague: Desk, concern: Concern) -> None:
        other = desk.brings(make.concern(), "taken")
        assert refusal(desk, concern, ours(other).id) == ("translation.absent",)
        assert refusal(desk, concern, uuid4()) == ("translation.absent",)
        assert refusal(desk, concern, None, language="en") == ("translation.same",)
        assert refusal(desk, concern, None, text=" ") == ("record.translation",)
        assert refusal(colleague, concern, None) == ("assigned",)


class TestReading:
    def test_shows_originals_only_to_whoever_may_read(self, desk: Desk, colleague: Desk, concern: Concern) -> None:
        with desk.open():
            found = queries.originals(Concern.objects.get(id=concern.id))
        assert [one.of for one in found] == ["told", *(str(m.id) for m in Message.objects.order_by("number"))]
        assert make.STORY in found[0].text
        with colleague.open():
            assert queries.originals(Concern.objects.get(id=concern.id)) == []
            assert not MessageTranslation.objects.exists()

    def test_is_nothing_for_the_delivery_door(self, concern: Concern, as_door: AsDoor) -> None:
        with as_door(Door.PUBLIC):
            assert not MessageTranslation.objects.only("id").filter(is_sent=True).exists()


class TestPages:
    def test_keep_a_translation_beside_the_original(self, browser: Browser, desk: Desk, concern: Concern) -> None:
        message, address = ours(concern), f"/concerns/{concern.reference}/translate/"
        given = {
            "of": str(message.id), "language_from": "en", "language": "pl", "made": "machine",
            "made_by": "The office’s service", "text": POLISH,
        }  # fmt: skip
        with browser(desk) as client:
            assert f"translate/?of={message.id}" in text(client.get(f"/concerns/{concern.reference}/"))
            page = text(client.get(f"{address}?of={message.id}"))
            assert "Thank you for your message." in page
            assert f'value="{message.id}" checked' in page
            assert client.post(address, given | {"made_by": ""}).status_code == 200
            assert client.post(address, given).status_code == 302
            told = {"of": "told", "language": "cy", "text": "Yn Gymraeg."}
            assert client.post(f"{address}?of=told", given | told).status_code == 302
            page = text(client.get(f"/concerns/{concern.reference}/"))
        assert "From English into Polish (polski), by The office’s service" in page
        assert POLISH in page
        assert "Yn Gymraeg." in page
        assert "the person reads it too" in page

    def test_are_read_in_the_mailbox_when_the_office_sent_them(self, desk: Desk, visitor: Visitor) -> None:
        receipt, concern = received()
        with as_owner():
            desk.brings(concern, "taken")
        with as_owner():
            translates(desk, concern, ours(concern).id)
            translates(desk, concern, None, language="cy", text="Not for the person.")
        page = read(visitor.opens(receipt))
        assert "The same in Polish (polski)" in page
        assert POLISH in page
        assert "Translated by: A. Nowak" in page
        assert "Not for the person." not in page
        shown = mailbox.show(receipt.mailbox_secret, at=make.now())
        assert [len(rows) for rows in shown.translations.values()] == [1]
        assert all("translat" not in str(passage.label).lower() for passage in shown.history)
