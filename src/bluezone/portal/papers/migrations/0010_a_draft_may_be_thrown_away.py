"""A draft that nobody needs is thrown away: a state of its own, without a number."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_names_with_signs_in_them_can_be_found"),
        ("papers", "0009_a_certificate_is_brought_with_its_key"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="outgoingpaper",
            name="a_signed_paper_has_a_number",
        ),
        migrations.AlterField(
            model_name="outgoingpaper",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Waits for signature"),
                    ("signed", "Signed by a person"),
                    ("sealed", "Signed by the organisation"),
                    ("issued", "Issued"),
                    ("recalled", "Recalled"),
                    ("discarded", "Thrown away"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number__isnull", False), ("state__in", ("draft", "submitted", "discarded")), _connector="OR"
                ),
                name="a_signed_paper_has_a_number",
            ),
        ),
    ]
