"""Everything that can be set about a portal, in one frozen object that is built once.

It travels to the server's processes as environment variables, because Django reads its settings from a module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from bluezone.portal.errors import ConfigurationError
from bluezone.portal.training import is_training

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
LISTS = "lists"
"""The name among Django's databases of the standby from which lists are read (`frame/standby.py`)."""
_PREFIX = "BLUEZONE_PORTAL_"
_WAYS_OUT = ("exchange", "exchange_key", "roots", "tokens", "outlets", "published", "published_root")


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of one portal: where it lives and what it stands on."""

    data: Path | None = None
    """The data directory: secret key, default database, compiled words, pages' files. None builds nothing that runs."""
    database: str | None = None
    """A postgresql:// address; None is SQLite in the data directory."""
    origin: str = "http://localhost:8791"
    """What staff type into the browser. Passkeys are bound to its host, so it is a name and not a number."""
    exchange: str | None = None
    """The exchange's internal interface; None leaves the code desk closed, and says so."""
    exchange_key: Path | None = None
    """The file with its bearer key."""
    clock: Path | None = None
    """A drill clock in a file; None is the system's."""
    roots: Path | None = None
    """A folder of certificates whose signatures on papers are believed; None believes none."""
    tokens: Path | None = None
    """A TOML file that says which token of this machine signs for which organisation."""
    outlets: Path | None = None
    """A TOML file that says by which ways messages leave; None has them copied or sent from a phone."""
    erase: str | None = None
    """By which terms what is over is erased every night (`operations/retention/rules.py`): "default", or those that
    differ. None erases nothing by itself."""
    published: str | None = None
    """Where the exchange publishes for phones; None leaves the app's news unknown here, and says so."""
    published_root: str | None = None
    """The exchange's root key, which must have signed it: 64 hex digits, or a file."""
    lists_from: str | None = None
    """A postgresql:// address of a standby of the database, from which lists and figures are read
    (`frame/standby.py`); None reads everything from the database itself."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.origin)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
            raise ConfigurationError(f"{self.origin!r} is no origin such as https://portal.example.vn")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise ConfigurationError("names of patients travel only over https; plain http is for this machine alone")
        if self.database is not None and urlsplit(self.database).scheme not in {"postgresql", "postgres"}:
            raise ConfigurationError("the database is a postgresql:// address; leave it out for SQLite")
        self._require_a_standby_of_something()
        if (self.exchange is None) != (self.exchange_key is None):
            raise ConfigurationError("an exchange is given by its internal address and its key file, both")
        if (self.published is None) != (self.published_root is None):
            raise ConfigurationError("what is published is given by its address and the root key, both")

    def _require_a_standby_of_something(self) -> None:
        if self.lists_from is None:
            return
        if self.database is None or urlsplit(self.lists_from).scheme not in {"postgresql", "postgres"}:
            raise ConfigurationError("lists are read from a postgresql:// address of a standby of --database")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Reads the configuration from environment variables."""
        found = {name: environment.get(_PREFIX + name.upper()) or None for name in cls.__slots__}
        paths = {
            name: Path(text)
            for name in ("data", "exchange_key", "clock", "roots", "tokens", "outlets")
            if (text := found.pop(name))
        }
        return cls(**paths, **{name: text for name, text in found.items() if text})  # type: ignore[arg-type] # texts and paths by name

    def as_environment(self) -> dict[str, str]:
        """The environment variables that `from_environment` reads."""
        return {_PREFIX + name.upper(): str(value) for name in self.__slots__ if (value := getattr(self, name))}

    @property
    def is_training(self) -> bool:
        """Whether the data were made to learn with; no option says so, only they themselves."""
        return self.data is not None and self.database is None and is_training(self.data)

    def require_no_ways_out_of_training(self) -> None:
        """Requires that a training is joined with nobody. Raises ConfigurationError."""
        if self.is_training and (joined := [name for name in _WAYS_OUT if getattr(self, name) is not None]):
            named = ", ".join(f"--{name.replace('_', '-')}" for name in joined)
            raise ConfigurationError(f"a training sends, signs and publishes nothing: leave {named} out")

    @property
    def host(self) -> str:
        """The host in the portal's address."""
        return urlsplit(self.origin).hostname or ""

    @property
    def is_https(self) -> bool:
        """Whether the portal's address is an https one."""
        return self.origin.startswith("https://")
