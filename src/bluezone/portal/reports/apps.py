"""Its tables keep the label under which they were made, so no table moves."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """This app, as Django registers it."""

    name = "bluezone.portal.reports"
    label = "inbox"
