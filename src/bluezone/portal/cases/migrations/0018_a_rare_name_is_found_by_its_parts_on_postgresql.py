"""PostgreSQL finds a name by its parts; the index of before, by which it never looked for one, makes room for that."""

from django.db import migrations

import bluezone.portal.frame.searching


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_persons_are_indexed_as_they_are_searched")]

    operations = [
        migrations.RemoveIndex(model_name="person", name="persons_as_they_are_searched"),
        migrations.AddIndex(
            model_name="person",
            index=bluezone.portal.frame.searching.FoundByParts(
                fields=["search_text", "phone"], name="persons_as_they_are_searched"
            ),
        ),
    ]
