"""The evidence files of updates and claims, as files whose keys stand beside them."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0004_followed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "series",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="the same for all versions of a file"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("taken_in", "Being checked"),
                            ("checked", "Checked"),
                            ("scanned", "Scanned"),
                            ("released", "Scanned, clean"),
                            ("refused", "Refused"),
                        ],
                        default="taken_in",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="a code of kernel.documents.reasons", max_length=20)),
                ("kind", models.CharField(blank=True, max_length=5)),
                ("address", models.CharField(max_length=64)),
                ("details", models.BinaryField()),
                (
                    "pages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), blank=True, default=list, size=None
                    ),
                ),
                ("copy", models.CharField(blank=True, max_length=64)),
                ("wants_copy", models.BooleanField(default=False)),
                ("taken_in_on", models.DateField()),
                ("settled_on", models.DateField(blank=True, help_text="released or refused", null=True)),
                ("key", models.BinaryField(help_text="opens this file and no other")),
                (
                    "number",
                    models.PositiveSmallIntegerField(help_text="from 1, in the order in which the body attached them"),
                ),
                ("set_aside_on", models.DateField(null=True)),
                (
                    "set_aside_words",
                    models.TextField(
                        blank=True,
                        help_text="what is wrong with it",
                        validators=[django.core.validators.MaxLengthValidator(4000)],
                    ),
                ),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_files",
                        to="recommendations.addressee",
                    ),
                ),
                (
                    "attached_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="recommendations.claim",
                    ),
                ),
                (
                    "set_aside_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "update",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="recommendations.update",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["taken_in", "checked", "scanned"])),
                        fields=["taken_in_on"],
                        name="evidence_waiting",
                    ),
                    models.Index(fields=["address"], name="evidence_address"),
                    models.Index(
                        condition=models.Q(("copy", ""), _negated=True), fields=["copy"], name="evidence_copy"
                    ),
                    django.contrib.postgres.indexes.GinIndex(fields=["pages"], name="evidence_pages"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("series", "version"), name="evidencefile_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="evidencefile_version_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "released"), _negated=True),
                            models.Q(
                                ("reason", ""), models.Q(("pages", []), _negated=True), ("settled_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="evidencefile_released_has_pages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(models.Q(("reason", ""), _negated=True), ("pages", []), ("copy", "")),
                            _connector="OR",
                        ),
                        name="evidencefile_refused_shows_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_on__isnull", True), ("settled_on__gte", models.F("taken_in_on")), _connector="OR"
                        ),
                        name="evidencefile_settled_after",
                    ),
                    models.UniqueConstraint(fields=("addressee", "number"), name="evidence_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim__isnull", True), ("update__isnull", False)),
                            models.Q(("claim__isnull", False), ("update__isnull", True)),
                            _connector="OR",
                        ),
                        name="evidence_of_an_update_or_a_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("set_aside_by__isnull", True), ("set_aside_on__isnull", True), ("set_aside_words", "")
                            ),
                            models.Q(
                                ("set_aside_by__isnull", False),
                                ("set_aside_on__isnull", False),
                                models.Q(("set_aside_words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_set_aside_says_why",
                    ),
                ],
            },
        ),
    ]
