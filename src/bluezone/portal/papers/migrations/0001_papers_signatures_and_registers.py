"""Papers that go out, their files and signatures, papers that come in, and the registers of both."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_organisations_trees_and_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OutgoingPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("kind", models.CharField(blank=True, max_length=4)),
                ("symbol", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=500)),
                ("content", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waits for signature"),
                            ("signed", "Signed by a person"),
                            ("sealed", "Signed by the organisation"),
                            ("issued", "Issued"),
                            ("recalled", "Recalled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("check_key", models.CharField(max_length=32, unique=True)),
                ("drafted_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=300)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("number", models.PositiveIntegerField(null=True)),
                ("dated_on", models.DateField(null=True)),
                ("pages", models.PositiveSmallIntegerField(default=0)),
                ("is_copy", models.BooleanField(default=False)),
                ("issued_at", models.DateTimeField(null=True)),
                ("recalled_at", models.DateTimeField(null=True)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "issued_by",
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
                        related_name="papers",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "recalled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaperFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("prepared", "set with its number, to be signed"),
                            ("signed", "signed"),
                            ("scan", "scan of the paper signed by hand"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("digest", models.CharField(db_index=True, max_length=64)),
                ("content", models.BinaryField()),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="papers.outgoingpaper"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaperSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "capacity",
                    models.CharField(
                        choices=[("person", "Signatory"), ("organisation", "Organisation")], max_length=12
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("certificate", "certificate file"),
                            ("token", "token of this server"),
                            ("elsewhere", "the office's own tool"),
                            ("by_hand", "by hand, on paper"),
                        ],
                        max_length=12,
                    ),
                ),
                ("signer", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="papers.outgoingpaper",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Register",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direction", models.CharField(choices=[("out", "Outgoing"), ("in", "Incoming")], max_length=3)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IncomingPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("arrived_on", models.DateField()),
                ("author", models.CharField(max_length=200)),
                ("paper_code", models.CharField(max_length=60)),
                ("dated_on", models.DateField()),
                ("type_name", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=500)),
                ("unit", models.CharField(max_length=120)),
                ("due_on", models.DateField(null=True)),
                ("urgency", models.CharField(blank=True, max_length=20)),
                ("pages", models.PositiveSmallIntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("triple", models.CharField(db_index=True, max_length=300)),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "year", "number"), name="one_arrival_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="arrivals_are_counted_from_one"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="outgoingpaper",
            index=models.Index(fields=["organisation", "-id"], name="papers_of_an_organisation"),
        ),
        migrations.AddIndex(
            model_name="outgoingpaper",
            index=models.Index(fields=["path", "-id"], name="papers_of_a_unit_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="outgoingpaper",
            constraint=models.UniqueConstraint(fields=("organisation", "year", "number"), name="one_paper_a_number"),
        ),
        migrations.AddConstraint(
            model_name="outgoingpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dated_on", None), ("number", None), ("year", None)),
                    models.Q(("dated_on__isnull", False), ("number__gte", 1), ("year__isnull", False)),
                    _connector="OR",
                ),
                name="number_and_date_come_together",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__isnull", False), ("state__in", ["draft", "submitted"]), _connector="OR"),
                name="a_signed_paper_has_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="register",
            constraint=models.UniqueConstraint(
                fields=("organisation", "direction", "year"), name="one_register_a_year"
            ),
        ),
    ]
