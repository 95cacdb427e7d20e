"""A response in the making: kept, given to a colleague, taken back, and never lost to somebody who saves at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from candour.contexts.recommendations.models import Addressee, ResponseDraft
from candour.contexts.recommendations.operations import preparing
from candour.contexts.recommendations.queries.written import Task, Written, written_in
from candour.contexts.recommendations.tests.answered import answered, closed, owners, prepared, task, written
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


def verbs(held: Addressee) -> list[str]:
    """What the ledger says about it, in any order."""
    found = []
    for entry in Entry.objects.all():
        said = bytes(entry.entry).decode()
        if str(held.id) in said:
            found.append(said.split('"verb":"')[1].split('"')[0])
    return sorted(found)


class TestSave:
    def test_keeps_what_is_not_finished(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        half = Written(reasons="We agree,", tasks=(Task("Begin", None, ""),))
        draft = ann.does(preparing.write, addressee_id=held.id, version=0, written=half)
        draft.refresh_from_db()
        assert written_in(draft) == half
        assert (draft.version, draft.submitted_at, draft.by_id) == (1, None, ann.person.id)
        assert "recommendations.response.save" in verbs(held)

    def test_tells_the_second_of_two_who_save_at_once(self, desk: Desk) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        ann.does(preparing.write, addressee_id=held.id, version=0, written=written(reasons="Ann's words."))
        with pytest.raises(Refused) as refused:
            ben.does(preparing.write, addressee_id=held.id, version=0, written=written(reasons="Ben's words."))
        assert refused.value.codes == ("saved_meanwhile",)
        assert "Ann of Home Office" in str(refused.value.refusals[0].message)
        assert ResponseDraft.objects.get().reasons == "Ann's words."
        ben.does(preparing.write, addressee_id=held.id, version=1, written=written(reasons="Both."))
        assert ResponseDraft.objects.get().reasons == "Both."

    def test_refuses_every_task_whose_day_has_passed(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        late = written(tasks=(task(days=-1), task(days=0), task(days=-400)))
        with pytest.raises(Refused) as refused:
            ann.does(preparing.write, addressee_id=held.id, version=0, written=late)
        assert [str(one.message) for one in refused.value.refusals] == [
            "Task 1: its day has passed already.",
            "Task 3: its day has passed already.",
        ]
        assert not ResponseDraft.objects.exists()

    def test_refuses_more_tasks_than_anybody_follows(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        with pytest.raises(Refused) as refused:
            ann.does(preparing.write, addressee_id=held.id, version=0, written=written(tasks=(task(),) * 41))
        assert refused.value.codes == ("too_many_tasks",)

    def test_is_refused_once_the_body_answered_and_says_who_did(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        answered(desk, held, "reject")
        with pytest.raises(Refused) as refused:
            ann.does(preparing.write, addressee_id=held.id, version=2, written=written())
        assert refused.value.codes == ("answered",)
        assert "Ben of Home Office" in str(refused.value.refusals[0].message)
        assert "Rejected" in str(refused.value.refusals[0].message)

    def test_is_refused_after_closure(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        closed(desk, held)
        with pytest.raises(Refused) as refused:
            ann.does(preparing.write, addressee_id=held.id, version=0, written=written())
        assert refused.value.codes == ("closed",)

    def test_a_draft_that_was_sent_is_not_begun_again_unseen(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        with pytest.raises(Refused) as refused:
            ann.does(preparing.write, addressee_id=held.id, version=7, written=written())
        assert refused.value.codes == ("gone",)

    def test_is_for_those_who_answer_for_that_body(self, desk: Desk) -> None:
        held = desk.asked()
        stranger = desk.owner("Northshire Council")
        with pytest.raises(Addressee.DoesNotExist):
            stranger.does(preparing.write, addressee_id=held.id, version=0, written=written())

    def test_is_seen_by_no_other_door_and_no_other_body(self, desk: Desk) -> None:
        held = desk.asked()
        prepared(desk, held)
        with desk.owner("Northshire Council").open():
            assert not ResponseDraft.objects.exists()
        for door in (Door.PUBLIC, Door.OFFICE):
            with desk.as_door(door), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                ResponseDraft.objects.exists()


class TestSubmit:
    @pytest.mark.parametrize(
        ("half", "codes"),
        [
            (Written(), ("kind", "reasons")),
            (Written("accept", "Yes."), ("plan",)),
            (Written("accept_in_part", "Yes.", " "), ("plan",)),
            (Written("pass_on", "No."), ("for_body",)),
            (
                Written("reject", "No.", tasks=(Task("Do", today() + timedelta(days=1), "Us"),)),
                ("tasks_without_acceptance",),
            ),
            (Written("accept", "Yes.", "So.", tasks=(Task("Do", None, ""),)), ("task_unfinished",)),
        ],
    )
    def test_needs_the_whole_answer(self, desk: Desk, half: Written, codes: tuple[str, ...]) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        with pytest.raises(Refused) as refused:
            ann.does(preparing.write, addressee_id=held.id, version=0, written=half, submit=True)
        assert refused.value.codes == codes

    def test_says_what_a_task_lacks(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        half = written(tasks=(task(), Task("", today(), "")))
        with pytest.raises(Refused) as refused:
            ann.does(preparing.write, addressee_id=held.id, version=0, written=half, submit=True)
        assert str(refused.value.refusals[0].message) == "Task 2: say what is done, the team whose task it is."

    def test_nobody_changes_it_then_until_it_is_taken_back(self, desk: Desk) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        version = prepared(desk, held)
        with pytest.raises(Refused) as refused:
            ben.does(preparing.write, addressee_id=held.id, version=version, written=written())
        assert refused.value.codes == ("submitted",)
        taken = ben.does(preparing.take_back, addressee_id=held.id, version=version)
        assert (taken.submitted_at, taken.by_id) == (None, ben.person.id)
        ann.does(preparing.write, addressee_id=held.id, version=taken.version, written=written(reasons="Better."))
        assert {f"recommendations.response.{verb}" for verb in ("save", "submit", "take_back")} <= set(verbs(held))


class TestTakeBack:
    def test_needs_something_that_was_given(self, desk: Desk) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        ann.does(preparing.write, addressee_id=held.id, version=0, written=written())
        with pytest.raises(Refused) as refused:
            ben.does(preparing.take_back, addressee_id=held.id, version=1)
        assert refused.value.codes == ("not_submitted",)

    def test_is_refused_on_a_page_that_is_old(self, desk: Desk) -> None:
        held, (_ann, ben) = desk.asked(), owners(desk)
        version = prepared(desk, held)
        with pytest.raises(Refused) as refused:
            ben.does(preparing.take_back, addressee_id=held.id, version=version - 1)
        assert refused.value.codes == ("saved_meanwhile",)

    def test_is_refused_once_it_was_sent(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        answered(desk, held)
        with pytest.raises(Refused) as refused:
            ann.does(preparing.take_back, addressee_id=held.id, version=1)
        assert refused.value.codes == ("answered",)
