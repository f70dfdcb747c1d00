"""A correction that was confirmed counts until another one is confirmed, not only until somebody proposes one: one constraint becomes two looser ones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rollout_desk", "0010_who_works_for_whom_under_one_name")]

    operations = [
        migrations.RemoveConstraint(model_name="correctionrecord", name="one_correction_a_figure"),
        migrations.AddConstraint(
            model_name="correctionrecord",
            constraint=models.UniqueConstraint(
                fields=["participant", "indicator"],
                condition=models.Q(withdrawn_at=None, confirmed_at=None),
                name="one_proposal_a_figure",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrecord",
            constraint=models.UniqueConstraint(
                fields=["participant", "indicator"],
                condition=models.Q(withdrawn_at=None, confirmed_at__isnull=False),
                name="one_confirmed_correction_a_figure",
            ),
        ),
    ]
