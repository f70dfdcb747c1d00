"""Sealed reports as they came, and the key that opens them, wrapped. No word of an owner is kept in clear; of a
declaration its class is, which orders the work, and of an opened report its days and what `evidence.py` names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField


class ReportKey(models.Model):
    """A key pair of this portal: the public half is in the exchange's key list, the private half only ever wrapped."""

    public = models.BinaryField(max_length=32, unique=True)
    wrapped = models.BinaryField()
    """Under a file in the data directory, which no backup holds: opens reports from day to day."""
    path = PathField()
    """Where reports go that name no unit we know."""
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return bytes(self.public).hex()[:16]


class Recovery(models.Model):
    """An officer's recovery phrase; only its public half is known here."""

    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="recovery")
    public = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.staff)


class Envelope(models.Model):
    """The private half sealed to two officers, one seal within the other: one for each pair of three."""

    key = models.ForeignKey(ReportKey, on_delete=models.PROTECT, related_name="envelopes")
    first = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "first", "second"], name="one_envelope_a_pair"),)

    def __str__(self) -> str:
        return f"{self.first}, {self.second}"


class Urgency(models.IntegerChoices):
    """How soon somebody who declared is to be called."""

    NOTHING = 0, gettext_lazy("Nothing to look into")
    NEAR = 1, gettext_lazy("Was near a case, or has travelled")
    ILL = 2, gettext_lazy("Signs of illness")
    AT_ONCE = 3, gettext_lazy("To be called at once")


class Report(models.Model):
    """Something a phone's owner sent, still sealed."""

    class Kind(models.TextChoices):
        """What the owner sent."""

        CONTACT = "contact", gettext_lazy("Contact report")
        DECLARATION = "declaration", gettext_lazy("Health declaration")
        LINK = "link", gettext_lazy("Consent to linking")

    class State(models.TextChoices):
        """How far the work on it is."""

        WAITING = "waiting", gettext_lazy("New")
        OPENED = "opened", gettext_lazy("Being worked on")
        CLOSED = "closed", gettext_lazy("Done")

    class Outcome(models.TextChoices):
        """What came of a declaration."""

        NOTHING = "nothing", gettext_lazy("Nothing to look into")
        WATCH = "watch", gettext_lazy("Told to watch themselves at home")
        SENT = "sent", gettext_lazy("Sent to be examined or tested")
        UNREACHED = "unreached", gettext_lazy("Could not be reached")
        UNTRUE = "untrue", gettext_lazy("Not a true declaration")

    owner_number = models.BinaryField(max_length=16, unique=True)
    """The report's own number, under which its owner may take it back."""
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.ForeignKey(ReportKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    path = PathField()
    """Of the commune that the owner named; or the key's, where it names none that we know."""
    arrived_on = models.DateField()
    """The day, and nothing finer: an hour could be matched with what a network saw."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    taken_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None on those that were marked as done before that was kept."""
    closed_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    """When its owner is to be called again, as the last call says."""
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, null=True)
    """Of a declaration; none before its key was at hand."""
    door_mark = models.BinaryField(max_length=8, null=True)
    """Of a declaration: what doors are told of its arrival."""
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default="")
    """Of a declaration that is done; empty on those that were done before that was asked."""

    class Meta:
        indexes = (
            models.Index(fields=["path", "state", "-id"], name="reports_of_a_unit_newest_first"),
            models.Index(fields=["arrived_on", "id"], name="reports_of_a_day_as_they_came"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(outcome="") | models.Q(kind="declaration", state="closed"),
                name="only_a_declaration_that_is_done_has_an_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Call(models.Model):
    """One call to a report's owner and what came of it. Gone with the report; no word of the owner's is kept."""

    class Outcome(models.TextChoices):
        """What came of a call."""

        WELL = "well", gettext_lazy("Reached: no signs of illness")
        ILL = "ill", gettext_lazy("Reached: has signs of illness")
        REFUSED = "refused", gettext_lazy("Reached: does not want to be called")
        NO_ANSWER = "no_answer", gettext_lazy("Not reached")
        WRONG_NUMBER = "wrong_number", gettext_lazy("The number is wrong")

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="calls")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    again_at = models.DateTimeField(null=True)
    """When to call again; never where that was refused, or where nobody is under the number."""
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(again_at=None) | models.Q(again_at__gt=models.F("at")), name="called_again_later"
            ),
            models.CheckConstraint(
                condition=models.Q(again_at=None) | ~models.Q(outcome__in=("refused", "wrong_number")),
                name="nobody_is_called_again_who_does_not_want_it",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report}: {self.outcome}"


class JoinedConsent(models.Model):
    """A disclosing owner's consent and its case, as an officer found. Gone when the owner takes it back."""

    consent = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="joined")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    joined_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.consent} → {self.case}"


class LinkedReport(models.Model):
    """A contact report and its case, by the consent of both. Gone when either takes theirs back."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="linked")
    by = models.ForeignKey(JoinedConsent, on_delete=models.CASCADE, related_name="reports")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report", "by"], name="one_link_a_report_and_consent"),)

    def __str__(self) -> str:
        return f"{self.report}: {self.by}"


class TakenBack(models.Model):
    """The number of something that its owner took back, remembered as long as it could still come.

    The exchange offers what waits in no order, and a page may be filing what it fetched before the owner's word came.
    """

    owner_number = models.BinaryField(max_length=16, unique=True)
    arrived_on = models.DateField()

    def __str__(self) -> str:
        return bytes(self.owner_number).hex()[:8]


class Unreadable(models.Model):
    """A sealed message that no key of ours opens: kept as it came, so that a recovered key may still open it."""

    exchange_number = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()
    arrived_on = models.DateField()

    def __str__(self) -> str:
        return self.exchange_number
