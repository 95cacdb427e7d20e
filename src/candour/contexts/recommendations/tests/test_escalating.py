"""Reminders, signed letters and public notices; and the reminders that Candour itself sends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from candour.contexts.recommendations import tasks
from candour.contexts.recommendations.models import Addressee, AddresseeStep, Escalation
from candour.contexts.recommendations.operations import escalating, reminding
from candour.contexts.recommendations.queries import letters
from candour.contexts.recommendations.tests.asked import today
from candour.contexts.recommendations.tests.followed import Followed
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.models import Cover
from candour.kernel.people.roles import Role
from candour.kernel.procedures import proof
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor, now

pytestmark = pytest.mark.django_db
MISSING: dict[str, Any] = {"missing": "Two regions.", "next_on": today() + timedelta(days=40)}


@pytest.fixture
def desk(as_door: AsDoor) -> Followed:
    return Followed(as_door)


def kinds(held: Addressee) -> list[tuple[str, str]]:
    return list(Escalation.objects.filter(addressee=held).order_by("at").values_list("kind", "about"))


def faults(held: Addressee) -> list[str]:
    """What the ledger does not prove of the history; the first entry was moved by the test itself."""
    first = AddresseeStep.objects.get(addressee=held, number=1)
    return [fault for fault in proof.faults(AddresseeStep) if not fault.startswith(str(first.id))]


class TestByHand:
    def test_each_louder_than_the_one_before(self, desk: Followed) -> None:
        held = desk.late()
        desk.written_to(held)
        desk.head.does(escalating.give_notice, addressee_id=held.id, notice="The Home Office has not answered.")
        assert kinds(held) == [("remind", "response"), ("write_letter", "response"), ("give_notice", "response")]
        assert faults(held) == []

    def test_about_delivery_where_that_is_late(self, desk: Followed) -> None:
        held = desk.passes(desk.respond(desk.asked(deliver_by=today() + timedelta(days=20))))
        desk.reminded(held)
        assert kinds(held) == [("remind", "delivery")]

    def test_not_about_what_is_not_late(self, desk: Followed) -> None:
        held = desk.asked()
        with pytest.raises(Refused) as refused:
            desk.reminded(held)
        assert refused.value.codes == ("equals.is_late_or_soon",)

    def test_no_letter_without_a_reminder(self, desk: Followed) -> None:
        held = desk.late()
        with pytest.raises(Refused) as refused:
            desk.head.does(escalating.write_letter, addressee_id=held.id, letter="Dear Home Office")
        assert refused.value.codes == ("equals.was_reminded",)

    def test_no_notice_without_a_letter(self, desk: Followed) -> None:
        held = desk.late()
        desk.reminded(held)
        with pytest.raises(Refused) as refused:
            desk.head.does(escalating.give_notice, addressee_id=held.id, notice="Late.")
        assert refused.value.codes == ("equals.was_written_to",)

    def test_no_notice_of_what_is_not_published(self, desk: Followed) -> None:
        held = desk.late(recommendation=desk.recommendation(desk.report("draft", published=False)))
        desk.written_to(held)
        with pytest.raises(Refused) as refused:
            desk.head.does(escalating.give_notice, addressee_id=held.id, notice="Late.")
        assert refused.value.codes == ("equals.is_published",)

    def test_a_reminder_of_an_earlier_day_does_not_count_for_a_later_one(self, desk: Followed) -> None:
        held = desk.late()
        desk.reminded(held)
        desk.respond(held)
        desk.passes(held, 200)
        with pytest.raises(Refused) as refused:
            desk.head.does(escalating.write_letter, addressee_id=held.id, letter="Dear Home Office")
        assert refused.value.codes == ("equals.was_reminded",)

    @pytest.mark.parametrize(
        ("act", "given", "code"),
        [
            ("remind", "text", "no_text"),
            ("write_letter", "letter", "record.letter"),
            ("give_notice", "notice", "record.notice"),
        ],
    )
    def test_has_words(self, desk: Followed, act: str, given: str, code: str) -> None:
        held = desk.late()
        desk.written_to(held)
        with pytest.raises(Refused) as refused:
            desk.head.does(getattr(escalating, act), addressee_id=held.id, **{given: " "})
        assert refused.value.codes == (code,)

    def test_two_officers_at_once(self, desk: Followed) -> None:
        held = desk.late()
        seen = held.steps.count()
        desk.reminded(held)
        with pytest.raises(Refused) as refused:
            desk.head.does(escalating.remind, addressee_id=held.id, text="Late.", seen=seen)
        assert refused.value.codes == ("moved_on",)
        assert len(kinds(held)) == 1


class TestWhoSigns:
    def test_letters_and_notices_are_signed_by_those_who_sign(self, desk: Followed) -> None:
        held = desk.late()
        desk.written_to(held)
        for act, given in ((escalating.write_letter, "letter"), (escalating.give_notice, "notice")):
            with pytest.raises(Refused) as refused:
                desk.reviewer.does(act, addressee_id=held.id, **{given: "Late."})
            assert refused.value.codes == ("role",)

    def test_the_database_refuses_a_reviewers_letter_by_itself(self, desk: Followed) -> None:
        held = desk.late()
        row = Escalation(
            addressee=held, kind="write_letter", about="response", text="Late.", signed_as="Me", sent_on=today(),
            at=now(), by=desk.reviewer.person,
        )  # fmt: skip
        with desk.reviewer.open(), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)

    def test_nobody_but_candour_writes_without_a_name_and_candour_but_reminders(self, desk: Followed) -> None:
        held = desk.late()
        row = Escalation(
            addressee=held, kind="write_letter", about="response", text="Late.", signed_as="Me", sent_on=today(),
            at=now(),
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="escalation_signed_by_somebody"), transaction.atomic():
            row.save(force_insert=True)
        row.kind = "remind"
        with desk.head.open(), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)

    def test_is_signed_under_the_name_of_the_office(self, desk: Followed) -> None:
        held = desk.late()
        commissioner = desk.of_office(Role.COMMISSIONER, "Commissioner")
        signed = [
            who.does(escalating.remind, addressee_id=held.id, text="Late.").signed_as
            for who in (commissioner, desk.head, desk.reviewer)
        ]
        assert signed == [
            "Independent Prevent Commissioner",
            "Head of office, Office of the Independent Prevent Commissioner",
            "Office of the Independent Prevent Commissioner",
        ]

    def test_whoever_stands_in_signs_for_it(self, desk: Followed) -> None:
        holding = desk.head.person.holdings.get()
        Cover.objects.create(holding=holding, covered_by=desk.reviewer.person, kind="deputy", starts_on=today())
        actor = desk.reviewer.actor()
        covering = type(actor.holdings[0])(
            Role.HEAD_OF_OFFICE, desk.head.at_body.id, "The office", covering=desk.head.person.id
        )
        signed = letters.signature(type(actor)(actor.person_id, actor.name, actor.door, (*actor.holdings, covering)))
        assert signed.startswith("For the Head of office")


class TestWhoSees:
    @pytest.mark.parametrize("published", [True, False])
    def test_the_body_and_once_published_everybody(self, desk: Followed, published: bool) -> None:
        held = desk.late(recommendation=desk.recommendation(desk.report("one", published=published)))
        desk.written_to(held)
        with desk.owner().open():
            assert set(Escalation.objects.values_list("kind", flat=True)) == {"remind", "write_letter"}
        with desk.owner("Northshire Council").open():
            assert not Escalation.objects.exists()
        with desk.as_door(Door.PUBLIC):
            assert Escalation.objects.exists() is published


def works(desk: Followed, later: timedelta = timedelta(0)) -> int:
    """The worker's minute: the role of the office door, and no session."""
    with desk.as_door(Door.OFFICE):
        return reminding.remind_all(at=now() + later)


class TestByCandourItself:
    def test_reminds_of_what_is_late_and_says_what(self, desk: Followed) -> None:
        held = desk.late()
        assert works(desk) == 1
        made = Escalation.objects.get(addressee=held)
        assert (made.kind, made.about, made.by_id) == ("remind", "response", None)
        assert made.signed_as == "Office of the Independent Prevent Commissioner"
        assert "Your response on recommendation 1 of “Report lessons”" in made.text
        assert "has not come" in made.text
        step = AddresseeStep.objects.filter(addressee=held).latest("number")
        assert (step.step, step.by_id, step.by_kind, step.from_state) == ("remind", None, "system", "asked")
        assert faults(held) == []

    def test_reminds_before_and_after_the_day_once_each(self, desk: Followed) -> None:
        held = desk.asked()
        assert works(desk) == 0
        assert held.next_due_on is not None
        desk.passes(held, (held.next_due_on - today()).days - 3)
        assert [works(desk), works(desk)] == [1, 0]
        assert "is due on" in Escalation.objects.get(addressee=held).text
        desk.passes(held, 5)
        assert [works(desk), works(desk)] == [1, 0]
        assert len(kinds(held)) == 2

    def test_what_somebody_reminded_of_needs_no_second_one(self, desk: Followed) -> None:
        desk.reminded(desk.late())
        assert works(desk) == 0

    def test_a_letter_may_follow_it(self, desk: Followed) -> None:
        held = desk.late()
        works(desk)
        desk.head.does(escalating.write_letter, addressee_id=held.id, letter="Dear Home Office")
        assert kinds(held) == [("remind", "response"), ("write_letter", "response")]

    def test_of_delivery_and_of_what_is_still_missing(self, desk: Followed) -> None:
        promised = desk.passes(desk.respond(desk.asked(deliver_by=today() + timedelta(days=30))))
        missing = desk.claimed()
        desk.judges(missing, **MISSING)
        desk.passes(missing, 50)
        assert works(desk) == 2
        assert kinds(promised) == kinds(missing) == [("remind", "delivery")]

    def test_leaves_alone_what_is_the_offices_turn_or_has_more_time(self, desk: Followed) -> None:
        desk.passes(desk.claimed(), 300)
        desk.passes(desk.verified(), 300)
        extended = desk.late()
        desk.asks_for_time(extended, today() + timedelta(days=60))
        desk.extended(extended, today() + timedelta(days=60))
        assert works(desk) == 0

    def test_writes_nothing_where_somebody_came_first(self, desk: Followed, monkeypatch: pytest.MonkeyPatch) -> None:
        held = desk.late()
        entries = Entry.objects.count()
        # The worker's list is older than the step that somebody took meanwhile.
        monkeypatch.setattr(reminding, "_WRITE", reminding._WRITE.replace("%s, %s, %s, %s,", "%s, %s, %s, 9 + %s,", 1))
        assert works(desk) == 0
        assert (kinds(held), Entry.objects.count()) == ([], entries)

    @pytest.mark.parametrize("minutes", [-11, 5])
    def test_cannot_be_dated_otherwise_than_now(self, desk: Followed, minutes: int) -> None:
        desk.late()
        assert works(desk, timedelta(minutes=minutes)) == 0

    def test_nothing_else_can_be_written_through_it(self, desk: Followed) -> None:
        held = desk.asked()
        with desk.as_door(Door.OFFICE), connection.cursor() as cursor:
            cursor.execute(
                'select recommendations_remind(%s, \'{"": "9999-01-01", "england": "9999-01-01"}\','
                " gen_random_uuid(), 2, now(), gen_random_uuid(), gen_random_uuid(), 'response', 'Pay us.', 'Somebody')",
                [held.id],
            )
            assert cursor.fetchone() == (False,)

    def test_is_done_by_the_offices_worker(self, desk: Followed) -> None:
        held = desk.late()
        with desk.as_door(Door.OFFICE):
            assert tasks.remind() == 1
        assert kinds(held) == [("remind", "response")]


class TestWords:
    def about(self, what: str = "delivery", **more: object) -> letters.About:
        given = {"text": "Write a register.", "reminded": [today(), today() - timedelta(days=9)], **more}
        return letters.About(
            "N-1234-5678",
            "7",
            "Lessons",
            "Home Office",
            what,
            today() - timedelta(days=31),
            **given,  # type: ignore[arg-type]
        )

    def test_a_letter_says_what_is_late_and_since_when(self, desk: Followed) -> None:
        said = letters.letter(self.about(), today())
        for words in (
            "To Home Office",
            "Recommendation 7 of “Lessons” (N-1234-5678)",
            "“Write a register.”",
            "31 days ago",
        ):
            assert words in said
        assert "You were reminded on" in said
        assert " and " in said.split("You were reminded on")[1]

    def test_a_notice_says_whom_and_that_it_was_written_to(self, desk: Followed) -> None:
        said = letters.notice(self.about("response", written=[today()]), today())
        assert said.startswith("Home Office has not responded to recommendation 7")
        assert "wrote to it on" in said

    def test_a_theme_has_no_number(self, desk: Followed) -> None:
        about = letters.About("N-1234-5678", "", "Lessons", "Home Office", "delivery", today() - timedelta(days=1))
        assert "on a recommendation of “Lessons”" in letters.reminder(about, today())
        assert "That is 1 day ago." in letters.notice(about, today())
