"""Telling, by HTTP alone: the way through, what survives, and everything that can go wrong on it."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings

from candour.contexts.concerns.forms import tell as forms
from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.operations import intake
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.public_side import WORDS, Visitor, as_owner, text, visitor
from candour.kernel.ledger.models import Entry
from candour.kernel.visitors import drafts
from candour.kernel.visitors.models import Draft
from candour.web import cookies

pytestmark = pytest.mark.django_db
__all__ = ["visitor"]

ANSWERS = {
    "kind": {"kind": "experience"},
    "connection": {"connection": "parent"},
    "where": {"nation": "england", "region": "yorkshire"},
    "body": {"sector": "education", "body_name": "Beech Hill School", "place": "Leeds"},
    "stage": {"stage": "referral"},
    "what-happened": {"what_happened": WORDS, "when_it_happened": "in March"},
    "effect": {"effect": "He stays at home.", "change_wanted": "An apology."},
    "about-you": {"level": "named", "name": "A. Reporter", "contact": "by letter"},
    "nudge": {"nudge_email": "reporter@example.org"},
    "agreement": {"agreement": "refused"},
    "needs": {"language": "Urdu", "access_needs": "large print"},
}


def _make_old(hours: float) -> None:
    with as_owner():
        for draft in Draft.objects.all():
            draft.expires_at -= timedelta(hours=hours)
            draft.save()


class TestTheWay:
    def test_leads_from_page_to_page_to_the_receipt(self, visitor: Visitor) -> None:
        address = "/tell/kind/"
        for slug, given in ANSWERS.items():
            assert address == f"/tell/{slug}/"
            assert visitor.get(address).status_code == 200
            address = visitor.post(address, given)["Location"]
        assert address == "/tell/check-answers/"
        listed = text(visitor.get(address))
        for shown in ("My own experience", "Yorkshire", "Beech Hill School", WORDS, "A. Reporter", "large print"):
            assert shown in listed
        receipt = visitor.sends()
        with as_owner():
            concern = Concern.objects.get(mailbox_digest=receipt.mailbox_digest)
            assert (concern.kind, concern.region, concern.agreement) == ("experience", "yorkshire", "refused")
            assert make.told().what_happened == WORDS
            assert make.teller().nudge_email == "reporter@example.org"
            assert Entry.objects.count() == 1

    def test_every_answer_but_one_may_be_empty(self, visitor: Visitor) -> None:
        for slug in ANSWERS:
            answer = visitor.answers(slug, what_happened="x") if slug == "what-happened" else visitor.answers(slug)
            assert answer.status_code == 302, slug
        assert visitor.sends().code

    def test_asks_for_a_few_words_before_it_sends(self, visitor: Visitor) -> None:
        assert "A few words are enough" in text(visitor.answers("what-happened"))
        visitor.answers("kind", kind="concern")
        answer = visitor.post("/tell/check-answers/")
        assert "Tell us what happened before you send it" in text(answer)
        with as_owner():
            assert not Concern.objects.exists()

    def test_says_on_the_first_page_what_everybody_should_know(self, visitor: Visitor) -> None:
        said = text(visitor.get("/tell/"))
        for must in ("999", "What we cannot do", "There is one exception", "What it cannot protect", "receipt"):
            assert must in said


class TestEveryPage:
    PAGES = (
        "/tell/", *(f"/tell/{page.slug}/" for page in forms.FORM.pages), "/tell/check-answers/", "/tell/finished/",
        "/tell/delete/", "/tell/deleted/", "/tell/answers-gone/", "/check/", "/check/closed/",
    )  # fmt: skip

    @pytest.mark.parametrize("address", PAGES)
    def test_is_not_kept_has_a_neutral_title_and_a_way_out(self, visitor: Visitor, address: str) -> None:
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] in {"no-referrer", "same-origin"}
        html = answer.content.decode()
        title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
        assert title
        assert title[1].strip() == "Form"
        assert 'href="/leave/"' in html
        assert html.count("<h1") == 1
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", html)

    def test_only_the_draft_and_the_forms_token_are_set_and_end_with_the_browser(self, visitor: Visitor) -> None:
        visitor.get("/tell/kind/")
        answer = visitor.answers("kind")
        cookie = answer.cookies[cookies.DRAFT]
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["expires"]) == (
            True,
            "Strict",
            "",
            "",
        )
        assert set(visitor.cookies) <= {cookies.DRAFT, "candour_public_form"}

    def test_the_cookie_is_secure_away_from_this_machine(self, visitor: Visitor, settings: Settings) -> None:
        settings.ALLOWED_HOSTS = ["tell.example.org"]
        answer = visitor.post("/tell/kind/", headers={"host": "tell.example.org"})
        assert answer.cookies[cookies.DRAFT]["secure"]

    def test_the_way_out_forgets(self, visitor: Visitor) -> None:
        visitor.tells()
        answer = visitor.get("/leave/")
        assert answer["Location"].startswith("https://www.bbc.co.uk/weather")
        assert visitor.cookies[cookies.DRAFT].value == ""
        assert WORDS not in text(visitor.get("/tell/what-happened/"))


class TestAnswersSurvive:
    def test_a_reload_and_the_way_back(self, visitor: Visitor) -> None:
        visitor.tells()
        assert WORDS in text(visitor.get("/tell/what-happened/"))
        assert WORDS in text(visitor.get("/tell/check-answers/"))

    def test_an_error_beside_them(self, visitor: Visitor) -> None:
        answer = visitor.answers("nudge", nudge_email="not an address")
        assert "name@example.com" in text(answer)
        assert 'value="not an address"' in answer.content.decode()
        assert "<title>Error: Form</title>" in answer.content.decode()

    def test_a_change_leads_back_to_the_list(self, visitor: Visitor) -> None:
        visitor.tells()
        assert visitor.post("/tell/where/?from=check", {"nation": "wales"})["Location"] == "/tell/check-answers/"
        assert "Wales" in text(visitor.get("/tell/check-answers/"))

    def test_the_way_back_leads_to_the_page_before_or_to_the_list(self, visitor: Visitor) -> None:
        for address, back in (
            ("/tell/kind/", "/tell/"),
            ("/tell/connection/", "/tell/kind/"),
            ("/tell/connection/?from=check", "/tell/check-answers/"),
        ):
            assert f'<a href="{back}" class="govuk-back-link"' in visitor.get(address).content.decode()

    def test_an_answer_taken_back_is_gone(self, visitor: Visitor) -> None:
        visitor.answers("about-you", level="named", name="A. Reporter")
        visitor.answers("about-you", level="anonymous", name="A. Reporter")
        visitor.answers("where", nation="scotland", region="yorkshire")
        listed = text(visitor.get("/tell/check-answers/"))
        assert "A. Reporter" not in listed
        assert "Yorkshire" not in listed

    def test_a_name_without_a_choice_is_asked_about(self, visitor: Visitor) -> None:
        told: tuple[dict[str, Any], ...] = ({"name": "A. Reporter"}, {"contact": "by letter"})
        for given in told:
            shown = visitor.answers("about-you", level="", **given)
            assert "Choose whether the office may know it" in text(shown)
            assert next(iter(given.values())) in shown.content.decode()

    def test_deleting_deletes(self, visitor: Visitor) -> None:
        visitor.tells()
        assert visitor.post("/tell/delete/")["Location"] == "/tell/deleted/"
        with as_owner():
            assert not Draft.objects.exists()
        assert WORDS not in text(visitor.get("/tell/check-answers/"))

    def test_what_was_just_typed_outlives_an_expired_draft(self, visitor: Visitor) -> None:
        visitor.answers("kind", kind="concern")
        visitor.answers("stage", stage="panel")
        _make_old(3)
        answer = visitor.answers("what-happened", follow=True, what_happened=WORDS)
        said = text(answer)
        assert "Your earlier answers are gone" in said
        assert WORDS in said
        assert "The panel" not in text(visitor.get("/tell/check-answers/"))
        assert visitor.sends().code

    def test_an_expired_draft_says_so_on_every_page(self, visitor: Visitor) -> None:
        for address in ("/tell/stage/", "/tell/check-answers/", "/tell/receipt/"):
            visitor.tells()
            _make_old(3)
            assert "There are no answers here any more" in text(visitor.get(address, follow=True))
        visitor.tells()
        _make_old(3)
        assert "nothing was sent" in text(visitor.post("/tell/check-answers/", follow=True))

    def test_a_draft_that_is_there_is_not_said_to_be_gone(self, visitor: Visitor) -> None:
        visitor.tells()
        assert WORDS in text(visitor.get("/tell/answers-gone/"))
        receipt = visitor.sends()
        assert visitor.read_receipt(visitor.get("/tell/answers-gone/", follow=True)) == receipt

    def test_finishing_or_deleting_where_nothing_is_there_is_no_fault(self, visitor: Visitor) -> None:
        assert visitor.post("/tell/finish/")["Location"] == "/tell/finished/"
        assert visitor.post("/tell/delete/")["Location"] == "/tell/deleted/"

    def test_a_cookie_that_is_no_key_is_no_cookie(self, visitor: Visitor) -> None:
        for value in ("x", "A" * 4_000, "%00", drafts.new_key().cookie[:-1]):
            visitor.cookies[cookies.DRAFT] = value
            assert visitor.get("/tell/check-answers/").status_code == 200
            assert visitor.get("/tell/kind/").status_code == 200

    def test_one_browsers_draft_is_no_other_browsers(self, visitor: Visitor) -> None:
        visitor.tells()
        assert WORDS not in text(Visitor().get("/tell/check-answers/"))


class TestSending:
    def test_twice_shows_the_same_receipt_and_stores_once(self, visitor: Visitor) -> None:
        visitor.tells()
        first = visitor.sends()
        assert visitor.sends() == first
        with as_owner():
            assert (Concern.objects.count(), Entry.objects.count()) == (1, 1)

    def test_from_a_second_tab_with_the_old_page_open(self, visitor: Visitor) -> None:
        visitor.tells()
        first = visitor.sends()
        again = visitor.answers("what-happened", follow=True, what_happened="something else")
        assert visitor.read_receipt(again) == first
        with as_owner():
            assert make.told().what_happened == WORDS

    def test_the_receipt_stays_for_a_reload_and_goes_when_finished(self, visitor: Visitor) -> None:
        visitor.tells()
        first = visitor.sends()
        assert visitor.read_receipt(visitor.get("/tell/receipt/")) == first
        assert visitor.post("/tell/finish/")["Location"] == "/tell/finished/"
        assert first.shown not in text(visitor.get("/tell/receipt/", follow=True))
        with as_owner():
            assert not Draft.objects.exists()

    def test_the_receipt_goes_by_itself_within_half_an_hour(self, visitor: Visitor) -> None:
        visitor.tells()
        first = visitor.sends()
        with as_owner():
            left = Draft.objects.get().expires_at - timezone.now()
        assert timedelta(minutes=15) <= left + timedelta(seconds=5)
        assert left <= timedelta(minutes=30)
        _make_old(0.5)
        assert first.shown not in text(visitor.get("/tell/receipt/", follow=True))

    def test_what_was_written_is_gone_from_the_draft_at_once(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.sends()
        key = drafts.key_of(visitor.cookies[cookies.DRAFT].value)
        assert key is not None
        with as_owner():
            assert not key.open(bytes(Draft.objects.get().ciphertext)).answers

    def test_beginning_anew_makes_another_draft(self, visitor: Visitor) -> None:
        visitor.tells()
        first = visitor.sends()
        visitor.tells("Something else altogether.")
        assert visitor.sends() != first
        with as_owner():
            assert Concern.objects.count() == 2

    def test_without_a_draft_there_is_no_receipt(self, visitor: Visitor) -> None:
        assert visitor.get("/tell/receipt/")["Location"] == "/tell/"
        visitor.tells()
        assert visitor.get("/tell/receipt/")["Location"] == "/tell/check-answers/"

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("right", "without a mistake"),
            ("slip", "check characters do not fit"),
            ("other", "not the receipt above"),
            ("", ""),
        ],
    )
    def test_may_be_typed_back(self, visitor: Visitor, typed: str, said: str) -> None:
        visitor.tells()
        mine = visitor.sends()
        other = drafts.new_contents().receipt
        slip = mine.code[:-1] + ("A" if mine.code[-1] != "A" else "B")
        given = {"right": mine.shown.lower(), "slip": slip, "other": other, "": ""}[typed]
        answer = visitor.post("/tell/receipt/", {"receipt": given}, follow=True)
        assert answer.status_code == 200
        assert said in text(answer)
        assert mine.shown in text(answer)

    @pytest.mark.parametrize("error", [OperationalError("gone"), psycopg.errors.DiskFull("no space left")])
    def test_a_database_that_fails_is_said_and_nothing_is_lost(
        self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        visitor.tells()

        def fail(**_given: object) -> None:
            raise OperationalError from error

        with monkeypatch.context() as patched:
            patched.setattr(intake, "receive", fail)
            answer = visitor.post("/tell/check-answers/")
        assert answer.status_code == 503
        assert answer["Retry-After"]
        with as_owner():
            assert not Concern.objects.exists()
        assert visitor.sends().code


class TestBadInput:
    def test_too_long_says_by_how_much_and_keeps_it(self, visitor: Visitor) -> None:
        answer = visitor.answers("what-happened", what_happened="ä" * 20_001)
        assert answer.status_code == 200
        assert "20001" in text(answer).replace(",", "")
        assert "ä" * 20_001 in answer.content.decode()

    def test_endless_text_is_refused_in_words(self, visitor: Visitor) -> None:
        answer = visitor.answers("what-happened", what_happened="x" * 300_000)
        assert answer.status_code == 413
        assert "more than this form can take" in text(answer)

    def test_ten_thousand_fields_are_refused_in_words(self, visitor: Visitor) -> None:
        answer = visitor.post("/tell/kind/", {f"field{number}": "x" for number in range(10_000)})
        assert answer.status_code in {400, 413}
        assert "Nothing was saved" in text(answer)

    def test_nul_is_refused_in_words(self, visitor: Visitor) -> None:
        answer = visitor.answers("what-happened", what_happened="before\0after")
        assert answer.status_code == 200
        assert "cannot be stored" in text(answer)

    def test_an_unknown_encoding_is_refused_in_words(self, visitor: Visitor) -> None:
        answer = visitor.post(
            "/tell/what-happened/", b"what_happened=caf%e9", content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 200
        assert "could not be read" in text(answer)

    @pytest.mark.parametrize("charset", ["no-such-thing", "utf-7", "utf-16", "\xff"])
    def test_a_strange_charset_is_no_500(self, visitor: Visitor, charset: str) -> None:
        kind = f"application/x-www-form-urlencoded; charset={charset}"
        answer = visitor.generic("POST", "/tell/what-happened/", b"what_happened=x", content_type=kind)
        assert answer.status_code < 500

    def test_characters_that_reverse_the_text_are_taken_out(self, visitor: Visitor) -> None:
        visitor.tells("a\u202eb\u2066c\x07d\r\ne\tf \u200fשלום")
        visitor.sends()
        with as_owner():
            assert make.told().what_happened == "abcd\ne\tf \u200fשלום"

    def test_an_answer_that_was_not_offered_is_refused(self, visitor: Visitor) -> None:
        for slug, given in (("kind", {"kind": "x"}), ("where", {"nation": "mars"}), ("about-you", {"level": "sealed"})):
            answer = visitor.post(f"/tell/{slug}/", given)
            assert answer.status_code == 200
            assert "Choose one of the answers shown" in text(answer)

    @pytest.mark.parametrize("address", ["/tell/nowhere/", "/tell/kind/kind/", "/tell/%00/", "/tell/../x/"])
    def test_an_unknown_page_is_not_found(self, visitor: Visitor, address: str) -> None:
        assert visitor.get(address).status_code in {400, 404}

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
    def test_other_methods_are_refused(self, visitor: Visitor, method: str) -> None:
        assert getattr(visitor, method)("/tell/kind/").status_code == 405
        assert getattr(visitor, method)("/tell/check-answers/").status_code == 405

    def test_a_stale_form_is_told_so(self, visitor: Visitor) -> None:
        strict = Visitor(enforce_csrf_checks=True)
        answer = strict.answers("kind", kind="concern")
        assert answer.status_code == 403
        assert "open too long" in text(answer)

    def test_markup_is_shown_as_typed(self, visitor: Visitor) -> None:
        visitor.tells("<script>alert(1)</script>{{ 7*7 }}")
        html = visitor.get("/tell/check-answers/").content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in html


class TestNothingIsRecorded:
    def test_no_line_is_logged_for_anything_a_reporter_does(
        self, visitor: Visitor, caplog: pytest.LogCaptureFixture
    ) -> None:
        visitor.tells()
        visitor.sends()
        visitor.get("/tell/nowhere/")
        Visitor(enforce_csrf_checks=True).answers("kind")
        visitor.answers("what-happened", what_happened="x" * 300_000)
        visitor.post("/check/", {"receipt": "nonsense"})
        assert caplog.records == []
        for name in ("django.request", "django.security.csrf", "django.security.SuspiciousOperation"):
            assert not logging.getLogger(name).isEnabledFor(logging.ERROR)

    def test_neither_address_nor_browser_nor_hour_reaches_the_database(self, visitor: Visitor) -> None:
        visitor.defaults.update({"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Unheard-of/9"})
        visitor.tells()
        receipt = visitor.sends()
        visitor.opens(receipt)
        visitor.post("/check/mailbox/write/", {"text": "One more thing."})
        with as_owner():
            held = _everything()
        assert "203.0.113.77" not in held
        assert "Unheard-of" not in held
        assert receipt.code not in held
        hour = timezone.now().strftime("%Y-%m-%d %H:")
        draft = r"\d\d:(?:00|15|30|45):00"  # a draft's end, rounded to a quarter of an hour
        assert not re.search(rf"{hour}(?!{draft[5:]})", held)


def _everything() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' and tablename like any(%s)", [
            ["concerns_%", "ledger_%", "notifications_%"]])  # fmt: skip
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'select t::text from "{table}" t')
            found += [text for (text,) in cursor.fetchall()]
    assert found
    return "\n".join(found)
