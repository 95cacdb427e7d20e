"""The word for a concern that came by email; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("concerns", "0011_search_translations")]

    operations = [
        migrations.AlterField(
            model_name="concern",
            name="channel",
            field=models.CharField(
                choices=[
                    ("online", "Online form"),
                    ("phone", "Telephone call"),
                    ("letter", "Letter"),
                    ("email", "Email"),
                    ("visit", "Visit"),
                ],
                default="online",
                max_length=8,
            ),
        ),
    ]
