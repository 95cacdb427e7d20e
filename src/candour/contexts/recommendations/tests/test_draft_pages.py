"""The pages on which the office drafts, checks, issues and publishes, as each role meets them."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.contexts.recommendations.models import (
    Consideration,
    Draft,
    ReportDraft,
    TagTerm,
)
from candour.contexts.recommendations.operations import drafts
from candour.contexts.recommendations.submission import Asked
from candour.contexts.recommendations.tests.asked import today
from candour.contexts.recommendations.tests.drafting import Room, every_aspect, fresh
from candour.kernel.people.roles import Role
from tests.somebody import AsDoor, Somebody

pytestmark = pytest.mark.django_db

LIST = "/recommendations/drafts/"
MANY = "Bodies of 20,000 characters. " * 10


@pytest.fixture
def room(as_door: AsDoor) -> Room:
    return Room(as_door)


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def gets(who: Somebody, address: str, *, most: int) -> str:
    with CaptureQueriesContext(connection) as asked:
        response = who.get(address)
    assert response.status_code == 200, response.status_code
    assert len(asked) <= most, "\n".join(query["sql"] for query in asked.captured_queries)
    return words(response)


def at(draft: Draft, step: str = "") -> str:
    return f"{LIST}{draft.reference}/{step + '/' if step else ''}"


def typed(number: str = "1", **more: Any) -> dict[str, Any]:
    """The form of a draft as a browser sends it."""
    later = today() + timedelta(days=100)
    rows = {f"part_{place}": "" for place in range(2)}
    rows |= {f"body_{place}": "" for place in range(3)} | {f"for_{place}": "" for place in range(3)}
    rows |= {"link_kind_0": "", "link_to_0": "", "link_reason_0": ""}
    given = {
        "number": number,
        "text": "Train everybody.",
        "measure": "Nine in ten.",
        "deliver_by_day": later.day,
        "deliver_by_month": later.month,
        "deliver_by_year": later.year,
        "body_0": "home office",
    }
    return {**rows, **given, **more}


class TestWhoMayEnter:
    READERS = (
        Role.COMMISSIONER,
        Role.DEPUTY_COMMISSIONER,
        Role.HEAD_OF_OFFICE,
        Role.REVIEWER,
        Role.INVESTIGATOR,
        Role.ANALYST,
        Role.CONCERNS_CASEWORKER,
    )

    @pytest.mark.parametrize("role", READERS)
    def test_those_who_do_the_work_of_the_office_read(self, room: Room, role: str) -> None:
        made = room.drafted()
        who = room.of_office(role)
        assert made.reference in words(who.get(LIST))
        assert who.get(f"{LIST}lessons-2026/").status_code == who.get(at(made)).status_code == 200
        writes = role in (Role.COMMISSIONER, Role.HEAD_OF_OFFICE, Role.REVIEWER)
        assert ("What you can do now" in words(who.get(at(made)))) is writes
        for address in (f"{LIST}reports/new/", f"{LIST}lessons-2026/new/", at(made, "revise"), at(made, "withdraw")):
            assert who.get(address).status_code == (200 if writes else 404), address

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.IDENTITY_OFFICER])
    def test_others_in_the_office_do_not(self, room: Room, role: str) -> None:
        made = room.drafted()
        who = room.of_office(role)
        for address in (LIST, f"{LIST}lessons-2026/", at(made)):
            assert who.get(address).status_code == 404

    def test_no_other_door_has_the_pages(self, room: Room) -> None:
        made = room.passed()
        for address in (LIST, at(made), f"{LIST}lessons-2026/"):
            assert room.owner("Home Office").get(address).status_code == 404

    def test_publishing_is_for_those_who_sign(self, room: Room) -> None:
        room.issued()
        assert room.rowena.get(f"{LIST}lessons-2026/publish/").status_code == 404
        assert "Publish" not in words(room.rowena.get(f"{LIST}lessons-2026/")).replace("publishes", "")
        assert "Publish it now" in words(room.agnes.get(f"{LIST}lessons-2026/publish/"))

    def test_what_does_not_exist_is_not_found(self, room: Room) -> None:
        made = room.drafted()
        for address in (
            f"{LIST}D-0000-0000/",
            f"{LIST}nothing/",
            f"{LIST}nothing/new/",
            f"{LIST}nothing/change/",
            f"{LIST}nothing/publish/",
            at(made, "burn"),
            at(made).lower(),
            "/recommendations/N-0000-0000/link/",
            "/recommendations/N-0000-0000/correct/",
        ):
            assert room.agnes.get(address).status_code == 404, address


class TestList:
    def test_is_by_report_and_costs_the_same_for_many(self, room: Room) -> None:
        for slug in ("first-report", "second-report"):
            report = room.report_draft(slug, title=f"The {slug}")
            for number in ("2", "10", "1"):
                room.drafted(number, "Home Office", "Northshire Council", report=report)
        shown = gets(room.rowena, LIST, most=14)
        assert shown.index("The first-report") < shown.index("The second-report")
        assert re.search(r"\(1\).*\(2\).*\(10\)", shown)
        assert "Home Office, Northshire Council" in shown

    def test_is_narrowed_to_a_state(self, room: Room) -> None:
        drafting, passed = room.drafted("1"), room.passed("2")
        for state, there, not_there in (("passed", passed, drafting), ("drafting", drafting, passed)):
            shown = gets(room.agnes, f"{LIST}?state={state}", most=14)
            assert there.reference in shown
            assert not_there.reference not in shown
        assert drafting.reference in gets(room.agnes, f"{LIST}?state=nonsense&page=-3", most=14)

    def test_says_what_needs_a_second_person_to_those_who_may_be(self, room: Room) -> None:
        made = room.proposed()
        assert made.reference in gets(room.tarek, f"{LIST}?state=second", most=14)
        assert "Nothing waits for you" in gets(room.rowena, f"{LIST}?state=second", most=14)

    def test_says_what_to_do_where_there_is_nothing(self, room: Room) -> None:
        assert "Begin with a report" in gets(room.rowena, LIST, most=14)
        room.report_draft()
        assert "Add the first" in gets(room.rowena, LIST, most=14)

    def test_has_pages(self, room: Room) -> None:
        ReportDraft.objects.bulk_create(ReportDraft(slug=f"r{n}", title=f"R {n:02}", author="A") for n in range(21))
        assert "Next page" in gets(room.rowena, LIST, most=14)
        shown = gets(room.rowena, f"{LIST}?page=2", most=14)
        assert "R 20" in shown
        assert "R 19" not in shown


class TestReport:
    def test_is_begun_and_changed(self, room: Room) -> None:
        who = room.rowena
        said = {"report_title": "Lessons", "author": "The Commissioner", "slug": "lessons", "paper": "", "summary": ""}
        assert who.post(f"{LIST}reports/new/", **said).status_code == 302
        seen = re.search(r'name="seen" value="(\w+)"', who.get(f"{LIST}lessons/change/").content.decode())
        assert seen is not None
        changed = {**said, "report_title": "Lessons for all", "seen": seen[1]}
        assert who.post(f"{LIST}lessons/change/", **changed).status_code == 302
        stale = who.post(f"{LIST}lessons/change/", **{**changed, "report_title": "Mine"})
        assert stale.status_code == 409
        assert "Somebody changed this report" in words(stale)
        assert 'value="Mine"' in stale.content.decode()
        assert ReportDraft.objects.get().title == "Lessons for all"

    def test_that_is_refused_keeps_what_was_typed(self, room: Room) -> None:
        said = {"report_title": "Long words", "author": "A", "slug": "NOT AN ADDRESS", "paper": "", "summary": MANY}
        answer = room.rowena.post(f"{LIST}reports/new/", **said)
        assert answer.status_code == 409
        assert "The address is not made of small letters" in words(answer)
        assert "Long words" in answer.content.decode()

    def test_cannot_be_changed_once_something_left(self, room: Room) -> None:
        room.issued()
        assert "its title and address stand" in words(room.rowena.get(f"{LIST}lessons-2026/change/"))


class TestForm:
    def test_saves_a_draft_with_everything(self, room: Room) -> None:
        room.report_draft()
        earlier = room.recommendation()
        terms = [
            str(term.id) for term in TagTerm.objects.filter(code__in=("prevent", "disengagement")).order_by("list")
        ]
        given = typed(
            "4a",
            part_0="Train.",
            part_1="Publish.",
            for_0="a",
            body_1="Northshire Council",
            for_1="b",
            tags_contest=terms[:1],
            tags_objective=terms[1:],
            link_kind_0="repeats",
            link_to_0=earlier.reference.lower(),
            link_reason_0="It was not done.",
        )
        room.body("Northshire Council", "local_authority")
        answer = room.rowena.post(f"{LIST}lessons-2026/new/", **given)
        made = Draft.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, at(made))
        shown = gets(room.rowena, at(made), most=22)
        for said in (
            "Home Office – part a",
            "Northshire Council – part b",
            "Enable people who have already",
            earlier.reference,
        ):
            assert said in shown
        again = room.rowena.get(at(made, "revise")).content.decode()
        assert 'value="Northshire Council" list="bodies"' in again
        assert again.count("checked") == 2

    def test_says_what_is_wrong_and_keeps_the_rest(self, room: Room) -> None:
        room.report_draft()
        given = typed(
            text=MANY,
            body_0="Ministry of Magic",
            for_1="a",
            link_to_0="nonsense",
            deliver_by_day="31",
            deliver_by_month="2",
        )
        answer = room.rowena.post(f"{LIST}lessons-2026/new/", **given)
        shown = words(answer)
        for said in (
            "“Ministry of Magic” is no body that can be asked",
            "Say which body is asked for this part",
            "Type the reference of an issued recommendation",
            "Choose how it stands to the other recommendation",
            "must be a real date",
        ):
            assert said in shown
        assert MANY.strip() in shown
        assert not Draft.objects.exists()

    def test_refuses_a_text_that_is_too_long_and_a_number_that_is_taken(self, room: Room) -> None:
        room.drafted("1")
        long = room.rowena.post(f"{LIST}lessons-2026/new/", **typed("2", text="x" * 20_001))
        assert "20,000" in words(long) or "20000" in words(long)
        taken = room.rowena.post(f"{LIST}lessons-2026/new/", **typed("1"))
        assert taken.status_code == 409
        assert "The report has a number 1 already" in words(taken)
        assert room.rowena.post(f"{LIST}lessons-2026/new/", **typed("2", text="ŵ" * 20_000)).status_code == 302

    def test_shows_more_rows_and_loses_nothing(self, room: Room) -> None:
        room.report_draft()
        wide = room.rowena.post(f"{LIST}lessons-2026/new/", **typed("", more="1", part_1="Publish.")).content.decode()
        assert 'name="body_4"' in wide
        assert 'name="part_3"' in wide
        assert "Publish." in wide
        assert 'value="home office"' in wide
        assert "There is a problem" not in wide
        assert not Draft.objects.exists()

    def test_on_an_old_page_is_refused_with_what_was_typed(self, room: Room) -> None:
        made = room.drafted()
        room.tarek.does(drafts.revise, draft_id=made.id, said=room.contents("1", text="Tarek’s words."))
        answer = room.rowena.post(at(made, "revise"), **typed(text="Rowena’s words.", seen="1"))
        assert answer.status_code == 409
        assert "Something has happened here since" in words(answer)
        assert "Rowena’s words." in words(answer)
        assert fresh(made).text == "Tarek’s words."
        again = re.search(r'name="seen" value="(\d+)"', answer.content.decode())
        assert again is not None
        assert room.rowena.post(at(made, "revise"), **typed(text="Rowena’s words.", seen=again[1])).status_code == 302

    def test_of_a_draft_that_is_checked_says_why_not(self, room: Room) -> None:
        made = room.proposed()
        assert "This is not possible now" in words(room.rowena.get(at(made, "revise")))
        answer = room.rowena.post(at(made, "revise"), **typed(text="Too late, but kept."))
        assert answer.status_code == 409
        assert "Too late, but kept." in words(answer)


class TestDraft:
    def test_says_everything_that_is_still_missing(self, room: Room) -> None:
        made = room.drafted("1", measure="", asked=())
        shown = gets(room.rowena, at(made), most=22)
        assert "0 of 12 aspects have their reasons" in shown
        for said in ("Add who is asked.", "Say how one will see that it is done.", "Nobody yet", "Not written yet"):
            assert said in shown

    def test_costs_the_same_however_much_it_holds(self, room: Room) -> None:
        bodies = [f"Body number {number:02}" for number in range(40)]
        asked = tuple(Asked(room.body(name, "local_authority").id) for name in bodies)
        made = room.considered("1", asked=asked, text="Word " * 4000)
        shown = gets(room.rowena, at(made), most=22)
        assert shown.count("nobody answers recommendations there yet") == 40

    def test_shows_each_aspect_with_who_wrote_it_and_whether_it_is_older(self, room: Room) -> None:
        made = room.considered()
        room.tarek.does(drafts.consider, draft_id=made.id, reasons={"cost": "Two posts."})
        room.rowena.does(drafts.revise, draft_id=made.id, said=room.contents("1", text="Other words."))
        room.tarek.does(drafts.consider, draft_id=made.id, reasons={"law": "Section 26."})
        shown = gets(room.rowena, at(made), most=22)
        assert "12 of 12 aspects" in shown
        assert re.search(r"Two posts\. Tarek Said, .* 1 earlier version", shown)
        assert shown.count("Written before the last change") == 11

    def test_takes_one_aspect_or_all(self, room: Room) -> None:
        made = room.drafted()
        one = room.rowena.post(at(made, "consider"), cost="None, because it is done.", seen="1")
        assert (one.status_code, one["Location"]) == (302, f"{at(made)}#gate")
        assert Consideration.objects.count() == 1
        page = room.rowena.get(at(made, "consider")).content.decode()
        assert "None, because it is done." in page
        room.rowena.post(at(made, "consider"), **every_aspect(), seen="2")
        assert Consideration.objects.count() == 13
        nothing = room.rowena.post(at(made, "consider"), **every_aspect(), seen="3")
        assert nothing.status_code == 409

    def test_is_found_by_its_reference(self, room: Room) -> None:
        made = room.drafted()
        found = room.rowena.get(f"/find/?reference={made.reference.lower()}")
        assert (found.status_code, found["Location"]) == (302, at(made))


class TestTheImport:
    def test_is_reached_from_the_list_by_whoever_may_draft_and_by_nobody_else(self, room: Room) -> None:
        link = b'href="/recommendations/import/"'
        for role in (Role.REVIEWER, Role.HEAD_OF_OFFICE, Role.COMMISSIONER):
            assert link in room.of_office(role).get(LIST).content
        assert link not in room.of_office(Role.ANALYST).get(LIST).content
