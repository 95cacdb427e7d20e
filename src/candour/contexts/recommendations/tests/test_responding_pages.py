"""Preparing and signing off a response over HTTP, for one recommendation and for a whole report."""

from __future__ import annotations

import re

import pytest

from candour.contexts.recommendations.models import (
    Addressee,
    PlannedTask,
    Response,
    ResponseDraft,
)
from candour.contexts.recommendations.operations import preparing
from candour.contexts.recommendations.queries.written import written_in
from candour.contexts.recommendations.tests.answered import (
    answered,
    closed,
    owners,
    prepared,
    written,
)
from candour.contexts.recommendations.tests.asked import Desk
from candour.contexts.recommendations.tests.browsing import form, gets, one_task, page, text
from candour.kernel.ledger.models import Entry
from tests.somebody import AsDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


class TestRespond:
    def test_is_kept_and_shown_again(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        held = desk.asked()
        assert "What does your body answer?" in gets(ann, page(held, "respond"), most=15)
        sent = ann.post(page(held, "respond"), **form("accept_in_part", do="save", **one_task()))
        assert (sent.status_code, sent["Location"]) == (302, page(held, "respond"))
        draft = ResponseDraft.objects.get()
        assert written_in(draft).tasks[0].owner == "Policy team"
        shown = ann.get(page(held, "respond")).content.decode()
        assert "Write it" in shown
        assert "Task 2" in shown  # an empty one follows

    def test_another_task_needs_no_javascript_and_loses_nothing(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        held = desk.asked()
        typed = form(do="more", reasons="Half a sentence", **{**one_task(), "task1-due_on_day": "x"})
        shown = ann.post(page(held, "respond"), **typed).content.decode()
        for words in ("Half a sentence", "Write it", 'value="x"', "Task 2", 'name="task2-text"'):
            assert words in shown, words
        assert "There is a problem" not in shown
        assert not ResponseDraft.objects.exists()

    def test_what_cannot_be_read_says_of_which_task(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        held = desk.asked()
        typed = {**form(do="save", rows="2"), **one_task(1), **one_task(2), "task2-due_on_month": "13"}
        shown = ann.post(page(held, "respond"), **typed)
        assert shown.status_code == 200
        assert "Task 2: “By when?” must be a real date" in text(shown)
        assert "We agree." in text(shown)

    def test_a_task_is_taken_out(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        held = desk.asked()
        typed = {**form(do="save", rows="2"), **one_task(1), **one_task(2, "Train"), "task1-remove": "on"}
        ann.post(page(held, "respond"), **typed)
        assert [one.text for one in written_in(ResponseDraft.objects.get()).tasks] == ["Train"]

    def test_a_task_in_the_past_is_refused_and_what_was_typed_stays(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        held = desk.asked()
        shown = ann.post(page(held, "respond"), **form(do="submit", **one_task(days=-3)))
        assert shown.status_code == 409
        assert "Task 1: its day has passed already." in text(shown)
        assert "Write it" in shown.content.decode()
        assert not ResponseDraft.objects.exists()
        assert any(b"recommendations.step.refused" in bytes(entry.entry) for entry in Entry.objects.all())

    def test_two_who_save_at_once_both_keep_their_words(self, desk: Desk) -> None:
        ann, ben = owners(desk)
        held = desk.asked()
        ann.post(page(held, "respond"), **form(do="save", reasons="Words of Ann."))
        shown = ben.post(page(held, "respond"), **form(do="save", reasons="Words of Ben."))
        assert shown.status_code == 409
        for words in ("Ann of Home Office saved this response", "Words of Ann.", "Words of Ben."):
            assert words in text(shown), words
        assert 'name="version" value="1"' in shown.content.decode()
        ben.post(page(held, "respond"), **form(do="save", reasons="Of both.", version="1"))
        assert ResponseDraft.objects.get().reasons == "Of both."

    def test_given_to_a_colleague_who_signs_it_off(self, desk: Desk) -> None:
        ann, ben = owners(desk)
        held = desk.asked()
        assert ann.post(page(held, "respond"), **form(do="submit", **one_task())).status_code == 302
        assert "A second person signs it off: Ben of Home Office" in gets(ann, page(held, "sign"), most=16)
        assert ann.get(page(held, "respond"))["Location"] == page(held, "sign")
        shown = gets(ben, page(held, "sign"), most=16)
        assert "Sign off and send" in shown
        assert "Write it" in shown
        sent = ben.post(page(held, "sign"), do="sign", version="1", seen="1")
        assert (sent.status_code, sent["Location"]) == (302, page(held))
        assert Response.objects.get().kind == "accept"
        assert PlannedTask.objects.get().text == "Write it"

    def test_nobody_signs_their_own_by_sending_the_form(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        held = desk.asked()
        version = prepared(desk, held)
        shown = ann.post(page(held, "sign"), do="sign", version=str(version), seen="1")
        assert shown.status_code == 409
        assert "A second person of the body" in text(shown)
        assert not Response.objects.exists()

    def test_alone_in_a_body_one_is_told_what_to_do(self, desk: Desk) -> None:
        held = desk.asked()
        ann = desk.owner("Home Office", "Ann")
        ann.does(preparing.write, addressee_id=held.id, version=0, written=written(), submit=True)
        assert "Nobody else answers recommendations in your body" in gets(ann, page(held, "sign"), most=16)

    def test_taken_back_it_can_be_changed(self, desk: Desk) -> None:
        _ann, ben = owners(desk)
        held = desk.asked()
        version = prepared(desk, held)
        sent = ben.post(page(held, "sign"), do="take_back", version=str(version))
        assert sent["Location"] == page(held, "respond")
        assert ben.get(page(held, "sign"))["Location"] == page(held, "respond")

    def test_late_words_after_an_answer_are_shown_and_not_kept(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        held = desk.asked()
        answered(desk, held, "reject")
        assert "already sent the response of your body" in gets(ann, page(held, "respond"), most=16)
        shown = ann.post(page(held, "respond"), **form(do="save", reasons="Too late for this."))
        assert shown.status_code == 409
        assert "Too late for this." in text(shown)

    def test_the_address_of_an_answer_leads_to_the_form(self, desk: Desk) -> None:
        held = desk.asked()
        assert owners(desk)[0].get(page(held, "reject"))["Location"] == page(held, "respond")


class TestSeveral:
    ADDRESS = "/recommendations/reports/thirty/"

    def rows(self, desk: Desk, many: int) -> list[Addressee]:
        report = desk.report("thirty")
        return [desk.asked(recommendation=desk.recommendation(report)) for _ in range(many)]

    def test_thirty_at_once_prepared_and_signed_off(self, desk: Desk) -> None:
        ann, ben = owners(desk)
        rows = self.rows(desk, 30)
        shown = gets(ann, f"{self.ADDRESS}respond/", most=15)
        assert all(row.reference in shown for row in rows)
        sent = ann.post(f"{self.ADDRESS}respond/", **form("accept", do="submit"), chosen=[str(row.id) for row in rows])
        assert (sent.status_code, sent["Location"]) == (302, "/recommendations/?report=thirty")
        shown = gets(ben, f"{self.ADDRESS}sign/", most=15)
        assert shown.count("We agree.") == 1
        assert all(row.reference in shown for row in rows)
        versions = {f"version-{row.id}": "1" for row in rows}
        sent = ben.post(f"{self.ADDRESS}sign/", chosen=[str(row.id) for row in rows], **versions)
        assert sent.status_code == 302
        assert Response.objects.count() == 30

    def test_one_refusal_keeps_all_back_and_stands_beside_its_row(self, desk: Desk) -> None:
        ann, ben = owners(desk)
        rows = self.rows(desk, 3)
        begun = ben.does(preparing.write, addressee_id=rows[0].id, version=0, written=written(reasons="Of Ben."))
        assert f"in the making, and are not written over: {rows[0].reference}" in gets(
            ann, f"{self.ADDRESS}respond/", most=15
        )
        chosen = [str(row.id) for row in rows]
        shown = ann.post(f"{self.ADDRESS}respond/", **form(do="submit", reasons="Of Ann."), chosen=chosen)
        assert shown.status_code == 409
        for words in ("None of it was kept", "There is a response in the making already.", "Of Ann."):
            assert words in text(shown), words
        assert ResponseDraft.objects.get().id == begun.id

    def test_what_left_meanwhile_is_named(self, desk: Desk) -> None:
        ann, ben = owners(desk)
        rows = self.rows(desk, 2)
        ann.post(f"{self.ADDRESS}respond/", **form(do="submit"), chosen=[str(row.id) for row in rows])
        closed(desk, rows[0])
        versions = {f"version-{row.id}": "1" for row in rows}
        shown = ben.post(f"{self.ADDRESS}sign/", chosen=[str(row.id) for row in rows], **versions)
        assert shown.status_code == 409
        assert f"{rows[0].reference} (1): This was closed on" in text(shown)
        assert not Response.objects.exists()

    def test_no_choice_and_more_tasks(self, desk: Desk) -> None:
        ann, ben = owners(desk)
        rows = self.rows(desk, 2)
        shown = ann.post(f"{self.ADDRESS}respond/", **form(do="submit"))
        assert "Choose at least one recommendation." in text(shown)
        more = ann.post(f"{self.ADDRESS}respond/", **form(do="more"), chosen=[str(rows[0].id)]).content.decode()
        assert 'name="task2-text"' in more
        assert len(re.findall(r'name="chosen"[^>]* checked', more)) == 1
        assert "Choose at least one" in text(ben.post(f"{self.ADDRESS}sign/"))

    def test_a_day_that_cannot_be_read_keeps_the_choice(self, desk: Desk) -> None:
        ann, _ben = owners(desk)
        rows = self.rows(desk, 2)
        typed = {**form(do="submit"), **one_task(), "task1-due_on_day": "40"}
        shown = ann.post(f"{self.ADDRESS}respond/", **typed, chosen=[str(rows[1].id)])
        assert "Task 1: “By when?” must be a real date" in text(shown)
        assert len(re.findall(r'name="chosen"[^>]* checked', shown.content.decode())) == 1

    def test_says_where_nothing_waits(self, desk: Desk) -> None:
        ann, ben = owners(desk)
        rows = self.rows(desk, 1)
        assert "Nothing waits for your signature" in gets(ben, f"{self.ADDRESS}sign/", most=15)
        answered(desk, rows[0])
        assert "waits for a first draft" in gets(ann, f"{self.ADDRESS}respond/", most=15)
        assert ann.get("/recommendations/reports/never/respond/").status_code == 404
        assert desk.owner("Northshire Council").get(f"{self.ADDRESS}sign/").status_code == 404
