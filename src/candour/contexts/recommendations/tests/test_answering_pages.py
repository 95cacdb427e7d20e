"""What a body is asked, and what it says while it delivers: the pages, over HTTP, with their numbers of queries."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from candour.contexts.recommendations.models import (
    Addressee,
    Claim,
    Closing,
    Correction,
    Part,
    Recommendation,
    TaskReport,
    Verdict,
)
from candour.contexts.recommendations.operations import delivering
from candour.contexts.recommendations.tests.answered import (
    answered,
    claimed,
    closed,
    extension_decided,
    found_not_verified,
    owners,
    prepared,
    task,
)
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.contexts.recommendations.tests.browsing import escalation, gets, page, text
from candour.kernel.ledger.models import Entry
from candour.kernel.people.roles import Role
from tests.somebody import AsDoor, now, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


class TestList:
    def test_has_what_is_due_first_at_the_top_each_a_click_from_acting(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        soon = desk.asked(at=now() - timedelta(days=90))
        later = [desk.asked() for _ in range(12)]
        prepared(desk, later[3])
        answered(desk, later[4])
        shown = gets(ann, "/recommendations/", most=15)
        assert shown.index(soon.reference) < min(shown.index(one.reference) for one in later)
        for words in ("days late", "All open (13)", "To answer (12)", "Being delivered (1)", "Waits for a colleague"):
            assert words in shown
        body = ann.get("/recommendations/").content.decode()
        assert f'href="{page(soon, "respond")}"' in body
        assert f'href="{page(later[3], "sign")}"' in body
        assert f'href="{page(later[4], "update")}"' in body

    def test_a_colleague_is_asked_to_sign(self, desk: Desk) -> None:
        prepared(desk, desk.asked())
        assert "Waits for your signature" in gets(owners(desk)[1], "/recommendations/", most=15)

    def test_the_filters(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        one = desk.asked(recommendation=desk.recommendation(desk.report("one")))
        two = desk.asked(recommendation=desk.recommendation(desk.report("two")))
        three = desk.asked(recommendation=desk.recommendation(desk.report("two")))
        answered(desk, two, "reject")
        closed(desk, three)
        four = desk.asked(recommendation=desk.recommendation(desk.report("two")))
        claimed(desk, four)
        for query, there in {
            "": {one, two, four},
            "?show=respond": {one},
            "?show=declined": {two},
            "?show=closed": {three},
            "?show=claimed": {four},
            "?show=deliver": set(),
            "?report=two": {two, four},
            "?report=two&show=closed": {three},
            "?report=never&show=x&page=-1": {one, two, four},
            "?page=2": set(),
        }.items():
            shown = gets(ann, f"/recommendations/{query}", most=15)
            assert {held for held in (one, two, three, four) if held.reference in shown} == there, query

    def test_says_what_to_expect_where_nothing_is(self, desk: Desk) -> None:
        desk.asked("Northshire Council")
        assert "When the Commissioner asks your body for something" in gets(
            owners(desk)[0], "/recommendations/", most=15
        )

    def test_goes_on_over_pages(self, desk: Desk) -> None:
        report = desk.report()
        for _ in range(51):
            desk.asked(recommendation=desk.recommendation(report))
        ann, _ben = owners(desk)
        assert "Next page" in gets(ann, "/recommendations/", most=15)
        assert "Previous page" in gets(ann, "/recommendations/?page=2", most=15)

    def test_is_for_recommendation_owners(self, desk: Desk) -> None:
        desk.asked()
        contact = somebody(desk.as_door, Role.BODY_CONTACT, at=desk.body())
        assert contact.get("/recommendations/").status_code == 404


class TestPage:
    def test_tells_the_whole_story_once(self, desk: Desk) -> None:
        ann, ben = owners(desk)
        held = desk.asked("Home Office", "Northshire Council")
        escalation(desk, held, "remind")
        escalation(desk, held, "write_letter", "Dear Secretary of State")
        ann.does(delivering.ask_extension, addressee_id=held.id, until=today() + timedelta(days=99), reasons="Recess.")
        held.refresh_from_db()
        extension_decided(desk, held, granted=True)
        answered(desk, held, "accept_in_part", tasks=(task("Write the guidance"), task("Train", 60)))
        ann.does(delivering.update, addressee_id=held.id, text="Half is written.")
        ann.does(delivering.report_task, addressee_id=held.id, number=1, state="done", text="Published.")
        ben.does(delivering.claim, addressee_id=held.id, against_measure="Everywhere.", evidence="The register.")
        held.refresh_from_db()
        found_not_verified(desk, held)
        shown = gets(ann, page(held), most=30)
        for words in (
            "Not verified", "Two forces have no training.", "Do what recommendation 1 says.", "It is done everywhere.",
            "Northshire Council", "Ann of Home Office, Ben of Home Office", "Write the guidance", "Guidance team",
            "Response: Accepted in part", "Ann of Home Office prepared it, Ben of Home Office signed it off",
            "Half is written.", "Task 1: done", "Published.", "Said to be delivered", "The register.",
            "Reminder about the response", "Letter to your body about the response", "Dear Secretary of State",
            "More time asked for the response", "More time is given", "The office's reasons.",
            "The Commissioner’s office", "Your body was asked", "Say that it is delivered",
        ):  # fmt: skip
            assert words in shown, words
        assert shown.count("Half is written.") == 1
        assert "Somebody" not in shown

    def test_another_bodys_answer_is_not_there(self, desk: Desk) -> None:
        held = desk.asked("Home Office", "Northshire Council")
        other = Addressee.objects.get(organisation=desk.body("Northshire Council"))
        answered(desk, other, "reject", "Northshire Council", reasons="Words of another body.")
        shown = gets(owners(desk)[0], page(held), most=30)
        assert "Northshire Council" in shown
        assert "Words of another body." not in shown
        assert "Rejected" not in shown

    def test_links_the_public_page_only_once_there_is_one(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        hidden = desk.asked(recommendation=desk.recommendation(desk.report("draft", published=False)))
        open_ = desk.asked()
        assert "the report is not published" in gets(ann, page(hidden), most=30)
        shown = ann.get(page(open_)).content.decode()
        assert f'/recommendations/{open_.recommendation.reference}/"' in shown

    def test_a_part_is_shown_with_the_whole(self, desk: Desk) -> None:
        asked = desk.recommendation()
        part = Part.objects.create(recommendation=asked, letter="b", text="The second part.")
        held = desk.asked(recommendation=asked, part=part)
        shown = gets(owners(desk)[0], page(held), most=30)
        assert "Recommendation 1b" in shown
        assert "The second part." in shown
        assert "Do what recommendation 1 says." in shown

    def test_a_closing_and_a_correction_stand_in_the_story(self, desk: Desk) -> None:
        held = desk.asked("Home Office", "Northshire Council")
        later = desk.asked("Home Office").recommendation
        other = Addressee.objects.get(organisation=desk.body("Northshire Council"))
        by: Any = {"at": now(), "by": desk.of_office().person}
        Closing.objects.create(
            addressee=held,
            reason="close_as_superseded",
            text="A later one says more.",
            superseded_by=later,
            closed_on=today(),
            **by,
        )
        Correction.objects.create(
            recommendation=held.recommendation, about="the number", was="It said 7.", instead="It is 1.", reason="A slip.",
            made_on=today(), **by,
        )  # fmt: skip
        Correction.objects.create(
            recommendation=held.recommendation, addressee=other, about="theirs", was="Of the council.", instead="x", reason="x",
            made_on=today(), **by,
        )  # fmt: skip
        shown = gets(owners(desk)[0], page(held), most=30)
        for words in (
            "Closed: superseded",
            later.reference,
            "Correction of the number",
            "It said 7.",
            "It is 1.",
            "A slip.",
        ):
            assert words in shown, words
        assert "Of the council." not in shown

    def test_what_was_verified_and_what_was_refused_stand_in_the_story(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        held = desk.asked()
        ann.does(delivering.ask_extension, addressee_id=held.id, until=today() + timedelta(days=99), reasons="Recess.")
        held.refresh_from_db()
        extension_decided(desk, held, granted=False)
        claimed(desk, held)
        Verdict.objects.create(
            addressee=held, claim=held.claims.get(), outcome="verified", looked_at="The whole register.", method="Read.",
            found_on=today(), at=now(), by=desk.of_office().person,
        )  # fmt: skip
        shown = gets(ann, page(held), most=30)
        for words in ("No more time is given", "Verified The Commissioner’s office", "The whole register."):
            assert words in shown, words

    def test_of_what_is_closed_nothing_can_be_done(self, desk: Desk) -> None:
        held = desk.asked()
        closed(desk, held)
        shown = owners(desk)[0].get(page(held)).content.decode()
        assert "followed no further" in shown
        assert page(held, "respond") not in shown

    @pytest.mark.parametrize("more", [(), ("respond",), ("sign",), ("update",), ("tasks", "1"), ("pack",)])
    def test_another_body_finds_nothing(self, desk: Desk, more: tuple[str, ...]) -> None:
        held = desk.asked()
        answered(desk, held, tasks=(task(),))
        assert desk.owner("Northshire Council").get(page(held, *more)).status_code == 404
        assert owners(desk)[0].get(f"/recommendations/{held.reference.lower()}/").status_code == 404

    def test_a_reference_typed_into_the_search_box_leads_there(self, desk: Desk) -> None:
        held = desk.asked()
        found = owners(desk)[0].get(f"/find/?reference={held.reference.lower()}")
        assert (found.status_code, found["Location"]) == (302, page(held))


class TestSteps:
    @pytest.fixture
    def held(self, desk: Desk) -> Addressee:
        made = desk.asked()
        answered(desk, made, tasks=(task(),))
        return made

    def test_says_how_it_goes(self, desk: Desk, held: Addressee) -> None:
        ann, _ben = owners(desk)
        assert "How does it go?" in gets(ann, page(held, "update"), most=15)
        assert ann.post(page(held, "update"), text="It goes.", seen="2")["Location"] == page(held)

    def test_a_claim_without_evidence_keeps_the_rest(self, desk: Desk, held: Addressee) -> None:
        ann, _ben = owners(desk)
        assert "The measure: It is done everywhere." in gets(ann, page(held, "claim"), most=15)
        shown = ann.post(page(held, "claim"), against_measure="Every force has it.", evidence="", seen="2")
        assert shown.status_code == 409
        assert "Name the evidence, and where it can be seen." in text(shown)
        assert "Every force has it." in text(shown)
        assert not Claim.objects.exists()
        sent = ann.post(page(held, "claim"), against_measure="Every force has it.", evidence="The register.", seen="2")
        assert sent.status_code == 302

    def test_more_time_until_a_day_that_passed_keeps_the_rest(self, desk: Desk, held: Addressee) -> None:
        ann, _ben = owners(desk)
        typed = {"until_day": "1", "until_month": "2", "until_year": "2020", "reasons": "The recess.", "seen": "2"}
        shown = ann.post(page(held, "ask_extension"), **typed)
        assert shown.status_code == 409
        assert "That day is not in the future." in text(shown)
        assert "The recess." in text(shown)
        sent = ann.post(page(held, "ask_extension"), **{**typed, "until_year": "2099"})
        assert sent.status_code == 302
        assert "More time until 1 February 2099 is asked for" in gets(ann, page(held), most=30)

    def test_where_no_measure_and_no_day_is_set_none_is_shown(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        held = desk.asked(recommendation=desk.recommendation(measure=""))
        answered(desk, held)
        Addressee.objects.filter(id=held.id).update(deliver_by=None)
        assert "The measure:" not in gets(ann, page(held, "claim"), most=15)
        assert "The day that stands" not in gets(ann, page(held, "ask_extension"), most=15)

    def test_what_is_not_possible_says_why(self, desk: Desk) -> None:
        held = desk.asked()
        claimed(desk, held)
        shown = gets(owners(desk)[0], page(held, "claim"), most=15)
        assert "This is not possible now" in shown
        late = owners(desk)[0].post(page(held, "claim"), against_measure="Again.", evidence="More.", seen="3")
        assert late.status_code == 409
        assert "Again." in text(late)

    def test_a_step_of_the_office_is_not_there(self, desk: Desk, held: Addressee) -> None:
        for name in ("verify", "remind", "close_as_done", "unheard-of"):
            assert owners(desk)[0].get(page(held, name)).status_code == 404

    def test_where_a_task_stands(self, desk: Desk, held: Addressee) -> None:
        ann, _ben = owners(desk)
        assert "Where does the task stand?" in gets(ann, page(held, "tasks", "1"), most=15)
        refused = ann.post(page(held, "tasks", "1"), state="dropped", text="", seen="0")
        assert refused.status_code == 409
        assert "Say why the task was dropped" in text(refused)
        assert ann.post(page(held, "tasks", "1"), state="done", text="Out now.", seen="0").status_code == 302
        assert TaskReport.objects.get().state == "done"
        assert ann.post(page(held, "tasks", "1"), text="x", seen="1").status_code == 200
        assert ann.get(page(held, "tasks", "7")).status_code == 404


def words_of(response: Any) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(response.content))
    return re.sub(r"\s+", " ", " ".join(one.get_textpage().get_text_range() for one in document))


class TestPack:
    def test_is_a_tagged_file_and_recorded(self, desk: Desk) -> None:
        held = desk.asked("Home Office", "Northshire Council")
        answer = owners(desk)[0].get(page(held, "pack"))
        assert answer["Content-Type"] == "application/pdf"
        assert f"{held.reference}.pdf" in answer["Content-Disposition"]
        words = words_of(answer)
        for wanted in (
            "What is asked",
            "It is done everywhere",
            "The questions of the response",
            "Response by",
            "Northshire",
        ):
            assert wanted in words, wanted
        assert b"pdfuaid" in answer.content
        taken = [entry for entry in Entry.objects.all() if b"recommendations.answer.read_pack" in bytes(entry.entry)]
        assert len(taken) == 1

    def test_has_the_part_that_is_asked(self, desk: Desk) -> None:
        asked = desk.recommendation(number="")
        part = Part.objects.create(recommendation=asked, letter="b", text="The second part.")
        held = desk.asked(recommendation=asked, part=part)
        words = words_of(owners(desk)[0].get(page(held, "pack")))
        assert "Your part (b) The second part." in words

    def test_after_the_response_it_asks_none(self, desk: Desk) -> None:
        held = desk.asked()
        answered(desk, held, tasks=(task(),))
        words = words_of(owners(desk)[0].get(page(held, "pack")))
        assert "The questions of the response" not in words
        assert "To be delivered by" in words


def test_the_text_of_a_recommendation_is_never_read_as_markup(desk: Desk) -> None:
    held = desk.asked(recommendation=desk.recommendation(text="<script>alert(1)</script> & more"))
    shown = owners(desk)[0].get(page(held)).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert Recommendation.objects.count() == 1
