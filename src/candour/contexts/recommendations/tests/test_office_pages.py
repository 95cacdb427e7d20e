"""The office's pages of issued recommendations, over HTTP."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import (
    Addressee,
    Correction,
    Escalation,
    Part,
    Tag,
    TagTerm,
    Verdict,
    rules,
)
from candour.contexts.recommendations.operations import closing
from candour.contexts.recommendations.queries import facts, issued, told
from candour.contexts.recommendations.tests.asked import today
from candour.contexts.recommendations.tests.followed import FOUND, Followed
from candour.contexts.recommendations.views import following
from candour.kernel.ledger.models import Entry
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from tests.somebody import AsDoor, Somebody, now

pytestmark = pytest.mark.django_db
LATER = today() + timedelta(days=150)


@pytest.fixture
def desk(as_door: AsDoor) -> Followed:
    return Followed(as_door)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def gets(who: Somebody, address: str, *, most: int = 22) -> str:
    with CaptureQueriesContext(connection) as asked:
        response = who.get(address)
    assert response.status_code == 200, response.status_code
    own = [
        query
        for query in asked.captured_queries
        if not query["sql"].startswith(("SET", "RESET", "SAVEPOINT", "RELEASE"))
    ]
    assert len(own) <= most, "\n".join(query["sql"] for query in own)
    return text(response)


def page(held: Addressee) -> str:
    return f"/recommendations/{held.recommendation.reference}/"


def step(held: Addressee, name: str) -> str:
    return f"/recommendations/{held.reference}/{name}/"


class TestList:
    def test_an_empty_office_is_told_what_will_stand_here(self, desk: Followed) -> None:
        assert "Nothing has been issued yet" in gets(desk.reviewer, "/recommendations/", most=15)

    def test_everything_with_every_body_and_what_is_next(self, desk: Followed) -> None:
        for _ in range(8):
            desk.asked("Home Office", "Northshire Council")
        desk.late("Late Body")
        shown = gets(desk.reviewer, "/recommendations/", most=15)
        assert "9 recommendations" in shown
        assert shown.count("Northshire Council") >= 8
        assert "Respond (the body)" in shown
        assert "Late" in shown

    def test_is_narrowed_by_what_the_address_says(self, desk: Followed) -> None:
        first, second = desk.claimed("Home Office"), desk.late("Northshire Council")
        other = desk.asked("Home Office", recommendation=desk.recommendation(desk.report("other")))
        for query, fits in (
            (f"body={first.organisation_id}", {first, other}),
            ("standing=claimed", {first}),
            ("standing=claimed&standing=awaiting&late=no", {first, other}),
            ("late=yes", {second}),
            (f"report={other.recommendation.report_id}", {other}),
            (f"q={second.reference.lower()}", {second}),
            (f"q={first.recommendation.reference}", {first}),
            ("q=recommendation", {first, second, other}),
            ("q=nonsense", set()),
            (f"body={first.organisation_id}&standing=claimed&late=yes", set()),
        ):
            shown = gets(desk.reviewer, f"/recommendations/?{query}", most=15)
            there = {one for one in (first, second, other) if one.recommendation.reference in shown}
            assert there == fits, query

    def test_the_filter_is_said_in_words_and_kept_on_the_next_page(self, desk: Followed) -> None:
        for _ in range(31):
            desk.asked()
        shown = desk.reviewer.get("/recommendations/?standing=awaiting&late=no")
        assert "31 recommendations : No response yet · The body is not late" in text(shown)
        assert "standing=awaiting&amp;late=no&amp;page=2" in shown.content.decode()
        assert "Page 2" in gets(desk.reviewer, "/recommendations/?standing=awaiting&late=no&page=2", most=15)

    def test_what_cannot_be_read_in_an_address_counts_as_not_said(self, desk: Followed) -> None:
        held = desk.asked()
        for query in ("standing=x&report=y&body=z&late=q&page=-3", "page=99999", "q=%E2%80%AE"):
            assert held.recommendation.reference in gets(desk.reviewer, f"/recommendations/?{query}", most=15)
        assert "No recommendation fits" in gets(desk.reviewer, "/recommendations/?page=9", most=15)

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.IDENTITY_OFFICER])
    def test_is_not_there_for_whoever_reads_none(self, desk: Followed, role: str) -> None:
        held, stranger = desk.asked(), desk.of_office(role, "Stranger")
        for address in ("/recommendations/", "/recommendations/following/", page(held), step(held, "remind")):
            assert stranger.get(address).status_code == 404

    def test_readers_are_those_whom_the_row_rules_name(self) -> None:
        assert set(re.findall(r"'(\w+)'", rules.READS.sql)) == set(issued.READERS)
        assert set(re.findall(r"'(\w+)'", rules.WORKS.sql)) == set(issued.WORKERS)
        assert set(re.findall(r"'(\w+)'", rules.SIGNS.sql)) == set(issued.SIGNERS)


class TestRecommendation:
    def whole(self, desk: Followed) -> Addressee:
        """One with everything that can stand on its page."""
        held = desk.claimed()
        recommendation = held.recommendation
        desk.judges(held, missing="Two regions.", next_on=LATER)
        desk.task(held, today(), "Ask the two regions.")
        desk.update(held, "They answer next week.")
        desk.asks_for_time(held, LATER + timedelta(days=9), "delivery")
        desk.extended(held, LATER + timedelta(days=9))
        desk.claim(held)
        desk.judges(held)
        newer = desk.recommendation(desk.report("newer"))
        desk.supersedes(newer, recommendation)
        term = TagTerm.objects.create(list="contest", code="x", label="Pursue it", source="-", valid_from=today())
        Tag.objects.create(recommendation=recommendation, term=term)
        Correction.objects.create(
            recommendation=recommendation, about="The number", was="7", instead="8", reason="A slip.",
            made_on=today(), at=now(), by=desk.head.person,
        )  # fmt: skip
        return held

    def test_tells_the_whole_story(self, desk: Followed) -> None:
        held = self.whole(desk)
        shown = gets(desk.reviewer, page(held), most=36)
        for words in (
            held.recommendation.text, "It is done everywhere.", "Pursue it", "Superseded by", "Report newer",
            "It said: “7”. It should say: “8”.", "Because it is right.", "We write a register.",
            "Task: Ask the two regions. (Homeland Security Group", "They answer next week.",
            "Missing: Two regions.", "The minister changed.", "The reason is good.",
            "The register, at example.org/register.", "by Owner of Home Office", "by Reviewer", "Found verified",
            "Close it, or ask again", "(the office)", "Close it: done", "Look again",
        ):  # fmt: skip
            assert words in shown, words

    def test_asks_no_more_for_many_bodies_than_for_one(self, desk: Followed) -> None:
        recommendation = desk.recommendation()
        for name in ("A", "B", "C", "D", "E"):
            desk.respond(desk.asked(f"Body {name}", recommendation=recommendation))
        held = desk.asked("Body F", recommendation=recommendation)
        shown = gets(desk.reviewer, page(held), most=36)
        assert shown.count("What happened so far") == 6

    def test_of_very_many_bodies_one_is_told_of_at_a_time(self, desk: Followed) -> None:
        recommendation = desk.recommendation()
        desk.asked(*[f"Body {number}" for number in range(8)], recommendation=recommendation)
        held = Addressee.objects.get(organisation__name="Body 5")
        assert "Choose a body to read its whole story" in gets(desk.reviewer, page(held), most=36)
        shown = gets(desk.reviewer, f"{page(held)}?of={held.reference}", most=36)
        assert shown.count("What happened so far") == 1
        assert "Show all bodies" in shown

    def test_by_part_where_bodies_are_asked_for_different_things(self, desk: Followed) -> None:
        recommendation = desk.recommendation()
        part = Part.objects.create(recommendation=recommendation, letter="b", text="Train every referrer.")
        held = desk.asked(recommendation=recommendation, part=part)
        shown = gets(desk.reviewer, page(held), most=36)
        assert "Home Office – part b" in shown
        assert "Train every referrer." in shown

    def test_buttons_are_those_that_the_law_gives(self, desk: Followed) -> None:
        held = desk.late()
        desk.reminded(held)
        for who, sees, not_sees in (
            (
                desk.head,
                ("Send a signed letter", "Close it: superseded", "Remind"),
                ("Find it verified", "Open it again"),
            ),
            (desk.of_office(Role.ANALYST, "Analyst"), ("What is next",), ("What you can do now", "Remind –")),
        ):
            shown = gets(who, page(held), most=36)
            assert all(words in shown for words in sees)
            assert not any(words in shown for words in not_sees)

    def test_what_was_moved_is_said_with_its_reason(self, desk: Followed) -> None:
        held = desk.asked()
        desk.asks_for_time(held, LATER)
        desk.extended(held, LATER)
        assert "It was moved to" in gets(desk.reviewer, page(held), most=36)

    def test_the_page_and_the_step_judge_by_the_same_facts(self, desk: Followed) -> None:
        rows = [desk.asked("A"), desk.late("B"), desk.late("C"), desk.claimed("D"), desk.verified("E"), desk.asked("F")]
        desk.reminded(rows[1])
        desk.written_to(rows[2])
        desk.asks_for_time(rows[5], LATER)
        factories.hold(desk.reviewer.person, Role.BODY_CONTACT, desk.body("D"))
        for held in rows:
            actor = desk.reviewer.actor()
            with desk.reviewer.open():
                held.refresh_from_db()
                (whole,) = told.told(held.recommendation, actor, at=now()).asked
                one = facts.of_addressee(held, actor, on=today())
                names = {offer.step.name: offer.is_open for offer in whole.offers}
            assert whole.claim == held.claims.last()
            for name, is_open in names.items():
                assert (desk.reviewer.get(step(held, name)).content.decode().find('<form method="post"') > 0) is is_open
            assert one.state == held.state

    def test_a_reference_leads_here(self, desk: Followed) -> None:
        held = desk.asked()
        led = desk.reviewer.get(f"/recommendations/{held.reference}/")
        assert led.status_code == 302
        assert led["Location"] == f"{page(held)}?of={held.reference}#{held.reference}"
        actor = desk.reviewer.actor()
        with desk.reviewer.open():
            for typed in (held.reference, held.recommendation.reference):
                assert issued.found_for(actor, typed) or issued.asked_for(actor, typed)
        for address in ("/recommendations/N-0000-0000/", "/recommendations/A-0000-0000/", "/recommendations/A-x/"):
            assert desk.reviewer.get(address).status_code == 404


class TestStep:
    def test_a_claim_is_found_not_verified(self, desk: Followed) -> None:
        held = desk.claimed()
        shown = gets(desk.reviewer, step(held, "find_not_verified"))
        assert "The register, at example.org/register." in shown
        given = {
            **FOUND, "claim_id": str(held.claims.get().id), "missing": "Two regions.", "next_on_day": LATER.day,
            "next_on_month": LATER.month, "next_on_year": LATER.year, "seen": held.steps.count(),
        }  # fmt: skip
        assert desk.reviewer.post(step(held, "find_not_verified"), **given).status_code == 302
        assert Verdict.objects.get().missing == "Two regions."

    def test_whoever_works_for_the_body_is_told_before_they_type(self, desk: Followed) -> None:
        held = desk.claimed()
        factories.hold(desk.reviewer.person, Role.BODY_CONTACT, desk.body())
        shown = gets(desk.reviewer, step(held, "verify"))
        assert "This is not possible now" in shown
        assert "neither works for the body nor did so lately" in shown
        before = Entry.objects.count()
        refused = desk.reviewer.post(step(held, "verify"), **FOUND, claim_id=str(held.claims.get().id))
        assert refused.status_code == 409
        assert FOUND["looked_at"] in text(refused)
        assert Entry.objects.count() == before + 1

    def test_a_claim_that_was_replaced_keeps_what_was_typed(self, desk: Followed) -> None:
        held = desk.claimed()
        first = held.claims.get()
        desk.judges(held, missing="Two regions.", next_on=LATER)
        desk.claim(held)
        refused = desk.reviewer.post(step(held, "verify"), **FOUND, claim_id=str(first.id))
        assert refused.status_code == 409
        content = refused.content.decode()
        assert FOUND["looked_at"] in text(refused)
        assert f'name="claim_id" value="{held.claims.latest("number").id}"' in content

    def test_a_stale_page_says_so_and_can_be_sent_again(self, desk: Followed) -> None:
        held = desk.late()
        seen = held.steps.count()
        desk.reminded(held)
        refused = desk.head.post(step(held, "remind"), text="Late again.", seen=seen)
        assert refused.status_code == 409
        assert "Something has happened here since you opened this page" in text(refused)
        assert f'name="seen" value="{held.steps.count()}"' in refused.content.decode()
        assert Escalation.objects.count() == 1

    def test_a_form_that_lacks_something_says_everything(self, desk: Followed) -> None:
        held = desk.claimed()
        shown = desk.reviewer.post(step(held, "find_not_verified"), looked_at="", method="", missing="", seen=3)
        assert shown.status_code == 200
        assert text(shown).count("Enter") >= 3 or "There is a problem" in text(shown)
        assert not Verdict.objects.exists()

    def test_a_letter_is_drafted_with_what_is_late_and_signed(self, desk: Followed) -> None:
        held = desk.late()
        desk.reminded(held)
        shown = gets(desk.head, step(held, "write_letter"))
        for words in ("To Home Office", "was due on", "You were reminded on", "Signed: Head of office"):
            assert words in shown
        assert desk.head.post(step(held, "write_letter"), letter="Dear Home Office").status_code == 302
        assert Escalation.objects.latest("at").signed_as.startswith("Head of office")

    def test_a_notice_waits_for_a_letter(self, desk: Followed) -> None:
        held = desk.late()
        desk.reminded(held)
        assert "A signed letter about what is late" in gets(desk.head, step(held, "give_notice"))
        desk.written_to(held)
        assert "wrote to it on" in gets(desk.head, step(held, "give_notice"))

    def test_more_time_shows_what_was_asked(self, desk: Followed) -> None:
        held = desk.asked()
        desk.asks_for_time(held, LATER)
        shown = gets(desk.reviewer, step(held, "extend"))
        assert "The minister changed." in shown
        assert "to respond." in shown

    def test_superseding_offers_those_that_are_linked(self, desk: Followed) -> None:
        held, newer = desk.asked(), desk.recommendation()
        assert "None is linked as superseding this one" in gets(desk.head, step(held, "close_as_superseded"))
        desk.supersedes(newer, held.recommendation)
        assert newer.reference in gets(desk.head, step(held, "close_as_superseded"))
        unlinked = desk.recommendation()
        wrong = {"rationale": "Newer.", "successor_id": str(unlinked.id)}
        assert desk.head.post(step(held, "close_as_superseded"), **wrong).status_code == 200
        right = {"rationale": "Newer.", "successor_id": str(newer.id)}
        assert desk.head.post(step(held, "close_as_superseded"), **right).status_code == 302

    @pytest.mark.parametrize("name", ["accept", "claim", "correct", "ask", "nonsense"])
    def test_steps_of_others_are_not_there(self, desk: Followed, name: str) -> None:
        assert desk.reviewer.get(step(desk.asked(), name)).status_code == 404

    def test_every_step_of_the_office_has_its_page(self, desk: Followed) -> None:
        held = desk.asked()
        for name in told.STEPS:
            gets(desk.head, step(held, name))


class TestFollowing:
    def test_says_what_to_do_while_nothing_was_asked(self, desk: Followed) -> None:
        assert "Nobody was asked yet" in gets(desk.reviewer, "/recommendations/following/", most=20)

    def stand(self, desk: Followed) -> dict[str, Addressee]:
        """One in each place, most of them with the Home Office."""
        stands = {
            "awaiting": desk.asked(),
            "unanswered": desk.late(),
            "refused": desk.respond(desk.asked(), codes.ResponseKind.NOTE),
            "promised": desk.respond(desk.asked()),
            "overdue": desk.passes(desk.respond(desk.asked(deliver_by=today() + timedelta(days=9))), 20),
            "claimed": desk.passes(desk.claimed(), 12),
            "not_verified": desk.claimed(),
            "verified": desk.verified("Northshire Council"),
            "closed": desk.verified(),
        }
        desk.judges(stands["not_verified"], missing="All.", next_on=LATER)
        desk.reviewer.does(closing.close_as_done, addressee_id=stands["closed"].id, rationale="Done.")
        return stands

    def test_everything_stands_in_one_place_and_each_number_leads_there(self, desk: Followed) -> None:
        stands = self.stand(desk)
        shown = desk.reviewer.get("/recommendations/following/")
        content = html.unescape(shown.content.decode())
        for code, held in stands.items():
            found = [
                address for address in re.findall(r'href="(/recommendations/\?body=[^"]*standing[^"]*)"', content)
                if str(held.organisation_id) in address
                and held.recommendation.reference in text(desk.reviewer.get(address))
            ]  # fmt: skip
            assert len(found) == 1, code
        assert content.count('<svg class="candour-plot__bar"') >= 5

    def test_says_what_is_late_and_who_holds_it(self, desk: Followed) -> None:
        stands = self.stand(desk)
        desk.passes(stands["refused"], 60)
        desk.reminded(stands["unanswered"])
        shown = gets(desk.of_office(Role.COMMISSIONER, "Commissioner"), "/recommendations/following/", most=24)
        assert "Late (3)" in shown
        assert "Office of the Independent Prevent Commissioner (1)" in shown
        first = shown.split("The oldest first")[1]
        assert first.index(stands["refused"].reference) < first.index(stands["overdue"].reference)
        assert "Reminder," in shown
        assert "Not yet" in shown

    def test_says_what_nobody_looked_at_and_how_claims_and_verdicts_lie_apart(self, desk: Followed) -> None:
        stands = self.stand(desk)
        shown = gets(desk.reviewer, "/recommendations/following/", most=24)
        assert "Claimed, and nobody looked (1)" in shown
        assert stands["claimed"].reference in shown.split("Claimed, and nobody looked")[2]
        drift = shown.split("Claims against verdicts, by body")[1]
        assert re.search(r"All bodies 4 2 1 1 0 0 12", drift)
        assert re.search(r"Home Office 3 1 1 1", drift)

    def test_a_claim_that_is_looked_at_again_has_no_verdict_that_counts(self, desk: Followed) -> None:
        held = desk.verified()
        desk.reviewer.post(step(held, "reconsider"), rationale="Somebody wrote.")
        assert re.search(r"All bodies 1 0 0 1", gets(desk.reviewer, "/recommendations/following/", most=24))

    def test_says_what_is_promised_this_month(self, desk: Followed) -> None:
        held = desk.respond(desk.asked(deliver_by=today()))
        task = desk.task(held, today(), "Write to every region.")
        shown = gets(desk.reviewer, "/recommendations/following/", most=24)
        assert "Promised this month (2)" in shown
        assert "Write to every region." in shown
        task.reports.create(number=1, state="done", reported_on=today(), at=now(), by=desk.owner().person)
        assert "Promised this month (1)" in gets(desk.reviewer, "/recommendations/following/", most=24)

    def test_of_very_many_bodies_the_last_stand_together(self, desk: Followed, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(following, "LISTED", 2)
        for body in ("A", "B", "C", "D"):
            desk.late(f"Body {body}")
            desk.claimed(f"Body {body}")
        shown = gets(desk.reviewer, "/recommendations/following/", most=24)
        assert "2 other bodies 4 0 2 0 0 0 2 0 0 0" in shown
        assert shown.count("2 more bodies are not listed. Choose one above.") == 2

    def test_is_narrowed_to_one_body(self, desk: Followed) -> None:
        stands = self.stand(desk)
        body = stands["verified"].organisation_id
        shown = gets(desk.reviewer, f"/recommendations/following/?body={body}&period=90", most=25)
        assert stands["verified"].reference not in shown  # nothing is late, claimed or promised there
        assert "Nothing is late." in shown
        assert "Northshire Council 1 1 0 0" in shown
        assert "Nobody was asked yet" not in gets(desk.reviewer, "/recommendations/following/?body=x&period=y", most=24)


def test_home_says_what_waits(desk: Followed) -> None:
    claimed, extension = desk.claimed(), desk.asked()
    desk.asks_for_time(extension, LATER)
    rejected, late, letter = desk.respond(desk.asked(), codes.ResponseKind.REJECT), desk.late(), desk.late()
    desk.reminded(letter)
    Escalation.objects.filter(addressee=letter).update(sent_on=today() - timedelta(days=25))
    shown = gets(desk.head, "/", most=40)
    for words, held in (
        ("Look at what a body says is delivered", claimed), ("Decide on more time", extension),
        ("Close it, or ask again", rejected), ("Remind a body that is late", late),
        ("Sign a letter: a reminder was not heard", letter),
    ):  # fmt: skip
        assert words in shown
        assert held.reference in shown
    factories.hold(desk.reviewer.person, Role.BODY_CONTACT, desk.body())
    shown = gets(desk.reviewer, "/", most=40)
    assert "Look at what a body says" not in shown
    assert "Sign a letter" not in shown
