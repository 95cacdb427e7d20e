"""Drafts stand in the kernel: two contexts keep forms in them."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "digest",
                    models.BinaryField(
                        help_text="hash of what the cookie's key derives", primary_key=True, serialize=False
                    ),
                ),
                ("ciphertext", models.BinaryField()),
                ("expires_at", models.DateTimeField(help_text="rounded up to a quarter of an hour")),
            ],
            options={"indexes": [models.Index(fields=["expires_at"], name="draft_expires")]},
        ),
    ]
