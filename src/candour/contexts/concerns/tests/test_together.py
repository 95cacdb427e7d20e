"""One text to everybody who told the same: previewed, sent to each whose state allows it, and reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.contexts.concerns.models import Campaign, Concern, ConcernStep, Message
from candour.contexts.concerns.operations import handling, links, templates, together
from candour.contexts.concerns.operations.links import To
from candour.contexts.concerns.operations.several import Outcome
from candour.contexts.concerns.queries import together as foreseeing
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, text
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db

LETTER = "About {reference}: the college has changed the form."


def sends(
    desk: Desk,
    concerns: Sequence[Concern],
    *,
    step: str = "write",
    letter: str = LETTER,
    seen: Mapping[UUID, int] | None = None,
) -> list[Outcome]:
    known = {one.id: ConcernStep.objects.filter(concern=one).count() for one in concerns} if seen is None else seen
    with desk.open():
        return together.send(
            concerns=concerns, step=step, text=letter, language="en", seen=known, actor=desk.actor(), at=make.now()
        )


def closes(desk: Desk, concerns: Sequence[Concern], seen: Mapping[UUID, int] | None = None) -> list[Outcome]:
    known = {one.id: ConcernStep.objects.filter(concern=one).count() for one in concerns} if seen is None else seen
    with desk.open():
        return together.close(
            concerns=concerns, close_reason="answered", rationale="All were answered.", seen=known, actor=desk.actor(),
            at=make.now(),
        )  # fmt: skip


def codes(outcomes: Sequence[Outcome]) -> list[list[str]]:
    return [[why.code for why in one.refusals] for one in outcomes]


class TestSend:
    def test_writes_to_each_with_its_own_reference_step_and_entry(self, desk: Desk) -> None:
        made = [desk.brings(make.concern(), "taken") for _ in range(3)]
        before = Entry.objects.count()
        assert codes(sends(desk, made)) == [[], [], []]
        for concern in made:
            assert make.texts(concern)[-1] == f"About {concern.reference}: the college has changed the form."
        assert Entry.objects.count() == before + 3
        assert ConcernStep.objects.filter(step="write").count() == 3

    def test_reports_those_that_are_not_written_to_and_changes_nothing_of_them(
        self, desk: Desk, colleague: Desk
    ) -> None:
        mine, free = desk.brings(make.concern(), "taken"), make.concern()
        theirs = colleague.brings(make.concern(), "taken")
        messages = Message.objects.count()
        outcomes = sends(desk, [mine, free, theirs])
        assert [one.is_done for one in outcomes] == [True, False, False]
        assert all(code == "assigned" for why in codes(outcomes)[1:] for code in why), codes(outcomes)
        assert Message.objects.count() == messages + 1

    def test_answers_those_that_are_open_and_no_other(self, desk: Desk) -> None:
        ready, early = desk.brings(make.concern(), "open"), desk.brings(make.concern(), "taken")
        assert codes(sends(desk, [ready, early], step="answer")) == [[], ["state"]]
        ready.refresh_from_db()
        assert ready.state == "answered"

    def test_acknowledges_everybody_who_waits(self, desk: Desk) -> None:
        made = [make.concern() for _ in range(2)]
        assert codes(sends(desk, made, step="acknowledge")) == [[], []]
        assert set(Concern.objects.values_list("state", flat=True)) == {"acknowledged"}

    def test_leaves_out_those_in_which_something_happened_since_the_preview(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        seen = {concern.id: ConcernStep.objects.filter(concern=concern).count()}
        desk.does(handling.write, concern, text="Something else.")
        assert codes(sends(desk, [concern], seen=seen)) == [["done_already"]]
        assert codes(sends(desk, [concern], seen={})) == []

    def test_sends_no_letter_with_a_gap_or_a_strange_placeholder(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "taken")
        for letter, code in (("Dear {name}", "template.placeholder"), ("[say why]", "letter.gap")):
            with pytest.raises(Refused) as refused:
                sends(desk, [concern], letter=letter)
            assert refused.value.codes == (code,)
        Concern.objects.update(next_due_on=None)
        concern.refresh_from_db()
        assert codes(sends(desk, [concern], letter="By {due_on}.")) == [["letter.gap"]]


class TestClose:
    def test_closes_each_with_its_own_step_and_entry(self, desk: Desk) -> None:
        made = [desk.brings(make.concern(), "answered") for _ in range(3)]
        before = Entry.objects.count()
        assert codes(closes(desk, made)) == [[], [], []]
        assert {(one.state, one.close_reason) for one in Concern.objects.all()} == {("closed", "answered")}
        assert {step.rationale for step in ConcernStep.objects.filter(step="close")} == {"All were answered."}
        assert Entry.objects.count() == before + 3

    def test_reports_those_that_cannot_be_closed_and_changes_nothing_of_them(self, desk: Desk) -> None:
        ready, early, over = (desk.brings(make.concern(), state) for state in ("answered", "taken", "closed"))
        assert codes(closes(desk, [over, early, ready])) == [["state"], ["state"], []]
        assert [Concern.objects.get(id=one.id).state for one in (early, ready)] == ["acknowledged", "closed"]
        assert ConcernStep.objects.filter(step="close").count() == 2

    def test_does_not_close_upon_somebody_who_wrote_since(self, desk: Desk) -> None:
        quiet, writes = (desk.brings(make.concern(), "answered") for _ in range(2))
        seen = {one.id: ConcernStep.objects.filter(concern=one).count() for one in (quiet, writes)}
        desk.does(handling.reopen, writes, rationale="They wrote again.")
        assert codes(closes(desk, [quiet, writes], seen)) == [[], ["moved_on"]]
        assert codes(closes(desk, [writes], {})) == []


class TestForeseen:
    def test_is_what_the_act_will_say(self, desk: Desk, colleague: Desk) -> None:
        made = [desk.brings(make.concern(), "open"), make.concern(), colleague.brings(make.concern(), "open")]
        with desk.open():
            found = foreseeing.foreseen(made, "answer", actor=desk.actor(), at=make.now())
        foreseen = [[why.code for why in one.refusals] for one in found]
        assert foreseen == codes(sends(desk, made, step="answer"))


class TestPages:
    def test_preview_then_send_then_report(self, browser: Browser, desk: Desk, colleague: Desk, head: Desk) -> None:
        made = [desk.brings(make.concern(), "taken") for _ in range(2)]
        theirs = colleague.brings(make.concern(), "taken")
        for concern in [*made[1:], theirs]:
            desk.does(links.link, concern, to=To(reference=made[0].reference))
        with head.open():
            kept = templates.add(
                name="New form", purpose="write", language="en", text=LETTER, actor=head.actor(), at=make.now()
            )
        address = f"/concerns/{made[1].reference}/write-to-all/"
        with browser(desk) as client:
            assert "Write to everybody who told this" in text(client.get(f"/concerns/{made[0].reference}/"))
            assert "Begin from a kept text" in text(client.get(address))
            given = {"step": "write", "language": "en", "text": ""}
            page = text(client.post(address, given | {"template": str(kept.id), "insert": "yes"}))
            assert f">{LETTER}</textarea>" in page
            for wrong, says in (("", "Enter"), ("Dear {name}", "no placeholder"), ("[gap]", "stands in brackets")):
                assert says in text(client.post(address, given | {"text": wrong}))
            given["text"] = LETTER
            preview = text(client.post(address, given))
            assert "Send it to 2 people?" in preview
            assert f"About {made[0].reference}" in preview
            assert theirs.reference in preview.split("These would not get it")[1]
            assert not ConcernStep.objects.filter(step="write").exists()
            seen = preview.split('name="seen" value="')[1].split('"')[0]
            assert LETTER in text(client.post(address, given | {"seen": seen, "change": "yes"}))
            report = text(client.post(address, given | {"seen": seen, "confirmed": "yes"}))
            assert "2 of 2 were written to" in report
            twice = text(client.post(address, given | {"seen": seen, "confirmed": "yes"}))
        assert "0 of 2 were written to" in twice
        assert ConcernStep.objects.filter(step="write").count() == 2

    def test_answer_then_close_those_that_were_answered(self, browser: Browser, desk: Desk) -> None:
        made = [desk.brings(make.concern(), "open") for _ in range(2)]
        early = desk.brings(make.concern(), "taken")
        for position, concern in enumerate([*made, early]):
            to = To(new_campaign="Petition") if position == 0 else To(campaign_id=_campaign())
            desk.does(links.link, concern, to=to)
        address = f"/campaigns/{_campaign()}/write/"
        with browser(desk) as client:
            given = {"step": "answer", "language": "en", "text": LETTER}
            seen = text(client.post(address, given)).split('name="seen" value="')[1].split('"')[0]
            report = text(client.post(address, given | {"seen": seen, "confirmed": "yes"}))
            assert "2 of 2 were written to" in report
            closing = report.split('href="/concerns/chosen/close/')[1].split('"')[0]
            assert early.reference not in closing
            assert "Close the 2 that are answered" in text(client.get(f"/campaigns/{_campaign()}/"))
            asked = {"c": [one.reference for one in [*made, early]]}
            page = text(client.get("/concerns/chosen/close/", asked))
            would, would_not = page.split("These would not, and why")
            assert all(one.reference in would for one in made)
            assert early.reference in would_not
            assert "This now stands at: Acknowledged" in would_not
            sent = asked | {"seen": page.split('name="seen" value="')[1].split('"')[0], "close_reason": "answered"}
            wrong = text(client.post("/concerns/chosen/close/", sent))
            assert "Enter the reason in words" in wrong
            assert 'value="answered" checked' in wrong
            report = text(client.post("/concerns/chosen/close/", sent | {"rationale": "All were answered."}))
            assert "2 of 2 are closed" in report
            twice = text(client.post("/concerns/chosen/close/", sent | {"rationale": "All were answered."}))
            assert "0 of 2 are closed" in twice
            none = text(client.get("/concerns/chosen/close/", {"c": [early.reference]}))
            assert "None of them can be closed by you now" in none
            assert "No concern was chosen" in text(client.get("/concerns/chosen/close/"))
        assert Concern.objects.filter(state="closed").count() == 2

    def test_ask_a_fixed_number_of_questions_for_each(self, browser: Browser, desk: Desk) -> None:
        chosen = [desk.brings(make.concern(), "answered").reference for _ in range(10)]
        with browser(desk) as client:
            with CaptureQueriesContext(connection) as asked:
                page = text(client.get("/concerns/chosen/close/", {"c": chosen}))
            assert len(asked) <= 8 + 3 * len(chosen)
            given = {"c": chosen, "seen": page.split('name="seen" value="')[1].split('"')[0], "rationale": "Answered."}
            with CaptureQueriesContext(connection) as asked:
                client.post("/concerns/chosen/close/", given | {"close_reason": "answered"})
            assert len(asked) <= 8 + 20 * len(chosen)
        assert Concern.objects.filter(state="closed").count() == 10

    def test_write_to_a_whole_campaign(self, browser: Browser, desk: Desk) -> None:
        made = [make.concern() for _ in range(2)]
        for position, concern in enumerate(made):
            to = To(new_campaign="Petition") if position == 0 else To(campaign_id=_campaign())
            desk.does(links.link, concern, to=to)
        address = f"/campaigns/{_campaign()}/write/"
        with browser(desk) as client:
            assert "Petition" in text(client.get(address))
            given = {"step": "acknowledge", "language": "cy", "text": "Diolch. {reference}"}
            preview = text(client.post(address, given))
            seen = preview.split('name="seen" value="')[1].split('"')[0]
            report = text(client.post(address, given | {"seen": seen, "confirmed": "yes"}))
        assert "2 of 2 were written to" in report
        assert make.texts(made[1]) == [f"Diolch. {made[1].reference}"]


def _campaign() -> UUID:
    return Campaign.objects.get().id
