"""A countersignature names the assessor whom its assessment names: so the check that they are two people holds."""

from __future__ import annotations

from django.db import migrations

_APART = """
alter table pathway_countersignature add constraint countersignature_names_the_assessor
  foreign key (assessment_id, assessed_by_id) references pathway_assessment (id, assessed_by_id) on delete cascade
"""


class Migration(migrations.Migration):
    dependencies = [("pathway", "0001_initial")]

    operations = [
        migrations.RunSQL(
            _APART, "alter table pathway_countersignature drop constraint countersignature_names_the_assessor"
        ),
    ]
