"""Issuing a code straight from the data directory, beside a running service or without one."""

from __future__ import annotations

from bluezone.exchange.codes import CodeOrder, IssuedCode, issue_code
from bluezone.exchange.keyring import load_keyring
from bluezone.exchange.ports import Entropy
from bluezone.exchange.publishing.configurations import configuration_in_force
from bluezone.exchange.publishing.files import open_files
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store import log as stored_log
from bluezone.exchange.store import open_store
from bluezone.protocol.signature import Kind


def issue_beside(settings: ExchangeSettings, order: CodeOrder, *, now_s: int, entropy: Entropy) -> IssuedCode:
    """Issues one code, on disk. The store takes care that a service may run on the same data."""
    keyring = load_keyring(settings.key_directory)
    files = open_files(settings)
    store = open_store(settings.store_address)
    try:
        with store.transaction() as connection:
            logged = Logbook(stored_log.all_leaves(connection)).newest(Kind.CONFIG)
        # outside of any transaction: a bucket may take its time, and calls would wait for as long
        configuration = configuration_in_force(files, logged, keyring.key_list)
        with store.turn() as connection:
            return issue_code(connection, order, configuration.profile, now_s=now_s, entropy=entropy)
    finally:
        store.close()
