"""Which papers came of a directive, and the sums as they stood when each was drafted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.directives.models.directives import DirectiveRecord, Participant
from bluezone.portal.papers.models import OutgoingPaper


class RolloutPaper(models.Model):
    """One paper of a directive. Its way from draft to recall is kept by the room of papers."""

    class What(models.TextChoices):
        """What a paper of a directive is for."""

        REPORT = "report", gettext_lazy("Consolidated report")
        COVER = "cover", gettext_lazy("Letter that sends the report")
        CHASING = "chasing", gettext_lazy("Letter to those who are late")

    directive = models.ForeignKey(DirectiveRecord, on_delete=models.PROTECT, related_name="papers")
    what = models.CharField(max_length=8, choices=What.choices)
    acting_for = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="papers", db_column="post_id")
    """Whose paper it is."""
    paper = models.OneToOneField(OutgoingPaper, on_delete=models.PROTECT, related_name="rollout")
    figures = models.JSONField(default=dict)
    """The sums that stand in it, by indicator: what changed since is seen."""
    beside = models.JSONField(default=dict)
    """What else it says of the reports (`selectors/differing.py`); empty for papers from before that was kept."""
    asked = models.JSONField(default=dict)
    """The writer's request, so that the same paper can be written from other sums; empty for papers from before."""
    as_of = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["directive", "-id"], name="papers_of_a_directive"),)

    def __str__(self) -> str:
        return f"{self.directive}: {self.what}"
