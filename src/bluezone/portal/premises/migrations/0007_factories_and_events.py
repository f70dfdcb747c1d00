"""A place may be a factory or an event: two more words for what it is."""

from django.db import migrations, models

_KINDS = [
    ("shop", "Shop"),
    ("market", "Market"),
    ("food", "Restaurant, café"),
    ("office", "Office, workplace"),
    ("school", "School"),
    ("health", "Clinic, hospital"),
    ("hotel", "Hotel, lodging"),
    ("worship", "Place of worship"),
    ("transport", "Bus, station"),
    ("factory", "Factory, workshop"),
    ("event", "Event: wedding, festival, fair"),
    ("public", "Other public place"),
]


class Migration(migrations.Migration):
    dependencies = [("premises", "0006_hamlets_of_places_and_telephones_of_communes")]

    operations = [
        migrations.AlterField("premises", "kind", models.CharField(max_length=12, choices=_KINDS)),
        migrations.AlterField("toldplace", "kind", models.CharField(max_length=12, choices=_KINDS)),
    ]
