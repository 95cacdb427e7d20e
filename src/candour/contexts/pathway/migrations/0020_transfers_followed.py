"""Why a transfer came back stays on it when something else follows, and what follows names it."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("pathway", "0003_the_police_side")]

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
        migrations.RemoveIndex(model_name="transfer", name="transfer_force_offered"),
        migrations.RemoveIndex(model_name="transfer", name="transfer_authority_offered"),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                fields=["force", "-is_open", "next_due_on", "-offered_on", "id"], name="transfer_force_due"
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                fields=["authority", "-is_open", "next_due_on", "-offered_on", "id"], name="transfer_authority_due"
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                fields=["force", "offered_on"],
                include=("organisation", "individual", "arm", "state", "came_to", "next_due_on", "authority"),
                name="transfer_force_board",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                fields=["authority", "offered_on"],
                include=("organisation", "individual", "arm", "state", "came_to", "next_due_on", "force"),
                name="transfer_authority_board",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                fields=["state", "next_due_on", "id"], condition=Q(is_open=True), name="transfer_open_due"
            ),
        ),
    ]
