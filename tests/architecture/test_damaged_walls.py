"""Damage that only the superuser could do to the walls is named too, by the check that every start runs."""

from __future__ import annotations

import pytest

from candour.command import roles
from candour.command.cluster import Cluster
from candour.kernel.access import check


@pytest.mark.django_db(transaction=True)
def test_a_table_of_another_owner_and_a_role_that_bypasses_are_named(cluster: Cluster) -> None:
    with cluster.connect(roles.SUPERUSER, roles.DATABASE) as superuser:
        superuser.execute("alter table concerns_concern owner to current_user")
        superuser.execute("alter role candour_public bypassrls")
    try:
        found = check.faults()
    finally:  # the database is made anew after this test, the role is not
        with cluster.connect(roles.SUPERUSER, "postgres") as superuser:
            superuser.execute("alter role candour_public nobypassrls")
    assert any(fault.startswith("table concerns_concern: owned by") for fault in found), found
    assert "role candour_public: bypasses row security" in found
