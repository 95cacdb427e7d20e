"""Why a transfer came back stays on it when something else follows, and what follows names it."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("pathway", "0002_countersignature")]

    operations = [
        migrations.AddField(
            model_name="transfer",
            name="came_to",
            field=models.CharField(
                blank=True,
                choices=[("declined", "Declined"), ("lapsed", "Lapsed"), ("taken_back", "Taken back")],
                default="",
                help_text="why it came back to the owner; stays when something else follows",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="transfer",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                help_text="the one before",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="pathway.transfer",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                fields=["state", "next_due_on", "id"], condition=Q(is_open=True), name="transfer_open_due"
            ),
        ),
    ]
