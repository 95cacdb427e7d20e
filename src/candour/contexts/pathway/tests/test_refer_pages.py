"""Referring a person at the public door: the way through the form, what is wrong with an answer, the code, and coming back."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from candour.contexts.pathway.forms import refer as forms
from candour.contexts.pathway.models import Referral, Referrer
from candour.contexts.pathway.queries import standing
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.conftest import Outside
from candour.kernel.doors import Door
from candour.kernel.visitors import mailbox_pass, receipts
from candour.kernel.visitors.models import Draft
from candour.kernel.visitors.receipts import Receipt
from candour.web import cookies
from candour.web.paged import Page
from candour.web.tests.twins import untranslated

pytestmark = pytest.mark.django_db

WORDS = "He talks of nothing but the attack. Ond nid wyf yn siŵr."
CHECK, SENT = "/refer/check-answers/", "/refer/sent/"
ANSWERS: dict[str, dict[str, str]] = {
    "who": {"person_name": "Jordan Ellery", "other_names": "J. E., يوسف", "born_on_day": "27", "born_on_month": "mar",
            "born_on_year": "2009"},
    "finding": {"address": "1 Beech Lane", "town": "Westmoor", "telephone": "01632 960001", "accounts": "jord99 in a game",
                "school": "Beech Hill School", "employer": "none"},
    "where": {"elsewhere": "The Larches"},
    "why": {"why_concerned": WORDS},
    "what-happened": {"event": "A drawing", "first_noticed": "His sister"},
    "online": {"interests": "Massacres", "online": "A channel"},
    "contacts": {"contacts": "Somebody called Wolf"},
    "threats": {"threats": "They will see"},
    "needs": {"needs": "Perhaps autism", "languages": "English", "interpreter": "Polish"},
    "who-knows": {"safeguarding": "The school"},
    "told": {"told_person": "Nothing", "told_parents": "A little"},
    "fear": {"feared_outcome": "That he harms somebody"},
    "you": {"sector": "friends_family", "relationship": "aunt", "referrer_name": "A. Relative",
            "referrer_contact": "07700 900001", "wants_feedback": "no"},
}  # fmt: skip


def text(answer: Any) -> str:
    """What a page says, in one line."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def visitor(outside: Outside) -> Iterator[Client]:
    """Somebody at the public door, without JavaScript."""
    make.authority()
    with outside() as client:
        yield client


@pytest.fixture
def behind() -> Callable[[], AbstractContextManager[None]]:
    """``with behind():`` look as the owner for a moment."""

    @contextmanager
    def as_owner() -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("reset role")
        yield
        with connection.cursor() as cursor:
            cursor.execute(f'set local role "{Door.PUBLIC.role}"')

    return as_owner


Behind = Callable[[], AbstractContextManager[None]]


def sends(visitor: Client) -> tuple[str, Receipt]:
    """Send, and read the reference and the code."""
    answer = visitor.post(CHECK, follow=True)
    page = answer.content.decode()
    code, reference = re.search(r'id="code">([0-9A-Z-]+)<', page), re.search(r'id="reference">([0-9A-Z-]+)<', page)
    assert code is not None, text(answer)
    assert reference is not None
    return reference[1], receipts.read(code[1])


def opens(visitor: Client, code: Receipt) -> Any:
    return visitor.post("/refer/check/", {"code": code.shown}, follow=True)


class TestTheWay:
    def test_begins_with_emergencies_and_the_right_place(self, visitor: Client) -> None:
        page = text(visitor.get("/refer/"))
        assert page.index("999") < page.index("Prevent referral") < page.index("Is this the right place?")
        assert 'href="/tell/"' in visitor.get("/refer/").content.decode()

    def test_leads_from_page_to_page_to_the_code(self, visitor: Client, behind: Behind) -> None:
        with behind():
            council = make.authority()
        answers = {**ANSWERS, "where": {**ANSWERS["where"], "authority": str(council.id)}}
        address = "/refer/who/"
        for slug, given in answers.items():
            assert address == f"/refer/{slug}/"
            assert visitor.get(address).status_code == 200
            address = visitor.post(address, given)["Location"]
        assert address == CHECK
        listed = text(visitor.get(address))
        for shown in (
            "Jordan Ellery",
            "27 March 2009",
            "Westmoor Council",
            "The Larches",
            WORDS,
            "Polish",
            "A. Relative",
        ):
            assert shown in listed
        reference, code = sends(visitor)
        with behind():
            referral = Referral.objects.get(reference=reference)
            person = referral.individual
            assert (person.display_name, person.born_on) == ("Jordan Ellery", date(2009, 3, 27))
            assert {(one.kind, one.name) for one in person.names.all()} == {
                ("name", "Jordan Ellery"), ("alias", "J. E."), ("alias", "يوسف"),
            }  # fmt: skip
            assert {one.value for one in person.contacts.all()} == {
                "1 Beech Lane, Westmoor", "01632 960001", "jord99 in a game",
            }  # fmt: skip
            assert {one.name for one in person.affiliations.all()} == {"Beech Hill School", "none", "The Larches"}
            assert (referral.channel, referral.sector, referral.authority) == ("public", "friends_family", council)
            assert referral.force == council.police_force or referral.force == make.national_desk()
            content, referrer = referral.content, referral.referrer
            assert (content.why_concerned, content.threats, content.told_parents) == (
                WORDS,
                "They will see",
                "A little",
            )
            assert (referrer.name, referrer.relationship, referrer.wants_feedback) == ("A. Relative", "aunt", False)
            assert bytes(referrer.code_digest or b"") == code.mailbox_digest

    def test_needs_one_answer_and_gives_it_to_the_national_desk(self, visitor: Client, behind: Behind) -> None:
        visitor.post("/refer/why/", {"why_concerned": "I am afraid."})
        reference, _ = sends(visitor)
        with behind():
            referral = Referral.objects.get(reference=reference)
            assert (referral.force, referral.individual.display_name) == (make.national_desk(), "")
            assert referral.referrer.wants_feedback

    def test_sends_nothing_without_words(self, visitor: Client, behind: Behind) -> None:
        visitor.post("/refer/who/", {"person_name": "Jordan"})
        assert "Say why you are worried before you send it" in text(visitor.post(CHECK))
        assert "One thing is missing" in text(visitor.get(CHECK))
        with behind():
            assert not Referral.objects.exists()

    def test_sent_twice_is_one_referral_and_one_code(self, visitor: Client, behind: Behind) -> None:
        visitor.post("/refer/why/", {"why_concerned": WORDS})
        held = visitor.cookies[cookies.REFERRAL_DRAFT].value
        first = sends(visitor)
        assert sends(visitor) == first
        visitor.cookies[cookies.REFERRAL_DRAFT] = held
        assert sends(visitor) == first
        assert visitor.get("/refer/why/")["Location"] == SENT
        with behind():
            assert Referral.objects.count() == 1

    def test_a_draft_whose_mark_was_lost_still_makes_one(self, visitor: Client, behind: Behind) -> None:
        """The answer was lost on the way and the row of the draft with it: the code alone knows that it came."""
        visitor.post("/refer/why/", {"why_concerned": WORDS})
        with behind():
            before = Draft.objects.get()
        first = sends(visitor)
        with behind():
            before.save()
        assert sends(visitor) == first
        with behind():
            assert Referral.objects.count() == 1

    def test_pages_ask_the_database_little(self, visitor: Client, django_assert_max_num_queries: Any) -> None:
        visitor.post("/refer/why/", {"why_concerned": WORDS})
        for path, most in (("/refer/", 0), ("/refer/why/", 4), ("/refer/where/", 6), (CHECK, 5)):
            with django_assert_max_num_queries(most):
                assert visitor.get(path).status_code == 200
        with django_assert_max_num_queries(26):
            visitor.post(CHECK)


class TestAnswers:
    @pytest.mark.parametrize(
        "name", ["Ali", "Mair", "Ana Beatriz da Silva Souza", "محمد علي", "Олена", "李小龙", "N'Dour-O’Neil"]
    )
    def test_takes_names_of_any_length_and_script(self, visitor: Client, behind: Behind, name: str) -> None:
        visitor.post("/refer/who/", {"person_name": name})
        visitor.post("/refer/why/", {"why_concerned": WORDS})
        reference, _ = sends(visitor)
        with behind():
            assert Referral.objects.get(reference=reference).individual.display_name == name

    @pytest.mark.parametrize(
        ("slug", "given", "said"),
        [
            ("who", {"born_on_day": "1", "born_on_month": "1", "born_on_year": "2999"}, "or earlier"),
            ("who", {"born_on_day": "1", "born_on_month": "1", "born_on_year": "1826"}, "more than 120 years ago"),
            ("who", {"born_on_day": "31", "born_on_month": "2", "born_on_year": "2009"}, "must be a real date"),
            ("who", {"born_on_year": "2009"}, "must include"),
            ("who", {"age": "200"}, "a number from 0 to 120"),
            ("who", {"age": "fifteen"}, "as a number, for example 16"),
            ("who", {"age": "-1"}, "a number from 0 to 120"),
            ("who", {"person_name": "x" * 201}, "must be 200 characters or fewer"),
            ("where", {"authority": "nowhere"}, "Choose one of the answers shown"),
            ("why", {"why_concerned": ""}, "Say why you are worried"),
            ("why", {"why_concerned": "\0"}, "cannot be stored"),
            ("why", {"why_concerned": "x" * 20_001}, "must be 20000 characters or fewer"),
            ("fear", {"feared_outcome": "x" * 4_001}, "must be 4000 characters or fewer"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(
        self, visitor: Client, slug: str, given: dict[str, str], said: str
    ) -> None:
        page = visitor.post(f"/refer/{slug}/", {"other_names": "Kept", **given})
        assert page.status_code == 200
        assert said in text(page)
        assert "<title>Error: Form</title>" in page.content.decode()
        if slug == "who":
            assert 'value="Kept"' in page.content.decode()
        if len(given.get("why_concerned", "")) > 5:
            assert given["why_concerned"] in page.content.decode()

    def test_takes_20_000_characters(self, visitor: Client, behind: Behind) -> None:
        visitor.post("/refer/why/", {"why_concerned": "é" * 20_000})
        reference, _ = sends(visitor)
        with behind():
            assert len(Referral.objects.get(reference=reference).content.why_concerned) == 20_000

    def test_a_date_of_birth_is_shown_again(self, visitor: Client) -> None:
        visitor.post("/refer/who/", ANSWERS["who"])
        page = visitor.get("/refer/who/?from=check").content.decode()
        for value in ("27", "3", "2009"):
            assert f'value="{value}"' in page

    def test_an_answer_taken_back_is_gone(self, visitor: Client) -> None:
        visitor.post("/refer/who/", {"person_name": "Jordan"})
        assert visitor.post("/refer/who/?from=check", {})["Location"] == CHECK
        assert "Jordan" not in text(visitor.get(CHECK))

    def test_a_draft_that_is_gone_keeps_what_was_just_typed(self, visitor: Client, behind: Behind) -> None:
        visitor.post("/refer/who/", {"person_name": "Jordan"})
        with behind():
            Draft.objects.all().delete()
        assert visitor.get("/refer/why/")["Location"] == "/refer/answers-gone/"
        gone = visitor.post("/refer/why/", {"why_concerned": WORDS}, follow=True)
        assert "Your earlier answers are gone" in text(gone)
        assert WORDS in text(gone)
        assert WORDS in text(visitor.get(CHECK))

    def test_deleted_answers_are_gone(self, visitor: Client, behind: Behind) -> None:
        visitor.post("/refer/why/", {"why_concerned": WORDS})
        assert "Delete your answers?" in text(visitor.get("/refer/delete/"))
        assert "Your answers are deleted" in text(visitor.post("/refer/delete/", follow=True))
        with behind():
            assert not Draft.objects.exists()

    def test_a_concern_begun_in_the_same_browser_stays_apart(self, visitor: Client) -> None:
        visitor.post("/tell/what-happened/", {"what_happened": "About Prevent"})
        visitor.post("/refer/why/", {"why_concerned": WORDS})
        assert "About Prevent" not in text(visitor.get(CHECK))
        assert WORDS not in text(visitor.get("/tell/check-answers/"))


class TestTheCode:
    def test_is_shown_again_until_finished(self, visitor: Client) -> None:
        visitor.post("/refer/why/", {"why_concerned": WORDS})
        _, code = sends(visitor)
        assert code.shown in text(visitor.get(SENT))
        fits = visitor.post(SENT, {"code": code.shown}, follow=True)
        assert "You copied your code without a mistake" in text(fits)
        assert "This is not the code above" in text(visitor.post(SENT, {"code": receipts.new().shown}))
        assert "Finished" in text(visitor.post("/refer/finish/", follow=True))
        assert visitor.get(SENT)["Location"] == "/refer/"

    def test_opens_where_it_stands_and_nothing_of_the_person(self, visitor: Client, behind: Behind) -> None:
        visitor.post("/refer/who/", {"person_name": "Jordan Ellery"})
        visitor.post("/refer/why/", {"why_concerned": WORDS})
        reference, code = sends(visitor)
        page = text(opens(visitor, code))
        assert reference in page
        assert "Nobody has looked at it yet" in page
        assert "Nothing yet." in page
        assert "Jordan" not in page
        assert WORDS not in page
        assert visitor.get(SENT)["Location"] == "/refer/"  # the sent draft is forgotten here
        with behind():
            Referral.objects.update(state="police_led", is_open=False)
            Referrer.objects.update(feedback="Thank you; we looked.", feedback_on=date(2026, 5, 1))
        page = text(visitor.get("/refer/check/standing/"))
        assert "The police have decided what to do" in page
        assert "Thank you; we looked." in page
        assert "1 May 2026" in page
        assert "olice-led" not in page
        assert "It is closed" in text(visitor.post("/refer/check/close/", follow=True))
        assert visitor.get("/refer/check/standing/")["Location"] == "/refer/check/"

    def test_says_that_they_cannot_be_told_more(self, visitor: Client, behind: Behind) -> None:
        visitor.post("/refer/why/", {"why_concerned": WORDS})
        _, code = sends(visitor)
        with behind():
            Referral.objects.update(state="no_further_action", is_open=False)
        assert "Nothing yet. They write here" in text(opens(visitor, code))
        with behind():
            Referrer.objects.update(feedback="", feedback_on=date(2026, 5, 1))
        assert "The police cannot tell you more" in text(visitor.get("/refer/check/standing/"))

    def test_hit_and_miss_are_alike(self, visitor: Client, django_assert_num_queries: Any) -> None:
        visitor.post("/refer/why/", {"why_concerned": WORDS})
        _, code = sends(visitor)
        answers = []
        for typed in (code, receipts.new()):
            visitor.cookies.clear()
            with django_assert_num_queries(0):
                answers.append(visitor.post("/refer/check/", {"code": typed.shown}))
        one, other = answers
        assert (one.status_code, one["Location"], one.content) == (other.status_code, other["Location"], other.content)
        assert len(one.cookies[cookies.REFERRAL].value) == len(other.cookies[cookies.REFERRAL].value)
        missed = visitor.get("/refer/check/standing/")
        assert "We cannot find it" in text(missed)
        assert '<a href="#id_code">We cannot find it' in missed.content.decode()
        assert 'href="/check/"' in missed.content.decode()
        assert 'href="/my-record/"' in missed.content.decode()

    def test_is_not_a_receipt_of_a_concern(self, visitor: Client) -> None:
        visitor.post("/refer/why/", {"why_concerned": WORDS})
        _, code = sends(visitor)
        assert "We cannot find it" in text(visitor.post("/check/", {"receipt": code.shown}, follow=True))

    def test_two_characters_swapped_are_told(self, visitor: Client) -> None:
        code = next(one for one in iter(receipts.new, None) if one.code[3] != one.code[4])
        swapped = code.code[:3] + code.code[4] + code.code[3] + code.code[5:]
        page = visitor.post("/refer/check/", {"code": swapped})
        assert "The check characters do not fit" in text(page)
        assert f'value="{swapped}"' in page.content.decode()

    @pytest.mark.parametrize("typed", ["", "ABC", "U" * 22, "x" * 300, "\0"])
    def test_anything_else_is_no_code(self, visitor: Client, typed: str) -> None:
        assert visitor.post("/refer/check/", {"code": typed}).status_code == 200

    def test_closes_after_a_quarter_of_an_hour(self, visitor: Client) -> None:
        made = mailbox_pass.make(receipts.new().mailbox_secret, at=make.now() - timedelta(minutes=16))
        visitor.cookies[cookies.REFERRAL] = made
        assert "It was closed after 15 minutes" in text(visitor.get("/refer/check/standing/"))

    def test_many_guesses_wait(self, visitor: Client) -> None:
        for _ in range(21):
            visitor.post("/refer/check/", {"code": receipts.new().shown}, REMOTE_ADDR="81.2.69.142")
            visitor.get("/refer/check/standing/", REMOTE_ADDR="81.2.69.142")
        last = visitor.post("/refer/check/", {"code": receipts.new().shown}, REMOTE_ADDR="81.2.69.142")
        assert (last.status_code, last["Retry-After"]) == (429, "10")


def left_in_english(visitor: Client, path: str, given: dict[str, str] | None = None) -> list[str]:
    """What a page and its twin say alike, asked for or sent to."""
    pair = [visitor.get(one) if given is None else visitor.post(one, given) for one in (path, f"/cy{path}")]
    assert [answer.status_code for answer in pair] == [200, 200], path
    links = re.findall(r'(?:href|action)="(/[^"]*)"', pair[1].content.decode())
    assert len([one for one in links if not one.startswith(("/cy/", "/static/", "/leave/"))]) <= 2
    return untranslated(*(answer.content.decode() for answer in pair))


class TestInWelsh:
    @pytest.mark.parametrize("page", forms.FORM.pages, ids=lambda page: page.slug)
    def test_asks(self, visitor: Client, page: Page) -> None:
        assert left_in_english(visitor, f"/refer/{page.slug}/") == []

    @pytest.mark.parametrize(
        ("slug", "given"),
        [
            ("who", {"age": "200"}), ("who", {"age": "x"}), ("why", {}),
            ("who", {"born_on_day": "1", "born_on_month": "1", "born_on_year": "1826"}),
        ],
    )  # fmt: skip
    def test_says_what_is_wrong(self, visitor: Client, slug: str, given: dict[str, str]) -> None:
        assert left_in_english(visitor, f"/refer/{slug}/", given) == []

    def test_from_the_start_to_the_end(self, visitor: Client, behind: Behind) -> None:
        for path in ("/refer/", CHECK, "/refer/answers-gone/", "/refer/check/", "/refer/check/closed/"):
            assert left_in_english(visitor, path) == []
        assert left_in_english(visitor, CHECK, {}) == []
        with behind():
            council = make.authority()
        for slug, given in {**ANSWERS, "where": {"authority": str(council.id)}}.items():
            visitor.post(f"/cy/refer/{slug}/", given)
        for path in (CHECK, "/refer/who/", "/refer/where/", "/refer/delete/", "/refer/answers-gone/"):
            assert left_in_english(visitor, path) == []
        sent = visitor.post(f"/cy{CHECK}", follow=True)
        assert sent.redirect_chain[-1][0] == f"/cy{SENT}"
        code = re.search(r'id="code">([0-9A-Z-]+)<', sent.content.decode())
        assert code
        for path in (SENT, f"{SENT}?fits=yes", "/refer/finished/", "/refer/deleted/"):
            assert left_in_english(visitor, path) == []
        assert left_in_english(visitor, SENT, {"code": receipts.new().shown}) == []
        for typed in ("", "ABC", "0" * 21 + "1", "9" * 22):
            assert left_in_english(visitor, "/refer/check/", {"code": typed}) == []
        visitor.post("/cy/refer/check/", {"code": code[1]})
        for state in ("received", "screening", "transferred"):
            with behind():
                Referral.objects.update(state=state)
            assert left_in_english(visitor, "/refer/check/standing/") == []
        with behind():
            Referrer.objects.update(feedback="As it was written.", feedback_on=date(2026, 5, 1))
        assert left_in_english(visitor, "/refer/check/standing/") == []

    def test_changing_the_language_keeps_what_was_typed(self, visitor: Client) -> None:
        there = visitor.post("/cy/refer/why/", {"why_concerned": "Un.\nDau.", "toggle": "1"})
        assert "Un.&#10;Dau." in there.content.decode()
        assert "Mae problem" not in text(there)
        asked = visitor.post("/cy/refer/check/", {"code": "0000-AAAA", "toggle": "1"})
        assert 'value="0000-AAAA"' in asked.content.decode()


class TestStanding:
    def test_no_code_no_referral(self, as_door: Any) -> None:
        with as_door(Door.PUBLIC), pytest.raises(standing.NoReferral):
            standing.by_code(receipts.new().mailbox_secret)
