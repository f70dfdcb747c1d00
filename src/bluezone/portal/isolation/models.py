"""Who stays apart by which decision, and the places in which people stay (docs/decisions/0035-isolation.md).

A stay's state and last day are a cache of what its decisions amount to (`course.py`). Where the person is, and so who
works on it, is what tracing says of them; nothing of that is kept twice.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.portal.identity.models import Staff
from bluezone.portal.isolation.course import OPEN, WAITING, Standing, State, Told, What
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.places.fields import PathField
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.models import Involvement

LONGEST_WORDS = 200
MOST_BEDS = 20_000


class Kind(models.TextChoices):
    """The sort of place in which somebody stays apart."""

    HOME = "home", _("At home")
    CENTRE = "centre", _("In a quarantine centre")
    HOSPITAL = "hospital", _("In a hospital")


class Centre(models.Model):
    """A place with beds, of the unit that runs it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind.choices[1:])
    beds = models.PositiveIntegerField()
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["path", "name"], condition=models.Q(closed_at=None), name="one_open_centre_a_name_and_unit"
            ),
            models.CheckConstraint(condition=models.Q(beds__gte=1, beds__lte=MOST_BEDS), name="a_centre_has_beds"),
        )

    def __str__(self) -> str:
        return self.name


class Stay(models.Model):
    """One person's quarantine, from its proposal to its end."""

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="stays")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="stays", null=True)
    """None at home."""
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    ended_on = models.DateField(null=True)
    """The day of release."""
    beyond_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Whoever confirmed that the person goes there although no bed is free; None where one was."""
    apart_noted = models.DateField(null=True)
    """Since when tracing has the person set apart by this stay; None where it is not in force, or where somebody had
    noted a day."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["involvement"], condition=models.Q(state__in=OPEN), name="one_open_stay_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.HOME, centre=None) | ~models.Q(kind=Kind.HOME) & ~models.Q(centre=None),
                name="who_is_not_at_home_is_in_a_centre",
            ),
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="a_stay_begins_before_it_ends"
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.ENDED, ended_on__isnull=False)
                | ~models.Q(state=State.ENDED) & models.Q(ended_on=None),
                name="a_stay_that_ended_has_its_day",
            ),
        )
        indexes = (models.Index(fields=["state", "last_day"], name="stays_by_state_and_end"),)

    def __str__(self) -> str:
        return f"{self.involvement}, {self.first_day:%d/%m/%Y}"

    @property
    def path(self) -> str:
        """The path of where the person is: whoever works there decides."""
        return str(self.involvement.path)


class Decision(models.Model):
    """One decision about a stay: it is proposed, written into a paper, and counts once that is issued."""

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="decisions")
    what = models.CharField(max_length=9, choices=What.choices)
    standing = models.CharField(max_length=9, choices=Standing.choices, default=Standing.PROPOSED)
    first_day = models.DateField()
    last_day = models.DateField()
    """Of the days that it orders; of a release the day of release, as `first_day`."""
    ground = models.CharField(max_length=LONGEST_WORDS)
    """What it stands on: the rule and the level, or why it is extended or ended early."""
    proposed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    untested_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Whoever said that they know that the person has no negative test which the rules want; of a release alone."""
    paper = models.ForeignKey(OutgoingPaper, on_delete=models.PROTECT, related_name="+", null=True)
    put_aside_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=LONGEST_WORDS, blank=True)
    """Why it was put aside."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["stay"], condition=models.Q(standing__in=WAITING), name="one_waiting_decision_a_stay"
            ),
            models.CheckConstraint(
                condition=models.Q(standing__in=(Standing.PROPOSED, Standing.PUT_ASIDE))
                | models.Q(paper__isnull=False),
                name="a_decision_counts_by_its_paper",
            ),
        )
        indexes = (models.Index(fields=["standing", "what"], name="decisions_by_standing"),)

    def __str__(self) -> str:
        return f"{self.what} {self.stay}"

    @property
    def told(self) -> Told:
        """What the course of the stay depends on."""
        return Told(What(self.what), Standing(self.standing), self.first_day, self.last_day)


class Delivery(models.Model):
    """A decision in force was brought to somebody, and what came of it."""

    class Outcome(models.TextChoices):
        """What came of it."""

        HANDED = "handed", _("Handed over")
        REFUSED = "refused", _("The person refused to take it")
        ABSENT = "absent", _("Nobody was there")

    class Way(models.TextChoices):
        """How it was brought."""

        PERSON = "person", _("To the person")
        HOUSEHOLD = "household", _("To somebody of the household")
        CENTRE = "centre", _("Through the centre")
        POST = "post", _("By post, with receipt")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="deliveries")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    way = models.CharField(max_length=9, choices=Way.choices)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    """Who saw it, where the person refused; whatever else is worth a line."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(outcome="refused") | ~models.Q(words=""), name="a_refusal_has_a_witness"
            ),
            models.UniqueConstraint(
                fields=["decision"], condition=~models.Q(outcome="absent"), name="a_decision_is_delivered_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision}, {self.at:%d/%m/%Y}"


class Need(models.Model):
    """Something that somebody in quarantine cannot fetch: asked for, and brought or not."""

    class What(models.TextChoices):
        """The sort of thing."""

        FOOD = "food", _("Food, drinking water")
        MEDICINE = "medicine", _("Medicine of their own")
        CHILD = "child", _("For a small child")
        HYGIENE = "hygiene", _("Masks, soap, disinfectant")
        OTHER = "other", _("Other things")

    class Outcome(models.TextChoices):
        """What became of it."""

        BROUGHT = "brought", _("Brought")
        REFUSED = "refused", _("The person did not take it")
        OVER = "over", _("Not needed any more")

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="needs")
    what = models.CharField(max_length=8, choices=What.choices)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    """What exactly, and how much; always told of something else."""
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    """Whoever noted it."""
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    """Empty while it is to be brought, as what follows."""
    carried_by = models.CharField(max_length=LONGEST_WORDS, blank=True)
    """In words: neighbours and volunteers have no account."""
    settled_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(outcome="", settled_at=None, settled_by=None)
                | ~models.Q(outcome="") & models.Q(settled_at__isnull=False, settled_by__isnull=False),
                name="a_need_is_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=("brought", "refused")) | ~models.Q(carried_by=""),
                name="what_was_brought_somebody_carried",
            ),
        )
        indexes = (models.Index(fields=["stay"], condition=models.Q(settled_at=None), name="needs_that_wait"),)

    def __str__(self) -> str:
        return f"{self.what} {self.stay}"
