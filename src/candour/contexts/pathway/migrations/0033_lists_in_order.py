"""The lists of the pathway come in the order of their indexes, and those decided that still wait for something are few."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pathway", "0032_action_answers"),
        ("people", "0005_email_in_one_spelling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="panelcase",
            name="case_authority_due",
        ),
        migrations.RemoveIndex(
            model_name="transfer",
            name="transfer_service_due",
        ),
        migrations.AddIndex(
            model_name="panelcase",
            index=models.Index(fields=["authority", "-is_open", "next_due_on", "id"], name="case_authority_due"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("is_open", False), ("next_due_on__isnull", False)),
                fields=["force", "next_due_on", "id"],
                name="referral_decided_due",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                fields=["organisation", "-is_open", "next_due_on", "-offered_on", "id"], name="transfer_service_due"
            ),
        ),
    ]
