"""Load the office's default policy terms: without them no clock could start. Office policy, not law."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from candour.kernel.deadlines.terms import DEFAULTS, DEFAULTS_FROM


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add each default. Terms that Candour ships later are added by ``deadlines defaults``."""
    model = apps.get_model("deadlines", "PolicyTerm")
    model.objects.bulk_create(
        model(
            code=default.code,
            value=default.term.value,
            unit=default.term.unit.value,
            source=default.source,
            in_force_from=DEFAULTS_FROM,
        )
        for default in DEFAULTS
    )


class Migration(migrations.Migration):
    """Data only; going back leaves the terms to the migration that drops their table."""

    dependencies = [("deadlines", "0002_terms_end_after_start")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
