"""Organisations, trees and contacts."""

import django.db.models.deletion
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_units_changes_and_successions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("committee", "People's Committee"),
                            ("department", "Department"),
                            ("health", "Health facility"),
                            ("school", "School"),
                            ("company", "Company"),
                            ("union", "Union, association"),
                            ("post", "Checkpoint"),
                        ],
                        max_length=12,
                    ),
                ),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("sort_key", bluezone.portal.places.fields.SortKeyField(max_length=400)),
                ("search_text", models.TextField()),
                (
                    "successor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tree",
                    models.CharField(
                        choices=[
                            ("administration", "Administration"),
                            ("profession", "Professional guidance"),
                            ("union", "Union, association"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines_up",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines_down",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("full_name", models.CharField(max_length=80)),
                ("position", models.CharField(blank=True, max_length=80)),
                ("phone", models.CharField(max_length=20)),
                ("ended_on", models.DateField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["closed_on", "kind", "sort_key"], name="organisations_in_order"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("successor", None), ("closed_on__isnull", False), _connector="OR"),
                name="only_closed_ones_are_succeeded",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("tree", "child"), name="one_place_a_tree"),
        ),
    ]
