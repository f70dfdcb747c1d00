"""Which codes phones were told of: late ones are known by what they are, not by how many."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0005_running_phones_that_radios_counted"),
    ]

    operations = [
        migrations.AddField(
            model_name="rowrelease",
            name="told_of",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
