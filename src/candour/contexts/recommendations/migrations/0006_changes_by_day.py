"""What changed is found by its day: what was asked, what became public, and what was reported of a task."""

import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_email_in_one_spelling"),
        ("recommendations", "0005_evidence_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="addressee",
            index=models.Index(fields=["-asked_on", "-id"], name="asked_by_day"),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(
                models.OrderBy(django.db.models.functions.datetime.TruncDate("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("published_at__isnull", False)),
                include=("report",),
                name="recommendation_published_day",
            ),
        ),
        migrations.AddIndex(
            model_name="taskreport",
            index=models.Index(fields=["-reported_on", "-id"], name="task_report_by_day"),
        ),
    ]
