"""The store: tables, reads and writes as functions over an open connection, and the one writer that groups them.

What a value means is decided in the rooms above; here it is only kept, found and erased.
"""

from bluezone.exchange.store.at_once import Question, Told, was_silent
from bluezone.exchange.store.opening import ReadingStore, Store, open_store, reading_store
from bluezone.exchange.store.writer import Done, SharedWork, Work, Writer

__all__ = [
    "Done",
    "Question",
    "ReadingStore",
    "SharedWork",
    "Store",
    "Told",
    "Work",
    "Writer",
    "open_store",
    "reading_store",
    "was_silent",
]
