"""Since when tracing has somebody set apart by a stay, so that a recall takes back that day and no other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("isolation", "0001_who_stays_apart_by_which_decision")]

    operations = [
        migrations.AddField(model_name="stay", name="apart_noted", field=models.DateField(null=True)),
    ]
