"""An approval binds the whole SHA-256 of the facts; eight signs of it are shown, and never compared.

Rows get the hash of the words that they hold, where these still are the words of their eight signs. A row that was bent
keeps an empty one, and goes on saying nothing.
"""

import hashlib
import json
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def digest_of(facts: dict[str, Any]) -> str:
    """Names the facts as `rollout.announcing.facts.Facts.digest` does."""
    parts = [facts["headline"], *facts["facts"], facts["action"], facts["contact"], facts["issuer"]]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def fill(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    announcements = apps.get_model("announcements", "Announcement")
    for row in announcements.objects.iterator():
        digest = digest_of(row.facts)
        if digest[:8].upper() == row.fingerprint:
            row.digest = digest
            row.save(update_fields=["digest"])


class Migration(migrations.Migration):
    dependencies = [("announcements", "0002_the_directive_that_an_announcement_carries_out")]

    operations = [
        migrations.AddField(
            "announcement", "digest", models.CharField(default="", max_length=64), preserve_default=False
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
