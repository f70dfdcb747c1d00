"""Lists as they were sent, the rows that they left here, and who may stand in them twice.

A list is stored whole or not at all. The file itself and everything that was shown of it are erased as soon as it is
stored or put aside. Who has installed the app and who has not is never kept by person: rosters carry counts.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.fields import PathField, SortKeyField
from bluezone.portal.premises.models import Premises


class Kind(models.TextChoices):
    """What a list is of; the names of the import kit's schemas."""

    STAFF = "staff", gettext_lazy("Staff")
    HOUSEHOLD = "household", gettext_lazy("Households")
    BUSINESS = "business", gettext_lazy("Businesses and lodgings")
    CONTACTS = "contacts", gettext_lazy("Contacts of a case")


class SentList(models.Model):
    """One file, from its arrival to the day its rows are stored; a worker takes the row up again after a fall."""

    class State(models.TextChoices):
        """How far a list has come."""

        READING = "reading", gettext_lazy("Being read")
        SHOWN = "shown", gettext_lazy("Waits for your word")
        STORING = "storing", gettext_lazy("Being stored")
        STORED = "stored", gettext_lazy("Stored")
        REFUSED = "refused", gettext_lazy("Cannot be read")
        PUT_ASIDE = "put_aside", gettext_lazy("Put aside")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """Whose list it is; mappings are remembered for it."""
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sent_lists", null=True)
    """Whose contacts they are; only of lists of contacts."""
    path = PathField()
    name = models.CharField(max_length=120)
    """Of the file, as it was sent."""
    data = models.BinaryField(null=True)
    """The file; None once it is stored, refused or put aside."""
    state = models.CharField(max_length=10, choices=State.choices)
    choices = models.JSONField(default=dict)
    """What a person said about it (`reading.Choices`)."""
    preview = models.JSONField(null=True)
    """What is shown for confirmation (`preview.preview_of`)."""
    problem = models.JSONField(null=True)
    """Why it was refused, in both languages."""
    percent = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    """When its worker last gave a sign; None while nobody works on it."""
    digest = models.CharField(max_length=64, blank=True)
    """Of the plan that was stored, so that the same list is stored once."""
    rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    """How many of its people have a smartphone and the app. Never who."""
    sent_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "heartbeat"], name="lists_that_wait_for_work"),)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "path", "digest"],
                condition=models.Q(state="stored"),
                name="the_same_list_is_stored_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("reading", "shown", "storing")) | models.Q(data=None, preview=None),
                name="a_file_is_erased_when_it_is_done_with",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="contacts", case__isnull=False)
                | (~models.Q(kind="contacts") & models.Q(case=None)),
                name="contacts_belong_to_a_case",
            ),
        )

    def __str__(self) -> str:
        return self.name


class SavedMapping(models.Model):
    """Columns that a person confirmed under a header, for one organisation and kind of list."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField()
    """[[field, index of its column], …]"""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "kind", "fingerprint"], name="one_mapping_a_header"),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {self.kind}"


class Entry(models.Model):
    """One row of a register: a member of staff, of a household, a business, a contact."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    sent = models.ForeignKey(SentList, on_delete=models.PROTECT, related_name="entries")
    row = models.PositiveIntegerField()
    """Of the file, as the office saw it."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="listed_contacts", null=True)
    path = PathField()
    province = PathField()
    """The path's first component: a whole province is then one value of an index that stands in order."""
    name = models.CharField(max_length=200)
    sort_key = SortKeyField(max_length=1_000)
    search_text = models.TextField()
    birth = models.CharField(max_length=10, blank=True)
    """2001, 2001-11 or 2001-11-30."""
    sex = models.CharField(max_length=6, blank=True)
    phones = models.CharField(max_length=200, blank=True)
    """As they stand in the list, apart by ", "."""
    compared_as = models.CharField(max_length=200)
    """The folded name by which doubles are found: of a business, its owner's where there is one."""
    identity = models.CharField(max_length=20, blank=True)
    commune_code = models.CharField(max_length=12, blank=True)
    commune = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    """What else its kind of list says, as text and numbers, by field."""
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="entries", null=True)
    """The place of a business, once somebody has said which (`at_places.py`)."""
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, related_name="doubles", null=True)
    """The entry that stands for it, once a person has said that both are the same."""

    class Meta:
        indexes = (
            models.Index(fields=["kind", "sort_key", "id"], name="entries_in_order"),
            models.Index(fields=["kind", "path", "sort_key"], name="entries_of_a_unit_in_order"),
            models.Index(fields=["kind", "province", "sort_key", "id"], name="entries_of_a_province"),
        )
        constraints = (models.UniqueConstraint(fields=["sent", "row"], name="one_entry_a_row"),)

    def __str__(self) -> str:
        return self.name


class EntryKey(models.Model):
    """A key under which entries that may be the same are found together, hashed."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=32, db_index=True)

    def __str__(self) -> str:
        return self.key


class Verdict(models.TextChoices):
    """What a person said about two entries that look alike."""

    SAME = "same", gettext_lazy("The same")
    DIFFERENT = "different", gettext_lazy("Two different ones")


class Candidate(models.Model):
    """Two entries that may be the same, to be judged after the import."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="candidates")
    """The one that came later, or lower in the list."""
    other = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    path = PathField()
    score = models.PositiveSmallIntegerField()
    """In per cent."""
    reasons = models.JSONField()
    """Sentences in both languages, the weightiest first."""
    pair = models.CharField(max_length=64, db_index=True)
    verdict = models.CharField(max_length=9, choices=Verdict.choices, blank=True)

    class Meta:
        indexes = (models.Index(fields=["verdict", "-score", "id"], name="candidates_likeliest_first"),)
        constraints = (models.UniqueConstraint(fields=["entry", "other"], name="one_candidate_a_pair"),)

    def __str__(self) -> str:
        return f"{self.entry} = {self.other}?"


class Decision(models.Model):
    """What was said about a pair, kept for good: it holds for every later list that brings the same two again."""

    pair = models.CharField(max_length=64)
    path = PathField()
    """The unit for which it was said; two communes may judge apart."""
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    decided_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["pair", "path"], name="one_decision_a_pair_and_unit"),)

    def __str__(self) -> str:
        return f"{self.pair[:8]}: {self.verdict}"
