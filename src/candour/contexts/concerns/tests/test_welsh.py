"""The form and the mailbox in Welsh: nothing is left in English, and changing the language loses neither place nor words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from candour.contexts.concerns import codes, procedure
from candour.contexts.concerns.forms import tell as forms
from candour.contexts.concerns.models import (
    Concern,
    ConcernDeadline,
    ConcernPause,
    ConcernStep,
    Message,
    Signposting,
)
from candour.contexts.concerns.queries import mailbox as queries
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.public_side import (
    WORDS,
    Opened,
    Visitor,
    as_owner,
    opened,
    received,
    text,
    visitor,
)
from candour.kernel.deadlines import calendar, holidays
from candour.kernel.visitors import receipts
from candour.web import cookies
from candour.web.paged import Page
from candour.web.tests.twins import untranslated

pytestmark = pytest.mark.django_db
__all__ = ["opened", "visitor"]

TYPED = "Rhywbeth hir.\nAc un arall."


def left_in_english(visitor: Visitor, path: str, given: dict[str, str] | None = None) -> list[str]:
    """What a page and its twin say alike, asked for or sent to."""
    answers = [
        visitor.get(address) if given is None else visitor.post(address, given) for address in (path, f"/cy{path}")
    ]
    assert [answer.status_code for answer in answers] == [answers[0].status_code] * 2
    assert answers[0].status_code in {200, 429}, path
    out = re.findall(r'(?:href|action)="(/[^"]*)"', answers[1].content.decode())
    english = [one for one in out if not one.startswith(("/cy/", "/static/", "/leave/"))]
    assert len(english) <= 2, english  # the toggle, in the header and in the head
    return untranslated(*(answer.content.decode() for answer in answers))


class TestTheForm:
    @pytest.mark.parametrize("page", forms.FORM.pages, ids=lambda page: page.slug)
    def test_asks_in_welsh(self, visitor: Visitor, page: Page) -> None:
        assert left_in_english(visitor, f"/tell/{page.slug}/") == []

    @pytest.mark.parametrize(
        ("slug", "given"),
        [
            ("kind", {"kind": "nonsense"}), ("where", {"nation": "x", "region": "y"}), ("what-happened", {}),
            ("what-happened", {"what_happened": "x" * 30_001}), ("body", {"body_name": "x" * 301}),
            ("what-happened", {"what_happened": "\0"}), ("what-happened", {"what_happened": "\ufffd"}),
            ("about-you", {"name": "A. N. Other"}), ("nudge", {"nudge_email": "nowhere"}), ("nudge", {"nudge_email": "\0"}),
            ("nudge", {"nudge_email": f"{'x' * 250}@example.org"}),
        ],
    )  # fmt: skip
    def test_says_in_welsh_what_is_wrong(self, visitor: Visitor, slug: str, given: dict[str, str]) -> None:
        assert left_in_english(visitor, f"/tell/{slug}/", given) == []

    def test_is_checked_sent_and_finished_in_welsh(self, visitor: Visitor) -> None:
        assert left_in_english(visitor, "/tell/") == []
        assert left_in_english(visitor, "/tell/check-answers/") == []
        assert left_in_english(visitor, "/tell/check-answers/", {}) == []
        assert left_in_english(visitor, "/tell/answers-gone/") == []
        visitor.answers("where", nation="england", region="yorkshire")
        visitor.answers("kind", kind="concern")
        visitor.answers("about-you", level="named", name="Blodeuwedd", contact="07700")
        visitor.answers("agreement", agreement="not_asked")
        visitor.answers("what-happened", what_happened=WORDS)
        for path in ("/tell/kind/", "/tell/check-answers/", "/tell/delete/", "/tell/answers-gone/"):
            assert left_in_english(visitor, path) == []
        sent = visitor.post("/cy/tell/check-answers/", follow=True)
        assert sent.redirect_chain[-1][0] == "/cy/tell/receipt/"
        receipt = visitor.read_receipt(sent)
        assert "localhost/cy/check/" in text(sent)
        assert left_in_english(visitor, "/tell/receipt/") == []
        assert left_in_english(visitor, "/tell/receipt/", {"receipt": "0000"}) == []
        assert left_in_english(visitor, "/tell/receipt/", {"receipt": receipts.new().shown}) == []
        fits = visitor.post("/cy/tell/receipt/", {"receipt": receipt.shown})
        assert fits["Location"] == "/cy/tell/receipt/?fits=yes"
        assert left_in_english(visitor, "/tell/receipt/?fits=yes") == []
        assert visitor.post("/cy/tell/finish/")["Location"] == "/cy/tell/finished/"
        assert left_in_english(visitor, "/tell/finished/") == []
        assert left_in_english(visitor, "/tell/deleted/") == []
        with as_owner():
            assert Concern.objects.get().language == "Cymraeg"  # asked for none, and the page said what that means

    def test_a_language_that_was_asked_for_is_kept(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.answers("needs", language="Urdu")
        visitor.post("/cy/tell/check-answers/")
        with as_owner():
            assert Concern.objects.get().language == "Urdu"


class TestChangingTheLanguage:
    def test_of_a_question_keeps_what_was_typed_and_the_place(self, visitor: Visitor) -> None:
        visitor.answers("kind", kind="concern")
        page = visitor.get("/tell/what-happened/?from=check").content.decode()
        assert 'formaction="/cy/tell/what-happened/?from=check"' in page
        there = visitor.post("/cy/tell/what-happened/?from=check", {"what_happened": TYPED, "toggle": "1"})
        assert there.status_code == 200
        assert "Rhywbeth hir.&#10;Ac un arall." in there.content.decode()
        assert 'formaction="/tell/what-happened/?from=check"' in there.content.decode()
        assert "Mae problem" not in text(there)
        assert "Rhywbeth hir." not in text(visitor.get("/cy/tell/check-answers/"))  # shown again, and not kept
        assert "Pryder am y ffordd" in text(visitor.get("/cy/tell/check-answers/"))
        kept = visitor.post("/cy/tell/what-happened/?from=check", {"what_happened": TYPED})
        assert kept["Location"] == "/cy/tell/check-answers/"
        assert "Rhywbeth hir." in text(visitor.get("/tell/check-answers/"))

    def test_of_a_question_judges_nothing_and_makes_no_draft(self, visitor: Visitor) -> None:
        for slug, given in (("what-happened", {"what_happened": ""}), ("nudge", {"nudge_email": "half@"})):
            there = visitor.post(f"/cy/tell/{slug}/", {**given, "toggle": "1"})
            assert "Gwall" not in text(there)
            assert cookies.DRAFT not in there.cookies
        assert 'value="half@"' in there.content.decode()
        choice = visitor.post("/cy/tell/kind/", {"kind": "feedback", "toggle": "1"}).content.decode()
        assert re.search(r'value="feedback"[^>]*checked', choice)

    def test_enter_in_a_box_still_goes_on(self, visitor: Visitor) -> None:
        """A browser presses the form's first button: it has to be the form's own, not the toggle."""
        for path in ("/tell/body/", "/cy/check/"):
            buttons = re.findall(r'<button type="submit" form="typed"[^>]*>', visitor.get(path).content.decode())
            assert [("toggle" in one) for one in buttons] == [False, True]

    def test_before_a_mailbox_keeps_the_receipt_that_was_typed(self, visitor: Visitor) -> None:
        there = visitor.post("/cy/check/", {"receipt": "0000-AAAA", "toggle": "1"})
        assert 'value="0000-AAAA"' in there.content.decode()
        assert "Mae problem" not in text(there)

    def test_of_a_mailbox_keeps_the_message(self, visitor: Visitor) -> None:
        receipt, concern = received()
        visitor.opens(receipt)
        there = visitor.post("/cy/check/mailbox/write/", {"text": TYPED, "toggle": "1"})
        assert "Rhywbeth hir.&#10;Ac un arall." in there.content.decode()
        assert concern.reference in text(there)
        assert visitor.post("/cy/check/mailbox/write/", {"toggle": "1"})["Location"] == "/cy/check/mailbox/"
        visitor.cookies.clear()
        closed = visitor.post("/check/mailbox/write/", {"text": TYPED, "toggle": "1"})
        assert "Rhywbeth hir.&#10;Ac un arall." in closed.content.decode()
        with as_owner():
            assert not Message.objects.exists()

    def test_of_the_receipts_page_keeps_what_was_copied(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.sends()
        there = visitor.post("/cy/tell/receipt/", {"receipt": "0000", "toggle": "1"})
        assert 'value="0000"' in there.content.decode()
        assert "Mae problem" not in text(there)


class TestTheMailbox:
    @pytest.mark.parametrize("state", procedure.concern.ALL)
    def test_says_in_welsh_how_things_stand(self, opened: Opened, state: str) -> None:
        visitor, _, concern = opened
        with as_owner():
            Concern.objects.filter(id=concern.id).update(state=state)
            ConcernDeadline.objects.update(code="concerns.answer")
        assert left_in_english(visitor, "/check/mailbox/") == []

    @pytest.mark.parametrize("agreement", ["agreed", "refused", "not_asked"])
    def test_with_every_kind_of_message_and_of_step(self, opened: Opened, agreement: str) -> None:
        visitor, _, concern = opened
        with as_owner():
            author = make.caseworker()
            for kind, _ in codes.MessageKind.choices:
                make.message(concern, "We write in English.", direction="to_reporter", kind=kind, author=author)
            for number, step in enumerate(sorted(queries._TOLD_OF), 2):
                ConcernStep.objects.create(
                    concern=concern, number=number, step=step, from_state="open", to_state="open", by_kind="staff",
                    by=author, taken_at=timezone.now(), taken_on=timezone.localdate(),
                    ledger_entry=uuid4(),
                )  # fmt: skip
            for body in make.bodies("ico", "psow", "estyn", "ofsted"):
                Signposting.objects.create(concern=concern, body=body, given_on=timezone.localdate(), given_by=author)
            Concern.objects.filter(id=concern.id).update(state="open", agreement=agreement)
        assert left_in_english(visitor, "/check/mailbox/") == []
        assert "We write in English." in text(visitor.get("/cy/check/mailbox/"))  # as it was written

    def test_a_body_that_the_office_described_itself_is_marked_so(self, opened: Opened) -> None:
        visitor, _, concern = opened
        with as_owner():
            author = make.caseworker()
            [body] = make.bodies("ico")
            type(body).objects.filter(id=body.id).update(looks_at="Something of our own.")
            Signposting.objects.create(concern=concern, body=body, given_on=timezone.localdate(), given_by=author)
            make.message(concern, "Go there.", direction="to_reporter", kind="signpost", author=author)
        page = visitor.get("/cy/check/mailbox/").content.decode()
        assert re.search(r'<p class="govuk-body" lang=""><strong>[^<]+</strong>: Something of our own.', page)

    def test_explains_a_paused_and_a_late_clock_in_welsh(self, visitor: Visitor) -> None:
        receipt, _ = received(at=timezone.now() - timedelta(days=60))
        visitor.opens(receipt)
        assert left_in_english(visitor, "/check/mailbox/") == []
        with as_owner():
            clock = ConcernDeadline.objects.get()
            ConcernPause.objects.create(deadline=clock, from_on=date(2026, 1, 1), until_on=date(2026, 1, 9), reason="1")
            ConcernPause.objects.create(deadline=clock, from_on=timezone.localdate(), reason="2")
            ConcernDeadline.objects.update(paused_on=timezone.localdate())
        assert left_in_english(visitor, "/check/mailbox/") == []

    def test_answers_in_welsh_to_what_is_done_in_it(self, opened: Opened) -> None:
        visitor, _, concern = opened
        for path, given in (
            ("write/", {"text": ""}), ("write/", {"text": "x", "receipt": "0000"}), ("agreement/", {}),
            ("agreement/", {"answer": "x"}),
        ):  # fmt: skip
            assert left_in_english(visitor, f"/check/mailbox/{path}", given) == []
        for path in ("sent/", "noted/", "withdraw/", "withdrawn/"):
            assert left_in_english(visitor, f"/check/mailbox/{path}") == []
        assert visitor.post("/cy/check/mailbox/write/", {"text": "Helo"})["Location"] == "/cy/check/mailbox/sent/"
        assert visitor.post("/cy/check/mailbox/agreement/", {"answer": "agreed"})["Location"].endswith(
            "/cy/check/mailbox/noted/"
        )
        with as_owner():
            Concern.objects.filter(id=concern.id).update(state="closed", is_open=False)
        assert left_in_english(visitor, "/check/mailbox/agreement/", {"answer": "refused"}) == []  # refused, in words
        assert visitor.post("/cy/check/close/")["Location"] == "/cy/check/closed/"
        assert left_in_english(visitor, "/check/closed/") == []

    def test_withdraws_in_welsh(self, opened: Opened) -> None:
        visitor, _, _ = opened
        assert visitor.post("/cy/check/mailbox/withdraw/")["Location"] == "/cy/check/mailbox/withdrawn/"

    @pytest.mark.parametrize("typed", ["", "ABCD", "U" * 22, "0" * 21 + "1", "9" * 300, "\0"])
    def test_says_in_welsh_what_is_wrong_with_a_receipt(self, visitor: Visitor, typed: str) -> None:
        assert left_in_english(visitor, "/check/", {"receipt": typed}) == []

    def test_says_in_welsh_that_it_is_closed_or_unknown(self, visitor: Visitor) -> None:
        assert left_in_english(visitor, "/check/") == []
        receipt, _ = received()
        visitor.forgets_in(timezone.now() - timedelta(hours=1), receipt)
        assert "Caewyd eich blwch negeseuon" in text(visitor.get("/cy/check/mailbox/"))
        unknown = visitor.post("/cy/check/", {"receipt": receipts.new().shown}, follow=True)
        assert "Ni allwn ddod o hyd iddi" in text(unknown)
        assert left_in_english(visitor, "/check/mailbox/write/", {"text": "x", "receipt": receipts.new().shown}) == []


class TestBankHolidays:
    def test_every_published_name_is_there_for_a_translator(self) -> None:
        named = {str(name) for name in holidays.NAMES}
        for nation in ("england", "scotland", "northern_ireland"):
            assert set(calendar.holidays_of(nation).values()) <= named
