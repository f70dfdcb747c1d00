"""A certificate may be brought with its key, which nobody else has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("papers", "0008_certificates_that_sign_for_an_organisation")]

    operations = [
        migrations.AddField(
            model_name="notedcertificate",
            name="with_key",
            field=models.BooleanField(default=False),
        ),
    ]
