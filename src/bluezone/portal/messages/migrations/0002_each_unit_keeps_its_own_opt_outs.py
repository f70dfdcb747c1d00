"""An address may be noted by several units, each for itself: what one of them lifts, the others keep."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messages", "0001_messages_and_opt_outs")]

    operations = [
        migrations.AlterField("optout", "address_hash", models.CharField(db_index=True, max_length=64)),
        migrations.AddConstraint(
            "optout",
            models.UniqueConstraint(fields=("address_hash", "path"), name="one_opt_out_a_unit"),
        ),
    ]
