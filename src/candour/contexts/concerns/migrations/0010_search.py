"""The blind index. Its rows go with the concern's key in the database itself, and its numbers are found by a GIN index
that is always up to date: the few concerns a minute that are added can wait, whoever searches should not.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import candour.contexts.concerns.models.searching


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0009_concerndocument"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "concern",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="concerns.concernkey",
                    ),
                ),
                (
                    "tokens",
                    candour.contexts.concerns.models.searching.Numbers(
                        help_text="each word once, in no order of the text"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "search entries",
            },
        ),
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField(help_text="to the office's key")),
                ("office_key", models.CharField(help_text="fingerprint of that key", max_length=16)),
            ],
        ),
        migrations.RunSQL(
            "alter table concerns_searchentry add constraint search_entry_goes_with_key"
            " foreign key (concern_id) references concerns_concernkey (concern_id) on delete cascade",
            "alter table concerns_searchentry drop constraint search_entry_goes_with_key",
        ),
        migrations.RunSQL(
            "create index search_entry_tokens on concerns_searchentry using gin (tokens) with (fastupdate = off)",
            "drop index search_entry_tokens",
        ),
        migrations.AddField(
            model_name="message",
            name="in_index",
            field=models.BooleanField(default=False, help_text="its words can be searched for"),
        ),
        migrations.AddField(
            model_name="narrative",
            name="in_index",
            field=models.BooleanField(default=False, help_text="its words can be searched for"),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("assigned_to__isnull", False)),
                fields=["assigned_to", "-received_on", "-id"],
                name="concern_assigned_received",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("in_index", False)), fields=["id"], name="message_not_in_index"),
        ),
        migrations.AddIndex(
            model_name="narrative",
            index=models.Index(
                condition=models.Q(("in_index", False)), fields=["concern"], name="narrative_not_in_index"
            ),
        ),
        migrations.AddConstraint(
            model_name="searchkey",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="one_search_key"),
        ),
        # The framework's own default of the database would be read back after an insert, by people who may write a
        # message and may not read one.
        *(
            migrations.RunSQL(
                f"alter table concerns_{table} alter column in_index set default false",
                f"alter table concerns_{table} alter column in_index drop default",
            )
            for table in ("narrative", "message")
        ),
    ]
