"""The catalogue holds what the models declare, and a difference is found and named."""

from __future__ import annotations

import pytest
from django.db import connection

from candour.kernel.access import apply, check

pytestmark = pytest.mark.django_db


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class TestFaults:
    """check.faults: one sentence for each wall that is missing or stands elsewhere."""

    def test_finds_nothing_after_apply(self) -> None:
        assert check.faults() == []

    def test_apply_can_be_run_again(self) -> None:
        assert apply.apply() > 30
        assert check.faults() == []

    @pytest.mark.parametrize(
        ("damage", "told"),
        [
            (
                "alter table concerns_concern disable row level security",
                "row security is not enabled",
            ),
            (
                "alter table concerns_concern no force row level security",
                "row security is not forced",
            ),
            (
                "drop policy concerns_concern_office_select on concerns_concern",
                "missing",
            ),
            (
                "create policy extra on concerns_concern for select to candour_office using (true)",
                "not declared",
            ),
            (
                "alter policy concerns_concern_office_select on concerns_concern using (true)",
                "says something else",
            ),
            (
                "grant select on concerns_concern to candour_delivery",
                "candour_delivery may select concerns_concern",
            ),
            (
                "grant select (concern_id) on concerns_narrative to candour_public",
                "concerns_narrative.concern_id",
            ),
            (
                "revoke insert on ledger_entry from candour_office",
                "may not insert ledger_entry",
            ),
            (
                "revoke insert (entry) on ledger_entry from candour_office",
                "may not insert ledger_entry.entry",
            ),
            ("grant select on people_person to public", "granted to everybody"),
            ("create table stray (id int)", "no access is declared"),
            (
                "create view peek as select id from concerns_concern",
                "reads with its owner's rights",
            ),
            (
                "grant execute on function concerns_excluded_for(uuid) to candour_delivery",
                "may call it: not declared",
            ),
            (
                "revoke execute on function access_actor() from candour_office",
                "may not call it: declared",
            ),
            (
                "create function open_to_all() returns int language sql as 'select 1'",
                "open_to_all",
            ),
            (
                "create function as_owner() returns int language sql security definer as 'select 1'",
                "runs with its owner's rights and no pinned search path",
            ),
        ],
    )
    def test_names_the_damage(self, damage: str, told: str) -> None:
        _run(damage)
        assert any(told in fault for fault in check.faults()), check.faults()


class TestApply:
    """apply.apply: declarations become grants and policies, and nothing undeclared gets through."""

    def test_refuses_a_table_that_nobody_declared(self) -> None:
        _run("create table stray (id int)")
        with pytest.raises(apply.Undeclared, match="stray"):
            apply.apply()

    @pytest.mark.parametrize(
        "damage",
        [
            "alter policy concerns_concern_office_select on concerns_concern using (true)",
            "grant select on concerns_concern to candour_delivery",
            "grant select (concern_id) on concerns_narrative to candour_public",
            "create policy extra on concerns_concern for select to candour_office using (true)",
            "alter table concerns_concern no force row level security",
            "grant execute on function concerns_excluded_for(uuid) to candour_delivery",
        ],
    )
    def test_mends_what_was_damaged(self, damage: str) -> None:
        _run(damage)
        assert check.faults()
        apply.apply()
        assert check.faults() == []
