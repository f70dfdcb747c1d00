"""A password that came by a code proves nothing until it is used together with the second factor.

Which of the passwords of until now came by a code, nobody noted: each has to be used once together with its factor.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_colleagues_are_invited_to_set_anew_what_they_lost")]

    operations = [
        migrations.AddField(model_name="staff", name="password_unproven", field=models.BooleanField(default=True)),
        migrations.AlterField(model_name="staff", name="password_unproven", field=models.BooleanField(default=False)),
    ]
