"""The lists of the inbox are counted from their indexes alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pathway", "0036_signed_papers"),
        ("people", "0005_email_in_one_spelling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="referral",
            name="referral_force_due",
        ),
        migrations.RemoveIndex(
            model_name="referral",
            name="referral_assigned_due",
        ),
        migrations.RemoveIndex(
            model_name="referral",
            name="referral_decided_due",
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["force", "next_due_on", "id"],
                include=("individual", "from_force", "authority", "assigned_to"),
                name="referral_force_due",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["assigned_to", "next_due_on", "id"],
                include=("individual", "from_force", "authority", "force"),
                name="referral_assigned_due",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("is_open", False), ("next_due_on__isnull", False)),
                fields=["force", "next_due_on", "id"],
                include=("individual", "from_force", "authority"),
                name="referral_decided_due",
            ),
        ),
        migrations.AddIndex(
            model_name="referraldeadline",
            index=models.Index(
                condition=models.Q(
                    ("cancelled_on__isnull", True), ("code", "pathway.tell_referrer"), ("met_on__isnull", True)
                ),
                fields=["referral"],
                name="referral_untold",
            ),
        ),
    ]
