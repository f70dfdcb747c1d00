"""Which certificates sign for an organisation, on whose word; and under which of them a signature came."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_organisations_trees_and_contacts"),
        ("papers", "0007_every_paper_can_be_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NotedCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                (
                    "capacity",
                    models.CharField(
                        choices=[("person", "Signatory"), ("organisation", "Organisation")], max_length=12
                    ),
                ),
                ("fingerprint", models.CharField(db_index=True, max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("named_organisation", models.CharField(blank=True, max_length=200)),
                ("issuer", models.CharField(max_length=200)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                ("brought_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "brought_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="papersignature",
            name="certificate",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.notedcertificate"
            ),
        ),
        migrations.AddConstraint(
            model_name="notedcertificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("organisation", "fingerprint"),
                name="a_certificate_is_noted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notedcertificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("capacity", "organisation"), ("confirmed_at__isnull", False), ("ended_at", None)),
                fields=("fingerprint",),
                name="a_seal_is_one_organisations",
            ),
        ),
        migrations.AddConstraint(
            model_name="notedcertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("brought_by")), _negated=True),
                    _connector="OR",
                ),
                name="another_person_confirms_a_certificate",
            ),
        ),
    ]
