"""What the owner of an action says became of it."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pathway", "0031_meetings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "said",
                    models.CharField(choices=[("done", "It is done"), ("cannot", "It cannot be done")], max_length=10),
                ),
                (
                    "words",
                    models.TextField(
                        help_text="what was done, or why it cannot be done",
                        validators=[django.core.validators.MaxLengthValidator(4000)],
                    ),
                ),
                ("said_at", models.DateTimeField()),
                (
                    "action",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answer", to="pathway.meetingaction"
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="action_answer_has_words"
                    )
                ],
            },
        ),
    ]
