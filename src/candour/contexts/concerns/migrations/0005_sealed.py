"""What people write is sealed. There is no way to seal what lies there in the clear for a reporter whose receipt
nobody has, so a database of an unreleased version that holds such texts is refused, with nothing changed.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

REFUSED = (
    "This database was made by an unreleased version and holds texts in the clear. A demonstration is made anew: stop "
    "it, remove CANDOUR_HOME (.candour), and run it again. Nothing was changed."
)


def refuse_texts_in_the_clear(apps: Any, schema_editor: Any) -> None:
    for name in ("Narrative", "Message"):
        if apps.get_model("concerns", name).objects.exists():
            raise RuntimeError(REFUSED)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0004_nudges")]

    operations = [
        migrations.RunPython(refuse_texts_in_the_clear, migrations.RunPython.noop),
        *(
            migrations.RemoveField("narrative", name)
            for name in ("body_name", "place", "what_happened", "when_it_happened", "effect", "change_wanted")
        ),
        *(migrations.RemoveField("reporter", name) for name in ("name", "contact", "nudge_email", "access_needs")),
        migrations.RemoveField("message", "text"),
        migrations.AddField(
            "concern",
            "sealing_key",
            models.BinaryField(editable=False, help_text="public: whoever may write seals to it", default=b""),
            preserve_default=False,
        ),
        migrations.AddField(
            "narrative",
            "sealed",
            models.BinaryField(help_text="concerns.sealed.Told, to the concern's key", default=b""),
            preserve_default=False,
        ),
        migrations.AddField(
            "reporter",
            "sealed",
            models.BinaryField(help_text="concerns.sealed.Teller, to the concern's key", default=b""),
            preserve_default=False,
        ),
        migrations.AddField(
            "reporter",
            "nudge_sealed",
            models.BinaryField(
                null=True, blank=True, help_text="their address for messages that say nothing, to the office's key"
            ),
        ),
        migrations.AddField(
            "reporter",
            "nudge_key",
            models.CharField(max_length=16, blank=True, help_text="fingerprint of that key", default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "message",
            "sealed",
            models.BinaryField(help_text="the text, to the concern's key", default=b""),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="ConcernKey",
            fields=[
                (
                    "concern",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="key",
                        serialize=False,
                        to="concerns.concern",
                    ),
                ),
                ("for_office", models.BinaryField(help_text="sealed to the office's key")),
                ("office_key", models.CharField(help_text="fingerprint of that key", max_length=16)),
                ("for_reporter", models.BinaryField(help_text="under the key that the receipt yields")),
            ],
            options={
                "indexes": [models.Index(fields=["office_key", "concern"], name="concern_keys_by_office_key")],
            },
        ),
    ]
