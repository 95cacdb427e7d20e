"""Drafting a recommendation: every act, and everything that is refused."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from candour.contexts.recommendations.models import Consideration, Draft, DraftStep, ReportDraft, TagTerm
from candour.contexts.recommendations.operations import drafts
from candour.contexts.recommendations.operations.contents import of_draft
from candour.contexts.recommendations.procedure import draft as law
from candour.contexts.recommendations.submission import Asked, Linked, ReportSaid
from candour.contexts.recommendations.tests.asked import today
from candour.contexts.recommendations.tests.drafting import Room, every_aspect, fresh
from candour.kernel.doors import Door
from candour.kernel.people.models import RoleHolding
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor, Somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(as_door: AsDoor) -> Room:
    return Room(as_door)


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return set(refused.value.codes)


def entries(verb: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from ledger_entry where convert_from(entry, 'UTF8') like %s", [f'%"{verb}"%'])
        return int(cursor.fetchone()[0])


class TestReport:
    def test_is_begun_and_changed_with_an_entry_each(self, room: Room) -> None:
        made = room.report_draft()
        said = ReportSaid(made.slug, "Lessons, second thoughts", made.author, summary="What we saw.")
        room.tarek.does(drafts.change_report, report_id=made.id, said=said, seen=drafts.mark(made))
        made.refresh_from_db()
        assert (made.title, made.summary) == ("Lessons, second thoughts", "What we saw.")
        assert entries("recommendations.report.draft") == entries("recommendations.report.change") == 1

    @pytest.mark.parametrize("slug", ["", "Lessons", "two--hyphens", "ends-", "reports", "a/b", "x" * 81, "é"])
    def test_has_an_address_that_can_be_one(self, room: Room, slug: str) -> None:
        with pytest.raises(Refused) as refused:
            room.rowena.does(drafts.draft_report, said=ReportSaid(slug, " ", ""))
        assert codes_of(refused) == {"slug", "title", "author"}

    def test_has_an_address_of_its_own_also_beside_what_was_published(self, room: Room) -> None:
        room.report("earlier")
        room.report_draft("mine")
        for taken in ("earlier", "mine"):
            with pytest.raises(Refused) as refused:
                room.rowena.does(drafts.draft_report, said=ReportSaid(taken, "T", "A"))
            assert codes_of(refused) == {"slug_taken"}

    def test_is_not_changed_from_an_old_page(self, room: Room) -> None:
        made = room.report_draft()
        old, said = drafts.mark(made), ReportSaid(made.slug, "Another title", made.author)
        room.tarek.does(drafts.change_report, report_id=made.id, said=said, seen=old)
        with pytest.raises(Refused) as refused:
            room.rowena.does(drafts.change_report, report_id=made.id, said=said, seen=old)
        assert codes_of(refused) == {"moved_on"}

    def test_stands_once_a_recommendation_was_issued(self, room: Room) -> None:
        room.issued()
        made = room.report_draft()
        with pytest.raises(Refused) as refused:
            room.rowena.does(drafts.change_report, report_id=made.id, said=ReportSaid(made.slug, "New", "A"))
        assert codes_of(refused) == {"report_issued"}


class TestDraft:
    def test_holds_everything_that_was_said(self, room: Room) -> None:
        earlier, tag = room.recommendation(), TagTerm.objects.get(code="prevent")
        council, ministry = room.body("Northshire Council", "local_authority"), room.body()
        said = room.contents(
            "4a",
            parts=(("a", "Train."), ("c", "Publish.")),
            asked=(Asked(ministry.id, "a"), Asked(council.id, "c"), Asked(ministry.id, "c")),
            tags=(tag.id,),
            links=(Linked("repeats", earlier.reference, "It was not done."),),
        )
        made = room.rowena.does(drafts.draft, report_id=room.report_draft().id, said=said)
        held = of_draft(fresh(made))
        assert held.parts == (("a", "Train."), ("b", "Publish."))
        assert held.asked == (Asked(ministry.id, "a"), Asked(ministry.id, "b"), Asked(council.id, "b"))
        assert (held.number, held.tags, held.links) == ("4a", (tag.id,), said.links)
        assert (made.state, DraftStep.objects.get(draft=made).step) == (law.DRAFTING, "draft")
        assert entries("recommendations.draft.draft") == 1

    def test_says_every_fault_at_once(self, room: Room) -> None:
        room.drafted("1")
        body = room.body()
        said = room.contents(
            "1",
            text=" ",
            measure="x" * 4001,
            deliver_by=today(),
            parts=(("a", " "),),
            asked=(Asked(body.id), Asked(body.id), Asked(uuid.uuid4()), Asked(body.id, "z")),
            tags=(uuid.uuid4(),),
            links=(Linked("nearly", "N-0000-0000", ""), Linked("nearly", "N-0000-0000", "")),
        )
        with pytest.raises(Refused) as refused:
            room.rowena.does(drafts.draft, report_id=room.report_draft().id, said=said)
        assert codes_of(refused) == {
            "record.text",
            "number_taken",
            "too_long",
            "part_text",
            "deliver_by",
            "asked_twice",
            "body",
            "part",
            "tag",
            "link_to",
            "link_kind",
            "link_reason",
            "link_twice",
        }
        assert Draft.objects.count() == 1

    def test_takes_a_text_of_20000_characters_and_no_longer_one(self, room: Room) -> None:
        assert len(room.drafted("1", text="ö" * 20_000).text) == 20_000
        with pytest.raises(Refused) as refused:
            room.drafted("2", text="ö" * 20_001)
        assert codes_of(refused) == {"too_long"}

    def test_has_at_most_26_parts_each_with_a_letter_of_its_own(self, room: Room) -> None:
        with pytest.raises(Refused) as refused:
            room.drafted("1", parts=[("a", "x")] * 27)
        assert codes_of(refused) == {"parts"}

    def test_needs_a_number(self, room: Room) -> None:
        with pytest.raises(Refused) as refused:
            room.drafted(" ")
        assert codes_of(refused) == {"number"}

    def test_does_not_ask_the_same_body_for_the_whole_and_for_a_part(self, room: Room) -> None:
        body = room.body()
        with pytest.raises(Refused) as refused:
            room.drafted("1", parts=(("a", "Train."),), asked=(Asked(body.id), Asked(body.id, "a")))
        assert codes_of(refused) == {"asked_twice"}

    def test_is_seen_by_no_other_door(self, room: Room) -> None:
        room.passed()
        owner = room.owner("Home Office")
        for door, token in ((Door.PUBLIC, None), (Door.DELIVERY, owner.token)):
            for table in (
                "draft",
                "reportdraft",
                "draftpart",
                "draftaddressee",
                "consideration",
                "draftlink",
                "draftstep",
            ):
                with room.as_door(door, **({"session": token} if token else {})), connection.cursor() as cursor:
                    cursor.execute(
                        "select has_any_column_privilege(current_user, %s, 'select')", [f"recommendations_{table}"]
                    )
                    assert cursor.fetchone()[0] is False

    @pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.CONCERNS_CASEWORKER, Role.DEPUTY_COMMISSIONER])
    def test_is_for_those_who_work_with_recommendations(self, room: Room, role: str) -> None:
        report = room.report_draft()
        with pytest.raises(ReportDraft.DoesNotExist):  # the database lets nobody else write to it
            room.of_office(role).does(drafts.draft, report_id=report.id, said=room.contents())


class TestRevise:
    def test_writes_it_anew_and_keeps_what_was_considered(self, room: Room) -> None:
        made = room.considered("1", parts=(("a", "Train."),))
        row = room.tarek.does(drafts.revise, draft_id=made.id, said=room.contents("2", text="Other words."), seen=2)
        held = fresh(made)
        assert (held.number, held.text, held.parts.count(), row.number) == ("2", "Other words.", 0, 3)
        assert Consideration.objects.filter(draft=made).count() == 12

    def test_keeps_its_own_number(self, room: Room) -> None:
        made = room.drafted("1")
        room.rowena.does(drafts.revise, draft_id=made.id, said=room.contents("1"))
        assert fresh(made).number == "1"

    def test_is_told_that_somebody_was_faster(self, room: Room) -> None:
        made = room.drafted("1")
        room.tarek.does(drafts.revise, draft_id=made.id, said=room.contents("1", text="Tarek’s."), seen=1)
        with pytest.raises(Refused) as refused:
            room.rowena.does(drafts.revise, draft_id=made.id, said=room.contents("1", text="Rowena’s."), seen=1)
        assert codes_of(refused) == {"moved_on"}
        assert fresh(made).text == "Tarek’s."

    def test_is_over_once_it_is_proposed(self, room: Room) -> None:
        made = room.proposed()
        with pytest.raises(Refused) as refused:
            room.rowena.does(drafts.revise, draft_id=made.id, said=room.contents("1", deliver_by=today()))
        assert codes_of(refused) == {"state", "deliver_by"}


class TestConsider:
    def test_adds_what_is_new_and_only_that(self, room: Room) -> None:
        made = room.considered()
        said = {**every_aspect(), "cost": "None, because it is done already.", "law": ""}
        step = room.tarek.does(drafts.consider, draft_id=made.id, reasons=said)
        last = Consideration.objects.filter(draft=made, aspect="cost").latest("number")
        assert (last.number, last.by_id, step.number) == (2, room.tarek.person.id, 3)
        assert Consideration.objects.filter(draft=made).count() == 13

    def test_is_refused_where_nothing_is_new(self, room: Room) -> None:
        made = room.considered()
        with pytest.raises(Refused) as refused:
            room.tarek.does(drafts.consider, draft_id=made.id, reasons=every_aspect())
        assert codes_of(refused) == {"record.reasons"}

    def test_knows_its_aspects_and_how_much_fits(self, room: Room) -> None:
        made = room.drafted()
        with pytest.raises(Refused) as refused:
            room.tarek.does(drafts.consider, draft_id=made.id, reasons={"beauty": "Yes.", "cost": "x" * 4001})
        assert codes_of(refused) == {"aspect", "too_long"}
        assert not Consideration.objects.exists()


class TestPropose:
    def test_needs_everything_of_the_quality_gate(self, room: Room) -> None:
        made = room.drafted("1", measure="", deliver_by=None, parts=(("a", "Train."),), asked=())
        with pytest.raises(Refused) as refused:
            room.rowena.does(drafts.propose, draft_id=made.id)
        assert codes_of(refused) == {
            "record.addressee",
            "record.measure",
            "record.deliver_by",
            "equals.aspects_missing",
            "equals.parts_without_body",
        }

    def test_needs_one_aspect_that_is_missing(self, room: Room) -> None:
        made = room.drafted()
        reasons = every_aspect()
        del reasons["faith"]
        room.rowena.does(drafts.consider, draft_id=made.id, reasons=reasons)
        with pytest.raises(Refused) as refused:
            room.rowena.does(drafts.propose, draft_id=made.id)
        assert codes_of(refused) == {"equals.aspects_missing"}

    def test_needs_somebody_in_every_body(self, room: Room) -> None:
        made = room.considered("1", "Home Office", "Quiet Agency")
        with pytest.raises(Refused) as refused:
            room.rowena.does(drafts.propose, draft_id=made.id)
        assert codes_of(refused) == {"equals.addressees_unstaffed"}
        room.owner("Quiet Agency")
        assert room.rowena.does(drafts.propose, draft_id=made.id).to_state == law.CHECKING


class TestGate:
    def test_is_passed_by_a_second_person(self, room: Room) -> None:
        made = room.proposed()
        row = room.tarek.does(drafts.pass_gate, draft_id=made.id, rationale="It can be done.")
        assert (row.to_state, row.rationale) == (law.PASSED, "It can be done.")

    def test_is_not_passed_by_whoever_proposed_it(self, room: Room) -> None:
        made = room.considered()
        room.tarek.does(drafts.propose, draft_id=made.id)
        with pytest.raises(Refused) as refused:
            room.tarek.does(drafts.pass_gate, draft_id=made.id, rationale="I think so.")
        assert codes_of(refused) == {"other_person.propose"}

    def test_is_not_passed_by_whoever_considered_one_aspect(self, room: Room) -> None:
        made = room.considered()
        room.tarek.does(drafts.consider, draft_id=made.id, reasons={"faith": "None, because no faith is named."})
        room.rowena.does(drafts.propose, draft_id=made.id)
        with pytest.raises(Refused) as refused:
            room.tarek.does(drafts.pass_gate, draft_id=made.id, rationale="")
        assert codes_of(refused) == {"equals.considered_by_me", "record.rationale"}

    def test_sends_it_back_with_a_reason(self, room: Room) -> None:
        made = room.proposed()
        with pytest.raises(Refused) as refused:
            room.tarek.does(drafts.send_back, draft_id=made.id, rationale=" ")
        assert codes_of(refused) == {"record.rationale"}
        assert room.tarek.does(drafts.send_back, draft_id=made.id, rationale="Who pays?").to_state == law.DRAFTING

    def test_lets_only_one_of_two_pass_it(self, room: Room) -> None:
        made = room.proposed()
        room.tarek.does(drafts.pass_gate, draft_id=made.id, rationale="Yes.", seen=3)
        with pytest.raises(Refused) as refused:
            room.agnes.does(drafts.send_back, draft_id=made.id, rationale="No.", seen=3)
        assert codes_of(refused) == {"moved_on"}
        with pytest.raises(Refused) as again:
            room.agnes.does(drafts.pass_gate, draft_id=made.id, rationale="Yes.", seen=3)
        assert "state" in codes_of(again)


class TestGivingUp:
    def test_says_why_and_can_be_taken_back(self, room: Room) -> None:
        made = room.proposed()
        row = room.rowena.does(drafts.withdraw, draft_id=made.id, rationale="It was done meanwhile.")
        assert not fresh(made).is_open
        back = room.tarek.does(drafts.correct, draft_id=made.id, entry=row.id, rationale="It was not done after all.")
        assert (back.to_state, fresh(made).is_open) == (law.CHECKING, True)

    def test_keeps_the_number(self, room: Room) -> None:
        made = room.drafted("1")
        room.rowena.does(drafts.withdraw, draft_id=made.id, rationale="No.")
        with pytest.raises(Refused) as refused:
            room.drafted("1")
        assert made.reference in str(refused.value.refusals[0].message)

    def test_takes_back_no_other_step_than_the_last(self, room: Room) -> None:
        made = room.passed()
        first = DraftStep.objects.get(draft=made, step="propose")
        for entry, code in ((first.id, "not_last"), (None, "not_last")):
            with pytest.raises(Refused) as refused:
                room.tarek.does(drafts.correct, draft_id=made.id, entry=entry, rationale="Mistake.")
            assert codes_of(refused) == {code}


class TestRefusals:
    def test_are_recorded(self, room: Room) -> None:
        made, who = room.drafted(), room.rowena
        with pytest.raises(Refused) as refused:
            who.does(drafts.propose, draft_id=made.id)
        who.does(_record, subject=made.id, refused=refused.value)
        assert entries("recommendations.step.refused") == 1


def _record(*, subject: uuid.UUID, refused: Refused, actor: object, at: object) -> uuid.UUID:
    return drafts.record_refusal(subject=subject, step="propose", refused=refused, actor=actor, at=at)  # type: ignore[arg-type]


def test_somebody_who_left_answers_no_more(room: Room) -> None:
    made = room.considered()
    owner: Somebody = room.owner("Home Office")
    RoleHolding.objects.filter(person=owner.person).update(ends_on=today() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        room.rowena.does(drafts.propose, draft_id=made.id)
    assert codes_of(refused) == {"equals.addressees_unstaffed"}
