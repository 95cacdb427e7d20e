"""The update that moved drafts to the kernel: nobody loses what they were writing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from candour.kernel.visitors import drafts

BEFORE, AFTER = "0014_who_acts_without_an_account", "0015_drafts_in_the_kernel"


def migrate(name: str) -> None:
    """To this migration of concerns."""
    executor = MigrationExecutor(connection)
    executor.loader.build_graph()
    executor.migrate([("concerns", name)])


@pytest.mark.django_db
def test_a_draft_goes_along_and_opens_with_the_same_cookie() -> None:
    key, contents = drafts.new_key(), drafts.new_contents(sealed=True).answering({"what_happened": "Half a page."})
    migrate(BEFORE)
    with connection.cursor() as cursor:
        values = [key.digest, key.seal(contents)]
        cursor.execute("insert into concerns_draft values (%s, %s, now() + interval '1 hour')", values)
    migrate(AFTER)
    with connection.cursor() as cursor:
        cursor.execute("select ciphertext from visitors_draft where digest = %s", [key.digest])
        found = cursor.fetchone()
    assert key.open(bytes(found[0])) == contents
