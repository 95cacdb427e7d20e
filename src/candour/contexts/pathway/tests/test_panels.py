"""Founding a panel, its members, its quorum, in the role of the delivery door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from candour.contexts.pathway.models import Panel, PanelMember, QuorumRule
from candour.contexts.pathway.operations import meetings, panels
from candour.contexts.pathway.tests import sitting
from candour.contexts.pathway.tests.board import Board, authority, body, somebody, today
from candour.contexts.pathway.tests.desk import ledger_verbs
from candour.contexts.pathway.tests.sitting import refused
from candour.kernel.people.roles import OrganisationKind, Role

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=500)


class TestFound:
    def test_founds_a_panel_of_the_own_authority(self, board: Board) -> None:
        made = board.coordinator.does(
            panels.found, authority_id=board.authority.id, name=" Channel panel ", begun_on=today()
        )
        assert (made.name, made.nation) == ("Channel panel", "england")
        assert "pathway.panel.found" in ledger_verbs()

    def test_refuses_everything_that_is_wrong_at_once(self, board: Board) -> None:
        sitting.panel(board)
        for authority_id, name, codes in (
            (authority("Southshire Council").id, "", ("authority", "name", "too_far")),
            (board.force.id, "Panel", ("authority", "too_far")),
            (board.authority.id, "Channel panel", ("same_name", "too_far")),
        ):
            given: dict[str, Any] = {"authority_id": authority_id, "name": name, "begun_on": today() + YEARS}
            assert refused(lambda given=given: board.chair.does(panels.found, **given)) == codes

    def test_refuses_a_partner(self, board: Board) -> None:
        given = {"authority_id": board.authority.id, "name": "Panel", "begun_on": today()}
        assert refused(lambda: board.partner.does(panels.found, **given)) == ("authority",)


class TestEnd:
    def test_ends_it_for_its_members_too(self, board: Board) -> None:
        panel = sitting.panel(board)
        board.chair.does(panels.end, panel_id=panel.id)
        assert not PanelMember.objects.filter(panel=panel, until_on=None).exists()
        with board.partner.open():
            assert not Panel.objects.exists()
        assert refused(lambda: board.chair.does(panels.end, panel_id=panel.id)) == ("ended",)

    def test_refuses_while_a_meeting_is_open(self, board: Board) -> None:
        panel = sitting.panel(board)
        sitting.planned(board, of=panel, days=3)
        assert refused(lambda: board.chair.does(panels.end, panel_id=panel.id)) == ("open_meeting",)

    def test_refuses_whoever_is_only_on_it(self, board: Board) -> None:
        panel = sitting.panel(board)
        with pytest.raises(Panel.DoesNotExist):
            board.partner.does(panels.end, panel_id=panel.id)


class TestAddMember:
    def test_members_see_the_panel_and_no_other(self, board: Board) -> None:
        panel = sitting.panel(board)
        board.coordinator.does(panels.found, authority_id=board.authority.id, name="Other", begun_on=today())
        with board.partner.open():
            assert list(Panel.objects.all()) == [panel]

    def test_refuses_who_does_not_fit(self, board: Board) -> None:
        panel = sitting.panel(board)
        nhs = board.partner.at_body
        other = somebody(board.as_door, "Nia", nhs, Role.PANEL_PARTNER.value)
        deputy = somebody(board.as_door, "Dan Deputy", board.authority, Role.PANEL_COORDINATOR.value)
        for person, part, from_on, codes in (
            (None, "partner", today(), ("no_such_partner",)),
            (board.provider.person.id, "partner", today(), ("no_such_partner",)),
            (other.person.id, "guest", today() + YEARS, ("part", "too_far")),
            (other.person.id, "deputy", today(), ("chair_of_authority",)),
            (other.person.id, "police", today(), ("police_part",)),
            (board.partner.person.id, "partner", today(), ("on_it",)),
            (board.officer.person.id, "partner", today(), ("police_part", "on_it")),
            (deputy.person.id, "chair", today(), ("second_chair",)),
            (deputy.person.id, "deputy", today(), ()),
        ):
            given: dict[str, Any] = {"panel_id": panel.id, "person": person, "part": part, "from_on": from_on}
            assert refused(lambda given=given: board.coordinator.does(panels.add_member, **given)) == codes, part

    def test_refuses_for_a_panel_that_has_ended(self, board: Board) -> None:
        panel = sitting.panel(board)
        board.coordinator.does(panels.end, panel_id=panel.id)
        given = {"panel_id": panel.id, "person": board.chair.person.id, "part": "chair", "from_on": today()}
        assert refused(lambda: board.coordinator.does(panels.add_member, **given)) == ("ended",)


class TestEndMember:
    def test_from_that_day_they_see_nothing_of_it(self, board: Board) -> None:
        panel = sitting.panel(board)
        member = PanelMember.objects.get(panel=panel, person=board.partner.person)
        board.coordinator.does(panels.end_member, panel_id=panel.id, member=member.id, until_on=today())
        with board.partner.open():
            assert not Panel.objects.exists()

    def test_refuses_before_it_began_too_far_and_twice(self, board: Board) -> None:
        panel = sitting.panel(board)
        member = PanelMember.objects.get(panel=panel, person=board.partner.person).id
        for who, until_on, codes in (
            (member, today() - YEARS, ("ends_before",)),
            (member, today() + YEARS, ("too_far",)),
            (member, today(), ()),
            (member, today(), ("no_such_member",)),
        ):
            given: dict[str, Any] = {"panel_id": panel.id, "member": who, "until_on": until_on}
            assert refused(lambda given=given: board.coordinator.does(panels.end_member, **given)) == codes


class TestSetQuorum:
    rule: dict[str, Any] = {"least_present": 3, "kinds": ["health"], "source": "Terms of reference of 2025"}

    def test_a_rule_ends_the_one_before(self, board: Board) -> None:
        panel = sitting.panel(board)
        for least in (3, 4):
            given = {**self.rule, "least_present": least, "in_force_from": today()}
            board.coordinator.does(panels.set_quorum, panel_id=panel.id, **given)
        assert [rule.least_present for rule in QuorumRule.objects.filter(in_force_until=None)] == [4]

    def test_refuses_what_would_undo_the_law_or_the_past(self, board: Board) -> None:
        panel = sitting.panel(board)
        for changed, codes in (
            ({"least_present": 1, "kinds": ["friends"], "source": " "}, ("least_present", "kinds", "source")),
            ({"in_force_from": today() - timedelta(days=1)}, ("in_force_from",)),
            ({"in_force_from": today() + timedelta(days=9)}, ()),
            ({"in_force_from": today() + timedelta(days=1)}, ("later_rule",)),
        ):
            given: dict[str, Any] = {"panel_id": panel.id, **self.rule, "in_force_from": today(), **changed}
            assert refused(lambda given=given: board.coordinator.does(panels.set_quorum, **given)) == codes


class TestAMeetingOfIt:
    def test_is_planned_for_a_panel_that_meets(self, board: Board) -> None:
        panel = sitting.panel(board)
        board.coordinator.does(panels.end, panel_id=panel.id)
        given = {"kind_of": "weekly", "held_on": today() + YEARS, "starts_at": "10:00", "place": " "}
        assert refused(lambda: board.coordinator.does(meetings.plan, panel_id=panel.id, **given)) == (
            "ended", "kind", "held_on", "place",
        )  # fmt: skip

    def test_is_not_planned_by_another_authority(self, board: Board) -> None:
        panel = sitting.panel(board)
        body("Southshire NHS", OrganisationKind.HEALTH)
        stranger = somebody(board.as_door, "Sam", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)
        with pytest.raises(Panel.DoesNotExist):
            stranger.does(
                meetings.plan, panel_id=panel.id, kind_of="ordinary", held_on=today(), starts_at="10:00", place="X"
            )
