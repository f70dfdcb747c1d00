"""Lists as they were sent, their entries, remembered mappings, and doubles with what was decided."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0004_cases_of_a_province_stand_in_order"),
        ("organisations", "0001_organisations_trees_and_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("household", "Households"),
                            ("business", "Businesses and lodgings"),
                            ("contacts", "Contacts of a case"),
                        ],
                        max_length=12,
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("name", models.CharField(max_length=200)),
                ("sort_key", bluezone.portal.places.fields.SortKeyField(max_length=1000)),
                ("search_text", models.TextField()),
                ("birth", models.CharField(blank=True, max_length=10)),
                ("sex", models.CharField(blank=True, max_length=6)),
                ("phones", models.CharField(blank=True, max_length=200)),
                ("compared_as", models.CharField(max_length=200)),
                ("identity", models.CharField(blank=True, max_length=20)),
                ("commune_code", models.CharField(blank=True, max_length=12)),
                ("commune", models.CharField(blank=True, max_length=80)),
                ("facts", models.JSONField(default=dict)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listed_contacts",
                        to="cases.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doubles",
                        to="registers.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EntryKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(db_index=True, max_length=32)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="registers.entry"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SentList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("household", "Households"),
                            ("business", "Businesses and lodgings"),
                            ("contacts", "Contacts of a case"),
                        ],
                        max_length=12,
                    ),
                ),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("name", models.CharField(max_length=120)),
                ("data", models.BinaryField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Being read"),
                            ("shown", "Waits for your word"),
                            ("storing", "Being stored"),
                            ("stored", "Stored"),
                            ("refused", "Cannot be read"),
                            ("put_aside", "Put aside"),
                        ],
                        max_length=10,
                    ),
                ),
                ("choices", models.JSONField(default=dict)),
                ("preview", models.JSONField(null=True)),
                ("problem", models.JSONField(null=True)),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("heartbeat", models.DateTimeField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("sent_at", models.DateTimeField()),
                ("stored_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_lists",
                        to="cases.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="entry",
            name="sent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="registers.sentlist"
            ),
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pair", models.CharField(max_length=64)),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                (
                    "verdict",
                    models.CharField(choices=[("same", "The same"), ("different", "Two different ones")], max_length=9),
                ),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("pair", "path"), name="one_decision_a_pair_and_unit")],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("score", models.PositiveSmallIntegerField()),
                ("reasons", models.JSONField()),
                ("pair", models.CharField(db_index=True, max_length=64)),
                (
                    "verdict",
                    models.CharField(
                        blank=True, choices=[("same", "The same"), ("different", "Two different ones")], max_length=9
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="candidates", to="registers.entry"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registers.entry"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["verdict", "-score", "id"], name="candidates_likeliest_first")],
                "constraints": [models.UniqueConstraint(fields=("entry", "other"), name="one_candidate_a_pair")],
            },
        ),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("household", "Households"),
                            ("business", "Businesses and lodgings"),
                            ("contacts", "Contacts of a case"),
                        ],
                        max_length=12,
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                ("columns", models.JSONField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "kind", "fingerprint"), name="one_mapping_a_header")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="sentlist",
            index=models.Index(fields=["state", "heartbeat"], name="lists_that_wait_for_work"),
        ),
        migrations.AddConstraint(
            model_name="sentlist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "stored")),
                fields=("kind", "path", "digest"),
                name="the_same_list_is_stored_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("reading", "shown", "storing")),
                    models.Q(("data", None), ("preview", None)),
                    _connector="OR",
                ),
                name="a_file_is_erased_when_it_is_done_with",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", False), ("kind", "contacts")),
                    models.Q(models.Q(("kind", "contacts"), _negated=True), ("case", None)),
                    _connector="OR",
                ),
                name="contacts_belong_to_a_case",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["kind", "sort_key", "id"], name="entries_in_order"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["kind", "path", "sort_key"], name="entries_of_a_unit_in_order"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("sent", "row"), name="one_entry_a_row"),
        ),
    ]
