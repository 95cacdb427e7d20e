"""A file that a reporter sends has a key of its own, and can lie in the sealed identity."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("concerns", "0012_email_in_one_spelling")]

    operations = [
        migrations.AddField(
            model_name="concerndocument",
            name="is_sealed",
            field=models.BooleanField(default=False, help_text="what opens it lies in the sealed identity"),
        ),
        migrations.AddConstraint(
            model_name="concerndocument",
            constraint=models.CheckConstraint(
                condition=Q(("is_sealed", False), ("direction", "from_reporter"), _connector="OR"),
                name="document_of_office_is_not_sealed",
            ),
        ),
        migrations.AddField(
            model_name="identitypiece",
            name="document",
            field=models.ForeignKey(
                blank=True,
                help_text="of which file it holds the key",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="concerns.concerndocument",
            ),
        ),
        migrations.CreateModel(
            name="DocumentKey",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="key",
                        serialize=False,
                        to="concerns.concerndocument",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="concerns.concern"
                    ),
                ),
                ("for_concern", models.BinaryField(blank=True, help_text="under the concern's key", null=True)),
                (
                    "for_worker",
                    models.BinaryField(blank=True, help_text="sealed to the office's key, while it waits", null=True),
                ),
                ("office_key", models.CharField(blank=True, help_text="fingerprint of that key", max_length=16)),
                ("for_reporter", models.BinaryField(help_text="under what the receipt yields")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=Q(("for_worker__isnull", False)),
                        fields=["office_key"],
                        name="file_keys_by_office_key",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("for_concern__isnull", True), ("for_worker__isnull", True), _connector="OR"),
                        name="file_key_wrapped_for_one",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("for_worker__isnull", True), ("office_key", "")),
                            Q(("for_worker__isnull", False), Q(("office_key", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="file_key_names_its_office_key",
                    ),
                ],
            },
        ),
    ]
