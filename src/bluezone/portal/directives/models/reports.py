"""A participant's report: what is being typed, what was sent, every step, and two keyings of a paper."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.directives.models.directives import ID_LENGTH, File, Participant
from bluezone.portal.identity.models import Staff


class ReportRecord(models.Model):
    """What one participant answers. Figures are the last ones sent; `draft` is what is being typed."""

    class State(models.TextChoices):
        """The states of a report, by the core's own names."""

        DRAFT = "draft", gettext_lazy("Being written")
        SUBMITTED = "submitted", gettext_lazy("Sent")
        APPROVED = "approved", gettext_lazy("Approved")
        LOCKED = "locked", gettext_lazy("Locked")

    class Way(models.TextChoices):
        """How a report came in."""

        WEB = "web", gettext_lazy("Web form")
        FILE = "file", gettext_lazy("Spreadsheet")
        PAPER = "paper", gettext_lazy("Paper, keyed twice")

    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="report")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    way = models.CharField(max_length=5, choices=Way.choices, default=Way.WEB)
    as_of = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    """When it was last sent."""
    draft = models.JSONField(default=dict)
    """Texts as typed, by field: never judged before they are sent."""
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    revision = models.PositiveIntegerField(default=0)
    """Of the draft, one more at each saving: whoever types on an older one is told so."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "submitted", "approved", "locked")),
                name="report_is_in_a_known_state",
            ),
        )

    def __str__(self) -> str:
        return f"{self.participant}: {self.state}"


class FigureRecord(models.Model):
    """One count of one report, and the file that it came in."""

    report = models.ForeignKey(ReportRecord, on_delete=models.PROTECT, related_name="figures")
    indicator = models.CharField(max_length=ID_LENGTH)
    value = models.PositiveBigIntegerField()
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report", "indicator"], name="one_figure_an_indicator"),)
        indexes = (models.Index(fields=["indicator", "report", "value"], name="figures_by_indicator"),)

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"


class NothingRecord(models.Model):
    """The answer "nothing to report" to one instruction."""

    report = models.ForeignKey(ReportRecord, on_delete=models.PROTECT, related_name="nothing")
    instruction = models.CharField(max_length=ID_LENGTH)
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report", "instruction"], name="nothing_said_once"),)

    def __str__(self) -> str:
        return f"{self.instruction}: {self.reason}"


class TransitionRecord(models.Model):
    """One step of a report. Rows are added and never changed."""

    report = models.ForeignKey(ReportRecord, on_delete=models.PROTECT, related_name="transitions")
    step = models.CharField(max_length=12)
    acting_for = models.CharField(max_length=ID_LENGTH, db_column="post")
    """The participant for whom it was done."""
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "rollout_desk_actrecord"
        indexes = (models.Index(fields=["report", "id"], name="acts_of_a_report"),)

    def __str__(self) -> str:
        return f"{self.step} {self.at:%d/%m/%Y %H:%M}"


class Answer(models.Model):
    """What a person said to a question that a rule asked about the figures as they were sent."""

    report = models.ForeignKey(ReportRecord, on_delete=models.PROTECT, related_name="answers")
    rule = models.CharField(max_length=40)
    indicators = models.CharField(max_length=300)
    """Ids, with commas between."""
    question = models.CharField(max_length=500)
    answer = models.CharField(max_length=500)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.rule}: {self.answer}"


class KeyingRecord(models.Model):
    """What one person typed from the scan of a paper report."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="keyings")
    scan = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    as_of = models.DateField()
    values = models.JSONField(default=dict)
    nothing = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scan", "participant", "by"], name="one_keying_a_person"),)

    def __str__(self) -> str:
        return f"{self.participant}: {self.by}"
