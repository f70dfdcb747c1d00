"""Papers of organisations: what went out, with its files and signatures, what came in, and the year's registers.

A paper's words are kept as `documents` has them, in JSON, and are frozen once it is submitted. Its files are only ever
added. A number is one organisation's in one year and is given when somebody signs; a paper without one has no date.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.fields import PathField


class State(models.TextChoices):
    """How far an outgoing paper has come."""

    DRAFT = "draft", gettext_lazy("Draft")
    SUBMITTED = "submitted", gettext_lazy("Waits for signature")
    SIGNED = "signed", gettext_lazy("Signed by a person")
    SEALED = "sealed", gettext_lazy("Signed by the organisation")
    ISSUED = "issued", gettext_lazy("Issued")
    RECALLED = "recalled", gettext_lazy("Recalled")
    DISCARDED = "discarded", gettext_lazy("Thrown away")


WITHOUT_NUMBER = (State.DRAFT, State.SUBMITTED, State.DISCARDED)
"""States in which a paper may have no number: nobody has signed it."""


class Way(models.TextChoices):
    """How a signature came on a paper."""

    CERTIFICATE = "certificate", gettext_lazy("certificate file")
    TOKEN = "token", gettext_lazy("token of this server")
    ELSEWHERE = "elsewhere", gettext_lazy("the office's own tool")
    BY_HAND = "by_hand", gettext_lazy("by hand, on paper")


class Capacity(models.TextChoices):
    """The capacity in which somebody signs."""

    PERSON = "person", gettext_lazy("Signatory")
    ORGANISATION = "organisation", gettext_lazy("Organisation")


class Stage(models.TextChoices):
    """What a file of a paper is."""

    PREPARED = "prepared", gettext_lazy("set with its number, to be signed")
    SIGNED = "signed", gettext_lazy("signed")
    SCAN = "scan", gettext_lazy("scan of the paper signed by hand")


class OutgoingPaper(models.Model):
    """One paper, from draft to recall."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="papers")
    path = PathField()
    kind = models.CharField(max_length=4, blank=True)
    """The abbreviation of its type; empty for a letter."""
    symbol = models.CharField(max_length=60)
    subject = models.CharField(max_length=500)
    search_text = models.TextField(default="")
    """Subject and symbol, by which it is found."""
    content = models.TextField()
    """A `documents.paper.Paper` in JSON."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    check_key = models.CharField(max_length=32, unique=True)
    """Drawn; the address under which anybody may check the paper."""
    drafted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    submitted_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=300, blank=True)
    """Why it was last sent back, or recalled."""
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    dated_on = models.DateField(null=True)
    pages = models.PositiveSmallIntegerField(default=0)
    is_copy = models.BooleanField(default=False)
    """The original is on paper; the file is a scan of it."""
    scan_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Who states that the scan is of this paper, signed by hand."""
    scan_confirmed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Somebody else who looked at the original; none on scans that went out before that was asked for."""
    scan_confirmed_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    issued_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    recalled_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Who threw the draft away; none on those that were thrown away before that was kept."""
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["organisation", "-id"], name="papers_of_an_organisation"),
            models.Index(fields=["path", "-id"], name="papers_of_a_unit_newest_first"),
        )
        constraints = (
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="one_paper_a_number"),
            models.CheckConstraint(
                condition=models.Q(number=None, year=None, dated_on=None)
                | models.Q(number__gte=1, year__isnull=False, dated_on__isnull=False),
                name="number_and_date_come_together",
            ),
            models.CheckConstraint(
                condition=models.Q(number__isnull=False) | models.Q(state__in=WITHOUT_NUMBER),
                name="a_signed_paper_has_a_number",
            ),
            models.CheckConstraint(
                condition=models.Q(scan_confirmed_by=None) | ~models.Q(scan_confirmed_by=models.F("scan_by")),
                name="another_person_confirms_a_scan",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code or self.symbol} {self.subject}"

    @property
    def title(self) -> str:
        """The paper's subject, as a reader knows it: V/v before the subject of a letter."""
        return self.subject if self.kind else f"V/v {self.subject}"

    @property
    def code(self) -> str:
        """The paper's number with its symbol, 05/BC-UBND; empty without a number."""
        return f"{self.number:02d}/{self.symbol}" if self.number is not None else ""


class PaperFile(models.Model):
    """A file of a paper. The last one is the paper as it stands."""

    paper = models.ForeignKey(OutgoingPaper, on_delete=models.PROTECT, related_name="files")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64, db_index=True)
    """SHA-256."""
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.paper}: {self.stage}"


class NotedCertificate(models.Model):
    """A certificate that signs an organisation's papers: one person brought it, another has confirmed it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="certificates")
    path = PathField()
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    fingerprint = models.CharField(max_length=64, db_index=True)
    """SHA-256 of its DER; everything else is for people to read."""
    name = models.CharField(max_length=200)
    named_organisation = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField()
    with_key = models.BooleanField(default=False)
    """Whether whoever brought it had its key, too: the file with which one signs, or the server's token."""
    brought_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "fingerprint"],
                condition=models.Q(ended_at=None),
                name="a_certificate_is_noted_once",
            ),
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=models.Q(ended_at=None, confirmed_at__isnull=False, capacity="organisation"),
                name="a_seal_is_one_organisations",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("brought_by")),
                name="another_person_confirms_a_certificate",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {self.name}"


class PaperSignature(models.Model):
    """One signature on a paper, in words for lists; what proves is in the file."""

    paper = models.ForeignKey(OutgoingPaper, on_delete=models.PROTECT, related_name="signatures")
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    way = models.CharField(max_length=12, choices=Way.choices)
    signer = models.CharField(max_length=200)
    """As the certificate names it."""
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    """Who brought it here."""
    certificate = models.ForeignKey(NotedCertificate, on_delete=models.PROTECT, related_name="+", null=True)
    """As it was noted; none on a signature by hand, nor on those that came before any was noted."""
    is_verified = models.BooleanField(null=True)
    """Whether the certificate led to a trusted root then; None for signatures from before that was kept."""

    def __str__(self) -> str:
        return self.signer


class PageTurn(models.Model):
    """One page of a paper that somebody who signs it has had before them."""

    paper = models.ForeignKey(OutgoingPaper, on_delete=models.PROTECT, related_name="turns")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    """Of the words or the file to which the page belongs (`standing.as_read`)."""
    page = models.PositiveSmallIntegerField()
    pages = models.PositiveSmallIntegerField()
    """How many there are of these."""
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["paper", "by", "digest", "page"], name="each_page_is_turned_once"),
            models.CheckConstraint(
                condition=models.Q(page__gte=1, page__lte=models.F("pages")),
                name="a_turned_page_is_one_of_the_papers",
            ),
        )

    def __str__(self) -> str:
        return f"{self.paper}: {self.page}/{self.pages}"


class NotedDifference(models.Model):
    """The note of whoever signs a paper, told which figures are others by now, and signs it all the same."""

    paper = models.ForeignKey(OutgoingPaper, on_delete=models.PROTECT, related_name="noted")
    fingerprint = models.CharField(max_length=64)
    """Of exactly these differences (`objections.py`)."""
    differences = models.JSONField()
    """[code, as written, as it was then], one for each figure."""
    note = models.CharField(max_length=300)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.paper}: {self.note}"


class Direction(models.TextChoices):
    """Which of the two registers: what went out, or what came in."""

    OUT = "out", gettext_lazy("Outgoing")
    IN = "in", gettext_lazy("Incoming")


class Register(models.Model):
    """The head and the highest number of a year, in one row that whoever takes a number locks."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    year = models.PositiveSmallIntegerField()
    path = PathField()
    abbreviation = models.CharField(max_length=20, blank=True)
    """Under which its numbers stand; empty before the first one, and for what came in."""
    after = models.PositiveIntegerField(default=0)
    """Numbers up to here were another organisation's, whose register this one goes on with."""
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "direction", "year"], name="one_register_a_year"),
            models.UniqueConstraint(
                fields=["path", "direction", "year", "abbreviation"],
                condition=~models.Q(abbreviation=""),
                name="one_register_an_abbreviation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.year} {self.direction}: {self.last}"


class IncomingPaper(models.Model):
    """One line of the register of what came in."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    """The house's own, of arrival."""
    arrived_on = models.DateField()
    author = models.CharField(max_length=200)
    paper_code = models.CharField(max_length=60)
    """The paper's own number and symbol."""
    dated_on = models.DateField()
    type_name = models.CharField(max_length=60)
    subject = models.CharField(max_length=500)
    unit = models.CharField(max_length=120)
    """Whose task it became."""
    due_on = models.DateField(null=True)
    urgency = models.CharField(max_length=20, blank=True)
    pages = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    triple = models.CharField(max_length=300, db_index=True)
    """Number, symbol and author, folded: the same twice is one paper that came twice."""
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="one_arrival_a_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="arrivals_are_counted_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.number:02d} {self.paper_code}"
