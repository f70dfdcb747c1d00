"""What a device can run into.

DeviceError
├── StoreError            the encrypted store, or room for what was fetched, cannot be used
│   ├── StoreKeyError     it does not open with this key, or is no store at all
│   │   ├── KeyLostError       the platform's key store cannot open the key any more: nobody ever reads this store
│   │   └── KeyStoreBusyError  it cannot just now
│   ├── StoreInUseError   another process holds it
│   └── StoreCorruptError it opens, and what it holds is damaged
├── UnreachableError      the exchange did not answer, or not in the agreed shape
│   └── UncertainError    what mattered had left by then: it may have arrived all the same
└── ConsentError          the owner asked for something that cannot be done (said in plain words)
"""


class DeviceError(Exception):
    """The root of everything this room raises."""


class StoreError(DeviceError):
    """The encrypted store cannot be used."""


class StoreKeyError(StoreError):
    """The store does not open with this key, or is no store at all."""


class KeyLostError(StoreKeyError):
    """The platform's key store cannot open the key any more: nobody will ever read this store."""


class KeyStoreBusyError(StoreKeyError):
    """The platform's key store does not open the key just now; nothing is lost."""


class StoreInUseError(StoreError):
    """Another process holds the store."""


class StoreCorruptError(StoreError):
    """The store opens, and what it holds is damaged."""


class UnreachableError(DeviceError):
    """The exchange did not answer, or not in the agreed shape."""


class UncertainError(UnreachableError):
    """No answer came to what mattered: it may have arrived all the same."""


class ConsentError(DeviceError):
    """The owner asked for something that cannot be done."""
