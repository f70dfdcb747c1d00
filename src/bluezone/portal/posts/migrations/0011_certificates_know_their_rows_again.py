"""What is kept of the numbers of erased rows, so that a parcel that comes again is known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0010_doors_from_before_open_every_day")]

    operations = [
        migrations.AddField(model_name="erasure", name="marks", field=models.BinaryField(default=b"")),
    ]
