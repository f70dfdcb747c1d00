"""A register knows its unit and the abbreviation of its numbers; a scan, who brought it and who confirmed it.

Registers get the abbreviation of their last numbered paper. Where two of one unit and year would have the same, as no
release refused so far, the one that is newer keeps none: its next paper is asked for another.
"""

import json

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import bluezone.portal.places.fields


def fill_registers(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    registers, papers = apps.get_model("papers", "Register"), apps.get_model("papers", "OutgoingPaper")
    held: set[tuple[str, int, str]] = set()
    for register in registers.objects.select_related("organisation").order_by("pk"):
        register.path = register.organisation.path
        if register.direction == "out":
            numbered = papers.objects.filter(
                organisation=register.organisation, year=register.year, number__isnull=False
            )
            last = numbered.order_by("-number").first()
            abbreviation = json.loads(last.content)["issuer"]["abbreviation"].upper() if last is not None else ""
            if (key := (register.path, register.year, abbreviation)) not in held:
                register.abbreviation = abbreviation
                held.add(key)
        register.save(update_fields=["path", "abbreviation"])


def fill_scans(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    signatures = apps.get_model("papers", "PaperSignature")
    for signature in signatures.objects.filter(way="by_hand", paper__is_copy=True).select_related("paper"):
        signature.paper.scan_by_id = signature.by_id
        signature.paper.save(update_fields=["scan_by"])


def _person() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0002_what_a_signer_took_note_of"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("papersignature", "is_verified", models.BooleanField(null=True)),
        migrations.AddField("outgoingpaper", "scan_by", _person()),
        migrations.AddField("outgoingpaper", "scan_confirmed_by", _person()),
        migrations.AddField("outgoingpaper", "scan_confirmed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "register", "path", bluezone.portal.places.fields.PathField(default=""), preserve_default=False
        ),
        migrations.AddField(
            "register", "abbreviation", models.CharField(blank=True, default="", max_length=20), preserve_default=False
        ),
        migrations.AddField("register", "after", models.PositiveIntegerField(default=0)),
        migrations.RunPython(fill_registers, migrations.RunPython.noop),
        migrations.RunPython(fill_scans, migrations.RunPython.noop),
    ]
