"""Translations of what stands in a mailbox can be searched for too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("concerns", "0010_search")]

    operations = [
        migrations.AddField(
            model_name="messagetranslation",
            name="in_index",
            field=models.BooleanField(default=False, help_text="its words can be searched for"),
        ),
        migrations.AddIndex(
            model_name="messagetranslation",
            index=models.Index(condition=models.Q(("in_index", False)), fields=["id"], name="translation_not_in_index"),
        ),
        migrations.RunSQL(
            "alter table concerns_messagetranslation alter column in_index set default false",
            "alter table concerns_messagetranslation alter column in_index drop default",
        ),
    ]
