"""What is published of codes that visitors showed, and whether their phones were told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0003_paper_sheets_and_who_keyed_them"),
    ]

    operations = [
        migrations.AddField(
            model_name="doorrow",
            name="alert",
            field=models.BinaryField(max_length=16, null=True),
        ),
        migrations.AddField(
            model_name="rowrelease",
            name="phones",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="rowrelease",
            name="phones_told_at",
            field=models.DateTimeField(null=True),
        ),
    ]
