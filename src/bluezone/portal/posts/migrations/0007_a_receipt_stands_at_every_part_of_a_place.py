"""The place and its parts, whose rows two people opened, as they were then."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0006_what_phones_were_told_of"),
        ("premises", "0004_parts_of_places_and_places_that_were_entered_twice"),
    ]

    operations = [
        migrations.AddField(
            model_name="rowrelease",
            name="reached",
            field=models.ManyToManyField(related_name="reached_by", to="premises.premises"),
        ),
    ]
