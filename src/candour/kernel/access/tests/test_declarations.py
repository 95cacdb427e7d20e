"""What a table declares of its doors."""

from __future__ import annotations

from candour.kernel.doors import EVERY_ROW, NO_DOOR, Access, Door, may


class TestADeclaration:
    def test_has_the_grant_of_each_door_that_it_names_and_no_other(self) -> None:
        office, public = may(Door.OFFICE, select=EVERY_ROW), may(Door.PUBLIC, insert=EVERY_ROW)
        declared = Access((office, public))
        assert declared.for_door(Door.OFFICE) is office
        assert declared.for_door(Door.PUBLIC) is public
        assert declared.for_door(Door.DELIVERY) is None

    def test_may_name_none(self) -> None:
        assert [NO_DOOR.for_door(door) for door in Door] == [None, None, None]
