"""Papers are found by their subjects and symbols without marks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("papers", "0005_pages_that_a_signer_turned")]

    operations = [
        migrations.AddField(model_name="outgoingpaper", name="search_text", field=models.TextField(default="")),
    ]
