"""The numbers of an outbreak are read from an index on SQLite, and sent as one value on PostgreSQL."""

from django.conf import settings
from django.db import migrations, models

import bluezone.portal.tracing.columns


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_persons_are_indexed_as_they_are_searched"),
        ("places", "0001_units_changes_and_successions"),
        ("tracing", "0007_where_a_case_has_been_is_said_anew_or_withdrawn"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("withdrawn_at", None)), fields=["exposure"], name="evidence_that_holds"
            ),
        ),
        migrations.AddIndex(
            model_name="exposure",
            index=bluezone.portal.tracing.columns.KeptNumbers(
                models.F("outbreak"),
                models.F("id"),
                bluezone.portal.tracing.columns.Packed(
                    "id",
                    "source_id",
                    "target_id",
                    bluezone.portal.tracing.columns.DayNumber("first_day", 0),
                    bluezone.portal.tracing.columns.DayNumber("last_day", 4000000),
                ),
                condition=models.Q(("is_alive", True)),
                name="exposures_as_numbers",
            ),
        ),
        migrations.AddIndex(
            model_name="involvement",
            index=bluezone.portal.tracing.columns.KeptNumbers(
                models.F("outbreak"),
                models.F("id"),
                models.F("regime"),
                bluezone.portal.tracing.columns.Packed(
                    "id",
                    "person_id",
                    bluezone.portal.tracing.columns.DayNumber("set_apart_on", 4000000),
                    bluezone.portal.tracing.columns.Otherwise("level", 255),
                    bluezone.portal.tracing.columns.Otherwise("through_id", 0),
                    bluezone.portal.tracing.columns.DayNumber("possible_from", 0),
                ),
                name="involved_as_numbers",
            ),
        ),
    ]
