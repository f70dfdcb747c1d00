"""One phone as its pages see it: the device, what the platform says, the owner's preferences, and the page key.

Preferences are facts in the device's encrypted store and go when the owner erases everything.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import msgspec
from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency

from bluezone.citizen.condition import Trouble
from bluezone.citizen.errands import Errand
from bluezone.citizen.makers import MadeBy
from bluezone.citizen.newer import is_newer, own_version
from bluezone.citizen.noticing import Memory
from bluezone.citizen.open_pages import OpenPages
from bluezone.device.core.moments import Entropy
from bluezone.device.core.warnings import VIET_NAM
from bluezone.device.notifying import Notifier
from bluezone.device.notifying.android import WAY as ANDROID
from bluezone.device.runtime import Device
from bluezone.device.saved import visits_in
from bluezone.device.store import Store
from bluezone.protocol.handover import Handover

KEY_FACT, PREFERENCES_FACT = "page-key", "preferences"
KEY_BYTES = 24
LANGUAGES = ("vi", "en")

AnyRequest = Request[Any, Any, Any]

Platform = Callable[[], frozenset[Trouble]]
"""What the operating system withholds just now; the shell that starts the pages knows it."""

Boot = Callable[[], str]
"""The mark of this start of the machine, another one after each; empty where the system does not say, or not yet."""


class Preferences(msgspec.Struct, frozen=True):
    """What the owner chose. Every default is the careful one."""

    language: Annotated[str, msgspec.Meta(pattern=r"\A(vi|en)\Z")] = "vi"
    introduced: bool = False
    """The first run is over."""
    commune: Annotated[str, msgspec.Meta(pattern=r"\A([0-9]{5})?\Z")] = ""
    """Whose health station is the owner's; goes into what the owner sends, and says where typed codes are looked up."""
    check_out_alone: bool = True
    """Visits end by themselves after the usual stay."""
    notices: bool = True
    """The owner is told outside the pages, too."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What another phone hands over, until its owner has taken it or left it: in memory only."""

    key: str
    handover: Handover | None = None
    """Once its file was opened."""
    dates: tuple[dt.date, ...] = ()
    """The local days of which it tells."""


@dataclass(slots=True)
class Phone:
    """What a screen is given."""

    device: Device
    key: str
    """Whoever knows it may see and use the pages; drawn once per installation."""
    prefix: str = ""
    """Before every path: `page_path` for a phone of its own, "/p/17" among many."""
    name: str = ""
    """Only among many: which one."""
    platform: Platform = frozenset
    made_by: MadeBy = tuple
    """Stays on this phone: it chooses which steps the owner reads first."""
    boot: Boot = str
    screen: Notifier | None = None
    """The screen of this computer or phone, where it takes notices."""
    open_pages: OpenPages = field(default_factory=OpenPages)
    """The browser, while a page is open."""
    told: Memory | None = None
    """What the owner was told outside the pages, as far as this life of the engine knows."""
    version: str = field(default_factory=own_version)
    """Of the application that runs here. It leaves the phone in nothing."""
    zone: dt.tzinfo = VIET_NAM
    preferences: Preferences = field(default_factory=Preferences)
    errand: Errand = field(default_factory=Errand)
    typed: dict[str, FormMultiDict] = field(default_factory=dict)
    """What was typed on a page that was left to choose the commune, by its address, until its owner is back."""
    offer: Offer | None = None
    """Of another phone whose place this one is to take."""

    def __post_init__(self) -> None:
        self.preferences = _preferences(self.device.store)

    @property
    def ways(self) -> Sequence[Notifier]:
        """Every way on which the owner is told who does not look at the pages."""
        return (self.open_pages,) if self.screen is None else (self.screen, self.open_pages)

    @property
    def newer_version(self) -> str:
        """The version that the signed configuration names, if it is newer than what runs here; else empty."""
        published = self.device.feed.configuration.newest_version
        return published if is_newer(published, self.version) else ""

    @property
    def in_application(self) -> bool:
        """Whether the owner sees these pages in the application for Android, and not in a browser."""
        return self.screen is not None and self.screen.way == ANDROID

    def save(self, preferences: Preferences) -> None:
        self.device.store.save_fact(PREFERENCES_FACT, msgspec.msgpack.encode(preferences))
        self.preferences = preferences

    def forget(self, language: str) -> None:
        """Forgets all but key and language of an erased phone: else the owner could not read that it is done."""
        self.begin_anew(Preferences(language=language))
        for name, value in self.own_facts(self.preferences).items():
            self.device.store.save_fact(name, value)

    def own_facts(self, preferences: Preferences) -> dict[str, bytes]:
        """The values of the pages that a phone keeps whose memory is replaced: else its owner could not read that."""
        return {PREFERENCES_FACT: msgspec.msgpack.encode(preferences), KEY_FACT: self.key.encode()}

    def begin_anew(self, preferences: Preferences) -> None:
        """Drops from memory whatever belonged to the phone's life before."""
        self.errand, self.offer, self.preferences = Errand(), None, preferences
        self.typed.clear()
        self.told = None if self.told is None else Memory(self.told.since_ms)  # so that what stands is taken back

    def stay_readable(self) -> None:
        """Keeps the farewell readable once the service has ended: a restart too leaves it at the same address, in
        the same language."""
        if self.device.store.fact(KEY_FACT) is None:
            self.forget(self.preferences.language)

    @property
    def form_key(self) -> str:
        """Stands in every form: another page that makes the browser send a form does not know it."""
        return hmac.new(self.key.encode(), b"bluezone/form/1", hashlib.sha256).hexdigest()[:32]

    @property
    def cookie(self) -> str:
        """The cookie's name. Ports share cookies, so two phones on one machine must not share a name."""
        return "bluezone-" + hashlib.sha256(self.key.encode()).hexdigest()[:8]

    @property
    def has_unread(self) -> bool:
        """Whether a warning, of people or of a place, has not been opened by its owner, or one was taken back."""
        store = self.device.store
        told = (*store.judged.warnings(), *store.judged.taken_back())
        return any(one.read_ms is None for one in told) or visits_in(self.device.store).has_unread

    def now_ms(self) -> int:
        return self.device.now().wall_ms

    @property
    def oldest_ms(self) -> int:
        """The moment before which everything is deleted. A clock set forward must not do that: one rule for all."""
        return self.device.machine.keeps_since_ms(self.device.now())

    def local(self, time_ms: int) -> dt.datetime:
        return dt.datetime.fromtimestamp(time_ms / 1000, self.zone)

    @property
    def today(self) -> dt.date:
        return self.local(self.now_ms()).date()


ThePhone = NamedDependency[Phone]
"""A screen's first argument: whose pages are asked for."""


def page_key(store: Store, entropy: Entropy) -> str:
    """The key of this installation's pages, drawn at the first call."""
    known = store.fact(KEY_FACT)
    if known is not None:
        return known.decode()
    key = base64.urlsafe_b64encode(entropy(KEY_BYTES)).decode()
    store.save_fact(KEY_FACT, key.encode())
    return key


def page_path(key: str) -> str:
    """The path below which one phone's pages lie. Nobody can guess it, and the cookie goes nowhere else.

    Browsers send a cookie to every port of a host, so another program that listens on loopback would be handed a
    cookie of the root; of this one it would first have to know the path.
    """
    return "/" + hmac.new(key.encode(), b"bluezone/path/1", hashlib.sha256).hexdigest()[:32]


def skip_first_run(store: Store, *, commune: str = "") -> None:
    """Begins the pages at home, for a demonstration's phones: their owners are imagined, and where they live, too."""
    if store.fact(PREFERENCES_FACT) is None:
        store.save_fact(PREFERENCES_FACT, msgspec.msgpack.encode(Preferences(introduced=True, commune=commune)))


def first_run_is_over(store: Store) -> bool:
    """Whether the owner has read what this is and agreed. Until then a phone with pages stays off the air."""
    return _preferences(store).introduced


def _preferences(store: Store) -> Preferences:
    """Reads the preferences; damaged ones fall back to the defaults: no reason to keep a warning from its reader."""
    saved = store.fact(PREFERENCES_FACT)
    if saved is None:
        return Preferences()
    try:
        return msgspec.msgpack.decode(saved, type=Preferences)
    except msgspec.MsgspecError:
        return Preferences()
