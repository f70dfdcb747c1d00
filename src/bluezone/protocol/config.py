"""The signed configuration: the disease, the radio's duty, the words (docs/protocol/7-configuration.md).

One document for all phones. Each value has bounds; one value out of them refuses the whole document. Unknown fields
are ignored, so that old phones live with new documents. Nothing here can cause an upload, and floors that are
compiled in cannot be lowered from here.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import Day
from bluezone.protocol.errors import MalformedError, PeerError, VerificationError
from bluezone.protocol.signature import KeyList, Kind, Opened, SigningKey, decode_body, open_file, sign_file

MAX_CONFIG_BYTES = 256 << 10
COVER_FLOOR_PER_DAY = 0.2
"""Sequences of cover calls a day and phone; configuration may only ask for more."""
RETENTION_FLOOR_DAYS = 14
"""Below this a phone would erase what tracing still needs; one person's word is not enough for that."""
MOST_CLOSE_MINUTES, LEAST_CLOSE_CM, LEAST_WEIGHT, LEAST_DAYS = 30, 100, 0.5, 7
"""The days are those that are traced, and those of a confirmed person that come out: what a phone hands in of others is
dropped by the exchange, and nothing brings it back."""
LEAST_CLOSE_MINUTES, MOST_CLOSE_CM = 10, 400
"""Beyond these a rule warns whole towns, of people whom they passed: no later rule takes back what they did then. It is
the minutes that decide whom, hardly the distance (docs/performance.md, "Rules that warn widely")."""
LEAST_SCANNING, LEAST_SPEAKING = 0.05, 0.1
"""Of the time. Beyond these a rule hardly warns anybody any more, and takes back what stands."""
_GRAVE_SIGNATURES = 2
_SPARING = 3
LEAST_PERIOD_S, MOST_PERIOD_S = 60, 900
MAX_CAUTION = 2.0
"""Beyond it, one scan of five minutes could warn by itself under the rule of fifteen."""
_MAX_S = 1 << 40


def _between(low: float, high: float) -> msgspec.Meta:
    return msgspec.Meta(ge=low, le=high)


# Patterns end in \Z: a $ would let a line break through behind the last character.
Text = Annotated[str, msgspec.Meta(max_length=2_000)]
Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}\Z")]
Hotline = Annotated[str, msgspec.Meta(pattern=r"^[0-9 +]{0,20}\Z")]
Unit = Annotated[str, msgspec.Meta(pattern=r"^([0-9]{2}|[0-9]{5})\Z")]
"""The code of a province or a commune."""


Model = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]{1,32}\Z")]
"""A phone model's name, in small letters and figures."""


Version = Annotated[str, msgspec.Meta(pattern=r"^([0-9]{1,4}(\.[0-9]{1,4}){0,3})?\Z")]
"""A version of the application: one to four numbers with dots between them."""


ADDRESS = r"https://[a-z0-9.-]+(/[A-Za-z0-9._~/?=&%-]*)?"


class PathogenProfile(msgspec.Struct, frozen=True, kw_only=True):
    """When a contact counts, for one pathogen at one time. The defaults are the Ministry's rule of August 2020."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)] = "COVID-19"
    close_distance_cm: Annotated[int, _between(50, 1_000)] = 200
    close_minutes: Annotated[int, _between(1, 1_440)] = 15
    infectious_days_before_onset: Annotated[int, _between(0, 14)] = 2
    infectious_days_after_onset: Annotated[int, _between(0, 20)] = 10
    high_days_before_onset: Annotated[int, _between(0, 14)] = 2
    high_days_after_onset: Annotated[int, _between(0, 20)] = 3
    standard_weight: Annotated[float, _between(0.1, 5.0)] = 1.0
    high_weight: Annotated[float, _between(0.1, 5.0)] = 1.0
    """Minutes count by class; equal until a source says how much more (docs/decisions/0006-infectivity-weights.md)."""
    tracing_days: Annotated[int, _between(1, 15)] = 14
    """How far back contacts are looked for, and the days of every batch's grid."""

    @property
    def hardly_warns(self) -> bool:
        """Whether contacts that matter would not reach this rule. Minutes that count for less have to be more."""
        lightest = min(self.standard_weight, self.high_weight)
        infectious_days = self.infectious_days_before_onset + 1 + self.infectious_days_after_onset
        return (
            self.close_minutes > MOST_CLOSE_MINUTES * min(lightest, 1.0)
            or self.close_distance_cm < LEAST_CLOSE_CM
            or lightest < LEAST_WEIGHT
            or min(self.tracing_days, infectious_days) < LEAST_DAYS
        )

    @property
    def warns_widely(self) -> bool:
        """Whether hardly anybody would be left unwarned by this rule. Minutes that count for more may be fewer."""
        heaviest = max(self.standard_weight, self.high_weight)
        return self.close_minutes < LEAST_CLOSE_MINUTES * max(heaviest, 1.0) or self.close_distance_cm > MOST_CLOSE_CM

    def infectivity_on(self, day: Day, onset: Day) -> Infectivity | None:
        """The class under which a seed of this day is published, or None if the person could infect nobody then."""
        age = day.number - onset.number
        if not -self.infectious_days_before_onset <= age <= self.infectious_days_after_onset:
            return None
        high = -self.high_days_before_onset <= age <= self.high_days_after_onset
        return Infectivity.HIGH if high else Infectivity.STANDARD

    def weight_of(self, infectivity: Infectivity) -> float:
        return self.high_weight if infectivity is Infectivity.HIGH else self.standard_weight


class RadioDuty(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the time a phone listens and speaks. It speaks as the original does in the background; it listens in
    shorter times than the original, and sooner again while it hears anybody."""

    scan_on_s: Annotated[int, _between(4, 300)] = 20
    scan_period_s: Annotated[int, _between(LEAST_PERIOD_S, MOST_PERIOD_S)] = 300
    company_period_s: Annotated[int, _between(LEAST_PERIOD_S, MOST_PERIOD_S)] = 60
    """Instead of scan_period_s while another phone is heard."""
    company_lasts_s: Annotated[int, _between(60, 3_600)] = 900
    """Since anybody was heard last."""
    company_hours: Annotated[int, _between(0, 24)] = 8
    """In so much of a day at most it listens sooner; 0: never."""
    advertise_on_s: Annotated[int, _between(5, 900)] = 15
    advertise_period_s: Annotated[int, _between(5, 900)] = 30

    def __post_init__(self) -> None:
        if self.scan_on_s > self.scan_period_s or self.advertise_on_s > self.advertise_period_s:
            raise ValueError("a radio cannot be on longer than its period")

    @property
    def in_company(self) -> RadioDuty:
        """The duty while another phone is heard: never seldomer than otherwise, and on a third of the time at most."""
        sooner_s = max(self.company_period_s, _SPARING * self.scan_on_s)
        return msgspec.structs.replace(self, scan_period_s=min(self.scan_period_s, sooner_s))

    @property
    def hardly_meets(self) -> bool:
        """Whether two phones that keep to it would mostly miss each other."""
        return (
            self.scan_on_s < LEAST_SCANNING * self.scan_period_s
            or self.advertise_on_s < LEAST_SPEAKING * self.advertise_period_s
        )


class RiskParameters(msgspec.Struct, frozen=True, kw_only=True):
    """How the phone turns sightings into a decision; the numbers of the proximity model travel in its own data file."""

    tolerance_slots: Annotated[int, _between(0, 2)] = 1
    caution: Annotated[float, _between(0.0, MAX_CAUTION)] = 1.6
    """Standard deviations of doubt about the minutes that count for a warning. 0 warns when the threshold is likelier
    reached than not, more warns earlier; 1.6 asks whether it lies within the one-sided 95 % interval."""


class SaidPower(msgspec.Struct, frozen=True, kw_only=True):
    """What phones say on air of how strongly they send, hidden from whoever has no key of their day."""

    is_said: bool = True
    models: Annotated[dict[Model, Annotated[int, _between(-60, 10)]], msgspec.Meta(max_length=2_000)] = {}
    """dBm, on the scale of the exposure-notification calibration tables; before what travels with the application."""


class Link(msgspec.Struct, frozen=True):
    """An address that pages may show. Only https, only hosts of the list that the application carries."""

    title: dict[Language, Text]
    url: Annotated[str, msgspec.Meta(max_length=300, pattern=rf"^{ADDRESS}\Z")]


class Article(msgspec.Struct, frozen=True):
    """A piece of news or guidance, plain text."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,60}\Z")]
    issued_s: Annotated[int, _between(0, _MAX_S)]
    title: dict[Language, Annotated[str, msgspec.Meta(max_length=200)]]
    text: dict[Language, Annotated[str, msgspec.Meta(max_length=8_000)]]


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that all phones are told."""

    sequence: Annotated[int, _between(0, _MAX_S)]
    issued_s: Annotated[int, _between(0, _MAX_S)]
    profile: PathogenProfile = PathogenProfile()
    duty: RadioDuty = RadioDuty()
    risk: RiskParameters = RiskParameters()
    power: SaidPower = msgspec.field(default_factory=SaidPower)
    retention_days: Annotated[int, _between(1, 21)] = 21
    cover_per_day: Annotated[float, _between(COVER_FLOOR_PER_DAY, 10.0)] = COVER_FLOOR_PER_DAY
    hotline: Hotline = ""
    unit_hotlines: Annotated[dict[Unit, Hotline], msgspec.Meta(max_length=4_000)] = {}
    """Of provinces and communes. Every phone gets all of them; nobody learns which one its owner calls."""
    advice: dict[Language, Text] = {}
    share_url: Annotated[str, msgspec.Meta(max_length=300, pattern=rf"^({ADDRESS})?\Z")] = ""
    """Where people get Bluezone, for the invitation and its poster; empty until there is such a place."""
    newest_version: Version = ""
    """Of the application: phones with an older one tell their owners once. Nothing is fetched because of it."""
    links: Annotated[tuple[Link, ...], msgspec.Meta(max_length=20)] = ()
    news: Annotated[tuple[Article, ...], msgspec.Meta(max_length=50)] = ()
    shutdown_s: Annotated[int, _between(0, _MAX_S)] | None = None
    """From this moment on phones stop and erase; None while the outbreak lasts."""

    @property
    def is_grave(self) -> bool:
        """Whether it takes the word of two persons."""
        return self.erases or self.silences or self.profile.warns_widely or self.moves_levels

    @property
    def erases(self) -> bool:
        """Whether phones that follow it erase what they still need, which nothing brings back."""
        return self.shutdown_s is not None or self.retention_days < RETENTION_FLOOR_DAYS

    @property
    def silences(self) -> bool:
        """Whether phones that follow it hardly warn any more: more than any revocation takes back."""
        return self.profile.hardly_warns or self.duty.hardly_meets

    @property
    def moves_levels(self) -> bool:
        """Whether phones that follow it say other powers than they carry, by which others judge them farther or nearer:
        6 dB of lies are nearly three times the distance."""
        return bool(self.power.models)


def write_configuration(configuration: Configuration, *keys: SigningKey) -> bytes:
    """The configuration as a signed file."""
    return sign_file(msgspec.msgpack.encode(configuration), keys)


def open_configuration(data: bytes, keys: KeyList) -> Opened:
    """The body of a configuration. It may carry two signatures where the list asks for one."""
    if len(data) > MAX_CONFIG_BYTES:
        raise MalformedError(f"a configuration of {len(data)} bytes exceeds {MAX_CONFIG_BYTES}")
    try:
        return open_file(Kind.CONFIG, data, keys, signatures=2)
    except PeerError:
        return open_file(Kind.CONFIG, data, keys)


def read_configuration(data: bytes, keys: KeyList) -> Configuration:
    """The configuration in these bytes. Raises MalformedError, VerificationError or ExpiredError; never half of it.

    What has every phone erase what it needs, hardly warn, warn of next to nothing, or say another power than it carries
    takes two signatures, whatever the list says: a floor that is compiled in.
    """
    opened = open_configuration(data, keys)
    configuration = decode_body(opened.body, Configuration, "configuration")
    if configuration.is_grave and len(opened.signers) < _GRAVE_SIGNATURES:
        raise VerificationError(
            "a configuration that has phones erase what they need, hardly warn, warn widely or say other powers "
            "takes two signatures"
        )
    opened.require_valid_at(configuration.issued_s)
    return configuration
