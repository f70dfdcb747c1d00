"""What a case said before somebody corrected it, why it was closed, and a name as it is looked for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_two_say_that_one_person_is_enough"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="person", name="search_text", field=models.TextField(default="")),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("opened", "Waits for a second person"),
                    ("confirmed", "Confirmed"),
                    ("closed", "Closed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="corrected_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("over", "The illness is over"),
                    ("died", "The person has died"),
                    ("no_case", "Not a case: the test was wrong"),
                    ("double", "Opened twice"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="case",
            name="closed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(model_name="case", name="closed_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("full_name", models.CharField(max_length=80)),
                ("phone", models.CharField(max_length=20)),
                ("onset", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="cases.case"
                    ),
                ),
            ],
        ),
    ]
