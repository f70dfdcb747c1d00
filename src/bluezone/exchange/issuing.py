"""Issuing a code straight from the data directory, beside a running service or without one."""

from __future__ import annotations

from bluezone.exchange.codes import CodeOrder, IssuedCode, issue_code
from bluezone.exchange.keyring import load_keyring
from bluezone.exchange.ports import Entropy
from bluezone.exchange.publishing.configurations import newest_configuration
from bluezone.exchange.publishing.files import PublicFiles
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store import open_store


def issue_beside(settings: ExchangeSettings, order: CodeOrder, *, now_s: int, entropy: Entropy) -> IssuedCode:
    """One code, on disk. The store takes care that a service may run on the same data."""
    keyring = load_keyring(settings.key_directory)
    configuration = newest_configuration(PublicFiles(settings.public_files), keyring.key_list)
    store = open_store(settings.store_address)
    try:
        with store.transaction() as connection:
            return issue_code(connection, order, configuration.profile, now_s=now_s, entropy=entropy)
    finally:
        store.close()
