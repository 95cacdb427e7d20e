"""What the person, or a parent for them, asks by a code that the owner of their record gave them."""

import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import candour.contexts.pathway.references


class Migration(migrations.Migration):
    dependencies = [
        ("pathway", "0020_transfers_followed"),
        ("people", "0004_deputy_of_the_commissioner"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RightsAccess",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("nation", models.CharField(blank=True, max_length=20)),
                (
                    "regime",
                    models.CharField(
                        choices=[("uk_gdpr", "UK GDPR"), ("dpa_part_3", "Data Protection Act 2018, Part 3")],
                        max_length=12,
                    ),
                ),
                ("code_digest", models.BinaryField(unique=True)),
                (
                    "capacity",
                    models.CharField(
                        choices=[("person", "The person"), ("parent", "A parent or guardian")], max_length=10
                    ),
                ),
                (
                    "released",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("state", "Where it stands"),
                                ("since", "Since when"),
                                ("next", "By when the next thing is to happen"),
                                ("body", "Which body has it"),
                            ],
                            max_length=10,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="the owner's words to them",
                        validators=[django.core.validators.MaxLengthValidator(4000)],
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(help_text="the last day on which the code opens anything")),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "end_reason",
                    models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)]),
                ),
                ("is_synthetic", models.BooleanField(default=False)),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rights",
                        to="pathway.panelcase",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "force",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "individual",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rights", to="pathway.individual"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rights", to="pathway.referral"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "rights accesses",
            },
        ),
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "reference",
                    models.CharField(
                        default=candour.contexts.pathway.references.new_rights,
                        editable=False,
                        max_length=11,
                        unique=True,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Ask a question"),
                            ("access", "Get a copy of what is held about me"),
                            ("rectification", "Have something corrected"),
                            ("objection", "Object to what is held, or to how it is used"),
                            ("challenge", "Challenge a decision"),
                            ("withdrawal", "Withdraw consent to support"),
                        ],
                        max_length=15,
                    ),
                ),
                ("text", models.TextField(validators=[django.core.validators.MaxLengthValidator(20000)])),
                ("nation", models.CharField(blank=True, max_length=20)),
                ("asked_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("done", "Done as asked"), ("partly", "Done in part"), ("refused", "Not done")],
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(20000)])),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("state", models.CharField(max_length=20)),
                ("procedure_version", models.PositiveSmallIntegerField()),
                ("is_open", models.BooleanField(default=True)),
                ("next_due_on", models.DateField(blank=True, null=True)),
                ("is_synthetic", models.BooleanField(default=False)),
                (
                    "access_given",
                    models.ForeignKey(
                        db_column="access_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to="pathway.rightsaccess",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RightsDeadline",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=60)),
                ("started_on", models.DateField()),
                ("term_value", models.PositiveSmallIntegerField()),
                (
                    "term_unit",
                    models.CharField(
                        choices=[("working_days", "working days"), ("days", "days"), ("months", "months")],
                        max_length=15,
                    ),
                ),
                (
                    "nation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("england", "England"),
                            ("wales", "Wales"),
                            ("scotland", "Scotland"),
                            ("northern_ireland", "Northern Ireland"),
                        ],
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField()),
                ("met_on", models.DateField(blank=True, null=True)),
                ("cancelled_on", models.DateField(blank=True, null=True)),
                ("paused_on", models.DateField(blank=True, null=True)),
                ("started_by", models.UUIDField(blank=True, editable=False, null=True)),
                ("met_by", models.UUIDField(blank=True, editable=False, null=True)),
                ("cancelled_by", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="pathway.rightsrequest",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RightsStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(help_text="position in the record's own history, from 1")),
                ("step", models.CharField(max_length=40)),
                ("from_state", models.CharField(blank=True, max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                (
                    "by_kind",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("reporter", "Reporter"),
                            ("referrer", "Referrer"),
                            ("person", "Person"),
                            ("system", "System"),
                        ],
                        max_length=10,
                    ),
                ),
                ("taken_on", models.DateField()),
                (
                    "taken_at",
                    models.DateTimeField(
                        help_text="empty for a reporter: the exact time could point to them", null=True
                    ),
                ),
                (
                    "rationale",
                    models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)]),
                ),
                ("ledger_entry", models.UUIDField(unique=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pathway.rightsstep",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="pathway.rightsrequest"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="rightsaccess",
            index=models.Index(fields=["force", "-given_at"], name="rights_access_force"),
        ),
        migrations.AddIndex(
            model_name="rightsaccess",
            index=models.Index(fields=["authority", "-given_at"], name="rights_access_authority"),
        ),
        migrations.AddConstraint(
            model_name="rightsaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gte", models.F("from_on"))), name="rights_access_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("authority__isnull", True), ("case__isnull", True), ("force__isnull", False)),
                    models.Q(("authority__isnull", False), ("case__isnull", False), ("force__isnull", True)),
                    _connector="OR",
                ),
                name="rights_access_has_one_body",
            ),
        ),
        migrations.AddIndex(
            model_name="rightsrequest",
            index=models.Index(fields=["access_given", "is_open", "next_due_on", "id"], name="rights_request_due"),
        ),
    ]
