"""Drafts moved to the kernel. Their rows go along: nobody loses what they were writing while Candour is updated."""

from __future__ import annotations

from django.db import migrations

_COLUMNS = "(digest, ciphertext, expires_at)"
_THERE = f"insert into visitors_draft {_COLUMNS} select digest, ciphertext, expires_at from concerns_draft"
_BACK = f"insert into concerns_draft {_COLUMNS} select digest, ciphertext, expires_at from visitors_draft"


class Migration(migrations.Migration):
    dependencies = [("concerns", "0014_who_acts_without_an_account"), ("visitors", "0001_initial")]

    operations = [migrations.RunSQL(_THERE, _BACK), migrations.DeleteModel(name="Draft")]
